"""Explicit scene breaks between story paragraphs: chapters, rules, dividers, and gaps wider than the book's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fabula.readers.headings import looks_like_title
from fabula.readers.marks import Mark, lines_of
from fabula.types.text import SceneBreak

_MAX_BLANK_SHARE = 0.1  # a wider gap that is more common than this is no scene break
_NEVER = 1_000_000
_SHORT = 80  # characters of a line under a heading that may be its second line
_SIGNATURE = 40  # characters of the name under a letter
_VERSE = 0.8  # of the measure; a block of shorter lines is verse
_HEADINGS = ("chapter", "division", "section", "title")
_SENTENCE_ENDS = ".!?…”\"'’)*_"
_NOTE_STARTS = "*[†"
_SALUTATION = re.compile(r"[\"“‘']?(?:my\s+)?dear(?:est)?\b", re.IGNORECASE)


def find_breaks(text: str, marks: Sequence[Mark], not_story: frozenset[int]) -> Iterator[SceneBreak]:
    """Yield at most one break between two story paragraphs: a chapter's before a rule's or a divider's before a gap.

    `not_story` are the starts of blocks that a note fills. A gap is a break where it is wider than usual, rare, and
    between two paragraphs of prose: letters and verse are set off by gaps too.
    """
    blank_gap, measure = _blank_gap(marks), _measure(text, marks)
    previous: Mark | None = None
    between: list[Mark] = []
    under_heading = False
    for mark in marks:
        if mark.kind not in ("story", "candidate") or mark.block.start in not_story:
            between.append(mark)
            continue
        if previous is not None:
            wide = not between and not under_heading and mark.block.gap >= blank_gap
            if found := _strong_break(between) or (_blank_break(text, previous, mark, measure) if wide else None):
                yield found
        under_heading = mark.length < _SHORT and bool(between) and between[-1].kind in _HEADINGS
        previous, between = mark, []


def _strong_break(between: Sequence[Mark]) -> SceneBreak | None:
    """Return the break that the marks between two paragraphs make, if any."""
    for mark in between:
        if mark.kind == "chapter":
            return SceneBreak(mark.block.start, mark.block.end, "chapter")
    for mark in between:
        if mark.kind == "rule":
            return SceneBreak(mark.block.start, mark.block.end, "rule")
    for mark in between:
        if mark.kind in ("divider", "section", "division"):
            return SceneBreak(mark.block.start, mark.block.end, "divider")
    return None


def _blank_gap(marks: Sequence[Mark]) -> int:
    """Return the number of blank lines that makes a break: more than usual, and rare."""
    gaps = Counter(after.block.gap for mark, after in pairwise(marks) if mark.kind == after.kind == "story")
    total = sum(gaps.values())
    usual = min(gaps, key=lambda gap: (-gaps[gap], gap), default=_NEVER)
    for gap in sorted(gaps):
        wider = sum(count for other, count in gaps.items() if other >= gap)
        if gap > usual and wider <= max(_MAX_BLANK_SHARE * total, 2):
            return gap
    return _NEVER


def _measure(text: str, marks: Sequence[Mark]) -> int:
    """Return the usual length of a line that is followed by another in its paragraph, 0 where there is none."""
    lengths = []
    for mark in marks:
        if mark.kind == "story" and mark.length > _SHORT:
            end = text.find("\n", mark.block.start, mark.block.start + 200)
            if 0 < end < mark.block.end:
                lengths.append(end - mark.block.start)
        if len(lengths) >= 500:
            break
    return sorted(lengths)[len(lengths) // 2] if lengths else 0


def _blank_break(text: str, before: Mark, after: Mark, measure: int) -> SceneBreak | None:
    """Return the break that a wide gap makes between two paragraphs of prose."""
    if before.block.indent or after.block.indent or text[before.block.end - 1] not in _SENTENCE_ENDS:
        return None
    starts = {text[before.block.start], text[after.block.start]}
    if starts & set(_NOTE_STARTS) or text[after.block.start].islower():
        return None
    if (
        _is_signature(before.text(text))
        or _is_verse(before.text(text), measure)
        or _is_verse(after.text(text), measure)
    ):
        return None
    return SceneBreak(before.block.end, after.block.start, "blank")


def _is_signature(words: str) -> bool:
    """Tell whether a block is a name under a letter."""
    return len(words) <= _SIGNATURE and looks_like_title(words.strip("\"“”'.,"))


def _is_verse(words: str, measure: int) -> bool:
    """Tell whether the lines of a block are shorter than prose is wrapped."""
    lines = lines_of(words[:2000])[:-1]
    return bool(lines) and sum(map(len, lines)) < _VERSE * measure * len(lines)
