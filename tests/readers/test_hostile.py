"""What somebody might send who means harm, or a broken tool: told in a sentence, or read, and soon."""

from __future__ import annotations

import io
import struct
import tarfile
import time
import zipfile
from pathlib import Path

import fuzzing
import pytest
from fuzzing import PARTS, of_kind, packed, packed_docx, packed_epub
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.errors import CastError, SourceError
from fabula.readers.book import read_book
from fabula.readers.source import source_of
from fabula.types.text import Book

MANY = 20_000
MOST_SECONDS = 15  # each takes some tenths of a second on an idle machine, and minutes where time grows with the square
SEEDS = fuzzing.seeds()
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="i" href="{}" '
    'media-type="application/xhtml+xml"/></manifest><spine>{}</spine></package>'
)


def read(raw: bytes | str, name: str = "story") -> Book:
    book = read_book(source_of(name, raw.encode() if isinstance(raw, str) else raw))
    fuzzing.check_book(book)
    return book


# -- any bytes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: sorted(fuzzing.KINDS)[seed[0]])
def test_what_fuzzing_begins_with_is_sound(seed: bytes) -> None:
    fuzzing.run(seed)


def test_what_fuzzing_has_found_is_read_or_told() -> None:
    """The inputs of ``tools/fuzz.py`` that reached something new, or were faults."""
    with tarfile.open(Path(__file__).with_name("fuzzed.tar.xz")) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            fuzzing.run(content.read())


