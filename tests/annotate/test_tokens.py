from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from texts import make_book, parts_of_books, tokens_of

from fabula.annotate.tokens import tokenize
from fabula.types.text import Paratext, Tokens


def words(text: str) -> list[str]:
    return list(tokens_of(text).words)


def sentences(*parts: str) -> list[str]:
    tokens = tokens_of(*parts)
    bounds = tokens.sentence_bounds()
    return [" ".join(tokens.words[first:last]) for first, last in pairwise(bounds)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don't know.", "I do n't know ."),
        ("I don’t know.", "I do n’t know ."),
        ("Emma's cannot", "Emma 's can not"),
        ("They'll say we've lost.", "They 'll say we 've lost ."),
        ("Mr. Brown and Mrs. Pell came.", "Mr. Brown and Mrs. Pell came ."),
        ("He is J. R. Brown.", "He is J. R. Brown ."),
        ("She studied at the M.R.C.S. once.", "She studied at the M.R.C.S. once ."),
        ("It was I. Then he left.", "It was I . Then he left ."),
        ("a well-known drawing-room", "a well-known drawing-room"),
        ("Stop--now—or . . . never...", "Stop -- now — or . . . never ..."),
        ("’Tis late; 'twas early", "’Tis late ; 'twas early"),
        ("At 10:30 on the 3rd of May, 1,000 men", "At 10:30 on the 3rd of May , 1,000 men"),
        ("O’Hara and d'Artagnan", "O’Hara and d'Artagnan"),
        ("*He* did _not_", "* He * did _ not _"),
        ("“Well?!” said Tom", "“ Well ? ! ” said Tom"),
        ("naïve Zoë, café", "naïve Zoë , café"),
    ],
)
def test_words_are_divided_as_in_the_penn_treebank(text: str, expected: str) -> None:
    found = words(text)
    assert [one.replace(" ", "") for one in found] == expected.replace(". . .", "...").split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. It stopped.", ["It rained .", "It stopped ."]),
        ("Mr. Brown came. He sat.", ["Mr. Brown came .", "He sat ."]),
        ("“Go!” said Tom. He went.", ["“ Go ! ” said Tom .", "He went ."]),
        ("“Go!” Tom quietly said.", ["“ Go ! ” Tom quietly said ."]),
        ("“Go!” Tom ran to the door.", ["“ Go ! ”", "Tom ran to the door ."]),
        ("“Go.” “Never.”", ["“ Go . ”", "“ Never . ”"]),
        ('"Go." "Never."', ['" Go . "', '" Never . "']),
        ("He waited... and waited.", ["He waited ... and waited ."]),
        ("What? No!", ["What ?", "No !"]),
        ("“Will you?” she asked.", ["“ Will you ? ” she asked ."]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_paragraph_ends_its_last_sentence() -> None:
    assert sentences("It rained", "and rained") == ["It rained", "and rained"]


def test_notes_inside_a_paragraph_have_no_tokens() -> None:
    book = make_book("She ran. (A/N: sorry!) He followed.")
    at = book.text.index("(")
    noted = replace(book, paratext=(Paratext(at, book.text.index(")") + 1, "author_note"),))
    assert tokenize(noted).words == ("She", "ran", ".", "He", "followed", ".")


def test_headings_and_breaks_have_no_tokens() -> None:
    tokens = tokens_of("# 1 The Lamp", "One.", "* * *", "Two.")
    assert tokens.words == ("One", ".", "Two", ".")
    assert tokens.paragraph.tolist() == [0, 0, 1, 1]


def test_pretokenized_text_is_taken_as_it_stands() -> None:
    tokens = tokens_of('Mr. Brown did n\'t go .\n" Why ? " she said .', format="pretokenized")
    assert tokens.words[:5] == ("Mr.", "Brown", "did", "n't", "go")
    assert tokens.n_sentences == 2
    assert tokens.sentence.tolist() == [0] * 6 + [1] * 7


def test_between_gives_the_tokens_wholly_inside() -> None:
    tokens = tokens_of("one two three")
    assert [tokens.words[i] for i in tokens.between(0, 7)] == ["one", "two"]
    assert [tokens.words[i] for i in tokens.between(1, 13)] == ["two", "three"]
    assert list(tokens.between(4, 4)) == []
    assert list(tokens.between(5, 6)) == []


def test_no_text_has_no_tokens() -> None:
    tokens = tokens_of()
    assert (len(tokens), tokens.n_sentences, tokens.sentence_bounds().tolist()) == (0, 0, [0])


def assert_in_order(tokens: Tokens, text: str) -> None:
    spans = list(zip(tokens.start.tolist(), tokens.end.tolist(), strict=True))
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert tokens.words == tuple(text[start:end] for start, end in spans)
    steps = [0, *tokens.sentence.tolist()]
    assert all(0 <= later - earlier <= 1 for earlier, later in pairwise(steps))


@settings(max_examples=150, deadline=None)
@given(parts_of_books())
def test_tokens_cover_every_letter_of_their_paragraphs_once(parts: list[str]) -> None:
    book = make_book(*parts)
    tokens = tokenize(book)
    assert_in_order(tokens, book.text)
    covered: set[int] = set()
    for start, end, paragraph in zip(tokens.start, tokens.end, tokens.paragraph, strict=True):
        home = book.paragraphs[paragraph]
        assert home.start <= start
        assert end <= home.end
        covered.update(range(start, end))
    story = {i for one in book.paragraphs for i in range(one.start, one.end)}
    assert {i for i in story if not book.text[i].isspace()} <= covered


@settings(max_examples=80, deadline=None)
@given(parts_of_books())
def test_pretokenized_tokens_are_the_pieces_between_spaces(parts: list[str]) -> None:
    book = make_book(*parts, format="pretokenized")
    tokens = tokenize(book)
    assert_in_order(tokens, book.text)
    story = "\n".join(book.text[one.start : one.end] for one in book.paragraphs)
    assert list(tokens.words) == story.split()
