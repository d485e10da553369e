"""Train the scorer of antecedents: ``python -m fabula_training.antecedents --help``.

It learns on LitBank's training documents from what networks say of them that were trained without them (`train --leave-out`):
what a network says of its own training documents is better than what it says of any book.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from benchmarks.analyses import analyse_kept
from benchmarks.clusters import NO_CLUSTERS, ClusterTally, tally_clusters
from benchmarks.corpora import DEFAULT_DATA, CorpusMissingError, Split, document_names, load_document
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.encoder.model import ANTECEDENTS, Model, open_model
from fabula.readers.book import read_book
from fabula.resolve.addressees import find_addressees
from fabula.resolve.antecedents import (
    AntecedentScores,
    EncoderPart,
    affinity,
    find_candidates,
    pair_features,
    summary_features,
    unary_features,
)
from fabula.resolve.linking import link_mentions
from fabula.resolve.mention_table import MentionTable, with_known
from fabula.resolve.people import known_relative
from fabula.resolve.referents import find_anchors
from fabula.resolve.resolution import by_quotation, choose_in_rounds, known_speakers, open_resolution
from fabula.resolve.speakers import shipped_weights
from fabula.types.text import Span
from fabula_training.checkpoint import read_trained
from fabula_training.export import packed, write_manifest
from fabula_training.folds import Fold

HIDDEN, SECOND = 48, 24


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """One document: its mentions, their candidates ``(n, c)`` with the encoder's scores, and the gold chain of each mention.

    `chain` is int64 ``(n,)``, -1 for a mention that is none in the gold; `spans` and `gold` are what the chains are
    scored by, `anchor` whom the mentions are known to mean.
    """

    name: str
    table: MentionTable
    candidates: npt.NDArray[np.int32]
    closeness: npt.NDArray[np.float32]
    chain: npt.NDArray[np.int64]
    anchor: tuple[int, ...]
    relatives: Mapping[tuple[int, int], int]
    spans: tuple[Span, ...]
    gold: tuple[frozenset[Span], ...]

    def relative(self, owner: int, place: int) -> int | None:
        """Return whom a kin word means, by its owner."""
        return self.relatives.get((owner, place))


def load_lessons(
    data: Path, split: Split, names: Sequence[str], model: Model, encoder: EncoderPart
) -> Iterator[Lesson]:
    """Yield each document twice: before anybody knows who speaks, and after."""
    for name in names:
        document = load_document(data, split, name)
        book = read_book(document.path, pretokenized=True)
        tokens = tokenize(book)
        analysis = analyse_kept(model, book, tokens)
        if not len(analysis.mentions):
            continue
        syntax = read_syntax(analysis, tokens.words)
        tokens = replace(tokens, sentence=analysis.sentence)
        quotations = find_quotations(book)
        mentions = find_mentions(tokens, quotations, analysis, syntax)
        opening = open_resolution(book, tokens, quotations, mentions, None, syntax)
        discourse, people = opening.discourse, opening.people
        named = list(people.referent)
        choices, _ = choose_in_rounds(opening, shipped_weights(), None, 2)
        addressees = find_addressees(people, opening.turns, choices)
        speakers, tags = known_speakers(opening.turns, choices)
        people.referent[:] = named
        assert opening.table is not None  # the network gives trees
        chain_of = {span: number for number, chain in enumerate(document.gold.chains) for span in chain}
        for who, by_tag, to in (({}, {}, {}), (speakers, tags, by_quotation(opening.turns, addressees))):
            table = with_known(opening.table, discourse, people, who, to)
            candidates = find_candidates(table)
            references = [discourse.references[number] for number in table.reference.tolist()]
            spans = tuple(Span(one.mention.start, one.mention.end) for one in references)
            relatives = {
                (owner, place): found
                for place, owner in _owned(table)
                if (found := known_relative(discourse, people, references[place], owner)) is not None
            }
            yield Lesson(
                name,
                table,
                candidates,
                affinity(table, np.arange(len(table)), candidates, analysis.mentions.vector, encoder),
                np.array([chain_of.get(span, -1) for span in spans], dtype=np.int64),
                tuple(find_anchors(discourse, people, table, by_tag)),
                relatives,
                spans,
                document.gold.chains,
            )


def _owned(table: MentionTable) -> Iterator[tuple[int, int]]:
    """Yield each possessed mention with everybody who might turn out to own it."""
    people = sorted(set(table.person[table.person >= 0].tolist()) | set(table.speaker[table.speaker >= 0].tolist()))
    for place in np.flatnonzero((table.owner >= 0) & (table.kin == 1)).tolist():
        for owner in people:
            yield place, owner


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

    def forward(self, unary: Tensor, pairs: Tensor, candidates: Tensor, summary: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores ``(n, c)`` of the candidates and ``(n,)`` of none of them."""
        hidden = self.pair(pairs) + self.anaphor(unary)[:, None] + self.antecedent(unary)[candidates.clamp(min=0)]
        hidden = torch.relu(self.second(self.dropout(torch.relu(hidden))))
        scores = self.last(hidden)[..., 0].masked_fill(candidates < 0, -1e4)
        fresh = torch.relu(self.fresh(torch.cat([unary, summary], 1)))
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


