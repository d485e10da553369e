"""Reads a source twice in one process and prints, as JSON, the second reading's seconds, in all and by stage.

Run by `benchmarks.speed`: ``python -m benchmarks.warm SOURCE``.
"""

from __future__ import annotations

import inspect
import json
import sys
import time
from pathlib import Path


def main(source: Path) -> None:
    """Print ``{"seconds": float, "stages": {name: seconds}}``; no stages where the pipeline does not tell them."""
    from fabula.pipeline import read

    stages: dict[str, float] = {}

    def note(stage: str, seconds: float) -> None:
        stages[stage] = round(stages.get(stage, 0.0) + seconds, 3)

    tells = "progress" in inspect.signature(read).parameters
    read(source)
    started = time.perf_counter()
    read(source, progress=note) if tells else read(source)
    print(json.dumps({"seconds": round(time.perf_counter() - started, 3), "stages": stages}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
