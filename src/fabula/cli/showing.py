"""Layers as `fabula show` shows them: their rows, narrowed as asked, as a table, JSON or CSV."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from fabula.cli import console
from fabula.errors import UsageError

if TYPE_CHECKING:
    from fabula.present.columns import View as Shown
    from fabula.query.inquiry import Held
    from fabula.types.world import Entity, StoryWorld

T = TypeVar("T")

Rows = list[dict[str, Any]]


class View(StrEnum):
    """What `fabula show` shows."""

    CAST = "cast"
    QUOTES = "quotes"
    DOUBTS = "doubts"
    SCENES = "scenes"
    STAYS = "stays"
    KNOWS = "knows"
    SECRETS = "secrets"
    UNHEARD = "unheard"
    RETOLD = "retold"
    FINDINGS = "findings"
    RELATIONS = "relations"
    ARCS = "arcs"
    JOURNEYS = "journeys"
    TIMELINE = "timeline"
    OBJECTS = "objects"
    POV = "pov"


class Form(StrEnum):
    """How `fabula show` shows it."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def rows_of(world: StoryWorld, view: View, character: str | None, chapter: int | None, *, merged: bool) -> Rows:
    """Return the rows of a view, narrowed to a character and a chapter; `merged` as a table shows them.

    Raises ``UsageError`` for a character or a chapter that can't be.
    """
    from fabula.export import frames
    from fabula.present.columns import VIEWS
    from fabula.query.selection import find_character, only_in_chapter, only_with, rows_with

    layer = VIEWS[view.value].layer
    try:
        who = None if character is None else find_character(world, character)
        rows = frames.rows(world if who is None else only_with(world, layer, who), layer)
        rows = rows if who is None else rows_with(rows, layer, who)
        if chapter is not None:
            rows = only_in_chapter(world, rows, chapter)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return VIEWS[view.value].prepare(rows) if merged else rows


def show_rows(view: View, rows: Rows, n_rows: int, world: StoryWorld) -> None:
    """Show rows of a world as a table, and say how many of `n_rows` are not shown."""
    from fabula.present.columns import VIEWS
    from fabula.present.terminal import layer_table, name_styles

    if not rows:
        console.note(f"nothing to show: no {view.value} found")
        return
    console.show(layer_table(VIEWS[view.value], rows, name_styles(world)))
    if len(rows) < n_rows:
        console.note(f"{n_rows - len(rows):,} more rows; --limit 0 shows all")


def asked(question: Callable[[StoryWorld], T], world: StoryWorld) -> T:
    """Return what a question to a world gives; what the asker can mend is a ``UsageError``."""
    try:
        return question(world)
    except ValueError as error:
        raise UsageError(str(error)) from None


def show_held(view: Shown, found: Sequence[Held], form: Form, who: Entity | None, n_found: int) -> None:
    """Show records of the ledger, and say how many of `n_found` are not shown; `who` is whose they are."""
    from fabula.present.terminal import layer_table
    from fabula.query.inquiry import COLUMNS
    from fabula.query.inquiry import rows_of as held_rows

    rows = held_rows(found, who)
    if form is not Form.TABLE:
        print_data(rows, form, COLUMNS)
        return
    if not rows:
        console.note("the ledger has no answer")
        return
    console.show(layer_table(view, rows))
    if len(rows) < n_found:
        console.note(f"{n_found - len(rows):,} more; --limit shows more")


def print_rows(view: View, rows: Rows, form: Form) -> None:
    """Print the rows of a view as data."""
    from fabula.export.frames import columns
    from fabula.present.columns import VIEWS

    print_data(rows, form, columns(VIEWS[view.value].layer))


def print_data(rows: Rows, form: Form, names: Sequence[str]) -> None:
    """Print rows with these columns as JSON or CSV."""
    from fabula.export.tables import rows_to_csv, rows_to_json

    put_text("-", rows_to_json(rows) if form is Form.JSON else rows_to_csv(rows, names))


def put_text(path: str, text: str) -> None:
    """Write a text to a file (``"-"``: standard output) as it is; only a terminal is spared its control codes."""
    from fabula.export.files import write_whole
    from fabula.present.terminal import harmless_lines

    if path == "-" and sys.stdout.isatty():
        text = harmless_lines(text)
    write_whole(path, text.encode("utf-8", "backslashreplace"))
