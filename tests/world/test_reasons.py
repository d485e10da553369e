from __future__ import annotations

from dataclasses import replace

import pytest
from texts import make_cast, world_of

from fabula.types.world import StoryWorld
from fabula.world.reasons import kept_apart, reasons_for

STORY = (
    "Anna Grey lit the lamp in the hall. She had waited for an hour, and Miss Grey was not used to waiting.",
    "Then Anna heard the door. Tom Grey came in with the rain, and Tom shook his hat.",
    "Anna looked at him, and Tom looked at Anna.",
)


def reasons(world: StoryWorld, name: str) -> dict[str, tuple[int, str]]:
    (who,) = [one for one in world.entities if one.name == name]
    return {one.words: (one.mentions, one.why) for one in reasons_for(world, who)}


def test_every_way_of_calling_somebody_has_its_reason() -> None:
    found = reasons(world_of(*STORY), "Anna Grey")
    assert found["Anna Grey"] == (1, "the name that it goes by")
    assert found["Miss Grey"] == (1, "title and surname of Anna Grey")
    assert found["Anna"] == (3, "the given name of Anna Grey")
    assert found["she"] == (1, "by what stands around it")
    assert next(iter(found)) == "Anna"


def test_the_first_place_is_told_with_what_stands_around_it() -> None:
    world = world_of(*STORY)
    (who,) = [one for one in world.entities if one.name == "Anna Grey"]
    first = next(one for one in reasons_for(world, who) if one.words == "Anna")
    assert world.text[first.start : first.end] == "Anna"
    assert first.text.startswith("Then Anna heard the door.")  # no further than the paragraph
    assert first.text.endswith("…")
    assert 0.0 < first.confidence <= 1.0


def test_those_of_the_same_name_are_kept_apart() -> None:
    world = world_of(*STORY)
    (who,) = [one for one in world.entities if one.name == "Anna Grey"]
    assert [(other.name, shared) for other, shared in kept_apart(world, who)] == [("Tom Grey", "grey")]


@pytest.mark.parametrize("given", [True, False])
def test_a_cast_gives_its_own_reason(given: bool) -> None:
    world = world_of(*STORY, cast=make_cast("Anna Grey|Miss Grey|Anna"))
    if given:
        world = replace(world, provenance=replace(world.provenance, cast_sha256="0" * 64))
    why = reasons(world, "Anna Grey")["Miss Grey"][1]
    assert why == ("your cast says so" if given else "title and surname of Anna Grey")


def test_a_name_that_only_answers_join_says_so() -> None:
    scene = (
        "The tea was cold before Nell had found a cup that was clean.",
        "“You are very good, Miss Harrow,” said Mr. Dray, and put the letter away.",
        "“It is only the post, Mr. Dray,” said Nell. She had a burn on her thumb from the oven.",
    )
    found = reasons(world_of(*scene * 4), "Nell")
    assert found["Miss Harrow"] == (4, "who is called so answers, or is there, by another name")
