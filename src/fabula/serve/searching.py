"""Searching one work or all, each as far as it may tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fabula.serve.frame import Frame, title_of
from fabula.serve.scope import scope_of
from fabula.serve.shelf import Shown
from fabula.types.text import Span

_MOST_HITS = 100
_LONGEST_QUERY = 300  # characters


class SearchPages:
    """The handlers of searches."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def search(self, request: Request) -> Response:
        """Search every work, each as far as it may tell."""
        return self._hits(request, None)

    def search_work(self, request: Request) -> Response:
        """Search one work."""
        return self._hits(request, self._frame.shelf.shown(request.path_params["work"]))

    def _hits(self, request: Request, shown: Shown | None) -> Response:
        query = request.query_params.get("q", "").strip()
        words, hits, n_beyond = None, [], 0
        if len(query) > _LONGEST_QUERY:
            words, query = f"A search has {_LONGEST_QUERY} characters at most.", query[:_LONGEST_QUERY]
        elif query:
            with self._frame.shelf.library() as library:
                found = library.search(query, None if shown is None else shown.summary.id, _MOST_HITS)
            for hit in found:
                of = shown or self._frame.shelf.shown(hit.work)
                at = scope_of(request, of).at
                if at is not None and hit.end > at:
                    n_beyond += 1
                else:
                    hits.append((hit, _marked(hit.snippet, hit.matches), of, self._frame.links(of)["href"](hit.start)))
        context: dict[str, Any] = {
            "query": query,
            "hits": hits,
            "n_beyond": n_beyond,
            "words": words,
            "most": _MOST_HITS,
            "title_of": title_of,
        }
        if shown is None:
            return self._frame.page(request, "search", "Search", **context)
        return self._frame.work_page(
            request, "search", f"Search – {title_of(shown.summary)}", shown, scope_of(request, shown), **context
        )


def _marked(snippet: str, matches: Iterable[Span]) -> list[tuple[str, bool]]:
    """Return a snippet in pieces, each with whether it is a match."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for span in matches:
        pieces += [(snippet[at : span.start], False), (snippet[span.start : span.end], True)]
        at = span.end
    return [*pieces, (snippet[at:], False)]
