"""Works of a library resolved anew in the light of their corrections: as a whole, or first the part that was corrected."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from fabula.errors import FabulaError, LibraryError

if TYPE_CHECKING:
    from fabula.encoder.groundwork import Groundwork
    from fabula.store.library import Library
    from fabula.types.cast import Cast
    from fabula.types.text import Tokens
    from fabula.types.world import StoryWorld

Line = tuple[int, int, str | None]  # a quote's span and who says it


def resolve_anew(library: str, work: int) -> bool:
    """Resolve a work of a library anew in the light of its corrections; tell whether that has changed its world.

    Nothing is done where the world heeds them already. Raises ``LibraryError`` for a work stored without its groundwork.
    """
    from fabula.corrections.desk import corrections_of
    from fabula.pipeline import read_again
    from fabula.resolve.combined import combined_cast
    from fabula.store.library import Library

    with Library.open(library) as shelf:
        summary = shelf.get(work)
        corrections = corrections_of(shelf, summary).cast()
        if corrections is None and summary.cast_sha256 is None:
            return False
        groundwork = _groundwork(library, work, summary.read_at.isoformat())
        if groundwork is None:
            raise LibraryError(
                f"{summary.title or summary.source} was stored without what it can be resolved anew from; the corrections are "
                "kept, and heeded when it is read again with `fabula read`"
            )
        cast = combined_cast(groundwork.cast, corrections)
        if summary.cast_sha256 == (None if cast is None else cast.sha256):
            return False
        return shelf.renew(summary, read_again(groundwork, corrections))


def with_tokens(library: Library, work: int, world: StoryWorld) -> StoryWorld:
    """Return a work's world with its tokens, which are made again with all the network's tags; as it is where that can't be."""
    from fabula.pipeline import tokens_again

    groundwork = library.groundwork(work)
    tokens = None if groundwork is None else tokens_again(groundwork)
    return world if tokens is None else replace(world, tokens=tokens)


def resolve_part(library: str, work: int, part: tuple[int, int], before: str, after: str) -> list[Line]:
    """Return which lines of a part of a work are somebody else's with one text of corrections than with another.

    The part is resolved twice as a book of its own, with everybody whom the work is known to have; that takes a second, where
    the whole of a long novel takes half a minute. Empty where the part can't be had.
    """
    from fabula.corrections.cast_text import parse_corrections
    from fabula.store.library import Library

    with Library.open(library) as shelf:
        summary = shelf.get(work)
    read_at = summary.read_at.isoformat()
    known = _known(library, work, read_at, *part)
    if known is None:
        return []
    try:
        casts = [parse_corrections(toml, "the corrections") for toml in (before, after)]
    except FabulaError:
        return []
    was, now = (_speakers(known, cast) for cast in casts)
    start = part[0]
    return [
        (first + start, last + start, who) for (first, last), who in now.items() if was.get((first, last), who) != who
    ]


def _speakers(groundwork: Groundwork, corrections: Cast | None) -> dict[tuple[int, int], str | None]:
    from fabula.pipeline import read_again

    world = read_again(groundwork, corrections)
    return {(one.start, one.end): None if one.speaker is None else one.speaker.name for one in world.quotes}


@lru_cache(maxsize=2)
def _known(library: str, work: int, read_at: str, start: int, end: int) -> Groundwork | None:
    """Return the groundwork of a part of a work, with the cast of the whole."""
    from dataclasses import replace

    from fabula.annotate.tokens import tokenize
    from fabula.encoder.parts import part_of, part_of_book
    from fabula.resolve.names import without_accents
    from fabula.resolve.series import cast_of_series

    groundwork = _groundwork(library, work, read_at)
    if groundwork is None:
        return None
    tokens = tokenize(part_of_book(groundwork.book, start, end))
    part = part_of(groundwork, start, end, _tokens(library, work, read_at), tokens)
    if part is None:
        return None
    words = frozenset(map(without_accents, tokens.lower))
    return replace(part, cast=cast_of_series([_world(library, work, read_at)], groundwork.cast, words))


@lru_cache(maxsize=1)
def _groundwork(library: str, work: int, read_at: str) -> Groundwork | None:
    """Return what a reading of a work left, which is kept: its corrections come one after the other."""
    from fabula.store.library import Library

    with Library.open(library) as shelf:
        return shelf.groundwork(work)


@lru_cache(maxsize=1)
def _tokens(library: str, work: int, read_at: str) -> Tokens:
    from fabula.annotate.tokens import tokenize

    groundwork = _groundwork(library, work, read_at)
    assert groundwork is not None
    return tokenize(groundwork.book)


@lru_cache(maxsize=1)
def _world(library: str, work: int, read_at: str) -> StoryWorld:
    """Return a work's world as it was when it was first corrected: it is asked for its names alone."""
    from fabula.store.library import Library

    with Library.open(library) as shelf:
        return shelf.load(work)
