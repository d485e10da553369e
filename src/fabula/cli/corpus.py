"""``fabula corpus``: many works at once, into tables."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import console
from fabula.errors import UsageError

if TYPE_CHECKING:
    from rich.progress import Progress

    from fabula.corpus.run import Watch

corpus = typer.Typer(no_args_is_help=True, help="Read many works into tables.", rich_markup_mode=None)


@corpus.callback()
def about() -> None:
    """Read many works, thousands or millions, into Parquet tables."""


@corpus.command("read")
def read(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE", help="Files, folders, patterns, @lists, archives, s3://…"),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The corpus' folder; one that is there is gone on with.")],
    model: Annotated[str, typer.Option(metavar="NAME", help="best, fast, rules (no network), or a folder.")] = "fast",
    layers: Annotated[
        str | None,
        typer.Option(metavar="A,B…", help="Layers to keep. [default: all but characters, doubts, mentions, tokens]"),
    ] = None,
    processes: Annotated[int | None, typer.Option(min=1, metavar="N", help="[default: one a processor]")] = None,
    ray: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Ray cluster's address; local for one on this machine.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but warnings and errors.")] = False,
) -> None:
    """Read works into the Parquet tables of a folder; stopped at any point, the same command goes on."""
    from fabula.corpus.batch import Options
    from fabula.corpus.run import Pool, Read, read_corpus
    from fabula.encoder.model import open_model
    from fabula.export.tables import pyarrow
    from fabula.pipeline import RULES

    pyarrow()
    if model != RULES:
        open_model(model)  # one that is missing is told before anything is planned; whoever reads opens his own
    options = Options(model, _layers(layers))
    n_processes = processes or os.cpu_count() or 1
    reads: Read = Pool(n_processes)
    if ray is not None:
        from fabula.corpus.on_ray import RayCluster

        reads = RayCluster(None if ray == "local" else ray, n_processes)
    with _progress(quiet) as watch:
        counts = read_corpus(sources, out, options, reads, watch)
    if not quiet:
        console.say(
            f"{out}: {counts.n_works:,} works, {counts.n_words:,} words, {counts.n_errors:,} that could not be read"
        )
    if counts.n_errors:
        console.note(f"the table of errors says which, and why: {out / 'tables' / 'errors'}")


@corpus.command("status")
def status(out: Annotated[Path, typer.Argument(metavar="DIR", help="The corpus' folder.")]) -> None:
    """Show how far a corpus has been read."""
    from fabula.corpus.folder import PLAN, CorpusFolder, total

    if not (out / PLAN).exists():
        raise UsageError(f"{out}: is no corpus, or nothing is planned in it yet; begin with `fabula corpus read`")
    folder = CorpusFolder(out)
    done = folder.done()
    counts = total(done.values())
    with folder.plan() as plan:
        parts = f"{len(done):,} of {plan.n_batches:,} parts"
        works = f"{counts.n_works + counts.n_errors:,} of {plan.n_works:,} works, {counts.n_errors:,} of them errors"
        n_left, is_whole = plan.n_bytes - counts.n_bytes, plan.is_whole
    console.say(f"{out}: {parts}; {works}" + ("" if is_whole else "; not all of the works are planned yet"))
    if n_left and (pace := folder.pace(done)) is not None:
        minutes = n_left / pace.bytes_a_second / 60
        console.say(f"lately {pace.words_a_second:,.0f} words a second; at that pace {minutes:,.0f} minutes are left")


def _layers(given: str | None) -> tuple[str, ...]:
    from fabula.corpus.tables import LAYERS
    from fabula.export.frames import LAYERS as EVERY

    if given is None:
        return LAYERS
    wanted = [one.strip() for one in given.split(",") if one.strip()]
    unknown = [one for one in wanted if one not in EVERY]
    if unknown or not wanted:
        raise UsageError(f"there is no layer {', '.join(unknown) or given!r}; the layers are {', '.join(EVERY)}")
    return tuple(name for name in EVERY if name in wanted)


@contextmanager
def _progress(quiet: bool) -> Iterator[Watch | None]:
    """Give what is told how far it is: a bar on a terminal, nothing elsewhere, where ``fabula corpus status`` is asked."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)


class _Bar:
    """Tells how far it is by a bar, which has no end yet while works are looked for."""

    def __init__(self, bar: Progress) -> None:
        self._bar, self._task = bar, bar.add_task("planning", total=None)
        self._planned_at = time.monotonic()

    def planned(self, n_works: int) -> None:
        self._planned_at = time.monotonic()
        self._bar.update(self._task, description=f"planning: {n_works:,} works")

    def read(self, n_done: int, n_bytes: int, n_words: int) -> None:
        rate = n_words / max(time.monotonic() - self._planned_at, 1e-9)
        self._bar.update(self._task, total=n_bytes, completed=n_done, description=f"{rate:,.0f} words a second")
