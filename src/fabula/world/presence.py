"""Presence: who is there, not merely spoken of; and who hears each quote."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fabula.resolve.discourse import Reference
from fabula.types.world import Entity, Quote
from fabula.world.actuality import acts_now
from fabula.world.reading import Reading

_EARSHOT = 12  # paragraphs around a quote in which somebody must act or speak to be taken to hear it
_ANYBODY = frozenset({"any", "every", "each", "no", "what", "which", "such", "whatever"})
_REMOTE = frozenset({"wrote", "written", "telegraphed", "texted", "typed", "letter", "telegram"})


def present_in(reading: Reading, start: int, end: int) -> tuple[Entity, ...]:
    """Return the persons who act in the narration of ``[start, end)`` or speak in it, in order of their ids; the
    members of groups too.

    Those whom narration only remembers or imagines are left out (`actuality`).
    """
    discourse = reading.discourse
    tokens = discourse.tokens_between(start, end)
    found: set[Entity] = set()
    for one in discourse.references_between(tokens.start, tokens.stop):
        those = found.union(reading.persons(one))
        if len(those) > len(found) and acts_now(reading, one) and not _is_anybody(reading, one):
            found = those
    for quote in _quotes_between(reading.quotes, start, end):
        if quote.speaker is not None and quote.speaker.type == "PER":
            found.add(quote.speaker)
    return tuple(sorted(found, key=lambda one: one.id))


def _is_anybody(reading: Reading, reference: Reference) -> bool:
    """Tell whether a description means nobody in particular: *any man*, *every woman*."""
    return reading.discourse.tokens.lower[reference.first] in _ANYBODY


def _quotes_between(quotes: Sequence[Quote], start: int, end: int) -> Sequence[Quote]:
    return quotes[
        bisect_left(quotes, start, key=lambda one: one.start) : bisect_left(quotes, end, key=lambda one: one.start)
    ]


def find_hearers(reading: Reading, scenes: Sequence[tuple[int, int]]) -> tuple[tuple[Entity, ...], ...]:
    """Return who hears each quote: the addressees, and those who act or speak nearby in the same scene; never the speaker.

    `scenes` are the characters of each scene; the result is parallel to ``reading.quotes``. Words that are written, not
    said, reach only whom they are addressed to.
    """
    paragraphs = reading.discourse.book.paragraphs
    starts = [one.start for one in paragraphs]
    activity = _activity(reading, starts)
    scene_starts = [start for start, _ in scenes]
    hearers = []
    for quote in reading.quotes:
        here = bisect_left(starts, quote.start + 1) - 1
        scene = max(0, bisect_left(scene_starts, quote.start + 1) - 1)
        first = max(here - _EARSHOT, bisect_left(starts, scenes[scene][0])) if scenes else here
        last = min(here + _EARSHOT, bisect_left(starts, scenes[scene][1]) - 1) if scenes else here
        near = set() if _is_written(reading, quote) else {who for i in range(first, last + 1) for who in activity[i]}
        near |= {one for one in quote.addressees if one.type == "PER"}
        near.discard(quote.speaker)
        hearers.append(tuple(sorted(near, key=lambda one: one.id)))
    return tuple(hearers)


def _activity(reading: Reading, starts: Sequence[int]) -> list[set[Entity]]:
    """Return for each paragraph who acts in its narration or speaks in it."""
    active: list[set[Entity]] = [set() for _ in starts]
    for one in reading.discourse.references:
        those = reading.persons(one)
        if those and acts_now(reading, one) and not _is_anybody(reading, one):
            active[one.paragraph].update(those)
    for quote in reading.quotes:
        if quote.speaker is not None and quote.speaker.type == "PER":
            active[bisect_left(starts, quote.start + 1) - 1].add(quote.speaker)
    return active


def _is_written(reading: Reading, quote: Quote) -> bool:
    return quote.cue is not None and quote.cue.of(reading.text).lower() in _REMOTE
