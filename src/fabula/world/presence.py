"""Presence: who is there, not merely spoken of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fabula.lexicons import words_of
from fabula.resolve.discourse import Reference
from fabula.types.world import Entity, Quote
from fabula.world.actuality import acts_now
from fabula.world.reading import Reading

_SURE_SPEAKER = 0.5  # from which one is taken to be there because of a quote alone
_ANYBODY = frozenset({"any", "every", "each", "no", "what", "which", "such", "whatever"})


def present_in(reading: Reading, start: int, end: int) -> tuple[Entity, ...]:
    """Return the persons who act in the narration of ``[start, end)`` or very likely speak in it, in order of their ids; the
    members of groups too.

    Those whom narration only remembers or imagines are left out (`actuality`).
    """
    discourse = reading.discourse
    tokens = discourse.tokens_between(start, end)
    found: set[Entity] = set()
    for one in discourse.references_between(tokens.start, tokens.stop):
        those = found.union(reading.persons(one))
        if len(those) > len(found) and acts_now(reading, one) and not is_anybody(reading, one):
            found = those
    for quote in _quotes_between(reading.quotes, start, end):
        if quote.speaker is not None and quote.speaker.type == "PER" and quote.confidence >= _SURE_SPEAKER:
            found.add(quote.speaker)
    return tuple(sorted(found, key=lambda one: one.id))


def is_anybody(reading: Reading, reference: Reference) -> bool:
    """Tell whether a description means nobody in particular: *any man*, *every woman*, *anybody*."""
    word = reading.discourse.tokens.lower[reference.first]
    return word in _ANYBODY or word in words_of("indefinite_pronouns")


def _quotes_between(quotes: Sequence[Quote], start: int, end: int) -> Sequence[Quote]:
    return quotes[
        bisect_left(quotes, start, key=lambda one: one.start) : bisect_left(quotes, end, key=lambda one: one.start)
    ]
