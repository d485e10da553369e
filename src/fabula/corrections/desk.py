"""The corrections of one work of a library: made, undone, heeded; the cast file is what holds, the library keeps its steps.

A correction is on the disk, in the file, before anything else happens, so that whoever is killed loses none. What the file
has become otherwise (by hand, or by a copy put back) is taken up as a step of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fabula.corrections.actions import Action, CorrectionError, in_words
from fabula.corrections.cast_text import corrected, parse_corrections
from fabula.errors import CastError, FabulaError
from fabula.export.files import write_whole
from fabula.store.history import History, Step
from fabula.store.library import Library, WorkSummary
from fabula.store.location import corrections_path
from fabula.types.cast import Cast
from fabula.types.world import StoryWorld

AS_READ, OTHERWISE = "as it was read", "the file was changed"


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections of a work as they stand: where their file lies, its text, and the steps that led there."""

    path: Path
    toml: str
    history: History

    def cast(self) -> Cast | None:
        """Return what the file says, if anything; ``CastError`` where it can't be read."""
        return parse_corrections(self.toml, str(self.path))


def corrections_of(library: Library, work: WorkSummary) -> Corrections:
    """Return the corrections of a work, once the history knows of what the file says.

    Raises ``CastError`` when the file is there and can't be read, ``LibraryError`` as every use of the library.
    """
    path = corrections_path(library.source_of(work.id), work.source_sha256, library.path)
    toml, history = text_of(path), library.history(work.id)
    if history.holding is None or history.holding.toml != toml:
        with library.writing():  # nobody corrects between the look and the note
            toml, history = text_of(path), library.history(work.id)
            if history.holding is None:
                history = library.record(work.id, toml, AS_READ)
            elif history.holding.toml != toml:  # by hand, or by somebody who was killed before the step was noted
                history = library.record(work.id, toml, OTHERWISE)
    return Corrections(path, toml, history)


def is_heeded(library: Library, work: WorkSummary) -> bool:
    """Tell whether a work's world surely heeds the file of its corrections, or that can't be read.

    Where a cast was given with the book too, this can't tell without the work's groundwork, and says no.
    """
    try:
        cast = corrections_of(library, work).cast()
    except CastError:
        return True
    return (None if cast is None else cast.sha256) == work.cast_sha256


def correct(library: Library, work: WorkSummary, world: StoryWorld, action: Action) -> Corrections:
    """Return the corrections with one more of a world; raises ``CorrectionError`` for one that can't be."""
    with library.writing():  # two who correct at once have their turns, or the second would write over the first
        found = corrections_of(library, work)
        found.cast()  # a file that can't be read is not written over
        toml = corrected(found.toml, action, world)
        _write(found.path, toml)
        return Corrections(found.path, toml, library.record(work.id, toml, in_words(action, world.text)))


def undo(library: Library, work: WorkSummary) -> tuple[Corrections, str]:
    """Return the corrections without the last step, and what that was; ``CorrectionError`` when there is none."""
    with library.writing():
        found = corrections_of(library, work)
        undone = found.history.holding
        if found.history.before is None or undone is None:
            raise CorrectionError("there is nothing to undo")
        return _go_to(library, work, found, found.history.before), undone.label


def redo(library: Library, work: WorkSummary) -> tuple[Corrections, str]:
    """Return the corrections with the step that was undone last, and what that is; ``CorrectionError`` for none."""
    with library.writing():
        found = corrections_of(library, work)
        if found.history.after is None:
            raise CorrectionError("there is nothing to redo")
        return _go_to(library, work, found, found.history.after), found.history.after.label


def _go_to(library: Library, work: WorkSummary, found: Corrections, step: Step) -> Corrections:
    _write(found.path, step.toml)
    return Corrections(found.path, step.toml, library.go_to(work.id, step.position))


def text_of(path: Path) -> str:
    """Return the text of a file of corrections, ``""`` where there is none; ``CastError`` when it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise CastError(f"{path}: can't read the corrections ({why}); mend the file or move it away") from error


def _write(path: Path, toml: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, toml.encode("utf-8"))
    except (OSError, FabulaError) as error:
        raise CorrectionError(f"the correction can't be kept: {error}") from error
