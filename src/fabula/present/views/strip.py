"""Who speaks when: the quotes of the most frequent speakers along the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Limits, cut
from fabula.present.views.speaking import speakers
from fabula.types.text import Chapter
from fabula.types.world import Entity, Quote, Scene, StoryWorld

_LANES = 12
_WIDTH, _NARROWEST = 1000, 1.6  # of the picture, and of a mark in it


@dataclass(frozen=True, slots=True)
class Tick:
    """One quote and where it stands in a picture that is 1000 wide."""

    quote: Quote
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Lane:
    """One speaker's quotes along the story."""

    entity: Entity
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One chapter, or scene: its number, where it starts in the text and in the picture, and each lane's quotes in it."""

    number: int
    start: int
    end: int
    x: float
    quotes: tuple[tuple[Quote, ...], ...]


def strip_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the lanes, and the stretches that divide them."""
    lanes = strip_lanes(world)
    unit = "chapter" if len(world.work.chapters) > 1 else "scene"
    return {"lanes": lanes, "unit": unit, "stretches": cut(stretches(world, lanes), limits.rows)}


def strip_lanes(world: StoryWorld) -> tuple[Lane, ...]:
    """Return when the most frequent speakers speak, along the story's length."""
    scale = _WIDTH / max(1, len(world.text))
    ticks: defaultdict[Entity | None, list[Tick]] = defaultdict(list)
    for quote in world.quotes:
        width = max(_NARROWEST, scale * (quote.end - quote.start))
        ticks[quote.speaker].append(Tick(quote, round(scale * quote.start, 1), round(width, 1)))
    return tuple(Lane(one, tuple(ticks[one])) for one, _ in speakers(world)[:_LANES])


def stretches(world: StoryWorld, lanes: Sequence[Lane]) -> list[Stretch]:
    """Return the chapters, or the scenes where there is no more than one, with each lane's quotes."""
    parts: Sequence[Chapter | Scene] = world.work.chapters if len(world.work.chapters) > 1 else world.scenes
    scale = _WIDTH / max(1, len(world.text))
    return [
        Stretch(
            number,
            part.start,
            part.end,
            round(scale * part.start, 1),
            tuple(
                tuple(tick.quote for tick in lane.ticks if part.start <= tick.quote.start < part.end) for lane in lanes
            ),
        )
        for number, part in enumerate(parts, 1)
    ]
