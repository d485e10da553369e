"""What holds for every book, whatever it was read from."""

from __future__ import annotations

import itertools
from bisect import bisect_right

from fabula.types.text import Book


def check_book(book: Book) -> None:
    """Check what holds for every book: spans inside the text, in order, trimmed, disjoint, nothing lost."""
    length = len(book.text)
    for part in (*book.chapters, *book.paragraphs, *book.paratext, *book.breaks, *book.emphasis):
        assert 0 <= part.start <= part.end <= length
    for chain in (book.paragraphs, book.chapters, book.paratext, book.breaks):
        assert all(a.end <= b.start for a, b in itertools.pairwise(chain))
    for paragraph in book.paragraphs:
        words = book.text[paragraph.start : paragraph.end]
        assert words
        assert words == words.strip()
    check_chapters(book)
    check_apart(book)
    covered = bytearray(length)
    for part in (*book.paragraphs, *book.paratext, *book.breaks):
        covered[part.start : part.end] = b"\1" * (part.end - part.start)
    lost = [at for at, character in enumerate(book.text) if not covered[at] and not character.isspace()]
    assert not lost, book.text[lost[0] : lost[0] + 40]


def check_chapters(book: Book) -> None:
    """Check that each paragraph stands in the last chapter that began before it."""
    starts = [chapter.start for chapter in book.chapters]
    for paragraph in book.paragraphs:
        begun = bisect_right(starts, paragraph.start)
        assert paragraph.chapter == (begun - 1 if begun else None)
        assert not begun or paragraph.end <= book.chapters[begun - 1].end


def check_apart(book: Book) -> None:
    """Check that paratext and paragraphs don't overlap, but for an author's note inside a paragraph."""
    ends = [paragraph.end for paragraph in book.paragraphs]
    for part in book.paratext:
        for paragraph in book.paragraphs[bisect_right(ends, part.start) :]:
            if paragraph.start >= part.end:
                break
            assert part.kind == "author_note"
            assert paragraph.start <= part.start
            assert part.end <= paragraph.end
