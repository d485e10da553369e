from __future__ import annotations

import pytest

from fabula.annotate.verbs import looks_finite, past_lemma


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("said", "say"), ("asked", "ask"), ("cried", "cry"), ("stopped", "stop"), ("hoped", "hope"), ("gave", "give"),
        ("knew", "know"), ("told", "tell"), ("thought", "think"), ("replied", "reply"), ("turned", "turn"),
        ("used", "use"), ("noticed", "notice"), ("believed", "believe"), ("hated", "hate"), ("added", "add"),
        ("called", "call"), ("kissed", "kiss"), ("agreed", "agree"), ("judged", "judge"), ("whispered", "whisper"),
    ],
)  # fmt: skip
def test_the_lemma_of_a_past_form(form: str, lemma: str) -> None:
    assert past_lemma(form) == lemma


@pytest.mark.parametrize("word", ["red", "bed", "hundred", "ed", "house", "", "xyzzyed", "says", "going"])
def test_what_is_no_past_form_has_none(word: str) -> None:
    assert past_lemma(word) is None


@pytest.mark.parametrize("word", ["said", "was", "walked", "had", "'d", "knows", "gave"])
def test_finite_forms(word: str) -> None:
    assert looks_finite(word)


@pytest.mark.parametrize("word", ["say", "house", "quickly", "bed", "the", "red"])
def test_other_forms(word: str) -> None:
    assert not looks_finite(word)
