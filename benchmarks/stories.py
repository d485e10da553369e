"""Figures on the annotated stories, layer by layer: ``python -m benchmarks.stories --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from benchmarks.analyses import kept_analyse, model_name
from benchmarks.results import write_results
from benchmarks.story_gold import StoryError, load_story, story_paths
from benchmarks.story_scores import StoryScore, score_story
from fabula.pipeline import read

FOLDERS = ("open", "kept")


def main(arguments: Sequence[str] | None = None) -> int:
    """Score the stories and write a results file, or check gold files; return the exit code: 1 where gold does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__)
    parser.add_argument(
        "--validate", type=Path, nargs="+", metavar="FILE", help="gold files to check, and nothing else"
    )
    parser.add_argument("--folder", nargs="+", choices=FOLDERS, default=FOLDERS, help="which stories to score")
    parser.add_argument("--out", type=Path, help="the results file, instead of benchmarks/results/<date>-stories.json")
    options = parser.parse_args(arguments)
    if options.validate:
        return _validate(options.validate)
    report: dict[str, Any] = {"corpus": "stories"}
    for folder in options.folder:
        scores = {path.stem: _score(path) for path in story_paths(folder)}
        summed = sum(scores.values(), StoryScore())
        print(_table(folder, {**(scores if folder == "open" else {}), f"all {len(scores)}": summed}))
        report[folder] = {"stories": len(scores), **_as_json(summed)}
    if options.out or options.folder == FOLDERS:
        print("results:", write_results("stories", report, out=options.out))
    return 0


def _score(path: Path) -> StoryScore:
    return score_story(load_story(path), read(path, model=model_name(), analyse=kept_analyse()))


def _validate(paths: Sequence[Path]) -> int:
    faults = 0
    for path in paths:
        try:
            story = load_story(path)
        except StoryError as error:
            print(error, file=sys.stderr)
            faults += 1
            continue
        layers = ("characters", "scenes", "viewpoints", "quotes", "knowledge", "relations", "steps", "times")
        print(f"{story.name}: " + ", ".join(f"{len(getattr(story, layer))} {layer}" for layer in layers))
    return 1 if faults else 0


def _as_json(score: StoryScore) -> dict[str, Any]:
    return {one.name: getattr(score, one.name).as_json() for one in fields(score)}


def _table(folder: str, scores: dict[str, StoryScore]) -> str:
    names = list(scores)
    lines = [f"{folder:18}" + "".join(f"{name:>26}" for name in names)]
    for layer in fields(StoryScore):
        cells = []
        for name in names:
            one = getattr(scores[name], layer.name)
            cells.append(f"{100 * one.f1:6.1f} ({100 * one.precision:5.1f} {100 * one.recall:5.1f} /{one.gold:4.0f})")
        lines.append(f"{layer.name:18}" + "".join(f"{cell:>26}" for cell in cells))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
