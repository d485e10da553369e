"""Words that nobody says aloud, set apart from narration."""

from __future__ import annotations

from pathlib import Path

import pytest
from texts import make_book

from fabula.annotate.quotations import find_quotations
from fabula.annotate.thoughts import with_thoughts
from fabula.readers.book import read_book
from fabula.types.text import Book, Span


def thoughts_of(book: Book) -> list[str]:
    found = with_thoughts(book, find_quotations(book))
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert len({one.utterance for one in found if one.thought}) == sum(one.thought for one in found)
    return [book.text[one.start : one.end] for one in found if one.thought]


def slanted(*parts: str) -> list[str]:
    """Return the thoughts of a book in which what stands between asterisks is in italics."""
    text = "\n\n".join(parts)
    bare = text.replace("*", "")
    spans, at = [], 0
    for number, piece in enumerate(text.split("*")):
        if number % 2:
            spans.append(Span(at, at + len(piece)))
        at += len(piece)
    book = make_book(*bare.split("\n\n"), emphasis=tuple(spans))
    return thoughts_of(book)


@pytest.mark.parametrize(
    "text",
    [
        "*He is late again*, she thought.",
        "*He is late again.* Mara thought, and rose.",
        "*He is late again*, thought the old ferryman.",
        "She thought, *he is late again*.",
        "*He is late again*, he told himself.",
    ],
)
def test_italics_beside_a_verb_of_thinking_are_a_thought(text: str) -> None:
    (found,) = slanted(text)
    assert found.lower().startswith("he is late again")


def test_a_sentence_in_italics_that_says_i_is_a_thought() -> None:
    assert slanted("Tom sat down. *I should never have come.* He rose.") == ["I should never have come."]
    assert slanted("Tom sat down.", "*I’m going to be sick.*", "He rose.") == ["I’m going to be sick."]


@pytest.mark.parametrize(
    "text",
    [
        "It was *very* late, she thought.",
        "Tom read *The Tale of Two Boats* aloud.",
        "*It was night.* Tom sat down.",
        "She was *not what I* wanted.",
        "“*I should never have come*,” she said.",
        "*Dear Tom, I am well.*\n\n*I hope that you are too.*",
        "The *Maid of Orme* sailed, she told him.",
    ],
)
def test_other_italics_are_none(text: str) -> None:
    assert slanted(text) == []


def test_single_marks_in_a_book_of_double_ones_are_a_thought_where_a_verb_says_so() -> None:
    spoken = ("“Go,” said Tom.", "“No.”", "“Yes,” said Tom.")
    parts = (*spoken, "‘I should have stayed,’ Jonas thought.", "They called it ‘the Tub,’ and laughed.")
    assert thoughts_of(make_book(*parts)) == ["‘I should have stayed,’"]


def test_where_speech_has_single_marks_a_thought_in_them_is_a_quotation() -> None:
    parts = ("‘Go,’ said Tom.", "‘I should have stayed,’ Jonas thought.")
    assert thoughts_of(make_book(*parts)) == []


def test_the_marks_of_a_plain_text_are_read(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("“Go,” said Tom.\n\n_He is late again_, she thought.\n", encoding="utf-8")
    assert thoughts_of(read_book(path)) == ["He is late again"]
