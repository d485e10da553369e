"""Whose mind narration looks into, and through whose eyes a scene is told."""

from __future__ import annotations

from collections import Counter

from texts import parsed_reading, parsed_world

from fabula.types.world import Entity
from fabula.world.clause_trees import tree_clauses
from fabula.world.minds import likeliest_eyes, look_into_minds

ANNA, TOM = Entity(0, "PER", "Anna"), Entity(1, "PER", "Tom")


NOBODY: frozenset[Entity] = frozenset()


def weights(text: str) -> dict[str, float]:
    reading = parsed_reading("Anna and Tom sat in the kitchen.", text)
    assert reading.discourse.syntax is not None
    looks = look_into_minds(reading, tuple(tree_clauses(reading, reading.discourse.syntax)))
    return {who.name: weight for who, weight in looks[1].items()}


def test_thoughts_tell_more_than_looks_and_looks_more_than_acts() -> None:
    found = [weights(f"Anna {verb}.")["Anna"] for verb in ("wondered why", "heard the bell", "crossed the room")]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[1] > found[2] > 0


def test_who_only_seems_so_is_seen_from_outside() -> None:
    assert weights("Tom seemed tired.")["Tom"] < 0
    assert weights("Tom looked at the lamp.")["Tom"] > 0


def test_what_is_felt_inside_tells_too() -> None:
    assert weights("Anna’s heart was beating.")["Anna"] > weights("Anna was walking.")["Anna"]
    assert weights("Anna was afraid.")["Anna"] > weights("Anna was tall.").get("Anna", 0)


def test_eyes_hold_until_another_mind_is_shown() -> None:
    looks = [Counter({ANNA: 3.0}), Counter(), Counter({TOM: 0.5}), Counter({TOM: 6.0}), Counter()]
    assert likeliest_eyes(looks, None, NOBODY) == [ANNA, ANNA, TOM, TOM, TOM]  # the first that shows it is his


def test_nobody_s_mind_shown_is_nobody_s_eyes() -> None:
    assert likeliest_eyes([Counter({ANNA: 0.1}), Counter({TOM: 0.1})], None, NOBODY) == [None, None]
    assert likeliest_eyes([], ANNA, NOBODY) == []


def test_whose_eyes_the_scene_before_had_keeps_them_while_he_is_there() -> None:
    assert likeliest_eyes([Counter({ANNA: 0.1})], ANNA, NOBODY) == [ANNA]
    assert likeliest_eyes([Counter({TOM: 4.0})], ANNA, NOBODY) == [TOM]


def test_a_story_that_hops_between_heads_has_each_paragraph_s_eyes() -> None:
    world = parsed_world(
        "Anna wondered whether he knew. She felt cold, and she thought of the letter.",
        "Tom knew nothing of it. He believed that she was tired, and he remembered the sea.",
    )
    assert [one.entity and one.entity.name for one in world.pov] == ["Anna", "Tom"]
