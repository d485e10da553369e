"""Who may have said a line, likeliest first, so that mending it takes one key."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from fabula.corrections.actions import LONGEST_NAME
from fabula.types.world import Entity, Quote, StoryWorld

MOST = 9  # as many as there are keys for
_NEAR = 12  # quotes on either side


def candidates_for(world: StoryWorld, quote: Quote) -> tuple[Entity, ...]:
    """Return who may have said a quote: who it was read as said by, then who speaks nearby, then who else is there."""
    votes: Counter[Entity] = Counter()
    place = next((number for number, one in enumerate(world.quotes) if one.id == quote.id), 0)
    for number, one in enumerate(world.quotes[max(0, place - _NEAR) : place + _NEAR + 1], max(0, place - _NEAR)):
        weight = 2 * _NEAR - abs(number - place)
        for who, share in ((one.speaker, weight), *((other, weight / 2) for other in one.addressees)):
            if who is not None:
                votes[who] += int(2 * share)
    scene = bisect_right([one.start for one in world.scenes], quote.start) - 1
    for who in world.scenes[scene].present if scene >= 0 else ():
        votes[who] += 1
    if quote.speaker is not None:
        votes[quote.speaker] += 10_000
    persons = [who for who in votes if len(who.name) <= LONGEST_NAME and (not who.group or who == quote.speaker)]
    return tuple(sorted(persons, key=lambda who: (-votes[who], who.id))[:MOST])


def doubts(world: StoryWorld) -> list[Quote]:
    """Return the quotes, those whose speaker is least sure first; nobody known comes before all."""
    return sorted(world.quotes, key=lambda one: (one.speaker is not None, one.confidence, one.start))
