"""Fit the weights of the speaker model on PDNC: conditional likelihood of the chain, by AdaGrad (Duchi 2011).

Run as ``python -m fabula_training.speakers [--data DIR] [--epochs N] [--seed S]``. It writes the weights fitted on all
novels into the package, and for the benchmark one set for each fold of `benchmarks.folds`, fitted without that fold's
novels. The candidates' features are computed once, with the weights that the package has now; run it twice to let the
two settle.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import numpy as np

from benchmarks.analyses import kept_analyse, model_name
from benchmarks.annotated import SpokenQuotation
from benchmarks.corpora import DEFAULT_DATA, REPOSITORY, load_novel
from benchmarks.folds import AUTHORS, FOLDS, fold_of
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.pipeline import linker_of, load_model
from fabula.readers.book import read_book
from fabula.resolve.cast import read_cast
from fabula.resolve.chain import FloatArray, IdArray, infer
from fabula.resolve.discourse import Discourse
from fabula.resolve.evidence import KINDS, Features, follow_features, survey, turn_features
from fabula.resolve.people import People
from fabula.resolve.resolution import choose_in_rounds, open_resolution
from fabula.resolve.speakers import Weights, decode, prune, shipped_weights
from fabula.resolve.turns import Turn

SHIPPED = REPOSITORY / "src" / "fabula" / "resolve" / "speaker_weights.json"
BY_FOLD = REPOSITORY / "benchmarks" / "speaker_weights_by_fold.json"
ABOUT = (
    "Weights of the speaker model (fabula.resolve.speakers), by feature; fitted on PDNC by fabula_training.speakers."
)

_LINKS = (
    "same_bare", "same_after_question", "same_narrated", "same_far",
    "alternate_bare", "alternate_narrated", "alternate_far",
)  # fmt: skip
_CANDIDATES = 10
_UNNAMED = -1.5  # set by hand: with the cast given, as here, no candidate is known by a description alone
_RATE, _SHRINK = 0.3, 1e-4  # AdaGrad's step, and the pull of every weight towards 0, a turn


@dataclass(frozen=True, slots=True)
class Segment:
    """Turns that hang together, the features of their candidates, and who says them (``None``: not known)."""

    turns: tuple[Turn, ...]
    tables: tuple[Mapping[int, Features], ...]
    gold: tuple[int | None, ...]


def load_segments(data: Path, name: str, weights: Weights) -> list[Segment]:
    """Return the dialogue of one novel, read with its cast."""
    novel = load_novel(data, name)
    book = read_book(novel.path)
    tokens, quotations = tokenize(book), find_quotations(book)
    analysis = syntax = None
    analyse = kept_analyse()
    if analyse is not None:
        analysis = analyse(book, tokens)
        syntax = read_syntax(analysis, tokens.words)
        tokens = replace(tokens, sentence=analysis.sentence)
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    cast = read_cast(novel.cast_path)
    opening = open_resolution(book, tokens, quotations, mentions, cast, syntax)
    discourse, people, turns = opening.discourse, opening.people, opening.turns
    linker = None if analyse is None else linker_of(load_model(model_name()), analysis)
    rounds = choose_in_rounds(opening, weights, linker, 1)
    around = survey(discourse, people, turns, rounds.salience, [one.speaker for one in rounds.choices])
    tables = [turn_features(around, i) for i in range(len(turns))]
    gold = _gold(discourse, people, turns, novel.quotations)
    return list(_cut(turns, tables, gold))


def _gold(
    discourse: Discourse, people: People, turns: Sequence[Turn], quotations: Sequence[SpokenQuotation]
) -> list[int | None]:
    by_name = {one.name: one.number for one in people.everyone if one.given}
    spans = sorted((span.start, span.end, one.speaker or "") for one in quotations for span in one.spans)
    starts = [start for start, _, _ in spans]
    gold: list[int | None] = []
    for turn in turns:
        votes: Counter[int] = Counter()
        for number in turn.quotations:
            quotation = discourse.quotations[number]
            first = max(0, bisect_left(starts, quotation.start) - 1)
            for start, end, speaker in spans[first : bisect_left(starts, quotation.end)]:
                overlap = min(end, quotation.end) - max(start, quotation.start)
                if overlap > 0 and speaker in by_name:
                    votes[by_name[speaker]] += overlap
        gold.append(votes.most_common(1)[0][0] if votes else None)
    return gold


def _cut(
    turns: Sequence[Turn], tables: Sequence[Mapping[int, Features]], gold: Sequence[int | None]
) -> Iterator[Segment]:
    numbers = list(range(len(turns)))
    key = 0
    keys = []
    for i in numbers:
        key += turns[i].gap > 2
        keys.append(key)
    for _, group in groupby(numbers, key=lambda i: keys[i]):
        part = list(group)
        yield Segment(tuple(turns[i] for i in part), tuple(tables[i] for i in part), tuple(gold[i] for i in part))


@dataclass(frozen=True, slots=True)
class Lesson:
    """One segment in numbers.

    For each turn `candidates` ``(n_candidates,)`` ids, `features` ``(n_candidates, n_features)``, `gold` the place of the
    speaker or -1; `same` and `alternate` are the links' features by index, -1 for none.
    """

    candidates: tuple[IdArray, ...]
    features: tuple[FloatArray, ...]
    gold: tuple[int, ...]
    same: tuple[int, ...]
    alternate: tuple[int, ...]


def feature_names(segments: Sequence[Segment]) -> list[str]:
    """Return the names of all features, those of single turns first."""
    single = {name for one in segments for table in one.tables for features in table.values() for name in features}
    return sorted(single) + list(_LINKS)


def prepare(segments: Sequence[Segment], names: Sequence[str], weights: Weights) -> list[Lesson]:
    """Return the segments in numbers, with the candidates that `weights` rank best."""
    place = {name: i for i, name in enumerate(names)}
    lessons = []
    for segment in segments:
        pruned, _ = prune(segment.tables, weights, _CANDIDATES)
        candidates, features, gold = [], [], []
        for ids, table, truth in zip(pruned, segment.tables, segment.gold, strict=True):
            kept = list(ids)
            if truth in table and truth not in kept:
                kept.append(truth)
            rows = np.zeros((len(kept), len(names)))
            for row, number in enumerate(kept):
                for name, value in table.get(number, {}).items():
                    rows[row, place[name]] = value
            candidates.append(np.array(kept))
            features.append(rows)
            gold.append(kept.index(truth) if truth in kept else -1)
        links = [follow_features(segment.turns, i) if i else (None, None) for i in range(len(segment.turns))]
        same = tuple(place[one] if one else -1 for one, _ in links)
        alternate = tuple(place[one] if one else -1 for _, one in links)
        lessons.append(Lesson(tuple(candidates), tuple(features), tuple(gold), same, alternate))
    return lessons


def fit(lessons: Sequence[Lesson], names: Sequence[str], epochs: int, seed: int) -> dict[str, float]:
    """Return the weights, averaged over the last half of the passes, that make the gold speakers likely."""
    weights = np.zeros(len(names))
    squares = np.full(len(names), 1.0)
    total, n_total = np.zeros(len(names)), 0
    order = list(lessons)
    shuffle = random.Random(seed)
    for epoch in range(epochs):
        shuffle.shuffle(order)
        for lesson in order:
            gradient = _gradient(lesson, weights) - _SHRINK * len(lesson.gold) * weights
            squares += gradient**2
            weights = weights + _RATE * gradient / np.sqrt(squares)
            if epoch * 2 >= epochs:
                total, n_total = total + weights, n_total + 1
    fitted = {name: round(float(value), 4) for name, value in zip(names, total / n_total, strict=True)}
    return fitted | {f"{kind}:unnamed": _UNNAMED for kind in KINDS}


def _gradient(lesson: Lesson, weights: FloatArray) -> FloatArray:
    """Return the gradient of the log-likelihood: features as expected with the gold known, less as expected without."""
    if all(one < 0 for one in lesson.gold):
        return np.zeros(len(weights))
    scores = [rows @ weights for rows in lesson.features]
    links = [
        (weights[same] if same >= 0 else 0.0, weights[alternate] if alternate >= 0 else 0.0)
        for same, alternate in zip(lesson.same, lesson.alternate, strict=True)
    ]
    clamped = [_clamp(score, gold) for score, gold in zip(scores, lesson.gold, strict=True)]
    free, known = infer(lesson.candidates, scores, links), infer(lesson.candidates, clamped, links)
    gradient = np.zeros(len(weights))
    for i, rows in enumerate(lesson.features):
        gradient += (known.speakers[i] - free.speakers[i]) @ rows
        if lesson.same[i] >= 0:
            gradient[lesson.same[i]] += known.same[i] - free.same[i]
        if lesson.alternate[i] >= 0:
            gradient[lesson.alternate[i]] += known.alternate[i] - free.alternate[i]
    return gradient


def _clamp(scores: FloatArray, gold: int) -> FloatArray:
    if gold < 0:
        return scores
    clamped = np.full_like(scores, scores.max() - 40.0)
    clamped[gold] = scores.max()
    return clamped


def share_right(segments: Sequence[Segment], weights: Weights) -> tuple[int, int]:
    """Return how many turns with a known speaker get it, and how many there are."""
    right = known = 0
    for segment in segments:
        chosen = decode(segment.turns, segment.tables, weights)
        for one, truth in zip(chosen, segment.gold, strict=True):
            known += truth is not None
            right += truth is not None and one.speaker == truth
    return right, known


def main() -> None:
    """Fit by fold, report on standard error, and write both files of weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if not (options.data / "pdnc").is_dir():
        sys.exit(f"{options.data}: no PDNC there; give the folder of the corpora with --data")
    start = dict(shipped_weights())
    with ProcessPoolExecutor(options.jobs) as pool:
        loading = {name: pool.submit(load_segments, options.data, name, start) for name in sorted(AUTHORS)}
        novels = {name: one.result() for name, one in loading.items()}
    names = feature_names([one for segments in novels.values() for one in segments])
    lessons = {name: prepare(segments, names, start) for name, segments in novels.items()}
    by_fold = []
    right = known = 0
    for fold in range(len(FOLDS)):
        inside = [one for name, some in lessons.items() if fold_of(name) != fold for one in some]
        outside = [one for name, segments in novels.items() if fold_of(name) == fold for one in segments]
        weights = fit(inside, names, options.epochs, options.seed)
        hits, n = share_right(outside, weights)
        print(f"fold {fold}: {share_right(outside, start)[0] / n:.4f} -> {hits / n:.4f} of {n} turns", file=sys.stderr)
        right, known = right + hits, known + n
        by_fold.append(weights)
    print(f"all folds: {right / known:.4f} of {known} turns", file=sys.stderr)
    final = fit([one for some in lessons.values() for one in some], names, options.epochs, options.seed)
    SHIPPED.write_text(json.dumps({"about": ABOUT, "weights": final}, indent=1) + "\n", encoding="utf-8")
    BY_FOLD.write_text(json.dumps({"about": ABOUT, "folds": by_fold}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
