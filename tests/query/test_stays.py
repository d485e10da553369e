"""From when to when somebody is seen in a scene."""

from __future__ import annotations

from worlds import ADA, BRANDT, CREW, TOBIAS, at, make_world

from fabula.export.frames import rows
from fabula.query.stays import find_stays
from fabula.types.text import Span
from fabula.types.world import WorldEvent

WORLD = make_world()


def test_everybody_present_has_a_stay_in_each_scene() -> None:
    stays = list(find_stays(WORLD))
    assert [(one.scene.id, one.who) for one in stays] == [(0, ADA), (0, BRANDT), (1, TOBIAS), (1, ADA), (1, CREW)]
    ada, *_, crew = stays
    assert ada.first == Span(**at("walked"))
    assert ada.last == Span(WORLD.quotes[2].start, WORLD.quotes[2].end)
    assert (crew.first, crew.last, crew.comes, crew.leaves) == (None, None, None, None)


def test_who_comes_in_and_leaves_is_told_by_the_events() -> None:
    came = WorldEvent(**at("laughed"), lemma="come", agent=BRANDT)
    went = WorldEvent(**at("waited"), lemma="leave", agent=ADA)
    stays = {one.who: one for one in find_stays(make_world(events=(came, went), quotes=())) if one.scene.id == 0}
    assert stays[BRANDT].comes == Span(came.start, came.end)
    assert stays[ADA].leaves == Span(went.start, went.end)
    assert stays[ADA].comes is None


def test_they_are_a_table_too() -> None:
    first = rows(WORLD, "stays")[0]
    assert (first["scene"], first["who"], first["chapter"], first["comes"]) == (0, "Ada Quill", 1, None)
