"""The table of contents: lines that look like headings, with no story between them."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.readers.headings import Heading, read_heading
from fabula.readers.markers import CONTENTS_TITLES
from fabula.readers.marks import Mark, is_prose, lines_of

_MAX_ENTRY = 110
_SMALL_BODY = 200  # characters between two entries
_OPENING = 0.25  # a table of contents stands in the first quarter of a book

Key = tuple[str, int | str | None]


def mark_contents(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return `marks` with the table of contents, if there is one, as front matter."""
    found = _announced(text, marks) or _unannounced(text, marks)
    marked = list(marks)
    for at in found:
        if marked[at].kind in ("story", "candidate", "title"):
            marked[at] = marked[at].named("front_matter")
    return marked


def is_contents_title(line: str) -> bool:
    """Tell whether `line` announces a table of contents."""
    return len(line) < 40 and " ".join(line.strip(" .:*_[]#~-").lower().split()) in CONTENTS_TITLES


def _announced(text: str, marks: Sequence[Mark]) -> range:
    """Return the indices of a table of contents under its own title, the title with it."""
    for at, mark in enumerate(marks):
        if mark.block.start > max(_OPENING * len(text), 5000):
            break
        if mark.length < 40 and is_contents_title(mark.text(text)):
            return range(at, _listing_end(text, marks, at + 1))
        first_line = text[mark.block.start : mark.block.start + 40].split("\n")[0]
        if "\n" in mark.text(text)[:41] and is_contents_title(first_line) and _is_listing(mark.text(text)):
            return range(at, _listing_end(text, marks, at))
    return range(0)


def _listing_end(text: str, marks: Sequence[Mark], at: int) -> int:
    """Return the index after the last entry of the table that begins at `at`."""
    seen: set[Key] = set()
    first = at
    while at < len(marks):
        words = marks[at].text(text)
        keys = {_key(line) for line in lines_of(words[:20_000])}
        if not _is_listing(words) or (at > first and keys & seen and _prose_follows(text, marks, at)):
            break
        seen |= keys
        at += 1
    return _before_first_heading(marks, first, at)


def _before_first_heading(marks: Sequence[Mark], first: int, end: int) -> int:
    """Give back the last entry when the table ran into prose: it is the heading of that prose."""
    if end >= len(marks) or end <= first + 1 or marks[end].kind == "candidate":
        return end
    last = end - 1
    while last > first and marks[last].kind not in ("candidate",) and end - last < 3:
        last -= 1
    is_heading = marks[last].kind == "candidate" and end - last <= 3
    return last if is_heading and last > first else end


def _is_listing(words: str) -> bool:
    """Tell whether a block could be entries of a table: short lines, not a paragraph of prose."""
    lines = lines_of(words[:20_000])
    if not lines or max(map(len, lines)) > _MAX_ENTRY:
        return False
    entries = sum(line[-1].isdigit() or read_heading(line) is not None for line in lines)
    return entries >= len(lines) / 2 or not is_prose(words)


def _prose_follows(text: str, marks: Sequence[Mark], at: int) -> bool:
    """Tell whether prose begins soon after `at`, before the next numbered heading."""
    for mark in marks[at + 1 : at + 5]:
        if mark.kind == "candidate" and mark.heading and mark.heading.number and mark.heading.rank != "number":
            return _division_then_chapter(marks[at], mark) and is_prose_soon(text, marks, at + 1)
        if mark.kind == "story" and is_prose(mark.text(text)):
            return True
    return False


def is_prose_soon(text: str, marks: Sequence[Mark], at: int) -> bool:
    """Tell whether one of the next few blocks after `at` is prose."""
    return any(mark.kind == "story" and is_prose(mark.text(text)) for mark in marks[at + 1 : at + 4])


def _division_then_chapter(first: Mark, second: Mark) -> bool:
    """Tell whether `first` is a division and `second` a chapter in it."""
    ranks = (first.heading.rank if first.heading else "", second.heading.rank if second.heading else "")
    return ranks[0] == "division" and ranks[1] != "division"


def _key(line: str) -> Key:
    """Return what makes two lines the same entry: heading word and number, or the words themselves."""
    heading = read_heading(line)
    if heading and heading.number is not None:
        return _heading_key(heading)
    return ("words", " ".join(line.casefold().strip(" .0123456789").split()))


def _heading_key(heading: Heading) -> Key:
    """Return the key of a numbered heading; a bare number and a chapter's are the same."""
    return (heading.word if heading.rank == "division" else "chapter", heading.number)


def _unannounced(text: str, marks: Sequence[Mark]) -> range:
    """Return the indices of three or more headings at the beginning with nothing between, which come back later."""
    at = [i for i, mark in enumerate(marks) if mark.kind == "candidate" and mark.heading]
    run = 0
    while run + 1 < len(at) and _body(text, marks, at[run], at[run + 1]) < _SMALL_BODY:
        run += 1
    keys = [_heading_key(heading) for i in at if (heading := marks[i].heading)]
    if not at or marks[at[0]].block.start > max(_OPENING * len(text), 5000):
        return range(0)
    for back in range(1, run + 2):
        if back >= 3 and back < len(at) and keys[back] == keys[0]:
            return range(at[0], at[back - 1] + 1)
    return range(0)


def _body(text: str, marks: Sequence[Mark], first: int, second: int) -> int:
    """Return how many characters stand between the headings at two indices."""
    return sum(mark.length for mark in marks[first + 1 : second])