@given(st.sampled_from(sorted(fuzzing.KINDS)), st.binary(max_size=400))
@settings(max_examples=150)
def test_any_bytes_are_read_or_told(kind: str, content: bytes) -> None:
    fuzzing.run(of_kind(kind, content))


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A seed of which pieces were cut, doubled, put in from another one, or written over."""
    content = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(1, len(content)))
        end = draw(st.integers(start, min(len(content), start + 300)))
        other = draw(st.sampled_from(SEEDS))
        at = draw(st.integers(0, len(other)))
        piece = draw(st.one_of(st.just(b""), st.binary(max_size=12), st.just(other[at : at + 300])))
        content = content[:start] + piece + content[end if draw(st.booleans()) else start :]
    return content


@given(mangled())
@settings(max_examples=120)
def test_mangled_files_are_read_or_told(data: bytes) -> None:
    fuzzing.run(data)


@pytest.mark.parametrize("seed", [one for one in SEEDS if one[:1] in (of_kind("zip", b""), of_kind("epub", b""))])
def test_an_archive_cut_short_anywhere_is_read_or_told(seed: bytes) -> None:
    raw = seed[1:] if seed[:1] == of_kind("zip", b"") else packed_epub(*seed[1:].split(PARTS))
    for end in range(4, len(raw), 23):
        fuzzing.run(of_kind("zip", raw[:end]))


# -- encodings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["undefined", "punycode", "idna", "hex", "zip", "utf-7", "unicode_escape", "x" * 30]
)
def test_an_encoding_that_is_none_is_passed_over(encoding: str) -> None:
    raw = (
        f'<?xml version="1.0" encoding="{encoding}"?><html><body><p>Well, \\ud800 said Anna.</p></body></html>'.encode()
    )
    assert "said Anna" in read(raw + "é".encode("latin-1"), "story.xhtml").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "cp1252", "cp1251", "shift_jis", "cp437"])
def test_text_in_any_encoding_is_read(encoding: str) -> None:
    book = read("“Café?” said Anna.\n\n“No.”\n".encode(encoding, "ignore") * 20, "story.txt")
    assert "said Anna" in book.text


# -- what grows ------------------------------------------------------------------------------------------------------

ARCHIVE = "<html><body><div id='preface'><dl class='tags'></dl></div><div id='chapters'>{}</div></body></html>"
GROWING = {
    "attributes.html": "<p " + " ".join(f"a{n}='x'" for n in range(5 * MANY)) + ">Come in.</p>",
    "attributes with angles.html": "<p " + " ".join(f"a{n}='>'" for n in range(5 * MANY)) + ">Come in.</p>",
    "elements in elements.html": "<div>" * MANY + "Come in.",
    "tables in tables.html": "<table><tr><td>" * MANY + "Come in.",
    "headings of an archive.html": ARCHIVE.format("<h1>Come in.</h1>" * MANY),
    "quotations of an archive.html": ARCHIVE.format("<blockquote>Come in.</blockquote>" * MANY),
    "comments.html": "<p>Come in." + "<!--" * MANY,
    "entities.html": "<!DOCTYPE html [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};'>" for n in range(1, 60))
    + "]><p>Come in. &a59;</p>",
    "licences.txt": "*** START OF THE PROJECT GUTENBERG EBOOK X ***\n" * MANY + "Come in.",
    "headings.txt": "CHAPTER I\n\n" * (MANY // 2) + "Come in.",
    "notes.txt": "(A/N: " * MANY + "Come in.",
    "headings.md": "# x\n" * (MANY // 2) + "Come in.",
    "brackets.md": "![[" * (MANY // 8) + "Come in.",
    "quotations.md": "> " * MANY + "Come in.",
    "lists.md": "- " * MANY + "Come in.",
    "lists in lists.md": "".join(f"{'  ' * n}- a\n" for n in range(500)) + "  " * 500 + "- Come in.",
    "one line.txt": "Come in. " * MANY,
    "empty lines.txt": "Come in." + "\n" * (20 * MANY) + "So.",
}


@pytest.mark.parametrize("name", GROWING)
def test_time_does_not_grow_with_the_square(name: str) -> None:
    started = time.perf_counter()
    assert "Come in." in read(GROWING[name], name).text
    assert time.perf_counter() - started < MOST_SECONDS


# -- archives -------------------------------------------------------------------------------------------------------


def test_a_reading_order_that_goes_in_circles_is_followed_once() -> None:
    package = PACKAGE.format("0.xhtml", '<itemref idref="i"/>' * (2 * MANY))
    started = time.perf_counter()
    assert read(packed_epub(package.encode(), PAGE.format("<p>Come in.</p>").encode())).text == "Come in."
    assert time.perf_counter() - started < MOST_SECONDS


def test_a_reading_order_of_many_documents_is_read_soon() -> None:
    items = "".join(f'<item id="i{n}" href="{n}.xhtml" media-type="text/html"/>' for n in range(MANY))
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(MANY))
    package = f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    started = time.perf_counter()
    assert read(packed_epub(package.encode(), PAGE.format("<p>Come in.</p>").encode())).text == "Come in."
    assert time.perf_counter() - started < MOST_SECONDS


@pytest.mark.parametrize(
    "href", ["../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "http://localhost/x", "..%2f..%2fx"]
)
def test_nothing_outside_an_archive_is_read(href: str) -> None:
    package = PACKAGE.format(href, '<itemref idref="i"/>')
    with pytest.raises(SourceError, match="story: the EPUB has no readable document"):
        read(packed_epub(package.encode(), b"<p>Come in.</p>"))


def test_of_files_of_one_name_one_is_read() -> None:
    package = PACKAGE.format("0.xhtml", '<itemref idref="i"/>').encode()
    buffer = io.BytesIO(packed_epub(package, b"<p>No.</p>"))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("0.xhtml", "<p>Come in.</p>")
    assert read(buffer.getvalue()).text == "Come in."


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)


def test_entities_that_swell_are_not_resolved() -> None:
    page = BILLION + PAGE.format("<p>Come in. &a11;</p>")
    package = PACKAGE.format("0.xhtml", '<itemref idref="i"/>')
    assert read(packed_epub(package.encode(), page.encode())).text == "Come in. &a11;"
    package = BILLION + package.replace("<metadata/>", "<metadata><title>&a11;</title></metadata>")
    fuzzing.run(of_kind("epub", package.encode() + PARTS + page.encode()))
    body = (
        BILLION
        + "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p>&a11;"
    )
    with pytest.raises(SourceError, match="story: the Word document"):
        read(packed_docx(body.encode()))


def nested(depth: int) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = "<w:ins>" * depth + "<w:r><w:t>Come in.</w:t></w:r>" + "</w:ins>" * depth
    return f'<w:document xmlns:w="{word}"><w:body><w:p>{inner}</w:p></w:body></w:document>'.encode()


def test_a_document_nested_deeply_is_read_or_told() -> None:
    assert read(packed_docx(nested(100))).text == "Come in."
    for depth in (1000, MANY):
        fuzzing.run(of_kind("docx", nested(depth)))
        fuzzing.run(of_kind("epub", b"<package>" + b"<a>" * depth + PARTS + b"<p>x</p>"))


def of_method(method: int) -> bytes:
    """Return an EPUB whose page says that it was packed by another method than it was."""
    package = PACKAGE.format("0.xhtml", '<itemref idref="i"/>').encode()
    raw = bytearray(packed_epub(package, b"<p>Come in.</p>"))
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = -1
        while (at := raw.find(signature, at + 1)) >= 0:
            raw[at + offset : at + offset + 2] = struct.pack("<H", method)
    return bytes(raw)


@pytest.mark.parametrize("method", [1, 8, 12, 14, 93, 95, 99])
def test_an_archive_packed_otherwise_than_it_says_is_told(method: int) -> None:
    with pytest.raises(SourceError, match=r"^story: "):
        read(of_method(method))


def test_a_name_that_is_no_text_is_told() -> None:
    package = PACKAGE.format("0.xhtml", '<itemref idref="i"/>').encode()
    raw = packed({"é": b"x"}) and packed_epub(package, "é".encode())
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr("META-INF/container.xml", fuzzing.CONTAINER)
        archive.writestr("p.opf", package)
        archive.writestr("0.xhtml", "<p>Come in.</p>")
        archive.writestr("é.txt", "x")
    raw = buffer.getvalue().replace("é".encode(), b"\xff\xfe")
    fuzzing.run(of_kind("zip", raw))
    with zipfile.ZipFile(io.BytesIO(packed_epub(package, b"x"))) as whole:
        at = whole.getinfo("0.xhtml").header_offset
    raw = bytearray(packed_epub(package, b"<p>Come in.</p>"))
    raw[at + 6 : at + 8] = struct.pack("<H", 0x800)  # "the name is UTF-8", in the file's own header alone
    raw[at + 30] = 0xFF
    with pytest.raises(SourceError, match=r"story: 0\.xhtml in it is broken"):
        read(bytes(raw))


# -- the reader's own files -----------------------------------------------------------------------------------------

CASTS = {
    "deep.toml": "character = " + "[" * MANY,
    "long number.toml": "character = " + "1" * 5000,
    "deep.json": "[" * MANY,
    "long number.json": "[" + "1" * 5000 + "]",
    "odd list.csv": "Main Name,Aliases\nAnna,{[]: 1}\nTom," + "(" * 300 + "\nBoas,-" + "-" * 3000 + "1\n",
    "odd set.csv": 'Main Name,Aliases\nAnna,"{[1], [2]}"\n',
    "no end.csv": 'Main Name,Aliases\nAnna,"' + "x" * 200_000,
}


@pytest.mark.parametrize("name", CASTS)
def test_an_odd_cast_is_read_or_told(name: str) -> None:
    fuzzing.run(of_kind(f"cast.{name.rsplit('.', 1)[1]}", CASTS[name].encode()))
    fuzzing.run(of_kind("corrections", CASTS[name].encode()))


@pytest.mark.parametrize(
    "content", ["[" * MANY, "[" + "1" * 5000 + "]", "\ufeff[]", "[[0, 1e999]]", "[" + "[0, 1]," * 3]
)
def test_an_odd_list_of_quotations_is_told(content: str, tmp_path: Path) -> None:
    fuzzing.run(of_kind("quotations", content.encode()))
    fuzzing.run(of_kind("quotations", content.encode("utf-16")))


def test_a_cast_of_many_is_read_soon(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text("".join(f'[[character]]\nname = "N{n}"\n' for n in range(MANY // 4)) * 2)
    started = time.perf_counter()
    with pytest.raises(CastError, match="two characters are called 'N0'"):
        fuzzing.read_cast(path)
    assert time.perf_counter() - started < MOST_SECONDS
