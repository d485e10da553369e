"""Flat rows as text for other programs: CSV and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

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


def _line(values: Iterable[Any]) -> str:
    return ",".join(map(_cell, values)) + "\n"


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
