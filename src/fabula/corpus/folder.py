"""The folder of a corpus: the plan, the tables in parts, and a mark for each part that is whole.

``corpus.json`` says what the corpus is read with, ``plan.sqlite`` what is in it; ``tables/<layer>/part-<number>.parquet`` are
the outcome, and ``done/part-<number>.json``, written after them, says that a part is whole. ``manifest.json`` sums up.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import asdict
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from fabula.corpus.batch import UNAVAILABLE, Options, Outcome
from fabula.corpus.plan import Plan
from fabula.corpus.tables import ERRORS, rows_of
from fabula.errors import CorpusError
from fabula.export.files import OutputError, write_whole

VERSION = 2
PLAN = "plan.sqlite"
_LATEST = 100  # parts that tell the pace
_OWN_LEFTOVER = re.compile(r"\.(?:corpus\.json|manifest\.json|part-\d+\.(?:parquet|json))\.\d+\.tmp")


class Counts(NamedTuple):
    """What a part, or a whole corpus, has in it."""

    n_works: int
    n_errors: int
    n_words: int
    n_bytes: int


class Pace(NamedTuple):
    """How fast a corpus is read."""

    words_a_second: float
    bytes_a_second: float


class CorpusFolder:
    """The folder that a corpus is kept in."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, options: Options) -> None:
        """Make the folder, or see that it was made with the same options; ``CorpusError`` when it was not."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            about = self._json("corpus.json")
            if about is None or not (self.path / "tables").exists():  # with which other options would be at odds
                self._write("corpus.json", _as_json({"version": VERSION, **asdict(options)}))
                return
        except OSError as error:
            raise CorpusError(
                f"{self.path}: can't be made ({error.strerror or error}); choose another folder"
            ) from error
        if about.get("version") != VERSION:
            raise CorpusError(
                f"{self.path}: was begun by another version of fabula; go on with that, or in another folder"
            )
        if about != json.loads(_as_json({"version": VERSION, **asdict(options)})):
            raise CorpusError(
                f"{self.path}: was begun with the model {about.get('model')!r} and the layers "
                f"{' '.join(about.get('layers', []))}; go on with these, or name another folder"
            )

    def _refuse_others(self) -> None:
        """Refuse a folder that is something else, before anything is done in it."""
        if not self.path.is_dir() or (self.path / "corpus.json").exists():
            return
        if any(one.name != ".lock" and not _OWN_LEFTOVER.fullmatch(one.name) for one in self.path.iterdir()):
            raise CorpusError(f"{self.path}: holds other things than a corpus; name an empty folder")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep others from going on with the corpus meanwhile; ``CorpusError`` when somebody is."""
        self._refuse_others()
        with self._lock() as file:
            if not _locks(file.fileno()):
                raise CorpusError(f"{self.path}: another process is reading this corpus; wait until it is done")
            self._clear()
            yield

    def _lock(self) -> TextIO:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            return open(self.path / ".lock", "w", encoding="utf-8")
        except OSError as error:
            raise CorpusError(
                f"{self.path}: can't be made or written to ({error.strerror or error}); choose another folder"
            ) from error

    def _clear(self) -> None:
        """Remove what a killed process had not written to its end; nobody else writes here now."""
        for leftover in self.path.rglob(".*.tmp"):
            if _OWN_LEFTOVER.fullmatch(leftover.name):
                with suppress(OSError):
                    leftover.unlink()

    def plan(self) -> AbstractContextManager[Plan]:
        """Open the plan so far; ``CorpusError`` when it is damaged."""
        return Plan.opened(self.path / PLAN)

    def done(self) -> dict[int, Counts]:
        """Return what is in each part that is whole, by its number."""
        return {number: Counts(*(mark[name] for name in Counts._fields)) for number, mark in self._marks()}

    def pace(self, done: Mapping[int, Counts]) -> Pace | None:
        """Return how fast the latest parts came one after the other; ``None`` as long as there are not two."""
        times = [((self.path / "done" / f"{part_name(number)}.json").stat().st_mtime, number) for number in done]
        (first, _), *later = sorted(times)[-_LATEST:] or [(0.0, 0)]
        if not later or later[-1][0] <= first:
            return None
        seconds, counts = later[-1][0] - first, total(done[number] for _, number in later)
        return Pace(counts.n_words / seconds, counts.n_bytes / seconds)

    def _marks(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for mark in sorted((self.path / "done").glob("part-*.json")):
            try:
                yield int(mark.stem.split("-")[1]), json.loads(mark.read_bytes())
            except ValueError as error:
                raise CorpusError(f"{mark}: is damaged ({error}); remove it, and the part is read again") from error

    def unavailable(self, done: Mapping[int, Counts]) -> Iterator[tuple[int, str]]:
        """Yield the works of parts that are `done` that were not there to be read: the number of the part, and the source."""
        for number, counts in done.items():
            if counts.n_errors:
                for row in rows_of(self.path / "tables" / ERRORS / f"{part_name(number)}.parquet"):
                    if row["kind"] == UNAVAILABLE:
                        yield number, row["source"]

    def commit(self, outcome: Outcome) -> None:
        """Write the tables of a part and then its mark."""
        sums = {}
        for table, content in sorted(outcome.tables.items()):
            self._write(f"tables/{table}/{part_name(outcome.number)}.parquet", content)
            sums[table] = hashlib.sha256(content).hexdigest()
        counts = {name: getattr(outcome, name) for name in Counts._fields}
        self._write(f"done/{part_name(outcome.number)}.json", _as_json({**counts, "tables": sums}))

    def sum_up(self, n_planned: int) -> Counts:
        """Write the manifest and return what it counts."""
        done = self.done()
        counts = total(done.values())
        head = {"version": VERSION, "planned": n_planned, "parts": len(done), **counts._asdict()}
        self._write("manifest.json", self._manifest(head))
        return counts

    def _manifest(self, head: Mapping[str, int]) -> Iterator[bytes]:
        """Yield the manifest bit by bit: it names every file of a corpus, and there may be millions."""
        yield _as_json(head).removesuffix(b"\n}\n") + b',\n "tables": {'
        between = b"\n"
        for number, mark in self._marks():
            for table, sha256 in mark["tables"].items():
                yield between + f'  "{table}/{part_name(number)}.parquet": "{sha256}"'.encode()
                between = b",\n"
        yield b"\n }\n}\n"

    def _json(self, name: str) -> Any:
        path = self.path / name
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise CorpusError(f"{path}: is damaged ({error}); put it back, or begin in another folder") from error

    def _write(self, name: str, content: bytes | Iterator[bytes]) -> None:
        path = self.path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{path}: can't be written ({error.strerror or error}); free some space, or choose another folder"
            ) from error
        write_whole(path, content, clear=False)  # done for the whole folder when it was locked


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sums."""
    return reduce(lambda one, other: Counts(*map(add, one, other)), counts, Counts(0, 0, 0, 0))


def part_name(number: int) -> str:
    """Return the name of a part."""
    return f"part-{number:06d}"


def _as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _locks(file: int) -> bool:
    """Lock a file until it is closed, by whatever way; ``False`` when somebody else has it locked."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
