"""What the network is trained to lower: one loss a head, each a mean over the words or spans that have a label."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor

from benchmarks.layers import UNKNOWN
from fabula.encoder.labels import ENTITY_TYPES, FORMS
from fabula_training.network import Network

TAG_LAYERS = ("upos", "xpos", "lemma", "supersense")
DEFAULT_WEIGHTS = {
    "upos": 0.5, "xpos": 0.5, "lemma": 0.5, "supersense": 0.5, "sentence_end": 1.0, "event": 3.0,
    "arc": 1.0, "relation": 0.5, "span_litbank": 0.6, "span_gum": 0.2, "span_label": 0.6, "chain": 0.3,
}  # fmt: skip
N_TYPES, N_FORMS = len(ENTITY_TYPES), len(FORMS)
NEGATIVE = -1e4


def losses(network: Network, scores: dict[str, Tensor], targets: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the loss of each head that the batch has labels for."""
    found: dict[str, Tensor] = {}
    *tags, sentence_ends, events = scores["tags"].split(network.tag_sizes, -1)
    for name, logits in zip(TAG_LAYERS, tags, strict=True):
        known = targets[name] != UNKNOWN
        if known.any():
            found[name] = functional.cross_entropy(logits[known], targets[name][known])
    for name, logits in (("sentence_end", sentence_ends), ("event", events)):
        known = targets[name] != UNKNOWN
        if known.any():
            found[name] = functional.binary_cross_entropy_with_logits(
                logits[..., 0][known], targets[name][known].float()
            )
    found |= _tree_losses(network, scores, targets)
    found |= _span_losses(network, scores, targets)
    chain = _chain_loss(network, scores["vectors"], targets)
    if chain is not None:
        found["chain"] = chain
    return found


def _tree_losses(network: Network, scores: dict[str, Tensor], targets: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the losses of the heads, which are sought in the word's own sentence, and of their relations."""
    heads = targets["head"]
    known = heads != UNKNOWN
    if not known.any():
        return {}
    sentence = targets["sentence"]
    apart = sentence[:, :, None] != sentence[:, None, :]
    arcs = scores["arcs"].masked_fill(apart, NEGATIVE)
    row, word = known.nonzero(as_tuple=True)
    head = heads[row, word]
    found = {"arc": functional.cross_entropy(arcs[row, word], head)}
    labelled = targets["relation"][row, word] != UNKNOWN
    if labelled.any():  # the mean over none would be NaN, and with one step all weights too
        relation = relation_scores(network, scores["relations"], row, word, head)
        found["relation"] = functional.cross_entropy(relation[labelled], targets["relation"][row, word][labelled])
    return found


def relation_scores(network: Network, parts: Tensor, row: Tensor, word: Tensor, head: Tensor) -> Tensor:
    """Return float ``(k, n_relations)`` for `k` words and their heads."""
    return network.relation_out(functional.gelu(parts[row, word, 0] + parts[row, head, 1]))


def span_label_scores(network: Network, parts: Tensor, row: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """Return float ``(k, n_types + n_forms + n_referent_types)`` for `k` spans."""
    return network.span_label_out(functional.gelu(parts[row, first, 0] + parts[row, last, 1]))


def _span_losses(network: Network, scores: dict[str, Tensor], targets: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return, for each scheme in the batch, the loss of its span scores (a gold span), and that of all span labels."""
    found: dict[str, Tensor] = {}
    spans, scheme = targets["spans"], targets["scheme"]
    n, _, width, _ = scores["spans"].shape
    inside = targets["sentence"] != UNKNOWN
    possible = torch.ones(width, width, dtype=torch.bool).triu()[None] & inside[:, :, None] & inside[:, None, :]
    labels = span_label_scores(network, scores["span_labels"], spans[:, 0], spans[:, 1], spans[:, 2])
    parts = []
    for number, name in enumerate(("span_litbank", "span_gum")):
        rows = scheme == number
        if not rows.any():
            continue
        mine = spans[spans[:, 6] == number]
        gold = torch.zeros(n, width, width)
        gold[mine[:, 0], mine[:, 1], mine[:, 2]] = 1.0
        where = possible & rows[:, None, None]
        total = functional.binary_cross_entropy_with_logits(
            scores["spans"][:, number][where], gold[where], reduction="sum"
        )
        found[name] = total / max(len(mine), 1)
        if len(mine):
            here = labels[spans[:, 6] == number]
            if number == 0:
                parts.append(functional.cross_entropy(here[:, :N_TYPES], mine[:, 3]))
                parts.append(0.5 * functional.cross_entropy(here[:, N_TYPES : N_TYPES + N_FORMS], mine[:, 4]))
            else:
                parts.append(functional.cross_entropy(here[:, N_TYPES + N_FORMS :], mine[:, 3]))
    if parts:
        found["span_label"] = torch.stack(parts).sum()
    return found


def _chain_loss(network: Network, parts: Tensor, targets: dict[str, Tensor]) -> Tensor | None:
    """Return the marginal loss of the right antecedents (Lee et al. 2017) of the gold mentions of a batch.

    A mention's antecedents are those before it in the same document, or none.
    """
    spans = targets["spans"]
    spans = spans[spans[:, 5] != UNKNOWN]
    if len(spans) < 2:
        return None
    vectors = torch.tanh(parts[spans[:, 0], spans[:, 1], 0] + parts[spans[:, 0], spans[:, 2], 1])
    order, document = spans[:, 7], spans[:, 8]
    gap = torch.arange(len(spans))[:, None] - torch.arange(len(spans))[None, :]
    bucket = gap.clamp(min=1).float().log2().long().clamp(max=11)
    pair = network.pair(vectors) @ vectors.T + network.anaphor(vectors) + network.distance(bucket)[..., 0]
    candidate = (gap > 0) & (document[:, None] == document[None, :]) & (order[:, None] - order[None, :] < 1500)
    pair = pair.masked_fill(~candidate, NEGATIVE)
    right = candidate & (spans[:, 5][:, None] == spans[:, 5][None, :])
    none = torch.zeros(len(spans), 1)
    right_none = torch.where(right.any(1, keepdim=True), NEGATIVE, none)
    every = torch.logsumexp(torch.cat([none, pair], 1), 1)
    gold = torch.logsumexp(torch.cat([right_none, pair.masked_fill(~right, NEGATIVE)], 1), 1)
    return (every - gold).mean()
