"""Project Gutenberg: the markers around the text, the fields of its header, and the boilerplate of its HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import html

from fabula.readers.blocks import Block, Role

_START_LINES = 600  # a start marker stands no later
_END_LINES = 100  # an end marker stands no earlier
_MARKER = re.compile(
    r"^[ \t]*(?:\*{3}[ \t]*(START|END) OF (?:TH(?:E|IS) )?PROJECT GUTENBERG[^\r\n]{0,300}"
    r"|(\*END\*?[ \t]?\*?[ \t]?THE SMALL PRINT)[^\r\n]{0,300}"
    r"|(End of (?:The |the |this )?Project Gutenberg)[^\r\n]{0,300})",
    re.MULTILINE | re.IGNORECASE,
)
_FIELD = re.compile(r"^(Title|Author):[ \t]*([^\r\n]{1,300})((?:\r?\n[ \t]+[^\r\n]{1,200}){0,3})", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Markers:
    """Where the book itself stands between the licences: ``[body, end)``."""

    body: int
    end: int


def find_markers(text: str) -> Markers | None:
    """Return where the book stands in a Gutenberg text, ``None`` when `text` has no marker."""
    body, end = 0, len(text)
    line = counted = 0
    for match in _MARKER.finditer(text):
        line, counted = line + _line_ends(text, counted, match.start()), match.start()
        opens = match.group(1) is not None and match.group(1).upper() == "START"
        if opens or match.group(2):
            if line < _START_LINES:
                body = _line_end(text, match.end())
        elif line >= _END_LINES and match.start() > body:
            end = match.start()
            break
    return Markers(body, end) if body or end < len(text) else None


def _line_ends(text: str, start: int, end: int) -> int:
    """Return the number of line ends in a stretch."""
    return text.count("\n", start, end) or text.count("\r", start, end)


def _line_end(text: str, at: int) -> int:
    """Return the end of the marker that ends at `at`: a marker may run on to a line that ends with ``***``."""
    if text[max(0, at - 3) : at].strip().endswith("*"):
        return at
    closing = text.find("***", at, at + 200)
    return closing + 3 if closing >= 0 and "\n\n" not in text[at:closing] else at


def licence_blocks(blocks: Sequence[Block], markers: Markers) -> list[Block]:
    """Return `blocks` with those outside the markers as licence; one that a marker cuts is cut in two."""
    return [piece for block in blocks for piece in _cut(block, markers)]


def _cut(block: Block, markers: Markers) -> list[Block]:
    if block.end <= markers.body or block.start >= markers.end:
        return [replace(block, role="licence")]
    return [block]


def header_fields(text: str, end: int) -> dict[str, str]:
    """Return the title and author that the header (up to `end`) names, by lower-case field name."""
    fields: dict[str, str] = {}
    for match in _FIELD.finditer(text, 0, end):
        fields.setdefault(match.group(1).lower(), " ".join((match.group(2) + match.group(3)).split()))
    return fields


def drop_boilerplate(root: html.HtmlElement) -> dict[html.HtmlElement, Role | None]:
    """Return the elements of a Gutenberg page that are no part of the book: its header, its licence, page numbers."""
    path = "//*[contains(@class, 'pg-boilerplate') or @id='pg-header' or @id='pg-footer' or @id='pg-machine-header']"
    numbers = (
        "//span[contains(concat(' ', @class, ' '), ' pagenum ') or contains(concat(' ', @class, ' '), ' pageno ')]"
    )
    return dict.fromkeys([*root.xpath(path), *root.xpath(numbers)])
