"""What is told otherwise elsewhere: two kinds of kin for one pair, and two first times of one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from fabula.lexicons import kin_degrees
from fabula.resolve.discourse import Reference
from fabula.types.text import Span
from fabula.types.world import Entity, Finding
from fabula.world.clauses import Clause
from fabula.world.kinship import kin_named_beside, possessive_of
from fabula.world.reading import Reading

_KIN, _FIRST = 0.5, 0.4
_SURE_OWNER = 0.6  # of whom a subject or a possessive means
_FOR_THE_FIRST_TIME = ("for", "the", "first", "time")
_LIMITS = frozenset(
    {"in", "since", "that", "this", "for", "after", "today", "to-day", "of"}
)  # *for the first time in years*


def find_kin_conflicts(reading: Reading) -> Iterator[Finding]:
    """Yield where narration names somebody as other kin of the same person than before: *her brother Tom*, *her cousin Tom*."""
    told: dict[tuple[Entity, Entity], tuple[str, Reference]] = {}
    for owner, relative, reference in kin_named_beside(reading):
        if _confidence(reading, reference) < _SURE_OWNER:
            continue
        noun = reference.mention.head.of(reading.text).lower()
        degree = kin_degrees().get(noun)
        if degree is None:
            continue
        before = told.setdefault((owner, relative), (degree, reference))
        if before[0] != degree:
            there = before[1].mention.head.of(reading.text).lower()
            message = f"{relative.name} is {owner.name}'s {there} there, and {noun} here."
            spans = (Span(*reading.sentence_span(reference.first)), Span(*reading.sentence_span(before[1].first)))
            yield Finding("contradiction", "warning", message, spans, _KIN)


def _confidence(reading: Reading, reference: Reference) -> float:
    """Return how sure it is whose kin a mention names, by its possessive pronoun, if it has one."""
    owner = possessive_of(reading, reference)
    return 1.0 if owner is None else reading.confidence[owner.number]


def find_first_times(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Yield where somebody does the same to the same thing *for the first time* again; `clauses` are those of narration."""
    discourse, syntax = reading.discourse, reading.discourse.syntax
    if syntax is None:
        return
    lower = discourse.tokens.lower
    by_sentence: defaultdict[int, list[Clause]] = defaultdict(list)
    for clause in clauses:
        by_sentence[discourse.sentence[clause.verb]].append(clause)
    told: dict[tuple[Entity, str, object], int] = {}
    for i in range(len(lower) - 4):
        if lower[i : i + 4] != _FOR_THE_FIRST_TIME or discourse.spoken[i] >= 0 or lower[i + 4] in _LIMITS:
            continue
        same = by_sentence[discourse.sentence[i]]
        act = next((one for one in reversed(same) if one.verb < i), same[0] if same else None)
        if act is None or act.subject is None or act.object_token is None or not act.asserted:
            continue
        who = reading.person(act.subject)
        other = reading.person(act.object) if act.object is not None else None
        thing = syntax.lemma[act.object_token].lower() if other is None else other
        if who is None or reading.confidence[act.subject.number] < _SURE_OWNER:
            continue
        first = told.setdefault((who, act.lemma, thing), act.verb)
        if discourse.sentence[first] != discourse.sentence[act.verb]:
            message = f"{who.name} does this for the first time, as there."
            spans = (Span(*reading.sentence_span(act.verb)), Span(*reading.sentence_span(first)))
            yield Finding("contradiction", "note", message, spans, _FIRST)
