"""A process beside the server that resolves works anew, so that pages come at once meanwhile."""

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
