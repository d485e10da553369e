"""The plan of a corpus: every work once, in an order that stays, divided into batches that are read as one.

Works that are the same to the byte are read once: the first of them; the others name it. The plan is kept on the disk as it
grows, in SQLite, so that a million works take no more memory than ten, and planning that was broken off is gone on with.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fabula.corpus.contents import Contents
from fabula.corpus.sources import Found, check_source, find_sources
from fabula.errors import CorpusError, SourceError

# Of one batch. The first are smaller, by their numbers alone, so that a small corpus keeps several processes busy too.
MOST_WORKS, MOST_BYTES = 64, 8_000_000
_SMALLER, _EACH = 16, 16  # times in the beginning; batches after which they may be twice as large
_KEPT_EACH = 1000  # works: what is lost at most when planning is broken off


@dataclass(frozen=True, slots=True)
class Planned:
    """One work: where it is, and the sum of its bytes; `same_as` is the source of an earlier work with the same bytes.

    `sha256` is empty for a source that can't be read, whose `found` tells the problem. `batch` is the number of the batch that
    it is read in.
    """

    batch: int
    found: Found
    sha256: str
    same_as: str | None = None

    @property
    def source(self) -> str:
        """The name that the work goes by."""
        return self.found.name


@dataclass(frozen=True, slots=True)
class Batch:
    """Works that are read together; `number` counts from 0."""

    number: int
    works: tuple[Planned, ...]

    @property
    def n_bytes(self) -> int:
        """The bytes that are to be read."""
        return sum(one.found.n_bytes for one in self.works if one.same_as is None)


class Divider:
    """Puts works, as they come, into batches; it begins in a batch that holds some already, or none."""

    def __init__(self, number: int, n_works: int = 0, n_bytes: int = 0) -> None:
        self._number, self._n_works, self._n_bytes = number, n_works, n_bytes

    def place(self, n_bytes: int) -> int:
        """Return the number of the batch that a work of so many bytes is read in."""
        smaller = max(1, _SMALLER >> (self._number // _EACH))
        is_full = self._n_works >= max(1, MOST_WORKS // smaller) or self._n_bytes + n_bytes > MOST_BYTES // smaller
        if self._n_works and is_full:
            self._number, self._n_works, self._n_bytes = self._number + 1, 0, 0
        self._n_works, self._n_bytes = self._n_works + 1, self._n_bytes + n_bytes
        return self._number


class Plan:
    """The plan in a file: it is opened by `opened`, and made longer by `extend`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Plan]:
        """Open a plan, a new one where there is none; ``CorpusError`` for what is none, and for whatever goes wrong with it."""
        with _telling(path):
            connection = sqlite3.connect(path, isolation_level=None)
            try:
                connection.text_factory = _text
                if _version(connection, path) == 0:
                    connection.executescript(_TABLES)
                yield cls(connection)
            finally:
                connection.close()

    @property
    def n_works(self) -> int:
        """How many works are planned."""
        return self._number("SELECT count(*) FROM works")

    @property
    def n_batches(self) -> int:
        """How many batches they are divided into."""
        return self._number("SELECT ifnull(max(batch), -1) + 1 FROM works")

    @property
    def n_bytes(self) -> int:
        """The bytes of all that are to be read."""
        return self._number("SELECT ifnull(sum(n_bytes), 0) FROM works WHERE same_as IS NULL")

    @property
    def is_whole(self) -> bool:
        """Whether all the works of the sources are in it: planning has not been broken off."""
        return self._one("SELECT given FROM planning") is None

    def works(self) -> Iterator[Planned]:
        """Yield the works in their order."""
        yield from map(_planned, self._connection.execute(f"SELECT {_COLUMNS} FROM works ORDER BY position"))

    def batches(self, without: Collection[int] = ()) -> Iterator[Batch]:
        """Yield the batches but those of some numbers."""
        rows = f"SELECT {_COLUMNS} FROM works WHERE batch = ? ORDER BY position"
        for number in range(self.n_batches):
            if number not in without:
                yield Batch(number, tuple(map(_planned, self._connection.execute(rows, (number,)))))

    def extend(
        self,
        given: Sequence[str],
        watch: Callable[[int], None] | None = None,
        unavailable: Iterable[tuple[int, str]] = (),
    ) -> None:
        """Add those works of some sources that the plan lacks, by name and size, in batches of their own.

        What could not be had is planned again, and so is what has the same bytes as such a work; `unavailable` are batch and
        source of those that were not there when they were to be read. `watch` is called with the number of works looked at.
        Planning that was broken off is gone on with, if it was of the same sources. Raises ``SourceError`` for a source that
        is none.
        """
        for source in given:
            check_source(source)
        before = self._begin(list(given), unavailable)
        divider = self._divider(before)
        try:
            with Contents() as contents:
                new = self._new(find_sources(given), before, watch)
                for number, (one, outcome) in enumerate(contents.sums_of(new), 1):
                    if not self._has(one, before):  # as it may by now, where several sources name it
                        self._add(one, outcome, divider)
                    if number % _KEPT_EACH == 0:
                        self._connection.execute("COMMIT")
                        self._connection.execute("BEGIN")
            self._connection.execute("UPDATE planning SET whole_to = (SELECT count(*) FROM works), given = NULL")
        finally:  # a work is there or not, whatever has happened, and the next time goes on
            if self._connection.in_transaction:  # SQLite ends it by itself when there is no room
                self._connection.execute("COMMIT")

    def _begin(self, given: list[str], unavailable: Iterable[tuple[int, str]]) -> int:
        """Begin a transaction; return how many works were in the plan before this planning, broken off or not, began."""
        before = self._number("SELECT whole_to FROM planning")
        broken_off = json.loads(str(self._one("SELECT ifnull(given, '[]') FROM planning")))
        self._connection.execute("BEGIN")
        if broken_off != given[: len(broken_off)]:  # nobody asks for those any more
            self._connection.execute("DELETE FROM works WHERE position >= ?", (before,))
        self._connection.execute("UPDATE planning SET given = ?", (json.dumps(given),))
        lost = ((batch, _text_of(source)) for batch, source in unavailable)
        self._connection.executemany("UPDATE works SET had = 0 WHERE batch = ? AND name = CAST(? AS TEXT)", lost)
        self._connection.execute(
            "UPDATE works SET had = 0 WHERE same_as IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM works AS read WHERE read.sha256 = works.sha256 AND read.same_as IS NULL AND read.had)"
        )
        return before

    def _divider(self, before: int) -> Divider:
        """Return what divides the works that come after the first ones."""
        row = self._connection.execute(
            "SELECT batch, count(*), sum(n_bytes) FROM works WHERE position >= ? GROUP BY batch ORDER BY batch DESC LIMIT 1",
            (before,),
        ).fetchone()
        return Divider(self.n_batches) if row is None else Divider(*row)

    def _has(self, found: Found, before: int) -> bool:
        """Tell whether a work is in the plan and could be had; or has been put in by this planning, whatever it is."""
        return bool(
            self._one(
                "SELECT EXISTS (SELECT 1 FROM works WHERE name = CAST(?1 AS TEXT) AND"
                " (n_bytes = ?2 AND had OR position >= ?3))",
                _text_of(found.name),
                found.n_bytes,
                before,
            )
        )

    def _new(self, works: Iterable[Found], before: int, watch: Callable[[int], None] | None) -> Iterator[Found]:
        for number, one in enumerate(works, 1):
            if watch is not None:
                watch(number)
            if not self._has(one, before):
                yield one

    def _add(self, found: Found, outcome: str | SourceError, divider: Divider) -> None:
        """Put in a work with the sum of its bytes, or with why they can't be had."""
        problem, sha256, same_as = None, "", None
        if isinstance(outcome, SourceError):
            problem = str(outcome)
            latest = "SELECT had FROM works WHERE name = CAST(? AS TEXT) ORDER BY position DESC LIMIT 1"
            if self._one(latest, _text_of(found.name)) == 0:
                return  # it has been told
        else:
            sha256 = outcome
            same_as = self._one("SELECT name FROM works WHERE sha256 = ? AND had ORDER BY position LIMIT 1", sha256)
        self._connection.execute(
            "INSERT INTO works SELECT ifnull(max(position), -1) + 1, :batch, CAST(:name AS TEXT), :n_bytes,"
            " CAST(:problem AS TEXT), CAST(:member AS TEXT), :offset, :sha256, CAST(:same_as AS TEXT), :had FROM works",
            {
                "batch": divider.place(found.n_bytes),
                "name": _text_of(found.name),
                "n_bytes": found.n_bytes,
                "problem": _text_of(problem),
                "member": _text_of(found.member),
                "offset": found.offset,
                "sha256": sha256,
                "same_as": None if same_as in (None, found.name) else _text_of(str(same_as)),
                "had": problem is None,
            },
        )

    def _number(self, query: str) -> int:
        return int(str(self._one(query)))

    def _one(self, query: str, *values: object) -> str | int | None:
        row = self._connection.execute(query, values).fetchone()
        return None if row is None else row[0]


