"""Clauses of narration: a subject, its verb in the past, and the object after it, found without a parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import words_of
from fabula.resolve.discourse import Reference
from fabula.world.reading import Reading

_ADVERB_REACH = 4  # tokens between a subject and its verb
_OBJECT_REACH = 5  # tokens between a verb and its object
_MODALS = frozenset(
    {"would", "could", "should", "might", "may", "must", "can", "will", "shall", "'ll", "’ll", "'d", "’d", "if", "to"}
)
_STATIVE = frozenset({"be", "have", "do", "seem"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One finite verb in the past tense outside quotations; `verb` is its token.

    `asserted` is false under a negation or a modal; `negated` tells of the first.
    """

    subject: Reference | None
    verb: int
    lemma: str
    object: Reference | None
    asserted: bool
    negated: bool


def find_clauses(reading: Reading) -> tuple[Clause, ...]:
    """Return the clauses of narration in order of their verbs."""
    return tuple(_clauses(reading))


def _clauses(reading: Reading) -> Iterator[Clause]:
    discourse = reading.discourse
    lower = discourse.tokens.lower
    for i, word in enumerate(lower):
        if discourse.spoken[i] >= 0:
            continue
        lemma = past_lemma(word)
        if lemma is None or lemma in _STATIVE or _is_modifier(reading, i):
            continue
        subject = _subject(reading, i)
        negated, modal = _polarity(reading, i, subject)
        yield Clause(subject, i, lemma, _object(reading, i), not (negated or modal), negated)


def _is_modifier(reading: Reading, i: int) -> bool:
    """Tell whether a form in -ed stands before a noun: *the painted door*, *a tired man*."""
    lower = reading.discourse.tokens.lower
    before = lower[i - 1] if i else ""
    if before in words_of("determiners") and before not in ("that", "this", "all", "both", "what", "which", "her"):
        return True
    return before in ("very", "so", "too", "more", "most", "'s", "’s", "of", "with", "in", "rather", "quite")


def _subject(reading: Reading, verb: int) -> Reference | None:
    """Return the reference that the verb follows, reaching over adverbs, auxiliaries and a coordinated verb."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    for one in reversed(discourse.references_between(max(0, verb - 9), verb)):
        if one.sentence != discourse.sentence[verb] or one.quotation >= 0 or one.last > verb:
            continue
        between = lower[one.last : verb]
        if one.subject and all(word not in (".", ";", "!", "?", ":", "that", "who", "which") for word in between):
            if len(between) <= _ADVERB_REACH or "and" in between or "," in between:
                return one
            return None
    return None


def _polarity(reading: Reading, verb: int, subject: Reference | None) -> tuple[bool, bool]:
    lower = reading.discourse.tokens.lower
    first = subject.last if subject is not None else max(0, verb - 3)
    window = lower[max(first, verb - 4) : verb]
    negated = any(word in words_of("negations") for word in window)
    modal = any(word in _MODALS for word in window) or (
        subject is not None and subject.first > 0 and lower[subject.first - 1] in ("if", "whether", "unless")
    )
    return negated, modal


def _object(reading: Reading, verb: int) -> Reference | None:
    discourse = reading.discourse
    lower = discourse.tokens.lower
    for one in discourse.references_between(verb + 1, verb + 1 + _OBJECT_REACH):
        if one.sentence != discourse.sentence[verb] or one.quotation >= 0:
            return None
        between = lower[verb + 1 : one.first]
        if any(word in (",", ".", ";", ":", "--", "—", "that", "and", "but") for word in between):
            return None
        if one.subject or (one.pronoun is not None and one.pronoun.case == "possessive"):
            continue
        return one
    return None
