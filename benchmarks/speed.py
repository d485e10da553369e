"""Speed and memory of ``fabula read`` on whole novels: ``python -m benchmarks.speed --help``.

Each measurement is a process of its own, on two cores. Words are stretches between white space.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.corpora import DEFAULT_DATA, REPOSITORY, CorpusMissingError, corpus_folder, read_text
from benchmarks.results import write_results
from benchmarks.tables import speed_table
from fabula import pipeline
from fabula.encoder.model import MODELS

DEFAULT_NOVEL = "158_emma.txt"
SCALES = (10_000, 100_000, 1_000_000)
N_CORES = 2
N_STARTS = 5  # of the command, for the median
LAUNCHER = Path(__file__).resolve().parent / "launch.py"
READ = "from fabula.cli import main; main()"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return the exit code: 0, 1 where a run failed, 2 where the novels are missing."""
    options = _parser().parse_args(arguments)
    _keep_to_cores(N_CORES)
    try:
        report = measure(options)
    except CorpusMissingError as error:
        print(error, file=sys.stderr)
        return 2
    print(speed_table(report))
    print(f"results: {write_results('speed', report, out=options.out)}")
    return (
        1
        if any(
            "error" in run for run in (report["cold"], report["warm"], *report["models"].values(), *report["scales"])
        )
        else 0
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--source", type=Path, help=f"the text to read; {DEFAULT_NOVEL} of the corpora by default")
    parser.add_argument(
        "--scales", type=int, nargs="*", default=list(SCALES), help="words of joined novels; may be none"
    )
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    parser.add_argument("--out", type=Path, help="the results file, instead of benchmarks/results/<date>-speed.json")
    parser.add_argument("--spacy-python", default=sys.executable, help="the Python of an environment that has spaCy")
    return parser


def _keep_to_cores(n_cores: int) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:n_cores])


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Return the report: one novel cold and warm, its stages, the scales, spaCy beside it, and the start of the command."""
    source: Path = options.source or corpus_folder(options.data, "novels") / DEFAULT_NOVEL
    source = source.resolve()  # the children run in the repository's root
    if not source.is_file():
        raise CorpusMissingError(f"There is no text at {source}; give one with --source.")
    n_words = len(read_text(source).split())
    warm, stages = measure_warm(source, n_words)
    return {
        "source": source.name,
        "words": n_words,
        "cold": measure_cold(source, n_words),
        "models": {name: measure_cold(source, n_words, model=name) for name in other_models()},
        "warm": warm,
        "stages": stages,
        "scales": [measure_scale(options.data, scale) for scale in options.scales],
        "spacy": measure_spacy(source, n_words, options.spacy_python, options.data),
        "help_seconds": measure_help(),
    }


def other_models() -> list[str]:
    """Return the models that are installed, besides the default."""
    return [name for name in pipeline.MODELS if name == pipeline.RULES or (MODELS / name).is_dir()][1:]


def measure_cold(source: Path, n_words: int, *, model: str = pipeline.BEST) -> dict[str, Any]:
    """Return the figures of ``fabula read SOURCE --json FILE``, the start of Python and the writing included."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["read", str(source), "--json", f"{folder}/world.json", "--no-store", "--model", model]
        run = run_timed(["-c", READ, *arguments], n_words)
    return {key: value for key, value in run.items() if key != "output"}


def measure_warm(source: Path, n_words: int) -> tuple[dict[str, Any], dict[str, float]]:
    """Return the second reading in one process, and its seconds by stage where the pipeline tells them."""
    run = run_timed(["-m", "benchmarks.warm", str(source)], n_words)
    if "error" in run:
        return run, {}
    told = json.loads(run["output"])
    figures = {"words": n_words, "seconds": told["seconds"], "words_per_second": round(n_words / told["seconds"])}
    return figures, told["stages"]


def measure_scale(data: Path, n_words: int) -> dict[str, Any]:
    """Return the cold figures for the first `n_words` of all novels joined in name order."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "joined.txt"
        source.write_text(joined_novels(data, n_words), encoding="utf-8", newline="")
        return measure_cold(source, n_words)


def joined_novels(data: Path, n_words: int) -> str:
    """Return the novels' texts joined by blank lines and cut after `n_words`; all of them where they have fewer."""
    parts: list[str] = []
    missing = n_words
    for path in sorted(corpus_folder(data, "novels").glob("*.txt")):
        text = read_text(path)
        ends = [match.end() for match in re.finditer(r"\S+", text)]
        parts.append(text[: ends[missing - 1]] if len(ends) >= missing else text)
        missing -= len(ends)
        if missing <= 0:
            break
    return "\n\n".join(parts)


def measure_help() -> float:
    """Return the median seconds of ``fabula --help`` in a new process."""
    runs = [run_timed(["-c", READ, "--help"], 0) for _ in range(N_STARTS)]
    return float(median(run["seconds"] for run in runs))


def measure_spacy(source: Path, n_words: int, python: str, data: Path) -> dict[str, Any]:
    """Return the cold figures of spaCy's small English pipeline, or why there are none.

    Where its weights can't be had, they are those of a pipeline of the same architecture (``note`` says so).
    """
    if not _has(python, "spacy"):
        return {"words": n_words, "error": "not installed (pip install spacy, here or for --spacy-python)"}
    reader = ["-m", "benchmarks.spacy_small"]
    if _has(python, "en_core_web_sm"):
        return run_timed([*reader, str(source)], n_words, python)
    treebank = (corpus_folder(data, "ud") / "ewt" / "train.conllu").resolve()
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            [python, *reader, "--make", folder, str(treebank)], cwd=REPOSITORY, capture_output=True, text=True
        )
        if made.returncode:
            return {"words": n_words, "error": (made.stderr.strip().splitlines() or ["it could not be made"])[-1]}
        run = run_timed([*reader, str(source), folder], n_words, python)
    return run | {"note": "its architecture, with weights trained for a minute"}


def _has(python: str, package: str) -> bool:
    asked = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    return subprocess.run([python, "-c", asked], capture_output=True).returncode == 0


def run_timed(arguments: Sequence[str], n_words: int, python: str = sys.executable) -> dict[str, Any]:
    """Run `python` with `arguments` in a new process and return its figures.

    They are ``seconds`` (wall clock), ``words_per_second``, ``peak_mib`` (largest resident set) and ``output``; where
    it fails, ``error`` with the last line it said.
    """
    if sys.stderr.isatty():
        print(f"reading {n_words:,} words: {' '.join(arguments)}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        # -S and -E keep the launcher small; what it launches is Python as it is.
        launch = [python, "-S", "-E", str(LAUNCHER), str(figures), *arguments]
        done = subprocess.run(launch, cwd=REPOSITORY, capture_output=True, text=True, check=False)
        run: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8")) if figures.is_file() else {"code": -1}
    if run["code"]:
        return {"words": n_words, "error": (done.stderr.strip().splitlines() or [f"exit code {run['code']}"])[-1]}
    return {
        "words": n_words,
        "seconds": run["seconds"],
        "words_per_second": round(n_words / run["seconds"]),
        "peak_mib": run["peak_mib"],
        "output": done.stdout.strip(),
    }


if __name__ == "__main__":
    sys.exit(main())
