from __future__ import annotations

import pytest
from texts import parsed_world, world_of

from fabula.types.world import Knowledge, StoryWorld


def claims(*parts: str) -> list[Knowledge]:
    return list(world_of(*parts).knowledge)


def names(entities: object) -> set[str]:
    return {one.name for one in entities}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("sentence", "claim", "stance"),
    [
        ("Anna knew that Tom had lied.", "Tom had lied", "knows"),
        ("Anna believed that Tom was asleep.", "Tom was asleep", "believes"),
        ("Anna meant to leave the house.", "to leave the house", "intends"),
        ("Anna wondered whether Tom was ill.", "whether Tom was ill", "doubts"),
    ],
)
def test_a_mental_verb_with_its_complement_is_a_claim(sentence: str, claim: str, stance: str) -> None:
    (found,) = claims(f"I like Tom. {sentence}".removeprefix("I like Tom. "), "Then Tom slept.")
    assert (found.claim, found.stance) == (claim, stance)
    assert names(found.holders) == {"Anna"}
    assert found.unaware == ()


def test_the_evidence_is_the_sentence() -> None:
    world = world_of("It rained. Anna knew that Tom had lied. It stopped.")
    (found,) = world.knowledge
    assert world.text[found.start : found.end] == "Anna knew that Tom had lied."
    assert names(found.about) == {"Tom"}
    assert found.quote is None


def test_who_does_not_know_is_unaware() -> None:
    (found,) = claims("Anna did not know that Tom was poor.")
    assert (names(found.unaware), found.holders, found.stance) == ({"Anna"}, (), "knows")


def test_what_somebody_has_learnt_to_do_is_no_claim() -> None:
    world = parsed_world("Anna had never learned to arrive anywhere slowly.", "Tom knew that the boat was gone.")
    assert [one.claim for one in world.knowledge] == ["the boat was gone"]


def test_who_is_told_holds_it_too() -> None:
    (found,) = claims("Tom told Anna that the boat was gone.")
    assert names(found.holders) == {"Tom", "Anna"}
    assert (found.how, found.claim) == ("told", "the boat was gone")


def test_a_bare_verb_makes_no_claim() -> None:
    assert claims("Anna knew it. Anna felt cold. Tom went away.") == []


def test_claims_are_numbered_in_order_of_their_evidence() -> None:
    found = claims("Anna knew that Tom had lied.", "Tom believed that Anna was asleep.")
    assert [one.id for one in found] == [0, 1]
    assert found[0].start < found[1].start


STORY = ("Anna Grey met Tom at the ferry.", "“Come in,” said Anna.", "“I will,” said Tom.", "“Good,” said Anna.")


def thought_world(thought: str) -> StoryWorld:
    return world_of(*STORY, thought, "“It rains,” said Tom.")


def test_what_somebody_thinks_in_so_many_words_is_believed_and_nobody_hears_it() -> None:
    world = thought_world("‘I ought to have gone with Tom,’ Anna thought.")
    (found,) = [one for one in world.knowledge if one.how == "thought"]
    assert (found.claim, found.stance) == ("I ought to have gone with Tom", "believes")
    assert names(found.holders) == {"Anna Grey"}
    assert names(found.about) == {"Anna Grey", "Tom"}  # *I* is the one who thinks
    assert world.text[found.start : found.end] == "‘I ought to have gone with Tom,’"
    assert not any(one.start == found.start for one in world.quotes)
    assert not any(one.narrator for one in world.entities)


def test_a_question_that_is_thought_is_a_doubt() -> None:
    (found,) = [one for one in thought_world("‘Is he lying to me?’ Anna wondered.").knowledge if one.how == "thought"]
    assert (found.claim, found.stance) == ("Is he lying to me?", "doubts")
