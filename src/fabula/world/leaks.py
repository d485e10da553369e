"""Leaks: somebody says what the ledger shows him not to know, with nothing between by which he may have learnt it.

What is said and what is known are compared by their rare words. Only who is demonstrably
unaware of a record can leak it, so that most books have none; and since an author may leave the learning out, each is a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fabula.lexicons.rare_words import RareWords
from fabula.types.text import Span
from fabula.types.world import Entity, Finding, Knowledge, Quote
from fabula.world.claims import asks

_SHARED = 2  # rare words that both have
_SURE_SPEAKER = 0.6
_SURE_RECORD = 0.5
_CONFIDENCE = 0.3


def find_leaks(text: str, knowledge: Sequence[Knowledge], quotes: Sequence[Quote]) -> Iterator[Finding]:
    """Yield one finding for each record and person: what he says first of it, unasked, beside the record that he lacks."""
    rare = RareWords(text)
    said = [
        (quote, words)
        for quote in quotes
        if quote.speaker is not None and quote.confidence >= _SURE_SPEAKER
        if len(words := rare.of(text[quote.start : quote.end])) >= _SHARED and not asks(text, quote)
    ]
    held = [(one, rare.of(text[one.start : one.end])) for one in knowledge]
    for record, words in held:
        if len(words) < _SHARED or not record.holders or record.confidence < _SURE_RECORD:
            continue
        for who in record.unaware:
            found = _leak(who, record, words, said, held)
            if found is not None:
                yield _finding(who, record, found)


def _leak(
    who: Entity,
    record: Knowledge,
    words: frozenset[str],
    said: Sequence[tuple[Quote, frozenset[str]]],
    held: Sequence[tuple[Knowledge, frozenset[str]]],
) -> Quote | None:
    """Return the first quote of somebody that has the rare words of a record, unless he may have learnt them before it."""
    for quote, own in said:
        if quote.start <= record.end or quote.speaker != who or len(own & words) < _SHARED:
            continue
        learnt = (
            other.start < quote.start
            and who in other.holders
            and other.quote != quote.id
            and len(theirs & words) >= _SHARED
            for other, theirs in held
        )
        heard = (
            other.start < quote.start and who in other.hearers and len(theirs & words) >= _SHARED
            for other, theirs in said
        )
        return None if any(learnt) or any(heard) else quote
    return None


def _finding(who: Entity, record: Knowledge, quote: Quote) -> Finding:
    message = f"{who.name} says this, but is not told to have learnt it."
    spans = (Span(quote.start, quote.end), Span(record.start, record.end))
    return Finding("knowledge_leak", "note", message, spans, _CONFIDENCE)
