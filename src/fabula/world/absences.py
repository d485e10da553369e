"""What can't be of persons: somebody speaks who has left, acts who has died, or is of two ages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fabula.lexicons.numbers import SPELLED
from fabula.types.text import Span
from fabula.types.world import Entity, Finding, Quote
from fabula.world.clauses import Clause
from fabula.world.presence import Company, Sign
from fabula.world.reading import Reading

_GONE = 2  # paragraphs in which others act or speak and he does not, for him to have really left
_SURE_SPEAKER = 0.8
_DYING = frozenset({"die", "perish"})
_NOT_YET = frozenset({"nearly", "almost", "would", "could", "might", "if", "had"})
_YEARS, _NEAR = 3, 120  # years apart that are too many within some paragraphs
_ABSENT, _DEAD, _AGES = 0.5, 0.5, 0.6


def find_absent_speakers(
    reading: Reading, companies: Sequence[Company], signs: Sequence[Sign], quotes: Sequence[Quote]
) -> Iterator[Finding]:
    """Yield quotes of persons who have left their scene, without a sign that they came back."""
    named = {one.start: one for one in quotes if one.kind == "explicit" and one.confidence >= _SURE_SPEAKER}
    at_token = {reading.discourse.tokens_between(start, start + 1).start: one for start, one in named.items()}
    paragraph = reading.discourse.paragraph
    for company in companies:
        inside = [one for one in signs if one.token in company.tokens]
        left: dict[Entity, Sign] = {}
        others: dict[Entity, set[int]] = {}
        for sign in inside:
            for who in left:
                if who != sign.who:
                    others[who].add(paragraph[sign.token])
            if sign.who in left:
                quote = at_token.get(sign.token)
                gone = others[sign.who] - {paragraph[left[sign.who].token], paragraph[sign.token]}
                if quote is not None and quote.speaker == sign.who and len(gone) >= _GONE:
                    yield _absent(reading, sign.who, left[sign.who], quote)
                del left[sign.who]
            if sign.change < 0:
                left[sign.who], others[sign.who] = sign, set()


def _absent(reading: Reading, who: Entity, left: Sign, quote: Quote) -> Finding:
    message = f"{who.name} has left and is not said to have come back, but speaks here."
    spans = (Span(quote.start, quote.end), Span(*reading.sentence_span(left.token)))
    return Finding("absent_but_acting", "warning", message, spans, _ABSENT)


def find_dead_actors(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Yield the first act of each person after narration has told of his or her death; `clauses` are those of narration."""
    died: dict[Entity, Clause] = {}
    told: set[Entity] = set()
    for clause in clauses:
        who = _named_subject(reading, clause)
        if who is None or clause.embedded or not clause.asserted or clause.tense != "past" or not clause.main:
            continue
        if clause.lemma in _DYING and who not in died and not _is_only_near(reading, clause):
            died[who] = clause
        elif who in died and who not in told and clause.predicate is None:
            told.add(who)
            yield _dead(reading, who, died[who], clause)


def _named_subject(reading: Reading, clause: Clause) -> Entity | None:
    subject = clause.subject
    if subject is None or subject.mention.form != "PROP" or clause.subject_token is None:
        return None
    return reading.person(subject)


def _is_only_near(reading: Reading, clause: Clause) -> bool:
    lower = reading.discourse.tokens.lower
    return bool(_NOT_YET & {*clause.particles, *lower[max(0, clause.verb - 3) : clause.verb]})


def _dead(reading: Reading, who: Entity, died: Clause, acts: Clause) -> Finding:
    message = f"{who.name} has died, but acts here."
    spans = (Span(*reading.sentence_span(acts.verb)), Span(*reading.sentence_span(died.verb)))
    return Finding("contradiction", "warning", message, spans, _DEAD)


def find_ages(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Yield ages of one person, told near each other, that can't both be."""
    lower = reading.discourse.tokens.lower
    told: dict[Entity, tuple[int, Clause]] = {}
    for clause in clauses:
        if (
            clause.predicate is None
            or clause.negated
            or clause.embedded
            or clause.tense != "past"
            or clause.subject is None
        ):
            continue
        who = reading.person(clause.subject)
        end = next((i for i in range(clause.verb, min(clause.verb + 4, len(lower))) if lower[i] == "old"), clause.verb)
        around = lower[max(0, end - 6) : end + 1]
        age = next((number for word in around if (number := _age(word)) is not None), None)
        if who is None or age is None or "old" not in around or not {"year", "years"} & set(around):
            continue
        before = told.get(who)
        if before is not None and abs(before[0] - age) >= _YEARS and _are_near(reading, before[1], clause):
            message = f"{who.name} is {before[0]} years old there, and {age} here."
            spans = (Span(*reading.sentence_span(clause.verb)), Span(*reading.sentence_span(before[1].verb)))
            yield Finding("contradiction", "warning", message, spans, _AGES)
        told[who] = (age, clause)


def _age(word: str) -> int | None:
    """Return the years that a word tells, a roman numeral apart: *I was ten years old*."""
    return int(word) if word.isdigit() and len(word) < 4 else SPELLED.get(word)


def _are_near(reading: Reading, one: Clause, other: Clause) -> bool:
    return reading.discourse.paragraph[other.verb] - reading.discourse.paragraph[one.verb] <= _NEAR
