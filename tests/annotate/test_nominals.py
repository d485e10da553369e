from __future__ import annotations

import pytest
from texts import tokens_of

from fabula.annotate.nominals import find_nominals, head_nouns, listed_nouns


def nominals(text: str) -> list[tuple[str, str, str | None]]:
    tokens = tokens_of(text)
    return [(text[one.start : one.end], one.type, one.gender) for one in find_nominals(tokens, set())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The old man sat.", ("The old man", "PER", "male")),
        ("They met a very tall young woman.", ("a very tall young woman", "PER", "female")),
        ("She sold the boat.", ("the boat", "VEH", None)),
        ("He went into the kitchen.", ("the kitchen", "FAC", None)),
        ("Her brother ran.", ("Her brother", "PER", "male")),
        ("We reached the river.", ("the river", "LOC", None)),
        ("They left the village.", ("the village", "GPE", None)),
        ("The soldiers came.", ("The soldiers", "PER", "plural")),
    ],
)
def test_a_determiner_and_its_noun(text: str, expected: tuple[str, str, str | None]) -> None:
    assert nominals(text) == [expected]


def test_a_noun_without_determiner_is_none_unless_a_group() -> None:
    assert nominals("Man is mortal.") == []
    assert [words for words, _, _ in nominals("Women came.")] == ["Women"]


def test_a_noun_that_modifies_another_is_none() -> None:
    assert [words for words, _, _ in nominals("He saw the captain doctor.")] == ["the captain doctor"]


def test_the_complement_belongs_to_the_noun() -> None:
    (first, *_) = nominals("The master of the house spoke.")
    assert first[:2] == ("The master of the house", "PER")


def test_a_phrase_ends_with_its_sentence() -> None:
    assert nominals("He saw the. Man.") == []


def test_the_learnt_heads_mend_the_listed_ones() -> None:
    assert listed_nouns()["captain"] == ("PER", None)
    assert head_nouns()["captain"][0] == "PER"
    assert set(head_nouns()) != set(listed_nouns())
    assert {kind for kind, _ in head_nouns().values()} <= {"PER", "FAC", "GPE", "LOC", "VEH", "ORG"}
