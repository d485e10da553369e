"""All commands in the order of the help, and what runs them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated

import typer

from fabula import __version__
from fabula.cli import console
from fabula.cli.corpus import corpus
from fabula.cli.exchange import export, import_booknlp, script
from fabula.cli.looking import ask, check, explain, knows, show
from fabula.cli.reading import read, resolve
from fabula.cli.shelf import list_works, remove, search, serve

app = typer.Typer(
    help="Reads English fiction and gives back its story world: who, says what to whom, where, when, and who knows.",
    epilog=console.EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS: dict[str, Callable[..., None]] = {
    "read": read,
    "ls": list_works,
    "show": show,
    "explain": explain,
    "ask": ask,
    "knows": knows,
    "check": check,
    "search": search,
    "export": export,
    "import": import_booknlp,
    "script": script,
    "serve": serve,
    "resolve": resolve,
    "rm": remove,
}
for _name, _command in COMMANDS.items():
    app.command(_name)(_command)
app.add_typer(corpus, name="corpus")


def main() -> None:
    """Run the command line of this process and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a stream put there by a test or a notebook
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = run([one for one in sys.argv[1:] if one != "--debug"])
    sys.exit(code if console.flush_output() else 1)


def run(arguments: list[str]) -> int:
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
