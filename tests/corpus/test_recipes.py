"""The questions in the docs are put to a corpus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fabula.corpus.batch import Options, read_batch
from fabula.corpus.run import read_corpus
from fabula.corpus.tables import LAYERS

duckdb = pytest.importorskip("duckdb")
RECIPES = re.findall(r"```sql\n(.+?)```", (Path(__file__).parents[2] / "docs" / "corpora.md").read_text("utf-8"), re.S)


def test_there_are_recipes() -> None:
    assert len(RECIPES) == 3


@pytest.mark.parametrize("recipe", RECIPES, ids=range(len(RECIPES)))
def test_a_recipe_is_answered(recipe: str, works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "corpus"
    read_corpus(
        [str(works)],
        out,
        Options("rules", LAYERS),
        lambda batches, options: (read_batch(one, options) for one in batches),
    )
    monkeypatch.chdir(tmp_path)
    found = duckdb.sql(recipe)
    if "trust" not in recipe:  # which these small stories do not speak of
        assert len(found.fetchall()) >= 5
