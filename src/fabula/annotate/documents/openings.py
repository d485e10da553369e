"""Lines that open a document: where and when it is written, whom it is for, the fields of an e-mail."""

from __future__ import annotations

import re
from functools import cache

from fabula.annotate.documents.page import MARKS, Page
from fabula.lexicons import pattern_of
from fabula.types.text import Span

LONGEST_HEAD = 90  # characters of a line that says where and when a letter is written,
LONGEST_SALUTATION = 60  # and of one that addresses it
_MONTH = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
_WEEKDAY = "(?:Mon|Tues?|Wed(?:nes)?|Thurs?|Fri|Sat(?:ur)?|Sun)(?:day)?"
_DAY = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"(?:{_WEEKDAY},? )?(?:{_DAY}(?: of)? {_MONTH}\b|{_MONTH}\.? {_DAY}\b)(?:,? \d{{4}})?|{_WEEKDAY},? {_DAY}|\b{_WEEKDAY}\b"
    rf"|\bDay \w+|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}",
    re.IGNORECASE,
)
ENTRY = re.compile(rf"[*_\[(]*(?P<date>{DATE.pattern}|Dear diary)[*_\])]*(?:[.:,]|[*_]|\s*[—–-]|$)[*_]*", re.IGNORECASE)
_FIELD = re.compile(
    r"[*_]*(?P<field>from|to|cc|bcc|sent|date|subject|re|time)[*_]*:[*_]* *(?P<value>[^\n]*)", re.IGNORECASE
)


@cache
def greeting() -> str:
    """Return the pattern of the words that greet: *Dear*, *My own darling*."""
    return rf"(?:(?:my|our|to my) )?(?:(?:own|very|poor|sweet|old) )*{pattern_of('salutations')}\b"


@cache
def _salutation() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{greeting()},? ?(?P<name>[^.!?\n]*?)|sir|madam|sirs|gentlemen|dear (?:sir|madam))[,:;.!—–-]*",
        re.IGNORECASE,
    )


def is_head(page: Page, number: int) -> bool:
    """Tell whether a paragraph says where or when something is written: *Hill Cottage, 3rd May*."""
    text = page.text_of(number)
    if DATE.fullmatch(text.rstrip(".")) or ENTRY.fullmatch(text):
        return True
    if len(text) <= LONGEST_SALUTATION and text.count(".") == 1 and date_of(page, number) is not None:
        text = text.rstrip(".")  # *Hill Cottage, 3rd May.*
    return (
        len(text) <= LONGEST_HEAD and text[-1:] not in '.!?:;"”’' and (date_of(page, number) is not None or "," in text)
    )


def date_of(page: Page, number: int) -> Span | None:
    """Return the first date of a paragraph."""
    span = page.span_of(number)
    found = DATE.search(page.text, span.start, span.end)
    return None if found is None else Span(*found.span())


def salutation_of(page: Page, number: int, *, sure: bool) -> Span | None:
    """Return the name that a paragraph addresses, empty where there is none; ``None`` where it is no salutation."""
    if number >= len(page.paragraphs):
        return None
    span, text = page.span_of(number), page.text_of(number)
    start = page.text.index(text, span.start) if text else span.start
    found = _salutation().fullmatch(text) if len(text) <= LONGEST_SALUTATION else None
    if found is None or "\n" in text.strip():
        return None
    first_word = text.split()[0].lower().strip(",")
    if not sure and first_word in ("hi", "hello", "hey", "to", "sir", "madam"):
        return None
    if first_word in ("hi", "hello", "hey", "to") and text[-1:] not in ",:—-":
        return None
    name = found["name"]
    if name is None:
        return Span(start, start)
    first = start + found.start("name")
    return Span(first, first + len(name.rstrip(" ,")))


def fields_of(page: Page, number: int) -> dict[str, Span]:
    """Return the fields of a paragraph that has nothing else: *From: Anna*."""
    span = page.span_of(number)
    found: dict[str, Span] = {}
    for match in re.finditer(r"[^\n]+", page.text[span.start : span.end]):
        field = _FIELD.fullmatch(match.group().strip(MARKS) or " ")
        if field is None:
            return {}
        value = field["value"].strip(MARKS)
        start = span.start + match.start() + match.group().index(value)
        found.setdefault(field["field"].lower(), Span(start, start + len(value)))
    return found
