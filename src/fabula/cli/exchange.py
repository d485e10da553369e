"""``fabula export``, ``import`` and ``script``: story worlds for other programs, and from them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import console
from fabula.cli.showing import put_text
from fabula.cli.works import LibraryOption, check_files, keep_apart, opened, read_or_load, store
from fabula.errors import UsageError

if TYPE_CHECKING:
    from fabula.export.script import ScriptLine


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
    from fabula.store.location import library_path

    chosen = FORMATS[to.value]
    chosen.check(out)
    with opened(library) as shelf:
        number = shelf.find(work).id
        world = shelf.load(number)
        keep_apart((out,), (world.provenance.source, library_path(library)))
        if chosen.of_tokens:
            world = with_tokens(shelf, number, world)
    chosen.write(world, out)


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
    from fabula.export.from_booknlp import load_booknlp
    from fabula.export.json import dump_world
    from fabula.store.location import library_path

    if json is not None:
        check_files((json,), (text,))
        dump_world(load_booknlp(files, text), json)
        return
    world, path = load_booknlp(files, text), library_path(library)
    console.say(f"Stored as work {store(world, None, path)} in {path}")


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
    from fabula.export.script import only_sure, script_lines
    from fabula.export.script_formats import FORMATS
    from fabula.export.voices import macros_to_json, recordings_in

    macros = _macros_file(to, out, macros)
    check_files((out, macros), (work,))
    recordings = {} if macros is None else recordings_in(macros)
    lines = only_sure(script_lines(read_or_load(work, library)), unknown_below)
    put_text(out, FORMATS[to.value](lines))
    if macros is not None:
        put_text(str(macros), macros_to_json(lines, recordings))
    _say_how_many(lines)


def _macros_file(to: ScriptFormat, out: str, asked: Path | None) -> Path | None:
    """Return where the list of voices goes, if anywhere: beside a script in SML that is a file, unless asked otherwise."""
    if asked is not None:
        if to is not ScriptFormat.SML:
            raise UsageError(f"--macros goes with --to sml; {to.value} has its voices in the script")
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
