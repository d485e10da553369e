"""Questions to the ledger of knowledge."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import ADA, BRANDT, TOBIAS, make_world

from fabula.query.inquiry import COLUMNS, ask, known_by, rows_of
from fabula.types.world import Work

WORLD = make_world()
GAVE, WENT_OUT = WORLD.knowledge


def test_who_knows_is_answered_with_the_record_and_its_teller() -> None:
    (answer,) = ask(WORLD, "Who knows about the lamp going out?")
    assert (answer.claim, answer.chapter, answer.told_by) == (WENT_OUT, 2, None)
    (answer,) = ask(WORLD, "Who told whom that the key was given away?")
    assert (answer.claim, answer.told_by) == (GAVE, ADA)


def test_other_forms_of_a_word_are_found_too() -> None:
    assert [one.claim for one in ask(WORLD, "who knows that Ada is giving keys away")] == [GAVE]
    assert ask(WORLD, "who knows about the treasure?") == ()


def test_what_somebody_knows_is_his_alone() -> None:
    assert {one.claim for one in ask(WORLD, "What does Tobias know?")} == {GAVE, WENT_OUT}
    assert [one.claim for one in ask(WORLD, "What does Tobias know about the lamp?")] == [WENT_OUT]


def test_a_stance_narrows() -> None:
    lie = replace(GAVE, id=2, stance="lies", claim="the key is at home")
    world = make_world(knowledge=(GAVE, lie))
    assert [one.claim for one in ask(world, "Who lied about the key?")] == [lie]


def test_a_word_that_may_ask_for_a_stance_hides_nothing() -> None:
    assert [one.claim for one in ask(WORLD, "Who kept the key?")] == [GAVE]
    assert [one.claim for one in ask(WORLD, "What lies behind the lamp going out?")] == [WENT_OUT]


def test_chapters_narrow() -> None:
    assert ask(WORLD, "Who knows about the lamp by the end of chapter 1?") == ()
    assert len(ask(WORLD, "Who knows about the lamp by the end of chapter 2?")) == 1
    assert ask(WORLD, "Who knows about the lamp before chapter 2?") == ()
    assert len(ask(WORLD, "Who knows about the lamp after chapter 1?")) == 1
    assert len(ask(WORLD, "Who knows about the lamp in chapter 2?")) == 1


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        ("Who knows about the lamp by chapter 9?", "no chapter 9; the work has 2"),
        ("who knows that?", "nobody and nothing"),
    ],
)
def test_what_can_t_be_asked_says_why(question: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        ask(WORLD, question)


def test_what_is_known_as_of_a_chapter() -> None:
    assert [one.claim for one in known_by(WORLD, TOBIAS)] == [GAVE, WENT_OUT]
    assert known_by(WORLD, TOBIAS, 1) == ()
    with pytest.raises(ValueError, match="no chapter 3"):
        known_by(WORLD, TOBIAS, 3)
    assert known_by(replace(WORLD, work=Work()), TOBIAS)[0].chapter is None


def test_rows_say_who_is_unaware() -> None:
    (row,) = rows_of([one for one in known_by(WORLD, BRANDT) if one.claim == WENT_OUT], BRANDT)
    assert tuple(row) == COLUMNS
    assert (row["stance"], row["holders"], row["chapter"]) == ("unaware", "Tobias", 2)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_question_is_answered_or_refused(question: str) -> None:
    try:
        found = ask(WORLD, question)
    except ValueError:
        return
    assert all(one.claim in WORLD.knowledge for one in found)
