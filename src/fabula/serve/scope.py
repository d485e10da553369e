"""How far a page may tell: as far as its reader has come, unless more was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from fabula.serve.parts import Part
from fabula.serve.shelf import Shown

WHOLE, HERE = "all", "here"
_YEAR = 365 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Scope:
    """What a page may tell of a work: `at` is the offset up to which, ``None`` for the whole of it.

    `place` is the offset that the reader has come to, 0 for who has not begun; `asked` what the request itself asked for.
    """

    at: int | None
    place: int
    asked: str | None

    @property
    def whole(self) -> bool:
        """Whether the page may tell everything."""
        return self.at is None

    def up_to(self, shown: Shown, offset: int) -> int:
        """Return up to where a passage that ends at an offset may be told of: the end of all, or what has been read."""
        return len(shown.world.text) if self.at is None else max(self.at, offset)

    def has_read(self, part: Part) -> bool:
        """Tell whether the reader has come to a part, or may see everything."""
        return self.whole or part.start <= self.place

    def remember(self, response: Response, work: int) -> None:
        """Keep what was asked for, for the next pages of the work."""
        if self.asked in (WHOLE, HERE):
            response.set_cookie(scope_cookie(work), self.asked, max_age=_YEAR, samesite="strict", path="/")


def scope_of(request: Request, shown: Shown) -> Scope:
    """Return what a page may tell: by ``?at=all``, ``here`` or an offset, else by what was asked for last."""
    work, asked = shown.summary.id, request.query_params.get("at")
    place = _offset(request.cookies.get(place_cookie(work)), shown)
    if asked is not None and asked not in (WHOLE, HERE):
        return Scope(_offset(asked, shown), place, asked)
    wanted = asked or request.cookies.get(scope_cookie(work)) or request.cookies.get("scope") or HERE
    return Scope(None if wanted == WHOLE else place, place, asked)


def place_cookie(work: int) -> str:
    """Return the name of the cookie that holds how far a work was read."""
    return f"place-{work}"


def scope_cookie(work: int) -> str:
    """Return the name of the cookie that holds how much of a work may be told."""
    return f"scope-{work}"


def _offset(given: str | None, shown: Shown) -> int:
    if given is None or not given.isdecimal() or len(given) > 12:
        return 0
    return min(int(given), len(shown.world.text))
