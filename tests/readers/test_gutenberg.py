from __future__ import annotations

import textwrap

from fabula.readers.gutenberg import find_markers, header_fields

STORY = (
    "The ferry came in late that evening, and nobody on the quay could say whether the captain was on board. "
    "Marit counted the lamps along the mole, lost her place between the ninth and the tenth, and began again."
)
HEADER = """The Project Gutenberg eBook of The Late Ferry

This eBook is for the use of anyone anywhere at no cost.

Title: The Late Ferry
        A Story of the Quay

Author: Ada Strand

Release date: May 1, 1999 [EBook #4711]

Language: English

*** START OF THE PROJECT GUTENBERG EBOOK THE LATE FERRY ***



Produced by Some Volunteers





THE LATE FERRY

by ADA STRAND

CHAPTER I

"""
BODY = "\n\n".join([textwrap.fill(STORY, 70)] * 40)
FOOTER = """

*** END OF THE PROJECT GUTENBERG EBOOK THE LATE FERRY ***

Section 1. General Terms of Use.

CHAPTER II of the licence, which is none.
"""


def test_header_and_licence(read, paragraphs, paratext):
    text = (HEADER + BODY + "\n\nCHAPTER II\n\n" + BODY + FOOTER).replace("\n", "\r\n")
    book = read(text)
    assert book.text == text
    assert (book.title, book.author) == ("The Late Ferry A Story of the Quay", "Ada Strand")
    assert [c.number for c in book.chapters] == [1, 2]
    assert len(paragraphs(book)) == 80
    assert len(paratext(book, "licence")) == 2
    assert paratext(book, "licence")[1].endswith("which is none.")
    assert "Produced by" in paratext(book, "front_matter")[0]
    assert not book.text[book.chapters[-1].start : book.chapters[-1].end].endswith("none.")


def test_the_older_marker(read, paratext):
    header = (
        "**The Project Gutenberg Etext**\n\nTitle: X\n\n*END*THE SMALL PRINT! FOR PUBLIC DOMAIN "
        "ETEXTS*Ver.04.29.93*END*\n\n"
    )
    book = read(header + BODY + "\n\nEnd of The Project Gutenberg Etext of X\n")
    assert paratext(book, "licence")[0].startswith("**The Project")
    assert len(book.paragraphs) == 40
    assert book.title == "X"


def test_an_end_marker_near_the_beginning_is_none():
    assert find_markers("*** END OF THE PROJECT GUTENBERG EBOOK X ***\n" + "line\n" * 200) is None


def test_a_start_marker_late_in_the_book_is_none():
    assert find_markers("line\n" * 700 + "*** START OF THIS PROJECT GUTENBERG EBOOK X ***\n") is None


def test_a_marker_on_two_lines():
    text = "*** START OF THE PROJECT GUTENBERG EBOOK THE LATE FERRY, A STORY\nOF THE QUAY ***\n\nStory."
    markers = find_markers(text)
    assert markers is not None
    assert text[markers.body :].strip() == "Story."


def test_fields_of_the_header():
    assert header_fields("Title: A\n  B\n\nAuthor: C\nTitle: D", 100) == {"title": "A B", "author": "C"}
