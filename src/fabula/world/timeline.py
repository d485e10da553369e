"""Time expressions of the story and their normal forms, after TIMEX3 (Pustejovsky et al. 2003; ISO 24617-1).

As there, an expression has no preposition (*for [two hours]*, *at [midnight]*), but its modifiers (*[less than a second]*), and
names that stand side by side for one time are one (*[Saturday, six a.m.]*). What hangs on the time of the telling is a signed
duration, since fiction seldom has a date to count from: *yesterday* is ``-P1D``, *the next morning* ``P1D-MO``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from functools import cache
from typing import Literal, NamedTuple

from fabula.lexicons import pattern_of, words_of
from fabula.types.annotations import TimeExpression
from fabula.types.text import Book
from fabula.world import time_values as values
from fabula.world.time_values import FEASTS, MONTHS, ONES, ORDINALS, PARTS, SEASONS, TENS, UNITS, WEEKDAYS

Kind = Literal["date", "time", "duration", "relative", "frequency", "season"]

_WORDS = re.compile(r"[a-z]+|[0-9]")
_BEFORE, _AFTER = 64, 56  # characters around a word of time that an expression with it lies in


class _Form(NamedTuple):
    """One form of expression: words one of which it has, its pattern with the group ``x``, its kind, and its normal form."""

    keys: frozenset[str]
    pattern: re.Pattern[str]
    kind: Kind
    value: Callable[[str], str | None]


def find_times(book: Book) -> tuple[TimeExpression, ...]:
    """Return the time expressions in the story, in order, disjoint; the longer of two that overlap."""
    found: list[TimeExpression] = []
    for paragraph in book.paragraphs:
        windows = _windows(book.text, paragraph.start, paragraph.end)
        spans = [span for window in windows for span in _matches(book.text, *window)]
        last = -1
        for start, end, form in sorted(spans, key=lambda one: (one[0], -one[1])):
            if start >= last:
                words = book.text[start:end]
                value = form.value(" ".join(words.lower().split()))
                anchor = "scene" if form.kind == "relative" else None
                found.append(TimeExpression(start, end, words, form.kind, value, anchor))
                last = end
    return tuple(found)


def _windows(text: str, start: int, end: int) -> Iterator[tuple[int, int, Set[str]]]:
    """Yield the stretches around words of time, apart from each other, with these words: most of a book has none."""
    first = stop = start
    words: set[str] = set()
    for found in _WORDS.finditer(text[start:end].lower()):
        if found.group() not in _every_key():
            continue
        place = start + found.start()
        if words and place - _BEFORE > stop:
            yield first, stop, words
            words = set()
        if not words:
            first = _word_start(text, max(start, place - _BEFORE))
        words.add(found.group())
        stop = min(end, place + _AFTER)
    if words:
        yield first, stop, words


def _word_start(text: str, place: int) -> int:
    while place and text[place - 1].isalnum():
        place -= 1
    return place


def _matches(text: str, start: int, end: int, words: Set[str]) -> Iterator[tuple[int, int, _Form]]:
    for form in _forms():
        if not form.keys.isdisjoint(words):
            for match in form.pattern.finditer(text, start, end):
                yield match.start("x"), match.end("x"), form


@cache
def _every_key() -> frozenset[str]:
    return frozenset().union(*(form.keys for form in _forms()))


# -- parts of patterns ------------------------------------------------------------------------------------------------


def _any(words: Set[str] | tuple[str, ...] | list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=lambda one: (-len(one), one))) + ")"


def _capitalised(words: tuple[str, ...]) -> str:
    """Return a pattern of names that are written with capitals: *March*, *New Year's Eve*, *MAY*."""
    titles = [" ".join(word.capitalize() for word in one.split()) for one in words]
    return f"(?-i:{_any([*titles, *(one.upper() for one in words)])})"


