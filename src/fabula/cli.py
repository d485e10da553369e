"""The command line: it reads what is asked, calls the library code, prints, and turns errors into exit codes.

Whatever takes long to import is imported where it is used, so that ``fabula --help`` comes at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fabula import __version__, console
from fabula.corpus_cli import corpus
from fabula.errors import UsageError
from fabula.showing import Form, View, asked, print_data, print_rows, put_text, rows_of, show_held, show_rows
from fabula.works import opened, picked, read_book, read_or_load, worlds_of

if TYPE_CHECKING:
    from fabula.encoder.groundwork import Groundwork
    from fabula.export.script import ScriptLine
    from fabula.types.world import StoryWorld

app = typer.Typer(
    help="Reads English fiction and gives back its story world: who, says what to whom, where, when, and who knows.",
    epilog=console.EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.add_typer(corpus, name="corpus")


class Explained(StrEnum):
    """What `fabula explain` explains."""

    CHARACTER = "character"


class Severity(StrEnum):
    """From what on `fabula check` shows findings."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class ExportFormat(StrEnum):
    """What `fabula export` writes."""

    JSON = "json"
    CAST = "cast"
    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    BOOKNLP = "booknlp"
    TEI = "tei"
    GEXF = "gexf"
    GRAPHML = "graphml"
    CONLL = "conll"
    BRAT = "brat"
    LABEL_STUDIO = "label-studio"
    UIMA = "uima"
    OBSIDIAN = "obsidian"
    NOVELWRITER = "novelwriter"
    BIBLE = "bible"
    NON_CONSUMPTIVE = "non-consumptive"


_FORMATS = """One of json (all of it), csv, jsonl, parquet (a table a layer), booknlp, tei, gexf, graphml (networks), conll
(coreference), brat, label-studio, uima (annotators), obsidian, novelwriter, bible (notes of writers), cast (for --cast),
non-consumptive (without the words)."""


class ScriptFormat(StrEnum):
    """What `fabula script` writes."""

    JSONL = "jsonl"
    VOXNOVEL = "voxnovel"
    SML = "sml"
    ALEXANDRIA = "alexandria"
    SSML = "ssml"


LibraryOption = Annotated[
    Path | None, typer.Option("--library", metavar="PATH", help="The library's file. [default: in $FABULA_HOME]")
]
WorkArgument = Annotated[str | None, typer.Argument(help="Id, or part of the title. [default: the one read last]")]


def main() -> None:
    """Run the command line of this process and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a stream put there by a test or a notebook
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = _run([one for one in sys.argv[1:] if one != "--debug"])
    sys.exit(code if console.flush_output() else 1)


def _run(arguments: list[str]) -> int:
    """Return the exit code of a command line; everything that goes wrong is one line on standard error."""
    try:
        app(arguments, prog_name="fabula")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except BrokenPipeError:
        return 1
    except Exception as error:
        return console.tell(error)
    return 0


# -- commands -------------------------------------------------------------------------------------------------------


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fabula {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
) -> None:
    """Take the options that stand before a command; `main` has looked at ``--debug`` already."""


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What `fabula read` was asked for."""

    reading: dict[str, Any]
    json: str | None
    report: Path | None
    library: Path | None
    quiet: bool


@app.command()
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
    quotes: Annotated[Path | None, typer.Option(metavar="FILE", help="Take these quotation spans as given.")] = None,
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


@app.command("ls")
def list_works(library: LibraryOption = None) -> None:
    """List the works in the library."""
    from fabula.present.terminal import works_table
    from fabula.store.location import library_path

    path = library_path(library)
    works = []
    if path.exists():
        with opened(library) as shelf:
            works = shelf.works()
    if works:
        console.show(works_table(works))
    else:
        typer.echo("The library is empty. Read a book: fabula read BOOK")


@app.command()
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


@app.command()
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


