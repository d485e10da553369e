"""What every page has: the frame, the links into a work's text and to its people, how far it may tell, how it looks."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from fabula.present.pages import make_environment
from fabula.present.views import PAGE_VIEWS, colours
from fabula.serve.scope import HERE, WHOLE, Scope, scope_of
from fabula.serve.shelf import Shelf, Shown
from fabula.store.library import WorkSummary

_THEMES, _SIZES = ("auto", "light", "dark"), ("s", "m", "l", "xl")
_LONG = 10**7  # seconds that a choice is remembered for


class Frame:
    """Makes pages from the templates, over one library."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.templates: Environment = make_environment()

    def page(self, request: Request, name: str, title: str, code: int = 200, **context: Any) -> HTMLResponse:
        """Return a page that is about no work in particular."""
        template = self.templates.get_template(f"serve/{name}.html.jinja")
        theme, size = request.cookies.get("theme"), request.cookies.get("size")
        frame = {
            "title": title,
            "theme": theme if theme in _THEMES[1:] else None,
            "size": size if size in _SIZES else "m",
            "always_whole": request.cookies.get("scope") == WHOLE,
            "back": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "fragment": request.query_params.get("fragment") == "1",
            "shown": None,
            "busy": False,
            "problem": None,
        }
        return HTMLResponse(template.render(**{**frame, **context}), code)

    def work_page(
        self, request: Request, name: str, title: str, shown: Shown, scope: Scope, **context: Any
    ) -> HTMLResponse:
        """Return a page about a work, which tells of it as far as `scope` goes."""
        work = shown.summary.id
        frame = {
            "shown": shown,
            "work": work,
            "work_title": title_of(shown.summary),
            "scope": scope,
            "all_views": PAGE_VIEWS,
            "parts": shown.parts.all,
            "place_part": shown.parts.at(scope.place),
            "go_on": _go_on(shown, scope.place),
            "busy": self.shelf.is_busy(work),
            "problem": self.shelf.problem(work),
            "colours": colours(shown.world),
            **self.links(shown),
        }
        response = self.page(request, name, title, **{**frame, **context})
        scope.remember(response, work)
        return response

    def links(self, shown: Shown) -> dict[str, Any]:
        """Return how the views of a work link to its text and to its people."""
        work = shown.summary.id

        def href(offset: int) -> str:
            part = shown.parts.at(offset)
            return f"/works/{work}/read/{part.number}?w={offset}#p{_paragraph_at(shown, offset)}"

        return {"href": href, "card": lambda one: f"/works/{work}/who/{one.id}"}

    def scoped(self, request: Request) -> tuple[Shown, Scope]:
        """Return the work that a request is about, and how far it may be told of."""
        shown = self.shelf.shown(request.path_params["work"])
        return shown, scope_of(request, shown)

    def settings(self, request: Request) -> Response:
        """Keep how pages look, and go back to where that was chosen."""
        response = RedirectResponse(back_to(request.query_params.get("back")), 303)
        for name, allowed in (("theme", _THEMES), ("size", _SIZES), ("scope", (WHOLE, HERE))):
            value = request.query_params.get(name, "")
            if value in allowed:
                response.set_cookie(name, value, max_age=_LONG, samesite="strict")
        return response

    def error(self, request: Request, code: int, words: str) -> Response:
        """Return a page, or JSON, that says what is wrong."""
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"error": words}, code)
        return self.page(request, "error", "Not to be had" if code == 404 else "Something is wrong", code, words=words)


def title_of(work: WorkSummary) -> str:
    """Return what a work is called."""
    return work.title or Path(work.source).stem or "Untitled"


def back_to(given: object, otherwise: str = "/") -> str:
    """Return the page to go back to, which is one of ours."""
    ours = (
        isinstance(given, str) and given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    )
    return str(given) if ours else otherwise


def _go_on(shown: Shown, place: int) -> str:
    """Return the address of the paragraph that a reader has come to."""
    page = f"/works/{shown.summary.id}/read/{shown.parts.at(place).number}"
    return f"{page}#p{_paragraph_at(shown, place)}" if place else page


def _paragraph_at(shown: Shown, offset: int) -> int:
    """Return where the paragraph, or the heading, that holds an offset starts."""
    starts = shown.block_starts
    return starts[max(0, bisect_right(starts, offset) - 1)] if starts else 0
