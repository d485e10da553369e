"""Processes beside the server that resolve works anew, so that pages come at once meanwhile."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Line = tuple[int, int, str | None]  # a quote's span and who says it
Whole = Callable[[str, int], bool]
Part = Callable[[str, int, tuple[int, int], str, str], list[Line]]


class Behind:
    """What is done behind the pages, about works of one library.

    `whole` resolves a work anew and stores the outcome, and tells whether that changed it; `part` tells which lines of a part
    are somebody else's with one text of corrections than with another. Each is called in an executor of its own: a part has not
    to wait for a whole.
    """

    def __init__(self, library: str, whole: Whole, part: Part, executors: tuple[Executor, Executor]) -> None:
        self._library, self._whole, self._part = library, whole, part
        self._executors = executors

    def whole(self, work: int) -> Future[bool]:
        """Return whether a work's world will have changed."""
        return self._executors[0].submit(self._whole, self._library, work)

    def part(self, work: int, span: tuple[int, int], before: str, after: str) -> Future[list[Line]]:
        """Return which lines of a part will be somebody else's."""
        return self._executors[1].submit(self._part, self._library, work, span, before, after)

    def close(self) -> None:
        """End the processes; what they were doing is done again when the server starts again."""
        for executor in self._executors:
            executor.shutdown(wait=False, cancel_futures=True)


class OneProcess(Executor):
    """Runs what is submitted, one after the other, in one process; when that dies, the next one has a new one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return what will come of a call."""
        with self._lock:
            for _ in range(2):
                if self._pool is None:
                    context = multiprocessing.get_context("spawn")  # a fork would copy the server's threads
                    self._pool = ProcessPoolExecutor(1, context, initializer=_leave_interrupts)
                try:
                    return self._pool.submit(fn, *args, **kwargs)
                except BrokenProcessPool:
                    self._pool = None
        raise RuntimeError("no process can be started to resolve works in")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the process; what it was doing is done again when the server starts again."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            for process in list(pool._processes.values()):
                process.terminate()
            pool.shutdown(wait=wait, cancel_futures=True)


def _leave_interrupts() -> None:
    """Let Ctrl+C end the server alone, which then ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
