"""What a test compares of a corpus."""

from __future__ import annotations

from pathlib import Path

from fabula.corpus.folder import PLAN
from fabula.corpus.plan import Plan


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a corpus by its name; of the plan what is in it, for SQLite's files remember how they grew."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    found = {str(path.relative_to(folder)): path.read_bytes() for path in files}
    if PLAN in found:
        with Plan.opened(folder / PLAN) as plan:
            found[PLAN] = "\n".join(map(repr, plan.works())).encode()
    return found
