"""Pages of lines: who says one, which are in doubt."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from fabula.serve.candidates import candidates_for, doubts
from fabula.serve.frame import Frame, title_of
from fabula.serve.reading import name_of, speaker_of
from fabula.serve.shelf import Shown
from fabula.types.world import Quote

_MOST_DOUBTS = 60  # on one page
_MOST_NAMES = 300  # to choose from


class LinePages:
    """The handlers of what is about lines."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def line(self, request: Request) -> Response:
        """Show one quote, and who may have said it."""
        shown, scope = self._frame.scoped(request)
        quote = next((one for one in shown.world.quotes if one.start == request.path_params["start"]), None)
        if quote is None:
            raise HTTPException(404, "no quote begins there; the world may have changed since the page was made")
        read = scope.up_to(shown, quote.end)
        self._frame.shelf.warm(shown, quote.start)
        return self._frame.work_page(
            request,
            "line",
            f"Who says this? – {title_of(shown.summary)}",
            shown,
            scope,
            line=_doubt(shown, quote, read),
            names=_names(shown, read),
            same=[
                (one.start, one.end)
                for one in shown.between("quotes", *_part_of(shown, quote))
                if one.speaker == quote.speaker
            ],
        )

    def queue(self, request: Request) -> Response:
        """Show the lines whose speakers are least sure."""
        shown, scope = self._frame.scoped(request)
        world = shown.as_of(scope.at)
        by_id = {one.id: one for one in shown.world.quotes}
        found = [by_id[one.id] for one in doubts(world)]
        unsure = [one for one in found if one.confidence < 1]
        if unsure:
            self._frame.shelf.warm(shown, unsure[0].start)
        return self._frame.work_page(
            request,
            "queue",
            f"Doubts – {title_of(shown.summary)}",
            shown,
            scope,
            lines=[_doubt(shown, one, scope.up_to(shown, one.end)) for one in unsure[:_MOST_DOUBTS]],
            n_more=max(0, len(unsure) - _MOST_DOUBTS),
            n_sure=len(found) - len(unsure),
            names=_names(shown, scope.up_to(shown, scope.place)),
        )


def _part_of(shown: Shown, quote: Quote) -> tuple[int, int]:
    part = shown.parts.at(quote.start)
    return part.start, part.end


def _names(shown: Shown, read: int) -> list[str]:
    """Return the names that have come up for who has read to an offset, those who speak or act most first."""
    known = (name_of(shown, one, read) for one in shown.world.characters if shown.unfolding.n_mentions(one, read))
    return list(dict.fromkeys(known))[:_MOST_NAMES]


def _doubt(shown: Shown, quote: Quote, read: int) -> dict[str, Any]:
    """Return a quote with what stands around it and who may have said it, by the names read up to an offset."""
    text, start, end = shown.world.text, quote.start, quote.end
    choices = [one for one in candidates_for(shown.world, quote) if shown.unfolding.n_mentions(one, read)]
    return {
        "quote": quote,
        "before": " ".join(text[max(0, start - 240) : start].split()).partition(" ")[2],
        "after": " ".join(text[end : end + 160].split()).rpartition(" ")[0],
        "words": " ".join(text[start:end].split()),
        "speaker": speaker_of(shown, quote, read),
        "choices": [(one.name, name_of(shown, one, read)) for one in choices],
    }
