"""Dated JSON files of figures, each with what it takes to repeat them: seed, machine, commit, version."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import fabula

RESULTS = Path(__file__).resolve().parent / "results"


def machine() -> dict[str, Any]:
    """Return the processor's model, the cores this process may use, the Python version and the platform."""
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def _cpu_model() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def commit() -> dict[str, Any]:
    """Return the git commit of the repository and whether the tree differs from it; ``None`` outside git."""
    # A run's own results, not yet committed, do not make the next run's tree another one.
    changes = _git("status", "--porcelain", "--", ":(top)", ":(top,exclude)benchmarks/results")
    return {"commit": _git("rev-parse", "HEAD"), "dirty": bool(changes)}


def _git(*arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=RESULTS.parent, capture_output=True, text=True, check=True, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def write_results(what: str, figures: Mapping[str, Any], *, seed: int = 0, out: Path | None = None) -> Path:
    """Write `figures` with their provenance as JSON and return the file: `out`, or ``results/<date>-<what>.json``."""
    path = out or RESULTS / f"{date.today().isoformat()}-{what}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = {
        "what": what,
        "date": date.today().isoformat(),
        "seed": seed,
        "machine": machine(),
        "git": commit(),
        "fabula": fabula.__version__,
    }
    path.write_text(json.dumps(head | dict(figures), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def newest_results(folder: Path = RESULTS) -> Iterator[dict[str, Any]]:
    """Yield the newest results of each kind in `folder`, by kind; the date is the file name's."""
    newest: dict[str, Path] = {}
    for path in sorted(folder.glob("????-??-??-*.json")):
        newest[path.stem[11:]] = path
    for what in sorted(newest):
        loaded: dict[str, Any] = json.loads(newest[what].read_text(encoding="utf-8"))
        yield loaded
