"""Inference in several chains at once."""

from __future__ import annotations

from itertools import product

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


def likelihood(one: Chain) -> float:
    """Return the sum over all ways to choose the speakers of a chain, the slow way."""
    total = 0.0
    for places in product(*(range(len(ids)) for ids in one.candidates)):
        who = [int(ids[place]) for ids, place in zip(one.candidates, places, strict=True)]
        worth = sum(float(scores[place]) for scores, place in zip(one.scores, places, strict=True))
        for i in range(1, len(who)):
            same, alternate = one.links[i]
            worth += same if who[i] == who[i - 1] else alternate if i > 1 and who[i] == who[i - 2] else 0.0
        total += float(np.exp(worth))
    return total


def test_an_unseen_turn_is_likely_where_turns_do_not_alternate() -> None:
    two, links = np.arange(2), [(-3.0, 2.0)] * 6
    scores = [np.array([6.0, 0.0]) if who == 0 else np.array([0.0, 6.0]) for who in (0, 1, 0, 0, 1, 0)]
    (found,) = infer([Chain([two] * 6, scores, links)], unseen=True)
    assert found.unseen.argmax() == 3
    assert found.unseen[3] > 3
    assert found.unseen[0] == 0
    assert found.unseen[1] < 0
    assert max(found.unseen[2], found.unseen[4]) < found.unseen[3] - 2


def test_the_gain_of_an_unseen_turn_is_that_of_all_ways_to_fill_it() -> None:
    one = Chain([np.array([1, 2]), np.array([2, 1]), np.array([1, 2])], chain(3, 1).scores, [(0.0, 0.0)] * 3)
    one = Chain(one.candidates, [np.array([0.3, -0.2]), np.array([1.0, 0.1]), np.array([-0.4, 0.5])], one.links)
    (found,) = infer([one], unseen=True)
    assert found.unseen[1:] == pytest.approx([0.0, 0.0])  # no links: it changes nothing
    linked = Chain(one.candidates, one.scores, [(0.0, 0.0), (-0.7, 0.0), (-0.7, 0.0)])
    filled = Chain(
        [*one.candidates[:1], np.array([1, 2]), *one.candidates[1:]],
        [one.scores[0], np.zeros(2), *one.scores[1:]],
        [(0.0, 0.0), (-0.7, 0.0), (-0.7, 0.0), (-0.7, 0.0)],
    )
    (found,) = infer([linked], unseen=True)
    expected = likelihood(filled) / (1 + np.exp(-0.7)) / likelihood(linked)  # the links' own weights are no evidence
    assert found.unseen[1] == pytest.approx(np.log(expected))
    assert infer([linked])[0].unseen.tolist() == [0, 0, 0]
