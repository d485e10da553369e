from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from worlds import make_tokens, make_world, worlds

from fabula.store import rows
from fabula.store.schema import migrate
from fabula.types.world import StoryWorld

NOW = datetime(2026, 3, 3, tzinfo=UTC)


def new_library() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
    return connection


CONNECTION = new_library()  # one for all examples: making the tables takes longest


def stored(connection: sqlite3.Connection, world: StoryWorld) -> int:
    work = rows.write_work(connection, "key", world, NOW)
    rows.delete_layers(connection, work)
    rows.write_layers(connection, work, world)
    return work


@given(worlds())
def test_what_is_stored_is_what_is_loaded(world: StoryWorld) -> None:
    CONNECTION.execute("BEGIN")
    try:
        assert rows.read_world(CONNECTION, stored(CONNECTION, world)) == world
        assert CONNECTION.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        CONNECTION.execute("ROLLBACK")


@pytest.mark.parametrize("tokens", [None, (), make_tokens()])
def test_no_tokens_and_none_asked_for_stay_apart(tokens: tuple[()] | None) -> None:
    connection = new_library()
    world = make_world(tokens=tokens)
    assert rows.read_world(connection, stored(connection, world)).tokens == tokens


def test_numbers_are_kept_in_full() -> None:
    connection = new_library()
    world = make_world()
    assert rows.read_world(connection, stored(connection, world)).entities[0].confidence == 0.9712


def test_writing_again_leaves_no_rows_behind() -> None:
    connection = new_library()
    work = stored(connection, make_world())
    empty = StoryWorld(make_world().provenance, "", make_world().work.__class__())
    assert stored(connection, empty) == work
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        n_rows = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        assert n_rows == (1 if table in ("works", "texts", "passage_index_config") else n_rows * ("passage" in table))


def test_sql_reads_the_layers() -> None:
    connection = new_library()
    stored(connection, make_world())
    speeches = connection.execute("SELECT speaker, text FROM quote_texts WHERE id = 3").fetchall()
    assert speeches == [("Tobias", "“Who has the key?”")]
    hearers = connection.execute(
        """SELECT name FROM quote_hearers JOIN entities ON entities.work = quote_hearers.work
        AND entities.id = quote_hearers.entity WHERE quote = 3 ORDER BY quote_hearers.position"""
    ).fetchall()
    assert hearers == [("Ada Quill",), ("the crew",)]
    steps = connection.execute("SELECT action, holder, recipient FROM object_steps ORDER BY position").fetchall()
    assert steps == [("has", 0, None), ("gives", 0, 1), ("loses", 1, None)]
