"""Worlds and libraries as rich tables for a terminal; text of a story is never taken for markup or control codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fabula.present.views.speaking import colours
from fabula.query.counts import count_words, speaking_cast
from fabula.query.names import JOIN
from fabula.store.library import WorkSummary
from fabula.store.search import Hit
from fabula.types.world import Entity, StoryWorld

Rows = list[dict[str, Any]]

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


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: the row's key, its header, and what happens when the terminal is narrow.

    ``"name"`` is cut last, ``"excerpt"`` is cut to one line, ``"prose"`` is wrapped, ``"number"`` stands right.
    """

    key: str
    header: str
    fit: Literal["name", "excerpt", "prose", "number"] = "name"


@dataclass(frozen=True, slots=True)
class View:
    """How the terminal shows one layer: the layer, its columns, and what is done to the rows first."""

    layer: str
    columns: tuple[Column, ...]
    prepare: Callable[[Rows], Rows] = list


def _merge_viewpoints(rows: Rows) -> Rows:
    """Return a row for each run of paragraphs that are told through the same eyes in one chapter."""
    runs: Rows = []
    for row in rows:
        same = runs and all(runs[-1][key] == row[key] for key in ("chapter", "entity_id", "person"))
        if same:
            runs[-1]["end"] = row["end"]
            runs[-1]["paragraphs"] += 1
        else:
            runs.append({**row, "paragraphs": 1})
    return runs


def _in_per_cent(rows: Rows) -> Rows:
    """Return the rows with how sure each is, in per cent."""
    return [{**row, "sure": f"{row['confidence']:.0%}"} for row in rows]


_CHAPTER = Column("chapter", "Ch.", "number")
_EXCERPT = Column("text", "Text", "excerpt")

_CLAIM = (
    Column("stance", "Stance"),
    Column("claim", "What", "prose"),
    Column("how", "How"),
    Column("told_by", "From"),
    Column("unaware", "Unaware"),
)
ANSWERS = View("answers", (_CHAPTER, Column("holders", "Who"), *_CLAIM))  # to a question
KNOWN = View("known", (_CHAPTER, *_CLAIM))  # by one character

VIEWS: Mapping[str, View] = {
    "cast": View(
        "characters",
        (
            Column("name", "Name"),
            Column("pronouns", "Pronouns"),
            Column("quotes", "Quotes", "number"),
            Column("mentions", "Mentions", "number"),
            Column("aliases", "Also called", "excerpt"),
        ),
    ),
    "quotes": View(
        "quotes",
        (_CHAPTER, Column("speaker", "Speaker"), Column("addressees", "To"), Column("text", "Quote", "excerpt")),
    ),
    "doubts": View(
        "doubts",
        (_CHAPTER, Column("speaker", "Speaker"), Column("sure", "Sure", "number"), Column("text", "Quote", "excerpt")),
        _in_per_cent,
    ),
    "scenes": View(
        "scenes",
        (
            Column("id", "Scene", "number"),
            _CHAPTER,
            Column("place", "Place"),
            Column("time", "Time"),
            Column("present", "Present", "excerpt"),
            Column("break", "Opens with"),
        ),
    ),
    "stays": View(
        "stays",
        (
            Column("scene", "Scene", "number"),
            _CHAPTER,
            Column("who", "Who"),
            Column("start", "From", "number"),
            Column("end", "To", "number"),
            Column("comes", "Comes in"),
            Column("leaves", "Leaves"),
        ),
    ),
    "knows": View(
        "knowledge",
        (
            _CHAPTER,
            Column("holders", "Who"),
            Column("stance", "Stance"),
            Column("claim", "What", "prose"),
            Column("how", "How"),
            Column("unaware", "Unaware"),
        ),
    ),
    "secrets": View(
        "secrets",
        (
            _CHAPTER,
            Column("kept_by", "Who holds it"),
            Column("unaware", "Who does not"),
            Column("beside", "Of them there"),
            Column("claim", "What", "prose"),
            Column("learnt_chapter", "Learnt in ch.", "number"),
        ),
    ),
    "unheard": View(
        "unheard",
        (
            _CHAPTER,
            Column("speaker", "Speaker"),
            Column("hearers", "Heard by"),
            Column("unheard_by", "Not by"),
            Column("text", "Quote", "excerpt"),
        ),
    ),
    "retold": View(
        "retold",
        (
            _CHAPTER,
            Column("teller", "Who tells"),
            Column("to", "Whom"),
            Column("claim", "What", "prose"),
            Column("first_chapter", "First in ch.", "number"),
            Column("first_teller", "First by"),
            Column("first_text", "First words", "excerpt"),
        ),
    ),
    "findings": View(
        "findings",
        (Column("severity", "Severity"), _CHAPTER, Column("message", "Finding", "prose"), _EXCERPT),
    ),
    "relations": View(
        "relations",
        (
            _CHAPTER,
            Column("from", "From"),
            Column("to", "To"),
            Column("aspect", "Aspect"),
            Column("change", "Change"),
            Column("value", "Value", "number"),
            _EXCERPT,
        ),
    ),
    "arcs": View(
        "arcs",
        (
            Column("from", "From"),
            Column("to", "To"),
            Column("aspect", "Aspect"),
            Column("scene", "Scene", "number"),
            _CHAPTER,
            Column("before", "Before", "number"),
            Column("value", "After", "number"),
            _EXCERPT,
        ),
    ),
    "journeys": View(
        "journeys",
        (
            Column("who", "Who"),
            Column("from", "From"),
            Column("to", "To"),
            _CHAPTER,
            Column("scene", "Scene", "number"),
            Column("time", "When"),
        ),
    ),
    "timeline": View(
        "timeline",
        (_CHAPTER, Column("text", "Time"), Column("kind", "Kind"), Column("value", "Value"), Column("anchor", "From")),
    ),
    "objects": View(
        "objects",
        (
            Column("object", "Thing"),
            Column("holder", "Who"),
            Column("action", "Does"),
            Column("to", "To"),
            _CHAPTER,
            _EXCERPT,
        ),
    ),
    "pov": View(
        "pov",
        (
            _CHAPTER,
            Column("entity", "Through whose eyes"),
            Column("person", "Person", "number"),
            Column("paragraphs", "Paragraphs", "number"),
        ),
        _merge_viewpoints,
    ),
}


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
