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
    from fabula.corpus.run import Watch

corpus = typer.Typer(no_args_is_help=True, help="Read many works into tables.", rich_markup_mode=None)
_SECONDS_BETWEEN = 10  # lines of progress where there is no terminal to draw a bar on


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
        manifest = read_corpus(sources, out, options, reads, watch)
    if not quiet:
        counted = f"{manifest['n_works']:,} works, {manifest['n_words']:,} words"
        console.say(f"{out}: {counted}, {manifest['n_errors']:,} that could not be read")
    if manifest["n_errors"]:
        console.note(f"the table of errors says which, and why: {out / 'tables' / 'errors'}")


@corpus.command("status")
def status(out: Annotated[Path, typer.Argument(metavar="DIR", help="The corpus' folder.")]) -> None:
    """Show how far a corpus has been read."""
    from fabula.corpus.folder import CorpusFolder
    from fabula.corpus.plan import batches_of

    folder = CorpusFolder(out)
    plan, done = folder.plan(), folder.done()
    if not plan:
        raise UsageError(f"{out}: is no corpus, or nothing is planned in it yet; begin with `fabula corpus read`")
    n_parts = len(list(batches_of(plan)))
    n_works, n_errors = (sum(mark[name] for mark in done.values()) for name in ("n_works", "n_errors"))
    console.say(
        f"{out}: {len(done):,} of {n_parts:,} parts; {n_works + n_errors:,} of {len(plan):,} works, {n_errors:,} of them errors"
    )


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
    """Give what is called after each batch: it tells the rate and the time left, on a terminal by a bar."""
    if quiet:
        yield None
        return
    started = time.monotonic()
    if not sys.stderr.isatty():
        yield _Lines(started)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def watch(n_done: int, n_bytes: int, n_words: int) -> None:
            rate = n_words / max(time.monotonic() - started, 1e-9)
            bar.update(task, total=n_bytes, completed=n_done, description=f"{rate:,.0f} words a second")

        yield watch


class _Lines:
    """Tells how far it is by a line now and then."""

    def __init__(self, started: float) -> None:
        self._started = self._told = started
        self._first: int | None = None

    def __call__(self, n_done: int, n_bytes: int, n_words: int) -> None:
        now = time.monotonic()
        if now - self._told < _SECONDS_BETWEEN:
            return
        self._told = now
        seconds = now - self._started
        self._first = n_done if self._first is None else self._first
        share = n_done / max(1, n_bytes)
        left = seconds * (1 - share) / max(share, 1e-9) / 60
        console.note(
            f"{share:.1%} of {n_bytes / 1e6:,.0f} MB, {n_words / seconds:,.0f} words a second, {left:,.0f} minutes left"
        )
