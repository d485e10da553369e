"""A cluster of several nodes on one machine, of which one is lost in the middle. Skipped where Ray is not installed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bytes_of_corpora import bytes_of

from fabula.corpus import on_ray
from fabula.corpus import plan as planning
from fabula.corpus.batch import Options, read_batch
from fabula.corpus.on_ray import RayCluster
from fabula.corpus.run import read_corpus

ray = pytest.importorskip("ray")
OPTIONS = Options("rules", ("quotes", "scenes"))


@pytest.fixture
def cluster() -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    yield cluster
    ray.shutdown()
    cluster.shutdown()


class Losing:
    """Has a node of the cluster lost after the first outcome, and another one come."""

    def __init__(self, cluster: Any, node: Any) -> None:
        self._cluster, self._node = cluster, node
        self.n_read = 0

    def planned(self, n_works: int) -> None:
        pass

    def read(self, n_done: int, n_bytes: int, n_words: int) -> None:
        self.n_read += 1
        if self.n_read == 1:
            self._cluster.add_node(num_cpus=2)
            threading.Thread(
                target=self._cluster.remove_node, args=(self._node,), kwargs={"allow_graceful": False}
            ).start()


def test_a_node_that_is_lost_costs_nothing(
    cluster: Any, works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "MOST_WORKS", 1)
    monkeypatch.setattr(on_ray, "_AT_ONCE", 8)  # of 11 batches
    watch = Losing(cluster, cluster.add_node(num_cpus=2))
    counts = read_corpus([str(works)], tmp_path / "ray", OPTIONS, RayCluster(cluster.address, 2), watch)
    assert watch.n_read == 11
    assert (counts.n_works, counts.n_errors) == (9, 2)
    read_corpus(
        [str(works)], tmp_path / "here", OPTIONS, lambda batches, options: (read_batch(one, options) for one in batches)
    )
    assert bytes_of(tmp_path / "ray") == bytes_of(tmp_path / "here")
