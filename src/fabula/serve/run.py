"""Running the server until it is interrupted."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

from fabula.errors import FabulaError
from fabula.serve.behind import Behind, OneProcess, Part, Whole

HOST = "127.0.0.1"


class ServeError(FabulaError):
    """The server can't be started; the message says why and what to do."""

    exit_code = 10


def serve(library: Path, port: int, whole: Whole, part: Part, started: Callable[[str], None]) -> None:
    """Serve a library on this machine alone, at `port` (0: any that is free), until interrupted.

    `whole` and `part` resolve works anew, as `Behind` has them; `started` is called with the address once requests are
    taken. Raises ``ServeError`` when the port is taken.
    """
    import uvicorn

    from fabula.serve.app import make_app

    with _listening(port) as listening:
        port = listening.getsockname()[1]
        behind = Behind(str(library), whole, part, (OneProcess(), OneProcess()))
        app = make_app(library, port, behind)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, ws="none")

        class Server(uvicorn.Server):
            """Tells that it has started once it heeds signals, too: whoever is told may end it at once."""

            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                started(f"http://{HOST}:{port}")

        Server(config).run([listening])


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        why = getattr(error, "strerror", None) or error
        raise ServeError(f"port {port}: can't be served at ({why}); choose another one with --port") from error
    return listening
