from __future__ import annotations

import pytest
from texts import world_of

from fabula.types.world import Relation


def relations(*parts: str) -> list[Relation]:
    return list(world_of(*parts).relations)


def bonds(*parts: str) -> set[tuple[str, str, str]]:
    return {(one.source.name, one.target.name, one.aspect) for one in relations(*parts)}


@pytest.mark.parametrize(
    ("sentence", "aspect", "positive"),
    [
        ("Anna kissed Tom.", "affection", True),
        ("Anna hated Tom.", "affection", False),
        ("Anna trusted Tom.", "trust", True),
        ("Anna betrayed Tom.", "trust", False),
        ("Anna feared Tom.", "fear", True),
    ],
)
def test_acts_show_bonds(sentence: str, aspect: str, positive: bool) -> None:
    found = [one for one in relations(sentence, "Tom slept.") if one.aspect == aspect]
    assert len(found) == 1
    assert (found[0].source.name, found[0].target.name) == ("Anna", "Tom")
    assert (found[0].value > 0) is positive


def test_what_is_denied_shows_no_bond() -> None:
    assert bonds("Anna never trusted Tom. Anna would have kissed Tom.") == set()


def test_who_obeys_is_under_authority() -> None:
    assert ("Anna", "Tom", "authority") in bonds("Tom obeyed Anna.")


def test_the_evidence_is_the_sentence() -> None:
    world = world_of("It rained. Anna kissed Tom. It stopped.")
    (found,) = world.relations
    assert world.text[found.start : found.end] == "Anna kissed Tom."


@pytest.mark.parametrize(
    "text", ["Anna’s brother came in.", "Anna sat down. Her brother came in.", "Anna saw her brother."]
)
def test_kin_are_bound_to_each_other(text: str) -> None:
    found = [one for one in relations(text) if one.aspect == "kinship"]
    assert found
    assert {found[0].source.name, found[0].target.name} == {"Anna", "Anna's brother"}


def test_nobody_is_bound_to_himself() -> None:
    assert bonds("Anna loved Anna.") == set()