# `had` says whether a work could be had, as far as is known; `whole_to` is how many works were planned by plannings that came
# to their end, and `given` the sources of one that did not, as JSON.
_TABLES = """
BEGIN;
CREATE TABLE works (
 position INTEGER PRIMARY KEY, batch INTEGER NOT NULL, name TEXT NOT NULL, n_bytes INTEGER NOT NULL, problem TEXT, member TEXT,
 offset INTEGER, sha256 TEXT NOT NULL, same_as TEXT, had INTEGER NOT NULL);
CREATE INDEX works_by_batch ON works (batch);
CREATE INDEX works_by_name ON works (name);
CREATE INDEX works_by_sum ON works (sha256);
CREATE TABLE planning (whole_to INTEGER NOT NULL, given TEXT);
INSERT INTO planning VALUES (0, NULL);
PRAGMA user_version = 1;
COMMIT;
"""
_COLUMNS = "batch, name, n_bytes, problem, member, offset, sha256, same_as"


def _planned(row: tuple[int, str, int, str | None, str | None, int | None, str, str | None]) -> Planned:
    batch, name, n_bytes, problem, member, offset, sha256, same_as = row
    return Planned(batch, Found(name, n_bytes, problem, member, offset), sha256, same_as)


# Names of files are bytes to the system, and not always UTF-8: what Python escapes in them is stored as it was.


def _text_of(name: str | None) -> bytes | None:
    return None if name is None else name.encode("utf-8", "surrogateescape")


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in (0, 1):
        raise CorpusError(f"{path}: was made by a newer fabula; install that one, or begin in another folder")
    return int(version)


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    """Turn whatever SQLite complains of into a ``CorpusError`` that names the file and the remedy."""
    try:
        yield
    except sqlite3.Error as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        raise CorpusError(f"{path}: {_MESSAGES.get(code, f'SQLite says: {error}; please report this')}") from error


_DAMAGED = "is damaged; put it back, or begin in another folder"
_MESSAGES = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_ERROR: _DAMAGED,  # its tables are others
    sqlite3.SQLITE_FULL: "the disk is full; free some space and run the command again, which goes on where it was",
    sqlite3.SQLITE_BUSY: "another process is planning; try again in a moment",
    sqlite3.SQLITE_IOERR: "the disk could not be read or written; check it and run the command again",
    sqlite3.SQLITE_READONLY: "is read-only; make it writable, or begin in another folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check its permissions, or begin in another folder",
}
