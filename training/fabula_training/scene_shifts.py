"""Fit what tells that a scene begins, on novels whose own breaks are taken for the beginnings of scenes.

Run as ``python -m fabula_training.scene_shifts [--data DIR] [--jobs N]``. It reads PDNC's novels and those of `novels/` that have
many breaks inside their chapters, writes the weights into the package, and says how well they find the breaks of novels left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.analyses import kept_analyse, model_name
from benchmarks.corpora import DEFAULT_DATA, REPOSITORY
from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.spaced_quotations import with_speeches_joined
from fabula.annotate.syntax import read_syntax
from fabula.annotate.thoughts import with_thoughts
from fabula.annotate.tokens import tokenize
from fabula.pipeline import linker_of, load_model
from fabula.readers.book import read_book
from fabula.resolve.resolution import resolve
from fabula.world.clause_trees import tree_clauses
from fabula.world.presence import find_signs
from fabula.world.reading import build_reading
from fabula.world.scene_cues import SceneCues, read_cues
from fabula.world.scene_shifts import Features
from fabula.world.scenes import cues_of_breaks
from fabula.world.timeline import find_times

WRITTEN = REPOSITORY / "src" / "fabula" / "world" / "scene_shifts.tsv"
BROKEN_OFTEN = ("805", "9830", "4217", "543", "78", "3457", "502", "155")  # Project Gutenberg's numbers

Example = tuple[Features, bool]  # of a paragraph, and whether a break stands before it
Array = npt.NDArray[np.float64]

_PULL = 1.0  # towards 0, of each weight
_STEPS, _SMALL = 60, 1e-8


def examples_of(path: Path) -> list[Example]:
    """Return the paragraphs of a novel but for those of its documents, as if it had no breaks."""
    book = with_speeches_joined(read_book(path))
    tokens = tokenize(book)
    analyse = kept_analyse()
    assert analyse is not None, "shifts are read off trees; unset FABULA_BENCHMARK_MODEL"
    analysis = analyse(book, tokens)
    syntax = read_syntax(analysis, tokens.words)
    tokens = replace(tokens, sentence=analysis.sentence)
    quotations = with_thoughts(book, find_quotations(book))
    mentions = find_mentions(tokens, quotations, analysis, syntax)
    linker = linker_of(load_model(model_name()), analysis)
    reading = build_reading(resolve(book, tokens, quotations, mentions, None, syntax=syntax, linker=linker))
    clauses = [one for one in tree_clauses(reading, syntax) if one.quotation < 0]
    signs = find_signs(reading, clauses)
    return list(_examples(read_cues(reading, clauses, find_times(book), signs), cues_of_breaks(reading)))


def _examples(cues: SceneCues, broken: Mapping[int, str]) -> Iterator[Example]:
    assert cues.shifts is not None
    documents = cues.reading.discourse.documents
    written = {number for one in documents for number in range(one.first, one.last + 1)}
    begun = 0
    for number in range(1, len(cues.paragraphs)):
        if number not in written:
            yield cues.shifts.features(number, begun, cues.weights(number, begun)), number in broken
        if number in broken:
            begun = number


def fit(examples: Sequence[Example], pull: float = _PULL) -> dict[str, float]:
    """Return the weights of logistic regression (Newton's steps), by feature; `pull` is that of a normal prior."""
    names = sorted({name for features, _ in examples for name in features})
    place = {name: column for column, name in enumerate(names)}
    rows, right = np.zeros((len(examples), len(names))), np.array([float(broken) for _, broken in examples])
    for row, (features, _) in zip(rows, examples, strict=True):
        for name, value in features.items():
            row[place[name]] = value
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (likely - right) + pull * weights
        curvature = (rows * (likely * (1 - likely))[:, None]).T @ rows + pull * np.eye(len(names))
        step: Array = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < _SMALL:
            break
    return dict(zip(names, weights.tolist(), strict=True))


def odds(weights: Mapping[str, float], features: Features) -> float:
    """Return the log-odds that some features give."""
    return sum(value * weights.get(name, 0.0) for name, value in features.items())


def average_precision(examples: Sequence[Example], weights: Mapping[str, float]) -> float:
    """Return how well the odds rank what has a break before it: 1 where it comes first throughout."""
    ranked = sorted(
        ((odds(weights, features), not broken) for features, broken in examples), key=lambda one: (-one[0], one[1])
    )
    found, total = 0, 0.0
    for rank, (_, wrong) in enumerate(ranked, start=1):
        if not wrong:
            found += 1
            total += found / rank
    return total / found if found else 0.0


def main() -> None:
    """Read the novels, say how the weights do on each when fitted without it, and write those of all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    paths = sorted((options.data / "pdnc").glob("*/novel_text.txt"))
    paths += [one for number in BROKEN_OFTEN for one in sorted((options.data / "novels").glob(f"{number}_*.txt"))]
    if not paths:
        sys.exit(f"{options.data}: no novels there; give the folder of the corpora with --data")
    with ProcessPoolExecutor(options.jobs) as pool:
        novels = dict(zip(paths, pool.map(examples_of, paths), strict=True))
    for path, own in novels.items():
        weights = fit([one for other, some in novels.items() if other != path for one in some])
        name = path.parent.name if path.stem == "novel_text" else path.stem
        n_broken = sum(broken for _, broken in own)
        print(f"{name}: average precision {average_precision(own, weights):.3f} of {n_broken} breaks", file=sys.stderr)
    weights = fit([one for some in novels.values() for one in some])
    WRITTEN.write_text("".join(f"{name}\t{weight:.4f}\n" for name, weight in sorted(weights.items())), encoding="utf-8")


if __name__ == "__main__":
    main()
