from __future__ import annotations

import math

import pytest
from texts import DIVIDER, make_cast, resolution_of, speakers_of

from fabula.resolve.speakers import decode, linear_model
from fabula.resolve.speech_models import shipped_models
from fabula.resolve.turns import Turn
from fabula.types.cast import Cast

NOBODY: frozenset[int] = frozenset()


def turn(number: int, gap: int = 0, *, bare: bool = True) -> Turn:
    return Turn((number,), number, gap, None, None, None, NOBODY, NOBODY, bare)


def speakers(*parts: str, cast: Cast | None = None) -> list[str | None]:
    return speakers_of(resolution_of(*parts, cast=cast))


# -- on stories -----------------------------------------------------------------------------------------------------


def test_the_one_a_tag_names_speaks() -> None:
    assert speakers("“Go,” said Anna.", "“No,” said Tom.") == ["Anna", "Tom"]


def test_a_pronoun_in_a_tag_takes_its_gender() -> None:
    assert speakers("Anna met Tom.", "“Go,” she said.", "“No,” he said.") == ["Anna", "Tom"]


def test_the_two_of_a_dialogue_take_turns() -> None:
    found = speakers("“Are you there?” asked Anna Grey.", "“I am,” said Tom.", "“Then come.”", "“I shall.”")
    assert found == ["Anna Grey", "Tom", "Anna Grey", "Tom"]


def test_whoever_is_called_does_not_speak() -> None:
    assert speakers("Anna and Tom sat down. Anna looked at Tom.", "“Go away, Tom.”", "“No, Anna.”") == ["Anna", "Tom"]


def test_the_subject_of_a_beat_speaks() -> None:
    assert speakers("I like Anna and Tom.", "Tom shut the door. “Go.”", "Anna sat down. “No.”") == ["Tom", "Anna"]


def test_two_parts_of_a_speech_have_one_speaker() -> None:
    assert speakers("“If you go,” said Anna, “take Tom.”") == ["Anna", "Anna"]


def test_a_role_speaks_where_no_name_does() -> None:
    assert speakers("“Go,” said the old man.") == ["the old man"]


def test_with_a_given_cast_only_its_members_speak() -> None:
    found = speakers("“Go,” said the old man.", "“No,” said Anna.", cast=make_cast("Anna", "Mr. Brown"))
    assert set(found) <= {"Anna", "Mr. Brown", None}
    assert found[1] == "Anna"


def test_nobody_speaks_where_nobody_is() -> None:
    resolution = resolution_of("“Go.”", "It rained.")
    assert speakers_of(resolution) == [None]
    assert [one.confidence for one in resolution.attributions if one] == [0.0]


def test_scenes_apart_have_their_own_speakers() -> None:
    found = speakers("“Go,” said Anna.", "“No,” said Tom.", DIVIDER, "“Well?” said Emma.", "“Well,” said James.")
    assert found == ["Anna", "Tom", "Emma", "James"]


# -- the model ------------------------------------------------------------------------------------------------------


def test_the_package_carries_a_model() -> None:
    model = shipped_models().speakers
    links = model.links([turn(0), turn(1), turn(2), turn(3, gap=99)])
    assert [one == (0.0, 0.0) for one in links] == [True, False, False, True]
    assert links[1][1] == 0.0
    assert links[2][0] < links[2][1]
    named, other = model.scorer.score(
        model.scorer.rows([{"kind_named": 1, "tag_name": 1}, {"kind_named": 1, "tag_other": 1}])
    )
    assert named > other + 3


def test_each_turn_takes_its_best_candidate() -> None:
    tables = [{1: {"a": 1.0}, 2: {}}, {1: {}, 2: {"a": 1.0}}]
    found = decode([turn(0), turn(1)], tables, linear_model({"a": 2.0}))
    assert [one.speaker for one in found] == [1, 2]
    assert found[0].confidence == pytest.approx(1 / (1 + math.exp(-2.0)))


def test_turns_alternate_when_it_is_worth_it() -> None:
    tables = [{1: {"a": 1.0}, 2: {}}, {1: {}, 2: {"a": 1.0}}, {1: {}, 2: {}}, {1: {}, 2: {}}]
    turns = [turn(i) for i in range(4)]
    found = decode(turns, tables, linear_model({"a": 3.0}, {"always": -1.0}, {"always": 1.0}))
    assert [one.speaker for one in found] == [1, 2, 1, 2]


def test_far_turns_tell_nothing_of_each_other() -> None:
    tables = [{1: {"a": 1.0}, 2: {}}, {1: {"a": 0.1}, 2: {}}]
    model = linear_model({"a": 1.0}, {"always": -10.0})
    assert [one.speaker for one in decode([turn(0), turn(1)], tables, model)] == [1, 2]
    assert [one.speaker for one in decode([turn(0), turn(1, gap=99)], tables, model)] == [1, 1]


def test_beliefs_are_those_of_all_sequences_weighed() -> None:
    same, alternate = -0.7, 0.6
    tables = [{n: {"a": ((i * 7 + n * 5) % 11) / 5} for n in range(3)} for i in range(5)]
    found = decode(
        [turn(i) for i in range(5)], tables, linear_model({"a": 1.0}, {"always": same}, {"always": alternate})
    )

    def worth(sequence: list[int]) -> float:
        total = sum(tables[i][n]["a"] for i, n in enumerate(sequence))
        for i in range(1, 5):
            total += same * (sequence[i] == sequence[i - 1])
            if i > 1:
                total += alternate * (sequence[i] == sequence[i - 2] != sequence[i - 1])
        return math.exp(total)

    every = [[n // 3**i % 3 for i in range(5)] for n in range(3**5)]
    whole = sum(map(worth, every))
    for i, choice in enumerate(found):
        shares = [sum(worth(one) for one in every if one[i] == n) / whole for n in range(3)]
        assert choice.speaker == max(range(3), key=lambda n: shares[n])
        assert choice.confidence == pytest.approx(max(shares), abs=1e-3)


def test_a_turn_without_candidates_is_nobody_s() -> None:
    found = decode([turn(0), turn(1)], [{}, {1: {}}], linear_model({}, {"always": -1.0}))
    assert [(one.speaker, one.confidence) for one in found] == [(None, 0.0), (1, 1.0)]


def test_no_turns_have_no_choices() -> None:
    assert decode([], [], linear_model({})) == ()


def test_a_cast_that_is_not_whole_leaves_the_others_their_words() -> None:
    found = speakers(
        "“The lamp is out,” said Tom. He put down his hat.",
        "“It was lit an hour ago,” said Anna.",
        "“Then somebody has been here,” said Tom.",
        cast=make_cast("Anna Grey|Anna"),
    )
    assert found == ["Tom", "Anna Grey", "Tom"]
