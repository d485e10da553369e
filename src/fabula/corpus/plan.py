"""The plan of a corpus: every work once, in an order that stays, divided into batches that are read as one.

Works that are the same to the byte are read once: the first of them; the others name it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby

from fabula.corpus.sources import Found, find_sources, sums_of
from fabula.errors import SourceError

# Of one batch. The first are smaller, by their numbers alone, so that a small corpus keeps several processes busy too.
MOST_WORKS, MOST_BYTES = 64, 8_000_000
_SMALLER, _EACH = 16, 16  # times in the beginning; batches after which they may be twice as large


@dataclass(frozen=True, slots=True)
class Planned:
    """One work: its source, size in bytes, and sum; `same_as` is the source of an earlier work with the same bytes.

    `sha256` is empty for a source that can't be read, which `problem` tells of. `batch` is the number of the batch that it is
    read in.
    """

    batch: int
    source: str
    n_bytes: int
    sha256: str
    same_as: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Works that are read together; `number` counts from 0."""

    number: int
    works: tuple[Planned, ...]

    @property
    def n_bytes(self) -> int:
        """The bytes that are to be read."""
        return sum(one.n_bytes for one in self.works if one.same_as is None)


def extended(
    plan: Sequence[Planned],
    given: Iterable[str],
    watch: Callable[[int], None] | None = None,
    unavailable: Collection[tuple[int, str]] = (),
) -> list[Planned]:
    """Return a plan, and after it those works of some sources that it lacks, by name and size.

    What could not be had is planned again, and so is what has the same bytes as such a work; `unavailable` are batch and
    source of those that were not there when they were to be read. `watch` is called with the number of works looked at.
    Raises ``SourceError`` for a source that is none.
    """
    latest = {one.source: one for one in plan}
    lost = {source for source, one in latest.items() if one.problem or (one.batch, source) in unavailable}
    had = [one for one in plan if not (one.problem or (one.batch, one.source) in unavailable or one.same_as in lost)]
    known = {(one.source, one.n_bytes) for one in had}
    first = {one.sha256: one.source for one in reversed(had)}
    added: list[Planned] = []
    new = (one for one in find_sources(given) if (one.name, one.n_bytes) not in known)
    for number, one in enumerate(_summed(new), 1):
        if watch is not None:
            watch(number)
        if one.problem and one.source in lost:
            continue  # it has been told
        same_as = first.get(one.sha256) if one.sha256 else None
        if one.sha256:
            first.setdefault(one.sha256, one.source)
        added.append(replace(one, same_as=same_as if same_as != one.source else None))
    return [*plan, *_in_batches(added, 1 + max((one.batch for one in plan), default=-1))]


def _summed(found: Iterable[Found]) -> Iterator[Planned]:
    """Yield what was found with its sum, or with what is wrong with it."""
    for one, outcome in sums_of(found):
        if isinstance(outcome, SourceError):
            yield Planned(0, one.name, one.n_bytes, "", problem=str(outcome))
        else:
            yield Planned(0, one.name, one.n_bytes, outcome)


def _in_batches(works: Iterable[Planned], first: int) -> Iterator[Planned]:
    """Yield works with the batches that they are read in, numbered from `first`."""
    n_works = n_bytes = 0
    for one in works:
        smaller = max(1, _SMALLER >> (first // _EACH))
        if n_works and (n_works >= max(1, MOST_WORKS // smaller) or n_bytes + one.n_bytes > MOST_BYTES // smaller):
            n_works, n_bytes, first = 0, 0, first + 1
        yield replace(one, batch=first)
        n_works, n_bytes = n_works + 1, n_bytes + one.n_bytes


def batches_of(plan: Iterable[Planned]) -> Iterator[Batch]:
    """Yield the batches of a plan."""
    for number, works in groupby(plan, key=lambda one: one.batch):
        yield Batch(number, tuple(works))


def to_lines(plan: Iterable[Planned]) -> bytes:
    """Return a plan as JSON, a work a line."""
    return b"".join(
        json.dumps(asdict(one), ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n" for one in plan
    )


def from_lines(data: bytes) -> list[Planned]:
    """Return the plan that `to_lines` wrote; ``ValueError`` for what is none."""
    try:
        return [Planned(**json.loads(line)) for line in data.decode("utf-8", "surrogatepass").split("\n") if line]
    except (TypeError, UnicodeDecodeError) as error:
        raise ValueError(str(error)) from error
