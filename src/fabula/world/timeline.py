"""Time expressions of the story: dates, times of day, durations, and times relative to the scene."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from fabula.lexicons import words_of
from fabula.types.annotations import TimeExpression
from fabula.types.text import Book

Kind = Literal["date", "time", "duration", "relative", "frequency", "season"]

_WORDS = re.compile(r"[a-z]+|[0-9]")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_UNITS = {
    "second": "S", "minute": "M", "hour": "H", "day": "D", "night": "D",
    "week": "W", "fortnight": "W", "month": "M", "year": "Y",
}  # fmt: skip
_SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
_PARTS = {
    "morning": "MO", "afternoon": "AF", "evening": "EV", "midnight": "00:00", "night": "NI",
    "noon": "12:00", "midday": "12:00", "dawn": "MO", "dusk": "EV",
}  # fmt: skip
_OFFSETS = {
    "yesterday": "P-1D", "tomorrow": "P1D", "to-morrow": "P1D", "today": "P0D", "to-day": "P0D", "tonight": "P0D-NI",
    "to-night": "P0D-NI", "last night": "P-1D-NI", "next day": "P1D", "following day": "P1D", "day before": "P-1D",
    "next morning": "P1D-MO", "following morning": "P1D-MO", "next week": "P1W", "last week": "P-1W",
    "next year": "P1Y", "last year": "P-1Y", "next evening": "P1D-EV", "following evening": "P1D-EV",
    "next afternoon": "P1D-AF", "that night": "P0D-NI", "that evening": "P0D-EV", "that afternoon": "P0D-AF",
    "that morning": "P0D-MO", "that day": "P0D", "the same day": "P0D", "this morning": "P0D-MO",
    "this evening": "P0D-EV", "this afternoon": "P0D-AF",
}  # fmt: skip


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Kind], ...]:
    """Return the patterns of time expressions; a space stands for any white space, since lines may be wrapped."""
    month = "|".join(one.capitalize() for one in sorted(words_of("months")))
    number = rf"(?i:an?|\d+|{'|'.join(_NUMBERS)}|several|a few|some|many|half an?)"
    unit = "|".join(_UNITS)
    part = "morning|afternoon|evening|night"
    weekday = "|".join(one.capitalize() for one in sorted(words_of("weekdays")))
    hour = rf"(?i:\d{{1,2}}|{'|'.join(_NUMBERS)})"
    still = "noon|midnight|dawn|dusk|night|sunset|sunrise|daybreak"
    sources: tuple[tuple[str, Kind], ...] = (
        (rf"\b(?:[Tt]he )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{month})(?:,? \d{{4}})?", "date"),
        (rf"\b(?:{month}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?", "date"),
        (r"\b(?:[Ii]n|[Ss]ince|[Bb]y|of) (1[0-9]{3}|20[0-9]{2})\b", "date"),
        (rf"\b(?:[Oo]n )?(?:{weekday})(?: (?:{part}))?\b", "date"),
        (rf"\b(?:[Tt]he )?(?:next|following) (?:{part}|day|week|month|year)\b", "relative"),
        (r"\b[Tt]he day (?:before|after)\b", "relative"),
        (rf"\b(?:[Ll]ast|[Tt]hat|[Tt]his|[Tt]he same) (?:{part}|day|week|month|year)\b", "relative"),
        (rf"\b(?:[Yy]esterday|[Tt]o-?day|[Tt]o-?morrow|[Tt]o-?night)\b(?: (?:{part}))?", "relative"),
        (rf"\b{number} (?:more )?(?:{unit})s? (?:later|ago|before|afterwards?|earlier)\b", "relative"),
        (rf"\b(?:[Ee]very|[Ee]ach) (?:{part}|{unit}|{weekday})\b|\b(?:[Oo]nce|[Tt]wice) a (?:{unit})\b", "frequency"),
        (rf"\b[Ff]or {number} (?:{unit})s?\b", "duration"),
        (rf"\b[Aa]t (?:half[- ]past |a quarter (?:to|past) ){hour}\b", "time"),
        (rf"\b(?:[Aa]t )?{hour} o['’]clock\b|\b\d{{1,2}}:\d\d(?: ?[ap]\.?m\.?)?|\b{hour} [ap]\.m\.", "time"),
        (rf"\b[Ii]n the (?:{part})|\b[Aa]t (?:{still})\b|\b[Tt]owards? (?:evening|morning)\b", "time"),
        (r"\b[Ii]n (?:the )?(?:early |late )?(?:spring|summer|autumn|winter)\b", "season"),
        (r"\b[Tt]hat (?:spring|summer|autumn|winter)\b", "season"),
    )
    return tuple((re.compile(source.replace(" ", r"\s+")), kind) for source, kind in sources)


def find_times(book: Book) -> tuple[TimeExpression, ...]:
    """Return the time expressions in the story, in order, disjoint; the longer of two that overlap."""
    found: list[TimeExpression] = []
    for paragraph in book.paragraphs:
        if not _key_words().isdisjoint(_WORDS.findall(book.text[paragraph.start : paragraph.end].lower())):
            found.extend(_in_stretch(book.text, paragraph.start, paragraph.end))
    return tuple(found)


@cache
def _key_words() -> frozenset[str]:
    """Return words one of which every time expression has; digits count as one. They spare most paragraphs the patterns."""
    still = ("sunset", "sunrise", "daybreak", "clock", "yesterday", "today", "morrow", "tomorrow", "tonight", "m")
    units = {*_UNITS, *(f"{one}s" for one in _UNITS)}
    return words_of("months") | words_of("weekdays") | {*units, *_SEASONS, *_PARTS, *still, *_NUMBERS, *"0123456789"}


def _in_stretch(text: str, start: int, end: int) -> Iterator[TimeExpression]:
    spans: list[tuple[int, int, Kind]] = []
    for pattern, kind in _patterns():
        spans.extend((match.start(), match.end(), kind) for match in pattern.finditer(text, start, end))
    last = -1
    for first, stop, kind in sorted(spans, key=lambda one: (one[0], -one[1])):
        if first >= last:
            words = " ".join(text[first:stop].split())
            yield TimeExpression(first, stop, text[first:stop], kind, _value(words.lower(), kind), _anchor(kind))
            last = stop


def _anchor(kind: Kind) -> str | None:
    return "scene" if kind == "relative" else None


def _value(words: str, kind: Kind) -> str | None:
    """Return the normal form as far as the words alone tell it."""
    if kind == "relative":
        return _relative(words)
    if kind == "season":
        return next((code for name, code in _SEASONS.items() if name in words), None)
    if kind == "duration":
        return _duration(words)
    if kind == "frequency":
        return (_duration(words) or "").replace("X", "1") or None  # every day: P1D
    if kind == "date":
        return _date(words)
    return next((code for name, code in _PARTS.items() if name in words), None) or _clock(words)


def _relative(words: str) -> str | None:
    for phrase in sorted(_OFFSETS, key=len, reverse=True):
        if phrase in words:
            return _OFFSETS[phrase]
    span = _duration(words)
    if span is None:
        return None
    return span.replace("P", "P-", 1) if words.endswith(("ago", "before", "earlier")) else span


def _duration(words: str) -> str | None:
    unit = next((code for name, code in _UNITS.items() if re.search(rf"\b{name}s?\b", words)), None)
    if unit is None:
        return None
    count = _count(words)
    time = "T" if re.search(r"\b(?:second|minute|hour)s?\b", words) else ""
    return f"P{time}{count if count is not None else 'X'}{unit}" if "fortnight" not in words else "P2W"


def _count(words: str) -> int | None:
    digits = re.search(r"\d+", words)
    if digits:
        return int(digits.group())
    named = next((i for i, name in enumerate(_NUMBERS, start=1) if re.search(rf"\b{name}\b", words)), None)
    return named if named is not None else 1 if re.search(r"\ban?\b(?!\s+few)", words) and "half" not in words else None


_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _date(words: str) -> str | None:
    year = re.search(r"\b(1[0-9]{3}|20[0-9]{2})\b", words)
    month = next((i for i, name in enumerate(_MONTHS, start=1) if name in words), None)
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", words)
    if month is None:
        return year.group(1) if year else None
    shown_day = f"-{int(day.group(1)):02d}" if day else ""
    return f"{year.group(1) if year else 'XXXX'}-{month:02d}{shown_day}"


def _clock(words: str) -> str | None:
    exact = re.search(r"(\d{1,2}):(\d\d)", words)
    if exact:
        hour, minute = int(exact.group(1)), exact.group(2)
    else:
        count = _count(re.sub(r"\ban?\b", "", words))
        if count is None or count > 24:
            return None
        hour, minute = count, "30" if "half" in words else "00"
    if "p" in words.split()[-1] and hour < 12 and re.search(r"p\.?m", words):
        hour += 12
    return f"T{hour:02d}:{minute}"
