"""Worlds and libraries as rich tables for a terminal; text of a story is never taken for markup or control codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fabula.present.columns import Column, Rows, View
from fabula.present.views.speaking import colours
from fabula.query.counts import count_words, speaking_cast
from fabula.query.names import JOIN
from fabula.store.library import WorkSummary
from fabula.store.search import Hit
from fabula.types.world import Entity, StoryWorld

_LONGEST_CELL = 400  # characters; no terminal shows more in a line
_TOP_CHARACTERS = 8
_COLOURS = (
    *("bold red", "bold blue", "bold green", "bold magenta", "bold yellow", "bold cyan"),
    *("bold bright_red", "bold bright_blue", "bold bright_green", "bold bright_magenta"),
)
_SEVERITIES = {"error": "bold red", "warning": "yellow"}
# Control codes move the cursor or worse; half a surrogate pair can't be printed.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# These turn the direction of the text after them, so that a line reads other than it is.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Return a text as one line that a terminal only shows: white space as blanks, control codes as ``U+FFFD``."""
    return harmless_lines(re.sub(r"\s+", " ", text)).replace("\n", " ")


def harmless_lines(text: str) -> str:
    """Return a text without control codes and direction marks, its line ends kept."""
    lines = _DIRECTIONS.sub("", text).split("\n")
    return "\n".join(_CONTROLS.sub("\ufffd", line) for line in lines)


def layer_table(
    view: View, rows: Iterable[Mapping[str, Any]], styles: Mapping[str, str] = MappingProxyType({})
) -> Table:
    """Return the table of the rows of a layer, as `fabula.export.frames.rows` gives them and the view prepares them.

    `styles` are those of names, as `name_styles` gives them.
    """
    return _table(view.columns, ([row[column.key] for column in view.columns] for row in rows), styles)


def name_styles(world: StoryWorld) -> dict[str, str]:
    """Return the style of each name that has a colour in the other views too, by the name."""
    names = {one.id: one.name for one in world.characters}
    return {names[who]: _COLOURS[place - 1] for who, place in colours(world).items() if who in names}


def works_table(works: Iterable[WorkSummary]) -> Table:
    """Return the table of what a library holds."""
    columns = (
        Column("id", "Id", "number"),
        Column("title", "Title", "excerpt"),
        Column("author", "Author", "excerpt"),
        Column("words", "Words", "number"),
        Column("characters", "Characters", "number"),
        Column("quotes", "Quotes", "number"),
        Column("read_at", "Read (UTC)"),
    )
    return _table(columns, (_work_cells(one) for one in works))


def _work_cells(work: WorkSummary) -> list[Any]:
    title = work.title or Path(work.source).name
    read_at = f"{work.read_at:%Y-%m-%d %H:%M}"
    return [work.id, title, work.author, f"{work.words:,}", work.characters, work.quotes, read_at]


def hits(found: Sequence[Hit]) -> Group:
    """Return the places that a search found, the matches in bold."""
    return Group(*(_hit(hit) for hit in found))


def _hit(hit: Hit) -> RenderableType:
    work = f"{harmless(hit.title)} ({hit.work})" if hit.title else f"work {hit.work}"
    who = harmless(hit.speaker or ("somebody" if hit.kind == "quote" else "the narration"))
    head = Text(f"{work}, {who}, at {hit.start}", style="dim", overflow="ellipsis", no_wrap=True)
    return Group(head, Padding(_marked(hit), (0, 0, 0, 2), expand=False))


def _marked(hit: Hit) -> Text:
    marked, at = Text(), 0
    for match in hit.matches:
        marked.append(harmless(hit.snippet[at : match.start]))
        marked.append(harmless(match.of(hit.snippet)), style="bold")
        at = match.end
    marked.append(harmless(hit.snippet[at:]))
    return marked


_REASONS = (
    Column("words", "Called"),
    Column("mentions", "Mentions", "number"),
    Column("sure", "Sure", "number"),
    Column("why", "Why", "prose"),
    Column("text", "First", "excerpt"),
)
_APART = (Column("name", "Kept apart"), Column("mentions", "Mentions", "number"), Column("shared", "Shares"))


