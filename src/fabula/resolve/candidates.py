"""Who may say a turn: those whom tags, beats and vocatives name around it, and whoever narration has just referred to."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from fabula.resolve.people import People
from fabula.resolve.surroundings import Surroundings, meant_by, named_speaker, namesakes, teller_of
from fabula.resolve.turns import Turn

REACH = 10  # turns back and ahead in which named speakers are candidates
_LIKELY = 0.02  # from which somebody whom a pronoun may mean is a candidate
_LOOK_BACK, _LOOK_AHEAD = 15, 3  # paragraphs in which whoever narration refers to is a candidate


def candidates_for(
    around: Surroundings, index: int, salient: Sequence[tuple[float, int]], conversation: range
) -> list[int]:
    """Return who may say turn `index`, the likelier first; `salient` as `Surroundings.salience`, `conversation` its turns."""
    people, turns = around.people, around.turns
    turn = turns[index]
    found: dict[int, None] = {}
    named = named_speaker(people, turn)
    pools: list[Sequence[int | None]] = [
        [named],
        namesakes(around, turn),
        [people.referent[one.number] for one in (turn.before, turn.after) if one is not None],
        _likely(around, turn),
        [number for _, number in salient],
        [teller_of(around, turn)],
    ]
    for other in (*turns[max(0, index - REACH) : index], *turns[index + 1 : index + 1 + REACH]):
        pools += [[named_speaker(people, other)], sorted(other.vocatives)]
    if around.earlier:
        pools.append([around.earlier[i] for i in conversation if i != index])
    pools.append(narrated_near(around, turn.paragraph))
    for pool in pools:
        for number in pool:
            if number is not None and may_speak(people, number, around.tagged):
                found.setdefault(number)
    return list(found)


def _likely(around: Surroundings, turn: Turn) -> list[int]:
    """Return those whom tag and beats may well mean."""
    references = (turn.tag.reference if turn.tag is not None else None, turn.before, turn.after)
    shares = [meant_by(around, one) for one in references if one is not None]
    return [who for found in shares for who, share in found.items() if share > _LIKELY]


def narrated_near(around: Surroundings, paragraph: int) -> list[int]:
    """Return those whom narration refers to in the paragraphs around one."""
    near = range(max(0, paragraph - _LOOK_BACK), paragraph + _LOOK_AHEAD + 1)
    return list(dict.fromkeys(who for i in near for who in around.in_paragraph.get(i, ())))


def may_speak(people: People, number: int, tagged: AbstractSet[int]) -> bool:
    """Tell whether somebody may be a speaker: beside a cast that has most of those who are named only those whom tags name."""
    person = people.everyone[number]
    if person.type != "PER":
        return False
    return person.given or not people.cast_is_whole or (person.named and number in tagged)
