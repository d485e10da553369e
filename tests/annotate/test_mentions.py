from __future__ import annotations

from hypothesis import given, settings
from texts import analysis_of, make_book, parts_of_books, tokens_of

from fabula.annotate.mentions import find_mentions, quotation_of_tokens
from fabula.annotate.quotations import find_quotations
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.encoder.analysis import Analysis
from fabula.types.annotations import Mention, Quotation
from fabula.types.text import Tokens


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


# -- the network's --------------------------------------------------------------------------------------------------


def network_mentions(tokens: Tokens, analysis: Analysis) -> tuple[Mention, ...]:
    return find_mentions(tokens, (), analysis, read_syntax(analysis, tokens.words))


def test_the_network_s_spans_are_taken_as_they_stand() -> None:
    tokens = tokens_of("Poor Anna, the cook, saw the boys who ran.")
    heads = {
        0: (1, "amod"), 1: (6, "nsubj"), 2: (4, "punct"), 3: (4, "det"), 4: (1, "appos"), 5: (4, "punct"), 7: (8, "det"),
        8: (6, "obj"), 9: (10, "nsubj"), 10: (8, "acl:relcl"), 11: (6, "punct"),
    }  # fmt: skip
    tags = {0: ("ADJ", "JJ"), 1: ("PROPN", "NNP"), 8: ("NOUN", "NNS")}
    spans = [(0, 4, "PER", "PROP"), (3, 4, "PER", "NOM"), (7, 10, "PER", "NOM"), (9, 9, "PER", "PRON")]
    text = "Poor Anna, the cook, saw the boys who ran."
    found = network_mentions(tokens, analysis_of(tokens, spans, heads=heads, tags=tags))
    assert [(text[one.start : one.end], text[one.name.start : one.name.end]) for one in found] == [
        ("Poor Anna, the cook", "Anna"),
        ("the cook", "the cook"),
        ("the boys who ran", "the boys"),
        ("who", "who"),
    ]
    assert [one.gender for one in found] == ["female", None, "plural", None]
    assert text[found[0].head.start : found[0].head.end] == "Anna"


def test_a_title_belongs_to_the_name() -> None:
    tokens = tokens_of("Old Mrs. Pell came.")
    analysis = analysis_of(
        tokens,
        [(0, 2, "PER", "PROP")],
        heads={0: (1, "amod"), 2: (1, "flat"), 1: (3, "nsubj")},
        tags={0: ("ADJ", "JJ"), 1: ("PROPN", "NNP"), 2: ("PROPN", "NNP")},
    )
    (one,) = network_mentions(tokens, analysis)
    assert (one.name.start, one.name.end, one.gender) == (4, 13, "female")


def test_a_name_known_from_elsewhere_is_added_where_the_network_passed_it_over() -> None:
    tokens = tokens_of("I saw Odile there. Odile laughed. Then Odile went.")
    known = [(2, 2, "PER", "PROP"), (5, 5, "PER", "PROP")]
    found = network_mentions(tokens, analysis_of(tokens, known))
    assert [tokens.words[tokens.start.tolist().index(one.start)] for one in found] == ["Odile"] * 3
    assert {one.type for one in found} == {"PER"}


def test_a_name_that_the_network_mostly_passed_over_is_not_added() -> None:
    tokens = tokens_of("I saw Odile there. Odile laughed. Then Odile went.")
    assert len(network_mentions(tokens, analysis_of(tokens, [(2, 2, "PER", "PROP")]))) == 1
    assert network_mentions(tokens, analysis_of(tokens)) == ()


def test_a_mention_does_not_cross_the_end_of_a_quotation() -> None:
    text = "“Odile?” called Anna."
    book = make_book(text)
    tokens = tokenize(book)
    analysis = analysis_of(tokens, [(1, 5, "PER", "PROP"), (5, 5, "PER", "PROP")])
    found = find_mentions(tokens, find_quotations(book), analysis, read_syntax(analysis, tokens.words))
    assert [text[one.start : one.end] for one in found] == ["Anna"]


def test_what_a_mark_heads_is_no_name() -> None:
    tokens = tokens_of("It struck Anna, that day.")
    analysis = analysis_of(tokens, [(2, 3, "PER", "PROP")], heads={2: (3, "flat")})
    assert [one.form for one in network_mentions(tokens, analysis)] == ["NOM"]


def test_a_name_is_cut_at_marks_whatever_the_tree_says() -> None:
    tokens = tokens_of("Odile, Anna, Tom came.")
    for head, name in ((0, "Odile"), (2, "Anna"), (4, "Tom")):
        others = {i: (head, "flat") for i in range(5) if i != head}
        analysis = analysis_of(tokens, [(0, 4, "PER", "PROP")], heads=others)
        (one,) = network_mentions(tokens, analysis)
        assert "Odile, Anna, Tom came."[one.name.start : one.name.end] == name
