from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from worlds import STORY, make_tokens, make_world, worlds

from fabula.export import frames
from fabula.types.text import ParatextKind, Span
from fabula.types.world import (
    Aspect,
    Change,
    FindingKind,
    ObjectAction,
    Pronouns,
    Severity,
    Source,
    Stance,
    StoryWorld,
)

WORLD = make_world(tokens=make_tokens())


@pytest.mark.parametrize("layer", frames.LAYERS)
def test_every_layer_has_flat_rows(layer: str) -> None:
    rows = frames.rows(WORLD, layer)
    assert rows or layer in ("unheard", "retold")  # everybody hears everything once
    for row in rows:
        assert tuple(row) == frames.columns(layer)
        assert all(value is None or isinstance(value, str | int | float) for value in row.values())


@given(worlds())
def test_any_world_has_rows_whose_text_is_at_their_offsets(world: StoryWorld) -> None:
    for layer in frames.LAYERS:
        for row in frames.rows(world, layer):
            if (
                {"start", "end", "text"} <= row.keys()
                and row["start"] is not None
                and layer not in ("findings", "timeline")
            ):
                assert row["text"] == world.text[row["start"] : row["end"]]


def test_quotes_have_names_and_text() -> None:
    row = frames.rows(WORLD, "quotes")[3]
    assert row["text"] == "“Who has the key?”"
    assert (row["speaker_id"], row["speaker"]) == (4, "Tobias")
    assert (row["addressees"], row["hearers"]) == ("", "Ada Quill; the crew")
    assert (row["chapter"], row["cue"], row["speaker_mention"]) == (2, "whispered", "Tobias")
    assert frames.rows(WORLD, "quotes")[5]["speaker"] is None


def test_doubts_are_the_quotes_the_least_sure_first() -> None:
    rows = frames.rows(WORLD, "doubts")
    assert [(row["speaker"], row["confidence"]) for row in rows] == [
        (None, 0.31), ("Ada Quill", 0.9), ("Tobias", 0.95), ("Ada Quill", 0.97), ("Captain Brandt", 0.98),
        ("Captain Brandt", 0.98),
    ]  # fmt: skip
    assert rows[-2]["start"] < rows[-1]["start"]
    sure = replace(WORLD.quotes[5], confidence=1.0)  # without a speaker it goes first, however sure that is
    assert frames.rows(replace(WORLD, quotes=(*WORLD.quotes[:5], sure)), "doubts")[0]["id"] == 5


def test_characters_are_counted() -> None:
    rows = [(row["name"], row["quotes"], row["mentions"], row["aliases"]) for row in frames.rows(WORLD, "characters")]
    assert rows == [
        ("Ada Quill", 2, 6, "Ada; Miss Quill"),
        ("Captain Brandt", 2, 6, "Brandt; the captain"),
        ("Tobias", 1, 2, ""),
    ]


def test_objects_have_a_row_for_each_step() -> None:
    rows = frames.rows(WORLD, "objects")
    assert [(row["object"], row["step"], row["action"], row["holder"], row["to"]) for row in rows] == [
        ("the brass key", 1, "has", "Ada Quill", None),
        ("the brass key", 2, "gives", "Ada Quill", "Captain Brandt"),
        ("the brass key", 3, "loses", "Captain Brandt", None),
    ]


def test_findings_carry_all_their_spans() -> None:
    first, second = frames.rows(WORLD, "findings")
    spans = [Span(*map(int, pair.split("-"))).of(STORY) for pair in first["spans"].split("; ")]
    assert spans == ["I gave it", "He lost it"] == first["text"].split("; ")
    assert (second["chapter"], second["start"], second["spans"]) == (None, None, "")


def test_chapters_count_from_one_and_nothing_lies_before_the_first() -> None:
    assert [row["chapter"] for row in frames.rows(WORLD, "chapters")] == [1, 2]
    assert frames.rows(WORLD, "tokens")[0]["text"] == "The"
    assert frames.rows(make_world(), "tokens") == []


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no layer 'cast'; the layers are characters, entities"):
        WORLD.frame("cast")


def test_pandas_comes_first() -> None:
    pandas = pytest.importorskip("pandas")
    frame = WORLD.frame("quotes")
    assert isinstance(frame, pandas.DataFrame)
    assert list(frame.columns) == list(frames.columns("quotes"))
    assert str(frame["speaker_id"].dtype) == "Int64"
    assert frame.groupby("speaker").size().to_dict() == {"Ada Quill": 2, "Captain Brandt": 2, "Tobias": 1}


def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    real = frames.find_spec
    monkeypatch.setattr(frames, "find_spec", lambda name: None if name in packages else real(name))


def test_then_polars(monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")
    without(monkeypatch, "pandas")
    for layer in frames.LAYERS:
        frame = WORLD.frame(layer)
        assert isinstance(frame, polars.DataFrame)
        assert frame.to_dicts() == frames.rows(WORLD, layer)


def test_then_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    without(monkeypatch, "pandas", "polars")
    for layer in frames.LAYERS:
        table = WORLD.frame(layer)
        assert isinstance(table, pyarrow.Table)
        assert table.to_pylist() == frames.rows(WORLD, layer)


def test_else_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "pandas", "polars", "pyarrow")
    assert WORLD.frame("quotes") == frames.rows(WORLD, "quotes")


@pytest.mark.parametrize(
    ("package", "missing"), [("pandas", ()), ("polars", ("pandas",)), ("pyarrow", ("pandas", "polars"))]
)
def test_an_empty_layer_keeps_its_columns(
    monkeypatch: pytest.MonkeyPatch, package: str, missing: tuple[str, ...]
) -> None:
    pytest.importorskip(package)
    without(monkeypatch, *missing)
    frame: Any = make_world().frame("tokens")
    names = frame.column_names if hasattr(frame, "column_names") else list(frame.columns)
    assert names == list(frames.columns("tokens"))
    assert len(frame) == 0


def test_importing_frames_imports_no_table_package() -> None:
    code = "import sys, fabula.export.frames; print({'pandas', 'polars', 'pyarrow'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_the_docs_have_every_table_with_its_columns() -> None:
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    for layer in frames.LAYERS:
        assert f"| `{layer}` | {', '.join(f'`{one}`' for one in frames.columns(layer))} |" in page


def test_the_docs_have_every_value_of_the_world_s_lists() -> None:
    page = (Path(__file__).parents[2] / "docs" / "world-format.md").read_text(encoding="utf-8")
    for values in (Pronouns, Stance, Source, Aspect, Change, ObjectAction, FindingKind, Severity, ParatextKind):
        assert {one for one in get_args(values) if f"`{one}`" not in page} == set()
