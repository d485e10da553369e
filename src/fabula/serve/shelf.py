"""The worlds that the server shows: kept in memory while they are looked at, corrected at once, resolved anew behind.

What is shown of a work is the world in the library with the corrections made since in place. A process of its own resolves
it anew in their light and puts the outcome into the library, where the next request finds it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from fabula.corrections import desk
from fabula.corrections.actions import Action, SaidBy
from fabula.corrections.desk import Corrections
from fabula.corrections.preview import following, preview
from fabula.errors import LibraryError
from fabula.present.prose import lay_out
from fabula.query.as_of import Unfolding
from fabula.serve.behind import Behind, Line
from fabula.serve.parts import Parts
from fabula.store.library import Library, WorkSummary
from fabula.types.world import StoryWorld

_MOST_WORLDS = 4  # in memory at once; a long novel's takes some 100 MB
_LONG = 60_000  # characters from which on the whole takes more than two seconds
_MOST_PLACES = 16  # of a world, as of which it is kept


class Shown:
    """One state of a work's world, and what pages need of it."""

    def __init__(self, summary: WorkSummary, world: StoryWorld, version: str) -> None:
        self.summary, self.world, self.version = summary, world, version
        self._cuts: OrderedDict[int, StoryWorld] = OrderedDict()
        self._starts: dict[str, list[int]] = {}
        self._lock = threading.Lock()

    @cached_property
    def unfolding(self) -> Unfolding:
        """The world, to be asked for as of a place."""
        return Unfolding(self.world)

    @cached_property
    def parts(self) -> Parts:
        """The pages that the text is read on."""
        return Parts.of(self.world)

    @cached_property
    def block_starts(self) -> list[int]:
        """Where paragraphs, headings and the notes between them start, in order."""
        return [one.start for one in lay_out(self.world.pov, self.world.work.paratext)]

    def between(self, layer: str, start: int, end: int) -> tuple[Any, ...]:
        """Return what of a layer begins between two offsets, in order."""
        starts = self._starts.get(layer)
        records: Sequence[Any] = getattr(self.world, layer)
        if starts is None:
            starts = self._starts[layer] = [one.start for one in records]
        return tuple(records[bisect_left(starts, start) : bisect_left(starts, end)])

    def as_of(self, offset: int | None) -> StoryWorld:
        """Return the world as of a place, or whole."""
        if offset is None or offset >= len(self.world.text):
            return self.world
        with self._lock:
            if offset not in self._cuts:
                self._cuts[offset] = self.unfolding.as_of(offset)
            self._cuts.move_to_end(offset)
            while len(self._cuts) > _MOST_PLACES:
                self._cuts.popitem(last=False)
            return self._cuts[offset]


