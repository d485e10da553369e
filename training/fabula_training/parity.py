"""Does an exported model say what the trained network says: ``python -m fabula_training.parity --help``.

Both read the windows of LitBank's dev documents. For each head the largest and the mean absolute difference of the scores
are told, and how far the labels agree: the share of words with the same best label, and for spans (which are few) the F1
of one set against the other; heads and spans are sought in the gold sentences. The runtime's word embeddings are always
rounded to 8 bits. The float form, which shows whether the graph is right, is compared with a network whose embeddings are
rounded alike; the quantised form with the network as it was trained.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch

from benchmarks.corpora import DEFAULT_DATA
from benchmarks.layers import Int
from benchmarks.tallies import Tally, tally_sets
from benchmarks.treebanks import load_litbank
from fabula.encoder.heads import TagColumns, WindowScores
from fabula.encoder.model import Model, open_model
from fabula.errors import ModelError
from fabula_training.base import plain_tokenizer
from fabula_training.checkpoint import network_of, read_trained
from fabula_training.config import read_config
from fabula_training.examples import Examples, batch_of, batch_tensors, lay_out
from fabula_training.network import Network

HEADS = ("tags", "arcs", "relations", "spans", "span_labels", "vectors")
TAGS = ("upos", "xpos", "lemma", "supersense", "sentence_end", "event")

Scores = dict[str, npt.NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Parity:
    """Largest and mean absolute difference by head, and the agreement of labels, 0 to 1, by layer."""

    largest: dict[str, float]
    mean: dict[str, float]
    agreement: dict[str, float]


def compare(network: Network, model: Model, examples: Examples) -> Parity:
    """Return how a runtime model differs from the network that it was exported from, over the windows of `examples`."""
    sums = {head: np.zeros(3) for head in HEADS}  # the largest, the sum, the number
    tallies: dict[str, Tally] = {}
    columns = TagColumns(len(model.lemma_rules))
    for start, end in examples.windows:
        window = batch_of(examples, [(start, end)], model.special, round_to=1)
        with torch.no_grad():
            expected = {head: scores.numpy() for head, scores in network(batch_tensors(window)).items()}
        one, other = (_of_window(scores) for scores in (expected, _as_in_torch(model.scores(window))))
        for head in HEADS:
            apart = np.abs(one[head] - other[head])
            largest, total, number = sums[head]
            sums[head] = np.array([max(largest, apart.max()), total + apart.sum(dtype=float), number + apart.size])
        for name, tally in _agreement(one, other, examples.sentence[start:end], columns).items():
            tallies[name] = tallies.get(name, Tally()) + tally
    return Parity(
        largest={head: float(values[0]) for head, values in sums.items()},
        mean={head: float(values[1] / max(values[2], 1)) for head, values in sums.items()},
        agreement={name: tally.f1 if tally.gold or tally.predicted else 1.0 for name, tally in tallies.items()},
    )


def _agreement(one: Scores, other: Scores, sentence: Int, columns: TagColumns) -> dict[str, Tally]:
    """Return how far the labels of two readings of a window agree, by layer."""
    found = {
        name: _same(_best(gold), _best(mine))
        for name, gold, mine in zip(TAGS, columns.split(one["tags"]), columns.split(other["tags"]), strict=True)
    }
    together = sentence[:, None] == sentence[None, :]
    heads = [np.where(together, scores["arcs"], -np.inf).argmax(-1) for scores in (one, other)]
    spans = [_likely(np.where(together, scores["spans"], -np.inf)) for scores in (one, other)]
    return {**found, "arcs": _same(*heads), "spans": tally_sets(*spans)}


def _as_in_torch(scores: WindowScores) -> Scores:
    """Return the runtime's scores with the roots on the diagonal of the arcs, where torch has them."""
    arcs = scores["arcs"].copy()
    places = np.arange(arcs.shape[1])
    arcs[:, places, places] = scores["roots"][..., 0]
    return {**scores, "arcs": arcs}


def _of_window(scores: Mapping[str, npt.NDArray[np.float32]]) -> Scores:
    """Return the scores of the only window of a batch."""
    return {head: scores[head][0] for head in HEADS}


def _best(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    return logits.argmax(-1) if logits.ndim > 1 else (logits > 0).astype(np.intp)


def _same(gold: npt.NDArray[np.intp], mine: npt.NDArray[np.intp]) -> Tally:
    right = int((gold == mine).sum())
    return Tally(right, len(gold), right, len(gold))


def _likely(logits: npt.NDArray[np.float32]) -> set[tuple[int, ...]]:
    """Return scheme, first and last word of the spans that are likelier mentions than not."""
    return set(zip(*(place.tolist() for place in np.nonzero(np.triu(logits) > 0)), strict=True))


def round_words(network: Network, model: Model) -> None:
    """Give a network the word embeddings of a runtime model, which are rounded."""
    kept = model.embeddings
    words = kept.words.astype(np.float32) * kept.word_scales[:, None]
    network.encoder.words.load_state_dict({"weight": torch.from_numpy(words)})


def is_quantised(folder: Path) -> bool:
    """Tell whether an exported model computes with 8-bit weights."""
    graph = onnx.load(folder / "layers.onnx").graph
    return any(node.op_type == "DynamicQuantizeMatMul" for node in graph.node)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare as the command line says; return the exit code: 0, 1 where they differ too much, 2 where a file is missing."""
    parser = argparse.ArgumentParser(prog="python -m fabula_training.parity", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--trained", type=Path, required=True, help="model.pt, or a checkpoint")
    parser.add_argument("--model", type=Path, required=True, help="the folder of the exported model")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    parser.add_argument("--documents", type=int, help="how many documents to read, instead of all")
    parser.add_argument("--tolerance", type=float, default=0.001, help="how far a score of the float form may be off")
    parser.add_argument("--agreement", type=float, default=0.9, help="how far the labels of each layer must agree")
    options = parser.parse_args(arguments)
    config = read_config(options.config)
    try:
        saved, model = read_trained(options.trained), open_model(options.model)
        documents = load_litbank(options.data, "dev")[: options.documents]
    except (FileNotFoundError, ModelError) as error:
        print(error, file=sys.stderr)
        return 2
    examples = lay_out(documents, plain_tokenizer(saved["tokenizer"]), saved["rules"], config.window)
    network, quantised = network_of(saved, config), is_quantised(options.model)
    if not quantised:
        round_words(network, model)
    parity = compare(network, model, examples)
    for head in HEADS:
        print(f"{head:12} largest difference {parity.largest[head]:.5f}  mean {parity.mean[head]:.5f}")
    print("labels agree  " + "  ".join(f"{name} {100 * share:.2f}" for name, share in parity.agreement.items()))
    too_far = not quantised and max(parity.largest.values()) > options.tolerance
    return int(too_far or min(parity.agreement.values()) < options.agreement)


if __name__ == "__main__":
    sys.exit(main())
