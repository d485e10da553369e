"""One door for every format: look at the content, then let that format's reader make the ``Book``."""

from __future__ import annotations

import os
from dataclasses import replace

from fabula.errors import SourceError
from fabula.read.decoding import decode
from fabula.read.plain_text import read_plain_text
from fabula.read.pretokenized import read_pretokenized
from fabula.read.source import Source, load, refuse_binary
from fabula.types.text import Book


def read_book(source: str | os.PathLike[str], *, pretokenized: bool = False) -> Book:
    """Return the book in `source`, whatever its format; ``"-"`` reads standard input.

    With `pretokenized` the source is LitBank's: one sentence a line, a space between tokens. Raises ``SourceError``,
    with one sentence naming the file, the place and the remedy, when there is nothing that can be read.
    """
    loaded = load(source)
    book = _read(loaded, pretokenized=pretokenized)
    return replace(book, source=loaded.name, source_sha256=loaded.sha256)


def _read(source: Source, *, pretokenized: bool) -> Book:
    """Return the book, told by its content."""
    refuse_binary(source)
    text = decode(source.raw)
    if not text.strip():
        raise SourceError(f"{source.name}: holds white space only; give a file that holds a text")
    return read_pretokenized(text) if pretokenized else read_plain_text(text)
