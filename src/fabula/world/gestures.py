"""Gestures: bonds that bodies show, and things given: arms put round somebody, a hand taken, a stomach that drops."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.lexicons import words_of
from fabula.types.world import Aspect, Change, Entity, Relation, StoryObject
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_EMBRACE, _TOUCH, _SINKING, _GIFT, _SIDE = 0.6, 0.4, 0.4, 0.25, 0.5  # how sure each is
_ROUND = frozenset({"round", "around", "about"})
_ARMS = frozenset({"arm", "arms"})
_ARM_REACH = 4  # tokens after *arms* in which *round* and whom stands
_OTHERS_REACH = 14  # tokens after a stomach that drops in which whoever makes it drop is named


def find_gestures(reading: Reading, clauses: Sequence[Clause], objects: Sequence[StoryObject]) -> Iterator[Relation]:
    """Yield the bonds that gestures in narration show; `clauses` are all, `objects` tell what is given to whom."""
    narrated = [one for one in clauses if one.quotation < 0]
    for clause in narrated:
        if not clause.asserted or clause.embedded or clause.tense == "future":
            continue
        who = reading.person(clause.subject) if clause.subject is not None else None
        if who is not None:
            yield from _touches(reading, clause, who)
            yield from _takes_side(reading, clause, who)
        yield from _sinks(reading, clause)
    yield from _embraces(reading, narrated)
    for thing in objects:
        for step in thing.history:
            if step.action == "gives" and step.holder is not None and step.to is not None and step.to.type == "PER":
                yield Relation(step.holder, step.to, "trust", "up", 0.3, step.start, step.end, _GIFT)


def _bond(
    reading: Reading, token: int, one: Entity, other: Entity, aspect: Aspect, change: Change, value: float, sure: float
) -> Iterator[Relation]:
    if one != other and one.type == other.type == "PER" and not one.group and not other.group:
        yield Relation(one, other, aspect, change, value, *reading.sentence_span(token), sure)


def _embraces(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Relation]:
    """Yield whose arms are round whom: *put his arm round her*, *with her arms round him*."""
    lower, discourse = reading.discourse.tokens.lower, reading.discourse
    verbs = [one.verb for one in clauses]
    for i, word in enumerate(lower):
        if word not in _ARMS or discourse.spoken[i] >= 0:
            continue
        around = next((j for j in range(i + 1, min(i + 1 + _ARM_REACH, len(lower))) if lower[j] in _ROUND), None)
        whom = discourse.at_token.get(around + 1) if around is not None and around + 1 < len(lower) else None
        other = reading.person(whom) if whom is not None and _is_himself(reading, whom.last) else None
        owner = reading.owner(i)
        place = bisect_left(verbs, i) - 1
        if owner is None and place >= 0 and discourse.sentence[verbs[place]] == discourse.sentence[i]:
            subject = clauses[place].subject
            owner = reading.person(subject) if subject is not None and not clauses[place].negated else None
        if owner is not None and other is not None:
            yield from _bond(reading, i, owner, other, "affection", "up", 0.6, _EMBRACE)


def _is_himself(reading: Reading, last: int) -> bool:
    """Tell whether it is a person himself, not what he has: not *round his neck*, though that is an embrace too."""
    lower = reading.discourse.tokens.lower
    return (
        last >= len(lower)
        or lower[last] not in GENITIVE_CLITICS
        or lower[last + 1 : last + 2] in (("neck",), ("shoulders",), ("waist",))
    )


def _touches(reading: Reading, clause: Clause, who: Entity) -> Iterator[Relation]:
    """Yield who takes another's hand or sleeve, or lays a hand on him."""
    lower = reading.discourse.tokens.lower
    touched: list[int] = []
    if clause.lemma in words_of("touching_verbs") and clause.object_token is not None:
        touched.append(clause.object_token)
    if clause.lemma in words_of("touching_verbs") | words_of("laying_on_verbs"):
        touched += [
            one.token
            for one in clause.obliques
            if one.preposition in ("on", "of", "by", "against", "upon", "in", "into")
        ]
    for token in touched:
        if lower[token] in words_of("touched_parts"):
            owner = reading.owner(token)
            if owner is not None:
                yield from _bond(reading, clause.verb, who, owner, "affection", "up", 0.4, _TOUCH)


def _takes_side(reading: Reading, clause: Clause, who: Entity) -> Iterator[Relation]:
    if (
        clause.lemma == "take"
        and clause.object_token is not None
        and reading.discourse.tokens.lower[clause.object_token] == "side"
    ):
        owner = reading.owner(clause.object_token)
        if owner is not None:
            yield from _bond(reading, clause.verb, who, owner, "allegiance", "state", 0.5, _SIDE)


def _sinks(reading: Reading, clause: Clause) -> Iterator[Relation]:
    """Yield who is afraid of whom, as a stomach drops or a heart stops and somebody is named next."""
    part, lower = clause.subject_token, reading.discourse.tokens.lower
    if part is None or clause.lemma not in words_of("sinking_verbs") or lower[part] not in words_of("inner_parts"):
        return
    owner = reading.owner(part)
    if owner is None:
        return
    for one in reading.discourse.references_between(clause.verb, clause.verb + _OTHERS_REACH):
        other = reading.person(one)
        if other is not None and other != owner and one.subject and one.quotation < 0:
            yield from _bond(reading, clause.verb, owner, other, "fear", "up", 0.4, _SINKING)
            return