def explanation(who: Entity, reasons: Sequence[Mapping[str, Any]], apart: Sequence[tuple[Entity, str]]) -> Group:
    """Return why the mentions of `who` were taken for one entity, and who else shares which part of the name."""
    head = Text(harmless(who.name), style="bold")
    head.append(f", {who.mentions:,} mentions; sure of {who.confidence:.0%}", style="not bold")
    rows = (
        [*(row[key] for key in ("words", "mentions")), f"{row['confidence']:.0%}", row["why"], row["text"]]
        for row in reasons
    )
    parts: list[RenderableType] = [head, _table(_REASONS, rows)]
    if apart:
        parts.append(_table(_APART, ([other.name, other.mentions, shared] for other, shared in apart)))
    return Group(*parts)


def marked(rows: Rows) -> Group:
    """Return findings with their passages one below the other, as a careful editor would mark them."""
    parts: list[RenderableType] = []
    for row in rows:
        head = Text(f"{row['severity']} ", style="bold")
        head.append(f"{row['kind'].replace('_', ' ')}{_in_chapter(row['chapter'])}: ", style="not bold")
        head.append(harmless(row["message"]), style="not bold")
        parts.append(head)
        for label, passage in (("here", row["passage"]), ("there", row["other"])):
            if passage:
                shown = harmless(passage)
                cut = shown if len(shown) <= _LONGEST_CELL else shown[:_LONGEST_CELL] + " …"
                parts.append(Padding(Text(f"{label}: {cut}"), (0, 0, 0, 4)))
    return Group(*parts)


def _in_chapter(number: int | None) -> str:
    return "" if number is None else f", chapter {number}"


def summary(world: StoryWorld) -> Group:
    """Return what was read, in a few lines: title, counts, and who speaks most."""
    title = harmless(world.work.title or Path(world.provenance.source).name)
    head = Text(title, style="bold")
    if world.work.author:
        head.append(f", by {harmless(world.work.author)}", style="not bold")
    parts: list[RenderableType] = [head, Text(_counts(world))]
    top = speaking_cast(world)[:_TOP_CHARACTERS]
    if top:
        columns = (Column("", "Character"), Column("", "Quotes", "number"), Column("", "Mentions", "number"))
        parts.append(_table(columns, ([one.name, n_quotes, one.mentions] for one, n_quotes in top)))
    return Group(*parts)


def _counts(world: StoryWorld) -> str:
    counted = [
        (count_words(world), "word"),
        (len(world.work.chapters), "chapter"),
        (len(world.scenes), "scene"),
        (len(world.characters), "character"),
        (len(world.quotes), "quote"),
        (len(world.findings), "finding"),
    ]
    return ", ".join(f"{n:,} {what}{'' if n == 1 else 's'}" for n, what in counted)


# -- tables ---------------------------------------------------------------------------------------------------------


def _table(
    columns: Sequence[Column], rows: Iterable[Sequence[Any]], styles: Mapping[str, str] = MappingProxyType({})
) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, safe_box=True)
    for column in columns:
        _add(table, column)
    for row in rows:
        cells = [_cell(value, column) for value, column in zip(row, columns, strict=True)]
        for cell, column in zip(cells, columns, strict=True):
            if column.fit == "name":
                _colour(cell, styles)
        table.add_row(*cells)
    return table


def _colour(cell: Text, styles: Mapping[str, str]) -> None:
    """Give the names in a cell their colours, and severities theirs; the words alone say as much."""
    at = 0
    for words in cell.plain.split(JOIN):
        style = styles.get(words) or _SEVERITIES.get(words)
        if style is not None:
            cell.stylize(style, at, at + len(words))
        at += len(words) + len(JOIN)


def _add(table: Table, column: Column) -> None:
    if column.fit == "prose":
        table.add_column(column.header, min_width=16, overflow="fold")
    elif column.fit == "excerpt":
        # To rich it may wrap, so that it gives way before the names do; the cells don't.
        table.add_column(column.header, min_width=10)
    elif column.fit == "number":
        table.add_column(column.header, justify="right", no_wrap=True)
    else:
        table.add_column(column.header, max_width=24, no_wrap=True, overflow="ellipsis")


def _cell(value: Any, column: Column) -> Text:
    """Return one cell; what is not known is a dash."""
    if value is None or value == "":
        return Text("–", style="dim")
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    text = harmless(str(value)).strip()
    return Text(text) if column.fit == "prose" else Text(text[:_LONGEST_CELL], no_wrap=True, overflow="ellipsis")
