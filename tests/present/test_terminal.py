from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console, RenderableType
from worlds import ADA, make_world

from fabula.export import frames
from fabula.present.columns import VIEWS
from fabula.present.terminal import (
    harmless,
    harmless_lines,
    hits,
    layer_table,
    name_styles,
    summary,
    works_table,
)
from fabula.store.library import WorkSummary
from fabula.store.search import Hit
from fabula.types.text import Span
from fabula.types.world import StoryWorld, Work


def shown(what: RenderableType, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, emoji=False, highlight=False)
    console.print(what)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(len(line) <= width for line in text.splitlines())
    return text


def table(view: str, world: StoryWorld | None = None, width: int = 100) -> str:
    rows = frames.rows(world or make_world(), VIEWS[view].layer)
    return shown(layer_table(VIEWS[view], VIEWS[view].prepare(rows)), width)


def test_harmless_text_is_one_line_without_control_codes() -> None:
    assert harmless("a\n\tb\r\nc") == "a b c"
    assert harmless("\x1b[31mred\x07\x9b") == "\ufffd[31mred\ufffd\ufffd"
    assert harmless("\u202eback\u2066\u200f") == "back"
    assert harmless("half \ud800") == "half \ufffd"
    assert harmless_lines("a\nb\x1b") == "a\nb\ufffd"
    assert harmless("“Héllo” – 日本") == "“Héllo” – 日本"


@given(st.text())
def test_harmless_text_never_does_harm(text: str) -> None:
    safe = harmless(text)
    assert "\n" not in safe
    assert safe.isprintable() or not any(ord(one) < 32 or 127 <= ord(one) < 160 for one in safe)
    safe.encode("utf-8")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_view_fits_the_terminal(view: str, width: int) -> None:
    n_lines = len(table(view, width=width).splitlines())
    assert n_lines > 2 or (view in ("unheard", "retold") and n_lines == 2)  # everybody hears everything once


def test_every_column_is_one_of_its_layers() -> None:
    for name, view in VIEWS.items():
        extra = {"pov": "paragraphs", "doubts": "sure"}
        assert {column.key for column in view.columns} <= {*frames.columns(view.layer), extra.get(name)}


def test_quotes_name_speaker_and_addressees() -> None:
    text = table("quotes")
    assert "Captain Brandt" in text
    assert "“The tide won’t wait for you, Miss Quill.”" in text
    assert "–" in text.splitlines()[-1]  # nobody knows who says the last


def test_long_quotes_are_cut_and_names_are_not() -> None:
    world = make_world(text=make_world().text.replace("The tide", "The tide" + "!" * 8))
    line = next(line for line in table("quotes", world, width=60).splitlines() if "The tide" in line)
    assert "…" in line
    assert "Captain Brandt" in line


def test_the_text_of_a_story_is_no_markup() -> None:
    world = make_world(entities=(replace(ADA, name="[bold]Ada[/nope] :smile:"), *make_world().entities[1:]))
    named = replace(world, quotes=tuple(replace(one, speaker=world.entities[0]) for one in world.quotes))
    assert "[bold]Ada[/nope] :smile:" in table("quotes", named, width=200)
    assert "[bold]Ada[/nope] :smile:" in shown(summary(named), width=200)
    assert "<lost> by [another]" in table("findings")


def test_runs_of_one_viewpoint_are_one_line() -> None:
    first, second = make_world().pov
    rows = frames.rows(make_world(pov=(first, first, second, first)), "pov")
    merged = VIEWS["pov"].prepare(rows)
    assert [(row["entity"], row["paragraphs"]) for row in merged] == [("Ada Quill", 2), (None, 1), ("Ada Quill", 1)]


def test_a_summary_counts() -> None:
    text = shown(summary(make_world()))
    assert text.startswith("The Lamp at Carrow, by E. Marsh\n")
    assert "86 words, 2 chapters, 2 scenes, 3 characters, 6 quotes, 2 findings" in text
    assert text.index("Ada Quill") < text.index("Tobias")


def test_a_summary_of_nearly_nothing() -> None:
    empty = StoryWorld(make_world().provenance, "One word", Work())
    assert shown(summary(empty)).splitlines()[:2] == [
        "lamp.txt",
        "2 words, 0 chapters, 0 scenes, 0 characters, 0 quotes, 0 findings",
    ]


def test_works_are_listed() -> None:
    work = WorkSummary(
        7,
        None,
        "A. \x1b[31m",
        123456,
        12,
        9,
        500,
        "/books/moor.txt",
        "5" * 64,
        None,
        datetime(2026, 3, 3, 12, tzinfo=UTC),
    )
    text = shown(works_table([work]))
    assert "moor.txt" in text
    assert "123,456" in text
    assert "2026-03-03 12:00" in text
    assert "\x1b" not in text


def test_hits_show_where_and_who() -> None:
    found = [
        Hit(1, "The Lamp", "quote", 40, 50, "“The [tide]\nis in”", (Span(5, 11),), "Brandt"),
        Hit(2, None, "text", 4, 5, "the tide", (Span(4, 8),)),
        Hit(1, "The Lamp", "quote", 60, 70, "tide", (), None),
    ]
    assert shown(hits(found)).splitlines() == [
        "The Lamp (1), Brandt, at 40",
        "  “The [tide] is in”",
        "work 2, the narration, at 4",
        "  the tide",
        "The Lamp (1), somebody, at 60",
        "  tide",
    ]


def test_names_have_the_colours_of_the_pages() -> None:
    world = make_world()
    styles = name_styles(world)
    assert set(styles) <= {one.name for one in world.characters}
    assert len(set(styles.values())) == len(styles)
    table = layer_table(VIEWS["quotes"], frames.rows(world, "quotes"), styles)
    console = Console(file=io.StringIO(), width=120, force_terminal=True, color_system="standard")
    console.print(table)
    coloured = console.file.getvalue()  # type: ignore[attr-defined]
    assert re.search(r"\x1b\[1;3\dmAda Quill", coloured)
    assert "\x1b" not in shown(table)