@dataclass(slots=True)
class _Work:
    """What is going on with one work."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    pending: list[Action] = field(default_factory=list)  # made since the world in the library
    follows: list[Line] = field(default_factory=list)  # what follows from these in their part, as far as is known
    n_changes: int = 0
    running: Future[bool] | None = None
    again: bool = False
    checked: bool = False
    warm: bool = False
    waited_for: bool = False  # whether the running one is about something that was corrected just now
    problem: str | None = None


class Shelf:
    """The library as the server sees it, with what is done about it behind."""

    def __init__(self, path: Path, behind: Behind) -> None:
        self.path = path
        self._behind = behind
        self._shown: OrderedDict[int, Shown] = OrderedDict()
        self._works: dict[int, _Work] = {}
        self._lock = threading.Lock()

    @contextmanager
    def library(self) -> Iterator[Library]:
        """Open the library for one request; ``LibraryError`` where there is none yet."""
        if not self.path.exists():
            raise LibraryError(f"{self.path}: holds no work yet; read one with `fabula read BOOK`")
        with Library.open(self.path) as library:
            yield library

    def shown(self, work: int) -> Shown:
        """Return a work as it is shown now; ``LibraryError`` when it is not there."""
        going = self._going(work)
        with going.lock, self.library() as library:
            summary = library.get(work)
            self._check(library, summary, going)
            version = _version(summary, going)
            known = self._known(work)
            if known is None or known.version != version:
                stored = library.load(work)
                known = Shown(summary, following(preview(stored, going.pending), going.follows), version)
                self._keep(known)
        return known

    def correct(self, work: int, action: Action) -> Corrections:
        """Make a correction, show it, and have the work resolved anew; ``CorrectionError`` for one that can't be."""
        going = self._going(work)
        with going.lock:
            shown = self.shown(work)
            with self.library() as library:
                made = desk.correct(library, shown.summary, shown.world, action)
            going.pending.append(action)
            going.n_changes += 1
            corrected = preview(shown.world, [action])  # not from the library: a long novel takes a second to load
            self._keep(Shown(shown.summary, corrected, _version(shown.summary, going)))
            self._start(work, going)
            self._look_near(shown, action, made, going)
        return made

    def warm(self, shown: Shown, offset: int) -> None:
        """Have the process behind ready for a correction of a long work, which somebody is about to make at an offset."""
        if len(shown.world.text) > _LONG and not self._going(shown.summary.id).warm:
            self._going(shown.summary.id).warm = True
            part = shown.parts.at(offset)
            self._behind.part(shown.summary.id, (part.start, part.end), "", "")

    def step(self, work: int, *, back: bool) -> str:
        """Undo the last correction of a work, or redo the one undone; return what it says."""
        going = self._going(work)
        with going.lock, self.library() as library:
            _, label = (desk.undo if back else desk.redo)(library, library.get(work))
            if back and going.pending:
                going.pending.pop()
            going.follows.clear()
            going.n_changes += 1
            self._start(work, going)
        return label

    def is_busy(self, work: int) -> bool:
        """Tell whether a work is being resolved anew after a correction."""
        going = self._going(work)
        return going.running is not None and going.waited_for

    def problem(self, work: int) -> str | None:
        """Return why a work could not be resolved anew, if it could not."""
        return self._going(work).problem

    # -- behind -----------------------------------------------------------------------------------------------------

    def _going(self, work: int) -> _Work:
        with self._lock:
            return self._works.setdefault(work, _Work())

    def _known(self, work: int) -> Shown | None:
        with self._lock:
            if work in self._shown:
                self._shown.move_to_end(work)
            return self._shown.get(work)

    def _keep(self, shown: Shown) -> None:
        with self._lock:
            self._shown[shown.summary.id] = shown
            self._shown.move_to_end(shown.summary.id)
            while len(self._shown) > _MOST_WORLDS:
                self._shown.popitem(last=False)

    def _check(self, library: Library, summary: WorkSummary, going: _Work) -> None:
        """See once whether a work lacks corrections that somebody made who was stopped, or by hand."""
        if not going.checked:
            going.checked = True
            if not desk.is_heeded(library, summary):
                self._submit(summary.id, going)  # quietly: there may still be nothing to do

    def _look_near(self, shown: Shown, action: Action, made: Corrections, going: _Work) -> None:
        """See what follows in the part that a correction is about, where the whole takes long."""
        before = made.history.before
        if len(shown.world.text) <= _LONG or not isinstance(action, SaidBy) or before is None:
            return
        part = shown.parts.at(action.lines[0].start)
        looked = self._behind.part(shown.summary.id, (part.start, part.end), before.toml, made.toml)
        looked.add_done_callback(lambda done: self._follow(going, done))

    def _follow(self, going: _Work, done: Future[list[Line]]) -> None:
        """Show what follows, unless the whole was quicker."""
        with going.lock:
            if going.running is None or done.cancelled() or done.exception() is not None or not done.result():
                return
            going.follows += done.result()
            going.n_changes += 1

    def _start(self, work: int, going: _Work) -> None:
        going.checked = going.waited_for = True
        if going.running is None:
            self._submit(work, going)
        else:
            going.again = True

    def _submit(self, work: int, going: _Work) -> None:
        going.again = False
        n_known = len(going.pending)
        running = going.running = self._behind.whole(work)
        running.add_done_callback(lambda done: self._finish(work, going, n_known, done))

    def _finish(self, work: int, going: _Work, n_known: int, done: Future[bool]) -> None:
        with going.lock:
            going.running = None
            error = None if done.cancelled() else done.exception()
            going.problem = None if error is None else str(error) or type(error).__name__
            if error is None and not done.cancelled() and done.result():
                del going.pending[:n_known]
                going.follows.clear()
                going.n_changes += 1
            if going.again:
                self._submit(work, going)
            else:
                going.waited_for = False


def _version(summary: WorkSummary, going: _Work) -> str:
    """Return what tells one state of a work's world from any other."""
    return f"{summary.read_at.timestamp():.6f}-{(summary.cast_sha256 or '')[:12]}-{going.n_changes}"
