"""What stands before and after the story: title pages, dedications, epigraphs, THE END, transcriber's notes."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.readers.headings import looks_like_title
from fabula.readers.markers import (
    CONTINUED_PHRASES,
    CREDIT_STARTS,
    DEDICATION_STARTS,
    END_PHRASES,
    PRODUCER_STARTS,
    TRANSCRIBER_STARTS,
)
from fabula.readers.marks import Mark, lines_of
from fabula.readers.notes import note_kind
from fabula.readers.titles import is_credited

_MAX_EPIGRAPH = 1500
_MAX_DEDICATION = 4000
_MAX_AFTER_END = 2000
_MAX_NOTES = 8000  # characters of a transcriber's notes at the end
_LONE_CREDITS = frozenset({"by", "a novel", "a story", "a tale"})
_MAX_TITLE_BLOCKS = 5  # of a text without chapters


def mark_matter(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return `marks` with the front matter, the back matter and notes of pictures marked."""
    marked = [_plate_or_end(text, mark) for mark in marks]
    _mark_front(text, marked)
    _mark_back(text, marked)
    return marked


def _plate_or_end(text: str, mark: Mark) -> Mark:
    """Mark what is paratext wherever it stands: ``[Illustration]``, a footnote, ``THE END``, ``END OF VOL. I``."""
    if mark.kind not in ("story", "candidate"):
        return mark
    if mark.length >= 80 and text[mark.block.start] not in "[TtFf":
        return mark
    head = text[mark.block.start : min(mark.block.end, mark.block.start + 80)].lower()
    if head.startswith("[illustration"):
        return mark.named("plate") if text[mark.block.end - 1] == "]" else mark
    if head.startswith(("[footnote", "footnote:")):
        return mark.named("author_note")
    if head.startswith(("[transcriber", "transcriber's note:", "transcriber’s note:")):
        return mark.named("back_matter")
    return mark.named("back_matter") if mark.length < 80 and _is_end(head) else mark


def _is_end(head: str) -> bool:
    """Tell whether a short block says that a book or a part of it ends here."""
    bare = " ".join(head.strip(" \t\r\n*_~-–—=.:!()[]<>#").split())
    if bare in END_PHRASES:
        return True
    return bare.startswith(CONTINUED_PHRASES) and len(bare) < 60 and bare[-1:] not in ",;?"


def _mark_front(text: str, marks: list[Mark]) -> None:
    """Mark the title page and what else stands before the first chapter and isn't prose."""
    first = next((at for at, mark in enumerate(marks) if mark.kind in ("chapter", "division")), None)
    limit = min(_MAX_TITLE_BLOCKS, len(marks) - 1) if first is None else first
    at, dedicated = 0, False
    while at < limit and (marks[at].kind != "story" or _is_title_page(text, marks, at, has_chapters=first is not None)):
        dedicated |= marks[at].text(text)[:40].strip('_*" ').lower().startswith(DEDICATION_STARTS)
        if marks[at].kind == "story":
            marks[at] = marks[at].named("front_matter")
        at += 1
    if first is not None and _is_epigraph(text, marks[at:first], dedicated=dedicated):
        for i in range(at, first):
            marks[i] = marks[i].named("front_matter") if marks[i].kind == "story" else marks[i]


def _is_title_page(text: str, marks: Sequence[Mark], at: int, *, has_chapters: bool) -> bool:
    """Tell whether the block at `at`, with only such before it, belongs to the title page."""
    words = marks[at].text(text) if marks[at].length <= 600 else ""
    lines = lines_of(words)
    if not lines or note_kind(words):
        return False
    lowered = words.strip("_*[( ").lower()
    if _is_credit(lowered, n_lines=len(lines), at_most=250 if has_chapters else 120):
        return True
    if has_chapters and (lowered.startswith(DEDICATION_STARTS) or lowered.strip("()[]. ").isdigit()):
        return len(words) < 200
    if (
        at == 0
        and len(lines) == 1
        and is_credited(lines[0], lines_of(marks[1].text(text))[0] if len(marks) > 1 else "")
    ):
        return True
    is_dateline = "," in words and any(character.isdigit() for character in words)
    if len(words) >= 120 or len(lines) > 4 or is_dateline or not all(map(looks_like_title, lines)):
        return False
    return has_chapters or at == 0 or marks[at - 1].text(text).strip().lower() in _LONE_CREDITS


def _is_credit(lowered: str, *, n_lines: int, at_most: int) -> bool:
    """Tell whether a block says who wrote or made the book."""
    if lowered in _LONE_CREDITS:
        return True
    if lowered.startswith(PRODUCER_STARTS + TRANSCRIBER_STARTS):
        return len(lowered) <= at_most
    return lowered.startswith(CREDIT_STARTS) and n_lines <= 3 and len(lowered) < 120 and lowered[-1] not in ".!?,"


def _is_epigraph(text: str, marks: Sequence[Mark], *, dedicated: bool) -> bool:
    """Tell whether what is left before the first chapter is a quotation with its source, or under a dedication."""
    words = [mark.text(text) for mark in marks if mark.kind == "story"]
    if not words:
        return False
    total = sum(map(len, words))
    if dedicated and total < _MAX_DEDICATION and all(len(block) < 120 or _is_verse(block) for block in words):
        return True
    return total < _MAX_EPIGRAPH and any(_is_attribution(lines_of(block)[-1]) for block in words)


def _is_attribution(line: str) -> bool:
    """Tell whether a line names the source of a quotation (``--A. Sailor``)."""
    bare = line.lstrip("_* ")
    name = bare.lstrip("-—―– ")
    return bare.startswith(("--", "—", "―", "– ")) and len(name) <= 80 and looks_like_title(name.rstrip("._* "))


def _is_verse(block: str) -> bool:
    """Tell whether nearly every line of a block begins with a capital, as verse does and wrapped prose doesn't."""
    lines = lines_of(block)
    return len(lines) > 1 and sum(line.lstrip("\"“‘'(_—")[:1].isupper() for line in lines) >= 0.8 * len(lines)


def _mark_back(text: str, marks: list[Mark]) -> None:
    """Mark what stands after the last THE END, when it's short and holds no chapter; and a transcriber's last notes."""
    at = len(marks) - 1
    left = _MAX_NOTES
    while at >= 0 and left > 0 and marks[at].kind not in ("chapter", "division", "section"):
        if marks[at].kind == "licence":
            at -= 1
            continue
        head = marks[at].text(text)[:80].lower()
        if (_is_end(head) and marks[at].kind == "back_matter") or head.startswith(TRANSCRIBER_STARTS):
            if head.startswith(TRANSCRIBER_STARTS) or not _is_story(text, marks[at + 1 :]):
                for i in range(at, len(marks)):
                    marks[i] = marks[i].named("back_matter") if marks[i].kind == "story" else marks[i]
            return
        left -= marks[at].length
        at -= 1


def _is_story(text: str, marks: Sequence[Mark]) -> bool:
    """Tell whether what follows THE END may be another story: it's long, or somebody speaks in it."""
    left = [mark for mark in marks if mark.kind == "story"]
    return sum(mark.length for mark in left) > _MAX_AFTER_END or any(
        text[mark.block.start] in "\"“‘'«" for mark in left
    )
