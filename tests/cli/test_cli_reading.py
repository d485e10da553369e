"""``fabula read`` and ``fabula resolve``."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from runs import Run
from worlds import STORY, make_world

from fabula.errors import SourceError
from fabula.export.json import encode_world, load_world
from fabula.store.library import Library
from fabula.store.location import library_path


def test_read_stores_and_sums_up(run: Run, asked: list[dict[str, Any]]) -> None:
    done = run("read", "lamp.txt")
    assert done.code == 0
    assert done.err == ""
    lines = done.out.splitlines()
    assert lines[0] == "The Lamp at Carrow, by E. Marsh"
    assert lines[1].startswith("86 words, 2 chapters")
    assert any(line.split() == ["Ada", "Quill", "2", "6"] for line in lines)
    assert lines[-2:] == [f"Stored as work 1 in {library_path()}", "Next: fabula show findings 1"]
    with Library.open(library_path()) as library:
        assert library.load(1) == make_world()


def test_read_hands_its_options_on(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    run("read", "a.txt", "--cast", "c.toml", "--quotes", "q.json", "--pretokenized", "--tokens", "--model", "fast")
    assert asked[0]["source"] == "a.txt"
    assert (asked[0]["cast"], asked[0]["quotes"]) == (Path("c.toml"), Path("q.json"))
    assert (asked[0]["pretokenized"], asked[0]["tokens"], asked[0]["model"]) == (True, True, "fast")
    assert (asked[0]["progress"], asked[0]["watch"]) == (None, None)  # a pipe gets no bar


def test_read_writes_json(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    done = run("read", "lamp.txt", "--json", tmp_path / "w.json", "--no-store")
    assert load_world(tmp_path / "w.json") == make_world()
    assert f"World: {tmp_path / 'w.json'}" in done.out
    assert "Stored" not in done.out
    assert not library_path().exists()


def test_standard_output_has_nothing_but_the_json(run: Run, asked: list[dict[str, Any]]) -> None:
    done = run("read", "lamp.txt", "--json", "-")
    assert done.out.encode() == encode_world(make_world())
    assert library_path().exists()


def test_read_writes_a_report(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = types.ModuleType("fabula.present.report")
    report.write_report = lambda world, path: path.write_text(world.text)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fabula.present.report", report)
    done = run("read", "lamp.txt", "--report", tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text() == STORY
    assert "Report: " in done.out


def test_quiet_is_quiet(run: Run, asked: list[dict[str, Any]]) -> None:
    assert run("read", "lamp.txt", "--quiet") == (0, "", "")


def test_another_library(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    run("read", "lamp.txt", "--library", tmp_path / "mine.sqlite")
    assert not library_path().exists()
    assert "The Lamp" in run("ls", "--library", tmp_path / "mine.sqlite").out


def test_what_can_not_end_well_is_refused_before_any_reading(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    done = run("read", "lamp.txt", "--json", tmp_path / "no" / "w.json")
    assert done.code == 8
    assert done.err.startswith("fabula: error: ")
    assert run("read", "a.txt", "b.txt", "--json", "-").code == 2
    assert asked == []


def test_one_bad_source_does_not_stop_the_rest(run: Run, asked: list[dict[str, Any]]) -> None:
    done = run("read", "a.txt", "missing.txt", "b.txt", "stage.txt", "bug.txt", "c.txt")
    assert done.code == SourceError.exit_code
    assert [call["source"][:3] for call in asked] == ["a.t", "mis", "b.t", "sta", "bug", "c.t"]
    first, second, third = done.err.splitlines()
    assert first == "fabula: error: missing.txt: no such file; check the path"
    assert second == "fabula: error: stage.txt: the stage 'mentions' failed"
    assert third.startswith("fabula: internal error in ")
    with Library.open(library_path()) as library:
        assert [work.source for work in library.works()] == ["a.txt", "b.txt", "c.txt"]


def test_a_broken_library_does_not_cost_the_json(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"no library" * 500)
    done = run("read", "lamp.txt", "--json", tmp_path / "w.json", "--library", tmp_path / "bad.sqlite")
    assert done.code == 5
    assert "bad.sqlite: is damaged" in done.err
    assert load_world(tmp_path / "w.json") == make_world()


def test_an_odd_text_is_warned_of(run: Run, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    silent = make_world(quotes=(), knowledge=())
    monkeypatch.setattr("fabula.pipeline.read_and_keep", lambda *_, **__: (None, silent))
    monkeypatch.setattr("fabula.readers.language.looks_english", lambda text: text != STORY)
    done = run("read", "lamp.txt", "--quiet")
    assert done.code == 0
    assert [line.split(":")[1].strip() for line in done.err.splitlines()] == ["warning", "warning"]
    assert "does not look like English" in done.err
    assert "no dialogue" in done.err


def test_read_knows_the_cast_of_other_works(run: Run, shelved: None, asked: list[dict[str, Any]]) -> None:
    assert run("read", "b.txt", "--series", "lamp", "--series", "1").code == 0
    assert [one.work.title for one in asked[-1]["series"]] == ["The Lamp at Carrow", "The Moor"]
    assert run("read", "b.txt", "--series", "no such work").code == 5


def test_the_real_pipeline_reads_a_story(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text(STORY, encoding="utf-8")
    done = run("read", tmp_path / "lamp.txt", "--json", tmp_path / "w.json")
    assert done.code == 0
    world = load_world(tmp_path / "w.json")
    assert world.text == STORY
    with Library.open(library_path()) as library:
        assert encode_world(library.load(1)) == encode_world(world)


def test_reading_heeds_what_was_corrected(run: Run, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("“Come in,” said Anna Reed.\n\n“I will,” said Tom Hale.\n", encoding="utf-8")
    corrections = tmp_path / "story.cast.toml"
    corrections.write_text(
        '[[line]]\nsaid-by = "Rose"\ntext = "“I will,”"\n\n[[line]]\nsaid-by = "Rose"\ntext = "“Quite another story.”"\n',
        encoding="utf-8",
    )
    done = run("read", story, "--model", "rules", "--json", tmp_path / "w.json")
    assert done.code == 0
    assert f"with the corrections in {corrections}" in done.err
    assert "1 correction finds no place in this text; the first is about '“Quite another story.”'" in done.err
    assert [one.speaker and one.speaker.name for one in load_world(tmp_path / "w.json").quotes] == ["Anna Reed", "Rose"]
    corrections.write_text("[[line]\n", encoding="utf-8")
    done = run("read", story, "--model", "rules")
    assert done.code == 4
    assert "story.cast.toml: can't read" in done.err


def test_corrections_made_by_hand_are_heeded_without_the_network(run: Run, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("“Come in,” said Anna Reed.\n\n“I will,” said Tom Hale.\n", encoding="utf-8")
    assert run("read", story, "--model", "rules").code == 0
    assert run("resolve").out == f"Work 1, {story}: nothing to do\n"
    (tmp_path / "story.cast.toml").write_text('[[line]]\nsaid-by = "Rose"\ntext = "“I will,”"\n', encoding="utf-8")
    assert run("resolve", "1").out == f"Work 1, {story}: resolved anew\n"
    rows = json.loads(run("show", "quotes", "--format", "json").out)
    assert [row["speaker"] for row in rows] == ["Anna Reed", "Rose"]
    assert run("resolve", "no such work").code == 5
