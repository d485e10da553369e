from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from texts import make_book, texts

from fabula.annotate.quotations import find_quotations
from fabula.annotate.spaced_quotations import find_spaced_stretches, with_speeches_joined
from fabula.readers.pretokenized import read_pretokenized


def stretches(text: str) -> list[tuple[str, bool]]:
    return [(text[start:end], closed) for start, end, _, closed in find_spaced_stretches(text)]


def test_straight_marks_are_paired_by_order_and_neighbours() -> None:
    text = '" Go , " said Tom .\n" No . " He shut the door .\n" Why ? "\n'
    assert stretches(text) == [('" Go , "', True), ('" No . "', True), ('" Why ? "', True)]


def test_curly_marks_keep_their_shape() -> None:
    assert stretches("“ Go , ” said Tom . “ Now . ”") == [("“ Go , ”", True), ("“ Now . ”", True)]


def test_a_mark_that_is_missing_does_not_turn_the_rest_round() -> None:
    text = '" Come . "\n" Go , said Tom .\n" No , " she said .\n" Yes , " he said .\n" Why ? " she asked .\n'
    first, broken, *others = stretches(text)
    assert first == ('" Come . "', True)
    assert (broken[0][:6], broken[1]) == ('" Go ,', False)
    assert others == [('" No , "', True), ('" Yes , "', True), ('" Why ? "', True)]


def test_single_marks_are_used_where_no_double_ones_are() -> None:
    text = "' Go , ' said Tom .\n' I will , ' she said , lookin ' away .\n"
    assert [words for words, _ in stretches(text)] == ["' Go , '", "' I will , '"]


def test_quotations_of_pretokenized_text_are_told_apart() -> None:
    text = '" Go , " said Tom to the man they called " Nail " .'
    book = make_book(text, format="pretokenized")
    assert [(text[one.start : one.end], one.spoken) for one in find_quotations(book)] == [
        ('" Go , "', True),
        ('" Nail "', False),
    ]


def test_a_speech_broken_by_its_tag_is_one_utterance() -> None:
    book = make_book('" If you go , " said Anna , " take the key . "', format="pretokenized")
    first, second = find_quotations(book)
    assert first.utterance == second.utterance


@pytest.mark.parametrize("text", ["", "\n\n", "no marks here .", '"', "' ' '"])
def test_little_or_nothing_gives_no_error(text: str) -> None:
    assert all(start < end for start, end, _, _ in find_spaced_stretches(text))


@settings(max_examples=100, deadline=None)
@given(texts())
def test_stretches_are_disjoint_and_begin_with_a_mark(text: str) -> None:
    found = list(find_spaced_stretches(text))
    assert all(text[start] in "\"“”„‘’'`" for start, _, _, _ in found)
    assert all(0 <= start < end <= len(text) for start, end, _, _ in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_speech_after_a_tag_is_of_the_same_paragraph() -> None:
    text = (
        '" Go , " said Anna .\n" Now . "\n" Why ? "\n" Go ! "\nTom rose .\n'
        '" I will . "\n" Good , " she said , " and soon . "\n'
    )
    book = with_speeches_joined(read_pretokenized(text))
    assert [text[one.start : one.end] for one in book.paragraphs] == [
        '" Go , " said Anna .\n" Now . "', '" Why ? "', '" Go ! "', "Tom rose .", '" I will . "',
        '" Good , " she said , " and soon . "',
    ]  # fmt: skip


def test_paragraphs_that_a_source_gives_are_kept() -> None:
    book = make_book("“Go,” said Anna.", "“Now.”")
    assert with_speeches_joined(book) is book
