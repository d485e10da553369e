"""The library of read works: one SQLite file, safe against a second writer, a full disk, and being killed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from fabula.errors import LibraryError
from fabula.store import rows, search
from fabula.store.connection import connect, telling
from fabula.store.history import History, go_to, read_history, record
from fabula.types.world import StoryWorld

if TYPE_CHECKING:
    from fabula.encoder.groundwork import Groundwork

_LARGEST_ID = 2**63 - 1  # of SQLite
_BY_CONTENT = "sha256:"  # begins the key of what has no path
_STANDARD_INPUT = ("-", "<standard input>")  # names of a source that is no file


@dataclass(frozen=True, slots=True)
class WorkSummary:
    """One work of the library: its id there, what it is, its counts, what it was made from, and when it was read (UTC)."""

    id: int
    title: str | None
    author: str | None
    words: int
    chapters: int
    characters: int
    quotes: int
    source: str
    source_sha256: str
    cast_sha256: str | None
    read_at: datetime


class Library:
    """An open library; a context manager that closes it.

    Every method raises ``LibraryError`` when the file is at fault.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, wait_seconds: float = 30.0) -> Self:
        """Return the library at `path`, made when there is none; read-only where the file can't be written.

        A writer waits `wait_seconds` for another one. Raises ``LibraryError`` when the file can't be opened, is
        damaged, is no library, or is a newer fabula's.
        """
        file = Path(path)
        return cls(connect(file, wait_seconds), file)

    def close(self) -> None:
        """Close the file; more than once does no harm."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def store(self, world: StoryWorld, groundwork: Groundwork | None = None) -> int:
        """Return the work's id, once the world is stored whole; it replaces the same source's, keeping its id.

        The source is the same when its resolved path is, or, for standard input, its content. With its `groundwork` the work
        can be resolved anew when it is corrected. The corrections made of it stay.
        """
        packed = None if groundwork is None else _packed(groundwork)  # before anybody has to wait
        with self._writing():
            work = rows.write_work(self._connection, _key_of(world), world, datetime.now(UTC))
            self._write_world(work, world)
            self._connection.execute("DELETE FROM groundworks WHERE work = ?", (work,))
            if packed is not None:
                self._connection.execute("INSERT INTO groundworks VALUES (?, ?)", (work, packed))
        return work

    def renew(self, work: WorkSummary, world: StoryWorld) -> bool:
        """Put another world of the same reading in the place of a work's; tell whether that reading still stood.

        Where the book has been read again meanwhile, or is gone, nothing is changed.
        """
        with self._writing():
            if self._summaries("WHERE id = ? AND read_at = ?", work.id, work.read_at.isoformat()) == []:
                return False
            rows.write_work(self._connection, self._key(work.id), world, work.read_at)
            self._write_world(work.id, world)
        return True

    def groundwork(self, work: int) -> Groundwork | None:
        """Return what a work can be resolved anew from; ``None`` where it was stored without."""
        with self._reading():
            self._summary_of(work)
            query = "SELECT packed, text FROM groundworks JOIN texts USING (work) WHERE work = ?"
            row = self._connection.execute(query, (work,)).fetchone()
        if row is None:
            return None
        from fabula.store.groundworks import unpack

        return unpack(*row)

    def source_of(self, work: int) -> Path | None:
        """Return where the book's own file lies, or lay when it was read; ``None`` for standard input."""
        with self._reading():
            self._summary_of(work)
            key = self._key(work)
        return None if key.startswith(_BY_CONTENT) else Path(key)

    # -- corrections ------------------------------------------------------------------------------------------------

    def history(self, work: int) -> History:
        """Return the steps of a work's corrections, and which of them holds."""
        with self._reading():
            self._summary_of(work)
            return read_history(self._connection, work)

    def record(self, work: int, toml: str, label: str) -> History:
        """Make a cast file's text the step that holds, after the one that held; steps that were undone are forgotten."""
        with self._writing():
            self._summary_of(work)
            return record(self._connection, work, toml, label, datetime.now(UTC))

    def go_to(self, work: int, position: int) -> History:
        """Let another step of a work's corrections hold; ``LibraryError`` for one that isn't there."""
        with self._writing():
            self._summary_of(work)
            return go_to(self._connection, work, position)

    def load(self, work: int) -> StoryWorld:
        """Return the world stored as `work`, equal to what was stored."""
        with self._reading():
            self._summary_of(work)
            return rows.read_world(self._connection, work)

    def works(self) -> list[WorkSummary]:
        """Return what the library holds, in order of id."""
        with self._reading():
            return self._summaries("ORDER BY id")

    def latest(self) -> WorkSummary:
        """Return the work that was read last; ``LibraryError`` when there is none."""
        with self._reading():
            found = self._summaries("ORDER BY read_at DESC, id DESC LIMIT 1")
        if not found:
            raise LibraryError(f"{self.path}: holds no work yet; read one with `fabula read BOOK`")
        return found[0]

    def get(self, work: int) -> WorkSummary:
        """Return the work with this id; ``LibraryError`` when there is none."""
        with self._reading():
            return self._summary_of(work)

    def find(self, key: int | str) -> WorkSummary:
        """Return the work with this id, or the only one whose title or source contains `key` (in any case).

        Raises ``LibraryError``, which lists the choices, when there is none or more than one.
        """
        works = self.works()
        wanted = str(key).strip().casefold()
        by_id = [one for one in works if str(one.id) == wanted]
        named = [(one, [name.casefold() for name in (one.title, one.source) if name]) for one in works if wanted]
        exact = [one for one, names in named if wanted in names]
        partly = [one for one, names in named if any(wanted in name for name in names)]
        for found in (by_id, exact, partly):
            if len(found) == 1:
                return found[0]
        raise LibraryError(_no_single_work(str(key), exact or partly, works))

    def remove(self, work: int) -> None:
        """Take a work out of the library; ``LibraryError`` when it isn't there."""
        with self._writing():
            self._summary_of(work)
            self._forget(work)
            self._connection.execute("DELETE FROM works WHERE id = ?", (work,))

    def search(self, query: str, work: int | None = None, limit: int = 50) -> list[search.Hit]:
        """Return the quotes and passages that match, best first, at most `limit`, of one work or of all.

        The query is SQLite's FTS5 syntax (words, ``"a phrase"``, ``OR``, ``NOT``, ``word*``); what isn't valid there is
        looked for as a phrase.
        """
        with self._reading():
            return search.search(self._connection, query, work, limit)

    # -- inside a transaction ---------------------------------------------------------------------------------------

    def _write_world(self, work: int, world: StoryWorld) -> None:
        self._forget(work)
        rows.write_layers(self._connection, work, world)
        search.index_passages(self._connection, work, world)

    def _key(self, work: int) -> str:
        return str(self._connection.execute("SELECT key FROM works WHERE id = ?", (work,)).fetchone()[0])

    def _forget(self, work: int) -> None:
        search.forget_passages(self._connection, work)
        rows.delete_layers(self._connection, work)

    def _summary_of(self, work: int) -> WorkSummary:
        found = self._summaries("WHERE id = ?", work) if abs(work) <= _LARGEST_ID else []
        if not found:
            raise LibraryError(f"{self.path}: holds no work {work}; `fabula ls` lists what it holds")
        return found[0]

    def _summaries(self, rest: str, *values: int | str) -> list[WorkSummary]:
        columns = "id, title, author, words, chapters, characters, quotes, source, source_sha256, cast_sha256, read_at"
        found = self._connection.execute(f"SELECT {columns} FROM works {rest}", values)
        return [_summary(*row) for row in found]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers away until the end; what is written meanwhile is kept all or not at all."""
        with self._writing():
            yield

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Read one state of the library, whatever is written meanwhile."""
        with telling(self.path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")  # there is nothing to keep

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write all or nothing."""
        with telling(self.path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")


def _summary(*row: Any) -> WorkSummary:
    *values, read_at = row
    return WorkSummary(*(*values, datetime.fromisoformat(read_at)))


def _packed(groundwork: Groundwork) -> bytes:
    from fabula.store.groundworks import pack  # with numpy, which nobody waits for who only looks into a library

    return pack(groundwork)


def _key_of(world: StoryWorld) -> str:
    """Return what makes two readings the same work's."""
    made_from = world.provenance
    if made_from.source in _STANDARD_INPUT:
        return f"{_BY_CONTENT}{made_from.source_sha256}"
    return os.path.realpath(made_from.source)


def _no_single_work(key: str, found: list[WorkSummary], works: list[WorkSummary]) -> str:
    if not works:
        return f"no work matches {key!r}: the library is empty; read a book with `fabula read BOOK`"
    problem = f"{len(found)} works match {key!r}" if found else f"no work matches {key!r}"
    choices = [f"{one.id} {one.title or Path(one.source).name}" for one in (found or works)[:12]]
    more = len(found or works) - len(choices)
    listed = "; ".join([*choices, f"and {more} more"] if more else choices)
    return f"{problem}; name one by its id or a longer part of its title: {listed}"
