"""The layout of a book: sort its blocks into chapters, story, paratext and scene breaks. Shared by every format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.lexicons.numbers import number_value
from fabula.readers.blocks import Block
from fabula.readers.contents import mark_contents
from fabula.readers.dividers import MAX_WORDED, is_divider, repeated_marks
from fabula.readers.emphasis import marked_emphasis
from fabula.readers.headings import (
    EDGE_MARKS,
    MAX_HEADING,
    Heading,
    is_heading_word,
    looks_like_title,
    may_start,
    read_heading,
)
from fabula.readers.marks import Mark
from fabula.readers.matter import mark_matter
from fabula.readers.notes import inline_notes, mark_notes
from fabula.readers.outline import mark_outline
from fabula.readers.scene_breaks import find_breaks
from fabula.readers.titles import title_and_author
from fabula.types.text import Book, Chapter, Paragraph, Paratext, ParatextKind, SceneBreak, SourceFormat, Span

_OUTSIDE_CHAPTERS = ("licence", "back_matter", "divider", "rule", "plate")  # unless story follows them
_LINE = re.compile(r"[^\r\n]+")
_MERGED: frozenset[str] = frozenset({"licence", "front_matter", "back_matter", "author_note", "summary"})
_PARATEXT: dict[str, ParatextKind] = {
    "chapter": "heading", "division": "heading", "section": "heading", "title": "heading", "rule": "divider",
    "plate": "divider", "divider": "divider", "heading": "heading", "licence": "licence", "summary": "summary",
    "front_matter": "front_matter", "back_matter": "back_matter", "author_note": "author_note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of a ``Book`` that its layout gives."""

    chapters: tuple[Chapter, ...]
    paragraphs: tuple[Paragraph, ...]
    paratext: tuple[Paratext, ...]
    breaks: tuple[SceneBreak, ...]


def make_book(
    text: str,
    blocks: Sequence[Block],
    source_format: SourceFormat,
    *,
    title: str | None = None,
    author: str | None = None,
    tags: Mapping[str, tuple[str, ...]] | None = None,
    emphasis: Sequence[Span] | None = None,
) -> Book:
    """Return the book that `blocks` of `text` make, without its source; its title page names what isn't given.

    Without `emphasis`, the marks in the text (``_word_``) show it.
    """
    layout = lay_out(text, blocks)
    if title is None or author is None:
        found = title_and_author(text, layout.paratext)
        title, author = title or found[0], author or found[1]
    return Book(
        text,
        "",
        "",
        source_format,
        title=title,
        author=author,
        tags=tags or {},
        chapters=layout.chapters,
        paragraphs=layout.paragraphs,
        paratext=layout.paratext,
        breaks=layout.breaks,
        emphasis=tuple(marked_emphasis(text, layout.paragraphs) if emphasis is None else emphasis),
    )


def lay_out(text: str, blocks: Sequence[Block]) -> Layout:
    """Return the layout of `text`: every block is a story paragraph or paratext, in order, none of them overlapping."""
    pieces = [piece for block in blocks for piece in _cut_heading(text, block)]
    repeated = repeated_marks(text[block.start : block.end] for block in pieces if block.end - block.start <= 30)
    marks = [_first_mark(text, block, repeated) for block in pieces]
    for sort in (mark_contents, mark_outline, mark_matter, mark_notes):
        marks = sort(text, marks)
    return _assemble(text, marks)


def _first_mark(text: str, block: Block, repeated: frozenset[str]) -> Mark:
    """Return what `block` is by its format or its own looks."""
    length = block.end - block.start
    if block.role == "contents":
        return Mark(block, "front_matter")
    if block.role == "chapter":
        return Mark(block, "chapter", _chapter_heading(text[block.start : block.end]))
    if block.role == "heading":
        return Mark(block, "candidate", read_heading(text[block.start : block.end]))
    if block.role and block.role != "story":
        return Mark(block, block.role)
    if length <= MAX_HEADING or not text[block.start].isalnum():
        words = text[block.start : block.end]
        if (heading := read_heading(words)) and not (heading.rank == "number" and _is_ring_of_x(words, heading)):
            return Mark(block, "candidate", heading)
        if is_divider(words) or (length <= MAX_WORDED and words in repeated):
            return Mark(block, "divider")
    return Mark(block)


def _is_ring_of_x(words: str, heading: Heading) -> bool:
    """Tell whether a line is a divider of x's, not the numeral: lower case, or more than a number has."""
    return "x" in words.lower() and heading.title is None and is_divider(words) and not words.strip(". ").isupper()


def _chapter_heading(words: str) -> Heading:
    """Return what a heading says that its format knows to be a chapter's."""
    line = " ".join(words.split())
    return read_heading(line) or Heading("chapter", "", None, line)


