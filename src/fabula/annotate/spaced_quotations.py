"""Quotations in text with a space between all tokens, where spacing no longer tells an opening from a closing mark.

There the marks are tokens of their own, and what is left to go by is their order, their place in the line (a line is a
sentence) and the tokens beside them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from fabula.annotate.dashed_speech import OPENING as DASH
from fabula.annotate.dashed_speech import dashed_stretches, sounds_spoken
from fabula.types.text import Book, Paragraph

SPACED = "pretokenized"  # the format of such books

_DOUBLE_OPENING, _DOUBLE_CLOSING, _DOUBLE_EITHER = frozenset("“„"), frozenset("”"), frozenset('"')
_SINGLE_OPENING, _SINGLE_CLOSING, _SINGLE_EITHER = frozenset("‘`"), frozenset("’"), frozenset("'")
_ANY = _DOUBLE_OPENING | _DOUBLE_CLOSING | _DOUBLE_EITHER | _SINGLE_OPENING | _SINGLE_CLOSING | _SINGLE_EITHER
_STOPS = frozenset({",", ".", "!", "?", ";", ":", "--", "—", "–", "-", "...", "…", "_", "*", ")"})
_INTRODUCING = frozenset({",", ":", "--", "—"})
_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
_AFTER_COLON = re.compile(r": (?:--|[—―])\s+\w")
_MANY_DASHES = 5  # lines that dashes open, for a text without marks
_SKIP = 2.5  # the cost of two opening or two closing marks in a row
_SHAPE = 4.0  # the cost of reading a curly mark against its shape
_MAX_TOKENS = 1500  # an opening mark without a closing one must not swallow the rest


class _Mark(NamedTuple):
    start: int
    end: int
    text: str
    before: str  # the token before, "" at the start of a line
    after: str  # the token after, "" at the end of a line
    token: int  # its number among all tokens


def find_spaced_stretches(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield start, end, style (``"double"``, ``"single"``, ``"dash"``) and whether it is closed of each stretch between marks."""
    dashed = [line for line in _LINE.finditer(text) if DASH.match(line.group()) or _AFTER_COLON.search(line.group())]
    double = list(_marks(text, _DOUBLE_OPENING | _DOUBLE_CLOSING | _DOUBLE_EITHER))
    single = list(_marks(text, _SINGLE_OPENING | _SINGLE_CLOSING | _SINGLE_EITHER))
    quoting = [mark for mark in single if _may_quote(mark)]
    if len(dashed) >= _MANY_DASHES and len(dashed) > max(len(double), len(quoting)) // 2:
        yield from _dashed(text)
    elif len(double) >= max(2, len(quoting) // 4):
        yield from _pair(double, _DOUBLE_OPENING, _DOUBLE_CLOSING, "double")
    else:
        yield from _pair(quoting, _SINGLE_OPENING, _SINGLE_CLOSING, "single")


def _dashed(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Yield the speech of lines that a dash opens, and of those after them that sound so, up to the first that tells."""
    start = end = -1  # of the speech that the next line may go on with; -1: none may
    for line in _LINE.finditer(text):
        found = list(dashed_stretches(text, line.start(), line.end()))
        if start >= 0 and not found and sounds_spoken(line.group()):
            start, end = (line.start() if start == end else start), line.end()
            continue
        if start < end:
            yield start, end, "dash", True
        *whole, (start, end) = found or [(-1, -1)]
        for one in whole:
            yield *one, "dash", True
        if found and end < line.end():  # a tag is last
            yield start, end, "dash", True
            start = end = line.end()
    if start < end:
        yield start, end, "dash", True


def _marks(text: str, wanted: frozenset[str]) -> Iterator[_Mark]:
    number = 0
    for line in _LINE.finditer(text):
        tokens = list(re.finditer(r"\S+", line.group()))
        for position, token in enumerate(tokens):
            if token.group() in wanted:
                before = tokens[position - 1].group() if position else ""
                after = tokens[position + 1].group() if position + 1 < len(tokens) else ""
                offset = line.start()
                yield _Mark(
                    offset + token.start(), offset + token.end(), token.group(), before, after, number + position
                )
        number += len(tokens)


def _may_quote(mark: _Mark) -> bool:
    """Tell a single mark from an apostrophe cut off its word (``lookin '``, ``the boys ' books``)."""
    if mark.text in _SINGLE_OPENING:
        return True
    inside_phrase = mark.before[-1:].isalnum() and mark.after[:1].islower()
    return not inside_phrase


def _pair(
    marks: Sequence[_Mark], opening: frozenset[str], closing: frozenset[str], style: str
) -> Iterator[tuple[int, int, str, bool]]:
    start: _Mark | None = None
    for mark, opens in zip(marks, _roles(marks, opening, closing), strict=True):
        if opens:
            if start is not None:
                yield start.start, max(start.end, mark.start - 1), style, False
            start = mark
        elif start is not None:
            yield start.start, mark.end, style, True
            start = None


def _roles(marks: Sequence[_Mark], opening: frozenset[str], closing: frozenset[str]) -> list[bool]:
    """Return for each mark whether it opens: the cheapest sequence, in which a break of alternation has its price."""
    best = {True: 0.0, False: 0.0}  # cost so far when the last mark opened, closed
    back: list[dict[bool, bool]] = []
    previous = None
    for mark in marks:
        far = previous is not None and mark.token - previous.token > _MAX_TOKENS
        step: dict[bool, tuple[float, bool]] = {}
        for opens in (True, False):
            skip = 0.0 if far and opens else _SKIP
            ways = [(best[last] + (skip if last == opens else 0.0), last) for last in (True, False)]
            cost, last = min(ways, key=lambda way: (way[0], way[1]))
            step[opens] = (cost + _cost(mark, opens, opening, closing), last)
        best = {opens: step[opens][0] for opens in step}
        back.append({opens: step[opens][1] for opens in step})
        previous = mark
    roles: list[bool] = []
    state = best[True] < best[False]
    for pointers in reversed(back):
        roles.append(state)
        state = pointers[state]
    return roles[::-1]


def _cost(mark: _Mark, opens: bool, opening: frozenset[str], closing: frozenset[str]) -> float:
    """Return how much speaks against the role: the mark's shape above all, then its place and neighbours."""
    if mark.text in opening | closing:
        return 0.0 if opens == (mark.text in opening) else _SHAPE
    ends = mark.before in _STOPS or mark.before == ""
    for_opening = 1.5 * (mark.before == "") + 1.0 * (mark.after[:1].isupper()) + 1.0 * (mark.before[-1:].isalnum())
    for_closing = 1.5 * (mark.after == "") + 1.5 * (mark.after[:1].islower() and ends)
    for_closing += 0.5 * (mark.before in _STOPS and mark.before not in _INTRODUCING)
    for_closing += 1.5 * (mark.after in _ANY)
    for_opening += 1.5 * (mark.before in _ANY)
    for_opening += 1.0 * (mark.before in _INTRODUCING and not mark.after[:1].islower())
    return max(0.0, for_closing - for_opening) if opens else max(0.0, for_opening - for_closing)


def with_speeches_joined(book: Book) -> Book:
    """Return a book of spaced tokens with the lines joined that one person says: *“Go,” said Anna.* and *“Now.”* after it.

    The format keeps no paragraphs. In printed novels three of four sentences that are wholly speech go on in the paragraph of
    the sentence before where that one begins with speech and ends with narration; after all others most begin their own.
    """
    if book.format != SPACED:
        return book
    spans = [(start, end) for start, end, _, closed in find_spaced_stretches(book.text) if closed]
    ends = [end for _, end in spans]
    joined: list[Paragraph] = []
    for paragraph in book.paragraphs:
        first = book.text.find("\n", paragraph.start, paragraph.end)
        if joined and _is_said(spans, ends, paragraph.start, first if first >= 0 else paragraph.end):
            last = max(joined[-1].start, book.text.rfind("\n", joined[-1].start, joined[-1].end) + 1)
            begins = _is_said(spans, ends, last, last + 1)
            if begins and not _is_said(spans, ends, joined[-1].end - 1, joined[-1].end):
                joined[-1] = Paragraph(joined[-1].start, paragraph.end)
                continue
        joined.append(paragraph)
    return replace(book, paragraphs=tuple(joined))


def _is_said(spans: Sequence[tuple[int, int]], ends: Sequence[int], start: int, end: int) -> bool:
    """Tell whether a stretch lies in one of some spans, which are disjoint and in order."""
    at = bisect_right(ends, start)
    return at < len(spans) and spans[at][0] <= start and end <= spans[at][1]
