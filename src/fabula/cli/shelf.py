"""What concerns the library as a whole: its list, a search in it, its pages in a browser, and taking a work out."""

from __future__ import annotations

from typing import Annotated

import typer

from fabula.cli import console
from fabula.cli.works import LibraryOption, opened


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


def remove(
    work: Annotated[str, typer.Argument(help="Id, or part of the title.")],
    library: LibraryOption = None,
) -> None:
    """Take a work out of the library; the book's own file stays."""
    with opened(library) as shelf:
        found = shelf.find(work)
        shelf.remove(found.id)
    console.say(f"Removed work {found.id}, {found.title or found.source}")
