from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fabula.encoder.lemmas import lemma_by, rule_for

words = st.text(min_size=1, max_size=12) | st.text("aAbB’'|İß", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("word", "lemma", "rule"),
    [
        ("cat", "cat", "l|0|"),
        ("Cats", "cat", "l|1|"),
        ("ran", "run", "l|2|un"),
        ("went", "go", "l|4|go"),
        ("Anna", "Anna", "k|0|"),
        ("Annas", "Anna", "k|1|"),
        ("i", "I", "k|1|I"),
        ("n’t", "not", "l|2|ot"),
        ("’s", "'s", "l|0|"),
        ("’m", "be", "l|2|be"),
        ("O’Haras", "O'Hara", "k|1|"),
    ],
)
def test_a_rule_says_how_a_word_turns_into_its_lemma(word: str, lemma: str, rule: str) -> None:
    assert rule_for(word, lemma) == rule
    assert lemma_by(rule, word) == lemma


@given(words, words)
@example("’Tis", "it’s")
@example("a", "|b|")
@example("İ", "i")
@example("x", "ǅ")
def test_the_rule_for_a_lemma_gives_it_back(word: str, lemma: str) -> None:
    assert lemma_by(rule_for(word, lemma), word) == lemma


@given(words)
def test_a_word_that_is_its_own_lemma_loses_nothing(word: str) -> None:
    assert rule_for(word, word.replace("’", "'")) in ("l|0|", "k|0|")


@pytest.mark.parametrize(
    ("rule", "word", "expected"),
    [
        ("l|1|", "Dogs", "dog"),
        ("l|3|y", "Ladies", "lady"),
        ("k|1|", "Greys", "Grey"),
        ("l|3|y", "Is", "is"),  # more than the word has
        ("k|4|", "Ran", "ran"),
        ("l|2|", "Is", "is"),  # all of it, with nothing in its place
        ("l|2|be", "Is", "be"),
    ],
)
def test_a_rule_for_one_word_serves_others_or_leaves_them(rule: str, word: str, expected: str) -> None:
    assert lemma_by(rule, word) == expected


@given(words, words, words)
def test_no_rule_leaves_a_word_without_lemma(word: str, lemma: str, other: str) -> None:
    assert lemma_by(rule_for(word, lemma), other)
