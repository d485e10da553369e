from __future__ import annotations

from texts import analysis_of, discourse_of, make_book

from fabula.annotate.mentions import find_mentions
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.resolve.discourse import Discourse, build_discourse

# 0 Anna 1 , 2 the 3 cook 4 , 5 saw 6 her 7 and 8 her 9 brother 10 .
TEXT = "Anna, the cook, saw her and her brother."
TREE = {
    0: (5, "nsubj"), 1: (3, "punct"), 2: (3, "det"), 3: (0, "appos"), 4: (3, "punct"), 6: (5, "obj"), 7: (9, "cc"),
    8: (9, "nmod:poss"), 9: (6, "conj"), 10: (5, "punct"),
}  # fmt: skip
SPANS = [
    (0, 3, "PER", "PROP"),
    (2, 3, "PER", "NOM"),
    (6, 6, "PER", "PRON"),
    (8, 8, "PER", "PRON"),
    (8, 9, "PER", "NOM"),
]


def read_with_syntax() -> Discourse:
    book = make_book(TEXT)
    tokens = tokenize(book)
    analysis = analysis_of(tokens, SPANS, heads=TREE, tags={6: ("PRON", "PRP"), 8: ("PRON", "PRP$")})
    syntax = read_syntax(analysis, tokens.words)
    return build_discourse(book, tokens, (), find_mentions(tokens, (), analysis, syntax), syntax)


def test_references_are_ordered_by_their_core_the_longest_first() -> None:
    found = read_with_syntax()
    assert [(one.first, one.last) for one in found.references] == [(0, 1), (2, 4), (6, 7), (8, 10), (8, 9)]
    assert [one.number for one in found.references] == list(range(5))
    assert found.at_token[8].mention.form == "NOM"
    assert [one.number for one in found.references_between(1, 8)] == [1, 2]


def test_the_tree_tells_subjects_and_the_tags_possessives() -> None:
    found = read_with_syntax()
    assert [one.subject for one in found.references] == [True, False, False, False, False]
    assert [one.pronoun and one.pronoun.case for one in found.references] == [None, None, "object", None, "possessive"]


def test_without_a_tree_the_words_around_tell_them() -> None:
    found = discourse_of("Anna saw her and her brother.")
    assert [(one.subject, one.pronoun and one.pronoun.case) for one in found.references] == [
        (True, None), (False, "object"), (False, None), (False, "possessive"),
    ]  # fmt: skip
