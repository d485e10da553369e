from __future__ import annotations

import pytest
from texts import DIVIDER, discourse_of

from fabula.resolve.characters import build_characters
from fabula.resolve.people import People, gather_people
from fabula.resolve.turns import Turn, find_turns


def turns(*parts: str) -> tuple[tuple[Turn, ...], People]:
    discourse = discourse_of(*parts)
    people = gather_people(discourse, build_characters(discourse, None))
    return find_turns(discourse, people), people


def called(*parts: str) -> list[set[str]]:
    found, people = turns(*parts)
    return [{people.everyone[number].name for number in one.vocatives} for one in found]


def test_what_one_paragraph_says_is_one_turn() -> None:
    found, _ = turns("“Go,” said Anna. “Now.” She sat. “Go!”", "“No.”")
    assert [one.quotations for one in found] == [(0, 1, 2), (3,)]
    assert [one.paragraph for one in found] == [0, 1]


def test_two_named_speakers_of_one_paragraph_are_two_turns() -> None:
    found, _ = turns("I met Anna and Tom.", "“Go,” said Anna. “Never,” said Tom.")
    assert [one.quotations for one in found] == [(0,), (1,)]


def test_who_acts_between_two_speeches_of_a_paragraph_may_say_the_second() -> None:
    found, _ = turns("I met Anna and Tom.", "“Go,” said Anna. Tom shook his head. “Never.”")
    assert [one.quotations for one in found] == [(0,), (1,)]


def test_a_pronoun_of_the_other_sex_begins_a_turn() -> None:
    found, _ = turns("I met Anna and Tom.", "“Let me pass,” said Tom. He found the keys. “How damp!” she cried.")
    assert [one.quotations for one in found] == [(0,), (1,)]
    found, _ = turns("I met Anna and Tom.", "“Let me pass,” said Anna. “How damp!” she cried.")
    assert [one.quotations for one in found] == [(0, 1)]


def test_what_a_tag_interrupts_stays_one_turn() -> None:
    found, _ = turns("I met Anna and Tom.", "“If you go,” said Anna, and Tom looked up, “take the lamp.”")
    assert [one.quotations for one in found] == [(0, 1)]


def test_turns_know_their_words_and_how_they_end() -> None:
    found, _ = turns("“Go,” said Anna. “Now!”", "“No—”")
    assert [(one.words, one.closing) for one in found] == [(("go", "now"), "!"), (("no",), "—")]


def test_a_speech_over_paragraphs_is_one_turn() -> None:
    found, _ = turns("“It began long ago.", "“It ended then.”", "“Did it?”")
    assert [one.quotations for one in found] == [(0, 1), (2,)]


def test_gaps_count_the_paragraphs_of_narration_between() -> None:
    found, _ = turns("“One.”", "“Two.”", "It rained.", "It stopped.", "“Three.”", DIVIDER, "“Four.”")
    assert [one.gap for one in found][1:] == [0, 2, 99]


def test_a_turn_is_bare_without_narration_and_asks_with_a_question() -> None:
    found, _ = turns("“Why?”", "“Why?” said Anna.", "“Because.”")
    assert [(one.is_bare, one.asks) for one in found] == [(True, True), (False, True), (True, False)]


@pytest.mark.parametrize(
    "speech", ["“Go, Tom.”", "“Tom, go!”", "“Tom!”", "“Oh Tom, why?”", "“I beg you, Tom, go away.”", '"Go, Tom!"']
)
def test_who_is_called_by_name(speech: str) -> None:
    assert called("I met Tom.", speech) == [{"Tom"}]


@pytest.mark.parametrize("speech", ["“I saw Tom go.”", "“Tom went away.”", "“I like Anna, Tom, Grey, and all.”"])
def test_who_is_only_spoken_of_is_not_called(speech: str) -> None:
    assert called("I met Tom and Anna.", speech) == [set()]


def test_who_is_spoken_of_is_kept_apart() -> None:
    found, people = turns("I met Tom and Anna.", "“Tom, where is Anna?”")
    assert {people.everyone[number].name for number in found[0].spoken_of} == {"Anna"}


def test_no_speech_has_no_turns() -> None:
    assert turns("It rained.")[0] == ()


def test_a_name_and_a_description_of_one_paragraph_are_two_turns() -> None:
    found, _ = turns("I met Anna.", "“Go,” said Anna. “Never,” said the old porter.")
    assert [one.quotations for one in found] == [(0,), (1,)]


@pytest.mark.parametrize(
    ("speech", "sex"),
    [
        ("“Yes, sir.”", "male"),
        ("“Madam, go!”", "female"),
        ("“Quite so, my dear fellow,” he said.", "male"),
        ("“No, ma'am; no, sir.”", None),
        ("“Sir John came, and a lady.”", None),
        ("“Go.”", None),
    ],
)
def test_forms_of_address_tell_a_sex(speech: str, sex: str | None) -> None:
    found, _ = turns(speech)
    assert [one.called_as for one in found] == [sex]
