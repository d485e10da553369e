"""The normal forms of time expressions, from their words in lower case with single blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fabula.lexicons import pairs_of, series_of
from fabula.lexicons.numbers import ORDINAL_UNITS
from fabula.lexicons.numbers import TENS as TEN_WORDS
from fabula.lexicons.numbers import UNITS as UNIT_WORDS

ONES, TENS = UNIT_WORDS, {word: 10 * n for n, word in enumerate(TEN_WORDS, 2)}
ORDINALS = {word: n for n, word in enumerate(ORDINAL_UNITS, 1)} | {"twentieth": 20, "thirtieth": 30}
# TIMEX3's units; the clock's have a T before them.
UNITS = {
    "second": "TS", "minute": "TM", "hour": "TH", "day": "D", "night": "D", "week": "W", "fortnight": "W", "weekend": "WE",
    "month": "M", "year": "Y", "decade": "DE", "century": "CE", "centurie": "CE", "summer": "SU", "winter": "WI",
}  # fmt: skip
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "winter": "WI"}
PARTS, FEASTS = pairs_of("parts_of_day"), pairs_of("feasts")
MONTHS, WEEKDAYS = series_of("months"), series_of("weekdays")
_OFFSETS = {
    "the day before yesterday": "-P2D", "the day after tomorrow": "P2D", "the day after to-morrow": "P2D", "yesterday": "-P1D",
    "tomorrow": "P1D", "to-morrow": "P1D", "today": "P0D", "to-day": "P0D", "tonight": "P0D-NI", "to-night": "P0D-NI",
}  # fmt: skip
_LENGTHS = {"day": "1D", "week": "1W", "month": "1M", "year": "1Y", "weekend": "1WE", "summer": "1Y", "winter": "1Y"}
_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_HOURS = "|".join(sorted(ONES[:12], key=len, reverse=True))
_BESIDE = re.compile(r"\b(?:past|to|after|before)\b")  # *a little after midnight*
_EXACT = re.compile(r"\b(\d{1,2})[:.](\d\d)")
_AROUND = re.compile(rf"\b(half|quarter|[a-z\d-]+(?: minutes)?)[- ](past|to|after)[- ](\d{{1,2}}|{_HOURS})\b")
_FULL = re.compile(rf"\b(half-)?(\d{{1,2}}|{_HOURS})(?: o['’]clock| ?[ap]\.?m| in the | at night| th(?:at|is) )")
_HALF = re.compile(rf"\b(half)[- ]({_HOURS})\b")
_LATE = re.compile(r"p\.?m\b|\b(?:afternoon|evening|at night|tonight|to-night)\b")


def none(_words: str) -> None:
    """Return nothing: the expression is too vague for a normal form."""


def present(_words: str) -> str:
    """Return TIMEX3's name of the time of the telling."""
    return "PRESENT_REF"


def _named(words: str, names: Mapping[str, str]) -> str | None:
    return next((code for name, code in names.items() if re.search(rf"\b{name}\b", words)), None)


def number(words: str) -> int | None:
    """Return the first number in some words: *22*, *twenty-two*, *a*; none for *several*."""
    digits = re.search(r"\d+(?:,\d{3})*", words)
    if digits:
        return int(digits.group().replace(",", ""))
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?", words):
        tens, _, ones = word.partition("-")
        if tens in TENS:
            return TENS[tens] + (ONES.index(ones) + 1 if ones in ONES else 0)
        if word in ONES:
            return ONES.index(word) + 1
        if word in ("hundred", "dozen"):
            return 100 if word == "hundred" else 12
    if re.search(r"\b(?:several|few|some|many|couple|half|quarters?)\b", words):
        return 2 if "couple" in words else None
    return 1 if re.search(r"\b(?:an?|another|the)\b", words) else None


def length(words: str) -> str | None:
    """Return a length of time, ``PXD`` where its number is left open."""
    found = re.search(rf"({'|'.join(sorted(UNITS, key=len, reverse=True))})s?\b", words)
    if found is None:
        return None
    unit, before, rest = UNITS[found.group(1)], words[: found.start()], words[found.end() :]
    if unit == "TH" and ("half" in before or "quarter" in before):
        return "PT30M" if "half" in before else "PT45M" if "three" in before else "PT15M"
    count = number(before)
    if found.group(1) == "fortnight" and count is not None:
        count *= 2
    own = f"P{'T' if unit[0] == 'T' else ''}{'X' if count is None else count}{unit.removeprefix('T')}"
    if " and a half" in rest:
        return {"TH": own + "30M", "Y": own + "6M"}.get(unit, own)
    more = re.search(r"\band (.*)", rest)
    tail = length(more.group(1)) if more else None
    if tail is None:
        return own
    return own + (tail.removeprefix("PT") if own.startswith("PT") else tail.removeprefix("P"))


def vague_length(words: str) -> str | None:
    """Return the length that a bare plural tells: ``PXY`` for *years*."""
    found = length(words)
    return None if found is None else re.sub(r"\d+", "X", found)


