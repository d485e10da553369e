from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from worlds import STORY, make_tokens, make_world

from fabula.errors import LibraryError
from fabula.store import connection, rows
from fabula.store.library import Library
from fabula.types.world import StoryWorld

TESTS = Path(__file__).parents[1]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "library.sqlite"


@pytest.fixture
def library(path: Path) -> Iterator[Library]:
    with Library.open(path) as library:
        yield library


def entitled(title: str | None, source: str) -> StoryWorld:
    world = make_world(source)
    return replace(world, work=replace(world.work, title=title))


def test_a_world_comes_back_as_it_was(library: Library) -> None:
    world = make_world(tokens=make_tokens())
    assert library.load(library.store(world)) == world


def test_a_library_keeps_what_it_had(path: Path) -> None:
    with Library.open(path) as library:
        library.store(make_world())
    with Library.open(path) as library:
        assert library.load(1) == make_world()


def test_works_sums_up(library: Library) -> None:
    library.store(make_world())
    (work,) = library.works()
    assert (work.id, work.title, work.author, work.source) == (1, "The Lamp at Carrow", "E. Marsh", "lamp.txt")
    assert (work.words, work.chapters, work.characters, work.quotes) == (86, 2, 3, 6)
    assert timedelta() <= datetime.now(UTC) - work.read_at < timedelta(minutes=1)


def test_the_same_source_is_replaced_and_keeps_its_id(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = library.store(make_world("lamp.txt"))
    other = library.store(make_world("other.txt"))
    again = make_world(str(tmp_path / "lamp.txt"), quotes=(), knowledge=())
    assert library.store(again) == first != other
    assert library.load(first) == again
    assert len(library.works()) == 2


def test_standard_input_is_the_same_when_its_content_is(library: Library) -> None:
    world = make_world("<standard input>")
    first = library.store(world)
    assert library.store(world) == first
    changed = replace(world, provenance=replace(world.provenance, source_sha256="f" * 64))
    assert library.store(changed) != first


def test_the_latest_is_the_one_read_last(library: Library) -> None:
    with pytest.raises(LibraryError, match="fabula read"):
        library.latest()
    for source in ("a.txt", "b.txt", "a.txt"):
        library.store(make_world(source))
    assert library.latest().source == "a.txt"


class TestFind:
    @pytest.fixture(autouse=True)
    def _works(self, library: Library) -> None:
        for title, source in (
            ("Emma", "e.txt"),
            ("Emma Again", "x/again.txt"),
            ("1984", "o.txt"),
            (None, "y/moor.txt"),
        ):
            library.store(entitled(title, source))

    @pytest.mark.parametrize(
        ("key", "work"),
        [(2, 2), ("2", 2), ("emma", 1), ("AGAIN", 2), ("1984", 3), ("moor", 4), ("Y/Moor.txt", 4), ("x/", 2)],
    )
    def test_by_id_title_or_source(self, library: Library, key: int | str, work: int) -> None:
        assert library.find(key).id == work

    @pytest.mark.parametrize(
        ("key", "message"),
        [("emm", "2 works match 'emm'.*1 Emma; 2 Emma Again"), ("zz", "no work.*4 moor"), ("", "no")],
    )
    def test_choices_are_listed(self, library: Library, key: str, message: str) -> None:
        with pytest.raises(LibraryError, match=message):
            library.find(key)


def test_finding_in_an_empty_library(library: Library) -> None:
    with pytest.raises(LibraryError, match="the library is empty"):
        library.find("emma")


def test_a_removed_work_is_gone(library: Library) -> None:
    work = library.store(make_world())
    library.store(make_world("other.txt"))
    library.remove(work)
    assert [one.source for one in library.works()] == ["other.txt"]
    for act in (library.load, library.remove):
        with pytest.raises(LibraryError, match="no work 1"):
            act(work)


def test_a_library_path_may_hold_signs_of_addresses(tmp_path: Path) -> None:
    with Library.open(tmp_path / "50% of #1? ü.sqlite") as library:
        library.store(make_world())
    assert (tmp_path / "50% of #1? ü.sqlite").exists()


# -- what can go wrong ----------------------------------------------------------------------------------------------


def check_whole(path: Path, world: StoryWorld) -> None:
    """Assert that the library is sound and holds just this world."""
    with Library.open(path) as library:
        assert [library.load(one.id) for one in library.works()] == [world]
    with sqlite3.connect(path) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []
        other.execute("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
    other.close()


def test_an_error_while_storing_leaves_the_old_world(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.store(make_world())

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fabula.store.search.index_passages", fail)
    with pytest.raises(KeyboardInterrupt):
        library.store(make_world(quotes=(), knowledge=()))
    library.close()
    check_whole(path, make_world())


def test_a_world_that_does_not_hold_together_is_refused(library: Library, path: Path) -> None:
    library.store(make_world())
    with pytest.raises(LibraryError, match="does not hold together"):
        library.store(make_world(entities=make_world().entities[:2]))
    library.close()
    check_whole(path, make_world())


def test_text_that_is_no_unicode_is_refused(library: Library) -> None:
    with pytest.raises(LibraryError, match="can't be stored"):
        library.store(make_world(text=STORY + "\ud800"))
    assert library.works() == []


def test_a_full_disk_loses_nothing(library: Library, path: Path) -> None:
    library.store(make_world())
    n_pages = library._connection.execute("PRAGMA page_count").fetchone()[0]
    library._connection.execute(f"PRAGMA max_page_count = {n_pages + 2}")
    with pytest.raises(LibraryError, match=r"disk is full.*Free some space"):
        library.store(make_world(text=STORY * 50))
    library.close()
    check_whole(path, make_world())


KILLED = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
from worlds import STORY, make_world
from fabula.store import library, search
def die(*_):
    if sys.argv[3] == "now":
        os.kill(os.getpid(), signal.SIGKILL)
    print("inside", flush=True)
    sys.stdin.read()
library.search.index_passages = die
with library.Library.open(sys.argv[2]) as opened:
    opened._connection.execute("PRAGMA cache_size = 5")  # so that rows reach the disk before the end
    opened.store(make_world(text=STORY * 300, quotes=(), knowledge=()))
"""


def test_a_kill_loses_nothing(library: Library, path: Path) -> None:
    library.store(make_world())
    library.close()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(TESTS), str(path), "now"], check=False)
    assert killed.returncode == -signal.SIGKILL
    check_whole(path, make_world())


def test_readers_go_on_and_writers_wait_while_another_writes(library: Library, path: Path) -> None:
    library.store(make_world())
    arguments = [sys.executable, "-c", KILLED, str(TESTS), str(path), "later"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "inside\n"
        assert library.load(1) == make_world()  # the state before
        with (
            Library.open(path, wait_seconds=0.1) as hasty,
            pytest.raises(LibraryError, match="another fabula is writing"),
        ):
            hasty.store(make_world("second.txt"))
        other.communicate("")
    library.store(make_world("second.txt"))
    assert [library.load(one.id).quotes for one in library.works()] == [(), make_world().quotes]


WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from worlds import make_world
from fabula.store.library import Library
for n in range(5):
    with Library.open(sys.argv[2]) as opened:
        opened.store(make_world(f"{sys.argv[3]}-{n}.txt"))
"""


def test_writers_who_start_together_all_get_their_turn(path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(TESTS), str(path), str(n)], stderr=subprocess.PIPE)
        for n in range(3)
    ]
    assert [writer.communicate()[1] for writer in writers] == [b""] * 3
    with Library.open(path) as library:
        assert len(library.works()) == 15


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\1" * 5000])
def test_a_damaged_file_is_told_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match=r"library\.sqlite: is damaged.*recover"):
        Library.open(path)
    assert path.read_bytes() == content