def inputs_of(lesson: Lesson) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return what `Scorer` reads of a document."""
    pairs = np.moveaxis(
        pair_features(lesson.table, np.arange(len(lesson.table)), lesson.candidates, lesson.closeness), 0, -1
    )
    summary = summary_features(lesson.closeness, lesson.candidates >= 0)
    arrays = (unary_features(lesson.table), pairs, lesson.candidates.astype(np.int64), summary)
    unary, pair, candidates, rest = (torch.from_numpy(np.ascontiguousarray(array)) for array in arrays)
    return unary, pair, candidates, rest


def right_antecedents(lesson: Lesson) -> npt.NDArray[np.bool_]:
    """Return bool ``(n, c)``: which candidates mean the same as the mention in the gold."""
    theirs = np.where(lesson.candidates >= 0, lesson.chain[np.maximum(lesson.candidates, 0)], -2)
    found: npt.NDArray[np.bool_] = (theirs == lesson.chain[:, None]) & (lesson.chain[:, None] >= 0)
    return found


def fit(lessons: Sequence[Lesson], *, epochs: int, seed: int, peak: float = 3e-3) -> Scorer:
    """Return a scorer trained on the marginal likelihood of the right antecedents (Lee et al. 2017)."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    prepared = [(*inputs_of(lesson), torch.from_numpy(right_antecedents(lesson))) for lesson in lessons]
    scorer = Scorer(prepared[0][0].shape[1], prepared[0][1].shape[2])
    optimiser = torch.optim.AdamW(scorer.parameters(), lr=peak, weight_decay=1e-3)
    total, step = epochs * len(prepared), 0
    for _ in range(epochs):
        for place in draw.permutation(len(prepared)).tolist():
            unary, pairs, candidates, summary, right = prepared[place]
            for group in optimiser.param_groups:
                group["lr"] = peak * (1 - step / total)
            scores, fresh = scorer(unary, pairs, candidates, summary)
            every = torch.logsumexp(torch.cat([fresh[:, None], scores], 1), 1)
            no_right = torch.where(right.any(1), torch.tensor(-1e4), fresh)
            gold = torch.logsumexp(torch.cat([no_right[:, None], scores.masked_fill(~right, -1e4)], 1), 1)
            loss = (every - gold).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
    return scorer.eval()


def tally(scorer: Scorer, lessons: Sequence[Lesson]) -> ClusterTally:
    """Return the coreference tally of documents linked by a scorer."""
    total = NO_CLUSTERS
    for lesson in lessons:
        with torch.no_grad():
            scores, fresh = scorer(*inputs_of(lesson))
        every = np.arange(len(lesson.table))
        block = AntecedentScores(every, lesson.candidates, scores.numpy(), fresh.numpy())
        chains = link_mentions(lesson.table, [block], lesson.anchor, lesson.relative)
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
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    try:
        lessons = list(_lessons_by_fold(options.data, options.fold or [(options.trained, options.model)]))
        dev = document_names(options.data, "dev")
        encoder = encoder_part(options.trained)
        held_out = list(load_lessons(options.data, "dev", dev, open_model(options.model), encoder))
    except CorpusMissingError as error:
        print(error, file=sys.stderr)
        return 2
    scorer = fit(lessons, epochs=options.epochs, seed=options.seed)
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
