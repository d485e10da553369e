"""Tags that trees tell, as the shipped network reads them."""

from __future__ import annotations

import pytest
from texts import make_book

from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.pipeline import analyse_tokens, load_model
from fabula.resolve.discourse import build_discourse
from fabula.resolve.tags import find_tag

ROOM = "Anna and Tom sat in the kitchen with Mrs. Pell. It had rained since noon, and nobody had lit the lamp."


def speaker(*parts: str) -> str | None:
    """Return the mention that the tag of the first quotation names."""
    book = make_book(ROOM, *parts)
    tokens, quotations = tokenize(book), find_quotations(book)
    analysis = analyse_tokens(load_model("best"), book, tokens)
    syntax = read_syntax(analysis, tokens.words)
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    found = find_tag(build_discourse(book, tokens, quotations, mentions, syntax), 0)
    return None if found is None else found.reference.mention.name.of(book.text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“You are late!” puffed Mrs. Pell, and she shut the door.", "Mrs. Pell"),
        ("“We know it,” broke in old Tom, who had not been asked.", "Tom"),
        ("“Did you get the post?” was Anna's first question.", "Anna"),
        ("Tom's only answer was, “No.”", "Tom"),
        ("“The lamp, the lamp!” loudly whispered by Mrs. Pell, woke them both.", "Mrs. Pell"),
        ("She was stopped at the gate by Tom, who in great spirits exclaimed, “At last I have got you.”", "Tom"),
        ("Through the wall Anna heard Tom say, “There is nobody here.”", "Tom"),
    ],
)
def test_a_tree_tells_the_tag(text: str, expected: str) -> None:
    found = speaker(text)
    assert found is not None
    assert found.endswith(expected)


def test_a_sentence_that_ends_in_beginning_to_speak_leads_in() -> None:
    assert speaker("They were all quiet, until Tom began.", "“It was like this.”") == "Tom"
    assert speaker("They were all quiet, and Tom slept.", "“It was like this.”") is None


@pytest.mark.parametrize(
    "text",
    [
        "“Oh, dear, yes,” before Tom could close the door.",
        "“That is all.” Tom put the lamp down.",
        "It was the first time that her voice had been kind. “That is all.”",
    ],
)
def test_what_begins_otherwise_is_no_tag(text: str) -> None:
    assert speaker(text) is None
