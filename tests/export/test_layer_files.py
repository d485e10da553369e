"""CSV, JSON Lines and Parquet, as pandas and DuckDB read them: the same columns and values in all three."""

from __future__ import annotations

import io
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hostile_worlds import hostile_world
from worlds import make_tokens, make_world

from fabula.corpus.tables import schema_of
from fabula.export.folders import write_folder
from fabula.export.frames import LAYERS, columns, kinds, rows
from fabula.export.layer_files import layers_to_csv, layers_to_jsonl, layers_to_parquet
from fabula.types.world import StoryWorld, Work

DTYPES = {"int64": "Int64", "double": "Float64", "bool": "boolean", "string": "string"}


@pytest.fixture(params=["by hand", "hostile", "the example"])
def world(request: pytest.FixtureRequest, example: StoryWorld) -> StoryWorld:
    made = {"by hand": make_world(tokens=make_tokens()), "hostile": hostile_world(), "the example": example}
    return made[request.param]


def test_a_file_a_layer() -> None:
    for make, ending in ((layers_to_csv, "csv"), (layers_to_jsonl, "jsonl"), (layers_to_parquet, "parquet")):
        assert list(make(make_world())) == [f"{layer}.{ending}" for layer in LAYERS]


def test_pandas_reads_the_same_from_all(world: StoryWorld) -> None:
    csv, jsonl, parquet = layers_to_csv(world), layers_to_jsonl(world), layers_to_parquet(world)
    for layer in LAYERS:
        types = {name: DTYPES[kind] for name, kind in kinds(layer).items()}
        first = pd.read_parquet(io.BytesIO(parquet[f"{layer}.parquet"])).astype(types)
        # An empty cell is what is not known; an empty text is one, too.
        found = pd.read_csv(
            io.StringIO(csv[f"{layer}.csv"], newline=""), dtype=types, keep_default_na=False, na_values=[""]
        )
        texts = [name for name, kind in kinds(layer).items() if kind == "string"]
        pd.testing.assert_frame_equal(found, first.assign(**{name: first[name].replace("", pd.NA) for name in texts}))
        if len(first):
            lines = pd.read_json(io.StringIO(jsonl[f"{layer}.jsonl"]), lines=True, dtype=False)
            pd.testing.assert_frame_equal(lines.astype(types), first)


def test_pyarrow_reads_the_rows_as_they_are(world: StoryWorld) -> None:
    for name, content in layers_to_parquet(world).items():
        table = pq.read_table(io.BytesIO(content))
        assert table.to_pylist() == rows(world, name.removesuffix(".parquet"))


def test_the_schema_is_that_of_a_corpus() -> None:
    for name, content in layers_to_parquet(make_world()).items():
        layer = name.removesuffix(".parquet")
        one, many = pq.read_schema(io.BytesIO(content)), schema_of(layer)
        assert many.names == ["work", *one.names]
        assert [many.field(column).type for column in one.names] == one.types


def test_columns_are_words_and_keys_end_alike() -> None:
    for layer in LAYERS:
        assert all(name.replace("_", "").islower() for name in columns(layer))
        for name, kind in kinds(layer).items():
            if name == "id" or name.endswith("_id"):
                assert kind == "int64"


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_duckdb_joins_them(ending: str, example: StoryWorld, tmp_path: Path) -> None:
    made = {"csv": layers_to_csv, "jsonl": layers_to_jsonl, "parquet": layers_to_parquet}[ending](example)
    files = {name: one if isinstance(one, bytes) else one.encode() for name, one in made.items()}
    write_folder(tmp_path / "tables", files)
    found = duckdb.sql(
        f"""SELECT characters.name, count(*) AS n FROM '{tmp_path}/tables/quotes.{ending}' AS quotes
        JOIN '{tmp_path}/tables/characters.{ending}' AS characters ON quotes.speaker_id = characters.id
        GROUP BY ALL ORDER BY n DESC, name"""
    ).fetchall()
    counted = [(one.speaker.name, one.speaker.id) for one in example.quotes if one.speaker]
    assert dict(found) == {name: sum(other == name for other, _ in counted) for name, _ in counted}
    ((words,),) = duckdb.sql(f"SELECT sum(words) FROM '{tmp_path}/tables/chapters.{ending}'").fetchall()
    assert words == sum(row["words"] for row in rows(example, "chapters"))


def test_lone_surrogates_are_question_marks() -> None:
    text = "She said \udc80."
    world = StoryWorld(make_world().provenance, text, Work(), tokens=make_tokens(text))
    found = pq.read_table(io.BytesIO(layers_to_parquet(world)["tokens.parquet"]))
    assert found.column("text").to_pylist() == ["She", "said", "?."]
