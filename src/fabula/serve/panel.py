"""What a reader who has come to a place can know of it: the scene, who is here, whose eyes, who knows what."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.serve.shelf import Shown
from fabula.types.world import Entity, Knowledge, Quote, Relation, Scene, StoryWorld

_MOST_CLAIMS, _MOST_BONDS = 6, 5


@dataclass(frozen=True, slots=True)
class Here:
    """The panel beside the text; all of it as of one offset, nothing from beyond."""

    offset: int
    world: StoryWorld
    scene: Scene | None
    eyes: Entity | None
    present: tuple[Entity, ...]
    speaker: Quote | None
    claims: tuple[Knowledge, ...]
    bonds: tuple[Relation, ...]


def here(shown: Shown, offset: int) -> Here:
    """Return the panel as of an offset: the latest claims held by those present, and bonds between them."""
    world = shown.as_of(offset)
    scene = world.scenes[-1] if world.scenes else None
    eyes = world.pov[-1].entity if world.pov else None
    present = scene.present if scene is not None else ()
    ids = {one.id for one in present}
    claims = [one for one in world.knowledge if ids & {who.id for who in one.holders}]
    bonds = [one for one in world.relations if {one.source.id, one.target.id} <= ids]
    return Here(
        offset,
        world,
        scene,
        eyes,
        present,
        next((one for one in reversed(world.quotes) if scene is not None and one.start >= scene.start), None),
        tuple(sorted(claims, key=lambda one: -one.start)[:_MOST_CLAIMS]),
        tuple(sorted(bonds, key=lambda one: -one.start)[:_MOST_BONDS]),
    )
