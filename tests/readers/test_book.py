from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys

import pytest

from fabula.errors import SourceError
from fabula.readers.book import read_book
from fabula.readers.language import looks_english

FIRST = "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board."


def refused(source) -> str:
    with pytest.raises(SourceError) as caught:
        read_book(source)
    return str(caught.value)


def test_a_book_names_its_source_and_the_hash_of_its_bytes(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfHello.")
    book = read_book(str(path))
    assert book.source == str(path)
    assert book.source_sha256 == hashlib.sha256(b"\xef\xbb\xbfHello.").hexdigest()
    assert book == read_book(path)


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FIRST.encode())))
    book = read_book("-")
    assert book.text == FIRST
    assert book.source == "<standard input>"


def test_missing_files_directories_and_devices(tmp_path):
    assert "no such file" in refused(tmp_path / "gone.txt")
    assert "directory" in refused(tmp_path)
    assert "regular file" in refused("/dev/null")
    os.mkfifo(tmp_path / "pipe")
    assert "regular file" in refused(tmp_path / "pipe")
    assert "can't be read" in refused("a\0b")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(FIRST)
    path.chmod(0)
    assert "permission" in refused(path)


@pytest.mark.parametrize("raw", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf  \n", "\ufeff\n".encode("utf-16")])
def test_nothing_in_it(tmp_path, raw):
    path = tmp_path / "a.txt"
    path.write_bytes(raw)
    assert "a.txt" in refused(path)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"%PDF-1.7 abc", "PDF"), (b"\x89PNG\r\n\x1a\n123", "PNG"), (b"\xff\xd8\xff\xe0123", "JPEG"),
        (gzip.compress(b"Hello", mtime=0), "gzip"), (b"{\\rtf1 Hello}", "RTF"), (b"abc\0def", "binary"),
        (bytes(range(1, 9)) * 50, "binary"), (b"\x7fELF123", "program"), (b"PK\x03\x04 cut", "truncated"),
    ],
)  # fmt: skip
def test_what_is_no_text(tmp_path, raw, words):
    path = tmp_path / "a.bin"
    path.write_bytes(raw)
    message = refused(path)
    assert words in message
    assert str(path) in message
    assert message.count("\n") == 0


def test_formats_are_told_by_content(read):
    assert read(f"<html><body><p>{FIRST}</p></body></html>", "story.txt").format == "html"
    assert read(f"<p>{FIRST}</p>", "story").format == "html"
    assert read(FIRST, "story.epub").format == "text"
    assert read("<3 she wrote, and nothing else.", "story.txt").format == "text"


def test_english_or_not():
    german = "Die Fähre kam spät an diesem Abend, und niemand am Kai wusste, ob der Kapitän an Bord war. " * 30
    assert looks_english((FIRST + " ") * 30)
    assert not looks_english(german)
    assert looks_english(german[:300])
