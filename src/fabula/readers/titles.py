"""The title and author that the first lines of a text name."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.readers.headings import MAX_TITLE, looks_like_title, read_heading
from fabula.readers.markers import CREDIT_STARTS, PRODUCER_STARTS
from fabula.readers.marks import lines_of
from fabula.types.text import Paratext

_MAX_LINES = 12


def title_and_author(text: str, paratext: Sequence[Paratext]) -> tuple[str | None, str | None]:
    """Return the title and author on the title page, each ``None`` when the book doesn't say."""
    lines = _opening_lines(text, paratext)
    fields = {name: _field(lines, name) for name in ("title", "author")}
    by = next((at for at, line in enumerate(lines) if _is_credit(line)), None)
    author = fields["author"] or (_author(lines, by) if by is not None else None)
    title = fields["title"]
    named = lines and by != 0 and (looks_like_title(lines[0]) or (by == 1 and is_credited(lines[0], lines[1])))
    if title is None and named and read_heading(lines[0]) is None:
        title = lines[0].strip("*_# ")
    return title, author


def is_credited(line: str, following: str) -> bool:
    """Tell whether a first line is a title in whatever case, since whoever wrote it is named right under it."""
    short = len(line) <= MAX_TITLE and line.strip("*_ ")[-1:] not in '.!?,;:"”'
    return short and _is_credit(following) and len(following) <= MAX_TITLE and following.strip("*_ ")[-1:] not in ".!?,"


def _opening_lines(text: str, paratext: Sequence[Paratext]) -> list[str]:
    """Return the lines of the front matter and header with which the text begins, licences left out."""
    lines: list[str] = []
    for part in paratext:
        if part.kind == "licence":
            continue
        if part.kind not in ("front_matter", "author_note", "summary") or len(lines) >= _MAX_LINES:
            break
        lines += lines_of(text[part.start : min(part.end, part.start + 1000)])
    return lines[:_MAX_LINES]


def _field(lines: Sequence[str], name: str) -> str | None:
    """Return the value of the line ``Title: …``."""
    for line in lines:
        bare = line.strip("*_ ")
        if bare.lower().startswith(name + ":"):
            return bare[len(name) + 1 :].strip("*_ ") or None
    return None


def _is_credit(line: str) -> bool:
    """Tell whether a line names the author: ``by`` alone, or with the name."""
    lowered = line.lower().strip("*_ ")
    return lowered == "by" or (lowered.startswith(CREDIT_STARTS) and not lowered.startswith(PRODUCER_STARTS))


def _author(lines: Sequence[str], at: int) -> str | None:
    """Return the name in the credit at `at`, or on the line after it."""
    line = lines[at].strip("*_ ")
    name = line.split("by", 1)[-1] if "by" in line else line.split("By", 1)[-1] if "By" in line else line[2:]
    if line.isupper():
        name = line[2:]
    if not name.strip() and at + 1 < len(lines):
        name = lines[at + 1]
    return name.strip(" *_.") or None