_NUMBER = rf"(?:\d+(?:,\d{{3}})*|{_any(list(TENS))}(?:-{_any(list(ONES[:9]))})?|{_any(list(ONES))}|an? hundred|a dozen)"
_VAGUE = r"(?:several|a few|some|so many|many|a couple of)"
_COUNT = (
    rf"(?:{_NUMBER}|{_VAGUE}|half an?|a half|(?:three quarters|a quarter) of an|another|an?"
    rf"|(?:the|all the|these|those) (?:whole|first|last|past|next|few|{_NUMBER})(?: {_NUMBER})?)"
)
_ADJECTIVE = rf"(?:{pattern_of('adjectives_of_time')} )?"
_LENGTH = r"(?:(?:second|minute|hour|day|night|week|fortnight|month|year|decade)s?|centur(?:y|ies))"
_UNIT = rf"(?:{_LENGTH}|(?:weekend|summer|winter)s?)"
_PART = _any(list(PARTS))
_DAYPART = "(?:morning|afternoon|evening|night)"
_WEEKDAY = _any(list(WEEKDAYS))
_MONTH, _FEAST = _capitalised(MONTHS), _capitalised(tuple(FEASTS))
_SURE_MONTH = _capitalised(tuple(one for one in MONTHS if one not in ("march", "may")))
_SEASON = _any(list(SEASONS))
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_NTH = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:twenty|thirty)-{_any(list(ORDINALS))}|{_any(list(ORDINALS))})"
_HOUR = rf"(?:\d{{1,2}}|{_any(list(ONES[:12]))})"
_HALF_DAY = r"(?:a\.?m\b\.?|p\.?m\b\.?)"
_MOD = r"(?:(?:more than|less than|at least) )?"
_CLOCK = (
    rf"(?:(?:half[- ]past|a? ?quarter (?:to|past|after)|{_NUMBER} (?:minutes )?(?:to|past)) (?:{_HOUR}|noon|midnight)"
    rf"|{_HOUR} o['’]clock|\d{{1,2}}[:.]\d\d ?{_HALF_DAY}|\d{{1,2}}:\d\d|{_HOUR} ?{_HALF_DAY}"
    rf"|half[- ]{_any(list(ONES[1:12]))})"
)
_OF_DAY = rf"(?: (?:in the {_DAYPART}|at night|that {_DAYPART}|this {_DAYPART}))?"
_DESCRIBED = (
    r"(?:(?!one|the|each|every|all|next|following|previous|preceding|same|very)[a-z]+,? )"  # *a flat grey morning*
)
_LEADS_MONTH = (
    r"(?:in|since|by|until|till|of|for|before|after|from|during|last|next|this|every|early|late|through|to|and|mid)"
)
_ORDINAL = r"(?!the second\b|a second (?!or\b|later\b|longer\b|and\b|before\b|s?he\b|they\b|it\b)[a-z])"
_DISCOURSE = rf"(?!,|\.|!| (?:then|and then|and again|{pattern_of('after_now')})\b)"

# Words one of which an expression of some kind has: they spare most paragraphs most patterns.
_UNIT_WORDS = frozenset({*UNITS, *(f"{one}s" for one in UNITS), "centuries"})
_PART_WORDS, _DIGITS = frozenset(PARTS), frozenset("0123456789")
_MONTH_WORDS, _WEEKDAY_WORDS, _SEASON_WORDS = frozenset(MONTHS), frozenset(WEEKDAYS), frozenset(SEASONS)
_FEAST_WORDS = frozenset(re.split("['’ ]", name)[0] for name in FEASTS)
_DAY_WORDS = frozenset({"yesterday", "today", "tomorrow", "tonight", "morrow", "day", "night"})
_NOW, _NOON = frozenset({"now", "nowadays"}), frozenset({"midnight", "noon", "midday"})
_CLOCK_WORDS = frozenset({"clock", "past", "half", "quarter", "m", "am", "pm", "minutes"}) | _DIGITS
_MEALS = frozenset({*(f"{one}time" for one in words_of("mealtimes")), "time"})
_VAGUE_WORDS = frozenset({"while", "time", "moment", "instant", "ages", "long", "bit", "day", "days"})
_PLURALS = frozenset(
    {"years", "months", "weeks", "ages", "hours", "days", "moments", "moment", "while", "time", "long"}
)
_EVERY = frozenset({"every", "each", "once", "twice", "times"})

