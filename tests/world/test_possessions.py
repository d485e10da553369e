"""What happens to things, by the shipped network's trees."""

from __future__ import annotations

import pytest
from texts import parsed_world

ROOM = "Anna and Tom sat in the kitchen with Mrs. Pell. The key lay on the table beside the lantern."


def steps(*parts: str) -> list[tuple[str, str, str | None, str | None]]:
    world = parsed_world(ROOM, *parts)
    return [
        (thing.name, step.action, step.holder and step.holder.name, step.to and step.to.name)
        for thing in world.objects
        for step in thing.history
    ]


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("Anna took the key.", ("key", "takes", "Anna", None)),
        ("Anna found the key.", ("key", "takes", "Anna", None)),
        ("Anna picked up the lantern.", ("lantern", "takes", "Anna", None)),
        ("Anna gave the key to Tom.", ("key", "gives", "Anna", "Tom")),
        ("Anna handed Tom the key.", ("key", "gives", "Anna", "Tom")),
        ("Anna slid the key into her pocket.", ("key", "has", "Anna", None)),
        ("Anna put the key down on the table.", ("key", "loses", "Anna", None)),
        ("Anna put on her coat.", ("coat", "wears", "Anna", None)),
    ],
)
def test_a_verb_tells_what_happens(text: str, step: tuple[str, str, str | None, str | None]) -> None:
    assert step in steps(text)


def test_it_is_the_thing_named_last() -> None:
    assert ("key", "gives", "Anna", "Tom") in steps("Anna took the key. She gave it to Tom.")


def test_what_does_not_happen_and_what_is_no_thing_is_left_out() -> None:
    assert steps("Anna did not take the key.", "Tom would give her the lantern.") == []
    assert steps("Anna took a breath. Tom lost his temper.", "Tom took her hand.") == []
