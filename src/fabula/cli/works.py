"""Works as the command line is asked for them: opened from the library, or read from a file, with a bar and warnings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fabula.cli import console
from fabula.errors import LibraryError, UsageError

if TYPE_CHECKING:
    from fabula.encoder.groundwork import Groundwork
    from fabula.store.library import Library, WorkSummary
    from fabula.types.cast import Cast
    from fabula.types.text import Book
    from fabula.types.world import StoryWorld

LibraryOption = Annotated[
    Path | None, typer.Option("--library", metavar="PATH", help="The library's file. [default: in $FABULA_HOME]")
]
WorkArgument = Annotated[str | None, typer.Argument(help="Id, or part of the title. [default: the one read last]")]


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
        return read_book(work, library, cast=cast)[1]
    world = worlds_of(library, [work])[0]
    return world if cast is None else _waived(world, cast)


def _waived(world: StoryWorld, cast: Path) -> StoryWorld:
    from fabula.resolve.cast import read_cast
    from fabula.world.waivers import not_waived

    return replace(world, findings=not_waived(world, read_cast(cast).waived))


def read_book(
    source: str, library: Path | None, *, quiet: bool = False, **options: Any
) -> tuple[Groundwork, StoryWorld]:
    """Return what the network's pass leaves of a source, and its world, with the options of `fabula.read`.

    Corrections made of it before are heeded. Warns of a source that can't be read well, and of corrections that find no place.
    """
    from fabula.pipeline import read_and_keep
    from fabula.store.location import library_path

    corrections = _Corrections(source, library_path(library))
    with console.progress_bar(source, quiet) as watchers:
        groundwork, world = read_and_keep(
            source, **options, progress=watchers.progress, watch=watchers.watch, corrections=corrections.of_book
        )
    _warn(world)
    corrections.warn(world)
    return groundwork, world


class _Corrections:
    """The corrections of one source, found once its content is known."""

    def __init__(self, source: str, library: Path) -> None:
        self._source, self._library = source, library
        self._path: Path | None = None
        self._cast: Cast | None = None

    def of_book(self, book: Book) -> Cast | None:
        """Return what was corrected in an earlier reading of a book."""
        from fabula.corrections.cast_text import parse_corrections
        from fabula.corrections.desk import text_of
        from fabula.store.location import corrections_path

        file = None if self._source == "-" else Path(os.path.realpath(self._source))
        self._path = corrections_path(file, book.source_sha256, self._library)
        self._cast = parse_corrections(text_of(self._path), str(self._path))
        return self._cast

    def warn(self, world: StoryWorld) -> None:
        """Say which corrections were heeded, and which found no place."""
        from fabula.resolve.given import unplaced

        if self._cast is None:
            return
        lost = unplaced(self._cast, world.text, world.quotes, world.pov)
        console.note(f"with the corrections in {self._path}")
        if lost:
            several = "corrections find" if len(lost) > 1 else "correction finds"
            console.note(
                f"warning: {len(lost)} {several} no place in this text; the first is about {lost[0].passage.text[:60]!r}"
            )


def _warn(world: StoryWorld) -> None:
    from fabula.readers.language import looks_english

    source = world.provenance.source
    if not looks_english(world.text):
        console.note(f"warning: {source}: does not look like English; the world will be mostly wrong")
    if not world.quotes:
        console.note(f"warning: {source}: no dialogue found; are its quotation marks unusual?")


def store(world: StoryWorld, groundwork: Groundwork | None, library: Path | None) -> int | None:
    """Keep a world in the library, and return the work's number; ``None`` where nothing is to be kept."""
    if library is None:
        return None
    from fabula.store.library import Library

    with Library.open(library) as shelf:
        return shelf.store(world, groundwork)


def keep_apart(written: Sequence[str | Path | None], read: Sequence[str | Path | None]) -> None:
    """Refuse, before any work, an output that is one of the inputs, which it would replace, or another output."""
    taken = {os.path.realpath(one) for one in read if one is not None and os.path.exists(one)}
    for one in written:
        if one is None or str(one) == "-":
            continue
        if os.path.realpath(one) in taken:
            raise UsageError(f"{one}: is read or written by the same command already; name another file")
        taken.add(os.path.realpath(one))


def check_files(written: Sequence[str | Path | None], read: Sequence[str | Path | None]) -> None:
    """Refuse, before any work, output files that can't be written, or that must be kept apart."""
    from fabula.export.files import check_destination

    keep_apart(written, read)
    for one in written:
        if one is not None:
            check_destination(one)