def whole(words: str) -> str:
    """Return the length of *all day*, *all night long*."""
    return {"day": "P1D", "week": "P1W", "month": "P1M", "year": "P1Y", "night": "TNI"}[words.split()[1]]


def shifted(words: str) -> str | None:
    """Return the signed length of *three days ago*, *an hour later*."""
    counted = re.match(r"(?!years|months|weeks|ages|hours|days|moments|long)", words)
    span = length(words) if counted else vague_length(words)
    back = re.search(r" (?:ago|before|earlier|since)$", words)
    return None if span is None else ("-" if back else "") + span


def relative(words: str) -> str | None:
    """Return the signed distance from the time of the telling, with the part or the time of the day: ``P1D-MO``."""
    day = next((value for phrase, value in _OFFSETS.items() if words.startswith(phrase)), None)
    part = _named(words, PARTS)
    if day is None:
        back = re.search(r"\b(?:last|previous|preceding|before)\b", words)
        span = next((value for name, value in _LENGTHS.items() if re.search(rf"\b{name}\b", words)), "1D")
        same = re.match(r"(?:that|this|the same)\b", words)
        day = f"P0{span[1:]}" if same else f"{'-' if back else ''}P{span}"
    time = clock(words)
    if time is not None:
        return day + time
    return f"{day}-{part}" if part is not None and not day.endswith("-NI") else day


def clock(words: str) -> str | None:
    """Return the time that a clock shows: ``T08:30``."""
    if not _BESIDE.search(words):
        if "midnight" in words:
            return "T24:00"
        if "noon" in words.split() or "midday" in words:
            return "T12:00"
    exact, around, full = _EXACT.search(words), _AROUND.search(words), _FULL.search(words) or _HALF.search(words)
    if exact:
        hour, minute = int(exact.group(1)), int(exact.group(2))
    elif around:
        hour = number(around.group(3)) or 0
        away = {"half": 30, "quarter": 15}.get(around.group(1)) or number(around.group(1)) or 0
        hour, minute = (hour, away) if around.group(2) != "to" else ((hour - 1) or 12, 60 - away)
    elif full:
        hour, minute = number(full.group(2)) or 0, 30 if full.group(1) else 0
    else:
        return None
    if _LATE.search(words) and hour < 12:
        hour += 12
    return f"T{hour:02d}:{minute:02d}" if hour <= 24 and 0 <= minute < 60 else None


def part_of_day(words: str) -> str | None:
    """Return the part of the day that is named: ``TMO``."""
    part = _named(words, PARTS)
    return None if part is None else f"T{part}"


def season(words: str) -> str | None:
    """Return the season that is named: ``XXXX-SU``, ``1887-SU``."""
    found, year = _named(words, SEASONS), _YEAR.search(words)
    return None if found is None else f"{year.group() if year else 'XXXX'}-{found}"


def habit(words: str) -> str | None:
    """Return what comes again: the weekday or season, or the length of time between."""
    day = next((i for i, name in enumerate(WEEKDAYS, start=1) if name in words), None)
    if day is not None:
        return f"XXXX-WXX-{day}"
    again = season(words)
    if again is not None:
        return again
    part = _named(words, PARTS)
    if part is not None:
        return f"P1D-{part}"
    once = re.sub(r"^(?:every|each)(?: (?:single|other))?\b|^(?:once|twice|.* times) (?:an?|every)\b", "a", words)
    span = length(once)
    return span.replace("1", "2", 1) if span is not None and " other " in words else span


def weekday(words: str) -> str:
    """Return the day of some week, with its part or time where it is told: ``XXXX-WXX-6T06:00``."""
    day = next(i for i, name in enumerate(WEEKDAYS, start=1) if name in words)
    return f"XXXX-WXX-{day}{clock(words) or part_of_day(words) or ''}"


def feast(words: str) -> str | None:
    """Return the day of a feast that has the same one every year."""
    day = FEASTS.get(words, "")
    return f"XXXX-{day}" if day else None


def date(words: str) -> str | None:
    """Return a date as far as it is told: ``1850-05-03``, ``XXXX-05``, ``1850``, ``XXXX-XX-16``, with its time."""
    year = _YEAR.search(words)
    month = next((i for i, name in enumerate(MONTHS, start=1) if re.search(rf"\b{name}\b", words)), None)
    day = _day(words.replace(year.group(), "") if year else words)
    if month is None:
        return year.group() if year else f"XXXX-XX-{day:02d}" if day else None
    told = f"{year.group() if year else 'XXXX'}-{month:02d}"
    return told + (f"-{day:02d}{clock(words) or ''}" if day else "")


def _day(words: str) -> int | None:
    digits = re.search(r"(?<![:.])\b(\d{1,2})(?:st|nd|rd|th)?\b(?![:.]\d)", words)
    if digits:
        return int(digits.group(1))
    compound = re.search(rf"\b(twenty|thirty)-({'|'.join(ORDINALS)})\b", words)
    if compound:
        return TENS[compound.group(1)] + ORDINALS[compound.group(2)]
    return next((nth for name, nth in ORDINALS.items() if re.search(rf"\b{name}\b", words)), None)
