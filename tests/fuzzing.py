"""What is fuzzed: every reader of what somebody else wrote. One input is a byte that tells what the rest is.

What `run` lets through is a fault: any error but fabula's own, one that names no file, a book whose offsets are wrong.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from book_checks import check_book

from fabula.corrections.cast_text import parse_corrections
from fabula.errors import CastError, SourceError
from fabula.pipeline import read_quotations
from fabula.readers.book import read_book
from fabula.readers.source import Source, source_of
from fabula.resolve.cast import read_cast
from fabula.types.text import Book

EXAMPLES = Path(__file__).parent.parent / "examples"
PARTS = b"\x1e"  # parts the files of an archive
CONTAINER = (
    b'<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile'
    b' full-path="p.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_BOOK = Book("“Come in,” said Anna. Tom came in.", "story.txt", "0" * 64, "text")


def run(data: bytes) -> None:
    """Read one input; raise for a fault."""
    if data:
        kind = KINDS[sorted(KINDS)[data[0] % len(KINDS)]]
        kind(data[1:])


def of_kind(kind: str, content: bytes) -> bytes:
    """Return the input that lets `content` be read as what `kind` says."""
    return bytes([sorted(KINDS).index(kind)]) + content


# -- what is read ---------------------------------------------------------------------------------------------------


def _book(name: str, *, pretokenized: bool = False) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        _read(name, content, pretokenized)

    return read


def _read(name: str, content: bytes, pretokenized: bool = False) -> None:
    try:
        source: Source = source_of(name, content)
        book = read_book(source, pretokenized=pretokenized)
    except SourceError as error:
        _check_message(error, name)
    else:
        check_book(book)
        book.text.encode("utf-8")  # what no file and no library could hold is no text


def _epub(content: bytes) -> None:
    _read("story.epub", packed_epub(*content.split(PARTS)))


def _docx(content: bytes) -> None:
    _read("story.docx", packed_docx(*content.split(PARTS)[:3]))


def _cast(ending: str) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        path = _scratch() / f"cast.{ending}"
        path.write_bytes(content)
        try:
            cast = read_cast(path)
        except CastError as error:
            _check_message(error, path.name)
        else:
            assert all(member.name for member in cast.members)

    return read


def _corrections(content: bytes) -> None:
    try:
        parse_corrections(content.decode("utf-8", "replace"), "story.cast.toml")
    except CastError as error:
        _check_message(error, "story.cast.toml")


def _quotations(content: bytes) -> None:
    path = _scratch() / "quotes.json"
    path.write_bytes(content)
    try:
        found = read_quotations(path, _BOOK)
    except CastError as error:
        _check_message(error, path.name)
    else:
        assert all(0 <= one.start < one.end <= len(_BOOK.text) for one in found)


KINDS: dict[str, Callable[[bytes], None]] = {
    "any": _book("story"),
    "cast.csv": _cast("csv"),
    "cast.json": _cast("json"),
    "cast.toml": _cast("toml"),
    "corrections": _corrections,
    "docx": _docx,
    "epub": _epub,
    "html": _book("story.html"),
    "md": _book("story.md"),
    "pretokenized": _book("story.txt", pretokenized=True),
    "quotations": _quotations,
    "txt": _book("story.txt"),
    "zip": _book("story.zip"),
}


def _check_message(error: Exception, name: str) -> None:
    message = str(error)
    assert name in message, message
    assert "\n" not in message, message
    assert len(message) < 2000, message


@cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="fabula-fuzz-"))


# -- archives -------------------------------------------------------------------------------------------------------


def packed_epub(package: bytes, *documents: bytes) -> bytes:
    """Return an EPUB of a package file and its documents, ``0.xhtml`` and so on."""
    names = (f"{n}.xhtml" for n in range(len(documents)))
    return packed({"META-INF/container.xml": CONTAINER, "p.opf": package, **dict(zip(names, documents, strict=True))})


def packed_docx(body: bytes, styles: bytes = b"", properties: bytes = b"") -> bytes:
    """Return a Word document of its body, its styles and its properties, the usual ones where they are empty."""
    files = {
        "word/document.xml": body,
        "word/styles.xml": styles or _WORD_STYLES,
        "docProps/core.xml": properties or _WORD_PROPERTIES,
    }
    return packed(_DOCX | files)


def packed(files: dict[str, bytes]) -> bytes:
    """Return a zip archive of some files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


_TYPE = b'<Override PartName="/%s" ContentType="application/vnd.openxmlformats-%s+xml"/>'
_RELATION = b'<Relationship Id="%s" Type="http://schemas.openxmlformats.org/%s" Target="%s"/>'
_PACKAGE = b'<%s xmlns="http://schemas.openxmlformats.org/package/2006/%s">%s</%s>'


def _relations(*rows: tuple[bytes, bytes, bytes]) -> bytes:
    return _PACKAGE % (b"Relationships", b"relationships", b"".join(_RELATION % row for row in rows), b"Relationships")


_DOCX = {
    "[Content_Types].xml": _PACKAGE
    % (
        b"Types",
        b"content-types",
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + _TYPE % (b"word/document.xml", b"officedocument.wordprocessingml.document.main")
        + _TYPE % (b"word/styles.xml", b"officedocument.wordprocessingml.styles")
        + _TYPE % (b"docProps/core.xml", b"package.core-properties"),
        b"Types",
    ),
    "_rels/.rels": _relations(
        (b"r1", b"officeDocument/2006/relationships/officeDocument", b"word/document.xml"),
        (b"r2", b"package/2006/relationships/metadata/core-properties", b"docProps/core.xml"),
    ),
    "word/_rels/document.xml.rels": _relations((b"r1", b"officeDocument/2006/relationships/styles", b"styles.xml")),
}


