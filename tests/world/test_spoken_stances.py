from __future__ import annotations

import pytest
from texts import world_of

from fabula.types.world import Knowledge


def said_by_anna(words: str) -> list[Knowledge]:
    """Return what is claimed when Anna says some words to Tom, and Emma stands by."""
    return list(world_of("Tom and Emma stood by the door.", f"“{words}” said Anna to Tom.").knowledge)


@pytest.mark.parametrize(
    ("words", "stance", "claim"),
    [
        ("I believe that Emma took the money,", "believes", "Emma took the money"),
        ("I still hope that Emma will come,", "intends", "Emma will come"),
    ],
)
def test_what_a_speaker_believes_or_hopes_is_the_speaker_s_alone(words: str, stance: str, claim: str) -> None:
    (found,) = said_by_anna(words)
    assert (found.stance, found.how, found.claim) == (stance, "thought", claim)
    assert [one.name for one in found.holders] == ["Anna"]


def test_what_a_speaker_knows_is_told_to_all_who_hear_it() -> None:
    (found,) = said_by_anna("I know that Emma took the money,")
    assert (found.stance, found.how, found.claim) == ("knows", "told", "Emma took the money")
    assert {one.name for one in found.holders} == {"Anna", "Tom", "Emma"}


def test_a_speaker_who_does_not_know_is_unaware() -> None:
    (found,) = said_by_anna("I do not know where Emma is,")
    assert (found.stance, found.claim, found.holders) == ("knows", "where Emma is", ())
    assert [one.name for one in found.unaware] == ["Anna"]


def test_what_is_said_of_another_s_mind_is_held_by_that_one() -> None:
    (found,) = said_by_anna("Emma knows that the boat is gone,")
    assert (found.stance, found.how, found.claim) == ("knows", "told", "the boat is gone")
    assert [one.name for one in found.holders] == ["Emma"]


def test_who_asks_says_nothing_of_a_mind() -> None:
    assert said_by_anna("Do I believe that Emma took the money?") == []
