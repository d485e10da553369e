"""The published tables of figures, from the newest results: ``python -m benchmarks.table [--check]``.

They stand between two markers in ``docs/accuracy.md``, ``docs/model-card.md`` and ``README.md``; the same results give the
same tables.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.corpora import REPOSITORY
from benchmarks.results import RESULTS, newest_results

START, END = "<!-- figures:start -->", "<!-- figures:end -->"
PAGES = (Path("docs/accuracy.md"), Path("docs/model-card.md"), Path("README.md"))


# What the README's first screen shows: every task that others have a figure for, the low ones too, and what they lack.
BRIEF = frozenset(
    {
        "PDNC speakers, cast given",
        "PDNC speakers, nothing given",
        "PDNC addressees, cast given, F1",
        "PDNC quotations found, recall (exact)",
        "PDNC quotations found, precision (exact)",
        "LitBank coreference, CoNLL F1",
        "LitBank entities, nested, F1",
        "LitBank events, F1",
        "LitBank speakers, CoNLL over quotation clusters",
        "Words a second, a whole novel, 2 cores",
        "— by a processor without AVX-512 VNNI",
    }
)


class Row(NamedTuple):
    """One line: the task, where its figure lies (kind of results, dotted keys), and whose figure stands beside it."""

    task: str
    what: str
    figure: str
    anchor: str
    who: str


# The anchors are the ones of the brief that the project was set; a dash where nobody has published a figure.
ROWS = (
    Row("PDNC speakers, cast given", "pdnc-cast", "total.speakers.accuracy", "78.5 / 90.6 / 94.5",
        "BookNLP+ retrained / Llama-3-8B / ModernBookNLP joint (395 M, GPU), unseen novels"),
    Row("— explicit", "pdnc-cast", "total.speakers_by_kind.explicit.accuracy", "–", ""),
    Row("— anaphoric", "pdnc-cast", "total.speakers_by_kind.anaphoric.accuracy", "–", ""),
    Row("— implicit", "pdnc-cast", "total.speakers_by_kind.implicit.accuracy", "–", ""),
    Row("PDNC speakers, nothing given", "pdnc-nothing", "total.speakers.accuracy", "40.4", "BookNLP big"),
    Row("— explicit", "pdnc-nothing", "total.speakers_by_kind.explicit.accuracy", "64.5", "BookNLP big"),
    Row("— anaphoric", "pdnc-nothing", "total.speakers_by_kind.anaphoric.accuracy", "34.2", "BookNLP big"),
    Row("— implicit", "pdnc-nothing", "total.speakers_by_kind.implicit.accuracy", "23.4", "BookNLP big"),
    Row("PDNC speakers, cast and quotations given", "pdnc-quotes", "total.speakers.accuracy", "–", ""),
    Row("PDNC addressees, cast given, F1", "pdnc-cast", "total.addressees.f1", "–", "none published"),
    Row("PDNC addressees, at least one right", "pdnc-cast", "total.addressees.any_right", "–", "none published"),
    Row("PDNC who is told about whom, cast given, F1", "pdnc-cast", "total.told_about.f1", "–", "none published"),
    Row("PDNC quotations found, recall (exact)", "pdnc-cast", "total.quotations_exact.recall", "96.7", "BookNLP big"),
    Row("PDNC quotations found, precision (exact)", "pdnc-cast", "total.quotations_exact.precision", "92.7",
        "BookNLP big"),
    Row("PDNC quotations found, recall (overlap)", "pdnc-cast", "total.quotations_overlap.recall", "–", ""),
    Row("PDNC quotations found, precision (overlap)", "pdnc-cast", "total.quotations_overlap.precision", "–", ""),
    Row("PDNC major characters found as one, nothing given", "pdnc-nothing", "total.cast.major.as_one", "–", ""),
    Row("— with the cast given", "pdnc-cast", "total.cast.major.as_one", "–", ""),
    Row("PDNC intermediate characters found as one, nothing given", "pdnc-nothing", "total.cast.intermediate.as_one", "–",
        ""),
    Row("GUM fiction coreference (two documents), CoNLL F1", "gum-fiction", "total.coreference.conll", "–", ""),
    Row("PDNC two characters in one, of those found, nothing given", "pdnc-nothing", "total.wrong_merges_of_found", "–", ""),
    Row("Confidence of speakers, calibration error", "pdnc-cast", "total.calibration_error", "–", ""),
    Row("LitBank coreference, CoNLL F1", "litbank", "splits.dev.coreference.conll", "80.2 / 81.3 / 71.3",
        "fast-coref (Longformer-large, GPU) / MEIC-DT / BookNLP re-run"),
    Row("LitBank personal pronouns with the right antecedent, recall", "litbank", "splits.dev.antecedents.recall", "–", ""),
    Row("— with the right nearest name or description", "litbank", "splits.dev.pronouns.recall", "–", ""),
    Row("LitBank entities, nested, F1", "litbank", "splits.dev.entities.f1", "77.6", "LitBank's own BERT tagger"),
    Row("LitBank events, F1", "litbank", "splits.dev.events.f1", "74.1", "BookNLP big"),
    Row("LitBank speakers, CoNLL over quotation clusters", "litbank", "splits.dev.speakers.conll", "77.5 / 68.1",
        "ModernBookNLP joint / BookNLP"),
    Row("Annotated stories kept back: scene boundaries, F1", "stories", "kept.boundaries.f1", "–", ""),
    Row("— who is present, F1", "stories", "kept.present.f1", "–", ""),
    Row("— hearers, F1", "stories", "kept.hearers.f1", "–", ""),
    Row("— viewpoint, of narrative characters", "stories", "kept.viewpoint.recall", "–", ""),
    Row("— knowledge found with a right holder", "stories", "kept.knowledge.recall", "–", ""),
    Row("— claims given to one who lacks them", "stories", "kept.told_wrongly.recall", "–", ""),
    Row("— bonds placed", "stories", "kept.relations.recall", "–", ""),
    Row("— steps of things, F1", "stories", "kept.objects.f1", "–", ""),
    Row("Faults put into ten novels that findings mark", "faults", "recall", "–", ""),
    Row("LitBank mentions, pronouns too, F1", "litbank", "splits.dev.mentions.f1", "–", ""),
    Row("LitBank sentence ends, F1", "encoder-best", "litbank.sentence_ends", "–", ""),
    Row("English EWT dev, UPOS", "encoder-best", "ewt.upos", "–", "gold words and sentences"),
    Row("English EWT dev, lemma", "encoder-best", "ewt.lemma", "–", ""),
    Row("English EWT dev, UAS", "encoder-best", "ewt.uas", "–", ""),
    Row("English EWT dev, LAS", "encoder-best", "ewt.las", "–", ""),
    Row("English EWT dev, supersenses (STREUSLE), F1", "encoder-best", "ewt.supersenses", "–", ""),
    Row("GUM fiction dev, UPOS", "encoder-best", "gum_fiction.upos", "–", ""),
    Row("GUM fiction dev, lemma", "encoder-best", "gum_fiction.lemma", "–", ""),
    Row("GUM fiction dev, UAS", "encoder-best", "gum_fiction.uas", "–", ""),
    Row("GUM fiction dev, LAS", "encoder-best", "gum_fiction.las", "–", ""),
    Row("GUM sentence ends, F1", "encoder-best", "gum.sentence_ends", "–", ""),
    Row("GAP pronouns (validation part), F1", "gap", "total.f1", "–", ""),
    Row("— feminine to masculine", "gap", "bias", "–", ""),
    Row("Words a second, a whole novel, 2 cores", "speed", "cold.words_per_second", "690 / 320",
        "BookNLP small / big, tokens a second on 99 k tokens, 10-core server"),
    Row("— by a processor without AVX-512 VNNI", "speed-avx2", "cold.words_per_second", "4,697",
        "spaCy small, in the same run: tags, trees and names alone (its architecture, weights of our own)"),
    Row("— with --model fast", "speed", "models.fast.words_per_second", "–", ""),
    Row("— with --model rules", "speed", "models.rules.words_per_second", "–", ""),
    Row("Peak memory, MiB", "speed", "cold.peak_mib", "–", ""),
)  # fmt: skip


NOTE = (
    "Per cent unless said. LitBank: ours are of the ten dev excerpts, the others' of the published test fold. "
    "PDNC: ours are of the 22 novels that are open to us, the others' as published."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the table into the pages; return 0, or 1 where --check finds one out of date, 2 where one has no place."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a page is out of date")
    parser.add_argument("--root", type=Path, default=REPOSITORY, help="the folder that the pages lie in")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder of the results")
    options = parser.parse_args(arguments)
    results = list(newest_results(options.results))
    code = 0
    for page in (options.root / page for page in PAGES):
        old = page.read_text(encoding="utf-8") if page.is_file() else ""
        if START not in old or END not in old.partition(START)[2]:
            print(f"{page} has no place for the figures: add the lines {START} and {END}.", file=sys.stderr)
            code = max(code, 2)
        elif (new := with_table(old, _table_for(page, results))) != old:
            if options.check:
                print(f"{page} is out of date: run python -m benchmarks.table.", file=sys.stderr)
                code = max(code, 1)
            else:
                page.write_text(new, encoding="utf-8")
    return code


def _table_for(page: Path, results: Sequence[Mapping[str, Any]]) -> str:
    return (
        model_table(results) if page.name == "model-card.md" else figures_table(results, brief=page.name == "README.md")
    )


MODEL_RUNS = ("encoder-best", "encoder-best-float", "encoder-fast", "encoder-fast-float")
MODEL_CORPORA = {
    "litbank": "LitBank dev",
    "ewt": "EWT dev",
    "gum_fiction": "GUM fiction dev",
    "gum": "GUM dev, all genres",
}


def model_table(results: Sequence[Mapping[str, Any]]) -> str:
    """Return the figures of every head and corpus, a column for each network: as shipped in int8, and before that."""
    by_what = {one["what"]: one for one in results}
    runs = [what for what in MODEL_RUNS if what in by_what]
    names = [what.removeprefix("encoder-").replace("-float", ", float32") for what in runs]
    lines = [f"| corpus | head | {' | '.join(names)} |", "|---|---|" + "---:|" * len(runs)]
    for corpus, title in MODEL_CORPORA.items():
        heads = {head: None for what in runs for head in by_what[what].get(corpus, {})}
        for head in heads:
            figures = (by_what[what].get(corpus, {}).get(head) for what in runs)
            cells = " | ".join("–" if figure is None else f"{figure:.1f}" for figure in figures)
            lines.append(f"| {title} | {head.replace('_', ' ')} | {cells} |")
    return "\n".join([*lines, "", " ".join(_origin(by_what[what]) for what in runs)]).rstrip()


def with_table(page: str, table: str) -> str:
    """Return `page` with `table` between the first two markers."""
    before, _, rest = page.partition(START)
    return f"{before}{START}\n{table}\n{END}{rest.partition(END)[2]}"


def figures_table(results: Sequence[Mapping[str, Any]], *, brief: bool = False) -> str:
    """Return the Markdown table, our figure beside the others'; unless `brief`, all tasks and where ours come from."""
    by_what = {one["what"]: one for one in results}
    rows = [row for row in ROWS if not brief or row.task in BRIEF]
    lines = ["| task | fabula | others | who |", "|---|---:|---:|---|"]
    lines += [f"| {row.task} | {_figure(by_what, row)} | {row.anchor} | {row.who} |" for row in rows]
    if brief:
        return "\n".join(line.rstrip() for line in lines)
    lines += [
        "",
        f"{NOTE} " + " ".join(_origin(by_what[what]) for what in sorted(by_what) if _used(what)),
    ]
    return "\n".join(line.rstrip() for line in lines)


def _used(what: str) -> bool:
    return any(row.what == what for row in ROWS)


def _figure(by_what: Mapping[str, Mapping[str, Any]], row: Row) -> str:
    value: Any = by_what.get(row.what, {})
    for key in row.figure.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None:
        return "not measured"
    return f"{value:,.0f}" if row.what.startswith("speed") else f"{value:.1f}"


def _origin(result: Mapping[str, Any]) -> str:
    commit = (result["git"]["commit"] or "unknown")[:10] + (" and changes" if result["git"]["dirty"] else "")
    machine = result["machine"]
    return f"`{result['what']}`: {result['date']}, commit {commit}, {machine['cores']} cores of {machine['cpu']}."


if __name__ == "__main__":
    sys.exit(main())
