from __future__ import annotations

import pytest
from hypothesis import given, settings
from texts import make_book, texts

from fabula.annotate.dashed_speech import dashed_stretches, sounds_spoken
from fabula.annotate.quotations import find_quotations
from fabula.annotate.spaced_quotations import find_spaced_stretches


def speech(text: str) -> list[str]:
    return [text[start:end] for start, end in dashed_stretches(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("— Never!", ["— Never!"]),
        ("— Go away, said Anna.", ["— Go away,"]),
        ("— Who’s there? the old woman asked. Nobody answered.", ["— Who’s there?"]),
        ("-- Come in, old chap, he cried gaily. The door is open. He sat.", ["-- Come in, old chap,", "The door is open."]),
        ("— I was, Tom Hale said with growing fear. Out here with a man I don’t know. You weren’t.",
         ["— I was,", "Out here with a man I don’t know. You weren’t."]),
        ("— Lord! she said. Isn’t it cold? She drew the curtain. Will you come?",
         ["— Lord!", "Isn’t it cold?", "Will you come?"]),
        ("— Look at yourself, he said, you fool!", ["— Look at yourself,", "you fool!"]),
        ("— Look at yourself, I said, and I shut the door.", ["— Look at yourself,"]),
        ("— Yes, Anna, Tom said.", ["— Yes, Anna,"]),
        ("— Yes. He told me so, and she never asked.", ["— Yes. He told me so, and she never asked."]),
        ("His mother said: — Oh, he will come.", ["— Oh, he will come."]),
        ("— Is he in? I asked. — He is out, said the boy.", ["— Is he in?", "— He is out,"]),
        ("He waited — an hour at least.", []),
    ],
)  # fmt: skip
def test_a_tag_ends_speech_and_words_tell_what_goes_on_with_it(text: str, expected: list[str]) -> None:
    assert speech(text) == expected


def test_a_sentence_of_speech_says_i_or_you_or_tells_nothing_past() -> None:
    assert sounds_spoken("I saw him.")
    assert sounds_spoken("What a night!")
    assert sounds_spoken("That will do nicely.")
    assert not sounds_spoken("He wiped the blade.")
    assert not sounds_spoken("The tide turned.")
    assert not sounds_spoken("…")


def test_a_book_of_dashes_is_read_so() -> None:
    book = make_book("— Go, said Anna. You must.", "Tom said: — Never.", "He left — at last.", "— Oh!")
    found = find_quotations(book)
    assert [book.text[one.start : one.end] for one in found] == ["— Go,", "You must.", "— Never.", "— Oh!"]
    assert {one.style for one in found} == {"dash"}


def test_lines_of_spaced_tokens_go_on_with_a_dash_as_long_as_they_sound_spoken() -> None:
    text = (
        "He came up .\n— Back to bed !\nYou are ill .\nHe turned round .\n— Thanks , old chap , he cried .\n"
        "That will do .\n— I know .\n— Do you ?\nTom asked : -- Who is it ?\n— Nobody .\n"
    )
    found = [(text[start:end], style) for start, end, style, _ in find_spaced_stretches(text)]
    assert [words for words, _ in found] == [
        "— Back to bed !\nYou are ill .", "— Thanks , old chap ,", "That will do .", "— I know .", "— Do you ?",
        "-- Who is it ?", "— Nobody .",
    ]  # fmt: skip
    assert {style for _, style in found} == {"dash"}


@given(texts())
@settings(max_examples=100)
def test_stretches_are_in_order_and_inside(text: str) -> None:
    text = f"— {text}"
    last = 0
    for start, end in dashed_stretches(text, 0, len(text)):
        assert last <= start < end <= len(text)
        last = end