_SOURCES: tuple[tuple[frozenset[str], str, Kind, Callable[[str], str | None]], ...] = (
    # Dates
    (_MONTH_WORDS, rf"\b(?P<x>(?:the )?{_NTH}(?: day)? of {_MONTH}(?:,? {_YEAR})?)\b", "date", values.date),
    (_MONTH_WORDS, rf"\b(?P<x>\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?:,? {_YEAR})?)\b", "date", values.date),
    (_MONTH_WORDS, rf"\b(?P<x>{_MONTH} (?:the )?{_NTH}(?:,? {_YEAR})?)\b(?!:\d)", "date", values.date),
    (_MONTH_WORDS, rf"\b(?P<x>(?:the )?{_MONTH},? (?:of )?{_YEAR})\b", "date", values.date),
    (_DIGITS, rf"\b(?:in|since|by|of|until|the year|from|to) (?P<x>{_YEAR})\b(?! [a-z]+s\b)", "date", values.date),
    (_MONTH_WORDS, rf"\b{_LEADS_MONTH} (?P<x>{_MONTH})\b", "date", values.date),
    (_MONTH_WORDS, rf"\b(?P<x>{_SURE_MONTH})\b", "date", values.date),
    (
        _MONTH_WORDS,
        rf"\b(?P<x>(?:{_WEEKDAY},? (?:the )?)?(?:{_NTH}(?: of)? {_MONTH}|{_MONTH} {_NTH})(?:,? {_YEAR})?"
        rf",? (?:at )?{_CLOCK})(?!\w)",
        "date",
        values.date,
    ),
    (
        _MONTH_WORDS,
        rf"\b(?P<x>{_WEEKDAY},? (?:the )?(?:{_NTH}(?: of)? {_MONTH}|{_MONTH} {_NTH})(?:,? {_YEAR})?)\b",
        "date",
        values.date,
    ),
    (_WEEKDAY_WORDS, rf"\b(?P<x>{_WEEKDAY},? (?:the )?\d{{1,2}}(?:st|nd|rd|th))\b", "date", values.date),
    (
        _WEEKDAY_WORDS,
        rf"\b(?P<x>{_CLOCK} on {_WEEKDAY}(?: {_DAYPART})?)\b",
        "date",
        values.weekday,
    ),
    (
        _WEEKDAY_WORDS,
        rf"\b(?P<x>(?:(?:the next|last|next|this|the following|the|one|that|a) )?{_WEEKDAY}(?: {_DAYPART})?"
        rf"(?:,? (?:at )?{_CLOCK}{_OF_DAY})?)(?!\w)",
        "date",
        values.weekday,
    ),
    (_FEAST_WORDS, rf"\b(?P<x>{_FEAST})\b", "date", values.feast),
    (_VAGUE_WORDS, r"\b(?P<x>the (?:other|same) day|(?:one|some) day|(?:those|these) days)\b", "relative", values.none),
    # Times of day
    (_CLOCK_WORDS, rf"\b(?P<x>{_MOD}{_CLOCK}{_OF_DAY})(?![\w-])", "time", values.clock),
    (
        _PART_WORDS,
        rf"\b(?P<x>{_HOUR} (?:in the (?:morning|afternoon|evening)|at night|th(?:at|is) {_DAYPART}))\b",
        "time",
        values.clock,
    ),
    (
        _NOON,
        r"\b(?P<x>(?:a little (?:after|before|past) |half an hour after )?(?:midnight|noon|midday))\b",
        "time",
        values.clock,
    ),
    (
        _DAY_WORDS,
        rf"\b(?P<x>(?:to-?morrow|yesterday|to-?night)(?: {_DAYPART})?,? at {_CLOCK}{_OF_DAY})(?![\w-])",
        "relative",
        values.relative,
    ),
    (
        _PART_WORDS,
        rf"\b(?P<x>(?:the|one|all(?: the)?|an?) {_DESCRIBED}{{0,3}}{_PART})\b"
        rf"(?! (?:{_PART}|{pattern_of('after_parts_of_day')}|before|after)\b)",
        "time",
        values.part_of_day,
    ),
    (_PART_WORDS, rf"\b(?P<x>(?:early|late) (?:in the )?{_DAYPART})\b", "time", values.part_of_day),
    (
        _PART_WORDS,
        rf"\b(?:at|by|before|after|until|till|since|from|towards?) (?P<x>{_PART})\b",
        "time",
        values.part_of_day,
    ),
    (_MEALS, rf"\b(?P<x>{pattern_of('mealtimes')}-?time)\b", "time", values.none),
    # Seasons
    (
        _SEASON_WORDS,
        rf"\b(?P<x>(?:the next|the following|the same|the|that|this|last|next|one|all) (?:(?:early|late|whole|long) )?"
        rf"{_SEASON})\b(?! (?:{pattern_of('after_seasons')}|before|after)\b)",
        "season",
        values.season,
    ),
    (_SEASON_WORDS, rf"\b(?P<x>(?:the )?{_SEASON} of {_YEAR})\b", "date", values.season),
    (_SEASON_WORDS, rf"\bin (?P<x>(?:early |late )?{_SEASON})\b", "season", values.season),
    # What hangs on the time of the telling
    (
        _UNIT_WORDS | _PART_WORDS,
        rf"\b(?P<x>(?:the very |the |very )?(?:next|following|previous|preceding)"
        rf" (?:day|week|month|year|weekend|{_DAYPART}))\b",
        "relative",
        values.relative,
    ),
    (_DAY_WORDS, r"\b(?P<x>the day (?:before yesterday|after to-?morrow))\b", "relative", values.relative),
    (
        _UNIT_WORDS | _PART_WORDS,
        rf"\b(?P<x>the (?:{_DAYPART}|day|week|month|year|summer|winter) (?:before|after))\b",
        "relative",
        values.relative,
    ),
    (
        _UNIT_WORDS | _PART_WORDS,
        rf"\b(?P<x>(?:last|the same|th(?:is|at)(?: same| very)?) (?:day|week|month|year|weekend|{_PART}))\b",
        "relative",
        values.relative,
    ),
    (
        _DAY_WORDS,
        rf"\b(?P<x>(?:yesterday|to-?day|to-?morrow|to-?night)(?: {_DAYPART})?)\b(?!['’]s)",
        "relative",
        values.relative,
    ),
    (
        _UNIT_WORDS,
        rf"\b(?P<x>{_MOD}{_COUNT} {_ADJECTIVE}{_LENGTH} (?:later|ago|before|afterwards?|earlier|since|hence))\b",
        "relative",
        values.shifted,
    ),
    (
        _PLURALS,
        r"\b(?P<x>(?:a (?:little |short |long )?while|a (?:long|short) time|long|years|months|weeks|ages|hours|days"
        r"|moments|a moment) (?:later|ago|before|afterwards?))\b",
        "relative",
        values.shifted,
    ),
    (_NOW, r"\b(?P<x>(?:just |right )?(?-i:now))\b(?! and (?:then|again))", "relative", values.present),
    (_NOW, rf"\b(?P<x>(?-i:Now))\b{_DISCOURSE}", "relative", values.present),
    (_NOW, r"\b(?P<x>nowadays)\b", "relative", values.present),
    # Habits
    (
        _EVERY,
        rf"\b(?P<x>(?:every|each) (?:other |single |few |{_NUMBER} )?"
        rf"(?:{_LENGTH}|{_PART}|{_WEEKDAY}(?: {_DAYPART})?|{_SEASON}|{_MONTH}|weekend|{_FEAST}))\b",
        "frequency",
        values.habit,
    ),
    (_EVERY, rf"\b(?P<x>(?:once|twice|{_NUMBER} times) (?:a|an|every) {_LENGTH})\b", "frequency", values.habit),
    (_NOW, r"\b(?P<x>now and (?:then|again))\b", "frequency", values.none),
    # Lengths of time
    (
        _UNIT_WORDS,
        rf"\b{_ORDINAL}(?P<x>{_MOD}{_COUNT} {_ADJECTIVE}{_UNIT}(?: and (?:a half|{_COUNT} {_UNIT}))?(?: old)?)\b"
        r"(?!['’]s\b| ago\b)",
        "duration",
        values.length,
    ),
    (
        _UNIT_WORDS,
        r"\b(?:for|in|after|within|of|over|all (?:these|those)|these|those|took|spent)"
        r" (?P<x>(?:many |long )?(?:seconds|minutes|hours|days|weeks|months|years|decades|centuries))\b",
        "duration",
        values.vague_length,
    ),
    (
        _VAGUE_WORDS,
        r"\b(?P<x>a (?:little |short |good |long )?(?:while|moment|bit longer)|a (?:very )?(?:long|short) time|an instant"
        r"|ages)\b(?! (?:later|ago|before|afterwards?)\b)",
        "duration",
        values.none,
    ),
    (_UNIT_WORDS, r"\b(?P<x>all (?:day|week|month|year|night)(?: long)?)\b", "duration", values.whole),
    (
        _UNIT_WORDS | _PART_WORDS,
        rf"\b(?P<x>the rest of (?:the|that|his|her|their|my|our) (?:day|week|month|year|{_DAYPART}|life|lives))\b",
        "duration",
        values.none,
    ),
)


@cache
def _forms() -> tuple[_Form, ...]:
    """Return the forms; a space in them stands for any white space, since lines may be wrapped."""
    return tuple(
        _Form(keys, re.compile(source.replace(" ", r"\s+"), re.IGNORECASE), kind, value)
        for keys, source, kind, value in _SOURCES
    )
