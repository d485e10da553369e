"""A corpus read on one machine: some processes, as many batches in hand as they can read, everything else on the disk."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from fabula.corpus.batch import Options, Outcome, read_batch
from fabula.corpus.folder import CorpusFolder, Counts
from fabula.corpus.plan import Batch

_IN_HAND = 2  # batches for each process: one it reads, one that waits

Read = Callable[[Iterable[Batch], Options], Iterator[Outcome]]
ReadBatch = Callable[[Batch, Options, Collection[str]], Outcome]


class Watch(Protocol):
    """Who is told how far a corpus is."""

    def planned(self, n_works: int) -> None:
        """Hear that so many works have been looked at, before any is read."""

    def read(self, n_done: int, n_bytes: int, n_words: int) -> None:
        """Hear, after each batch, how many bytes are done of how many, and the words that were read in this run."""


def read_corpus(given: Sequence[str], out: Path, options: Options, read: Read, watch: Watch | None = None) -> Counts:
    """Read the works of some sources into the tables of a folder, going on where it was left; return what is in it now.

    `read` yields the outcomes of batches, in any order. Raises ``SourceError`` for a source that is none, ``CorpusError`` for a
    folder that can't be gone on with, ``OutputError`` when it can't be written.
    """
    folder = CorpusFolder(out)
    with folder.alone():
        folder.open(options)
        done = folder.done()
        with folder.plan() as plan:
            plan.extend(given, None if watch is None else watch.planned, folder.unavailable(done))
            n_done, n_bytes, n_words = sum(one.n_bytes for one in done.values()), plan.n_bytes, 0
            for outcome in read(plan.batches(without=done), options):
                folder.commit(outcome)
                n_done, n_words = n_done + outcome.n_bytes, n_words + outcome.n_words
                if watch is not None:
                    watch.read(n_done, n_bytes, n_words)
            return folder.sum_up(plan.n_works)


class Pool:
    """Reads batches in processes of this machine; a process that is ended takes nothing but the work it was reading.

    `read` is what a process does with a batch.
    """

    def __init__(self, n_processes: int, read: ReadBatch = read_batch) -> None:
        self._n_processes, self._read = n_processes, read

    def __call__(self, batches: Iterable[Batch], options: Options) -> Iterator[Outcome]:
        """Yield the outcomes as they come."""
        waiting = iter(batches)
        while True:
            broken: list[Batch] = []
            with _pool(self._n_processes) as pool:
                yield from self._with(pool, waiting, options, broken)
            if not broken:
                return
            yield from (self._carefully(one, options) for one in broken)

    def _with(
        self, pool: ProcessPoolExecutor, waiting: Iterator[Batch], options: Options, broken: list[Batch]
    ) -> Iterator[Outcome]:
        """Yield outcomes until there are no more batches, or a process has been ended: then `broken` has those in hand."""
        in_hand: dict[Future[Outcome], Batch] = {}
        try:
            while True:
                for batch in islice(waiting, self._n_processes * _IN_HAND - len(in_hand)):
                    in_hand[self._submitted(pool, batch, options)] = batch
                if not in_hand:
                    return
                for one in wait(in_hand, return_when=FIRST_COMPLETED).done:
                    outcome = one.result()
                    del in_hand[one]
                    yield outcome
        except BrokenProcessPool:
            broken += in_hand.values()
        finally:
            for one in in_hand:
                one.cancel()

    def _submitted(self, pool: ProcessPoolExecutor, batch: Batch, options: Options) -> Future[Outcome]:
        try:
            return pool.submit(self._read, batch, options, ())
        except BrokenProcessPool as error:
            broken: Future[Outcome] = Future()
            broken.set_exception(error)
            return broken

    def _carefully(self, batch: Batch, options: Options) -> Outcome:
        """Return the outcome of a batch with a work in it that may end the process: each work is tried alone first."""
        tried = [one for one in batch.works if one.same_as is None]
        fatal = [one.source for one in tried if not self._survives(replace(batch, works=(one,)), options)]
        with _pool(1) as pool:
            return pool.submit(self._read, batch, options, fatal).result()

    def _survives(self, batch: Batch, options: Options) -> bool:
        with _pool(1) as pool:
            try:
                pool.submit(self._read, batch, options, ()).result()
            except BrokenProcessPool:
                return False
        return True


def _pool(n_processes: int) -> ProcessPoolExecutor:
    # A process begun anew holds no copy of what this one has in its memory.
    return ProcessPoolExecutor(n_processes, multiprocessing.get_context("spawn"), _end_with_parent)


def _end_with_parent() -> None:
    """End this process when the one that began it is gone, which nobody would tell it if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
