"""Flat rows for other programs: CSV, JSON, Parquet."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from fabula.errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["int64", "double", "bool", "string"]  # of a column, by pyarrow's names

# The csv module leaves a bare carriage return unquoted before Python 3.13, and readers take it for the end of the row.
_NEEDS_QUOTES = re.compile('[",\r\n]')


def rows_to_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return the rows as CSV under a line of their columns; what is not known is an empty cell."""
    lines = [_line(columns), *(_line(row[name] for name in columns) for row in rows)]
    return "".join(lines)


def rows_to_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the rows as a JSON list, a row a line."""
    lines = (json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n" if rows else "[]\n"


def rows_to_jsonl(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the rows as JSON Lines, an object a line."""
    return "".join(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows)


def rows_to_parquet(rows: Sequence[Mapping[str, Any]], kinds: Mapping[str, Kind]) -> bytes:
    """Return the rows as a Parquet file with the columns that `kinds` names, also where there is no row.

    Lone surrogates, which have no UTF-8, are ``?``. Raises ``MissingExtraError`` without pyarrow.
    """
    arrow = pyarrow()
    schema = arrow_schema(kinds)
    try:
        table = arrow.Table.from_pylist(list(rows), schema=schema)
    except UnicodeEncodeError:
        table = arrow.Table.from_pylist([_encodable(row) for row in rows], schema=schema)
    buffer = io.BytesIO()
    arrow.parquet.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def arrow_schema(kinds: Mapping[str, Kind]) -> pa.Schema:
    """Return columns as pyarrow's schema."""
    arrow = pyarrow()
    return arrow.schema([(name, arrow.type_for_alias(kind)) for name, kind in kinds.items()])


def pyarrow() -> Any:
    """Return pyarrow; ``MissingExtraError``, which says how to install it, where it is missing."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("Parquet files need pyarrow; install it with pip install 'fabula[corpus]'") from None
    return pyarrow


def _encodable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in row.items()
    }


def _line(values: Iterable[Any]) -> str:
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
