"""Who speaks how much, and the colours by which those who speak most are told apart."""

from __future__ import annotations

from collections import Counter

from fabula.query.counts import count_quotes
from fabula.types.world import Entity, StoryWorld

N_COLOURS = 10  # the most frequent speakers have a colour of their own


def speakers(world: StoryWorld) -> list[tuple[Entity, int]]:
    """Return who speaks and how many quotes, the most talkative first."""
    counts = Counter(quote.speaker for quote in world.quotes if quote.speaker is not None)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0].id))


def colours(world: StoryWorld) -> dict[int, int]:
    """Return the colour, from 1, of the most frequent speakers by entity id."""
    return {one.id: place for place, (one, _) in enumerate(speakers(world)[:N_COLOURS], start=1)}


def cast_order(world: StoryWorld) -> list[Entity]:
    """Return the characters, those who speak first, then by mentions."""
    n_quotes = count_quotes(world)
    return sorted(world.characters, key=lambda one: (-n_quotes[one.id], -one.mentions, one.id))


def words_spoken(world: StoryWorld) -> Counter[int | None]:
    """Return how many words each entity speaks, by its id; under ``None`` those of quotes without a speaker."""
    counts: Counter[int | None] = Counter()
    for quote in world.quotes:
        counts[None if quote.speaker is None else quote.speaker.id] += n_words(world.text[quote.start : quote.end])
    return counts


def n_words(text: str) -> int:
    """Return how many words a text has, divided at white space."""
    return len(text.split())
