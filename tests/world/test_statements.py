from __future__ import annotations

from texts import parsed_world, world_of


def test_a_statement_aloud_is_held_by_those_who_hear_it() -> None:
    world = world_of("Emma stood by the door.", "“Mr. Brown took the money,” said Anna to Tom.")
    found = [one for one in world.knowledge if one.quote is not None]
    assert len(found) == 1
    assert {"Anna", "Tom"} <= {one.name for one in found[0].holders}
    assert found[0].how == "told"
    assert "took the money" in found[0].claim
    assert "“" not in found[0].claim


def test_a_question_states_nothing() -> None:
    assert world_of("“Has Mr. Brown taken all the money?” said Anna to Tom.").knowledge == ()


def test_a_few_words_that_answer_a_question_are_known_with_it() -> None:
    world = parsed_world(
        "Anna and Tom sat in the kitchen.", "“What is behind the door?” said Anna.", "“Coal,” said Tom."
    )
    (found,) = world.knowledge
    assert (found.stance, found.claim) == ("knows", "What is behind the door? Coal")
    assert {one.name for one in found.holders} == {"Anna", "Tom"}
