"""Full disks, what can't be written to, and several at once: nothing lost, and a sentence that says what to do."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from worlds import STORY, make_world

from fabula.corrections.desk import corrections_of
from fabula.errors import LibraryError
from fabula.pipeline import read
from fabula.store.library import Library

TESTS = Path(__file__).parents[1]
STORY_FILE = "“Good morning,” said Anna.\n\n“Is the kettle on?” asked Tom.\n\n“It is,” said Anna.\n"
NOBODY = 65534
posix = pytest.mark.skipif(os.name == "nt", reason="of Unix alone")


PROGRAM = """
import sys
from fabula.cli.commands import run
{before}
for line in sys.argv[1:]:
    code = run(line.split(chr(31)))
    print(f"\\n=> {{code}}", file=sys.stderr)
"""


def fabula(*commands: Sequence[str | Path], before: str = "", **options: Any) -> list[tuple[int, str]]:
    """Run command lines one after another in a process of its own; return what each ends with, and its errors."""
    lines = ["\x1f".join(map(str, command)) for command in commands]
    options = {"capture_output": True, **options}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(before=before), *lines], text=True, check=True, **options
    )
    parts = re.split(r"\n=> (\d+)\n", done.stderr)
    return [(int(code), errors) for errors, code in zip(parts[::2], parts[1::2], strict=False)]


def told(done: tuple[int, str], code: int, *words: str) -> None:
    """Assert that a command ended with a code and one line that has some words."""
    assert done[0] == code, done[1]
    assert done[1].strip().count("\n") == 0, done[1]
    for word in words:
        assert word in done[1]


def check_sound(path: Path) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one short story in it, ``tmp_path/story.txt``."""
    (tmp_path / "story.txt").write_text(STORY_FILE, encoding="utf-8")
    (tmp_path / "long.txt").write_text(STORY_FILE * 400, encoding="utf-8")
    path = tmp_path / "library.sqlite"
    with Library.open(path) as shelf:
        shelf.store(read(tmp_path / "story.txt", model="rules"))
    return path


# -- full disks -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte, where whoever runs the test may have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if (
        sys.platform != "linux"
        or os.geteuid() != 0
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("no disk can be mounted")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    return filler


def test_a_library_on_a_full_disk_is_read_and_not_written_to(small_disk: Path) -> None:
    path = small_disk / "library.sqlite"
    with Library.open(path) as library:
        library.store(make_world())
    filler = fill(small_disk)
    with Library.open(path) as library:  # SQLite can't make its files beside it
        assert library.load(1) == make_world()
        with pytest.raises(
            LibraryError, match=r"library\.sqlite: the disk is full; nothing was changed\. Free some space"
        ):
            library.store(make_world("other.txt"))
    with pytest.raises(LibraryError, match=r"new\.sqlite: the disk is full"):
        Library.open(small_disk / "new.sqlite")
    filler.unlink()
    with Library.open(path) as library:
        filler = fill(small_disk)
        with pytest.raises(LibraryError, match="the disk is full"):
            library.store(make_world("other.txt", text=STORY * 100))
        assert library.load(1) == make_world()
        filler.unlink()
        library.store(make_world("other.txt"))
        assert len(library.works()) == 2
    check_sound(path)


