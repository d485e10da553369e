"""Opening the library's file, and saying in plain words what is wrong with it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fabula.errors import LibraryError
from fabula.store.schema import check_version, migrate


def connect(path: Path, wait_seconds: float) -> sqlite3.Connection:
    """Return a connection to a library of this fabula's version; ``LibraryError`` when there can't be one."""
    with telling(path):
        if os.path.exists(path) and not _may_write(path):  # Path.exists may raise
            return _connect_read_only(path)
        _make_folder(path.parent)
        try:
            return _connect_to_write(path, wait_seconds)
        except sqlite3.OperationalError as error:
            if not _is_full(path) or not _holds_something(path):
                raise
            try:  # there is no room for the files beside it, but it can be looked into
                return _connect_read_only(path)
            except sqlite3.OperationalError:
                raise error from None


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn whatever SQLite complains of into a ``LibraryError`` that names the file and the remedy."""
    try:
        yield
    except (sqlite3.Error, UnicodeError) as error:
        raise LibraryError(f"{path}: {_in_plain_words(error, path)}") from error


def _connect_to_write(path: Path, wait_seconds: float) -> sqlite3.Connection:
    connection = _open(path, "rwc", wait_seconds)
    try:
        if not check_version(connection, str(path)):
            _prepare(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # one transaction a book: its cost is nothing
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Make or renew the tables."""
    # Readers go on while a writer writes, and a killed writer leaves nothing behind.
    connection.execute("PRAGMA journal_mode = WAL")
    migrate(connection)


def _connect_read_only(path: Path) -> sqlite3.Connection:
    try:
        return _open_current(path, "ro")
    except sqlite3.OperationalError:
        # Without the right to make the files beside it, SQLite reads a resting library only when told that it rests.
        if _holds_something(path.with_name(path.name + "-wal")):
            raise
        return _open_current(path, "ro&immutable=1")


def _open_current(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection to a library that needs no renewing."""
    connection = _open(path, mode, 5.0)
    try:
        if check_version(connection, str(path)):
            return connection
        raise LibraryError(f"{path}: is an older fabula's and can't be renewed, for it is read-only; make it writable")
    except BaseException:
        connection.close()
        raise


def _open(path: Path, mode: str, wait_seconds: float) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=wait_seconds, isolation_level=None)


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _is_full(path: Path) -> bool:
    """Tell whether there is no room beside a library for what SQLite writes there."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"{folder}: can't be made ({error.strerror}); name another place with --library or FABULA_HOME"
        ) from None


def _in_plain_words(error: Exception, path: Path) -> str:
    """Return what is wrong and what to do."""
    if isinstance(error, UnicodeError):
        return f"the text has a character that can't be stored ({error}); save the source as valid UTF-8 and try again"
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY) and _is_full(path):
        code = sqlite3.SQLITE_FULL
    return _MESSAGES.get(code, f"SQLite says: {error}; please report this").format(path=path)


_LEAST_ROOM = 100_000  # bytes
_DAMAGED = (
    "is damaged or no fabula library; the books themselves are not touched. Move it away and read them again, or try"
    " `sqlite3 '{path}' .recover | sqlite3 recovered.sqlite`"
)
_MESSAGES = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_FULL: "the disk is full; nothing was changed. Free some space and try again",
    sqlite3.SQLITE_IOERR: "the disk could not be read or written; nothing was changed. Check the disk and try again",
    sqlite3.SQLITE_BUSY: "another fabula is writing to it; nothing was changed. Try again when it is done",
    sqlite3.SQLITE_LOCKED: "another fabula is writing to it; nothing was changed. Try again when it is done",
    sqlite3.SQLITE_READONLY: "is read-only; make it writable, or name another one with --library",
    sqlite3.SQLITE_CANTOPEN: "can't be opened; check the path and its permissions, or name another one with --library",
    sqlite3.SQLITE_CONSTRAINT: "the world does not hold together (two ids alike, or one that is nobody's); nothing was"
    " changed. Please report the book",
}
