"""The cast: who the characters are, how much they speak, and where they are first and last seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.present.views.speaking import cast_order, words_spoken
from fabula.query.counts import count_quotes
from fabula.types.world import Entity, EntityMention, StoryWorld


@dataclass(frozen=True, slots=True)
class CastRow:
    """One character with its counts; `share` of all words that named speakers say, in [0, 1]; where it is first and last seen."""

    entity: Entity
    n_quotes: int
    n_words: int
    share: float
    n_scenes: int
    first: Passage | None
    last: Passage | None


def cast_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the rows of the cast."""
    return {"cast": cut(cast_rows(world), limits.cast)}


def cast_rows(world: StoryWorld) -> list[CastRow]:
    """Return the characters, those who speak first, then by mentions."""
    passages, n_quotes, n_words = Passages(world), count_quotes(world), words_spoken(world)
    spoken = max(1, n_words.total() - n_words[None])
    n_scenes = Counter(one.id for scene in world.scenes for one in scene.present)
    seen = _first_and_last(world)

    def row(one: Entity) -> CastRow:
        first, last = (passages.at(it.start, it.end) for it in seen[one.id]) if one.id in seen else (None, None)
        words = n_words[one.id]
        return CastRow(one, n_quotes[one.id], words, words / spoken, n_scenes[one.id], first, last)

    return [row(one) for one in cast_order(world)]


def _first_and_last(world: StoryWorld) -> dict[int, tuple[EntityMention, EntityMention]]:
    """Return the first and the last mention of each entity, by its id."""
    seen: dict[int, tuple[EntityMention, EntityMention]] = {}
    for one in sorted(world.mentions, key=lambda mention: mention.start):
        first, _ = seen.get(one.entity.id, (one, one))
        seen[one.entity.id] = first, one
    return seen
