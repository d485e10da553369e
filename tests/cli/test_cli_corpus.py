"""``fabula corpus``."""

from __future__ import annotations

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