@app.command()
def ask(
    work: Annotated[str, typer.Argument(help="A book to read; else a work's id, or part of its title.")],
    question: Annotated[str, typer.Argument(help="Such as: who knows about the key by the end of chapter 4?")],
    limit: Annotated[int, typer.Option(min=1, help="Answers at most.")] = 10,
    form: Annotated[Form, typer.Option("--format", help="How to show it.")] = Form.TABLE,
    library: LibraryOption = None,
) -> None:
    """Ask who knows what, since when and from whom; every answer is a sentence of the story."""
    from fabula.present.terminal import ANSWERS
    from fabula.query.inquiry import ask as answers_to

    found = asked(lambda world: answers_to(world, question), read_or_load(work, library))
    show_held(ANSWERS, found[:limit], form, None, len(found))


@app.command()
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
    from fabula.present.terminal import KNOWN
    from fabula.query.inquiry import known_by
    from fabula.query.selection import find_character

    with opened(library) as shelf:
        world = shelf.load(picked(shelf, work).id)
    who = asked(lambda it: find_character(it, character), world)
    found = asked(lambda it: known_by(it, who, at), world)
    show_held(KNOWN, found[: limit or None], form, who, len(found))


@app.command()
def check(
    work: Annotated[str, typer.Argument(help="A book to read; else a work's id, or part of its title.")],
    severity: Annotated[Severity, typer.Option(help="Findings of at least this severity.")] = Severity.WARNING,
    cast: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your characters, and what you waive ([[waive]]).")
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


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Words, "a phrase", word*, OR, NOT.')],
    work: Annotated[str | None, typer.Option(help="Only in this work (id, or part of the title).")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Hits at most.")] = 50,
    library: LibraryOption = None,
) -> None:
    """Search what is said and told in the library's works."""
    from fabula.present.terminal import hits

    with opened(library) as shelf:
        found = shelf.search(query, None if work is None else shelf.find(work).id, limit)
    if found:
        console.show(hits(found))
    else:
        console.note(f"nothing found for {query!r}")


@app.command()
def export(
    work: Annotated[str, typer.Argument(help="Id, or part of the title.")],
    to: Annotated[ExportFormat, typer.Option("--to", metavar="FORMAT", help=_FORMATS)] = ExportFormat.JSON,
    out: Annotated[
        str, typer.Option(metavar="FILE|FOLDER|-", help="Where to; - for standard output, if the format is one file.")
    ] = "-",
    library: LibraryOption = None,
) -> None:
    """Write a work's story world for another program: a file, or a folder that is new, empty, or an untouched export.

    Every format has its example in docs/exports.md.
    """
    from fabula.export.formats import FORMATS
    from fabula.resolving import with_tokens

    chosen = FORMATS[to.value]
    chosen.check(out)
    with opened(library) as shelf:
        number = shelf.find(work).id
        world = shelf.load(number)
        if chosen.of_tokens and world.tokens is None:
            world = with_tokens(shelf, number, world)
    chosen.write(world, out)


@app.command("import")
def import_booknlp(
    files: Annotated[
        str, typer.Argument(help="The folder of BookNLP's output, or FOLDER/NAME of one of several books.")
    ],
    text: Annotated[Path, typer.Option(metavar="BOOK.txt", help="The text that BookNLP read.")],
    json: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="Write the world as JSON instead of keeping it.")
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Keep the story world that BookNLP's files tell of in the library: tokens, who is mentioned, and who says what.

    The .tokens, .entities and .quotes are read, and the .book, if it is there, for pronouns.
    """
    from fabula.export.files import check_destination
    from fabula.export.from_booknlp import load_booknlp
    from fabula.export.json import dump_world
    from fabula.store.location import library_path

    if json is not None:
        check_destination(json)
        dump_world(load_booknlp(files, text), json)
        return
    world, path = load_booknlp(files, text), library_path(library)
    console.say(f"Stored as work {_store(world, None, path)} in {path}")


@app.command()
def script(
    work: Annotated[str, typer.Argument(help="A book to read; else a work's id, or part of its title.")],
    to: Annotated[ScriptFormat, typer.Option("--to", help="The format.")] = ScriptFormat.JSONL,
    out: Annotated[str, typer.Option(metavar="FILE|-", help="Where to; - for standard output.")] = "-",
    macros: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where sml's list of voices goes. [default: beside --out]")
    ] = None,
    unknown_below: Annotated[
        float, typer.Option(min=0, max=1, metavar="P", help="Speakers less sure than this (0 to 1) are unknown.")
    ] = 0,
    library: LibraryOption = None,
) -> None:
    """Write the whole story for several voices: narration and speech in order, each with who reads it."""
    from fabula.export.files import check_destination
    from fabula.export.script import only_sure, script_lines
    from fabula.export.script_formats import FORMATS
    from fabula.export.voices import macros_to_json, recordings_in

    if os.path.exists(work) and os.path.realpath(work) == os.path.realpath(out):
        raise UsageError("--out is the book itself; name another file")
    macros = _macros_file(to, out, macros)
    for path in (out, macros):
        if path is not None:
            check_destination(path)
    recordings = {} if macros is None else recordings_in(macros)
    lines = only_sure(script_lines(read_or_load(work, library)), unknown_below)
    put_text(out, FORMATS[to.value](lines))
    if macros is not None:
        put_text(str(macros), macros_to_json(lines, recordings))
    _say_how_many(lines)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 for any free port.")] = 8230,
    browser: Annotated[bool, typer.Option("--open", help="Open the library in a browser, too.")] = False,
    library: LibraryOption = None,
) -> None:
    """Look at the library's works in a browser, ask them, and correct them; for this machine alone. Ctrl+C ends it."""
    from fabula.resolving import resolve_anew, resolve_part
    from fabula.serve.run import serve as serve_library
    from fabula.store.location import library_path

    def started(address: str) -> None:
        console.say(f"The library is open at {address} (Ctrl+C closes it)")
        if browser:
            import webbrowser

            webbrowser.open(address)

    serve_library(library_path(library), port, resolve_anew, resolve_part, started)


@app.command()
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


@app.command("rm")
def remove(
    work: Annotated[str, typer.Argument(help="Id, or part of the title.")],
    library: LibraryOption = None,
) -> None:
    """Take a work out of the library; the book's own file stays."""
    with opened(library) as shelf:
        found = shelf.find(work)
        shelf.remove(found.id)
    console.say(f"Removed work {found.id}, {found.title or found.source}")


# -- scripts --------------------------------------------------------------------------------------------------------


def _macros_file(to: ScriptFormat, out: str, asked: Path | None) -> Path | None:
    """Return where the list of voices goes, if anywhere: beside a script in SML that is a file, unless asked otherwise."""
    if asked is not None:
        if to is not ScriptFormat.SML:
            raise UsageError(f"--macros goes with --to sml; {to.value} has its voices in the script")
        if os.path.realpath(asked) == os.path.realpath(out):
            raise UsageError("--macros and --out are the same file; name another one")
        return asked
    is_file = out != "-" and (os.path.isfile(out) or not os.path.exists(out))  # no pipe, no device
    return Path(out).with_suffix(".macros.json") if to is ScriptFormat.SML and is_file else None


def _say_how_many(lines: Sequence[ScriptLine]) -> None:
    n_speeches = sum(one.kind == "speech" for one in lines)
    n_unknown = sum(one.unknown for one in lines)
    share = n_unknown / max(1, n_speeches)
    console.note(
        f"{len(lines):,} lines; {n_speeches:,} of them speech; {n_unknown:,} by unknown speakers ({share:.1%})"
    )


# -- reading --------------------------------------------------------------------------------------------------------


def _check(sources: list[str], wishes: _Wishes) -> None:
    """Refuse, before any work, what can't end well."""
    from fabula.export.files import check_destination

    if len(sources) > 1 and (wishes.json or wishes.report):
        raise UsageError("--json and --report take one source; read the sources one by one, or use `fabula export`")
    for path in (wishes.json, wishes.report):
        if path is not None:
            check_destination(path)


def _read_one(source: str, wishes: _Wishes) -> int:
    """Read one source and return its exit code; an error is said, so that the next source has its turn."""
    try:
        groundwork, world = read_book(source, wishes.library, quiet=wishes.quiet, **wishes.reading)
        _write(world, wishes)
        _report_on(world, _store(world, groundwork, wishes.library), wishes)
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


def _store(world: StoryWorld, groundwork: Groundwork | None, library: Path | None) -> int | None:
    if library is None:
        return None
    from fabula.store.library import Library

    with Library.open(library) as shelf:
        return shelf.store(world, groundwork)


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
