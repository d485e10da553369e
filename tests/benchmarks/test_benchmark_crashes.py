"""A few of the kills of ``python -m benchmarks.crashes``, those that no other test makes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")


def test_nothing_is_lost_by_kills_while_storing_and_correcting(tmp_path: Path) -> None:
    from benchmarks import crashes

    kills = list(crashes.run(2, 3, tmp_path, ("step",), ("store", "correct")))
    assert [act for act, _, _ in kills] == ["store", "correct"]
    lost = [(act, where, faults) for act, where, faults in kills if any("left over" not in one for one in faults)]
    assert lost == []


def test_a_library_that_is_not_whole_is_noticed(tmp_path: Path) -> None:
    from benchmarks import crash_acts

    place = crash_acts.Place(tmp_path)
    place.library.parent.mkdir()
    with crash_acts.Library.open(place.library) as shelf:
        shelf._connection.execute("PRAGMA foreign_keys = OFF")
        shelf._connection.execute("INSERT INTO tags VALUES (7, 0, 'Fandom', 'none')")
    assert list(crash_acts.library_faults(place.library)) == ["a row refers to nothing"]
    place.library.write_bytes(place.library.read_bytes()[:9000])
    assert any("SQLite" in one or "integrity" in one for one in crash_acts.library_faults(place.library))


def test_neither_the_old_export_nor_the_new_one_is_noticed(tmp_path: Path) -> None:
    from benchmarks import crash_acts

    place = crash_acts.Place(tmp_path)
    place.library.parent.mkdir()
    crash_acts.Library.open(place.library).close()
    old, new = {"x.json": b"old"}, {"x.json": b"new"}
    check = crash_acts._exported("x.json")
    assert list(check(place, old, new)) == ["x.json is gone"]
    for content, faults in ((b"old", []), (b"new", []), (b"ne", ["x.json is neither the old export nor the new one"])):
        (tmp_path / "x.json").write_bytes(content)
        assert list(check(place, old, new)) == faults