def _cut_heading(text: str, block: Block) -> Iterator[Block]:
    """Yield `block`, cut in two where its first lines are a heading and the rest is not."""
    lines = [] if block.role not in (None, "story") or not _may_head(text, block) else _first_lines(text, block)
    cut = _heading_lines(text, lines, block) if len(lines) > 1 else 0
    if not cut or lines[cut - 1].end() >= block.end:
        yield block
        return
    head_end = block.start + len(text[block.start : lines[cut - 1].end()].rstrip())
    rest = text[lines[cut].start() : block.end]
    yield replace(block, end=head_end)
    yield replace(block, start=lines[cut].start() + len(rest) - len(rest.lstrip()), gap=0)


def _may_head(text: str, block: Block) -> bool:
    """Tell quickly whether the first word of a block could begin a heading."""
    return may_start(text[block.start : min(block.end, block.start + 40)].lstrip(EDGE_MARKS))


def _first_lines(text: str, block: Block) -> list[re.Match[str]]:
    """Return the first four lines of a block, none if the first is too long for a heading."""
    lines: list[re.Match[str]] = []
    for match in _LINE.finditer(text, block.start, block.end):
        if not lines and match.end() - match.start() > MAX_HEADING:
            return []
        if match.group().strip():
            lines.append(match)
        if len(lines) == 4:
            break
    return lines


def _heading_lines(text: str, lines: Sequence[re.Match[str]], block: Block) -> int:
    """Return how many of the first lines of a block are its heading: 0 when the block isn't to be cut."""
    first, second = lines[0].group().strip(), lines[1].group().strip()
    if is_heading_word(first) and number_value(second.strip(" .:")) is not None:
        return 2
    heading = read_heading(first)
    if heading is None or heading.rank == "weak":
        return 0
    rest = text[lines[1].start() : block.end].strip()
    rest_is_title = len(rest) <= 200 and looks_like_title(" ".join(rest.split()))
    if heading.rank == "number":
        return 1 if heading.title is None and rest_is_title else 0
    if heading.title and len(rest) < 200 and (rest_is_title or rest[-1] not in '.!?"”'):
        return 0 if len(rest) + len(first) <= MAX_HEADING else 1
    if heading.title and (rest[0].islower() or not looks_like_title(heading.title.rstrip("."))):
        return 0
    return 1


def _assemble(text: str, marks: Sequence[Mark]) -> Layout:
    """Return the layout that the marks say."""
    chapters = _chapters(marks)
    starts = {mark.block.start: at for at, mark in enumerate(m for m in marks if m.kind == "chapter")}
    paragraphs: list[Paragraph] = []
    chapter: int | None = None
    for mark in marks:
        chapter = starts.get(mark.block.start, chapter)
        if mark.kind in ("story", "candidate"):
            paragraphs.append(Paragraph(mark.block.start, mark.block.end, chapter))
    notes = [Paratext(span.start, span.end, "author_note") for span in inline_notes(text, paragraphs)]
    paragraphs, whole = _without_whole_notes(paragraphs, notes)
    paratext = sorted([*_paratext(marks), *notes], key=lambda part: (part.start, part.end))
    return Layout(chapters, tuple(paragraphs), tuple(paratext), tuple(find_breaks(text, marks, whole)))


def _without_whole_notes(
    paragraphs: Sequence[Paragraph], notes: Sequence[Paratext]
) -> tuple[list[Paragraph], frozenset[int]]:
    """Return the paragraphs that a note doesn't fill, and the starts of those that one does."""
    spans = {(note.start, note.end) for note in notes}
    whole = frozenset(p.start for p in paragraphs if (p.start, p.end) in spans)
    return [p for p in paragraphs if p.start not in whole], whole


def _chapters(marks: Sequence[Mark]) -> tuple[Chapter, ...]:
    """Return the chapters, each from its heading to its last word."""
    chapters: list[Chapter] = []
    end = 0
    previous: Mark | None = None
    for mark in marks:
        of_division = mark.kind == "division" or (mark.kind == "title" and previous and previous.kind == "division")
        if mark.kind == "chapter" and mark.heading:
            _end_last(chapters, end)
            chapters.append(Chapter(mark.block.start, mark.block.end, mark.heading.number, mark.heading.title))
        if not of_division and mark.kind not in _OUTSIDE_CHAPTERS:
            end = mark.block.end
        previous = mark
    _end_last(chapters, end)
    return tuple(chapters)


def _end_last(chapters: list[Chapter], end: int) -> None:
    """Let the last of `chapters` run to `end`."""
    if chapters:
        chapters[-1] = replace(chapters[-1], end=end)


def _paratext(marks: Sequence[Mark]) -> Iterator[Paratext]:
    """Yield the paratext; blocks of one kind that follow each other are one, but for headings and dividers."""
    pending: Paratext | None = None
    for mark in marks:
        kind = _PARATEXT.get(mark.kind)
        if pending and kind == pending.kind and kind in _MERGED:
            pending = replace(pending, end=mark.block.end)
            continue
        if pending:
            yield pending
        pending = Paratext(mark.block.start, mark.block.end, kind) if kind else None
    if pending:
        yield pending
