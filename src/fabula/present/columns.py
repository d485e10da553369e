"""What the terminal shows of each layer: which columns, and how they fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Rows = list[dict[str, Any]]


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
