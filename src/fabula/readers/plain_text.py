"""Plain text: find its lines, tell how it sets paragraphs, and cut it into blocks. The text itself stays unchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from fabula.readers.blocks import Block
from fabula.readers.gutenberg import find_markers, header_fields, licence_blocks
from fabula.readers.structure import make_book
from fabula.types.text import Book

Shape = Literal["blank", "indented", "filled", "line"]
"""How paragraphs end: at a blank line; before an indented line; after a line that isn't full; at every line's end."""

_TOLERANCE = 6  # characters that a wrapped line may stay short of the measure though the next word would fit
_MAX_MEASURE = 160  # a longer line was not wrapped by hand
_SHORT_LINE = 60  # shorter ones in a row are verse or an address, kept together
_PLAIN_BETWEEN = {"\n": (0, 0), "\r": (0, 0), "\r\r": (1, 0), "\r\n": (0, 0), "\n\n": (1, 0), "\r\n\r\n": (1, 0)}
_LINE = re.compile(r"\S[^\r\n]*")


class Line(NamedTuple):
    """A line that isn't blank: trimmed, with the blank lines before it and its indent."""

    start: int
    end: int
    gap: int
    indent: int
    first_word: int


def text_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text, in order; every character that isn't white space is in one."""
    lines = list(_find_lines(text))
    shape = tell_shape(text, lines)
    return tuple(_join_lines(lines, _paragraph_starts(text, lines, shape)))


def _find_lines(text: str) -> Iterator[Line]:
    """Yield the lines of `text` that aren't blank, whatever its line ends are."""
    previous = 0
    for match in _LINE.finditer(text):
        start = match.start()
        words = match.group().rstrip()
        between = text[previous:start]
        gap, indent = _PLAIN_BETWEEN.get(between) or _measure_between(between)
        yield Line(start, start + len(words), gap, indent, words.find(" ", 0, 40))
        previous = start + len(words)


def _measure_between(between: str) -> tuple[int, int]:
    """Return how many blank lines and how much indent the white space between two lines makes."""
    n_ends = between.count("\n") + between.count("\r") - between.count("\r\n")
    indent = len(between) - 1 - max(between.rfind("\n"), between.rfind("\r"))
    return max(n_ends - 1, 0), indent


def tell_shape(text: str, lines: Sequence[Line]) -> Shape:
    """Return how `text` sets its paragraphs, told from which lines stand together and how full they are."""
    pairs = [(line, after) for line, after in pairwise(lines) if not after.gap]
    if not pairs:
        return "blank"
    measure = _measure(pairs)
    full = sum(_is_full(line, after, measure) for line, after in pairs)
    if measure > _MAX_MEASURE or full < 0.5 * len(pairs):
        return "line"
    return _wrapped_shape(lines, pairs, full)


def _measure(pairs: Sequence[tuple[Line, Line]]) -> int:
    """Return the length that lines followed by another are filled to: their ninth decile."""
    lengths = sorted(line.indent + line.end - line.start for line, _ in pairs)
    return lengths[(9 * len(lengths)) // 10]


def _is_full(line: Line, after: Line, measure: int) -> bool:
    """Tell whether the first word of the next line would not have fitted on this one."""
    return line.indent + line.end - line.start + 1 + max(after.first_word, 1) >= measure - _TOLERANCE


def _wrapped_shape(lines: Sequence[Line], pairs: Sequence[tuple[Line, Line]], full: int) -> Shape:
    """Return the shape of a text that is wrapped by hand."""
    n_groups = len(lines) - len(pairs)
    n_indented = sum(after.indent > line.indent for line, after in pairs)
    if n_indented > max(n_groups, len(pairs) // 40):
        return "indented"
    if len(lines) > 30 * n_groups and full < len(pairs):
        return "filled"
    return "blank"


def _paragraph_starts(text: str, lines: Sequence[Line], shape: Shape) -> list[bool]:
    """Return for each line whether a paragraph starts there."""
    if shape == "blank":
        return [line.gap > 0 for line in lines]
    if shape == "indented":
        return _indented_starts(lines)
    if shape == "filled":
        return _filled_starts(text, lines)
    return _line_starts(lines)


def _indented_starts(lines: Sequence[Line]) -> list[bool]:
    """Start a paragraph at the usual indent; lines set deeper (verse, a letter) stay together."""
    indents = Counter(line.indent for line in lines if line.indent)
    usual = indents.most_common(1)[0][0]
    starts = [True]
    for line, after in pairwise(lines):
        begins = after.indent == usual or ((after.indent > 0) != (line.indent > 0) and after.indent > line.indent)
        starts.append(after.gap > 0 or begins)
    return starts


def _filled_starts(text: str, lines: Sequence[Line]) -> list[bool]:
    """Start a paragraph after a line that ends a sentence with room to spare."""
    measure = _measure([(line, after) for line, after in pairwise(lines) if not after.gap])
    starts = [True]
    for line, after in pairwise(lines):
        ends = text[line.end - 1] in ".!?”\"'’—-" and not _is_full(line, after, measure)
        starts.append(after.gap > 0 or ends)
    return starts


def _line_starts(lines: Sequence[Line]) -> list[bool]:
    """Start a paragraph at every line, but keep short lines together where blank lines are the rule."""
    n_gaps = sum(line.gap > 0 for line in lines)
    blank_is_rule = n_gaps > 0.7 * len(lines)
    starts = [True]
    for line, after in pairwise(lines):
        both_short = max(line.end - line.start, after.end - after.start) < _SHORT_LINE
        starts.append(after.gap > 0 or not (blank_is_rule and both_short))
    return starts


def _join_lines(lines: Sequence[Line], starts: Sequence[bool]) -> Iterator[Block]:
    """Yield the blocks: each from one line that starts a paragraph to the last before the next."""
    at = 0
    while at < len(lines):
        last = at
        while last + 1 < len(lines) and not starts[last + 1]:
            last += 1
        yield Block(lines[at].start, lines[last].end, lines[at].gap, indent=lines[at].indent)
        at = last + 1


def read_plain_text(text: str) -> Book:
    """Return the book of a plain text, the text unchanged."""
    blocks: Sequence[Block] = text_blocks(text)
    markers = find_markers(text)
    fields: dict[str, str] = {}
    if markers:
        blocks = licence_blocks(blocks, markers)
        fields = header_fields(text, markers.body)
    return make_book(text, blocks, "text", title=fields.get("title"), author=fields.get("author"))
