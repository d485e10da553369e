"""A network of one narrow layer, and what it trains on. Needs torch."""

from __future__ import annotations

import torch

from fabula_training.config import Config
from fabula_training.examples import Examples, lay_out, lemma_rules
from fabula_training.network import EncoderShape, HeadShape, Network
from fabula_training.train import Material
from handmade import SPECIAL, dog, girl, tokenizer

torch.set_num_threads(1)

HEADS = HeadShape(arc=16, relation=16, span=16, span_label=16, vector=8)
CONFIG = Config(
    "tiny", 1, epochs=2, window=32, batch=2, encoder_rate=5e-3, head_rate=5e-3, corpus_share={"gum": 0.5}, heads=HEADS
)
SHAPE = EncoderShape(
    n_layers=1,
    width=32,
    n_heads=4,
    inner_width=64,
    vocabulary=tokenizer().get_vocab_size(),
    n_positions=34,
    first_position=2,
    relative_buckets=32,
    epsilon=1e-5,
)


def material() -> Material:
    """Six documents of each kind."""
    documents = (*[dog() for _ in range(6)], *[girl() for _ in range(6)])
    return Material(documents, tokenizer().to_str(), lemma_rules(documents), SPECIAL)


def examples() -> Examples:
    """All documents, unvaried."""
    made = material()
    return lay_out(made.documents, tokenizer(), made.rules, CONFIG.window)


def network() -> Network:
    """Untrained, the same each time."""
    torch.manual_seed(7)
    made = Network(SHAPE, HEADS, len(material().rules))
    torch.nn.init.normal_(made.encoder.relative.weight)  # these are frozen: a base encoder brings them
    return made
