"""Runs fabula's command line, or makes corrections, and dies at the N-th thing that it does to the disk.

``doomed.py N ARGUMENT…``; with 0 it lives, and says in the file that ``FABULA_COUNT`` names how many there were. Counted are
files opened for writing, renamed, removed and put on the disk for good, folders made and removed, and statements of SQLite.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Any

_EVENTS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "os.link"})


class Doom:
    """Counts what is done to the disk, and ends the process when it is its time."""

    def __init__(self, deadline: int) -> None:
        self.deadline, self.count = deadline, 0

    def strike(self) -> None:
        """Count one thing that is about to be done."""
        self.count += 1
        if self.count == self.deadline:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at what Python is about to do."""
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or event in _EVENTS:
            self.strike()

    def watch(self) -> None:
        """Look at everything from now on."""
        sys.addaudithook(self.hear)
        system: Any = os
        database: Any = sqlite3
        honest_sync, honest_connect = os.fsync, sqlite3.connect

        def sync(file: Any) -> None:
            self.strike()
            honest_sync(file)

        def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = honest_connect(*arguments, **options)
            connection.set_trace_callback(lambda _statement: self.strike())
            return connection

        system.fsync, database.connect = sync, connect


def main(deadline: str, *arguments: str) -> None:
    """Do what the arguments say, up to the deadline."""
    from fabula.corpus import plan

    plan.MOST_WORKS = 2  # so that a small corpus has several parts
    plan._KEPT_EACH = 2  # and is planned in several steps
    doom = Doom(int(deadline))
    doom.watch()
    try:
        if arguments[0] == "correct":
            from benchmarks.crash_acts import make_corrections

            make_corrections(Path(arguments[1]))
        else:
            from fabula.cli import main as run

            sys.argv = ["fabula", *arguments]
            run()
    finally:
        if count := os.environ.get("FABULA_COUNT"):
            n_things = doom.count
            Path(count).write_text(str(n_things), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
