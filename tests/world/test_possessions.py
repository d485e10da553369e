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


def test_what_is_had_in_a_manner_of_speaking_is_no_thing() -> None:
    told = steps(
        "Anna had an opportunity to leave. Tom gave her the spade.",
        "Then Tom gave her another opportunity, and Anna took the spade.",
        "It was a great opportunity. The spade was heavy, an old garden spade.",
    )
    assert {name for name, *_ in told} == {"spade"}


def test_what_is_laid_in_somebody_s_hand_is_given() -> None:
    assert ("key", "gives", "Anna", "Tom") in steps("Anna found a key.", "Anna pushed the key into Tom's hand.")
    assert ("key", "gives", "Anna", "Tom") not in steps("Anna found a key.", "Anna pushed the key into her pocket.")


def test_what_somebody_carries_in_passing_is_his() -> None:
    assert ("lantern", "has", "Tom", None) in steps("Anna lit a lantern.", "Tom came in with the lantern in his hand.")


def test_what_comes_out_of_one_s_own_pocket_was_there() -> None:
    assert ("key", "has", "Tom", None) in steps("Tom bought a key.", "Tom took the key out of his pocket.")
    assert ("key", "takes", "Tom", None) in steps("Tom lost a key.", "Tom took the key out of the drawer.")


def test_what_is_unfastened_is_taken_off() -> None:
    assert ("scarf", "removes", "Tom", None) in steps("Tom wore a scarf.", "Tom untied the scarf.")
