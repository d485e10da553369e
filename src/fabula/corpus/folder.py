"""The folder of a corpus: the plan, the tables in parts, and a mark for each part that is whole.

``corpus.json`` says what the corpus is read with, ``plan.jsonl`` what is in it; ``tables/<layer>/part-<number>.parquet`` are
the outcome, and ``done/part-<number>.json``, written after them, says that a part is whole. ``manifest.json`` sums up.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from fabula.corpus.batch import UNAVAILABLE, Options, Outcome
from fabula.corpus.plan import Planned, from_lines, to_lines
from fabula.corpus.tables import ERRORS, rows_of
from fabula.errors import FabulaError
from fabula.export.files import OutputError, write_whole

VERSION = 1
_OWN_LEFTOVER = re.compile(r"\.(?:corpus\.json|plan\.jsonl|manifest\.json|part-\d+\.(?:parquet|json))\.\d+\.tmp")


class CorpusError(FabulaError):
    """A corpus can't be made or gone on with; the message names the folder and the remedy."""

    exit_code = 8


class CorpusFolder:
    """The folder that a corpus is kept in."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open(self, options: Options) -> None:
        """Make the folder, or see that it was made with the same options; ``CorpusError`` when it was not."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            about = self._json("corpus.json")
            begun = any((self.path / name).exists() for name in ("plan.jsonl", "done"))
            if about is None or not begun:  # nothing is there yet that other options would be at odds with
                self._write("corpus.json", _as_json({"version": VERSION, **asdict(options)}))
                return
        except OSError as error:
            raise CorpusError(
                f"{self.path}: can't be made ({error.strerror or error}); choose another folder"
            ) from error
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

    def plan(self) -> list[Planned]:
        """Return the plan so far; ``CorpusError`` when it is damaged."""
        try:
            return from_lines((self.path / "plan.jsonl").read_bytes())
        except FileNotFoundError:
            return []
        except (ValueError, OSError) as error:
            raise CorpusError(
                f"{self.path / 'plan.jsonl'}: is damaged ({error}); put it back, or begin in another folder"
            ) from error

    def keep_plan(self, plan: Iterable[Planned]) -> None:
        """Keep a plan, whole or not at all."""
        self._write("plan.jsonl", to_lines(plan))

    def done(self) -> dict[int, dict[str, Any]]:
        """Return what sums each whole part up, by its number."""
        marks = sorted((self.path / "done").glob("part-*.json"))
        return {int(mark.stem.split("-")[1]): json.loads(mark.read_bytes()) for mark in marks}

    def unavailable(self, done: Mapping[int, Mapping[str, Any]]) -> set[tuple[int, str]]:
        """Return the works of parts that are `done` that were not there to be read: the number of the part, and the source."""
        return {
            (number, row["source"])
            for number, mark in done.items()
            if mark["n_errors"]
            for row in rows_of(self.path / "tables" / ERRORS / f"{part_name(number)}.parquet")
            if row["kind"] == UNAVAILABLE
        }

    def commit(self, outcome: Outcome) -> dict[str, Any]:
        """Write the tables of a part and then its mark; return what the mark says."""
        sums = {}
        for table, content in sorted(outcome.tables.items()):
            self._write(f"tables/{table}/{part_name(outcome.number)}.parquet", content)
            sums[table] = hashlib.sha256(content).hexdigest()
        counts = {name: getattr(outcome, name) for name in ("n_works", "n_errors", "n_words", "n_bytes")}
        mark = {**counts, "tables": sums}
        self._write(f"done/{part_name(outcome.number)}.json", _as_json(mark))
        return mark

    def sum_up(self, n_planned: int) -> dict[str, Any]:
        """Write the manifest and return it."""
        done = self.done()
        totals = {
            name: sum(mark[name] for mark in done.values()) for name in ("n_works", "n_errors", "n_words", "n_bytes")
        }
        manifest = {
            "version": VERSION,
            "planned": n_planned,
            "parts": len(done),
            **totals,
            "tables": {
                f"{table}/{part_name(number)}.parquet": total
                for number, mark in sorted(done.items())
                for table, total in mark["tables"].items()
            },
        }
        self._write("manifest.json", _as_json(manifest))
        return manifest

    def _json(self, name: str) -> Any:
        path = self.path / name
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise CorpusError(f"{path}: is damaged ({error}); put it back, or begin in another folder") from error

    def _write(self, name: str, content: bytes) -> None:
        path = self.path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{path}: can't be written ({error.strerror or error}); free some space, or choose another folder"
            ) from error
        write_whole(path, content, clear=False)  # done for the whole folder when it was locked


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
