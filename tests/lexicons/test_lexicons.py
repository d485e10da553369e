from __future__ import annotations

import re
from importlib.resources import files

import pytest

from fabula import lexicons
from fabula.export.script_formats import _DELIVERY
from fabula.lexicons import (
    forms_of,
    given_names,
    kin_nouns,
    kin_titles,
    learnt_heads,
    pairs_of,
    past_forms_of,
    pattern_of,
    person_nouns,
    phrases_of,
    series_of,
    short_forms,
    title_genders,
    verb_lemmas,
    words_of,
)

VERB_LISTS = ("speech_verbs", "speech_weak", "cognition_know", "cognition_feel", "motion_enter", "object_give")


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError):
        words_of("no such list")


def test_every_list_that_the_code_asks_for_is_there() -> None:
    folder = files("fabula")
    asked = set()
    for part in ("annotate", "annotate/documents", "resolve", "world", "lexicons", "export", "query"):
        for path in folder.joinpath(part).iterdir():
            if path.name.endswith(".py"):
                text = path.read_text(encoding="utf-8")
                asked |= set(re.findall(r"(?:words|series|phrases|pairs|pattern|forms)_of\([\"'](\w+)[\"']", text))
    assert len(asked) > 15
    assert all(words_of(name) for name in asked)


def test_the_blanks_of_phrases_are_underscores() -> None:
    assert {"get out", "how dare"} <= set(phrases_of("sending_off"))
    assert phrases_of("weekdays") == series_of("weekdays")


def test_what_goes_with_a_word_follows_it() -> None:
    feasts = pairs_of("feasts")
    assert (feasts["boxing day"], feasts["christmas"], feasts["easter"]) == ("12-26", "12-25", "")
    assert list(feasts)[:3] == ["christmas eve", "christmas day", "christmas"]
    assert pairs_of("same_titles")["doctor"] == "dr"


def test_a_pattern_takes_the_longest_word_or_phrase_of_its_lists() -> None:
    either = re.compile(pattern_of("meals", "under_way"))
    assert [found.group() for found in either.finditer("the train, luncheon and tea")] == ["train", "luncheon", "tea"]
    assert re.fullmatch(pattern_of("valedictions"), "believe me")
    assert re.findall(pattern_of("valedictions"), "warmest, kind") == ["warmest", "kind"]


def test_a_pattern_may_have_capitals() -> None:
    assert re.fullmatch(pattern_of("meals", capitals=True), "Dinner")
    assert re.fullmatch(pattern_of("meals", capitals=True), "dinner")
    assert not re.fullmatch(pattern_of("meals"), "Dinner")


def test_kin_who_share_a_surname_have_its_title() -> None:
    assert (kin_titles()["aunt"], kin_titles()["papa"]) == ("mrs", "mr")
    assert kin_titles().keys() < kin_nouns()


@pytest.mark.parametrize("name", VERB_LISTS)
def test_forms_lead_back_to_their_list(name: str) -> None:
    assert set(forms_of(name).values()) == words_of(name)
    assert past_forms_of(name).items() <= {**forms_of(name), **past_forms_of(name)}.items()
    assert set(past_forms_of(name)) <= set(forms_of(name))


def test_speech_verbs_know_their_past() -> None:
    assert past_forms_of("speech_verbs")["said"] == "say"
    assert past_forms_of("speech_verbs")["asks"] == "ask"
    assert "asking" not in past_forms_of("speech_verbs")
    assert forms_of("speech_verbs")["asking"] == "ask"


def test_a_verb_tells_of_one_manner_of_speaking() -> None:
    lists = [words_of(name) for name in _DELIVERY]
    assert all(lists)
    assert sum(map(len, lists)) == len(frozenset().union(*lists))
    assert not frozenset().union(*lists) & {"say", "ask", "reply", "answer", "think"}


def test_given_names_tell_who_bears_them() -> None:
    assert (given_names()["anna"], given_names()["tobias"]) == ("female", "male")
    assert set(given_names().values()) == {"female", "male", None}
    assert all(name == name.lower() for name in given_names())


def test_full_names_have_short_forms() -> None:
    assert {"lizzy", "beth"} <= short_forms()["elizabeth"]
    assert "elizabeth" not in short_forms().get("lizzy", frozenset())
    assert all(full == full.lower() for full in short_forms())


def test_titles_tell_the_gender_or_none() -> None:
    told = {title: title_genders()[title] for title in ("mrs", "miss", "mr", "sir", "dr", "captain")}
    assert told == {"mrs": "female", "miss": "female", "mr": "male", "sir": "male", "dr": None, "captain": None}


def test_nouns_for_persons_tell_the_gender_or_a_group() -> None:
    told = {noun: person_nouns()[noun] for noun in ("woman", "father", "doctor", "soldiers")}
    assert told == {"woman": "female", "father": "male", "doctor": None, "soldiers": "plural"}
    assert kin_nouns() <= person_nouns().keys()


def test_learnt_heads_have_types_or_are_struck_out() -> None:
    assert set(learnt_heads().values()) == {"PER", "FAC", "GPE", "LOC", "VEH", "ORG", None}


def test_verbs_are_known() -> None:
    assert {"say", "walk", "give", "believe"} <= verb_lemmas()
    assert "house-keeping" not in verb_lemmas()


@pytest.mark.parametrize("name", ["given_names.tsv", "nicknames.tsv", "head_nouns.tsv", "irregular_verbs.tsv"])
def test_tables_are_sound(name: str) -> None:
    lines = files(lexicons).joinpath(name).read_text(encoding="utf-8").splitlines()
    columns = {len(line.split("\t")) for line in lines}
    assert len(columns) == 1
    assert all(cell and cell == cell.strip() for line in lines for cell in line.split("\t"))
    assert len(set(lines)) == len(lines)
