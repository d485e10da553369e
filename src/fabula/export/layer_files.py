"""Every layer of a world as a table of its own: a folder of CSV files, of JSON Lines, or of Parquet files.

The columns are those of `frames`; ids are the keys that rows of several tables share.
"""

from __future__ import annotations

from fabula.export.frames import LAYERS, columns, kinds, rows
from fabula.export.tables import rows_to_csv, rows_to_jsonl, rows_to_parquet
from fabula.types.world import StoryWorld


def layers_to_csv(world: StoryWorld) -> dict[str, str]:
    """Return a CSV file a layer, by name."""
    return {f"{layer}.csv": rows_to_csv(rows(world, layer), columns(layer)) for layer in LAYERS}


def layers_to_jsonl(world: StoryWorld) -> dict[str, str]:
    """Return a file of JSON Lines a layer, by name."""
    return {f"{layer}.jsonl": rows_to_jsonl(rows(world, layer)) for layer in LAYERS}


def layers_to_parquet(world: StoryWorld) -> dict[str, bytes]:
    """Return a Parquet file a layer, by name; raises ``MissingExtraError`` without pyarrow."""
    return {f"{layer}.parquet": rows_to_parquet(rows(world, layer), kinds(layer)) for layer in LAYERS}
