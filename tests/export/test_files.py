from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from fabula.export.files import OutputError, check_destination, write_whole


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.glob("*out*")] == ["out.json"]


def test_a_link_keeps_pointing_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_bytes(b"old")
    link = tmp_path / "link.json"
    link.symlink_to("real.json")
    write_whole(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_bytes() == b"new"


def test_a_device_is_written_to() -> None:
    write_whole(os.devnull, b"gone")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize(("number", "advice"), [(errno.ENOSPC, "free some space"), (errno.EIO, "another place")])
def test_a_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, advice: str
) -> None:
    path = tmp_path / "out.json"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OutputError, match=advice):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.glob("*out*")] == ["out.json"]


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    for name in (f".out.json.{gone.pid}.tmp", f".out.json.{os.getpid()}.tmp", ".out.json.1.tmp", ".out.json.x.tmp"):
        (tmp_path / name).write_bytes(b"half")
    write_whole(tmp_path / "out.json", b"new")
    assert sorted(one.name for one in tmp_path.iterdir()) == [".out.json.1.tmp", ".out.json.x.tmp", "out.json"]


def test_who_fills_a_folder_clears_it_himself(tmp_path: Path) -> None:
    left = tmp_path / f".out.json.{os.getpid() + 2**22}.tmp"  # beyond the largest number that a process has
    left.write_bytes(b"half")
    write_whole(tmp_path / "out.json", b"new", clear=False)
    assert left.exists()
    write_whole(tmp_path / "out.json", b"new")
    assert not left.exists()


def test_impossible_places_are_told_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_destination("-")
    check_destination(tmp_path / "fine.json")
    with pytest.raises(OutputError, match="is a folder"):
        check_destination(tmp_path)
    with pytest.raises(OutputError, match="make it first"):
        check_destination(tmp_path / "no" / "such" / "file.json")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="no permission"):
        check_destination(tmp_path / "fine.json")
