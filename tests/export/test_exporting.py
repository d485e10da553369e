"""`fabula export` and `fabula import` as their users call them, and what they say when something is wrong."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest
from runs import Done, Run
from worlds import make_tokens, make_world

from fabula.cli import commands
from fabula.export.booknlp import world_to_booknlp
from fabula.export.formats import FORMATS, FolderFormat
from fabula.export.json import load_world
from fabula.store.library import Library


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return how to call `fabula` with a library that has one work."""
    monkeypatch.setenv("FABULA_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    with Library.open(tmp_path / "home" / "library.sqlite") as shelf:
        shelf.store(make_world(tokens=make_tokens()))

    def call(*arguments: object) -> Done:
        code = commands.run([str(one) for one in arguments])
        out, err = capsysbinary.readouterr()
        return Done(code, out.decode(), " ".join(err.decode().split()))

    return call


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_and_written_again(name: str, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        assert run("export", "1", "--to", name, "--out", out) == (0, "", "")
    assert out.is_dir() == isinstance(FORMATS[name], FolderFormat)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["home", "out"]


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if not isinstance(one, FolderFormat)])
def test_a_file_may_be_standard_output(name: str, run: Run, tmp_path: Path) -> None:
    run("export", "1", "--to", name, "--out", tmp_path / "out")
    assert run("export", "1", "--to", name).out.encode() == (tmp_path / "out").read_bytes()


def test_help_names_every_format(run: Run) -> None:
    said = " ".join(run("export", "--help").out.replace("│", " ").split())
    assert all(name in said for name in FORMATS)
    assert "untouched export" in said
    assert "BookNLP" in run("import", "--help").out


def test_an_unknown_format_is_told_with_those_there_are(run: Run) -> None:
    done = run("export", "1", "--to", "word")
    assert done.code == 2
    assert "'word' is not one of 'json', 'cast', 'csv'" in done.err


def test_what_is_somebody_elses_stays(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "a.txt").write_text("dear")
    done = run("export", "1", "--to", "csv", "--out", mine)
    assert done.code == 8
    assert "no export of fabula wrote; name a new one, or an empty one" in done.err
    assert [one.name for one in mine.iterdir()] == ["a.txt"]
    assert run("export", "1", "--to", "csv", "--out", mine / "a.txt").code == 8
    assert run("export", "1", "--to", "tei", "--out", mine).code == 8
    assert run("export", "1", "--to", "brat").code == 8


@pytest.mark.parametrize("name", ["csv", "tei"])
def test_a_folder_that_is_read_only_is_told_before_any_work(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    done = run("export", "99", "--to", name, "--out", tmp_path / "out")
    assert done.code == 8
    assert "no permission to write" in done.err
    assert "choose another place" in done.err


@pytest.mark.parametrize("name", ["parquet", "gexf"])
@pytest.mark.parametrize("n_written", [0, 3])
def test_on_a_full_disk_nothing_is_half_written(
    name: str, n_written: int, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, left = os.fsync, [n_written if name == "parquet" else 0]

    def sync(number: int) -> None:
        if not left[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left[0] -= 1
        real(number)

    monkeypatch.setattr(os, "fsync", sync)
    done = run("export", "1", "--to", name, "--out", tmp_path / "out")
    assert done.code == 8
    assert "free some space on that disk and try again" in done.err
    assert [one.name for one in tmp_path.iterdir()] == ["home"]


def test_booknlps_files_become_a_work(run: Run, tmp_path: Path) -> None:
    world = make_world(tokens=make_tokens())
    (tmp_path / "files").mkdir()
    for name, content in world_to_booknlp(world).items():
        (tmp_path / "files" / name).write_text(content, encoding="utf-8", newline="")
    (tmp_path / "lamp.txt").write_text(world.text, encoding="utf-8", newline="")
    done = run("import", tmp_path / "files", "--text", tmp_path / "lamp.txt")
    assert (done.code, done.out) == (0, f"Stored as work 2 in {tmp_path / 'home' / 'library.sqlite'}\n")
    assert "Captain Brandt" in run("show", "quotes", "2").out
    assert run("import", tmp_path / "files", "--text", tmp_path / "lamp.txt", "--json", tmp_path / "w.json").code == 0
    assert len(load_world(tmp_path / "w.json").quotes) == len(world.quotes)
    assert json.loads(run("import", tmp_path / "files", "--text", tmp_path / "lamp.txt", "--json", "-").out)["quotes"]


def test_files_that_are_not_booknlps_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text("x")
    done = run("import", tmp_path / "home", "--text", tmp_path / "lamp.txt")
    assert (done.code, done.out) == (3, "")
    assert "has no .tokens file; give the folder of BookNLP's output" in done.err
    assert run("import", tmp_path / "home").code == 2
