"""What is done to the disk to be killed at, where, and what may be found then: as before, or as after, and nothing else."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpora import REPOSITORY
from fabula.corpus.folder import PLAN
from fabula.corpus.plan import Plan, Planned
from fabula.corrections.actions import Action, CalledToo, HasPronouns, NoPerson
from fabula.corrections.desk import correct, corrections_of, redo, text_of, undo
from fabula.resolving import resolve_anew
from fabula.store.library import Library
from fabula.types.world import StoryWorld

RULES = ("--model", "rules", "--quiet")
Faults = Iterator[str]


@dataclass(frozen=True, slots=True)
class Place:
    """The folder that everything happens in; it is laid anew before each act."""

    root: Path

    @property
    def stories(self) -> Path:
        """Where the stories lie."""
        return self.root / "stories"

    @property
    def library(self) -> Path:
        """The library's file."""
        return self.root / "home" / "library.sqlite"

    @property
    def corpus(self) -> Path:
        """The corpus' folder."""
        return self.root / "corpus"

    def worlds(self) -> dict[str, StoryWorld]:
        """Return the worlds of the library by the names of their sources."""
        with Library.open(self.library) as shelf:
            return {Path(one.source).name: shelf.load(one.id) for one in shelf.works()}

    def contents(self, part: str) -> dict[str, bytes]:
        """Return the files under one of the names in the folder, but for those that SQLite and locks need."""
        start = self.root / part
        files = [start] if start.is_file() else sorted(start.rglob("*"))
        kept = (one for one in files if one.is_file() and not one.name.endswith((".lock", "-wal", "-shm")))
        return {str(one.relative_to(self.root)): one.read_bytes() for one in kept}

    def collected(self) -> dict[str, bytes | list[Planned]]:
        """Return the files of the corpus; of its plan what is planned, for SQLite's file remembers how it grew."""
        files = self.contents("corpus").items()
        found: dict[str, bytes | list[Planned]] = {name: content for name, content in files if PLAN not in name}
        if (self.corpus / PLAN).exists():
            with Plan.opened(self.corpus / PLAN) as plan:
                found[PLAN] = list(plan.works())
        return found

    def names(self) -> set[str]:
        """Return the names of all files and folders, but for those that SQLite needs."""
        found = (str(one.relative_to(self.root)) for one in self.root.rglob("*"))
        return {one for one in found if not one.endswith(("-wal", "-shm"))}


@dataclass(slots=True)
class Act:
    """Something that is done to the disk: how, and what may be found when it was not done to its end.

    `check` yields what is wrong after a kill; `again` tells whether doing it once more must end as undisturbed.
    """

    name: str
    arguments: Callable[[Place], list[str]]
    look: Callable[[Place], Any]
    check: Callable[[Place, Any, Any], Faults]
    again: bool = True
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    before: Any = None
    after: Any = None
    names: set[str] = field(default_factory=set)


# -- what is found --------------------------------------------------------------------------------------------------


def library_faults(path: Path) -> Faults:
    """Yield what SQLite finds wrong with a library."""
    connection = sqlite3.connect(path)
    try:
        for (line,) in connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield f"integrity: {line}"
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            yield "a row refers to nothing"
        connection.execute("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)")
    except sqlite3.Error as error:
        yield f"SQLite: {error}"
    finally:
        connection.close()


def _stored(place: Place, before: dict[str, StoryWorld], after: dict[str, StoryWorld]) -> Faults:
    yield from library_faults(place.library)
    found = place.worlds()
    for name in before.keys() | found.keys():
        if name not in found:
            yield f"{name} is gone"
        elif found[name] not in (before.get(name), after.get(name)):
            yield f"{name} is neither the old world nor the new one"


def _corrected(place: Place, before: dict[str, StoryWorld], after: dict[str, StoryWorld]) -> Faults:
    """Both are the worlds after each step, by the text of the corrections."""
    yield from library_faults(place.library)
    text = text_of(place.stories / "a.cast.toml")
    if text not in after:
        yield "the corrections are none that were made"
        return
    with Library.open(place.library) as shelf:
        work = shelf.find("a.txt")
        if shelf.load(work.id) not in after.values():
            yield "the world is none that the corrections made"
        history = corrections_of(shelf, work).history
        if history.holding is None or history.holding.toml != text:
            yield "the history does not know of the corrections"
        if any(step.toml not in after for step in history.steps):
            yield "the history has a step that was never made"
        others = [shelf.load(one.id) for one in shelf.works() if one.id != work.id]
    resolve_anew(str(place.library), work.id)
    if place.worlds()["a.txt"] != after[text]:
        yield "resolved anew, the world is not what the corrections make"
    if others != [world for name, world in place.worlds().items() if name != "a.txt"]:
        yield "another work has changed"


