"""What is told otherwise elsewhere, and days that do not follow each other."""

from __future__ import annotations

import pytest
from texts import parsed_world


def contradictions(*parts: str) -> list[str]:
    world = parsed_world("Anna and Tom sat in the kitchen. Anna lit the lamp, and Tom laughed.", *parts)
    return [one.message for one in world.findings if one.kind == "contradiction"]


def test_one_pair_has_one_kind_of_kin() -> None:
    told = ("Anna saw the sea, and she wept.", "Anna's brother Tom was tired.")
    assert contradictions(*told, "Anna's cousin Tom laughed.") == ["Tom is Anna's brother there, and cousin here."]
    assert contradictions(*told, "Anna's brother Tom laughed.", "Anna's cousin Ben laughed.") == []


def test_the_first_time_is_one() -> None:
    first = "Anna saw the sea for the first time."
    assert contradictions(first, "It rained.", first) == ["Anna does this for the first time, as there."]
    assert contradictions(first, "Tom saw the sea for the first time.") == []
    assert contradictions(first, "Anna saw the sea for the first time in ten years.") == []


@pytest.mark.parametrize(
    ("then", "wrong"),
    [
        ("The next day was Thursday, and Anna slept.", True),
        ("The next morning, Wednesday, Anna slept.", True),
        ("The next day was Tuesday, and Anna slept.", False),
        ("On Thursday Anna slept.", False),
        ("A week passed. The next day was Thursday.", False),
        ("“The next day was Thursday,” said Anna.", False),
    ],
)
def test_days_follow_each_other(then: str, wrong: bool) -> None:
    assert bool(contradictions("It was Monday. Anna lit the lamp.", then)) == wrong
