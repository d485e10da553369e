"""Quotations in text with a space between all tokens, where spacing no longer tells an opening from a closing mark.

There the marks are tokens of their own, and what is left to go by is their order, their place in the line (a line is a
sentence) and the tokens beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_DOUBLE_OPENING, _DOUBLE_CLOSING, _DOUBLE_EITHER = frozenset("“„"), frozenset("”"), frozenset('"')
_SINGLE_OPENING, _SINGLE_CLOSING, _SINGLE_EITHER = frozenset("‘`"), frozenset("’"), frozenset("'")
_ANY = _DOUBLE_OPENING | _DOUBLE_CLOSING | _DOUBLE_EITHER | _SINGLE_OPENING | _SINGLE_CLOSING | _SINGLE_EITHER
_STOPS = frozenset({",", ".", "!", "?", ";", ":", "--", "—", "–", "-", "...", "…", "_", "*", ")"})
_INTRODUCING = frozenset({",", ":", "--", "—"})
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
    """Yield start, end, style (``"double"`` or ``"single"``) and whether it is closed of each stretch between marks."""
    double = list(_marks(text, _DOUBLE_OPENING | _DOUBLE_CLOSING | _DOUBLE_EITHER))
    single = list(_marks(text, _SINGLE_OPENING | _SINGLE_CLOSING | _SINGLE_EITHER))
    quoting = [mark for mark in single if _may_quote(mark)]
    if len(double) >= max(2, len(quoting) // 4):
        yield from _pair(double, _DOUBLE_OPENING, _DOUBLE_CLOSING, "double")
    else:
        yield from _pair(quoting, _SINGLE_OPENING, _SINGLE_CLOSING, "single")


def _marks(text: str, wanted: frozenset[str]) -> Iterator[_Mark]:
    number = 0
    for line in re.finditer(r"[^\r\n]+", text):
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
