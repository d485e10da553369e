"""One door for every format: look at the content, then let that format's reader make the ``Book``."""

from __future__ import annotations

import os
from dataclasses import replace

from fabula.errors import SourceError
from fabula.readers.archive import open_archive
from fabula.readers.decoding import decode
from fabula.readers.docx import read_docx
from fabula.readers.epub import read_epub
from fabula.readers.html import read_html
from fabula.readers.markdown import is_markdown, read_markdown
from fabula.readers.markup import parse_markup
from fabula.readers.plain_text import read_plain_text
from fabula.readers.pretokenized import read_pretokenized
from fabula.readers.source import Source, load, refuse_binary
from fabula.types.text import Book

_HTML_STARTS = (
    "<!doctype html", "<!--", "<?xml", "<article", "<b>", "<body", "<br", "<center", "<div", "<font", "<h1", "<h2",
    "<head", "<html", "<main", "<meta", "<p ", "<p>", "<section", "<span", "<title",
)  # fmt: skip
_HTML_SUFFIXES = (".html", ".htm", ".xhtml")


def read_book(source: str | os.PathLike[str] | Source, *, pretokenized: bool = False) -> Book:
    """Return the book in `source`, whatever its format; ``"-"`` reads standard input, a `Source` has its bytes in hand.

    With `pretokenized` the source is LitBank's: one sentence a line, a space between tokens. Raises ``SourceError``,
    with one sentence naming the file, the place and the remedy, when there is nothing that can be read.
    """
    loaded = source if isinstance(source, Source) else load(source)
    book = _read_text(loaded, pretokenized=True) if pretokenized else _read(loaded)
    return replace(book, source=loaded.name, source_sha256=loaded.sha256)


def _read(source: Source) -> Book:
    """Return the book, read as what its content is."""
    return _read_zip(source) if source.raw.startswith(b"PK\x03\x04") else _read_text(source)


def _read_zip(source: Source) -> Book:
    """Return the book in a zip archive: an EPUB or a Word document."""
    archive = open_archive(source.name, source.raw)
    names = set(archive.names())
    if "word/document.xml" in names:
        return read_docx(archive, source.raw)
    if "META-INF/container.xml" in names or "mimetype" in names or any(name.endswith(".opf") for name in names):
        return read_epub(archive)
    raise SourceError(f"{source.name}: is a zip archive, not an EPUB or DOCX; unpack it and give one file")


def _read_text(source: Source, *, pretokenized: bool = False) -> Book:
    """Return the book in a file of characters."""
    refuse_binary(source)
    text = decode(source.raw)
    if not text.strip("\ufeff \t\r\n\f\v\xa0\u200b\x1a"):
        raise SourceError(f"{source.name}: holds white space only; give a file that holds a text")
    if pretokenized:
        return read_pretokenized(text)
    if _is_html(source.name, text):
        return _read_html(source)
    return read_markdown(text) if is_markdown(source.name, text) else read_plain_text(text)


def _is_html(name: str, text: str) -> bool:
    """Tell whether a text is markup: by how it begins, or by its name and a tag."""
    head = text[:2000].lstrip("\ufeff \t\r\n").lower()
    return head.startswith(_HTML_STARTS) or (name.lower().endswith(_HTML_SUFFIXES) and "<" in text)


def _read_html(source: Source) -> Book:
    """Return the book in a page of HTML."""
    root = parse_markup(source.raw)
    book = read_html(root) if root is not None else None
    if book is None or not book.text.strip():
        raise SourceError(f"{source.name}: the page holds no text; save the page with its text")
    return book
