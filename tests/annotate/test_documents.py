"""Letters, e-mails, diaries, messages and transcripts, told by their layout."""

from __future__ import annotations

from hypothesis import given, settings
from texts import DIVIDER, make_book, parts_of_books

from fabula.annotate.documents import Document, find_documents
from fabula.annotate.quotations import find_quotations
from fabula.types.text import Book

LETTER = ("Hill Cottage\n3rd of May", "Dear Anna,", "I have found the key. You must come.", "Your loving brother,\nTom")
MAIL = ("From: Tom Reed\nTo: Anna Hale\nSubject: the key", "Anna,", "I have found it.", "T.")
DIARY = ("*Monday, 3rd May.* I have found the key.", "I told nobody.", "*Tuesday, 4th May.* I lost it.")
CHAT = ("Tom: have you got it", "Anna: got what", "Tom: the key")


def found(*parts: str) -> tuple[Book, tuple[Document, ...]]:
    book = make_book(*parts)
    return book, find_documents(book)


def names(book: Book, one: Document) -> tuple[str | None, ...]:
    return tuple(None if span is None else span.of(book.text) for span in (one.writer, one.reader, one.date))


def test_a_letter_has_writer_reader_and_date() -> None:
    book, (one,) = found("Anna read it.", *LETTER, "Anna wept.")
    assert (one.kind, one.first, one.last) == ("letter", 1, 5)
    assert names(book, one) == ("Tom", "Anna", "3rd of May")


def test_a_title_above_a_letter_belongs_to_it() -> None:
    _, (one,) = found("Anna read it.", DIVIDER, "The Second Letter", *LETTER)
    assert (one.first, one.last) == (1, 6)


def test_a_letter_may_go_on_after_its_salutation() -> None:
    book, (one,) = found(
        "*Saturday, 3rd May.*", "*Dear Dr. Hill,—I was wrong, and I know it. A. T.*", "He read it twice."
    )
    assert (one.kind, one.last) == ("letter", 2)
    assert names(book, one)[:2] == ("A. T.", "Dr. Hill")


def test_a_letter_in_quotation_marks_is_one_where_it_is_signed() -> None:
    parts = ("“My dear Anna,” it said. “I am in London.", "“Your loving brother, Tom Reed.”", "Anna folded it.")
    book, (one,) = found(*parts)
    assert (one.quoted, one.last) == (True, 2)
    assert names(book, one) == ("Tom Reed", "Anna", None)
    assert find_documents(make_book("“Dear Anna, do sit down,” said Tom.", "She sat down.")) == ()


def test_an_e_mail_has_its_fields() -> None:
    book, (one,) = found("Anna opened it.", DIVIDER, *MAIL)
    assert (one.kind, one.first, one.last) == ("email", 1, 5)
    assert names(book, one)[:2] == ("Tom Reed", "Anna Hale")


def test_entries_of_a_diary_follow_each_other() -> None:
    book, entries = found(*DIARY)
    assert [(one.kind, one.first, one.last) for one in entries] == [("diary", 0, 2), ("diary", 2, 3)]
    assert names(book, entries[0])[2] == "Monday, 3rd May"


def test_a_date_in_prose_opens_no_diary() -> None:
    assert found("Thursday was wet.", "I went out.", "Friday was dry, and I stayed at home.")[1] == ()


def test_messages_are_said_by_whoever_stands_before_them() -> None:
    book, (one,) = found("Anna looked at her phone.", *CHAT, "She put it away.")
    assert (one.kind, one.first, one.last, one.apart) == ("messages", 1, 4, False)
    said = [(quote.label, book.text[quote.start : quote.end]) for quote in find_quotations(book)]
    assert [(label and label.of(book.text), words) for label, words in said] == [
        ("Tom", "have you got it"), ("Anna", "got what"), ("Tom", "the key"),
    ]  # fmt: skip


def test_a_transcript_has_its_heading_and_its_asides() -> None:
    _, (one,) = found(
        "TRANSCRIPT OF CALL, 3 MAY", "TOM: Where is it?", "[SILENCE]", "ANNA: Where is what?", "TOM: The key."
    )
    assert (one.kind, one.first, one.last, len(one.messages)) == ("transcript", 0, 5, 3)


def test_a_list_is_no_exchange() -> None:
    assert found("Title: The Key", "Rating: G", "Note: none")[1] == ()
    assert found("He had one rule: never run.", "She had another: never walk.")[1] == ()


@settings(max_examples=100, deadline=None)
@given(parts_of_books())
def test_documents_are_disjoint_paragraphs(parts: list[str]) -> None:
    book = make_book(*parts, *LETTER, *CHAT)
    last = 0
    for one in find_documents(book):
        assert last <= one.first < one.last <= len(book.paragraphs)
        last = one.last


def test_lines_of_a_log_tell_whom_they_go_to() -> None:
    log = (
        "LOG. TUESDAY.",
        "18:31 TOM to ANNA: who has it",
        "18:32 ANNA to TOM (deleted): you have",
        "18:40 TOM -> all: no",
    )
    book, (one,) = found("Anna read it.", *log, "Anna wept.")
    assert (one.kind, one.first, one.last) == ("messages", 1, 5)
    assert [line.label.of(book.text) for line in one.messages] == ["TOM", "ANNA", "TOM"]
    assert [line.to.of(book.text) for line in one.messages if line.to] == ["ANNA", "TOM", "all"]
    assert [line.words.of(book.text) for line in one.messages] == ["who has it", "you have", "no"]


def test_the_last_words_of_a_letter_may_sign_it() -> None:
    letter = (
        "Reed Hall, 18th October 1884.",
        "My dear Hale,—I do not like to press you.",
        "Say no more.—Yours very truly, B. Reed.",
    )
    book, (one,) = found("Anna read it.", *letter, "Anna wept.")
    assert (one.kind, one.first, one.last) == ("letter", 1, 4)
    assert names(book, one) == ("B. Reed", "Hale", "18th October 1884")
