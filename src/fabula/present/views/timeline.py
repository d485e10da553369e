"""The timeline: the scenes in the order of telling with what the text says of their times, and all its time expressions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Cut, Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.types.annotations import TimeExpression
from fabula.types.world import Scene, StoryWorld

_TIMES_OF_A_SCENE = 5
_PLACED = ("date", "time", "relative", "season")  # the kinds that place a scene; the others tell how long or how often


@dataclass(frozen=True, slots=True)
class Moment:
    """One time expression and where it stands."""

    time: TimeExpression
    passage: Passage


@dataclass(frozen=True, slots=True)
class TimelineScene:
    """One scene, where it begins, and the expressions in it that place it in time."""

    scene: Scene
    passage: Passage
    moments: Cut[Moment]


def timeline_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the scenes and the time expressions."""
    every = moments(world)
    return {"scenes": cut(timeline_scenes(world, every), limits.rows), "moments": cut(every, limits.rows)}


def moments(world: StoryWorld) -> list[Moment]:
    """Return every time expression, in order."""
    passages = Passages(world)
    return [Moment(one, passages.at(one.start, one.end)) for one in sorted(world.timeline, key=lambda one: one.start)]


def timeline_scenes(world: StoryWorld, every: list[Moment]) -> list[TimelineScene]:
    """Return the scenes in the order of telling with those of the expressions that place them, each wording once."""
    passages = Passages(world)
    inside: defaultdict[int | None, dict[str, Moment]] = defaultdict(dict)
    for one in every:
        if one.time.kind in _PLACED:
            inside[one.passage.scene].setdefault(one.time.text.casefold(), one)
    return [
        TimelineScene(scene, passages.at(scene.start, scene.end), cut(inside[scene.id + 1].values(), _TIMES_OF_A_SCENE))
        for scene in world.scenes
    ]
