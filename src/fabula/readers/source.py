"""The bytes of a source: read them, and refuse what no reader can read."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from fabula.errors import SourceError
from fabula.readers.decoding import bom_encoding

MAX_BYTES = 200_000_000
_SAMPLE = 65_536
_MAX_CONTROLS = 0.05  # of the characters of a sample; a text has none but white space
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
_KNOWN_BINARY = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file, its name for messages, and the SHA-256 of the bytes."""

    name: str
    raw: bytes
    sha256: str


def source_of(name: str, raw: bytes) -> Source:
    """Return a source whose bytes are in hand; ``SourceError`` when there is nothing in them."""
    if not raw.strip():
        raise SourceError(f"{name}: the file is empty; give one that holds a text")
    return Source(name, raw, hashlib.sha256(raw).hexdigest())


def load(source: str | os.PathLike[str]) -> Source:
    """Return the bytes of `source` (``"-"``: standard input); ``SourceError`` when there are none to read."""
    name = os.fspath(source)
    raw = sys.stdin.buffer.read(MAX_BYTES + 1) if name == "-" else _read_file(name)
    shown = "<standard input>" if name == "-" else name
    if len(raw) > MAX_BYTES:
        raise SourceError(f"{shown}: larger than {MAX_BYTES // 1_000_000} MB; split it into single books")
    return source_of(shown, raw)


def _read_file(name: str) -> bytes:
    """Return the bytes of a regular file."""
    try:
        mode = os.stat(name).st_mode
        if stat.S_ISDIR(mode):
            raise SourceError(f"{name}: is a directory; name one file in it")
        if not stat.S_ISREG(mode):
            raise SourceError(f"{name}: is not a regular file; save it to one first, or use - for standard input")
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SourceError(f"{name}: no such file; check the path") from None
    except PermissionError:
        raise SourceError(f"{name}: no permission to read it; change the file's permissions") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"{name!r}: can't be read ({error}); check the path") from None


def refuse_binary(source: Source) -> None:
    """Raise ``SourceError`` when the bytes are no text: a known binary format, NULs, or mostly control characters."""
    for magic, what in _KNOWN_BINARY:
        if source.raw.startswith(magic):
            raise SourceError(f"{source.name}: is {what}, not a text; convert it to plain text or EPUB")
    sample = source.raw[:_SAMPLE]
    if bom_encoding(source.raw):
        return
    at = source.raw.find(b"\0")
    n_controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if at >= 0 or n_controls > _MAX_CONTROLS * len(sample):
        place = f" (NUL byte at {at})" if at >= 0 else ""
        raise SourceError(f"{source.name}: is binary{place}, not a text; convert it to plain text or EPUB")
