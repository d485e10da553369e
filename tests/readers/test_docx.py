from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from fabula.errors import SourceError

FIRST = "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board."
SECOND = '"He promised," said her brother, who had never been promised anything himself, and believed in it.'


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def story():
    document = Document()
    document.core_properties.title, document.core_properties.author = "The Late Ferry", "Ada Strand"
    document.add_heading("Chapter 1", 1)
    paragraph = document.add_paragraph("He was ")
    paragraph.add_run("very").italic = True
    paragraph.add_run(" late.").add_break()
    paragraph.add_run("Very.")
    document.add_paragraph(FIRST)
    document.add_paragraph("* * *")
    document.add_paragraph(SECOND)
    document.add_paragraph("")
    document.add_paragraph(FIRST)
    document.add_heading("Chapter 2", 1)
    document.add_paragraph(SECOND)
    return document


def test_chapters_paragraphs_and_breaks(read, paragraphs, breaks):
    book = read(saved(story()), "story.docx")
    assert (book.title, book.author, book.format) == ("The Late Ferry", "Ada Strand", "docx")
    assert [c.number for c in book.chapters] == [1, 2]
    assert paragraphs(book) == ["He was very late.\nVery.", FIRST, SECOND, FIRST, SECOND]
    assert breaks(book) == [("divider", "* * *"), ("blank", "\n\n\n"), ("chapter", "Chapter 2")]
    assert [book.text[s.start : s.end] for s in book.emphasis] == ["very"]


def test_text_in_links_insertions_and_tables_is_read_and_deleted_text_is_not(read, paragraphs):
    document = Document()
    paragraph = document.add_paragraph("One ")
    for wrapper, words in (("w:hyperlink", "two "), ("w:ins", "three "), ("w:del", "NO")):
        element, run, text = OxmlElement(wrapper), OxmlElement("w:r"), OxmlElement("w:t")
        text.text = words
        text.set(qn("xml:space"), "preserve")
        run.append(text)
        element.append(run)
        paragraph._p.append(element)
    document.add_table(1, 1).cell(0, 0).text = SECOND
    assert paragraphs(read(saved(document), "a.docx")) == ["One two three", SECOND]


def test_a_line_drawn_as_a_border_is_a_rule(read, breaks):
    document = Document()
    document.add_paragraph(FIRST)
    line = document.add_paragraph("")
    line._p.get_or_add_pPr().append(OxmlElement("w:pBdr"))
    document.add_paragraph(SECOND)
    assert breaks(read(saved(document), "a.docx")) == [("rule", "* * *")]


def test_the_title_and_the_headings_of_plain_paragraphs(read):
    document = Document()
    document.add_paragraph("The Late Ferry", style="Title")
    for number in (1, 2):
        document.add_paragraph(f"Chapter {number}")
        document.add_paragraph(FIRST)
        document.add_paragraph(SECOND)
    book = read(saved(document), "a.docx")
    assert [c.number for c in book.chapters] == [1, 2]
    assert book.title == "The Late Ferry"
    assert book.author is None


def test_broken_documents(read):
    raw = saved(story())
    with pytest.raises(SourceError, match=r"a\.docx"):
        read(raw[: len(raw) // 2], "a.docx")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("word/document.xml", "<not")
    with pytest.raises(SourceError, match="broken"):
        read(buffer.getvalue(), "a.docx")


def test_an_empty_document(read):
    with pytest.raises(SourceError, match="no text"):
        read(saved(Document()), "a.docx")
