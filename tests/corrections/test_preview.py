from __future__ import annotations

from dataclasses import replace

import pytest
from worlds import ADA, BRANDT, STORY, TOBIAS, make_world

from fabula.corrections.actions import (
    Action,
    Apart,
    CalledToo,
    HasPronouns,
    Narrates,
    NoPerson,
    Renamed,
    SaidBy,
    Same,
    SceneAt,
    Waive,
)
from fabula.corrections.preview import preview, with_entities
from fabula.types.text import Span
from fabula.types.world import StoryWorld

WORLD = make_world()
FIRST = WORLD.quotes[0]


def after(*actions: Action) -> StoryWorld:
    return preview(WORLD, actions)


def names(world: StoryWorld) -> list[str]:
    return [one.name for one in world.entities if one.type == "PER"]


def said(who: str | None) -> SaidBy:
    return SaidBy((Span(FIRST.start, FIRST.end),), who)


def test_a_line_is_said_by_whom_the_reader_says() -> None:
    quote = after(said("Tobias")).quotes[0]
    assert quote.speaker == TOBIAS
    assert quote.confidence == 1
    assert TOBIAS not in quote.hearers
    assert after(said("")).quotes[0].speaker is None
    assert after(said(None)) == WORLD


def test_a_line_may_be_somebodys_whom_nobody_knew() -> None:
    world = after(said("the porter"))
    assert world.quotes[0].speaker is not None
    assert world.quotes[0].speaker.name == "the porter"
    assert names(world)[-1] == "the porter"


def test_two_are_one_in_every_layer() -> None:
    world = after(Same("Ada Quill", "Captain Brandt"))
    assert "Captain Brandt" not in names(world)
    both = world.entities[0]
    assert both.aliases == ("Ada", "Miss Quill", "Captain Brandt", "Brandt", "the captain")
    assert both.mentions == ADA.mentions + BRANDT.mentions
    assert BRANDT.id not in {one.entity.id for one in world.mentions}
    assert all(one.source != one.target for one in world.relations)


def test_a_name_is_another_ones() -> None:
    world = after(Apart("Ada Quill", "Miss Quill"))
    assert names(world)[-1] == "Miss Quill"
    moved = {STORY[one.start : one.end] for one in world.mentions if one.entity.name == "Miss Quill"}
    assert moved <= {"Miss Quill"}
    assert "Miss Quill" not in world.entities[0].aliases


def test_what_is_no_person_is_nowhere() -> None:
    world = after(NoPerson("Captain Brandt"))
    assert "Captain Brandt" not in names(world)
    assert all(one.speaker != BRANDT and BRANDT not in one.hearers for one in world.quotes)
    assert all(BRANDT not in one.present for one in world.scenes)
    assert all(BRANDT not in (one.source, one.target) for one in world.relations)


def test_names_pronouns_and_the_narrator() -> None:
    world = after(
        CalledToo("Ada", "the girl"), Renamed("Ada", "A. Quill"), HasPronouns("Tobias", "they"), Narrates("Tobias")
    )
    ada, tobias = world.entities[0], next(one for one in world.entities if one.id == TOBIAS.id)
    assert ada.name == "A. Quill"
    assert set(ada.aliases) == {"Ada Quill", "Ada", "Miss Quill", "the girl"}
    assert (tobias.pronouns, tobias.narrator, ada.narrator) == ("they", True, False)
    assert world.mentions[0].entity.name in names(world)


def test_scenes_are_cut_and_joined() -> None:
    at = WORLD.scenes[0].start + 10
    cut = after(SceneAt(at, True)).scenes
    assert [one.id for one in cut] == list(range(len(WORLD.scenes) + 1))
    assert (cut[0].end, cut[1].start) == (at, at)
    joined = after(SceneAt(at, True), SceneAt(at, False)).scenes
    assert [(one.start, one.end) for one in joined] == [(one.start, one.end) for one in WORLD.scenes]


def test_a_finding_is_waived() -> None:
    finding = WORLD.findings[0]
    assert finding not in after(Waive(finding.kind, finding.spans[0].of(STORY))).findings


@pytest.mark.parametrize("action", [Same("Nobody", "Ada"), NoPerson("Nobody"), HasPronouns("Nobody", "he")])
def test_who_is_not_there_changes_nothing(action: Action) -> None:
    assert after(action) == WORLD


def test_entities_that_stay_leave_the_world_as_it_is() -> None:
    assert with_entities(WORLD, lambda one: one) == WORLD
    assert with_entities(WORLD, lambda one: replace(one)) == WORLD
