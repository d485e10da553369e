"""Corrections as they are asked for, and the page that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from fabula.corrections.desk import corrections_of
from fabula.errors import FabulaError
from fabula.resolve.given import unplaced
from fabula.serve.forms import action_of, sent_with
from fabula.serve.frame import Frame, back_to, title_of


class MendingPages:
    """The handlers of corrections."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def corrections(self, request: Request) -> Response:
        """Show the corrections of a work: the steps, and the file that holds them."""
        shown, scope = self._frame.scoped(request)
        with self._frame.shelf.library() as library:
            found = corrections_of(library, shown.summary)
        cast, problem = None, None
        try:
            cast = found.cast()
        except FabulaError as error:
            problem = str(error)
        lost = () if cast is None else unplaced(cast, shown.world.text, shown.world.quotes, shown.world.pov)
        return self._frame.work_page(
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
        made = await run_in_threadpool(lambda: self._frame.shelf.correct(request.path_params["work"], action))
        return self._done(request, sent, made.history.holding.label if made.history.holding else "")

    async def undo(self, request: Request) -> Response:
        """Undo the last correction."""
        sent = await sent_with(request)
        label = await run_in_threadpool(lambda: self._frame.shelf.step(request.path_params["work"], back=True))
        return self._done(request, sent, f"undone: {label}")

    async def redo(self, request: Request) -> Response:
        """Make the correction again that was undone last."""
        sent = await sent_with(request)
        label = await run_in_threadpool(lambda: self._frame.shelf.step(request.path_params["work"], back=False))
        return self._done(request, sent, f"redone: {label}")

    def state(self, request: Request) -> Response:
        """Tell which state of a work is shown, and whether it is being resolved anew."""
        work = request.path_params["work"]
        busy = self._frame.shelf.is_busy(work)  # asked first: what is finished between is then seen in the version
        shown = self._frame.shelf.shown(work)
        return JSONResponse({"version": shown.version, "busy": busy, "problem": self._frame.shelf.problem(work)})

    def _done(self, request: Request, sent: Mapping[str, Any], label: str) -> Response:
        work = request.path_params["work"]
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(
                {
                    "label": label,
                    "version": self._frame.shelf.shown(work).version,
                    "busy": self._frame.shelf.is_busy(work),
                }
            )
        return RedirectResponse(back_to(sent.get("back"), f"/works/{work}/corrections"), 303)
