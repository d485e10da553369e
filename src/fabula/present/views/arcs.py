"""How bonds go through the scenes, as small pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.query.arcs import ArcPoint, find_arcs
from fabula.types.world import Aspect, Entity, StoryWorld

WIDTH, HEIGHT = 600, 90
_MARGIN = 10
_MOVEMENT = 2  # scenes that show a bond, from which it has an arc


@dataclass(frozen=True, slots=True)
class Step:
    """What one scene does to a bond, where that stands in the picture, and the passage that moves it most."""

    point: ArcPoint
    x: float
    y: float
    passage: Passage


@dataclass(frozen=True, slots=True)
class Line:
    """One aspect of a bond; `path` is the SVG path of its way."""

    aspect: Aspect
    steps: tuple[Step, ...]
    path: str


@dataclass(frozen=True, slots=True)
class PairArcs:
    """What one character has for another, an aspect a line."""

    source: Entity
    target: Entity
    lines: tuple[Line, ...]


def arcs_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the pairs, those with most steps first, and every step in the order of the table."""
    pairs = pair_arcs(world)
    steps = [step for pair in pairs for line in pair.lines for step in line.steps]
    return {"pairs": cut(pairs, limits.figures), "steps": cut(steps, limits.rows), "width": WIDTH, "height": HEIGHT}


def pair_arcs(world: StoryWorld) -> list[PairArcs]:
    """Return the pairs with a bond that more than one scene shows."""
    bonds: defaultdict[tuple[Entity, Entity, Aspect], list[ArcPoint]] = defaultdict(list)
    for point in find_arcs(world):
        bonds[point.source, point.target, point.aspect].append(point)
    drawing = _Drawing(world)
    lines: defaultdict[tuple[Entity, Entity], list[Line]] = defaultdict(list)
    for (source, target, aspect), points in bonds.items():
        if len(points) >= _MOVEMENT:
            lines[source, target].append(drawing.line(aspect, points))
    pairs = [PairArcs(source, target, tuple(some)) for (source, target), some in lines.items()]
    return sorted(pairs, key=lambda pair: -sum(len(line.steps) for line in pair.lines))


class _Drawing:
    """Puts the scenes of one world from left to right, and a bond's value from -1 at the bottom to 1 at the top."""

    def __init__(self, world: StoryWorld) -> None:
        self._passages = Passages(world)
        self._place = {scene.id: place for place, scene in enumerate(world.scenes)}
        self._room = (WIDTH - 2 * _MARGIN) / max(1, len(world.scenes))

    def line(self, aspect: Aspect, points: Sequence[ArcPoint]) -> Line:
        """Return the line of one bond through its points."""
        steps = tuple(self._step(point) for point in points)
        return Line(aspect, steps, self._path(steps))

    def _step(self, point: ArcPoint) -> Step:
        place = -0.5 if point.scene is None else self._place[point.scene.id]
        x = _MARGIN + (place + 0.5) * self._room
        return Step(point, round(x, 1), self._y(point.value), self._passages.at(point.turn.start, point.turn.end))

    def _path(self, steps: Sequence[Step]) -> str:
        """Return a path that goes level from scene to scene, and up or down where one moves the bond."""
        moves = "".join(f"H{step.x}V{step.y}" for step in steps)
        return f"M{_MARGIN} {self._y(0.0)}{moves}H{WIDTH - _MARGIN}"

    @staticmethod
    def _y(value: float) -> float:
        return round(HEIGHT / 2 - value * (HEIGHT / 2 - _MARGIN), 1)
