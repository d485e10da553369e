"""Every layer of a world as a table of its own: a folder of CSV files, of JSON Lines, or of Parquet files.

The columns are those of `frames`; ids are the keys that rows of several tables share.
"""

from __future__ import annotations

from typing import Any

from fabula.errors import MissingExtraError
from fabula.export.frames import LAYERS, columns, rows
from fabula.export.tables import rows_to_csv, rows_to_jsonl
from fabula.types.world import StoryWorld

_WHOLE = frozenset({
    "id", "utterance", "chapter", "start", "end", "scene", "step", "mentions", "quotes", "position", "number", "words",
    "person", "sentence", "paragraph", "head",
})  # fmt: skip
_NUMBERS = frozenset({"confidence", "before", "value"})
_TRUTHS = frozenset({"group", "narrator"})
_TEXTS = frozenset({("timeline", "value")})  # a normal form


def layers_to_csv(world: StoryWorld) -> dict[str, str]:
    """Return a CSV file a layer, by name."""
    return {f"{layer}.csv": rows_to_csv(rows(world, layer), columns(layer)) for layer in LAYERS}


def layers_to_jsonl(world: StoryWorld) -> dict[str, str]:
    """Return a file of JSON Lines a layer, by name."""
    return {f"{layer}.jsonl": rows_to_jsonl(rows(world, layer)) for layer in LAYERS}


def layers_to_parquet(world: StoryWorld) -> dict[str, bytes]:
    """Return a Parquet file a layer, by name; a column has the same type in every work, also where it is empty.

    Raises ``MissingExtraError`` without pyarrow.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError("Parquet files need pyarrow; install it with `pip install 'fabula[parquet]'`") from None
    files = {}
    for layer in LAYERS:
        schema = pa.schema([(name, pa.type_for_alias(kind_of(layer, name))) for name in columns(layer)])
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist(_encodable(rows(world, layer)), schema), sink)
        files[f"{layer}.parquet"] = sink.getvalue().to_pybytes()
    return files


def kind_of(layer: str, column: str) -> str:
    """Return the type of a layer's column: ``int64``, ``double``, ``bool`` or ``string``."""
    if (layer, column) in _TEXTS:
        return "string"
    if column in _WHOLE or column.endswith(("_id", "_chapter")):
        return "int64"
    return "double" if column in _NUMBERS else "bool" if column in _TRUTHS else "string"


def _encodable(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without lone surrogates, which have no UTF-8."""
    return [{name: _clean(value) if isinstance(value, str) else value for name, value in row.items()} for row in found]


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
