"""Arcs: how a bond goes through the scenes, and where everybody goes from scene to scene; both read off the world's layers."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.types.world import Aspect, Entity, Relation, Scene, StoryWorld

_STEP = 0.5  # how far one passage that shows more or less of a bond moves it towards its end, if it is sure


@dataclass(frozen=True, slots=True)
class ArcPoint:
    """Where a bond stands at the end of a scene (`scene` is ``None`` outside all), from -1, its opposite, to 1.

    `before` is where it stood; `turn` the passage of the scene that moved it most.
    """

    source: Entity
    target: Entity
    aspect: Aspect
    scene: Scene | None
    before: float
    value: float
    turn: Relation


def find_arcs(world: StoryWorld) -> Iterator[ArcPoint]:
    """Yield the bonds but for kinship, each through the scenes that show it, in order of their first passages.

    A passage that shows a state draws the bond towards that, one that shows more or less of it moves it up or down, both as far
    as the claim is sure; a bond of which nothing was shown stands at 0.
    """
    bonds: defaultdict[tuple[Entity, Entity, Aspect], list[Relation]] = defaultdict(list)
    for one in sorted(world.relations, key=lambda one: (one.start, one.end)):
        if one.aspect != "kinship":
            bonds[one.source, one.target, one.aspect].append(one)
    starts = [scene.start for scene in world.scenes]
    for (source, target, aspect), passages in bonds.items():
        value = 0.0
        by_scene: defaultdict[int, list[Relation]] = defaultdict(list)
        for one in passages:
            by_scene[bisect_right(starts, one.start) - 1].append(one)
        for place, some in by_scene.items():
            before, moves = value, []
            for one in some:
                moved = _moved(value, one)
                moves.append((abs(moved - value), -one.start, one))
                value = moved
            turn = max(moves, key=lambda move: move[:2])[2]
            scene = world.scenes[place] if place >= 0 else None
            yield ArcPoint(source, target, aspect, scene, round(before, 2), round(value, 2), turn)


def _moved(value: float, passage: Relation) -> float:
    """Return where a passage leaves a bond that stood at `value`."""
    if passage.change == "state":
        return value + (passage.value - value) * passage.confidence
    end = 1.0 if passage.change == "up" else -1.0
    return value + (end - value) * _STEP * passage.confidence


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of somebody's way through the story: the scene in which he is somewhere else than in the one before."""

    who: Entity
    start: Entity
    end: Entity
    scene: Scene


def find_journeys(world: StoryWorld) -> Iterator[Leg]:
    """Yield for each character, the most mentioned first, the legs from a scene's place to the next known one's."""
    for who in world.characters:
        before: Entity | None = None
        for scene in world.scenes:
            if who not in scene.present or scene.place is None:
                continue
            if before is not None and scene.place != before:
                yield Leg(who, before, scene.place, scene)
            before = scene.place
