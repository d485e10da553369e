"""The few numbers that sum a world up."""

from __future__ import annotations

from collections import Counter

from fabula.types.world import Entity, StoryWorld


def count_words(world: StoryWorld) -> int:
    """Return how many words the story has, without what the book carries around it (headings, notes, licences)."""
    at, n_words = 0, 0
    for stretch in sorted(world.work.paratext, key=lambda one: (one.start, one.end)):
        n_words += len(world.text[at : max(at, stretch.start)].split())
        at = max(at, stretch.end)
    return n_words + len(world.text[at:].split())


def count_quotes(world: StoryWorld) -> Counter[int]:
    """Return how many quotes each entity speaks, by its id."""
    return Counter(quote.speaker.id for quote in world.quotes if quote.speaker is not None)


def speaking_cast(world: StoryWorld) -> tuple[tuple[Entity, int], ...]:
    """Return every character with the number of its quotes: who speaks most first, then who is mentioned most."""
    n_quotes = count_quotes(world)
    cast = [(one, n_quotes[one.id]) for one in world.characters]
    return tuple(sorted(cast, key=lambda pair: -pair[1]))
