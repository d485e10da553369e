"""Train the scorer of antecedents: ``python -m fabula_training.antecedents --help``.

It learns on LitBank's training documents, from what the network says of them or, with ``--fold``, from what networks say of them
that were trained without them (`train --leave-out`). GAP's development items, which no
network was trained on, teach it ambiguous pronouns between two names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from benchmarks.clusters import NO_CLUSTERS, ClusterTally, tally_clusters
from benchmarks.corpora import DEFAULT_DATA, CorpusMissingError, document_names
from fabula.encoder.model import ANTECEDENTS, open_model
from fabula.resolve.antecedent_features import pair_features, summary_features, unary_features
from fabula.resolve.antecedents import AntecedentScores, EncoderPart
from fabula.resolve.linking import Known, link_mentions
from fabula.resolve.mention_table import MentionTable
from fabula.types.text import Span
from fabula_training.checkpoint import read_trained
from fabula_training.export import packed, write_manifest
from fabula_training.folds import Fold
from fabula_training.lessons import Lesson, Question, load_lessons, load_questions

HIDDEN, SECOND = 48, 24
QUESTIONS = 96  # a step; more steps of them cost LitBank
_NEVER = -1e4


class Scorer(nn.Module):
    """The scorer as `fabula.resolve.antecedents` runs it, with dropout."""

    def __init__(self, n_unary: int, n_pair: int, hidden: int = HIDDEN, second: int = SECOND) -> None:
        super().__init__()
        self.anaphor = nn.Linear(n_unary, hidden)
        self.antecedent = nn.Linear(n_unary, hidden, bias=False)
        self.pair = nn.Linear(n_pair, hidden, bias=False)
        self.second = nn.Linear(hidden, second)
        self.last = nn.Linear(second, 1)
        self.fresh = nn.Linear(n_unary + 2, second)
        self.fresh_last = nn.Linear(second, 1)
        self.dropout = nn.Dropout(0.2)

    def forward(
        self, unary: Tensor, places: Tensor, pairs: Tensor, candidates: Tensor, summary: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the scores ``(m, c)`` of the candidates of the mentions at some places, and ``(m,)`` of none of them."""
        own = unary[places]
        hidden = self.pair(pairs) + self.anaphor(own)[:, None] + self.antecedent(unary)[candidates.clamp(min=0)]
        hidden = torch.relu(self.second(self.dropout(torch.relu(hidden))))
        scores = self.last(hidden)[..., 0].masked_fill(candidates < 0, _NEVER)
        fresh = torch.relu(self.fresh(torch.cat([own, summary], 1)))
        return scores, self.fresh_last(self.dropout(fresh))[:, 0]

    def arrays(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return the weights by the names that `AntecedentWeights` has for them."""
        found = {
            "anaphor": self.anaphor.weight.T,
            "hidden_bias": self.anaphor.bias,
            "antecedent": self.antecedent.weight.T,
            "pair": self.pair.weight.T,
            "second": self.second.weight.T,
            "second_bias": self.second.bias,
            "last": self.last.weight[0],
            "last_bias": self.last.bias,
            "fresh": self.fresh.weight.T,
            "fresh_bias": self.fresh.bias,
            "fresh_last": self.fresh_last.weight[0],
            "fresh_last_bias": self.fresh_last.bias,
        }
        return {name: np.ascontiguousarray(value.detach().numpy(), dtype=np.float32) for name, value in found.items()}


Inputs = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one step learns from: the scorer's inputs for `m` mentions, and bool ``(m, c)`` which candidates are right, and which
    of the others are known to be wrong."""

    inputs: Inputs
    right: Tensor
    wrong: Tensor


def inputs_of(lesson: Lesson) -> Inputs:
    """Return what `Scorer` reads of a document."""
    places = np.arange(len(lesson.table))
    return _inputs(lesson.table, places, lesson.candidates, lesson.closeness)


def _inputs(
    table: MentionTable,
    places: npt.NDArray[np.int64],
    candidates: npt.NDArray[np.int32],
    closeness: npt.NDArray[np.float32],
) -> Inputs:
    pairs = np.moveaxis(pair_features(table, places, candidates, closeness), 0, -1)
    summary = summary_features(closeness, candidates >= 0)
    arrays = (unary_features(table), places, pairs, candidates.astype(np.int64), summary)
    unary, where, pair, others, rest = (torch.from_numpy(np.ascontiguousarray(array)) for array in arrays)
    return unary, where, pair, others, rest


def step_of_lesson(lesson: Lesson) -> Step:
    """Return a document as one step; every candidate that does not mean the same in the gold is wrong."""
    theirs = np.where(lesson.candidates >= 0, lesson.chain[np.maximum(lesson.candidates, 0)], -2)
    right = torch.from_numpy((theirs == lesson.chain[:, None]) & (lesson.chain[:, None] >= 0))
    return Step(inputs_of(lesson), right, ~right)


def step_of_questions(questions: Sequence[Question]) -> Step:
    """Return some pronouns of different texts as one step; nothing is learnt of candidates that the gold is silent on."""
    parts = [_inputs(one.table, np.array([one.place]), one.candidates, one.closeness) for one in questions]
    sizes = np.cumsum([0, *(len(one.table) for one in questions)])[:-1].tolist()
    unary, pairs, summary = (torch.cat([part[k] for part in parts]) for k in (0, 2, 4))
    places = torch.cat([part[1] + before for part, before in zip(parts, sizes, strict=True)])
    moved = [torch.where(part[3] >= 0, part[3] + before, part[3]) for part, before in zip(parts, sizes, strict=True)]
    right, wrong = (
        torch.from_numpy(np.concatenate(known))
        for known in ([q.right for q in questions], [q.wrong for q in questions])
    )
    return Step((unary, places, pairs, torch.cat(moved), summary), right, wrong)


def fit(
    lessons: Sequence[Lesson], questions: Sequence[Question], *, epochs: int, seed: int, peak: float = 3e-3
) -> Scorer:
    """Return a scorer trained on the marginal likelihood of the right antecedents (Lee et al. 2017)."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    steps = [step_of_lesson(lesson) for lesson in lessons]
    mixed = [questions[place] for place in draw.permutation(len(questions)).tolist()]
    steps += [step_of_questions(mixed[first : first + QUESTIONS]) for first in range(0, len(mixed), QUESTIONS)]
    scorer = Scorer(steps[0].inputs[0].shape[1], steps[0].inputs[2].shape[2])
    optimiser = torch.optim.AdamW(scorer.parameters(), lr=peak, weight_decay=1e-3)
    total, done = epochs * len(steps), 0
    for _ in range(epochs):
        for place in draw.permutation(len(steps)).tolist():
            for group in optimiser.param_groups:
                group["lr"] = peak * (1 - done / total)
            loss = _loss(scorer, steps[place])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            done += 1
    return scorer.eval()


def _loss(scorer: Scorer, step: Step) -> Tensor:
    """Return the mean of minus the log of the share of all that the right ones have, or none where there is none."""
    scores, fresh = scorer(*step.inputs)
    right = scores.masked_fill(~step.right, _NEVER)
    every = torch.cat([fresh[:, None], right, scores.masked_fill(~step.wrong, _NEVER)], 1)
    no_right = torch.where(step.right.any(1), torch.tensor(_NEVER), fresh)
    gold = torch.logsumexp(torch.cat([no_right[:, None], right], 1), 1)
    return (torch.logsumexp(every, 1) - gold).mean()


def tally(scorer: Scorer, lessons: Sequence[Lesson]) -> ClusterTally:
    """Return the coreference tally of documents linked by a scorer."""
    total = NO_CLUSTERS
    for lesson in lessons:
        with torch.no_grad():
            scores, fresh = scorer(*inputs_of(lesson))
        every = np.arange(len(lesson.table))
        block = AntecedentScores(every, lesson.candidates, scores.numpy(), fresh.numpy())
        chains = link_mentions(lesson.table, [block], lesson.anchor, Known(lesson.relative))
        clusters: dict[int, set[Span]] = {}
        for span, chain in zip(lesson.spans, chains.chain, strict=True):
            clusters.setdefault(chain, set()).add(span)
        total += tally_clusters(lesson.gold, [frozenset(one) for one in clusters.values()])
    return total


def encoder_part(trained: Path) -> EncoderPart:
    """Return how a trained network scores antecedents by its mention vectors."""
    weights = read_trained(trained)["network"]
    return EncoderPart(
        np.ascontiguousarray(weights["pair.weight"].numpy().T),
        weights["pair.bias"].numpy(),
        weights["anaphor.weight"].numpy()[0],
        weights["anaphor.bias"].numpy(),
    )


def write_weights(folder: Path, encoder: EncoderPart, scorer: Scorer) -> None:
    """Write the scorer into a model's folder and put its checksum into the manifest, the file before the manifest."""
    arrays = {name: value.astype(np.float32) for name, value in asdict(encoder).items()} | scorer.arrays()
    content = packed(arrays)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][ANTECEDENTS] = hashlib.sha256(content).hexdigest()
    (folder / ANTECEDENTS).write_bytes(content)
    write_manifest(folder, manifest)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; return the exit code: 0, or 2 where a corpus is missing."""
    parser = argparse.ArgumentParser(prog="python -m fabula_training.antecedents", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the folder of the model to complete")
    parser.add_argument("--trained", type=Path, required=True, help="the trained network that it was exported from")
    parser.add_argument(
        "--fold",
        nargs=2,
        type=Path,
        action="append",
        metavar=("TRAINED", "MODEL"),
        help="a network trained without the next part of the documents, and its export, in the order of the parts; "
        "without any, the model's own word for documents that it was trained on must do",
    )
    parser.add_argument("--without-gap", action="store_true", help="learn from LitBank alone")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        lessons = list(_lessons_by_fold(options.data, options.fold or [(options.trained, options.model)]))
        dev = document_names(options.data, "dev")
        encoder = encoder_part(options.trained)
        model = open_model(options.model)
        held_out = list(load_lessons(options.data, "dev", dev, model, encoder))
        questions = [] if options.without_gap else list(load_questions(options.data, model, encoder))
    except CorpusMissingError as error:
        print(error, file=sys.stderr)
        return 2
    scorer = fit(lessons, questions, epochs=options.epochs, seed=options.seed)
    for known, part in (("nobody's words known", held_out[::2]), ("speakers known", held_out[1::2])):
        print(f"LitBank dev, {known}: {json.dumps(tally(scorer, part).as_json())}")
    write_weights(options.model, encoder, scorer)
    return 0


def _lessons_by_fold(data: Path, folds: Sequence[Sequence[Path]]) -> Iterator[Lesson]:
    names = document_names(data, "train")
    for number, (trained, folder) in enumerate(folds):
        part = Fold(number, len(folds)).of(names)
        yield from load_lessons(data, "train", part, open_model(folder), encoder_part(trained))


if __name__ == "__main__":
    sys.exit(main())
