"""The pages: each a function of a request to HTML; what they show comes from `Shelf`, how it looks from the templates."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from fabula.corrections.actions import PRONOUNS
from fabula.corrections.desk import corrections_of
from fabula.errors import FabulaError
from fabula.present.pages import make_environment, render_view
from fabula.present.views import PAGE_VIEWS, colours, page_view
from fabula.query.counts import count_words
from fabula.resolve.given import unplaced
from fabula.serve.candidates import candidates_for, doubts
from fabula.serve.forms import action_of, sent_with
from fabula.serve.panel import here
from fabula.serve.reading import blocks_between, name_of
from fabula.serve.scope import HERE, WHOLE, Scope, place_cookie, scope_of
from fabula.serve.shelf import Shelf, Shown
from fabula.store.library import WorkSummary
from fabula.types.world import Quote, StoryWorld

_MOST_DOUBTS = 60  # on one page
_MOST_HITS = 100
_LONGEST_QUERY = 300  # characters
_THEMES, _SIZES = ("auto", "light", "dark"), ("s", "m", "l", "xl")


class Pages:
    """The handlers of all routes, over one library."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._templates: Environment = make_environment()

    # -- the shelf --------------------------------------------------------------------------------------------------

    def shelf(self, request: Request) -> Response:
        """Show what the library holds."""
        works: list[WorkSummary] = []
        if self._shelf.path.exists():
            with self._shelf.library() as library:
                works = library.works()
        return self._page(
            request, "shelf", "Library", works=sorted(works, key=lambda one: (title_of(one).lower(), one.id))
        )

    def search(self, request: Request) -> Response:
        """Search every work, each as far as it may tell."""
        return self._hits(request, None)

    # -- a work -----------------------------------------------------------------------------------------------------

    def book(self, request: Request) -> Response:
        """Show what a work is, and the ways into it."""
        shown, scope = self._scoped(request)
        world = shown.as_of(scope.at)
        figures = {
            "words": count_words(world),
            "scenes": len(world.scenes),
            "characters": len(world.characters),
            "quotes": len(world.quotes),
            "findings": len(world.findings),
        }
        return self._work_page(
            request, "book", title_of(shown.summary), shown, scope, figures=figures, views=PAGE_VIEWS
        )

    def read(self, request: Request) -> Response:
        """Show one part of the text."""
        shown, scope = self._scoped(request)
        number = request.path_params["part"]
        if not 1 <= number <= len(shown.parts.all):
            raise HTTPException(404, f"there is no part {number} of {len(shown.parts.all)}")
        part = shown.parts.all[number - 1]
        place = scope.place if part.start <= scope.place else part.start
        response = self._work_page(
            request,
            "read",
            f"{part.name} – {title_of(shown.summary)}",
            shown,
            Scope(scope.at if scope.whole else place, place, scope.asked),
            part=part,
            blocks=blocks_between(shown, part.start, part.end),
            colours=colours(shown.world),
            here=here(shown, max(part.start + 1, min(place, part.end))),
            excerpt=_excerpt,
        )
        if place_cookie(shown.summary.id) not in request.cookies or part.start > scope.place:
            response.set_cookie(place_cookie(shown.summary.id), str(part.start), max_age=10**7, samesite="strict")
        return response

    def here(self, request: Request) -> Response:
        """Show the panel beside the text as of an offset."""
        shown, _ = self._scoped(request)
        offset = request.path_params["offset"]
        if offset > len(shown.world.text):
            raise HTTPException(404, f"the text ends at {len(shown.world.text):,}")
        template = self._templates.get_template("serve/here.html.jinja")
        return HTMLResponse(
            template.render(
                here=here(shown, offset), colours=colours(shown.world), excerpt=_excerpt, **self._links(shown)
            )
        )

    def view(self, request: Request) -> Response:
        """Show one view of the world."""
        shown, scope = self._scoped(request)
        try:
            view = page_view(request.path_params["view"])
        except KeyError:
            raise HTTPException(404, f"there is no page {request.path_params['view']!r} of a work") from None
        world = shown.as_of(scope.at)
        piece = render_view(self._templates, view, world, **self._links(shown))
        waivable = [] if view.key != "findings" else _waivable(world)
        return self._work_page(
            request,
            "view",
            f"{view.title} – {title_of(shown.summary)}",
            shown,
            scope,
            view=view,
            piece=piece,
            waivable=waivable,
        )

    def who(self, request: Request) -> Response:
        """Show a character's card, as known where the reader is."""
        shown, scope = self._scoped(request)
        world = shown.as_of(scope.at)
        who = next((one for one in world.entities if one.id == request.path_params["entity"]), None)
        if who is None:
            raise HTTPException(404, "there is nobody of that number, or not yet")
        mentions = [one for one in world.mentions if one.entity == who]
        bonds = [one for one in world.relations if who in (one.source, one.target)]
        return self._work_page(
            request,
            "who",
            f"{who.name} – {title_of(shown.summary)}",
            shown,
            scope,
            who=who,
            first=mentions[0] if mentions else None,
            last=mentions[-1] if mentions else None,
            n_quotes=sum(one.speaker == who for one in world.quotes),
            n_scenes=sum(who in one.present for one in world.scenes),
            bonds=_latest_bonds(bonds),
            others=[one for one in world.characters if one != who][:200],
            pronouns=PRONOUNS,
            excerpt=_excerpt,
            world=world,
        )

    def line(self, request: Request) -> Response:
        """Show one quote, and who may have said it."""
        shown, scope = self._scoped(request)
        quote = next((one for one in shown.world.quotes if one.start == request.path_params["start"]), None)
        if quote is None:
            raise HTTPException(404, "no quote begins there; the world may have changed since the page was made")
        return self._work_page(
            request,
            "line",
            f"Who says this? – {title_of(shown.summary)}",
            shown,
            scope,
            line=self._doubt(shown, quote),
            names=self._names(shown, quote.end),
            same=[
                (one.start, one.end)
                for one in shown.between("quotes", *_part_of(shown, quote))
                if one.speaker == quote.speaker
            ],
        )

    def queue(self, request: Request) -> Response:
        """Show the lines whose speakers are least sure."""
        shown, scope = self._scoped(request)
        world = shown.as_of(scope.at)
        by_id = {one.id: one for one in shown.world.quotes}
        found = [by_id[one.id] for one in doubts(world)]
        unsure = [one for one in found if one.confidence < 1]
        return self._work_page(
            request,
            "queue",
            f"Doubts – {title_of(shown.summary)}",
            shown,
            scope,
            lines=[self._doubt(shown, one) for one in unsure[:_MOST_DOUBTS]],
            n_more=max(0, len(unsure) - _MOST_DOUBTS),
            n_sure=len(found) - len(unsure),
            names=self._names(shown, scope.at if scope.at is not None else len(shown.world.text)),
        )

    def search_work(self, request: Request) -> Response:
        """Search one work."""
        return self._hits(request, self._shown(request))

    # -- corrections ------------------------------------------------------------------------------------------------

    def corrections(self, request: Request) -> Response:
        """Show the corrections of a work: the steps, and the file that holds them."""
        shown, scope = self._scoped(request)
        with self._shelf.library() as library:
            found = corrections_of(library, shown.summary)
        cast, problem = None, None
        try:
            cast = found.cast()
        except FabulaError as error:
            problem = str(error)
        lost = () if cast is None else unplaced(cast, shown.world.text, shown.world.quotes, shown.world.pov)
        return self._work_page(
            request,
            "corrections",
            f"Corrections – {title_of(shown.summary)}",
            shown,
            scope,
            found=found,
            lost=lost,
            wrong=problem,
        )

    async def correct(self, request: Request) -> Response:
        """Make a correction."""
        sent = await sent_with(request)
        action = action_of(sent)
        made = await _in_thread(lambda: self._shelf.correct(request.path_params["work"], action))
        return self._done(request, sent, made.history.holding.label if made.history.holding else "")

    async def undo(self, request: Request) -> Response:
        """Undo the last correction."""
        sent = await sent_with(request)
        label = await _in_thread(lambda: self._shelf.step(request.path_params["work"], back=True))
        return self._done(request, sent, f"undone: {label}")

    async def redo(self, request: Request) -> Response:
        """Make the correction again that was undone last."""
        sent = await sent_with(request)
        label = await _in_thread(lambda: self._shelf.step(request.path_params["work"], back=False))
        return self._done(request, sent, f"redone: {label}")

    def state(self, request: Request) -> Response:
        """Tell which state of a work is shown, and whether it is being resolved anew."""
        work = request.path_params["work"]
        busy = self._shelf.is_busy(work)  # asked first: what is finished between is then seen in the version
        shown = self._shelf.shown(work)
        return JSONResponse({"version": shown.version, "busy": busy, "problem": self._shelf.problem(work)})

    def settings(self, request: Request) -> Response:
        """Keep how pages look, and go back to where that was chosen."""
        response = RedirectResponse(_back(request.query_params.get("back")), 303)
        for name, allowed in (("theme", _THEMES), ("size", _SIZES), ("scope", (WHOLE, HERE))):
            value = request.query_params.get(name, "")
            if value in allowed:
                response.set_cookie(name, value, max_age=10**7, samesite="strict")
        return response

    # -- what they share --------------------------------------------------------------------------------------------

    def error(self, request: Request, code: int, words: str) -> Response:
        """Return a page, or JSON, that says what is wrong."""
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"error": words}, code)
        return self._page(request, "error", "Not to be had" if code == 404 else "Something is wrong", code, words=words)

    def _shown(self, request: Request) -> Shown:
        return self._shelf.shown(request.path_params["work"])

    def _scoped(self, request: Request) -> tuple[Shown, Scope]:
        shown = self._shown(request)
        return shown, scope_of(request, shown)

    def _page(self, request: Request, name: str, title: str, code: int = 200, **context: Any) -> HTMLResponse:
        template = self._templates.get_template(f"serve/{name}.html.jinja")
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

    def _work_page(
        self, request: Request, name: str, title: str, shown: Shown, scope: Scope, **context: Any
    ) -> HTMLResponse:
        work = shown.summary.id
        frame = {
            "shown": shown,
            "work": work,
            "work_title": title_of(shown.summary),
            "scope": scope,
            "all_views": PAGE_VIEWS,
            "parts": shown.parts.all,
            "place_part": shown.parts.at(scope.place),
            "busy": self._shelf.is_busy(work),
            "problem": self._shelf.problem(work),
            "colours": colours(shown.world),
            **self._links(shown),
        }
        response = self._page(request, name, title, **{**frame, **context})
        scope.remember(response, work)
        return response

    def _links(self, shown: Shown) -> dict[str, Any]:
        """Return how the views of a work link to its text and to its people."""
        work = shown.summary.id

        def href(offset: int) -> str:
            part = shown.parts.at(offset)
            return f"/works/{work}/read/{part.number}?w={offset}#p{_paragraph_at(shown, offset)}"

        return {"href": href, "card": lambda one: f"/works/{work}/who/{one.id}"}

    def _names(self, shown: Shown, offset: int) -> list[str]:
        """Return the names that have come up by an offset, those who speak or act most first."""
        known = (
            name_of(shown, one, offset) for one in shown.world.characters if shown.unfolding.n_mentions(one, offset)
        )
        return list(dict.fromkeys(known))[:300]

    def _doubt(self, shown: Shown, quote: Quote) -> dict[str, Any]:
        """Return a quote with what stands around it and who may have said it."""
        text, start, end = shown.world.text, quote.start, quote.end
        choices = candidates_for(shown.world, quote)
        return {
            "quote": quote,
            "before": " ".join(text[max(0, start - 240) : start].split()).partition(" ")[2],
            "after": " ".join(text[end : end + 160].split()).rpartition(" ")[0],
            "words": " ".join(text[start:end].split()),
            "speaker": name_of(shown, quote.speaker, end),
            "choices": [
                (one.name, name_of(shown, one, end)) for one in choices if shown.unfolding.n_mentions(one, end)
            ],
        }

    def _done(self, request: Request, sent: Any, label: str) -> Response:
        work = request.path_params["work"]
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(
                {"label": label, "version": self._shelf.shown(work).version, "busy": self._shelf.is_busy(work)}
            )
        return RedirectResponse(_back(sent.get("back"), f"/works/{work}/corrections"), 303)

    def _hits(self, request: Request, shown: Shown | None) -> Response:
        query = request.query_params.get("q", "").strip()
        words, hits, n_beyond = None, [], 0
        if len(query) > _LONGEST_QUERY:
            words, query = f"A search has {_LONGEST_QUERY} characters at most.", query[:_LONGEST_QUERY]
        elif query:
            with self._shelf.library() as library:
                found = library.search(query, None if shown is None else shown.summary.id, _MOST_HITS)
            for hit in found:
                of = shown or self._shelf.shown(hit.work)
                at = scope_of(request, of).at
                if at is not None and hit.end > at:
                    n_beyond += 1
                else:
                    hits.append((hit, _marked(hit.snippet, hit.matches), of, self._links(of)["href"](hit.start)))
        context: dict[str, Any] = {
            "query": query,
            "hits": hits,
            "n_beyond": n_beyond,
            "words": words,
            "most": _MOST_HITS,
            "title_of": title_of,
        }
        if shown is None:
            return self._page(request, "search", "Search", **context)
        return self._work_page(
            request, "search", f"Search – {title_of(shown.summary)}", shown, scope_of(request, shown), **context
        )


