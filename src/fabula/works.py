"""Works as the command line is asked for them: opened from the library, or read from a file, with a bar and warnings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula import console
from fabula.errors import LibraryError

if TYPE_CHECKING:
    from fabula.store.library import Library, WorkSummary
    from fabula.types.world import StoryWorld


@contextmanager
def opened(given: Path | None) -> Iterator[Library]:
    """Open the library for looking into it: where there is none, none is made."""
    from fabula.store.library import Library
    from fabula.store.location import library_path

    path = library_path(given)
    if not path.exists():
        raise LibraryError(f"{path}: there is no library yet; read a book with `fabula read BOOK`")
    with Library.open(path) as library:
        yield library


def picked(library: Library, work: str | None) -> WorkSummary:
    """Return the work that was named; else the one that was read last, and say so when there are more."""
    if work is not None:
        return library.find(work)
    latest = library.latest()
    if len(library.works()) > 1:
        console.note(f"showing work {latest.id}, {latest.title or latest.source}, the one read last")
    return latest


def worlds_of(library: Path | None, works: Sequence[str]) -> list[StoryWorld]:
    """Return the worlds of some works of the library."""
    if not works:
        return []
    with opened(library) as shelf:
        return [shelf.load(shelf.find(work).id) for work in works]


def read_or_load(work: str, library: Path | None, cast: Path | None = None) -> StoryWorld:
    """Return the world of a book's file, read without keeping it; else that of a work of the library.

    A `cast` is read with a file; of a work that was read before, its waivers alone can still be heeded.
    """
    if work == "-" or (os.path.exists(work) and not os.path.isdir(work)):
        return read_book(work, cast=cast)
    world = worlds_of(library, [work])[0]
    return world if cast is None else _waived(world, cast)


def _waived(world: StoryWorld, cast: Path) -> StoryWorld:
    from fabula.resolve.cast import read_cast
    from fabula.world.waivers import not_waived

    return replace(world, findings=not_waived(world, read_cast(cast).waived))


def read_book(source: str, *, quiet: bool = False, **options: Any) -> StoryWorld:
    """Return the world of a source, with the options of `fabula.read`; warn of one that can't be read well."""
    from fabula.pipeline import read

    with console.progress_bar(source, quiet) as watchers:
        world = read(source, **options, progress=watchers.progress, watch=watchers.watch)
    _warn(world)
    return world


def _warn(world: StoryWorld) -> None:
    from fabula.readers.language import looks_english

    source = world.provenance.source
    if not looks_english(world.text):
        console.note(f"warning: {source}: does not look like English; the world will be mostly wrong")
    if not world.quotes:
        console.note(f"warning: {source}: no dialogue found; are its quotation marks unusual?")
