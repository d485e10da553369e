"""EPUBs made here, in the shapes of the tools that make them."""

from __future__ import annotations

import io
import zipfile

import pytest

from fabula.errors import SourceError
from fabula.readers import archive as archive_module

FIRST = "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board."
SECOND = '"He promised," said her brother, who had never been promised anything himself, and believed in it.'
CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def document(body: str, attributes: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/></head><body {attributes}>{body}</body></html>'
    )


def package(names: list[str], metadata: str) -> str:
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    return (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )


METADATA = "<dc:title>The Late Ferry</dc:title><dc:creator>Ada Strand</dc:creator><dc:language>en</dc:language>"


def epub(documents: dict[str, str], metadata: str = METADATA, **extra: str) -> bytes:
    entries = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}
    entries["OEBPS/content.opf"] = package(list(documents), metadata)
    entries |= {f"OEBPS/{name}": content for name, content in documents.items()}
    entries |= extra
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            if content is not None:
                file.writestr(name, content)
    return buffer.getvalue()


CHAPTERS = {
    "titlepage.xhtml": document("<h1>The Late Ferry</h1><p>Ada Strand</p>"),
    "c1.xhtml": document(f"<h2>Chapter 1</h2><a id='x'/><p>{FIRST}</p><hr/><p><i>{SECOND}</i></p>"),
    "c%202.xhtml": document(f"<h2>Chapter 2</h2><p>{FIRST}</p>"),
    "about.xhtml": document("<h2>About the Author</h2><p>Ada Strand has never been on a ferry in her life.</p>"),
}


def test_an_epub_of_no_special_make(read, paragraphs, paratext, breaks):
    documents = dict(CHAPTERS)
    documents["c%202.xhtml"] = documents["c%202.xhtml"]
    raw = epub(documents, **{"OEBPS/c 2.xhtml": CHAPTERS["c%202.xhtml"]})
    book = read(raw, "book.epub")
    assert (book.title, book.author, book.format) == ("The Late Ferry", "Ada Strand", "epub")
    assert [c.number for c in book.chapters] == [1, 2]
    assert paragraphs(book) == [FIRST, SECOND, FIRST]
    assert breaks(book) == [("rule", "* * *"), ("chapter", "Chapter 2")]
    assert [book.text[s.start : s.end] for s in book.emphasis] == [SECOND]
    assert paratext(book, "front_matter") == ["The Late Ferry\n\nAda Strand"]
    assert paratext(book, "back_matter")[0].startswith("About the Author")


def test_a_missing_document_is_passed_over(read, paragraphs):
    documents = {
        "c1.xhtml": CHAPTERS["c1.xhtml"],
        "gone.xhtml": "x",
        "c2.xhtml": document(f"<h2>Chapter 2</h2><p>{FIRST}</p>"),
    }
    book = read(epub(documents, **{"OEBPS/gone.xhtml": None}), "book.epub")
    assert paragraphs(book) == [FIRST, SECOND, FIRST]


def test_declared_parts_are_front_matter(read, paragraphs):
    documents = {
        "a.xhtml": document("<p>All rights reserved by nobody at all.</p>", 'epub:type="copyright-page"'),
        "b.xhtml": document("<nav epub:type='toc'><ol><li><a href='c1.xhtml'>Chapter 1</a></li></ol></nav>"),
        "c1.xhtml": CHAPTERS["c1.xhtml"],
    }
    assert paragraphs(read(epub(documents), "book.epub")) == [FIRST, SECOND]


def test_the_archives_epub(read, paragraphs, paratext):
    preface = document(
        '<div id="preface" class="calibre"><h2 class="toc-heading">Preface</h2><p class="message"><b>The Late '
        "Ferry</b><br/>"
        'Posted originally on the <a href="http://archiveofourown.org/">Archive of Our Own</a> at <a '
        'href="x">x</a>.</p>'
        '<div class="meta"><dl class="tags"><dt class="calibre3">Fandoms:</dt><dd class="calibre4"><a '
        'href="1">One, and a half</a>'
        ', <a href="2">Two</a></dd></dl><h1 class="calibre5">The Late Ferry</h1><div class="byline">by '
        '<a rel="author" href="u">gullwing</a></div><p class="calibre6">Summary</p><blockquote class="userstuff1">'
        '<p class="calibre6">A ferry is late.</p></blockquote></div></div>'
    )
    chapter = document(
        '<div id="chapters" class="calibre"><div class="meta1"><h2 class="heading">Chapter 1: The Quay</h2><p '
        'class="calibre6">'
        'Chapter Notes</p><blockquote class="userstuff1"><p class="calibre6">Hello!</p></blockquote></div>'
        f'<div class="userstuff2"><p class="calibre6">{FIRST}</p><p class="calibre6"><em '
        f'class="calibre9">So</em> late.</p></div></div>'
    )
    last = document(
        f'<div class="calibre"><div class="meta1"><h2 class="heading">Chapter 2</h2></div><div '
        f'class="userstuff2"><p>{SECOND}</p></div>'
        '<div class="meta1" id="endnotes2"><p>Chapter End Notes</p><blockquote '
        'class="userstuff1"><p>Bye!</p></blockquote></div></div>'
    )
    afterword = document(
        '<div id="afterword"><h2 class="toc-heading">Afterword</h2><p class="message">Please comment!</p></div>'
    )
    documents = {f"w_split_{n:03}.xhtml": part for n, part in enumerate((preface, chapter, last, afterword))}
    metadata = METADATA + "<dc:publisher>Archive of Our Own</dc:publisher><dc:subject>One, and a half</dc:subject>"
    book = read(epub(documents, metadata), "work.epub")
    assert paragraphs(book) == [FIRST, "So late.", SECOND]
    assert [(c.number, c.title) for c in book.chapters] == [(1, "The Quay"), (2, None)]
    assert book.tags["Fandom"] == ("One, and a half", "Two")
    assert book.author == "gullwing"
    assert paratext(book, "summary") == ["Summary\n\nA ferry is late."]
    assert paratext(book, "author_note") == ["Chapter Notes\n\nHello!", "Chapter End Notes\n\nBye!"]