# -- what fuzzing begins with ---------------------------------------------------------------------------------------


def seeds() -> list[bytes]:
    """Return inputs of every kind, made of the beginning of an example."""
    story = sorted(EXAMPLES.glob("*.txt"))[0].read_text(encoding="utf-8")
    paragraphs = tuple(one for one in story.split("\n\n") if one.strip())[:12]
    plain = "\n\n".join(("CHAPTER I", *paragraphs[:6], "* * *", *paragraphs[6:], "A/N: Thank you.")).encode()
    marked = "\n\n".join(("# Chapter 1", *paragraphs[:4], "---", "*So* it **was**.", "> 1. <b>x</b>")).encode()
    prose = "".join(f"<p>{one}</p>" for one in paragraphs[:5]).encode()
    hard = (
        b"*** START OF THE PROJECT GUTENBERG EBOOK X ***\r\n\r\n"
        + plain.replace(b"\n", b"\r\n")
        + b"\r\n\r\n*** END OF THE"
    )
    word = [_WORD_BODY % b"".join(b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % one.encode() for one in paragraphs[:3])]
    word += [_WORD_STYLES, _WORD_PROPERTIES]
    documents = [_page(b"<h2>Chapter 1</h2>" + prose + b"<hr/><p>&nbsp;</p>"), _page(_ARCHIVE + prose + b"</div>")]
    package = _package(len(documents))
    return [
        *(of_kind(kind, plain) for kind in ("any", "txt", "pretokenized")),
        of_kind("txt", hard),
        of_kind("txt", plain.decode().encode("utf-16")),
        of_kind("txt", plain.replace(b"\n\n", b"\n   ")),
        of_kind("md", b"---\ntitle: X\n---\n" + marked),
        *(of_kind("html", one) for one in (*documents, _FANFICTION + prose + b"</div></div>", _GUTENBERG + prose)),
        of_kind("epub", PARTS.join((package, *documents))),
        of_kind("zip", packed_epub(package, *documents)),
        of_kind("docx", PARTS.join(word)),
        of_kind("zip", packed_docx(*word)),
        *(of_kind(kind, _CAST_TOML) for kind in ("cast.toml", "corrections")),
        of_kind("cast.json", b'[{"name": "Anna", "aliases": ["Ann", "A."], "narrator": true}, {"name": "Tom"}]'),
        of_kind("cast.csv", b"Main Name,Aliases,Gender\nAnna,\"{'Ann', '_narr'}\",F\nTom,T.;Tommy,M\n"),
        of_kind("quotations", b'[[0, 10, "Anna"], [21, 30]]'),
    ]


def _page(body: bytes) -> bytes:
    return b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>' + body + b"</body></html>"


def _package(n_documents: int) -> bytes:
    items = "".join(
        f'<item id="i{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(n_documents)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(n_documents))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>X'
        f"</dc:title></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    ).encode()


_ARCHIVE = (
    b'<div id="preface"><p class="message">Posted originally on the <a href="/works/1">Archive of Our Own</a>.</p>'
    b'<div class="meta"><dl class="tags"><dt>Fandom:</dt><dd><a href="/t">X, Y</a></dd></dl><h1>X</h1><div class="byline">'
    b'by <a rel="author" href="u">y</a></div><p>Summary</p><blockquote class="userstuff"><p>Z.</p></blockquote></div></div>'
    b'<div id="chapters"><div class="meta group"><h2 class="heading">Chapter 1: W</h2></div><div class="userstuff">'
)
_FANFICTION = b'<div id="content_wrapper_inner"><b>X</b><a href="/u/1/y">y</a><div id="storytextp"><p>A/N: Hello!</p>'
_GUTENBERG = b'<section class="pg-boilerplate" id="pg-header"><h2>X</h2></section><span class="pagenum">[3]</span>'
_W = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_BODY = (
    b'<w:document xmlns:w="'
    + _W
    + b'"><w:body><w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>Chapter 1</w:t></w:r></w:p>'
    b"%s<w:p><w:pPr><w:pBdr/></w:pPr></w:p><w:p><w:r><w:rPr><w:i/></w:rPr><w:t>So.</w:t><w:br/></w:r><w:ins><w:r><w:tab/></w:r>"
    b"</w:ins></w:p></w:body></w:document>"
)
_WORD_STYLES = (
    b'<w:styles xmlns:w="' + _W + b'"><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    b'<w:style w:type="character" w:styleId="E"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style></w:styles>'
)
_WORD_PROPERTIES = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    b' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>X</dc:title><dc:creator>y</dc:creator></cp:coreProperties>'
)
_CAST_TOML = b"""[[character]]
name = "Anna"
aliases = ["Ann", "Miss Grey"]
pronouns = "she/her"
not-the-same-as = ["Hannah"]
[[not-a-person]]
name = "Fate"
[[line]]
said-by = "Anna"
text = "Come in"
after = "said"
[[scene]]
begins = true
text = "It was late"
[[waive]]
kind = "name"
text = "Ana"
"""
