"""The server put together: routes, what goes wrong in words, and the process behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fabula.corrections.actions import CorrectionError
from fabula.errors import CastError, FabulaError, LibraryError
from fabula.present.pages import static
from fabula.serve.behind import Behind
from fabula.serve.frame import Frame
from fabula.serve.guards import Guards
from fabula.serve.lines import LinePages
from fabula.serve.looking import LookingPages
from fabula.serve.mending import MendingPages
from fabula.serve.searching import SearchPages
from fabula.serve.shelf import Shelf

_FILES = {
    "story.css": "text/css",
    "reader.css": "text/css",
    "views.js": "text/javascript",
    **{f"reader/{name}.js": "text/javascript" for name in ("cards", "keys", "lines", "main", "page", "place")},
}


def make_app(library: Path, port: int, behind: Behind) -> Starlette:
    """Return the server of a library at a port; `behind` resolves its works anew."""
    frame = Frame(Shelf(library, behind))
    looking, lines, searching, mending = LookingPages(frame), LinePages(frame), SearchPages(frame), MendingPages(frame)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        behind.close()

    work = "/works/{work:int}"
    routes = [
        Route("/", looking.shelf),
        Route("/search", searching.search),
        Route("/settings", frame.settings),
        Route("/static/{name:path}", _static),
        Route(work, looking.book),
        Route(f"{work}/read/{{part:int}}", looking.read),
        Route(f"{work}/here/{{offset:int}}", looking.here),
        Route(f"{work}/who/{{entity:int}}", looking.who),
        Route(f"{work}/lines/{{start:int}}", lines.line),
        Route(f"{work}/doubts", lines.queue),
        Route(f"{work}/search", searching.search_work),
        Route(f"{work}/state", mending.state),
        Route(f"{work}/corrections", mending.corrections, methods=["GET"]),
        Route(f"{work}/corrections", mending.correct, methods=["POST"]),
        Route(f"{work}/undo", mending.undo, methods=["POST"]),
        Route(f"{work}/redo", mending.redo, methods=["POST"]),
        Route(f"{work}/{{view}}", looking.view),
    ]

    def told(request: Request, error: Exception) -> Response:
        return frame.error(request, _code_of(error), _words_of(error))

    return Starlette(
        routes=routes,
        middleware=[Middleware(Guards, port=port)],
        exception_handlers={FabulaError: told, HTTPException: told},
        lifespan=lifespan,
    )


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES:
        raise HTTPException(404, "there is no such file")
    return Response(static(name), media_type=_FILES[name], headers={"Cache-Control": "no-cache"})


def _code_of(error: Exception) -> int:
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, LibraryError) and "holds no work" in str(error):
        return 404
    return 409 if isinstance(error, CorrectionError | CastError) else 500


def _words_of(error: Exception) -> str:
    if isinstance(error, HTTPException):
        return "There is no page of this address." if error.detail == "Not Found" else error.detail
    return str(error)
