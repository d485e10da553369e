from __future__ import annotations

from dataclasses import fields

from texts import make_cast, world_of

from fabula.types.world import StoryWorld

STORY = (
    "Anna Grey knew that Tom had the key. She felt cold.",
    "“Give me the key, Tom,” said Anna.",
    "“No,” he said. He gave Emma the key an hour later.",
    "Emma kissed him.",
)


def test_every_layer_is_filled() -> None:
    world = world_of(*STORY, "They saw the the boat.")
    empty = [one.name for one in fields(StoryWorld) if not getattr(world, one.name)]
    assert empty == []


def test_entities_are_numbered_in_order_of_their_first_mention() -> None:
    world = world_of(*STORY)
    first: dict[int, int] = {}
    for mention in world.mentions:
        first.setdefault(mention.entity.id, mention.start)
    assert list(first) == sorted(first)
    assert [one.id for one in world.entities] == list(range(len(world.entities)))


def test_mentions_are_counted() -> None:
    world = world_of(*STORY)
    for entity in world.entities:
        assert entity.mentions == sum(one.entity == entity for one in world.mentions)


def test_characters_act_or_speak_and_come_by_mentions() -> None:
    world = world_of(*STORY)
    assert [one.name for one in world.characters][:2] in (["Tom", "Anna Grey"], ["Anna Grey", "Tom"])
    counts = [one.mentions for one in world.characters]
    assert counts == sorted(counts, reverse=True)
    assert all(one.type == "PER" for one in world.characters)


def test_certainty_grows_with_what_is_known() -> None:
    by_name = {one.name: one for one in world_of(*STORY, "A tall man slept.").entities}
    assert by_name["A tall man"].confidence < by_name["Emma"].confidence
    given_one = world_of(*STORY, cast=make_cast("Emma")).entities
    assert {one.confidence for one in given_one if one.name == "Emma"} == {1.0}


def test_pronouns_are_told_by_name_and_text() -> None:
    told = {one.name: one.pronouns for one in world_of(*STORY).entities if one.type == "PER"}
    assert (told["Anna Grey"], told["Tom"], told["Emma"]) == ("she", "he", "she")


def test_findings_stand_in_order() -> None:
    world = world_of("They saw the the boat.", "“Go away, said Anna.", "He saw a a boat. It was donâ€™t.")
    starts = [one.spans[0].start for one in world.findings]
    assert starts == sorted(starts)
    assert len(starts) >= 3