def test_damage_inside_is_told(library: Library, path: Path) -> None:
    work = library.store(make_world(text=STORY * 100))
    library.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="is damaged"), Library.open(path) as opened:
        opened.load(work)


def test_a_read_only_library_is_read(library: Library, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.store(make_world())
    library.close()
    monkeypatch.setattr(connection, "_may_write", lambda _: False)  # root may write anywhere
    with Library.open(path) as opened:
        assert opened.load(1) == make_world()
        assert len(opened.search("tide")) == 1
        with pytest.raises(LibraryError, match="read-only"):
            opened.store(make_world())


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_library_in_a_read_only_folder_is_read(library: Library, path: Path) -> None:
    library.store(make_world())
    library.close()
    path.parent.chmod(0o500)
    try:
        with Library.open(path) as opened:
            assert opened.load(1) == make_world()
    finally:
        path.parent.chmod(0o700)


def test_a_read_only_library_without_its_side_files_is_read(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.store(make_world())
    library.close()
    monkeypatch.setattr(connection, "_may_write", lambda _: False)
    honest = connection._open

    def refuse(path: Path, mode: str, wait_seconds: float) -> sqlite3.Connection:
        # What SQLite does where it can't make the -shm file.
        return honest(path if "immutable" in mode else path.with_name("none"), mode, wait_seconds)

    monkeypatch.setattr(connection, "_open", refuse)
    with Library.open(path) as opened:
        assert opened.load(1) == make_world()


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="FABULA_HOME"):
        Library.open(tmp_path / "file" / "library.sqlite")
    with pytest.raises(LibraryError, match="can't be opened"):
        Library.open(tmp_path)


def test_a_novel_is_stored_fast(library: Library) -> None:
    world = make_world(text=STORY * 1600)  # 160 thousand words
    many = replace(world, mentions=world.mentions * 8400, quotes=(), knowledge=())
    started = time.perf_counter()
    library.store(many)
    assert time.perf_counter() - started < 10  # some 1.5 s on an idle machine
    assert rows.read_world(library._connection, 1) == many
