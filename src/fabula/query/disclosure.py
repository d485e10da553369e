"""Disclosure: what is kept from whom and until when, who does not hear what is said beside him, and what is told twice.

All of it is read off the ledger, the quotes and the scenes, so that it follows whatever is corrected there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.lexicons.rare_words import RareWords
from fabula.query.inquiry import Held, holding
from fabula.types.world import Entity, Knowledge, Quote, Scene, StoryWorld

_SHARED = 2  # rare words by which two records are about the same thing
_ALIKE = 0.4  # and the share of those of the shorter that both must have
_KEEPING = frozenset({"hides", "lies"})
_SURE_RECORD, _SURE_SPEAKER = 0.4, 0.5


@dataclass(frozen=True, slots=True)
class Secret:
    """What somebody holds and somebody else does not.

    `unaware` are those who do not, `beside` the ones of them who are there then, `learnt` the first later records by which one of
    them holds it too.
    """

    held: Held
    unaware: tuple[Entity, ...]
    beside: tuple[Entity, ...]
    learnt: tuple[Held, ...]


def find_secrets(world: StoryWorld) -> Iterator[Secret]:
    """Yield the records that somebody demonstrably lacks, and what is hidden or lied about, in order.

    Who hears a lie lacks what is true.
    """
    hold, rare = holding(world), RareWords(world.text)
    heard = {quote.id: quote.hearers for quote in world.quotes}

    def deceived(one: Knowledge) -> tuple[Entity, ...]:
        return heard.get(one.quote, ()) if one.stance == "lies" and one.quote is not None else ()

    records = [(one, rare.of(world.text[one.start : one.end])) for one in world.knowledge]
    scene_of = _Scenes(world)
    for place, (one, words) in enumerate(records):
        unaware = tuple(who for who in (*one.unaware, *deceived(one)) if who not in one.holders)
        if not one.holders or not (unaware or one.stance in _KEEPING):
            continue
        scene = scene_of(one.start)
        beside = tuple(who for who in unaware if scene is not None and who in scene.present)
        learnt = []
        for who in unaware:
            later = (
                other
                for other, own in records[place + 1 :]
                if who in other.holders and other.start > one.end and _alike(words, own)
            )
            found = next(later, None)
            if found is not None:
                learnt.append(hold(found))
        yield Secret(hold(one), unaware, beside, tuple(learnt))


@dataclass(frozen=True, slots=True)
class Unheard:
    """A quote, and who is in its scene and does not hear it: gone, not yet come, or out of earshot."""

    quote: Quote
    by: tuple[Entity, ...]


def find_unheard(world: StoryWorld) -> Iterator[Unheard]:
    """Yield the quotes that somebody of their scene does not hear; those who are no persons or several are left out."""
    scene_of = _Scenes(world)
    for quote in world.quotes:
        scene = scene_of(quote.start)
        if scene is None or quote.speaker is None or quote.confidence < _SURE_SPEAKER or not quote.hearers:
            continue
        near = {quote.speaker, *quote.hearers, *quote.addressees}
        by = tuple(who for who in scene.present if who not in near and not who.group)
        if by:
            yield Unheard(quote, by)


@dataclass(frozen=True, slots=True)
class Retold:
    """What is told to somebody (`to`) who was told it before: the record, and the `first` one."""

    held: Held
    to: tuple[Entity, ...]
    first: Held


def find_retold(world: StoryWorld) -> Iterator[Retold]:
    """Yield the records of telling whose hearers hold one that is about the same already, in order."""
    hold, rare = holding(world), RareWords(world.text)
    told: list[tuple[Held, frozenset[str]]] = []
    for one in world.knowledge:
        if one.how != "told" or one.confidence < _SURE_RECORD:
            continue
        held, words = hold(one), rare.of(one.claim)
        for earlier, own in told:
            if not _alike(words, own) or earlier.claim.quote == one.quote:
                continue
            again = tuple(who for who in _hearers(held) if who in earlier.claim.holders)
            if again:
                yield Retold(held, again, earlier)
                break
        told.append((held, words))


def _hearers(held: Held) -> Iterator[Entity]:
    return (who for who in held.claim.holders if who != held.told_by)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= _SHARED and shared >= _ALIKE * min(len(one), len(other))


class _Scenes:
    """The scene of an offset."""

    def __init__(self, world: StoryWorld) -> None:
        self._scenes = world.scenes
        self._starts = [one.start for one in world.scenes]

    def __call__(self, offset: int) -> Scene | None:
        place = bisect_right(self._starts, offset) - 1
        return self._scenes[place] if place >= 0 and offset < self._scenes[place].end else None
