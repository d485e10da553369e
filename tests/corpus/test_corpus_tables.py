from __future__ import annotations

import io

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from worlds import make_tokens, make_world, worlds

from fabula.corpus.tables import ERRORS, WORKS, columns_of, layer_rows, schema_of, to_parquet
from fabula.export.frames import LAYERS
from fabula.types.world import StoryWorld


@pytest.mark.parametrize("layer", LAYERS)
def test_rows_come_back_from_a_table(layer: str) -> None:
    rows = layer_rows("abc", make_world(tokens=make_tokens()), layer)
    found = pq.read_table(io.BytesIO(to_parquet(layer, rows)))
    assert found.schema.names == list(columns_of(layer))
    assert found.to_pylist() == rows


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_any_world_has_tables(world: StoryWorld) -> None:
    for layer in LAYERS:
        rows = layer_rows("abc", world, layer)
        assert pq.read_table(io.BytesIO(to_parquet(layer, rows))).num_rows == len(rows)


@pytest.mark.parametrize("table", [WORKS, ERRORS, *LAYERS])
def test_a_table_without_rows_has_the_same_columns(table: str) -> None:
    assert pq.read_table(io.BytesIO(to_parquet(table, []))).schema.equals(schema_of(table))


def test_the_same_rows_are_the_same_bytes() -> None:
    rows = layer_rows("abc", make_world(), "quotes")
    assert to_parquet("quotes", rows) == to_parquet("quotes", rows)
