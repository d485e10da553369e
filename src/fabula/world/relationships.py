"""Relations: bonds shown by what one person does to another in narration, and kinship by its nouns (`kinship`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fabula.lexicons import words_of
from fabula.types.world import Entity, Quote, Relation, StoryObject
from fabula.world.bonds import ACTS, Shown, find_bonds, shown_by_word
from fabula.world.clauses import Clause, acts_of_narration
from fabula.world.gestures import find_gestures
from fabula.world.kinship import find_kinship
from fabula.world.reading import Reading

_REVERSED = frozenset({"obey", "serve"})  # the authority is the object's
_ALWAYS_MUTUAL = frozenset({"marry"})
_EACH_OTHER = (("each", "other"), ("one", "another"))


@cache
def _acts() -> dict[str, Shown]:
    return shown_by_word(ACTS)


def find_relations(
    reading: Reading, clauses: Sequence[Clause], quotes: Sequence[Quote], objects: Sequence[StoryObject] = ()
) -> tuple[Relation, ...]:
    """Return the relations in order of their evidence; `clauses` are all, those of speech too where trees tell them,
    `objects` tell what is given to whom."""
    by_trees = reading.discourse.syntax is not None
    shown = find_bonds(reading, clauses, quotes) if by_trees else _from_acts(reading, acts_of_narration(clauses))
    gestures = find_gestures(reading, clauses, objects) if by_trees else ()
    found = dict.fromkeys((*shown, *gestures, *find_kinship(reading)))
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.source.id, one.target.id, one.aspect)))


def _from_acts(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Relation]:
    for clause in clauses:
        act = _acts().get(clause.lemma)
        if act is None or not clause.asserted or clause.subject is None:
            continue
        aspect, change, value = act
        start, end = reading.sentence_span(clause.verb)
        for one, other in _pairs(reading, clause):
            yield Relation(one, other, aspect, change, value, start, end, 0.6)


def _pairs(reading: Reading, clause: Clause) -> Iterator[tuple[Entity, Entity]]:
    """Yield whose bond to whom the clause shows; both ways for what two do to each other."""
    subject = reading.person(clause.subject) if clause.subject is not None else None
    target = reading.person(clause.object) if clause.object is not None else None
    mutual = clause.lemma in _ALWAYS_MUTUAL
    if target is None and _is_mutual(reading, clause):
        target, mutual = _partner(reading, clause), True
    if subject is None or target is None or subject == target:
        return
    yield (target, subject) if clause.lemma in _REVERSED else (subject, target)
    if mutual:
        yield target, subject


def _is_mutual(reading: Reading, clause: Clause) -> bool:
    lower = reading.discourse.tokens.lower
    after = lower[clause.verb + 1 : clause.verb + 3]
    alone = not after or after[0] in (".", ",", ";", "and", "again")
    return after in _EACH_OTHER or (clause.lemma in words_of("mutual_acts") and alone)


def _partner(reading: Reading, clause: Clause) -> Entity | None:
    """Return the other of two subjects: *Anna and Tom kissed*."""
    assert clause.subject is not None
    discourse = reading.discourse
    first = clause.subject.first
    if first < 2 or discourse.tokens.lower[first - 1] != "and":
        return None
    before = [one for one in discourse.references_between(first - 5, first - 1) if one.last == first - 1]
    return reading.person(before[0]) if before else None
