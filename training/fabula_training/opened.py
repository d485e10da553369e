"""PDNC's novels as the fitted models of speech meet them, each turn with who says it by gold, and to whom."""

from __future__ import annotations

import argparse
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.analyses import kept_analyse, model_name
from benchmarks.annotated import Novel
from benchmarks.casts import given_names, match_cast
from benchmarks.corpora import DEFAULT_DATA, load_novel
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.thoughts import with_thoughts
from fabula.annotate.tokens import tokenize
from fabula.pipeline import linker_of, load_model
from fabula.readers.book import read_book
from fabula.resolve.cast import read_cast
from fabula.resolve.referents import Linker
from fabula.resolve.resolution import Opening, open_resolution
from fabula.types.world import Entity


def fitting_options(about: str, epochs: int) -> argparse.Namespace:
    """Return what a command that fits a model of speech is asked for (data, epochs, seed, jobs); exit where PDNC is missing."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--epochs", type=int, default=epochs)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if not (options.data / "pdnc").is_dir():
        sys.exit(f"{options.data}: no PDNC there; give the folder of the corpora with --data")
    return options


@dataclass(frozen=True, slots=True)
class OpenedNovel:
    """A novel whose names are known and whose speakers are not yet; `given` tells whether with its cast."""

    novel: Novel
    opening: Opening
    linker: Linker | None
    given: bool


@dataclass(frozen=True, slots=True)
class GoldTurn:
    """What gold says of a turn; a character is everybody whom it may be, since with nothing given several may be one.

    `speaker` is empty where it is not known; `addressees` holds those of each quotation that has some.
    """

    speaker: frozenset[int]
    addressees: tuple[tuple[frozenset[int], ...], ...]


def open_novel(data: Path, name: str, *, given: bool) -> OpenedNovel:
    """Read a novel up to its turns."""
    novel = load_novel(data, name)
    book = read_book(novel.path)
    tokens, quotations = tokenize(book), with_thoughts(book, find_quotations(book))
    analysis = syntax = None
    analyse = kept_analyse()
    if analyse is not None:
        analysis = analyse(book, tokens)
        syntax = read_syntax(analysis, tokens.words)
        tokens = replace(tokens, sentence=analysis.sentence)
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    cast = read_cast(novel.cast_path) if given else None
    opening = open_resolution(book, tokens, quotations, mentions, cast, syntax)
    linker = None if analyse is None else linker_of(load_model(model_name()), analysis)
    return OpenedNovel(novel, opening, linker, given)


def gold_turns(opened: OpenedNovel) -> Iterator[GoldTurn]:
    """Yield for each turn what gold says of it, by the gold quotations that overlap it; the speaker of most characters counts."""
    everyone = [Entity(one.number, one.type, one.name, one.aliases) for one in opened.opening.people.everyone]
    numbers: dict[str, set[int]] = {}
    for number, name in (given_names if opened.given else match_cast)(everyone, opened.novel.cast).items():
        numbers.setdefault(name, set()).add(number)
    gold = sorted(
        ((span.start, span.end, number) for number, one in enumerate(opened.novel.quotations) for span in one.spans)
    )
    starts = [start for start, _, _ in gold]
    for turn in opened.opening.turns:
        votes: Counter[str] = Counter()
        inside: dict[int, None] = {}
        for place in turn.quotations:
            quotation = opened.opening.discourse.quotations[place]
            first = max(0, bisect_left(starts, quotation.start) - 1)
            for start, end, number in gold[first : bisect_left(starts, quotation.end)]:
                overlap = min(end, quotation.end) - max(start, quotation.start)
                if overlap > 0:
                    inside.setdefault(number)
                    votes[opened.novel.quotations[number].speaker or ""] += overlap
        most = max((name for name in votes if name in numbers), key=lambda name: votes[name], default=None)
        addressees = (opened.novel.quotations[number].addressees for number in inside)
        heard = tuple(
            tuple(frozenset(numbers.get(name, ())) for name in sorted(names)) for names in addressees if names
        )
        yield GoldTurn(frozenset(numbers[most]) if most is not None else frozenset(), heard)
