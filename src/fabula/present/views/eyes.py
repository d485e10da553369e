"""Through whose eyes each scene is told."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

from fabula.types.world import Entity, StoryWorld

_MOST = 2  # pairs of eyes that a scene is said to have


def eyes_of_scenes(world: StoryWorld) -> dict[int, tuple[Entity, ...]]:
    """Return through whose eyes each scene is told, by scene id, the one with most paragraphs first."""
    paragraphs = sorted(world.pov, key=lambda one: one.start)
    starts = [one.start for one in paragraphs]
    found = {}
    for scene in world.scenes:
        inside = paragraphs[bisect_left(starts, scene.start) : bisect_left(starts, scene.end)]
        counts = Counter(one.entity for one in inside if one.entity is not None)
        found[scene.id] = tuple(sorted(counts, key=lambda one: (-counts[one], one.id)))[:_MOST]
    return found
