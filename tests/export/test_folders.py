from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from fabula.export import folders
from fabula.export.files import OutputError
from fabula.export.folders import MARKER, check_folder, write_folder

FILES = {"a.txt": b"one", "in/b.txt": b"two"}


def content(folder: Path) -> dict[str, bytes]:
    found = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    found.pop(MARKER, None)
    return found


def test_a_folder_is_written_whole_and_marked(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", FILES)
    assert content(tmp_path / "out") == FILES
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
    done = subprocess.run(["sha256sum", "-c", MARKER], cwd=tmp_path / "out", capture_output=True, text=True, check=True)
    assert done.stdout == "a.txt: OK\nin/b.txt: OK\n"


def test_an_export_replaces_the_one_before(tmp_path: Path) -> None:
    for files in (FILES, {"c.txt": b"three"}):
        write_folder(tmp_path / "out", files)
    assert content(tmp_path / "out") == {"c.txt": b"three"}
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_folder(tmp_path, FILES)
    assert content(tmp_path) == FILES


@pytest.mark.parametrize("name", ["a.txt", "in/b.txt", "new.txt", "in/new.txt", MARKER])
def test_what_somebody_added_or_changed_stays(tmp_path: Path, name: str) -> None:
    write_folder(tmp_path / "out", FILES)
    (tmp_path / "out" / name).write_bytes(b"mine")
    before = content(tmp_path / "out")
    with pytest.raises(
        OutputError, match="a.txt in it was not written by fabula" if name == MARKER else f"{name} in it was"
    ):
        write_folder(tmp_path / "out", {"c.txt": b"three"})
    assert content(tmp_path / "out") == before


def test_a_folder_of_somebody_else_stays(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(OutputError, match="folders in it"):
        check_folder(tmp_path)
    (tmp_path / "letters" / "a.txt").write_bytes(b"dear")
    with pytest.raises(OutputError, match="no export of fabula wrote"):
        write_folder(tmp_path, FILES)
    assert content(tmp_path) == {"letters/a.txt": b"dear"}


def test_a_link_put_into_an_export_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"one")
    write_folder(tmp_path / "out", FILES)
    (tmp_path / "out" / "a.txt").unlink()
    (tmp_path / "out" / "a.txt").symlink_to(tmp_path / "mine.txt")
    with pytest.raises(OutputError, match=r"a\.txt in it was changed"):
        write_folder(tmp_path / "out", FILES)


@pytest.mark.parametrize("name", ["../x", "/tmp/x-fabula", "a/../../x"])
def test_no_name_leads_out(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="leads out"):
        write_folder(tmp_path / "out", {name: b""})
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "out", FILES)
    real = os.rename

    def fail(source: Path, target: Path) -> None:
        if str(source).endswith(".tmp"):
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    monkeypatch.setattr(os, "rename", fail)
    with pytest.raises(OutputError, match="can't be written"):
        write_folder(tmp_path / "out", {"c.txt": b"three"})
    assert content(tmp_path / "out") == FILES
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("at_once", [True, False])
def test_an_export_replaces_the_one_before_in_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    if not at_once:
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    for files in (FILES, {"c.txt": b"three"}):
        write_folder(tmp_path / "out", files)
    assert content(tmp_path / "out") == {"c.txt": b"three"}
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_export_left_is_cleared_away(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    for ending in ("tmp", "old"):
        (tmp_path / f".out.{gone.pid}.{ending}" / "in").mkdir(parents=True)
    (tmp_path / f".out.{os.getpid()}.tmp").mkdir()  # of somebody who had the number before
    (tmp_path / ".out.1.tmp").mkdir()  # somebody who is still there
    write_folder(tmp_path / "out", FILES)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".out.1.tmp", "out"]


def test_impossible_places_are_told_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place, message in (
        ("-", "--out FOLDER"),
        (tmp_path / "file", "is a file"),
        (tmp_path / "a" / "b", "make it first"),
    ):
        with pytest.raises(OutputError, match=message):
            check_folder(place)


def test_a_folder_that_was_being_replaced_when_its_process_was_killed_comes_back(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", FILES)
    (tmp_path / "out").rename(tmp_path / ".out.4194305.old")  # beyond the largest number that a process has
    with pytest.raises(ValueError, match="leads out"):
        write_folder(tmp_path / "out", {"../x": b""})
    assert content(tmp_path / "out") == FILES
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
