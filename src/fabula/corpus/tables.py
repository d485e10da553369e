"""A batch's worlds as Parquet: one table a layer, with the work before the layer's own columns; the same rows, the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fabula.errors import MissingExtraError
from fabula.export import frames
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
_WHOLE = frozenset(
    (
        *("id", "utterance", "chapter", "start", "end", "scene", "step", "person", "number", "position", "sentence"),
        *("paragraph", "head", "words", "chapters", "scenes", "characters", "quotes", "mentions", "findings"),
        *(
            "words_in_quotes",
            "speaker_id",
            "entity_id",
            "place_id",
            "who_id",
            "quote_id",
            "from_id",
            "to_id",
            "holder_id",
        ),
        *("agent_id", "patient_id", "teller_id", "first_id", "first_teller_id", "first_chapter", "learnt_id"),
        "learnt_chapter",
    )
)
_REAL = frozenset({"confidence", "before"})
_TRUTH = frozenset({"group", "narrator", "comes", "leaves"})


def arrow() -> Any:
    """Return pyarrow; ``MissingExtraError``, which says how to install it, where it is missing."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("tables need pyarrow; install it with pip install 'fabula[corpus]'") from None
    return pyarrow


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of a table."""
    own = {WORKS: WORK_COLUMNS, ERRORS: ERROR_COLUMNS}
    return own[table] if table in own else ("work", *frames.columns(table))


def schema_of(table: str) -> pa.Schema:
    """Return the columns of a table with their types, which no batch changes."""
    pa = arrow()
    return pa.schema([(name, _type_of(pa, table, name)) for name in columns_of(table)])


def _type_of(pa: Any, table: str, column: str) -> Any:
    if column in _REAL or (table, column) in (("relations", "value"), ("arcs", "value")):
        return pa.float64()
    if column in _TRUTH and table != "stays":
        return pa.bool_()
    return pa.int64() if column in _WHOLE else pa.string()


def layer_rows(work: str, world: StoryWorld, layer: str) -> list[dict[str, Any]]:
    """Return the rows of a layer of one work."""
    return [{"work": work, **row} for row in frames.rows(world, layer)]


def to_parquet(table: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a Parquet file."""
    pa = arrow()
    buffer = io.BytesIO()
    pa.parquet.write_table(pa.Table.from_pylist(list(rows), schema=schema_of(table)), buffer, compression="zstd")
    return buffer.getvalue()