def _exported(part: str) -> Callable[[Place, dict[str, bytes], dict[str, bytes]], Faults]:
    def check(place: Place, before: dict[str, bytes], after: dict[str, bytes]) -> Faults:
        found = place.contents(part)
        if not found and before:
            yield f"{part} is gone"
        elif found not in (before, after):
            yield f"{part} is neither the old export nor the new one"
        yield from library_faults(place.library)

    return check


def _collected(place: Place, _before: Any, after: dict[str, bytes | list[Planned]]) -> Faults:
    for name, content in place.collected().items():
        whole = after.get(name, content)
        if isinstance(content, list):  # the works planned so far
            whole = whole[: len(content)]
        if content != whole and not name.endswith("manifest.json"):
            yield f"{name} is not whole"


# -- what is done ---------------------------------------------------------------------------------------------------

ACTIONS: tuple[Action | str, ...] = (
    HasPronouns("Anna", "she"),
    NoPerson("Tom"),
    "undo",
    "redo",
    CalledToo("Anna", "Miss Grey"),
    "undo",
)


def make_corrections(place: Path, seen: Callable[[str, StoryWorld], None] | None = None) -> None:
    """Correct the first story, undo, redo, and resolve it anew after each step; `seen` is told of what there is then."""
    library = Place(place).library
    with Library.open(library) as shelf:
        for action in (None, *ACTIONS):
            work = shelf.find("a.txt")
            if action == "undo":
                undo(shelf, work)
            elif action == "redo":
                redo(shelf, work)
            elif isinstance(action, Action):
                correct(shelf, work, shelf.load(work.id), action)
            resolve_anew(str(library), work.id)
            if seen is not None:
                seen(corrections_of(shelf, work).toml, shelf.load(work.id))


def _steps(place: Place) -> dict[str, StoryWorld]:
    steps: dict[str, StoryWorld] = {}
    make_corrections(place.root, steps.__setitem__)
    return steps


def _export(to: str, out: str) -> Callable[[Place], list[str]]:
    return lambda place: ["export", "1", "--to", to, "--out", str(place.root / out), "--library", str(place.library)]


def acts() -> list[Act]:
    """Return everything that is tried."""
    return [
        Act(
            "store",
            lambda place: [
                "read",
                *map(str, sorted(place.stories.glob("*.txt"))),
                *RULES,
                "--library",
                str(place.library),
            ],
            Place.worlds,
            _stored,
        ),
        Act("correct", lambda place: ["correct", str(place.root)], _steps, _corrected, again=False),
        Act(
            "export a file",
            _export("json", "world.json"),
            lambda place: place.contents("world.json"),
            _exported("world.json"),
        ),
        Act("export a folder", _export("brat", "brat"), lambda place: place.contents("brat"), _exported("brat")),
        Act(
            "read a corpus",
            lambda place: [
                *("corpus", "read", str(place.stories), "--out", str(place.corpus), "--processes", "1", *RULES)
            ],
            lambda place: place.collected(),
            _collected,
        ),
    ]


def lay_out(place: Place, exports: Sequence[Act]) -> None:
    """Make the stories, a library that holds two of them, one with another text than it has now, and older exports."""
    for name, text in stories().items():
        place.stories.mkdir(parents=True, exist_ok=True)
        (place.stories / name).write_text(text, encoding="utf-8")
    now = (place.stories / "a.txt").read_text(encoding="utf-8")
    (place.stories / "a.txt").write_text("“Is it late?” asked Tom.\n\n“It is,” said Anna.\n" * 9, encoding="utf-8")
    read = ["read", str(place.stories / "a.txt"), str(place.stories / "b.txt"), *RULES, "--library", str(place.library)]
    for arguments in (read, *(act.arguments(place) for act in exports)):
        run_fabula(arguments)
    (place.stories / "a.txt").write_text(now, encoding="utf-8")


def stories() -> dict[str, str]:
    """Return stories of our own by their names: scenes of an example, each with two people put before it."""
    example = sorted((REPOSITORY / "examples").glob("*.txt"))[0].read_text(encoding="utf-8")
    paragraphs = example.split("\n\n")
    size = len(paragraphs) // 5
    opening = "“Good morning,” said Anna Grey.\n\n“Is the kettle on?” Tom asked her.\n\n“It is,” said Anna.\n\n"
    return {
        f"{name}.txt": opening + "\n\n".join(paragraphs[n * size : (n + 1) * size]) for n, name in enumerate("abcde")
    }


def run_fabula(arguments: Sequence[str], deadline: int = 0, **environment: str) -> None:
    """Do what the arguments say in a process of its own; `deadline` as `command_of`."""
    subprocess.run(
        command_of(arguments, deadline), check=True, capture_output=True, cwd=REPOSITORY, env=os.environ | environment
    )


def command_of(arguments: Sequence[str], deadline: int = 0) -> list[str]:
    """Return the command that does what the arguments say, and kills itself at the thing it does whose number `deadline` is."""
    return [sys.executable, "-m", "benchmarks.doomed", str(deadline), *arguments]
