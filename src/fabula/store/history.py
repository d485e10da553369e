"""The steps of a work's corrections: each is the cast file as it stood after one of them; one step holds."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from fabula.errors import LibraryError

_LONGEST = 200  # steps kept; older ones can't be undone any more


@dataclass(frozen=True, slots=True)
class Step:
    """One state of the cast file: its number, what led to it, and its text."""

    position: int
    label: str
    toml: str


@dataclass(frozen=True, slots=True)
class History:
    """The steps in order, and the place among them of the one that holds; ``None`` where there is no step."""

    steps: tuple[Step, ...] = ()
    now: int | None = None

    @property
    def holding(self) -> Step | None:
        """The step that holds."""
        return None if self.now is None else self.steps[self.now]

    @property
    def before(self) -> Step | None:
        """The step that undoing leads to."""
        return None if not self.now else self.steps[self.now - 1]

    @property
    def after(self) -> Step | None:
        """The step that redoing leads to."""
        return None if self.now is None or self.now + 1 >= len(self.steps) else self.steps[self.now + 1]


def read_history(connection: sqlite3.Connection, work: int) -> History:
    """Return the history of a work."""
    query = "SELECT position, label, toml FROM corrections WHERE work = ? ORDER BY position"
    steps = tuple(Step(*row) for row in connection.execute(query, (work,)))
    row = connection.execute("SELECT position FROM corrections_now WHERE work = ?", (work,)).fetchone()
    return History(steps, None if row is None else [step.position for step in steps].index(row[0]))


def record(connection: sqlite3.Connection, work: int, toml: str, label: str, made_at: datetime) -> History:
    """Append a step after the one that holds, which it replaces as that; those after it are forgotten."""
    holding = read_history(connection, work).holding
    last = -1 if holding is None else holding.position
    connection.execute("DELETE FROM corrections WHERE work = ? AND position > ?", (work, last))
    row = (work, last + 1, label, toml, made_at.isoformat())
    connection.execute("INSERT INTO corrections (work, position, label, toml, made_at) VALUES (?, ?, ?, ?, ?)", row)
    connection.execute("DELETE FROM corrections WHERE work = ? AND position <= ?", (work, last + 1 - _LONGEST))
    connection.execute("INSERT OR REPLACE INTO corrections_now VALUES (?, ?)", (work, last + 1))
    return read_history(connection, work)


def go_to(connection: sqlite3.Connection, work: int, position: int) -> History:
    """Let the step with this number hold; ``LibraryError`` where there is none."""
    if position not in {step.position for step in read_history(connection, work).steps}:
        raise LibraryError(f"the corrections of work {work} have no step {position}; reload the page")
    connection.execute("INSERT OR REPLACE INTO corrections_now VALUES (?, ?)", (work, position))
    return read_history(connection, work)
