"""The documents of a book, in order; and the lines of messages among its quotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fabula.annotate.documents.diaries import diary_at, entries_of
from fabula.annotate.documents.document import Document
from fabula.annotate.documents.exchanges import exchange_at
from fabula.annotate.documents.letters import email_at, letter_at, quoted_letter_at
from fabula.annotate.documents.openings import LONGEST_SALUTATION, is_head
from fabula.annotate.documents.page import OPENING_MARKS, Page
from fabula.types.annotations import Quotation
from fabula.types.text import Book, Span

_LINES_ABOVE = 2  # at most, of a title or a place


def find_documents(book: Book) -> tuple[Document, ...]:
    """Return the documents of a book, in order, disjoint; of letters in quotation marks those that are signed."""
    return tuple(_documents_of(Page(book)))


def _documents_of(page: Page) -> Iterator[Document]:
    entries = entries_of(page)
    number, after, begun = 0, True, 0
    while number < len(page.paragraphs):
        if number in page.broken:
            begun = number
        found = _document_at(page, entries, number, after=after or number in page.broken)
        after = found is not None
        if found is not None:
            yield replace(found, first=_with_lines_above(page, found.first, begun)) if found.apart else found
            number = begun = found.last
        else:
            number += 1


def _document_at(page: Page, entries: Sequence[int], number: int, *, after: bool) -> Document | None:
    if page.text_of(number)[:1] in OPENING_MARKS:
        return quoted_letter_at(page, number)
    letter = email_at(page, number) or letter_at(page, number, after=after)
    return letter or exchange_at(page, number, after=after) or diary_at(page, entries, number)


def _with_lines_above(page: Page, number: int, begun: int) -> int:
    """Return where the lines begin that stand above a document, right after a break or another document: a title, a place."""
    lines = range(begun, number)
    if 0 < len(lines) <= _LINES_ABOVE and all(_is_line(page, one) for one in lines):
        return begun
    return number


def _is_line(page: Page, number: int) -> bool:
    text = page.text_of(number)
    if not text or len(text) > LONGEST_SALUTATION or text[:1] in OPENING_MARKS:
        return False
    return text[-1] not in '.!?;"”’' or is_head(page, number)


def with_messages(quotations: Sequence[Quotation], documents: Sequence[Document]) -> tuple[Quotation, ...]:
    """Return the quotations and, among them, the lines of messages and transcripts, which their names say who speaks."""
    lines = [message for one in documents for message in one.messages]
    if not lines:
        return tuple(quotations)
    within = [Span(one.label.start, one.words.end) for one in lines]
    kept = [one for one in quotations if not any(line.start <= one.start < line.end for line in within)]
    first = max((one.utterance for one in kept), default=-1) + 1
    said = [
        Quotation(one.words.start, one.words.end, first + number, "line", label=one.label)
        for number, one in enumerate(lines)
    ]
    found = sorted((*kept, *said), key=lambda one: one.start)
    numbers: dict[int, int] = {}
    return tuple(replace(one, utterance=numbers.setdefault(one.utterance, len(numbers))) for one in found)
