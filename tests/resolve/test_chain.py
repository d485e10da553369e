"""Inference in several chains at once."""

from __future__ import annotations

import numpy as np
import pytest

from fabula.resolve.chain import NOBODY, Chain, infer


def chain(n_turns: int, seed: int) -> Chain:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 5, n_turns)
    candidates = [rng.permutation(6)[:size] for size in sizes]
    scores = [rng.normal(size=size) for size in sizes]
    return Chain(candidates, scores, [(float(a), float(b)) for a, b in rng.normal(size=(n_turns, 2))])


def test_a_chain_is_inferred_alike_alone_and_beside_others() -> None:
    chains = [chain(n_turns, n_turns) for n_turns in (1, 2, 7, 3)]
    for alone, beside in zip(chains, infer(chains), strict=True):
        (own,) = infer([alone])
        assert len(own.speakers) == len(beside.speakers) == len(alone.candidates)
        for one, other in zip(own.speakers, beside.speakers, strict=True):
            assert one == pytest.approx(other)
            assert one.sum() == pytest.approx(1)
        assert own.same == pytest.approx(beside.same)
        assert own.alternate == pytest.approx(beside.alternate)


def test_nobody_is_never_the_same_as_nobody() -> None:
    nobody = Chain([np.array([NOBODY])] * 3, [np.zeros(1)] * 3, [(5.0, 5.0)] * 3)
    (found,) = infer([nobody])
    assert found.same.tolist() == found.alternate.tolist() == [0, 0, 0]


def test_no_chains_and_empty_ones_have_no_beliefs() -> None:
    assert infer([]) == []
    assert [one.speakers for one in infer([Chain([], [], []), Chain([], [], [])])] == [(), ()]