def test_nothing_is_written_in_half_on_a_full_disk(small_disk: Path, library: Path, tmp_path: Path) -> None:
    (small_disk / "world.json").write_bytes(b"old")
    fill(small_disk)
    where = ("--library", library)
    for done, name in zip(
        fabula(
            ("export", "1", "--to", "json", "--out", small_disk / "world.json", *where),
            ("export", "1", "--to", "brat", "--out", small_disk / "brat", *where),
            ("corpus", "read", tmp_path / "story.txt", "--model", "rules", "--out", small_disk / "corpus"),
        ),
        ("world.json", "brat", "corpus.json"),
        strict=True,
    ):
        told(done, 8, f"{name}: can't be written", "space left on device", "ree some space")
    assert (small_disk / "world.json").read_bytes() == b"old"
    assert {one.name for one in small_disk.iterdir()} == {"filler", "world.json", "corpus"}


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
def test_standard_output_that_is_full_is_told(library: Path) -> None:
    where = ("--library", library)
    with open("/dev/full", "w") as full:
        found = fabula(
            ("export", "1", *where), ("show", "quotes", "--format", "json", *where), ("ls", *where),
            capture_output=False, stdout=full, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert len(found) == 3
    for done in found:
        told(done, 8, "standard output: can't be written", "ree some space")


LIMIT = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))
"""


@posix
@pytest.mark.parametrize("n_bytes", [0, 60_000])
def test_a_disk_that_takes_no_more_loses_nothing(library: Path, tmp_path: Path, n_bytes: int) -> None:
    with Library.open(library) as shelf:
        world = shelf.load(1)
    texts = (tmp_path / "long.txt", tmp_path / "story.txt")
    ((code, errors),) = fabula(
        ("read", *texts, "--model", "rules", "--quiet", "--library", library), before=LIMIT.format(n_bytes)
    )
    assert code == 5, errors
    assert all("library.sqlite: the disk" in line for line in errors.splitlines())
    check_sound(library)
    with Library.open(library) as shelf:
        assert [shelf.load(one.id) for one in shelf.works() if one.source.endswith("story.txt")] == [world]


# -- what can't be written to ---------------------------------------------------------------------------------------


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder that the process `as_nobody` begins can read and not write to, with a library and a story in it."""
    folder = Path(tempfile.mkdtemp(prefix="fabula-locked-"))
    (folder / "story.txt").write_text(STORY_FILE, encoding="utf-8")
    with Library.open(folder / "library.sqlite") as library:
        library.store(make_world())
    (folder / "library.sqlite").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(*commands: Sequence[str | Path]) -> list[tuple[int, str]]:
    options: dict[str, Any] = {"env": os.environ | {"HOME": "/nonexistent"}}
    if os.geteuid() == 0:  # who may write anywhere
        options |= {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        try:
            subprocess.run([sys.executable, "-c", "import fabula"], capture_output=True, check=True, **options)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("nobody else can run this Python")
    return fabula(*commands, **options)


@posix
def test_what_is_read_only_is_read_and_told(locked: Path) -> None:
    where = ("--library", locked / "library.sqlite")
    to = ("read", locked / "story.txt", "--model", "rules", "--quiet", "--library")
    listed, *found = as_nobody(
        ("ls", *where),
        (*to, locked / "library.sqlite"),
        (*to, locked / "new.sqlite"),
        (*to, locked / "in" / "new.sqlite"),
        ("export", "1", "--out", locked / "x.json", *where),
        ("export", "1", "--to", "brat", "--out", locked / "x", *where),
        ("corpus", "read", locked / "story.txt", "--model", "rules", "--out", locked / "corpus"),
    )
    assert listed == (0, "")
    told(found[0], 5, "library.sqlite: is read-only; make it writable")
    told(found[1], 5, "new.sqlite: can't be opened; check the path and its permissions")
    told(found[2], 5, "in: can't be made", "--library or FABULA_HOME")
    told(found[3], 8, "x.json: no permission", "another place")
    told(found[4], 8, "x: no permission", "another place")
    told(found[5], 8, "corpus: can't be made", "choose another folder")
    assert sorted(one.name for one in locked.iterdir()) == ["library.sqlite", "story.txt"]


# -- several at once ------------------------------------------------------------------------------------------------

WRITER = """
import sys
sys.path.insert(0, sys.argv[1])
from worlds import make_world
from fabula.corrections.actions import CalledToo
from fabula.corrections.desk import correct
from fabula.store.library import Library
name, source = sys.argv[3], sys.argv[4]
for n in range(12):
    with Library.open(sys.argv[2]) as library:
        library.store(make_world(f"{source}.{name}{n}"))
        work = library.find(source)
        correct(library, work, library.load(work.id), CalledToo("Ada Quill", f"{name}{n} Quill"))
"""


def test_two_who_store_and_correct_at_once_lose_nothing(tmp_path: Path) -> None:
    path, source = tmp_path / "library.sqlite", str(tmp_path / "lamp.txt")
    with Library.open(path) as library:
        library.store(make_world(source))
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(TESTS), str(path), name, source], stderr=subprocess.PIPE)
        for name in ("A", "B")
    ]
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    check_sound(path)
    with Library.open(path) as library:
        assert len(library.works()) == 1 + 2 * 12
        found = corrections_of(library, library.get(1))
        cast = found.cast()
        assert cast is not None
        assert set(cast.members[0].aliases) == {f"{name}{n} Quill" for name in "AB" for n in range(12)}
        assert len(found.history.steps) == 1 + 2 * 12, "each correction can be undone by itself"


# -- other versions -------------------------------------------------------------------------------------------------


def test_a_library_of_a_newer_fabula_is_refused(library: Path) -> None:
    connection = sqlite3.connect(library)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = library.read_bytes()
    read_it = ("read", library.with_name("story.txt"), "--model", "rules", "--quiet")
    for done in fabula(("ls", "--library", library), (*read_it, "--library", library)):
        told(done, 5, "library.sqlite: was made by a newer fabula", "pip install --upgrade")
    assert library.read_bytes() == before
