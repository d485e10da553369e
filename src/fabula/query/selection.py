"""Part of a layer: what one character has to do with, what lies in one chapter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from fabula.query.names import names_in
from fabula.types.world import Entity, StoryWorld

_INVOLVES: Mapping[str, Callable[[Any, Entity], bool]] = {
    "quotes": lambda quote, who: quote.speaker == who,
    "doubts": lambda quote, who: quote.speaker == who,
    "knowledge": lambda claim, who: who in claim.holders,
    "scenes": lambda scene, who: who in scene.present,
    "relations": lambda relation, who: who in (relation.source, relation.target),
    "pov": lambda view, who: view.entity == who,
}
_NAMED_IN: Mapping[str, tuple[str, ...]] = {  # layers that are derived from several: columns of names
    "secrets": ("kept_by", "unaware"),
    "unheard": ("speaker", "hearers", "unheard_by"),
    "arcs": ("from", "to"),
    "journeys": ("who",),
    "stays": ("who",),
    "retold": ("teller", "to", "first_teller"),
}
_DRAWN_FROM = {"doubts": "quotes"}  # layers that show another one's records


def find_character(world: StoryWorld, name: str) -> Entity:
    """Return the one entity called `name`, or part of it, in any case: by its name, by an alias, then by a part.

    Raises ``ValueError``, which lists the choices, when there is none or more than one.
    """
    wanted = name.strip().casefold()
    persons = [one for one in world.entities if one.type == "PER"] or list(world.entities)
    by_name = [one for one in persons if one.name.casefold() == wanted]
    by_alias = [one for one in persons if wanted in (alias.casefold() for alias in one.aliases)]
    by_part = [one for one in persons if wanted and any(wanted in it.casefold() for it in (one.name, *one.aliases))]
    for found in (by_name, by_alias, by_part):
        if len(found) == 1:
            return found[0]
    raise ValueError(_no_single_character(name, by_name or by_alias or by_part, world))


def only_with(world: StoryWorld, layer: str, who: Entity) -> StoryWorld:
    """Return the world with those records of a layer that `who` speaks, holds, takes part in, or sees.

    A layer that is derived from several is narrowed row by row, by `rows_with`. Raises ``ValueError`` for a layer that has nobody
    in it.
    """
    if layer in _NAMED_IN:
        return world
    involves = _INVOLVES.get(layer)
    if involves is None:
        raise ValueError(f"a character narrows {', '.join((*_INVOLVES, *_NAMED_IN))}, not {layer}")
    field = _DRAWN_FROM.get(layer, layer)
    kept = tuple(record for record in getattr(world, field) if involves(record, who))
    return replace(world, **{field: kept})  # type: ignore[arg-type]


def rows_with(rows: list[dict[str, Any]], layer: str, who: Entity) -> list[dict[str, Any]]:
    """Return the rows of a derived layer that name `who`; those of other layers as they are."""
    columns = _NAMED_IN.get(layer)
    if columns is None:
        return rows
    return [row for row in rows if any(who.name in names_in(row[column]) for column in columns)]


def only_in_chapter(world: StoryWorld, rows: list[dict[str, Any]], chapter: int) -> list[dict[str, Any]]:
    """Return the rows that lie in a chapter, counted from 1 in reading order; ``ValueError`` when there is none."""
    check_chapter(world, chapter)
    if rows and "chapter" not in rows[0]:
        raise ValueError("a chapter narrows what lies at one place in the text")
    return [row for row in rows if row["chapter"] == chapter]


def check_chapter(world: StoryWorld, number: int) -> None:
    """Raise ``ValueError`` for a chapter, counted from 1 in reading order, that there is none of."""
    n_chapters = len(world.work.chapters)
    if not 1 <= number <= n_chapters:
        raise ValueError(f"there is no chapter {number}; the work has {n_chapters}, counted from 1 in reading order")


def _no_single_character(name: str, found: list[Entity], world: StoryWorld) -> str:
    problem = f"{len(found)} characters match {name!r}" if found else f"no character matches {name!r}"
    choices = [one.name for one in (found or world.characters)[:12]]
    return f"{problem}; choose one of: {'; '.join(choices)}" if choices else f"{problem}, and the work has none"
