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

ARCHIVED = """<html><body><div id="preface"><p class="message">Posted originally on the Archive of Our Own.</p>
<dl class="tags"><dt>Stats:</dt><dd>Published: 2013-05-04 Words: 10</dd></dl><h1>Bread</h1></div>
<div id="chapters"><div class="userstuff"><p>“Good morning,” said Ida.</p><p>“Is there bread?” asked Tom.</p>
<p>“Lots.”</p></div></div>
</body></html>"""


def test_there_are_recipes() -> None:
    assert len(RECIPES) == 6


@pytest.mark.parametrize("recipe", RECIPES, ids=range(len(RECIPES)))
def test_a_recipe_is_answered(recipe: str, works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "corpus"
    (works / "archived.html").write_text(ARCHIVED, encoding="utf-8")
    read_corpus(
        [str(works)],
        out,
        Options("rules", LAYERS),
        lambda batches, options: (read_batch(one, options) for one in batches),
    )
    monkeypatch.chdir(tmp_path)
    (tmp_path / "years.csv").write_text(f"source,year\n{works / 'Anna.txt'},1893\n{works / 'Boas.txt'},1904\n")
    if recipe.startswith("COPY"):
        duckdb.sql(recipe)
        assert duckdb.sql("SELECT count(*) FROM 'quotes.parquet'").fetchall() == [(9 * 3,)]
        return
    found = duckdb.sql(recipe)
    if "Published" in recipe:
        assert found.fetchall() == [(2010, 60.0, 1)]
    elif "years.csv" in recipe:
        assert [decade for decade, *_ in found.fetchall()] == [1890, 1900]
    elif "trust" not in recipe:  # which these small stories do not speak of
        assert len(found.fetchall()) >= 5
