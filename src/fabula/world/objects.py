"""Things, first version: notable objects that somebody takes, gives, wears, holds or loses in narration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from fabula.lexicons import words_of
from fabula.types.world import Entity, ObjectAction, Possession, StoryObject
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_ACTIONS: tuple[tuple[str, ObjectAction], ...] = (
    ("object_have", "has"),
    ("object_take", "takes"),
    ("object_give", "gives"),
    ("object_wear", "wears"),
    ("object_remove", "removes"),
    ("object_lose", "loses"),
)
_REACH = 6  # tokens after the verb in which the thing is named
_STOPS = frozenset({".", ",", ";", ":", "!", "?", "--", "—", "and", "but", "that"})


@cache
def _actions() -> dict[str, ObjectAction]:
    return {word: action for name, action in reversed(_ACTIONS) for word in words_of(name)}


def find_objects(reading: Reading, clauses: Sequence[Clause]) -> tuple[StoryObject, ...]:
    """Return the things with their histories, in order of first appearance.

    A thing is known by its noun and, where narration says whose it is, by its owner.
    """
    histories: defaultdict[str, list[Possession]] = defaultdict(list)
    for clause in clauses:
        action = _actions().get(clause.lemma)
        if action is None or not clause.asserted or clause.subject is None:
            continue
        thing = _thing(reading, clause.verb)
        holder = reading.person(clause.subject)
        if thing is None or holder is None:
            continue
        start, end = reading.sentence_span(clause.verb)
        to = _receiver(reading, clause) if action == "gives" else None
        histories[thing].append(Possession(holder, to, action, start, end))
    return tuple(StoryObject(name, tuple(steps)) for name, steps in histories.items())


def _thing(reading: Reading, verb: int) -> str | None:
    lower, sentence = reading.discourse.tokens.lower, reading.discourse.sentence
    for i in range(verb + 1, min(len(lower), verb + 1 + _REACH)):
        if sentence[i] != sentence[verb] or lower[i] in _STOPS:
            return None
        if lower[i] in words_of("notable_objects"):
            return lower[i]
    return None


def _receiver(reading: Reading, clause: Clause) -> Entity | None:
    """Return who is given the thing: *gave her the key*, *gave the key to Tom*."""
    if clause.object is not None and (who := reading.person(clause.object)) is not None:
        return who
    discourse = reading.discourse
    for one in discourse.references_between(clause.verb + 1, clause.verb + 9):
        if one.sentence == discourse.sentence[clause.verb] and discourse.tokens.lower[one.first - 1] == "to":
            return reading.person(one)
    return None
