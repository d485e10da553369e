"""Who has to do with whom, for network formats: those who act, who speaks to whom, and the bonds between them, by chapter."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fabula.query.arcs import find_arcs
from fabula.query.counts import count_quotes
from fabula.types.text import Span
from fabula.types.world import Entity, StoryWorld

SPEAKS_TO = "speaks to"


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody, how many quotes he speaks, and in which chapters he is met (from 1; 0 is before the first)."""

    who: Entity
    n_quotes: int
    chapters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties one to another: that he speaks to him, or a bond by its aspect.

    `shown` are the quotes or passages that show it, in which `chapters`; `value` where a bond stands at the end, from -1 to 1.
    """

    source: Entity
    target: Entity
    kind: str
    shown: tuple[Span, ...]
    chapters: tuple[int, ...]
    value: float | None = None

    @property
    def weight(self) -> int:
        """How many quotes or passages show it."""
        return len(self.shown)


def find_ties(world: StoryWorld) -> tuple[Tie, ...]:
    """Return who speaks to whom, then the bonds, by ids."""
    chapter_of = Chapters(world)
    shown: defaultdict[tuple[Entity, Entity, str], list[Span]] = defaultdict(list)
    for quote in world.quotes:
        for one in quote.addressees:
            if quote.speaker is not None:
                shown[quote.speaker, one, SPEAKS_TO].append(Span(quote.start, quote.end))
    for bond in world.relations:
        shown[bond.source, bond.target, bond.aspect].append(Span(bond.start, bond.end))
    values = {(one.source, one.target, str(one.aspect)): one.value for one in find_arcs(world)}
    ties = (
        Tie(*key, tuple(spans), tuple(sorted({chapter_of(one.start) for one in spans})), values.get(key))
        for key, spans in shown.items()
    )
    return tuple(sorted(ties, key=lambda tie: (tie.kind != SPEAKS_TO, tie.source.id, tie.target.id, tie.kind)))


def find_nodes(world: StoryWorld, ties: Iterable[Tie]) -> tuple[Node, ...]:
    """Return the characters, and whoever else the ties join, by ids."""
    chapter_of = Chapters(world)
    met: defaultdict[Entity, set[int]] = defaultdict(set)
    for one in world.mentions:
        met[one.entity].add(chapter_of(one.start))
    for scene in world.scenes:
        for who in scene.present:
            met[who].add(chapter_of(scene.start))
    for tie in (ties := tuple(ties)):
        for who in (tie.source, tie.target):
            met[who].update(tie.chapters)
    n_quotes = count_quotes(world)
    wanted = {*world.characters, *(who for tie in ties for who in (tie.source, tie.target))}
    return tuple(Node(who, n_quotes[who.id], tuple(sorted(met[who]))) for who in sorted(wanted, key=lambda one: one.id))


class Chapters:
    """The chapter of a place, from 1 in reading order; 0 before the first, and in a work without chapters."""

    def __init__(self, world: StoryWorld) -> None:
        self._starts = sorted(one.start for one in world.work.chapters)

    def __call__(self, offset: int) -> int:
        """Return the chapter that an offset lies in."""
        return bisect_right(self._starts, offset)


def runs_of(chapters: Iterable[int]) -> list[tuple[int, int]]:
    """Return chapters in order as runs, both ends inside: ``1 2 3 5`` is ``1-3``, ``5-5``."""
    runs: list[tuple[int, int]] = []
    for one in chapters:
        if runs and runs[-1][1] == one - 1:
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    return runs
