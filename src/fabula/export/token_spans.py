"""Stretches of text as runs of tokens, for the formats that count tokens instead of characters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from fabula.errors import UsageError
from fabula.types.world import StoryWorld, Token


def tokens_of(world: StoryWorld, format_name: str) -> tuple[Token, ...]:
    """Return a world's tokens; ``UsageError``, which says how to get them, when it was read without."""
    if world.tokens is None:
        source = world.provenance.source
        raise UsageError(
            f"{source}: was read without its tokens, which {format_name} is made of; read it again with"
            " `fabula read BOOK --tokens`, then export it"
        )
    return world.tokens


class TokenSpans:
    """Which tokens a stretch of characters touches."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._starts = [one.start for one in tokens]
        self._ends = [one.end for one in tokens]

    def of(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the first and the last token (both inside) of ``[start, end)``, ``None`` when there is none."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        return (first, last) if first <= last else None
