"""Those who can't be there, as the shipped network's trees tell."""

from __future__ import annotations

from texts import parsed_world

PLAIN = ("Anna, Tom and Emma sat in the kitchen.", "Anna lit the lamp.")


def findings(*parts: str) -> list[tuple[str, str, str]]:
    world = parsed_world(*PLAIN, *parts)
    kinds = ("absent_but_acting", "contradiction")
    return [
        (one.kind, *(" ".join(world.text[span.start : span.end].split()) for span in one.spans))
        for one in world.findings
        if one.kind in kinds
    ]  # type: ignore[misc]


def test_who_has_left_and_speaks_is_marked_with_both_passages() -> None:
    found = findings(
        "Tom left the house.", "Anna sat down by the stove.", "“I am cold,” said Emma.", "Emma laughed at Anna.",
        "“So am I,” said Tom.",
    )  # fmt: skip
    assert found == [("absent_but_acting", "“So am I,”", "Tom left the house.")]


def test_who_came_back_or_was_gone_for_a_line_only_is_not() -> None:
    assert findings(
        "Tom left the house.", "Anna sat down by the stove.", "“I am cold,” said Emma.", "Tom came back in.",
        "“So am I,” said Tom.",
    ) == []  # fmt: skip
    assert findings("Tom went out.", "“I am cold,” said Tom.") == []


def test_the_dead_don_t_act() -> None:
    found = findings("Tom died that night.", "Anna wept.", "Tom walked into the kitchen.", "Tom sat down.")
    assert found == [("contradiction", "Tom walked into the kitchen.", "Tom died that night.")]


def test_who_nearly_died_or_is_remembered_is_not_marked() -> None:
    assert findings("Tom nearly died that night.", "Tom walked into the kitchen.") == []
    assert findings("Tom died that night.", "Tom had loved the sea.", "“Tom walked here,” said Anna.") == []


def test_two_ages_of_one_person_can_t_both_be() -> None:
    found = findings("Tom was twenty years old.", "Anna slept.", "Tom was fifty-three years old.")
    assert found == [("contradiction", "Tom was fifty-three years old.", "Tom was twenty years old.")]
    assert findings("Tom was twenty years old.", "Anna was fifty-three years old.") == []
    assert findings("Tom was twenty years old.", "Tom was twenty-one years old.") == []
