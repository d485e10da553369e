"""``fabula read`` and ``fabula resolve``: books into the library, and works resolved anew once their corrections changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fabula.cli import console
from fabula.cli.works import LibraryOption, WorkArgument, check_files, opened, picked, read_book, store, worlds_of
from fabula.errors import UsageError

if TYPE_CHECKING:
    from fabula.types.world import StoryWorld


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What `fabula read` was asked for."""

    reading: dict[str, Any]
    json: str | None
    report: Path | None
    library: Path | None
    quiet: bool


def read(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help="Books to read; - for standard input.")],
    json: Annotated[str | None, typer.Option(metavar="FILE|-", help="Write the world as JSON.")] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a report for a browser.")] = None,
    cast: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your list of characters (TOML, JSON, CSV).")
    ] = None,
    series: Annotated[
        list[str] | None,
        typer.Option(metavar="WORK", help="A work in the library with the same cast; may be repeated."),
    ] = None,
    quotes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Quotations to take as given, with speakers where they are named."),
    ] = None,
    pretokenized: Annotated[
        bool, typer.Option("--pretokenized", help="One sentence a line, blanks between tokens.")
    ] = False,
    tokens: Annotated[bool, typer.Option("--tokens", help="Keep the tokens, with tags and trees.")] = False,
    model: Annotated[str, typer.Option(metavar="NAME", help="best, fast, rules (no network), or a folder.")] = "best",
    library: LibraryOption = None,
    no_store: Annotated[bool, typer.Option("--no-store", help="Do not keep the world in the library.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but warnings and errors.")] = False,
) -> None:
    """Read books and keep their story worlds in the library."""
    from fabula.store.location import library_path

    wishes = _Wishes(
        {
            "cast": cast,
            "series": worlds_of(library, series or []),
            "quotes": quotes,
            "pretokenized": pretokenized,
            "tokens": tokens,
            "model": model,
        },
        json,
        report,
        None if no_store else library_path(library),
        quiet,
    )
    _check(sources, wishes)
    codes = [_read_one(source, wishes) for source in sources]
    raise typer.Exit(next((code for code in codes if code), 0))


def resolve(
    work: WorkArgument = None,
    library: LibraryOption = None,
) -> None:
    """Resolve a work anew after its corrections were changed by hand; the network has no need to read it again."""
    from fabula.resolving import resolve_anew
    from fabula.store.location import library_path

    with opened(library) as shelf:
        found = picked(shelf, work)
    changed = resolve_anew(str(library_path(library)), found.id)
    console.say(f"Work {found.id}, {found.title or found.source}: " + ("resolved anew" if changed else "nothing to do"))


def _check(sources: list[str], wishes: _Wishes) -> None:
    """Refuse, before any work, what can't end well."""
    if len(sources) > 1 and (wishes.json or wishes.report):
        raise UsageError("--json and --report take one source; read the sources one by one, or use `fabula export`")
    check_files((wishes.json, wishes.report), (*sources, wishes.reading["cast"], wishes.reading["quotes"]))


def _read_one(source: str, wishes: _Wishes) -> int:
    """Read one source and return its exit code; an error is said, so that the next source has its turn."""
    try:
        groundwork, world = read_book(source, wishes.library, quiet=wishes.quiet, **wishes.reading)
        _write(world, wishes)
        _report_on(world, store(world, groundwork, wishes.library), wishes)
    except BrokenPipeError:
        raise  # nobody reads the summary any more; `main` ends quietly
    except Exception as error:
        return console.tell(error)
    return 0


def _write(world: StoryWorld, wishes: _Wishes) -> None:
    """Write the files first: they need no library."""
    if wishes.json is not None:
        from fabula.export.json import dump_world

        dump_world(world, wishes.json)
    if wishes.report is not None:
        from fabula.present.report import write_report

        write_report(world, wishes.report)


def _report_on(world: StoryWorld, work: int | None, wishes: _Wishes) -> None:
    """Say what was read and what to do next, unless standard output carries the JSON."""
    if wishes.quiet or wishes.json == "-":
        return
    from fabula.present.terminal import summary

    console.show(summary(world))
    for what, path in (("World", wishes.json), ("Report", wishes.report)):
        if path is not None:
            console.say(f"{what}: {path}")
    if work is not None:
        what_next = "findings" if world.findings else "quotes" if world.quotes else "scenes"
        console.say(f"Stored as work {work} in {wishes.library}")
        console.say(f"Next: fabula show {what_next} {work}")
