"""Pages to look at: the shelf, a work, its text with the panel, its views, its people."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from fabula.corrections.actions import PRONOUNS
from fabula.present.pages import Mend, render_view
from fabula.present.views import PAGE_VIEWS, colours, page_view
from fabula.present.views.findings import likely
from fabula.query.counts import count_words
from fabula.serve.frame import Frame, title_of
from fabula.serve.panel import here
from fabula.serve.reading import blocks_between
from fabula.serve.scope import Scope, place_cookie
from fabula.store.library import WorkSummary
from fabula.types.world import EntityMention, StoryWorld

_AROUND = 50  # characters on each side of a mention


class LookingPages:
    """The handlers of what is looked at."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def shelf(self, request: Request) -> Response:
        """Show what the library holds."""
        works: list[WorkSummary] = []
        if self._frame.shelf.path.exists():
            with self._frame.shelf.library() as library:
                works = library.works()
        return self._frame.page(
            request,
            "shelf",
            "Library",
            works=sorted(works, key=lambda one: (title_of(one).lower(), one.id)),
            title_of=title_of,
        )

    def book(self, request: Request) -> Response:
        """Show what a work is, and the ways into it."""
        shown, scope = self._frame.scoped(request)
        world = shown.as_of(scope.at)
        figures = {
            "words": count_words(world),
            "scenes": len(world.scenes),
            "characters": len(world.characters),
            "quotes": len(world.quotes),
            "findings": len(likely(world.findings)),
        }
        return self._frame.work_page(
            request, "book", title_of(shown.summary), shown, scope, figures=figures, views=PAGE_VIEWS
        )

    def read(self, request: Request) -> Response:
        """Show one part of the text."""
        shown, scope = self._frame.scoped(request)
        number = request.path_params["part"]
        if not 1 <= number <= len(shown.parts.all):
            raise HTTPException(404, f"there is no part {number} of {len(shown.parts.all)}")
        part = shown.parts.all[number - 1]
        place = scope.place if part.start <= scope.place else part.start
        response = self._frame.work_page(
            request,
            "read",
            f"{part.name} – {title_of(shown.summary)}",
            shown,
            Scope(scope.at if scope.whole else place, place, scope.asked),
            part=part,
            blocks=blocks_between(shown, part.start, part.end, scope),
            colours=colours(shown.world),
            here=here(shown, max(part.start + 1, min(place, part.end))),
        )
        looked_up = "w" in request.query_params  # has not been read up to
        if not looked_up and (place_cookie(shown.summary.id) not in request.cookies or part.start > scope.place):
            response.set_cookie(place_cookie(shown.summary.id), str(part.start), max_age=10**7, samesite="strict")
        return response

    def here(self, request: Request) -> Response:
        """Show the panel beside the text as of an offset."""
        shown, _ = self._frame.scoped(request)
        offset = request.path_params["offset"]
        if offset > len(shown.world.text):
            raise HTTPException(404, f"the text ends at {len(shown.world.text):,}")
        template = self._frame.templates.get_template("serve/here.html.jinja")
        return HTMLResponse(
            template.render(here=here(shown, offset), colours=colours(shown.world), **self._frame.links(shown))
        )

    def view(self, request: Request) -> Response:
        """Show one view of the world."""
        shown, scope = self._frame.scoped(request)
        try:
            view = page_view(request.path_params["view"])
        except KeyError:
            raise HTTPException(404, f"there is no page {request.path_params['view']!r} of a work") from None
        world = shown.as_of(scope.at)
        mend = Mend(f"/works/{shown.summary.id}/corrections", request.url.path)
        piece = render_view(self._frame.templates, view, world, mend=mend, **self._frame.links(shown))
        return self._frame.work_page(
            request,
            "view",
            f"{view.title} – {title_of(shown.summary)}",
            shown,
            scope,
            view=view,
            piece=piece,
        )

    def who(self, request: Request) -> Response:
        """Show a character's card, as known where the reader is."""
        shown, scope = self._frame.scoped(request)
        world = shown.as_of(scope.at)
        who = next((one for one in world.entities if one.id == request.path_params["entity"]), None)
        if who is None:
            raise HTTPException(404, "there is nobody of that number, or not yet")
        mentions = [one for one in world.mentions if one.entity == who]
        bonds = [one for one in world.relations if who in (one.source, one.target)]
        return self._frame.work_page(
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
            around=_around,
            world=world,
        )


def _around(world: StoryWorld, mention: EntityMention) -> str:
    """Return a mention with some whole words of its sentence on either side."""
    before = world.text[max(0, mention.start - _AROUND) : mention.start].rpartition("\n\n")[2]
    after = world.text[mention.end : mention.end + _AROUND].partition("\n\n")[0]
    if len(before) == _AROUND and " " in before:
        before = "… " + before.partition(" ")[2]
    if len(after) == _AROUND and " " in after:
        after = after.rpartition(" ")[0] + " …"
    return " ".join((before + world.text[mention.start : mention.end] + after).split())


def _latest_bonds(bonds: list[Any]) -> list[Any]:
    """Return the last word on each bond, the latest first."""
    latest: dict[tuple[int, int, str], Any] = {}
    for one in sorted(bonds, key=lambda one: one.start):
        latest[one.source.id, one.target.id, one.aspect] = one
    return sorted(latest.values(), key=lambda one: -one.start)[:8]
