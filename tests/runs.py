"""Commands run by tests, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Done(NamedTuple):
    """What came of a command: its exit code, and what it put on standard output and standard error."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]
