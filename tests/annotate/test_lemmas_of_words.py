from __future__ import annotations

import pytest

from fabula.annotate.lemmas import lemma_of, singular
from fabula.lexicons import lemma_exceptions


@pytest.mark.parametrize(
    ("word", "xpos", "lemma"),
    [
        ("stopped", "VBD", "stop"),
        ("Nominated", "VBN", "nominate"),
        ("lying", "VBG", "lie"),
        ("goes", "VBZ", "go"),
        ("dreamt", "VBD", "dream"),
        ("bathed", "VBD", "bathe"),
        ("companies", "NNS", "company"),
        ("boxes", "NNS", "box"),
        ("houses", "NNS", "house"),
        ("children", "NNS", "child"),
        ("n’t", "RB", "not"),
        ("Me", "PRP", "I"),
        ("i", "PRP", "I"),
        ("House", "NN", "house"),
        ("Tom", "NNP", "Tom"),
    ],
)
def test_tag_and_lexicon_tell_the_lemma(word: str, xpos: str, lemma: str) -> None:
    assert lemma_of(word, xpos, "the network's") == lemma


@pytest.mark.parametrize(
    ("word", "xpos"), [("blorped", "VBD"), ("blorpier", "JJR"), ("Smiths", "NNPS"), ("blorping", "VBG")]
)
def test_what_nobody_knows_is_left_to_the_network(word: str, xpos: str) -> None:
    assert lemma_of(word, xpos, "the network's") == "the network's"


def test_of_several_verbs_the_network_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fabula.annotate.lemmas._verbs_by_form", lambda xpos: {"blored": ("blore", "blor")})
    lemma_of.cache_clear()
    assert lemma_of("blored", "VBN", "blor") == "blor"
    assert lemma_of("blored", "VBN", "bl") == "blore"
    lemma_of.cache_clear()


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("cats", "cat"),
        ("ties", "tie"),
        ("flies", "fly"),
        ("wishes", "wish"),
        ("kisses", "kiss"),
        ("is", "is"),
        ("glass", "glass"),
    ],
)
def test_regular_plurals(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_exceptions_are_words_with_a_tag() -> None:
    assert all(word == word.lower() and word[-1].isalpha() and lemma for (word, _), lemma in lemma_exceptions().items())
