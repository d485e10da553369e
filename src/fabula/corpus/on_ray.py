"""A corpus read by a Ray cluster: actors that hold the network, batches handed out as they have room, lost nodes made good.

The same code reads a batch here as on one machine, so that the same bytes come out.
"""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from fabula.corpus.batch import Options, Outcome, read_batch
from fabula.corpus.plan import Batch
from fabula.errors import MissingExtraError

_AT_ONCE = 10_000  # batches that the cluster is given, a few kilobytes each; then its actors begin anew


class RayCluster:
    """Reads batches by actors of a cluster at an address (``None``: one begun on this machine)."""

    def __init__(self, address: str | None, n_actors: int) -> None:
        self._address, self._n_actors = address, n_actors

    def __call__(self, batches: Iterable[Batch], options: Options) -> Iterator[Outcome]:
        """Yield the outcomes as they come; a batch whose node is lost is read again by another."""
        ray = _ray()
        waiting = iter(batches)
        while some := [{"batch": pickle.dumps(one)} for one in islice(waiting, _AT_ONCE)]:
            ray.init(address=self._address, ignore_reinit_error=True, log_to_driver=False, logging_level="warning")
            logging.getLogger("ray.data").setLevel(logging.WARNING)  # the corpus tells how far it is
            found = ray.data.from_items(some, override_num_blocks=len(some)).map_batches(
                Reader,
                fn_constructor_args=(options,),
                batch_size=1,
                batch_format="numpy",
                compute=ray.data.ActorPoolStrategy(size=self._n_actors),
                num_cpus=1,
            )
            for row in found.iter_rows():
                yield pickle.loads(row["outcome"])


class Reader:
    """An actor's work: it holds the network, and reads one batch after the other."""

    def __init__(self, options: Options) -> None:
        from fabula.pipeline import RULES, load_model

        self._options = options
        if options.model != RULES:
            load_model(options.model)  # kept by the process

    def __call__(self, rows: dict[str, Any]) -> dict[str, Any]:
        """Return the outcomes of some batches, these and those pickled: Ray's tables have no other place for them."""
        return {"outcome": [pickle.dumps(read_batch(pickle.loads(one), self._options)) for one in rows["batch"]]}


def _ray() -> Any:
    try:
        import ray
        import ray.data
    except ImportError:
        raise MissingExtraError("a cluster needs Ray; install it with pip install 'fabula[ray]'") from None
    return ray
