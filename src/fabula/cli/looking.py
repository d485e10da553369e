"""What a work's story world is asked on the command line: its layers, who is who, who knows what, what an editor would mark."""

from __future__ import annotations

from dataclasses import asdict, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from fabula.cli import console
from fabula.cli.showing import Form, View, asked, print_data, print_rows, rows_of, show_held, show_rows
from fabula.cli.works import LibraryOption, WorkArgument, opened, picked, read_or_load
from fabula.errors import UsageError


class Explained(StrEnum):
    """What `fabula explain` explains."""

    CHARACTER = "character"


class Severity(StrEnum):
    """From what on `fabula check` shows findings."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


def show(
    layer: Annotated[View, typer.Argument(help="What to show.")],
    work: WorkArgument = None,
    limit: Annotated[int | None, typer.Option(min=0, help="Rows at most; 0 for all. [default: 40 in a table]")] = None,
    character: Annotated[str | None, typer.Option(metavar="NAME", help="Only what this character says, knows…")] = None,
    chapter: Annotated[int | None, typer.Option(metavar="N", help="Only the N-th chapter in reading order.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.TABLE,
    library: LibraryOption = None,
) -> None:
    """Show one layer of a work's story world."""
    with opened(library) as shelf:
        world = shelf.load(picked(shelf, work).id)
    rows = rows_of(world, layer, character, chapter, merged=form is Form.TABLE)
    if limit is None:
        limit = 40 if form is Form.TABLE else 0  # whoever takes data wants it whole
    shown = rows[: limit or None]
    if form is Form.TABLE:
        show_rows(layer, shown, len(rows), world)
    else:
        print_rows(layer, shown, form)


def explain(
    what: Annotated[Explained, typer.Argument(help="What to explain.")],
    name: Annotated[str, typer.Argument(help="The character's name, an alias, or a part of either.")],
    work: WorkArgument = None,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.TABLE,
    library: LibraryOption = None,
) -> None:
    """Show why the mentions of a character were taken for one person, and who was kept apart."""
    from fabula.present.terminal import explanation
    from fabula.query.selection import find_character
    from fabula.world.reasons import Reason, kept_apart, reasons_for

    with opened(library) as shelf:
        world = shelf.load(picked(shelf, work).id)
    try:
        who = find_character(world, name)
    except ValueError as error:
        raise UsageError(str(error)) from None
    rows = [asdict(reason) for reason in reasons_for(world, who)]
    if form is Form.TABLE:
        console.show(explanation(who, rows, kept_apart(world, who)))
    else:
        print_data(rows, form, [field.name for field in fields(Reason)])


def ask(
    work: Annotated[str, typer.Argument(help="A book to read; else a work's id, or part of its title.")],
    question: Annotated[str, typer.Argument(help="Such as: who knows about the key by the end of chapter 4?")],
    limit: Annotated[int, typer.Option(min=1, help="Answers at most.")] = 10,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.TABLE,
    library: LibraryOption = None,
) -> None:
    """Ask who knows what, since when and from whom; every answer is a sentence of the story."""
    from fabula.present.columns import ANSWERS
    from fabula.query.inquiry import ask as answers_to

    found = asked(lambda world: answers_to(world, question), read_or_load(work, library))
    show_held(ANSWERS, found[:limit], form, None, len(found))


def knows(
    character: Annotated[str, typer.Argument(help="The character's name, an alias, or a part of either.")],
    work: WorkArgument = None,
    at: Annotated[
        int | None, typer.Option(metavar="N", help="As of the end of the N-th chapter in reading order.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Rows at most; 0 for all.")] = 40,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.TABLE,
    library: LibraryOption = None,
) -> None:
    """Show what a character knows, believes, hides, and does not know, and from whom."""
    from fabula.present.columns import KNOWN
    from fabula.query.inquiry import known_by
    from fabula.query.selection import find_character

    with opened(library) as shelf:
        world = shelf.load(picked(shelf, work).id)
    who = asked(lambda it: find_character(it, character), world)
    found = asked(lambda it: known_by(it, who, at), world)
    show_held(KNOWN, found[: limit or None], form, who, len(found))


def check(
    work: Annotated[str, typer.Argument(help="A book to read; else a work's id, or part of its title.")],
    severity: Annotated[Severity, typer.Option(help="Findings of at least this severity.")] = Severity.WARNING,
    cast: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Your characters and [[waive]]s; of a work in the library its [[waive]]s alone."
        ),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.TABLE,
    library: LibraryOption = None,
) -> None:
    """Show what a careful editor would mark, each passage with the one it disagrees with; exit with 1 where there is any."""
    from fabula.present.terminal import marked
    from fabula.query.editing import COLUMNS, finding_rows

    world = read_or_load(work, library, cast)
    rows = finding_rows(world, severity.value)
    if form is not Form.TABLE:
        print_data(rows, form, COLUMNS)
    elif rows:
        console.show(marked(rows))
    else:
        console.note("no findings")
    if rows:
        raise typer.Exit(console.FOUND)
