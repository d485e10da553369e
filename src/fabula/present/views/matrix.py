"""Who is where: scenes by characters, with what each does in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from fabula.present.views.eyes import eyes_of_scenes
from fabula.present.views.limits import Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.query.counts import count_quotes
from fabula.types.world import Entity, Scene, StoryWorld

Mark = Literal["viewpoint", "speaks", "present", "spoken of"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a character does in a scene, and where it shows first."""

    marks: tuple[Mark, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One scene with a cell for each column, ``None`` where the character has nothing to do with it."""

    scene: Scene
    passage: Passage
    cells: tuple[Cell | None, ...]


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Where = dict[tuple[int, int], _Placed]  # by the ids of the scene and the entity


def matrix_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the characters of the columns, how many have none, and the rows."""
    columns = cut(_most_present(world), limits.columns)
    return {"columns": columns, "rows": cut(matrix_rows(world, columns.shown), limits.rows)}


def _most_present(world: StoryWorld) -> list[Entity]:
    """Return the characters that are or speak in some scene, those in most scenes first."""
    n_scenes, n_quotes = Counter(one.id for scene in world.scenes for one in scene.present), count_quotes(world)
    some = [one for one in world.characters if n_scenes[one.id] or n_quotes[one.id]]
    return sorted(some, key=lambda one: (-n_scenes[one.id], -one.mentions, one.id))


def matrix_rows(world: StoryWorld, columns: Sequence[Entity]) -> list[MatrixRow]:
    """Return a row for each scene, with a cell for each of the columns."""
    passages, eyes = Passages(world), eyes_of_scenes(world)
    spoken: _Where = {}
    for quote in world.quotes:
        _remember(spoken, passages, quote.speaker, quote)
    seen: _Where = {}
    for mention in world.mentions:
        _remember(seen, passages, mention.entity, mention)

    def cell(scene: Scene, who: Entity) -> Cell | None:
        at = scene.id, who.id
        marks: list[Mark] = ["viewpoint"] if who in eyes[scene.id] else []
        if at in spoken:
            marks.append("speaks")
        elif who in scene.present:
            marks.append("present")
        elif at in seen and not marks:
            marks.append("spoken of")
        where = spoken.get(at) or seen.get(at) or scene
        return Cell(tuple(marks), where.start, min(where.end, scene.end)) if marks else None

    return [
        MatrixRow(scene, passages.at(scene.start, scene.end), tuple(cell(scene, who) for who in columns))
        for scene in world.scenes
    ]


def _remember(where: _Where, passages: Passages, who: Entity | None, placed: _Placed) -> None:
    """Note the first thing of somebody in a scene."""
    scene = passages.scene(placed.start)
    if scene is not None and who is not None:
        where.setdefault((scene.id, who.id), placed)
