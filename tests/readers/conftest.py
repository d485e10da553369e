"""What the tests of every format use: write a source to a file, read it, and look at the book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from book_checks import check_book

from fabula.readers.book import read_book
from fabula.types.text import Book

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
