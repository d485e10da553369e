"""The calendar of a story: days of the week that do not follow each other as the narration says that they do."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.types.annotations import TimeExpression
from fabula.types.text import Span
from fabula.types.world import Finding
from fabula.world.reading import Reading
from fabula.world.setting import is_now
from fabula.world.time_values import WEEKDAYS

_WEEKDAY = re.compile(r"XXXX-WXX-(\d)")
_NEXT_DAY = re.compile(r"P1D(?:-\w+)?")
_WITHIN_A_DAY = re.compile(r"PT?\d*[HM]\b|PT[\dX]+[HMS]|P0D.*|P[\dX]*(?:MO|MI|AF|EV|NI|DT)|T\d.*")
_DAYS = tuple(day.capitalize() for day in WEEKDAYS)
_NEAR = 40  # paragraphs between two days that are told apart
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of the week, 1 to 7, and the token that tells it."""

    number: int
    token: int


def find_wrong_days(reading: Reading, times: Sequence[TimeExpression]) -> Iterator[Finding]:
    """Yield a day that is named with *the next day*, and is not the one after the day that was named before it.

    Whatever else tells that time has passed, and a chapter, makes the day unknown; letters and diaries have dates of their own.
    """
    discourse = reading.discourse
    chapters = [one.start for one in discourse.book.chapters]
    written = [discourse.tokens_of(one) for one in discourse.documents]
    known: _Day | None = None
    next_day = -1  # the sentence that says *the next day*
    for time in times:
        token = bisect_right(discourse.starts, time.start) - 1
        if discourse.spoken[token] >= 0 or any(token in tokens for tokens in written):
            continue
        value, sentence = time.value or "", discourse.sentence[token]
        weekday = _WEEKDAY.match(value)
        if weekday is None:
            if _NEXT_DAY.fullmatch(value) and is_now(reading, time, token, whole=False):
                next_day = sentence
            elif not _WITHIN_A_DAY.match(value) and time.kind in ("date", "relative", "duration", "season"):
                known = None
            continue
        if not is_now(reading, time, token, whole=False):
            continue
        here = _Day(int(weekday[1]), token)
        if known is not None and sentence == next_day and here.number != known.number % 7 + 1:
            apart = discourse.paragraph[token] - discourse.paragraph[known.token]
            if apart <= _NEAR and not _between(chapters, discourse.starts[known.token], time.start):
                yield _finding(reading, known, here)
        known = here


def _between(places: Sequence[int], start: int, end: int) -> bool:
    return bisect_left(places, start) < bisect_right(places, end)


def _finding(reading: Reading, before: _Day, here: _Day) -> Finding:
    after = _DAYS[before.number % 7]
    message = (
        f"It is {_DAYS[before.number - 1]} there, so that the next day is {after}, and not {_DAYS[here.number - 1]}."
    )
    spans = (Span(*reading.sentence_span(here.token)), Span(*reading.sentence_span(before.token)))
    return Finding("contradiction", "warning", message, spans, _SURE)
