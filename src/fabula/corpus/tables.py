"""A batch's worlds as Parquet: one table a layer, with the work before the layer's own columns; the same rows, the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.export import frames
from fabula.export.tables import Kind, arrow_schema, rows_to_parquet
from fabula.types.world import StoryWorld

if TYPE_CHECKING:
    import pyarrow as pa

WORKS, ERRORS = "works", "errors"
DERIVED = ("doubts", "characters")  # the rows of others again
LAYERS = tuple(name for name in frames.LAYERS if name not in (*DERIVED, "tokens", "mentions"))  # unless asked otherwise

WORK_COLUMNS = (
    *("work", "source", "same_as", "title", "author", "language", "tags", "words", "chapters", "scenes", "characters"),
    *("quotes", "words_in_quotes", "findings", "fabula", "model"),
)
ERROR_COLUMNS = ("work", "source", "kind", "message")
_COUNTS = frozenset({"words", "chapters", "scenes", "characters", "quotes", "words_in_quotes", "findings"})


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of a table."""
    return tuple(_kinds(table))


def schema_of(table: str) -> pa.Schema:
    """Return the columns of a table with their types, which no batch changes."""
    return arrow_schema(_kinds(table))


def _kinds(table: str) -> dict[str, Kind]:
    own = {WORKS: WORK_COLUMNS, ERRORS: ERROR_COLUMNS}.get(table)
    if own is not None:
        return {name: "int64" if name in _COUNTS else "string" for name in own}
    return {"work": "string", **frames.kinds(table)}


def layer_rows(work: str, world: StoryWorld, layer: str) -> list[dict[str, Any]]:
    """Return the rows of a layer of one work."""
    return [{"work": work, **row} for row in frames.rows(world, layer)]


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a table's file; none of one that is missing or damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    except (OSError, pa.ArrowInvalid):
        return []
    return rows


def to_parquet(table: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a Parquet file."""
    return rows_to_parquet(rows, _kinds(table))
