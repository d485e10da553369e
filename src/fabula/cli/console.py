"""Standard output and standard error: what the command line prints on them, and that nothing on them does harm."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import typer

from fabula.errors import FabulaError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

INTERNAL_ERROR = 70  # EX_SOFTWARE of sysexits.h
NOT_WRITTEN = 8  # of `OutputError`
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ENCODING = 20  # how many times as long as another stage the network's pass takes, on the bar
FOUND = 1  # of `fabula check`, for continuous integration
EXIT_CODES = """\b
Exit codes:
  0   done
  1   `fabula check` has found something; or nobody reads the output any more
  2   the command line is wrong
  3   a source or an export can't be read
  4   the cast file or the quotations file can't be read
  5   the library can't be opened, read or written, or has no such work
  6   an optional package is missing
  7   a stage of the reading failed
  8   an output file can't be written
  9   a model is missing or damaged
  10  the library can't be served at that port
  70  an error in fabula itself; --debug (or FABULA_DEBUG=1) shows where
  130 interrupted
With several sources the code is that of the first one that failed."""


def say(line: str) -> None:
    """Put one line on standard output."""
    from fabula.present.terminal import harmless

    typer.echo(harmless(line))


def note(line: str) -> None:
    """Put one line on standard error."""
    from fabula.present.terminal import harmless

    typer.echo(f"fabula: {harmless(line)}", err=True)


def show(what: RenderableType) -> None:
    """Put a table or the like on standard output."""
    _console().print(what)


def _console() -> Console:
    """Return standard output as a console that takes no text for markup; a pipe is 100 wide, or ``COLUMNS``."""
    import shutil

    from rich.console import Console

    width = None if sys.stdout.isatty() else shutil.get_terminal_size((100, 24)).columns
    return Console(file=sys.stdout, width=width, markup=False, emoji=False, highlight=False)


class Watchers(NamedTuple):
    """What the pipeline calls after each stage, and as the network reads; ``None`` for nobody watching."""

    progress: Callable[[str, float], None] | None = None
    watch: Callable[[int, int], None] | None = None


@contextmanager
def progress_bar(source: str, quiet: bool) -> Iterator[Watchers]:
    """Give what the pipeline calls after each stage and as words are encoded: a bar on a terminal, else nothing."""
    if quiet or not sys.stderr.isatty():
        yield Watchers()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from fabula.pipeline import STAGES
    from fabula.present.terminal import harmless

    name = harmless(Path(source).name)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"{name}: {STAGES[0]}", total=len(STAGES) - 1 + _ENCODING)
        before = STAGES.index("encode")

        def advance(stage: str, seconds: float) -> None:
            place = STAGES.index(stage) + 1
            done = place if place <= before else place - 1 + _ENCODING
            bar.update(task, completed=done, description=f"{name}: {[*STAGES, 'done'][place]}")

        def watch(n_done: int, n_words: int) -> None:
            bar.update(task, completed=before + _ENCODING * n_done / n_words)

        yield Watchers(advance, watch)


def tell(error: Exception) -> int:
    """Say in one line what is wrong, or that fabula itself is; return the exit code."""
    if isinstance(error, FabulaError):
        line, code = f"error: {error}", error.exit_code
    elif isinstance(error, OSError) and error.errno in _NO_ROOM:
        where = error.filename or "standard output"
        line, code = (
            f"error: {where}: can't be written ({error.strerror}); free some space on that disk and try again",
            NOT_WRITTEN,
        )
    else:
        line, code = _confession(error), INTERNAL_ERROR
    with suppress(OSError):  # standard error may be on that disk too
        note(line)
        if wants_debug():
            typer.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    return code


def wants_debug() -> bool:
    """Tell whether errors are to be shown with where they come from."""
    return "--debug" in sys.argv or os.environ.get("FABULA_DEBUG", "") not in ("", "0")


def _confession(error: Exception) -> str:
    frames = [one for one in traceback.extract_tb(error.__traceback__) if f"{os.sep}fabula{os.sep}" in one.filename]
    place = f"{Path(frames[-1].filename).stem}.{frames[-1].name}" if frames else "the command line"
    hint = "" if wants_debug() else " with what --debug shows"
    return f"internal error in {place} ({type(error).__name__}: {error}); please report it{hint}"


def flush_output() -> bool:
    """Write out what is left; ``False`` when nobody reads it any more (``fabula show quotes | head``)."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        return False
    return True
