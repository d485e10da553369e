"""What the tests of every format use: write a source to a file and read it; check what every book must keep."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from fabula.readers.book import read_book
from fabula.types.text import Book, Paragraph, Paratext

Read = Callable[..., Book]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write bytes or characters to a file of a name, read it as a book, and check the book."""

    def write_and_read(content: str | bytes, name: str = "story.txt", *, pretokenized: bool = False) -> Book:
        path = tmp_path / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        book = read_book(path, pretokenized=pretokenized)
        check_book(book)
        return book

    return write_and_read


@pytest.fixture
def paragraphs() -> Callable[[Book], list[str]]:
    return lambda book: [book.text[p.start : p.end] for p in book.paragraphs]


@pytest.fixture
def paratext() -> Callable[..., list[str]]:
    """The words of a book's paratext, of one kind when it is named."""
    return lambda book, kind=None: [book.text[p.start : p.end] for p in book.paratext if kind is None or p.kind == kind]


@pytest.fixture
def breaks() -> Callable[[Book], list[tuple[str, str]]]:
    return lambda book: [(b.cue, book.text[b.start : b.end]) for b in book.breaks]


@pytest.fixture
def check() -> Callable[[Book], None]:
    return check_book


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
        check_chapter(book, paragraph)
    check_apart(book)
    covered = bytearray(length)
    for part in (*book.paragraphs, *book.paratext, *book.breaks):
        covered[part.start : part.end] = b"\1" * (part.end - part.start)
    lost = [at for at, character in enumerate(book.text) if not covered[at] and not character.isspace()]
    assert not lost, book.text[lost[0] : lost[0] + 40]


def check_chapter(book: Book, paragraph: Paragraph) -> None:
    """Check that a paragraph stands in the last chapter that began before it."""
    begun = [at for at, chapter in enumerate(book.chapters) if chapter.start <= paragraph.start]
    assert paragraph.chapter == (begun[-1] if begun else None)
    assert not begun or paragraph.end <= book.chapters[begun[-1]].end


def check_apart(book: Book) -> None:
    """Check that paratext and paragraphs don't overlap, but for an author's note inside a paragraph."""
    for part in book.paratext:
        for paragraph in book.paragraphs:
            if part.start < paragraph.end and paragraph.start < part.end:
                assert is_inside(part, paragraph.start, paragraph.end)


def is_inside(part: Paratext, start: int, end: int) -> bool:
    return part.kind == "author_note" and start <= part.start and part.end <= end
