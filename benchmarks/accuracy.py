"""Accuracy on the gold corpora: ``python -m benchmarks.accuracy --help``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any, TypeVar, get_args

from benchmarks.analyses import MODEL_VARIABLE
from benchmarks.corpora import DEFAULT_DATA, CorpusMissingError, Split, document_names, load_gap, novel_names
from benchmarks.gap import GapScore, gap_report, score_items
from benchmarks.gum import GumScore, fiction_names, gum_report, score_gum
from benchmarks.litbank import DocumentScore, litbank_report, score_document
from benchmarks.pdnc import NovelScore, pdnc_report, score_novel
from benchmarks.reading import Setting
from benchmarks.results import write_results
from benchmarks.tables import gap_table, gum_table, litbank_table, pdnc_table

S = TypeVar("S")
GAP_CHUNK = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark as the command line says; return the exit code: 0, or 2 where a corpus is missing."""
    options = _parser().parse_args(arguments)
    os.environ[MODEL_VARIABLE] = options.model
    try:
        for corpus in RUNNERS:
            if options.corpus in (corpus, "all"):
                RUNNERS[corpus](options)
    except CorpusMissingError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--corpus", choices=(*RUNNERS, "all"), default="pdnc")
    parser.add_argument("--books", nargs="+", metavar="NAME", help="PDNC novels or LitBank excerpts; all by default")
    parser.add_argument("--setting", choices=get_args(Setting), nargs="+", default=["cast"], help="for PDNC")
    parser.add_argument("--model", default="best", help="best, fast, rules, or a model's folder")
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    parser.add_argument("--jobs", type=int, default=2, help="worker processes")
    parser.add_argument("--out", type=Path, help="the results file, instead of benchmarks/results/<date>-<what>.json")
    return parser


def _run_pdnc(options: argparse.Namespace) -> None:
    names = options.books or list(novel_names(options.data))
    for setting in options.setting:
        calls = [(options.data, name, setting) for name in names]
        scores: list[NovelScore] = sorted(_in_pool(score_novel, calls, options.jobs), key=lambda one: one.name)
        report = pdnc_report(scores, setting)
        print(pdnc_table(report))
        _report_errors((one.name, one.error) for one in scores)
        # A part of the corpus never passes for the whole in the table of figures.
        what = f"pdnc-{setting}" + ("-part" if options.books else "")
        _write(what, report, options)


def _run_litbank(options: argparse.Namespace) -> None:
    splits: tuple[Split, ...] = get_args(Split)
    calls = [
        (options.data, split, name)
        for split in splits
        for name in document_names(options.data, split)
        if not options.books or name in options.books
    ]
    scores: list[DocumentScore] = sorted(_in_pool(score_document, calls, options.jobs), key=lambda one: one.name)
    report = litbank_report(scores)
    print(litbank_table(report))
    _report_errors((one.name, one.error) for one in scores)
    what = "litbank" + ("-part" if options.books else "")
    _write(what, report, options)


def _run_gap(options: argparse.Namespace) -> None:
    n_items = len(load_gap(options.data))
    calls = [(options.data, first, first + GAP_CHUNK) for first in range(0, n_items, GAP_CHUNK)]
    scores: list[GapScore] = [score for some in _in_pool(score_items, calls, options.jobs) for score in some]
    report = gap_report(scores)
    print(gap_table(report))
    _report_errors(("a GAP passage", error) for error in report["errors"])
    _write("gap", report, options)


def _run_gum(options: argparse.Namespace) -> None:
    calls = [(options.data, name) for name in fiction_names(options.data)]
    scores: list[GumScore] = sorted(_in_pool(score_gum, calls, options.jobs), key=lambda one: one.name)
    report = gum_report(scores)
    print(gum_table(report))
    _report_errors((one.name, one.error) for one in scores)
    _write("gum-fiction", report, options)


def _write(what: str, report: Mapping[str, Any], options: argparse.Namespace) -> None:
    report = {"model": options.model} | dict(report)
    if options.model != "best":
        what = f"{what}-{Path(options.model).name}"
    out: Path | None = options.out
    if out and (options.corpus == "all" or len(options.setting) > 1):
        out = out.with_stem(f"{out.stem}-{what}")  # one report must not overwrite the next
    print(f"results: {write_results(what, report, out=out)}\n")


def _report_errors(errors: Iterable[tuple[str, str | None]]) -> None:
    for name, error in errors:
        if error:
            print(f"{name} could not be read and counts as wholly wrong:\n{error}", file=sys.stderr)


def _in_pool(score: Callable[..., S], calls: Sequence[tuple[Any, ...]], jobs: int) -> Iterator[S]:
    """Yield the results of `score` over `calls` as they come, from `jobs` processes; progress goes to a terminal."""
    if jobs < 2:
        yield from (score(*call) for call in calls)
        return
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(score, *call) for call in calls]
        for n_done, future in enumerate(as_completed(futures), start=1):
            if sys.stderr.isatty():
                print(f"\r{n_done}/{len(futures)}", end="" if n_done < len(futures) else "\n", file=sys.stderr)
            yield future.result()


RUNNERS: dict[str, Callable[[argparse.Namespace], None]] = {
    "pdnc": _run_pdnc,
    "litbank": _run_litbank,
    "gap": _run_gap,
    "gum-fiction": _run_gum,
}


if __name__ == "__main__":
    sys.exit(main())
