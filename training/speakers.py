"""Fit the weights of the speaker model on PDNC by an averaged structured perceptron (Collins 2002).

Run as ``python -m training.speakers [--data DIR] [--epochs N] [--seed S]``. It writes the weights fitted on all novels into the
package, and for the benchmark one set for each fold of `benchmarks.folds`, fitted without that fold's novels. The candidates'
features are computed once, with the weights that the package has now; run it twice to let the two settle.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.annotated import SpokenQuotation
from benchmarks.corpora import load_novel
from benchmarks.folds import AUTHORS, FOLDS, fold_of
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.tokens import tokenize
from fabula.readers.book import read_book
from fabula.resolve.cast import read_cast
from fabula.resolve.characters import build_characters
from fabula.resolve.coreference import refer_narration
from fabula.resolve.discourse import Discourse, build_discourse
from fabula.resolve.narrator import find_narrator
from fabula.resolve.people import People, gather_people
from fabula.resolve.resolution import known_speakers
from fabula.resolve.speakers import (
    Features,
    Weights,
    choose_speakers,
    decode,
    follow_features,
    shipped_weights,
    turn_features,
)
from fabula.resolve.turns import Turn, find_turns

SHIPPED = Path(__file__).parent.parent / "src" / "fabula" / "resolve" / "speaker_weights.json"
BY_FOLD = Path(__file__).parent.parent / "benchmarks" / "speaker_weights_by_fold.json"
ABOUT = "Weights of the speaker model (fabula.resolve.speakers), by feature; fitted on PDNC by training/speakers.py."

_SHARPNESS = (0.5, 0.7, 1.0, 1.4, 2.0, 2.8, 4.0)


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
    mentions = find_mentions(tokens, quotations)
    discourse = build_discourse(book, tokens, quotations, mentions)
    people = gather_people(discourse, build_characters(book.text, mentions, read_cast(novel.cast_path)))
    turns = find_turns(discourse, people)
    people.narrator = find_narrator(discourse, people, turns)
    before = refer_narration(discourse, people, {}, {})
    choices = choose_speakers(discourse, people, turns, before, weights)
    before = refer_narration(discourse, people, *known_speakers(turns, choices))
    tables = [turn_features(discourse, people, turns, i, before, choices) for i in range(len(turns))]
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


def fit(segments: Sequence[Segment], start: Weights, epochs: int, seed: int) -> dict[str, float]:
    """Return the averaged weights after some passes over the segments in a shuffled order."""
    weights = dict(start)
    total: defaultdict[str, float] = defaultdict(float)
    order = list(segments)
    shuffle = random.Random(seed)
    steps = 0
    for epoch in range(epochs):
        shuffle.shuffle(order)
        rate = 0.1 / (1 + epoch)
        for segment in order:
            _update(segment, weights, rate)
            steps += 1
            if steps % 10 == 0:
                for name, value in weights.items():
                    total[name] += value
    return {name: round(value / (steps // 10), 4) for name, value in sorted(total.items())}


def _update(segment: Segment, weights: dict[str, float], rate: float) -> None:
    chosen = [one.speaker for one in decode(segment.turns, segment.tables, weights)]
    gold = [
        truth if truth is not None and truth in table else now
        for truth, now, table in zip(segment.gold, chosen, segment.tables, strict=True)
    ]
    if gold == chosen:
        return
    for sign, speakers in ((1.0, gold), (-1.0, chosen)):
        for name, value in _features(segment, speakers):
            weights[name] = weights.get(name, 0.0) + sign * rate * value


def _features(segment: Segment, speakers: Sequence[int | None]) -> Iterator[tuple[str, float]]:
    for i, speaker in enumerate(speakers):
        if speaker is None:
            continue
        yield from segment.tables[i][speaker].items()
        if i == 0:
            continue
        same, alternate = follow_features(segment.turns, i)
        if same and speaker == speakers[i - 1]:
            yield same, 1.0
        elif alternate and i > 1 and speaker == speakers[i - 2]:
            yield alternate, 1.0


def sharpen(segments: Sequence[Segment], weights: dict[str, float]) -> dict[str, float]:
    """Return the weights with the factor on scores that makes confidences likeliest (temperature scaling, Guo 2017)."""
    by_loss = []
    for sharpness in _SHARPNESS:
        loss = 0.0
        for segment in segments:
            chosen = decode(segment.turns, segment.tables, {**weights, "sharpness": sharpness})
            for one, truth in zip(chosen, segment.gold, strict=True):
                if truth is not None and one.speaker is not None:
                    sure = min(max(one.confidence, 0.001), 0.999)
                    loss -= math.log(sure if one.speaker == truth else 1 - sure)
        by_loss.append((loss, sharpness))
    return {**weights, "sharpness": min(by_loss)[1]}


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
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not (options.data / "pdnc").is_dir():
        sys.exit(f"{options.data}: no PDNC there; give the folder of the corpora with --data")
    start = shipped_weights()
    novels = {name: load_segments(options.data, name, start) for name in sorted(AUTHORS)}
    by_fold = []
    right = known = 0
    for fold in range(len(FOLDS)):
        inside = [one for name, segments in novels.items() if fold_of(name) != fold for one in segments]
        outside = [one for name, segments in novels.items() if fold_of(name) == fold for one in segments]
        weights = sharpen(inside, fit(inside, start, options.epochs, options.seed))
        hits, n = share_right(outside, weights)
        before = share_right(outside, start)[0]
        print(f"fold {fold}: {before / n:.4f} -> {hits / n:.4f} of {n} turns", file=sys.stderr)
        right, known = right + hits, known + n
        by_fold.append(weights)
    print(f"all folds: {right / known:.4f} of {known} turns", file=sys.stderr)
    everything = [one for segments in novels.values() for one in segments]
    final = sharpen(everything, fit(everything, start, options.epochs, options.seed))
    SHIPPED.write_text(json.dumps({"about": ABOUT, "weights": final}, indent=1) + "\n", encoding="utf-8")
    BY_FOLD.write_text(json.dumps({"about": ABOUT, "folds": by_fold}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
