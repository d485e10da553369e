from __future__ import annotations

import csv
import io
import json

from worlds import make_world

from fabula.export import frames
from fabula.export.tables import rows_to_csv, rows_to_json

ROWS = frames.rows(make_world(), "quotes")


def test_csv_reads_back() -> None:
    text = rows_to_csv(ROWS, frames.columns("quotes"))
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["text"] for row in read] == [row["text"] for row in ROWS]
    assert read[5]["speaker"] == ""


def test_csv_of_nothing_is_its_header() -> None:
    assert rows_to_csv([], ("a", "b")) == "a,b\n"


def test_json_reads_back() -> None:
    assert json.loads(rows_to_json(ROWS)) == ROWS
    assert rows_to_json(ROWS).count("\n") == len(ROWS) + 2
    assert rows_to_json([]) == "[]\n"
