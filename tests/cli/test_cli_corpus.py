"""``fabula corpus``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from runs import Run
from worlds import STORY


def test_many_works_become_tables(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    works = tmp_path / "works"
    works.mkdir()
    (works / "one.txt").write_text("“Come in,” said Anna Reed.\n", encoding="utf-8")
    (works / "two.txt").write_bytes(b"")
    out = tmp_path / "corpus"
    done = run("corpus", "read", works, "--out", out, "--model", "rules", "--processes", "1")
    assert (done.code, done.out) == (0, f"{out}: 1 works, 5 words, 1 that could not be read\n")
    assert "the table of errors says which" in done.err
    assert run("corpus", "status", out).out == f"{out}: 1 of 1 parts; 2 of 2 works, 1 of them errors\n"
    assert run("corpus", "status", works).code == 2
    assert run("corpus", "read", works, "--out", works).code == 8
    assert run("corpus", "read", tmp_path / "none", "--out", tmp_path / "other").code == 3
    done = run("corpus", "read", works, "--out", tmp_path / "third", "--layers", "quotes,cast")
    assert done.code == 2
    assert "there is no layer 'cast'" in done.err


def test_a_model_that_is_missing_is_told_before_anything_is_planned(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text(STORY, encoding="utf-8")
    done = run("corpus", "read", tmp_path / "lamp.txt", "--out", tmp_path / "out", "--model", "fats")
    assert done.code == 9
    assert not (tmp_path / "out").exists()


def test_status_tells_the_pace_and_what_is_left(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(f"“I am {number},” said Anna.\n" * 40, encoding="utf-8")
    out = tmp_path / "corpus"
    run("corpus", "read", tmp_path / "*.txt", "--out", out, "--model", "rules", "--processes", "1", "--quiet")
    assert "lately" not in run("corpus", "status", out).out, "nothing is left"
    (out / "done" / "part-000001.json").unlink()  # as if the work had been stopped
    for number, seconds in ((0, 100), (2, 110)):
        os.utime(out / "done" / f"part-{number:06}.json", (seconds, seconds))
    words = 4 * 40 * 5
    assert run("corpus", "status", out).out == (
        f"{out}: 2 of 3 parts; 8 of 12 works, 0 of them errors\n"
        f"lately {words / 10:,.0f} words a second; at that pace 0 minutes are left\n"
    )


def test_a_terminal_gets_a_bar_and_a_file_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from fabula.cli.corpus import _progress

    with _progress(quiet=False) as watch:
        assert watch is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with _progress(quiet=False) as watch:
        assert watch is not None
        watch.planned(1200)
        watch.read(50, 100, 10_000)
        (task,) = watch._bar.tasks  # type: ignore[attr-defined]
        assert "words a second" in task.description
        assert (task.completed, task.total) == (50, 100)