async def _in_thread(call: Callable[[], Any]) -> Any:
    from starlette.concurrency import run_in_threadpool

    return await run_in_threadpool(call)


def title_of(work: WorkSummary) -> str:
    """Return what a work is called."""
    return work.title or Path(work.source).stem or "Untitled"


def _back(given: object, otherwise: str = "/") -> str:
    """Return the page to go back to, which is one of ours."""
    ours = (
        isinstance(given, str) and given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    )
    return str(given) if ours else otherwise


def _paragraph_at(shown: Shown, offset: int) -> int:
    """Return where the paragraph, or the heading, that holds an offset starts."""
    starts = shown.block_starts
    return starts[max(0, bisect_right(starts, offset) - 1)] if starts else 0


def _part_of(shown: Shown, quote: Quote) -> tuple[int, int]:
    part = shown.parts.at(quote.start)
    return part.start, part.end


def _excerpt(world: StoryWorld, start: int, end: int, length: int = 140) -> str:
    words = " ".join(world.text[start:end].split())
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + " …"


def _latest_bonds(bonds: list[Any]) -> list[Any]:
    """Return the last word on each bond, the latest first."""
    latest: dict[tuple[int, int, str], Any] = {}
    for one in sorted(bonds, key=lambda one: one.start):
        latest[one.source.id, one.target.id, one.aspect] = one
    return sorted(latest.values(), key=lambda one: -one.start)[:8]


def _waivable(world: StoryWorld) -> list[tuple[Any, str]]:
    """Return the findings that mark words, with the words by which each is waived."""
    marking = (one for one in world.findings if one.spans)
    return [(one, " ".join(one.spans[0].of(world.text).split())[:200]) for one in marking]


def _marked(snippet: str, matches: Any) -> list[tuple[str, bool]]:
    """Return a snippet in pieces, each with whether it is a match."""
    pieces, at = [], 0
    for span in matches:
        pieces += [(snippet[at : span.start], False), (snippet[span.start : span.end], True)]
        at = span.end
    return [*pieces, (snippet[at:], False)]
