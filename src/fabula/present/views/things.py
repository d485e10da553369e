"""Notable things, and who had each, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.types.world import Possession, StoryWorld


@dataclass(frozen=True, slots=True)
class ThingStep:
    """One step in the history of a thing, and the passage that tells it."""

    thing: str
    step: Possession
    passage: Passage


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing and its steps, in order."""

    name: str
    steps: tuple[ThingStep, ...]


def things_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the things, those with the longest history first, and every step in the order of the table."""
    every = things(world)
    steps = [step for thing in every for step in thing.steps]
    return {"things": cut(every, limits.figures), "steps": cut(steps, limits.rows)}


def things(world: StoryWorld) -> list[Thing]:
    """Return the things, those with the longest history first."""
    passages = Passages(world)
    found = [
        Thing(one.name, tuple(ThingStep(one.name, it, passages.at(it.start, it.end)) for it in one.history))
        for one in world.objects
    ]
    return sorted(found, key=lambda thing: -len(thing.steps))
