"""Whether voice scripts are the story, verbatim, on every whole novel: ``python -m benchmarks.script_tiling --help``.

The story is the text without paratext, headings apart. Each novel is read without a network (tiling is the same with one), and
its script is compared with the text, character by character.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.corpora import DEFAULT_DATA, CorpusMissingError, corpus_folder
from fabula.export.script import script_lines
from fabula.pipeline import RULES, read
from fabula.types.world import StoryWorld


def main(arguments: Sequence[str] | None = None) -> int:
    """Check every novel; return the exit code: 0, 1 where a script is not the story, 2 where the novels are missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.script_tiling", description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA, help="the folder of the corpora")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    try:
        novels = sorted(corpus_folder(options.data, "novels").glob("*.txt"))
    except CorpusMissingError as error:
        print(error, file=sys.stderr)
        return 2
    with ProcessPoolExecutor(options.jobs) as pool:
        faults = dict(zip(novels, pool.map(_fault_of, novels), strict=True))
    wrong = {path: fault for path, fault in faults.items() if fault is not None}
    for path, fault in wrong.items():
        print(f"{path.name}: {fault}")
    print(f"{len(novels) - len(wrong)} of {len(novels)} novels tile exactly")
    return 1 if wrong else 0


def _fault_of(path: Path) -> str | None:
    return find_fault(read(path, model=RULES))


def find_fault(world: StoryWorld) -> str | None:
    """Return in a few words what is wrong with a world's script; ``None`` where its lines are the story."""
    lines = script_lines(world)
    told = {quote for line in lines if (quote := line.quote) is not None}
    left_out = [one for one in world.work.paratext if one.kind != "heading"]
    reached = 0
    for line in lines:
        if line.text != world.text[line.start : line.end] or not line.text.strip():
            return f"the line at {line.start} is not the text there"
        if line.start < reached:
            return f"the line at {line.start} begins before the last one ends"
        missing = set(range(reached, line.start)).difference(*(range(one.start, one.end) for one in left_out))
        if any(not world.text[place].isspace() for place in missing):
            return f"the story before {line.start} is in no line"
        reached = line.end
    rest = set(range(reached, len(world.text))).difference(*(range(one.start, one.end) for one in left_out))
    if any(not world.text[place].isspace() for place in rest):
        return f"the story after {reached} is in no line"
    silent = [one.id for one in world.quotes if one.id not in told]
    return f"quotes without a line: {silent[:5]}" if silent else None


if __name__ == "__main__":
    sys.exit(main())
