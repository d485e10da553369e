"""Relations, first version: bonds shown by what one person does to another in narration, and kinship by its nouns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fabula.lexicons import kin_nouns, words_of
from fabula.types.world import Aspect, Change, Entity, Relation
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_ACTS: tuple[tuple[str, Aspect, Change, float], ...] = (
    ("affection_up", "affection", "up", 0.6),
    ("affection_down", "affection", "down", -0.6),
    ("trust_up", "trust", "up", 0.5),
    ("trust_down", "trust", "down", -0.5),
    ("fear_verbs", "fear", "up", 0.6),
    ("anger_verbs", "anger", "up", 0.5),
    ("authority_verbs", "authority", "state", 0.5),
    ("allegiance_up", "allegiance", "up", 0.4),
    ("allegiance_down", "allegiance", "down", -0.5),
)
_REVERSED = frozenset({"obey", "serve"})  # the authority is the object's


@cache
def _acts() -> dict[str, tuple[Aspect, Change, float]]:
    return {word: (aspect, change, value) for name, aspect, change, value in reversed(_ACTS) for word in words_of(name)}


def find_relations(reading: Reading, clauses: Sequence[Clause]) -> tuple[Relation, ...]:
    """Return the relations in order of their evidence."""
    found = [*_from_acts(reading, clauses), *_from_kinship(reading)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.source.id, one.target.id, one.aspect)))


def _from_acts(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Relation]:
    for clause in clauses:
        act = _acts().get(clause.lemma)
        if act is None or not clause.asserted or clause.subject is None or clause.object is None:
            continue
        one, other = reading.person(clause.subject), reading.person(clause.object)
        if one is None or other is None or one == other:
            continue
        aspect, change, value = act
        if clause.lemma in _REVERSED:
            one, other = other, one
        start, end = reading.sentence_span(clause.verb)
        yield Relation(one, other, aspect, change, value, start, end, 0.6)


def _from_kinship(reading: Reading) -> Iterator[Relation]:
    """Yield the kinship between a possessor and a relative: *her brother*, *Anna's aunt*; each pair once."""
    seen: set[tuple[Entity, Entity]] = set()
    discourse = reading.discourse
    for reference in discourse.references:
        mention = reference.mention
        if mention.form != "NOM" or reading.text[mention.head.start : mention.head.end].lower() not in kin_nouns():
            continue
        relative = reading.person(reference)
        owner = _possessor(reading, reference.first, reference.last)
        if relative is None or owner is None or owner == relative or (owner, relative) in seen:
            continue
        seen.add((owner, relative))
        start, end = reading.sentence_span(reference.first)
        yield Relation(owner, relative, "kinship", "state", 1.0, start, end, 0.7)


def _possessor(reading: Reading, first: int, last: int) -> Entity | None:
    for one in reading.discourse.references_between(first, last):
        possessive = one.pronoun is not None and one.pronoun.case == "possessive"
        genitive = one.mention.form == "PROP" and reading.discourse.tokens.lower[one.last : one.last + 1] in (
            ("'s",),
            ("’s",),
        )
        if possessive or genitive:
            return reading.person(one)
    return None
