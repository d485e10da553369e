"""What every request has to be, and every answer says: from this machine, for this machine, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BODY = 1_000_000  # bytes
_NAMES = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guards:
    """Turn away who comes by another name (DNS rebinding) or changes things from another page; add the headers.

    `port` is the one that is served.
    """

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts: Collection[str] = {f"{name}:{port}" for name in _NAMES} | (set(_NAMES) if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        problem = self._problem(scope["method"], Headers(scope=scope))
        if problem is not None:
            code, words = problem
            await PlainTextResponse(f"{words}\n", code)(scope, receive, _with_headers(send))
            return
        await self._app(scope, receive, _with_headers(send))

    def _problem(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if host not in self._hosts:
            return 421, f"fabula answers to {' or '.join(sorted(self._hosts))} alone"
        if method in ("GET", "HEAD"):
            return None
        if headers.get("origin", "") not in {f"http://{name}" for name in self._hosts}:
            return 403, "fabula takes corrections from its own pages alone"
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return 411, "say how long the request is"
        if int(length) > LONGEST_BODY:
            return 413, f"a request has {LONGEST_BODY:,} bytes at most"
        return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")  # a page is as new as the world
        await send(message)

    return sending
