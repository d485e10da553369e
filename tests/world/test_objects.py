from __future__ import annotations

from texts import world_of


def histories(*parts: str) -> dict[str, list[tuple[str | None, str, str | None]]]:
    return {
        one.name: [(step.holder and step.holder.name, step.action, step.to and step.to.name) for step in one.history]
        for one in world_of(*parts).objects
    }


def steps(*parts: str) -> list[tuple[str | None, str, str | None]]:
    """Return the steps of all things in order of the text."""
    return [step for history in histories(*parts).values() for step in history]


def test_a_thing_is_followed_from_hand_to_hand() -> None:
    found = steps("Anna took the key. Anna gave Tom the key. Tom lost the key.")
    assert found == [("Anna", "takes", None), ("Anna", "gives", "Tom"), ("Tom", "loses", None)]


def test_a_gift_names_its_receiver_either_way() -> None:
    assert steps("Anna gave the key to Tom.") == steps("Anna gave Tom the key.") == [("Anna", "gives", "Tom")]


def test_what_does_not_happen_is_no_step() -> None:
    assert steps("Anna did not take the key. Anna would take the letter.") == []


def test_things_of_no_note_are_left_out() -> None:
    assert steps("Anna took the weather. Anna took a walk.") == []


def test_different_things_have_their_own_histories() -> None:
    found = histories("Anna took the key. Tom wore a ring.")
    assert len(found) == 2
    assert any("key" in name for name in found)
    assert any("ring" in name for name in found)


def test_steps_stand_in_their_sentence() -> None:
    world = world_of("It rained. Anna took the key. It stopped.")
    (thing,) = world.objects
    (step,) = thing.history
    assert "took the key" in world.text[step.start : step.end]
    assert "rained" not in world.text[step.start : step.end]
