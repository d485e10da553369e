"""A served library with one small story in it, read without a network."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, TypeVar

from starlette.testclient import TestClient

from fabula.resolving import resolve_anew, resolve_part
from fabula.serve.app import make_app
from fabula.serve.behind import Behind, Part, Whole

T = TypeVar("T")

PORT = 8230
ORIGIN = f"http://127.0.0.1:{PORT}"

STORY = """Chapter 1: The Kettle

Anna Reed came into the kitchen. Tom Hale stood at the stove with the blue kettle in his hand.

“You are late,” said Tom.

“I am never late,” said Anna. “The clock is early.”

“Sit down, then.”

* * *

In the evening Tom went to the mill. Old Brandt waited there.

“Did she bring the letter?” asked Brandt.

“She did,” said Tom.

Chapter 2: The Letter

The next morning Rose Webb stood in the yard. Anna saw her from the window.

“I am Rose,” the stranger said. “I have come about the letter.”

“Then come in,” said Anna.

“She is my sister,” whispered Tom.
"""


class AtOnce(Executor):
    """Does what is submitted before anybody waits for it."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def served(
    library: Path, executor: Executor | None = None, whole: Whole = resolve_anew, part: Part = resolve_part
) -> TestClient:
    app = make_app(library, PORT, Behind(str(library), whole, part, (executor or AtOnce(), AtOnce())))
    return TestClient(app, base_url=ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)
