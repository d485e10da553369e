from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from worlds import make_world

from fabula.errors import LibraryError
from fabula.store import schema
from fabula.store.library import Library
from fabula.store.rows import write_layers, write_work


@pytest.fixture
def connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}


def test_an_empty_file_gets_every_table(connection: sqlite3.Connection) -> None:
    schema.migrate(connection)
    assert schema.check_version(connection, "x")
    wanted = "works texts tags chapters paratext tokens entities aliases mentions events quotes quote_addressees"
    wanted += " quote_hearers scenes scene_present pov knowledge knowledge_about knowledge_holders knowledge_unaware"
    wanted += " relations objects object_steps timeline findings finding_spans passages quote_texts"
    assert set(wanted.split()) <= tables(connection)


def test_an_older_library_goes_through_what_it_lacks(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.migrate(connection)

    def add_reviews(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE reviews (work INTEGER)")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_reviews))
    assert not schema.check_version(connection, "x")
    schema.migrate(connection)
    assert schema.version_of(connection) == len(schema.MIGRATIONS)
    assert "reviews" in tables(connection)


def test_a_failing_migration_leaves_the_version_before(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (work INTEGER)")
        connection.execute("nonsense")

    monkeypatch.setattr(schema, "MIGRATIONS", (schema.create_layers, fail))
    with pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection)
    assert schema.version_of(connection) == 1
    assert "half" not in tables(connection)
    assert "works" in tables(connection)


def test_a_newer_library_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    Library.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match=r"newer fabula.*pip install --upgrade"):
        Library.open(path)


def test_another_programs_database_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "photos.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()
    content = path.read_bytes()
    with pytest.raises(LibraryError, match="another program's"):
        Library.open(path)
    assert path.read_bytes() == content


def test_a_library_of_version_1_keeps_its_works(tmp_path: Path) -> None:
    path, world = tmp_path / "library.sqlite", make_world()
    old = sqlite3.connect(path, isolation_level=None)
    old.execute("BEGIN")
    schema.create_layers(old)
    write_layers(old, write_work(old, "key", world, datetime(2026, 1, 2, tzinfo=UTC)), world)
    old.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    old.execute("PRAGMA user_version = 1")
    old.execute("COMMIT")
    old.close()
    with Library.open(path) as library:
        assert library.load(1) == world
        assert library.groundwork(1) is None
        assert library.history(1).holding is None
