from __future__ import annotations

from hypothesis import given, settings
from texts import make_book, parts_of_books

from fabula.annotate.mentions import find_mentions, quotation_of_tokens
from fabula.annotate.quotations import find_quotations
from fabula.annotate.tokens import tokenize
from fabula.types.annotations import Quotation


def mentions(*parts: str) -> list[tuple[str, str, str | None]]:
    """Return the mentions as words, form and gender."""
    book = make_book(*parts)
    found = find_mentions(tokenize(book), find_quotations(book))
    return [(book.text[one.start : one.end], one.form, one.gender) for one in found]


def test_names_nouns_and_pronouns_are_found_in_order() -> None:
    assert mentions("Mrs. Pell gave her brother the letter, and she told him all.") == [
        ("Mrs. Pell", "PROP", "female"),
        ("her brother", "NOM", "male"),
        ("her", "PRON", "female"),
        ("she", "PRON", "female"),
        ("him", "PRON", "male"),
    ]


def test_a_nested_mention_follows_the_one_around_it() -> None:
    found = mentions("I saw Anna there. Anna's brother came, and Anna went.")
    assert ("Anna's brother", "NOM", "male") in found
    at = found.index(("Anna's brother", "NOM", "male"))
    assert found[at + 1] == ("Anna", "PROP", "female")


def test_it_is_left_out_and_so_is_a_small_i() -> None:
    assert mentions("It rained. He saw it in volume i of the book.") == [("He", "PRON", "male")]


def test_a_pronoun_is_its_own_head() -> None:
    book = make_book("He went.")
    (one,) = find_mentions(tokenize(book), ())
    assert (one.head.start, one.head.end) == (one.start, one.end) == (0, 2)


def test_tokens_know_the_spoken_quotation_around_them() -> None:
    tokens = tokenize(make_book("“Go,” he said. The “nail” broke."))
    given_ones = (Quotation(0, 5, 0, "double"), Quotation(19, 25, 1, "double", spoken=False))
    assert quotation_of_tokens(tokens, given_ones) == [0] * 4 + [-1] * (len(tokens) - 4)


@settings(max_examples=100, deadline=None)
@given(parts_of_books())
def test_mentions_are_whole_tokens_in_order(parts: list[str]) -> None:
    book = make_book(*parts)
    tokens = tokenize(book)
    found = find_mentions(tokens, find_quotations(book))
    starts, ends = set(tokens.start.tolist()), set(tokens.end.tolist())
    for one in found:
        assert {one.start, one.head.start} <= starts
        assert {one.end, one.head.end} <= ends
        assert one.start <= one.head.start < one.head.end <= one.end
        inside = tokens.between(one.start, one.end)
        assert len({int(tokens.sentence[i]) for i in inside}) == 1
    keys = [(one.start, -one.end) for one in found]
    assert keys == sorted(keys)
    assert len({(one.start, one.end, one.form) for one in found}) == len(found)
