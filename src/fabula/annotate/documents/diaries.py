"""Entries of a diary, each of which opens with its date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.annotate.documents.document import Document
from fabula.annotate.documents.exchanges import messages_of
from fabula.annotate.documents.openings import ENTRY, date_of, fields_of, salutation_of
from fabula.annotate.documents.page import MARKS, Page


def entries_of(page: Page) -> list[int]:
    """Return the paragraphs that open as entries do."""
    return [number for number in range(len(page.paragraphs)) if _is_entry(page, number)]


def diary_at(page: Page, entries: Sequence[int], number: int) -> Document | None:
    """Return the entry that a paragraph begins, where there are others, or where it says *I*."""
    if number not in entries:
        return None
    limit = page.limit_after(number)
    following = [one for one in entries if number < one < limit]
    last = min(following, default=limit)
    for at in range(number + 1, last):
        if fields_of(page, at) or salutation_of(page, at, sure=False) is not None or messages_of(page, at):
            last = at
            break
    words = " ".join(page.text_of(one) for one in range(number, last))
    if len(entries) < 2 or not re.search(r"\b(?:I|my|me)\b", words):
        return None
    return Document("diary", number, last, None, None, date_of(page, number))


def _is_entry(page: Page, number: int) -> bool:
    """Tell whether a paragraph opens with a date as a diary's entries do, not as a sentence does."""
    raw = page.span_of(number).of(page.text).lstrip()
    found = ENTRY.match(raw)
    if found is None:
        return False
    if not any(letter.isdigit() for letter in found["date"]) and raw[:1] not in "*_[(":
        return False
    alone = not raw[found.end() :].strip(MARKS + ".:,")
    marked = raw[:1] in "*_[(" or raw[found.end("date") : found.end("date") + 1] in ".:*_"
    return alone or (marked and not raw[found.end() :].lstrip()[:1].islower())
