from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from texts import make_book, parts_of_books

from fabula.annotate.quotations import find_quotations
from fabula.types.annotations import Quotation

MARKS = "\"“”„‟″«»‘’'`"


def quotations(*parts: str, **fields: str) -> list[tuple[str, Quotation]]:
    book = make_book(*parts, **fields)
    return [(book.text[one.start : one.end], one) for one in find_quotations(book)]


def said(*parts: str) -> list[str]:
    return [words for words, one in quotations(*parts) if one.spoken]


def unsaid(*parts: str) -> list[str]:
    return [words for words, one in quotations(*parts) if not one.spoken]


@pytest.mark.parametrize(
    ("text", "expected", "style"),
    [
        ('"Go," said Tom. "Now."', ['"Go,"', '"Now."'], "double"),
        ("“Go,” said Tom. “Now.”", ["“Go,”", "“Now.”"], "double"),
        ("‘Don’t go,’ said Tom’s sister. ‘Not now.’", ["‘Don’t go,’", "‘Not now.’"], "single"),
        ("'Don't go,' said Tom's sister. 'Not now.'", ["'Don't go,'", "'Not now.'"], "single"),
        ("«Go», said Tom. «Now.»", ["«Go»", "«Now.»"], "guillemet"),
        ("„Go,“ said Tom.", ["„Go,“"], "double"),
    ],
)
def test_every_style_of_marks_is_read(text: str, expected: list[str], style: str) -> None:
    found = quotations(text)
    assert [words for words, _ in found] == expected
    assert all(one.style == style and one.closed and one.spoken for _, one in found)


def test_dashes_open_speech_where_no_marks_do() -> None:
    found = quotations("— Go away, said Tom.", "— Never! she cried.", "He shut the door.")
    assert [(words.strip(), one.style) for words, one in found] == [("— Go away,", "dash"), ("— Never!", "dash")]


def test_a_nested_quotation_is_part_of_the_outer_one() -> None:
    assert said("“She said, ‘Go away,’ and went,” he told me.") == ["“She said, ‘Go away,’ and went,”"]
    assert said("‘She said, “Go away,” and went,’ he told me.", "‘No.’", "‘Yes.’")


def test_apostrophes_are_no_marks() -> None:
    found = said("‘’Tis the boys’ boat,’ said Tom.", "‘I’m the dogs’ master,’ he said.")
    assert found == ["‘’Tis the boys’ boat,’", "‘I’m the dogs’ master,’"]


def test_a_speech_runs_on_over_paragraphs() -> None:
    (_, first), (_, second), (_, third) = quotations("“It began long ago.", "“I was young then.", "“And poor.”")
    assert [one.continued for one in (first, second, third)] == [True, True, False]
    assert all(one.closed for one in (first, second, third))
    assert first.utterance == second.utterance == third.utterance


def test_an_answer_is_another_utterance() -> None:
    (_, first), (_, second) = quotations("“Will you go?”", "“Never.”")
    assert first.utterance != second.utterance


def test_a_speech_broken_by_its_tag_is_one_utterance() -> None:
    (_, first), (_, second) = quotations("“If you go,” said Anna, “take the key.”")
    assert first.utterance == second.utterance
    (_, first), (_, second) = quotations("“Go,” said Anna. “Take the key.”")
    assert first.utterance != second.utterance


def test_a_missing_closing_mark_is_an_error_not_a_custom() -> None:
    (words, one), *_ = quotations("“I shall go, said Anna.", "It rained all day.")
    assert (words, one.closed, one.continued) == ("“I shall go, said Anna.", False, False)


def test_a_missing_mark_before_another_quotation_ends_before_the_tag() -> None:
    first, second = quotations("“I shall go, said Anna. “Not you.”", "She went.")
    assert (first[0], first[1].closed) == ("“I shall go,", False)
    assert (second[0], second[1].closed) == ("“Not you.”", True)


@pytest.mark.parametrize(
    "text",
    [
        'They called the old boat "Petrel" and loved it.',
        'She had read "The Lamp" twice.',
        "The word “harbour” was new to him.",
    ],
)
def test_titles_and_words_as_words_are_not_said(text: str) -> None:
    assert said(text) == []
    assert len(unsaid(text)) == 1


def test_short_speech_is_said_though_nothing_tells_so() -> None:
    assert said("“No.”", "“Why not?” she asked.") == ["“No.”", "“Why not?”"]


def test_curly_marks_count_in_a_book_of_other_style() -> None:
    assert "“And so did I.”" in said("«Go», said Tom.", "«No», she said.", "“And so did I.”")


def test_a_mark_turned_the_wrong_way_still_closes() -> None:
    assert said("“I never—“ she began.") == ["“I never—“"]


def test_no_text_has_no_quotations() -> None:
    assert quotations() == []
    assert quotations("It rained.") == []


@settings(max_examples=200, deadline=None)
@given(parts_of_books())
def test_quotations_are_disjoint_and_begin_with_a_mark(parts: list[str]) -> None:
    book = make_book(*parts)
    found = find_quotations(book)
    starts = {one.start for one in book.paragraphs}
    for one in found:
        assert 0 <= one.start < one.end <= len(book.text)
        assert any(home.start <= one.start and one.end <= home.end for home in book.paragraphs)
        if one.style == "dash":
            assert book.text[one.start] in "—―-–"
        elif one.style == "line":
            assert one.label is not None
            assert one.label.end < one.start
        else:
            assert book.text[one.start] in MARKS or one.start in starts  # there an open speech runs through it
        assert one.closed or not one.continued
    assert all(one.end <= other.start for one, other in pairwise(found))
    numbers = [one.utterance for one in found]
    assert sorted(set(numbers)) == list(range(len(set(numbers))))
    assert numbers == sorted(numbers)
