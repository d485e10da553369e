"""The scenes: where, when, through whose eyes, who is there, and who comes and leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fabula.present.views.eyes import eyes_of_scenes
from fabula.present.views.limits import Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.query.stays import find_stays
from fabula.types.world import Entity, Scene, StoryWorld


@dataclass(frozen=True, slots=True)
class Passing:
    """Somebody who comes into a scene or leaves it, and the words that say so."""

    who: Entity
    move: Literal["comes in", "leaves"]
    passage: Passage


@dataclass(frozen=True, slots=True)
class SceneRow:
    """One scene, where it begins, through whose eyes it is told, and who comes and leaves, in order."""

    scene: Scene
    passage: Passage
    eyes: tuple[Entity, ...]
    passings: tuple[Passing, ...]


def scenes_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the rows of the scenes."""
    return {"scenes": cut(scene_rows(world), limits.rows)}


def scene_rows(world: StoryWorld) -> list[SceneRow]:
    """Return a row for each scene, in order."""
    passages, eyes = Passages(world), eyes_of_scenes(world)
    passings: defaultdict[int, list[Passing]] = defaultdict(list)
    for stay in find_stays(world):
        if stay.comes is not None:
            comes = passages.at(stay.comes.start, stay.comes.end)
            passings[stay.scene.id].append(Passing(stay.who, "comes in", comes))
        if stay.leaves is not None:
            leaves = passages.at(stay.leaves.start, stay.leaves.end)
            passings[stay.scene.id].append(Passing(stay.who, "leaves", leaves))
    return [
        SceneRow(
            one,
            passages.at(one.start, one.end),
            eyes[one.id],
            tuple(sorted(passings[one.id], key=lambda passing: passing.passage.start)),
        )
        for one in world.scenes
    ]
