"""Addressees: to whom each turn is said."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.resolve.people import People
from fabula.resolve.speakers import Choice
from fabula.resolve.turns import Turn

_REACH = 4  # turns back and ahead in which the other party of a dialogue is looked for


def find_addressees(people: People, turns: Sequence[Turn], choices: Sequence[Choice]) -> tuple[tuple[int, ...], ...]:
    """Return the addressees of each turn: who is called in it, whom its tag names, else the other party; maybe nobody."""
    return tuple(_addressees(people, turns, choices, i) for i in range(len(turns)))


def _addressees(people: People, turns: Sequence[Turn], choices: Sequence[Choice], i: int) -> tuple[int, ...]:
    turn, speaker = turns[i], choices[i].speaker
    called = sorted(one for one in turn.vocatives if one != speaker and people.everyone[one].type == "PER")
    if called:
        return tuple(called)
    if turn.tag is not None and turn.tag.hearer is not None:
        told = people.referent[turn.tag.hearer.number]
        if told is not None and told != speaker:
            return (told,)
    other = _other_party(turns, choices, i)
    return () if other is None else (other,)


def _other_party(turns: Sequence[Turn], choices: Sequence[Choice], i: int) -> int | None:
    """Return the nearest other speaker of the same dialogue; the one before is likelier meant than the one after."""
    speaker = choices[i].speaker
    back = _nearest(turns, choices, i, speaker, step=-1)
    ahead = _nearest(turns, choices, i, speaker, step=1)
    if back is None or ahead is None:
        return (back or ahead or (None, 0))[0]
    return back[0] if back[1] <= ahead[1] else ahead[0]


def _nearest(
    turns: Sequence[Turn], choices: Sequence[Choice], i: int, speaker: int | None, *, step: int
) -> tuple[int, int] | None:
    """Return the nearest other speaker in one direction and the distance in paragraphs, or ``None``."""
    distance = 0
    for k in range(1, _REACH + 1):
        j = i + step * k
        if not 0 <= j < len(turns):
            return None
        distance += 1 + turns[max(i, j) if step < 0 and k == 1 else (j if step > 0 else j + 1)].gap
        if distance > 12:
            return None
        who = choices[j].speaker
        if who is not None and who != speaker:
            return who, distance
    return None