def test_an_epub_by_fanficfare(read, paragraphs, paratext):
    documents = {
        "title_page.xhtml": document("<h3>The Late Ferry by gullwing</h3><div><b>Summary:</b> A ferry is "
        "late.</div>", 'class="fff_titlepage"'),
        "toc_page.xhtml": document("<h3>Table of Contents</h3><a href='file0001.xhtml'>The Quay</a>"),
        "file0001.xhtml": document(
            '<h3 class="fff_chapter_title">1. The Quay</h3><div class="fff_chapter_notes '
            'fff_head_notes"><b>Author\'s Note:</b>'
            f"<blockquote>Hello!</blockquote></div><p>{FIRST}</p>", 'class="fff_chapter"'),
        "file0002.xhtml": document(f'<h3 class="fff_chapter_title">2. The Lamp</h3><p>{SECOND}</p>',
        'class="fff_chapter"'),
        "log_page.xhtml": document("<p>Update log</p>"),
    }  # fmt: skip
    metadata = METADATA + "<dc:contributor>FanFicFare [https://example.org]</dc:contributor>"
    book = read(epub(documents, metadata), "story.epub")
    assert [(c.number, c.title) for c in book.chapters] == [(1, "The Quay"), (2, "The Lamp")]
    assert paragraphs(book) == [FIRST, SECOND]
    assert "Hello!" in paratext(book, "author_note")[0]
    assert "Update log" not in book.text


def test_a_gutenberg_epub(read, paragraphs):
    documents = {
        "wrap0000.xhtml": document("<img src='cover.jpg' alt='Cover'/>"),
        "a.xhtml": document(
            '<section class="pg-boilerplate pgheader" id="pg-header"><h2>The Project Gutenberg eBook of The '
            'Late Ferry</h2></section>'
            f"<h1>THE LATE FERRY</h1><h2>CHAPTER I</h2><p>{FIRST}<span class='pagenum'>[Pg "
            f"3]</span></p><h2>CHAPTER II</h2><p>{SECOND}</p>"),
        "b.xhtml": document('<section class="pg-boilerplate" id="pg-footer"><p>Section 1. Terms of use.</p></section>'),
    }  # fmt: skip
    book = read(epub(documents), "pg.epub")
    assert paragraphs(book) == [FIRST, SECOND]
    assert "Terms" not in book.text


def without(entry: str) -> bytes:
    return epub(CHAPTERS, **{entry: None})


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    '<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (epub(CHAPTERS)[:900], "truncated"),
        (epub(CHAPTERS, **{"OEBPS/content.opf": None}), "OPF"),
        (epub(CHAPTERS, **{"OEBPS/content.opf": "not xml at all"}), "OPF"),
        (epub({}), "reading order"),
        (epub({"a.xhtml": document("<img src='x'/>")}), "no text"),
        (epub(CHAPTERS,
         **{"META-INF/encryption.xml": ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}), "DRM"),
    ],
    ids=["cut short", "no package", "broken package", "empty spine", "pictures only", "locked"],
)  # fmt: skip
def test_what_can_not_be_read(read, raw, words):
    with pytest.raises(SourceError, match=words) as caught:
        read(raw, "book.epub")
    assert "book.epub" in str(caught.value)


def test_obscured_fonts_are_no_lock(read):
    fonts = ENCRYPTED.format("http://www.idpf.org/2008/embedding")
    assert read(epub(CHAPTERS, **{"META-INF/encryption.xml": fonts}), "book.epub").text


def test_no_container_but_a_package(read):
    assert read(without("META-INF/container.xml"), "book.epub").chapters


def test_a_bomb_is_refused(read, monkeypatch):
    monkeypatch.setattr(archive_module, "RATIO_FROM", 100_000)
    bomb = document("<p>" + "a" * 5_000_000 + "</p>")
    with pytest.raises(SourceError, match="far more"):
        read(epub({"a.xhtml": bomb}), "book.epub")


def test_a_swollen_total_is_refused(read, monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_TOTAL", 1000)
    with pytest.raises(SourceError, match="far more"):
        read(epub(CHAPTERS), "book.epub")


def test_entities_in_the_package_are_not_resolved(read, tmp_path):
    (tmp_path / "secret").write_text("SECRET")
    opf = package(["c1.xhtml"], "<dc:title>X &x;</dc:title>").replace(
        '<?xml version="1.0"?>', f'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    )
    book = read(epub({"c1.xhtml": CHAPTERS["c1.xhtml"]}, **{"OEBPS/content.opf": opf}), "book.epub")
    assert "SECRET" not in (book.title or "") + book.text


def test_a_zip_that_is_no_book(read):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("a.txt", "Hello")
    with pytest.raises(SourceError, match="zip archive"):
        read(buffer.getvalue(), "a.zip")
