from __future__ import annotations

import pytest

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import words_of
from fabula.lexicons.inflection import lemmas_of_irregular, past_forms, verb_forms


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("ask", "ask asks asked asked asking"),
        ("say", "say says said said saying"),
        ("cry", "cry cries cried cried crying"),
        ("reply", "reply replies replied replied replying"),
        ("stop", "stop stops stopped stopped stopping"),
        ("whisper", "whisper whispers whispered whispered whispering"),
        ("admit", "admit admits admitted admitted admitting"),
        ("agree", "agree agrees agreed agreed agreeing"),
        ("lie", "lie lies lay lain lying"),
        ("give", "give gives gave given giving"),
        ("go", "go goes went gone going"),
        ("guess", "guess guesses guessed guessed guessing"),
        ("hush", "hush hushes hushed hushed hushing"),
        ("shout", "shout shouts shouted shouted shouting"),
        ("snow", "snow snows snowed snowed snowing"),
        ("die", "die dies died died dying"),
    ],
)
def test_the_forms_of_a_verb(lemma: str, forms: str) -> None:
    assert verb_forms(lemma) == tuple(forms.split())


def test_verbs_that_know_two_past_forms_have_both() -> None:
    assert past_forms("dream") == ("dreamt", "dreamed") or past_forms("dream") == ("dreamed",)
    assert past_forms("ask") == ("asked",)
    assert past_forms("say")[0] == "said"


def test_irregular_forms_lead_back_to_their_verb() -> None:
    lemmas = lemmas_of_irregular()
    assert {form: lemmas[form] for form in ("said", "gone", "knew", "spoken")} == {
        "said": "say", "gone": "go", "knew": "know", "spoken": "speak",
    }  # fmt: skip


@pytest.mark.parametrize("lemma", sorted(words_of("speech_verbs"))[::7])
def test_the_past_of_every_speech_verb_leads_back_to_it(lemma: str) -> None:
    found = past_lemma(verb_forms(lemma)[2])
    assert found is not None
    assert verb_forms(lemma)[2] in past_forms(found)
