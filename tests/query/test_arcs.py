"""How bonds go through the scenes, and who goes where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from worlds import ADA, BRANDT, HERON, OFFICE, TOBIAS, at, make_world

from fabula.export.frames import rows
from fabula.query.arcs import find_arcs, find_journeys
from fabula.types.world import Relation

WORLD = make_world()
DISTRUSTS, LOST = WORLD.relations


def test_each_bond_has_a_point_for_each_scene_that_shows_it() -> None:
    first, second = find_arcs(WORLD)
    assert (first.source, first.target, first.aspect, first.scene) == (BRANDT, ADA, "trust", WORLD.scenes[0])
    assert (first.before, first.value, first.turn) == (0.0, pytest.approx(-0.68), DISTRUSTS)
    assert (second.source, second.target, second.scene) == (ADA, BRANDT, WORLD.scenes[1])
    assert second.value == pytest.approx(-0.2)


def test_a_bond_goes_on_from_where_it_stood_and_the_greatest_move_is_its_turn() -> None:
    warmer = replace(DISTRUSTS, change="up", value=0.3, confidence=1.0, **at("I gave it to the captain"))
    still = replace(warmer, confidence=0.1, **at("Who has the key"))
    points = list(find_arcs(make_world(relations=(warmer, still, DISTRUSTS))))
    assert [one.before for one in points] == [0.0, pytest.approx(-0.68)]
    assert points[1].turn == warmer
    assert points[0].value < points[1].value < 1


def test_kin_have_no_arc_and_values_stay_within_their_ends() -> None:
    kin = Relation(ADA, BRANDT, "kinship", "state", 1.0, **at("Ada Quill"))
    assert list(find_arcs(make_world(relations=(kin,)))) == []
    many = tuple(replace(LOST, change="down", value=-1.0, confidence=1.0) for _ in range(20))
    assert -1.0 <= list(find_arcs(make_world(relations=many)))[-1].value < -0.9


def test_journeys_lead_from_place_to_place() -> None:
    (leg,) = find_journeys(WORLD)
    assert (leg.who, leg.start, leg.end, leg.scene.id) == (ADA, OFFICE, HERON, 1)
    nowhere = tuple(replace(one, place=None) for one in WORLD.scenes)
    assert list(find_journeys(make_world(scenes=nowhere))) == []
    assert TOBIAS not in {one.who for one in find_journeys(WORLD)}


def test_they_are_tables_too() -> None:
    assert [(row["from"], row["to"], row["value"], row["scene"]) for row in rows(WORLD, "arcs")] == [
        ("Captain Brandt", "Ada Quill", -0.68, 0), ("Ada Quill", "Captain Brandt", -0.2, 1),
    ]  # fmt: skip
    (row,) = rows(WORLD, "journeys")
    assert (row["who"], row["from"], row["to"], row["chapter"]) == ("Ada Quill", "the harbour office", "the Heron", 2)
