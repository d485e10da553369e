"""Inference in a chain of turns: how likely each candidate is the speaker of each turn, given all the others.

A second-order conditional random field: each turn scores its candidates; beside that it counts whether a turn has the
speaker of the turn before, or else of the one before that. Several chains are inferred at once, which numpy does in about the
time of one. Runtime and training share this code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IdArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Value = TypeVar("Value", np.int64, np.float64)

NOBODY = -1000  # candidate ids at or below it are never equal to another turn's
_NO_CANDIDATE = -(2**40)  # fills up a turn with fewer candidates than another
_NEVER = -1e9  # its score
_TINY = 1e-30  # the least that a likelihood is taken for


@dataclass(frozen=True, slots=True)
class Chain:
    """Turns in a row: parallel ``(n_candidates,)`` arrays of their candidates and scores, and (same, alternate) of each.

    These last are log-weights: that a turn has the speaker of the turn before, or else of the one before that.
    """

    candidates: Sequence[IdArray]
    scores: Sequence[FloatArray]
    links: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What is believed of a chain: for each turn float64 ``(n_candidates,)`` probabilities, and two more of its links.

    `same` and `alternate` are float64 ``(n_turns,)``: the probabilities that a turn has the speaker of the turn before, and
    of the one before that but not of the one before. `unseen`, float64 ``(n_turns,)``, is the log of how much likelier the turns
    would be if somebody said something before a turn that the text lacks; 0 where that wasn't asked.
    """

    speakers: tuple[FloatArray, ...]
    same: FloatArray
    alternate: FloatArray
    unseen: FloatArray


def infer(chains: Sequence[Chain], *, unseen: bool = False) -> list[Beliefs]:
    """Return the beliefs (forward-backward) of each chain; it is quickest for chains of about one length.

    With `unseen` they tell of turns that the text lacks, too.
    """
    n_turns = max((len(one.candidates) for one in chains), default=0)
    if not n_turns:
        return [Beliefs((), np.zeros(0), np.zeros(0), np.zeros(0)) for _ in chains]
    most = max(len(turn) for one in chains for turn in one.candidates)
    candidates = np.full((len(chains), n_turns, most), _NO_CANDIDATE)
    scores = np.full((len(chains), n_turns, most), _NEVER)
    links = np.zeros((len(chains), n_turns, 2))
    scores[:, :, 0] = 0.0  # of the turns that fill up a shorter chain: they tell nothing
    for place, one in enumerate(chains):
        for turn, (ids, values) in enumerate(zip(one.candidates, one.scores, strict=True)):
            candidates[place, turn, : len(ids)] = ids
            scores[place, turn, : len(values)] = values
        links[place, : len(one.links)] = np.reshape(one.links, (-1, 2))
    speakers, same, alternate, gains = _infer(candidates, scores, links, unseen=unseen)
    return [
        Beliefs(
            tuple(speakers[place, turn, : len(ids)] for turn, ids in enumerate(one.candidates)),
            same[place, : len(one.candidates)],
            alternate[place, : len(one.candidates)],
            gains[place, : len(one.candidates)],
        )
        for place, one in enumerate(chains)
    ]


def _infer(
    candidates: IdArray, scores: FloatArray, links: FloatArray, *, unseen: bool
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return ``(n_chains, n_turns, most)`` probabilities, those of the links and the gains, ``(n_chains, n_turns)`` each."""
    n_chains, n_turns, _ = scores.shape
    steps = [_Step(candidates, scores, links, i) for i in range(n_turns)]
    forward = [_shares(np.broadcast_to(steps[0].local[:, None, :], (n_chains, 1, scores.shape[2])))]
    for step in steps[1:]:
        forward.append(_shares(step.advance(forward[-1])))
    speakers = np.zeros(scores.shape)
    same, alternate, gains = (np.zeros((n_chains, n_turns)) for _ in range(3))
    behind: list[FloatArray] = []
    backward = np.ones_like(forward[-1])
    for i in range(n_turns - 1, -1, -1):
        pairs = _shares(forward[i] * backward)
        speakers[:, i] = pairs.sum(axis=1)
        if i == 0:
            break
        same[:, i] = (pairs * steps[i].equal).sum(axis=(1, 2))
        alternate[:, i] = steps[i].share_alternating(forward[i - 1], backward)
        behind.append(backward)
        backward = steps[i].retreat(backward)
    if unseen and n_turns > 1:
        gains[:, 1:] = _gains(candidates, scores, links, forward, behind[::-1])
    return speakers, same, alternate, gains


def _gains(
    candidates: IdArray,
    scores: FloatArray,
    links: FloatArray,
    forward: Sequence[FloatArray],
    backward: Sequence[FloatArray],
) -> FloatArray:
    """Return ``(n_chains, n_turns - 1)``: what an unseen turn before each turn but the first adds to the log-likelihood.

    It may be said by any candidate of the turns beside it, all alike but for the links, which are those of the turn after it;
    `forward` and `backward` are the messages, these last from the second turn on. In the names of axes *a* to *d* are the turn
    before the last, the last one, this one and the next, and *x* is the unseen one.
    """
    n_chains, n_turns, most = scores.shape
    n = n_chains * (n_turns - 1)
    local = np.exp(scores - scores.max(axis=2, keepdims=True))
    a, b, c, d = (_turns_before(candidates, by, _NO_CANDIDATE) for by in (2, 1, 0, -1))
    now, after = (np.exp(_turns_before(links, by, 0.0)) for by in (0, -1))
    first = np.pad(forward[0], [(0, 0), (0, most - 1), (0, 0)])  # before it is nobody
    ahead = np.stack([first, *forward[1:-1]], axis=1).reshape(n, most, most)  # (n, a, b)
    rest = np.stack([*backward[1:], np.ones_like(backward[0])], axis=1).reshape(n, most, most)  # (n, c, d)
    told, told_after = _turns_before(local, 0, 0.0), _turns_before(local, -1, 0.0)
    told_after[d[:, 0] == _NO_CANDIDATE, 0] = 1.0  # after the last turn comes nothing
    rest = rest * told_after[:, None, :]
    seen = (ahead[..., None] * _link_weights(a, b, c, now)).sum(axis=1) * told[:, None, :]  # (n, b, c)
    without = (seen[..., None] * _link_weights(b, c, d, after) * rest[:, None]).sum(axis=(1, 2, 3))
    x = np.concatenate([b, c], axis=1)
    new = np.concatenate([b > NOBODY, (c > NOBODY) & ~(c[:, :, None] == b[:, None, :]).any(axis=2)], axis=1)
    added = _link_weights(a, b, x, now) * new[:, None, None, :]
    added /= np.maximum(added.sum(axis=3, keepdims=True), _TINY)
    between = (ahead[..., None] * added).sum(axis=1)  # (n, b, x)
    joined = (between[..., None] * _link_weights(b, x, c, now)).sum(axis=1) * told[:, None, :]  # (n, x, c)
    within = (joined[..., None] * _link_weights(x, c, d, after) * rest[:, None]).sum(axis=(1, 2, 3))
    gains: FloatArray = np.log(np.maximum(within, _TINY) / np.maximum(without, _TINY))
    return gains.reshape(n_chains, n_turns - 1)


def _turns_before(values: npt.NDArray[Value], by: int, filler: float) -> npt.NDArray[Value]:
    """Return ``(n_chains * (n_turns - 1), …)``: what stands `by` turns before each turn but the first (below 0: after it)."""
    n_chains, n_turns = values.shape[:2]
    padded = np.pad(values, [(0, 0), (2, 1), *[(0, 0)] * (values.ndim - 2)], constant_values=filler)
    found: npt.NDArray[Value] = padded[:, 3 - by : 2 - by + n_turns]
    return found.reshape(n_chains * (n_turns - 1), *values.shape[2:])


def _link_weights(before: IdArray, last: IdArray, now: IdArray, weights: FloatArray) -> FloatArray:
    """Return ``(n, n_before, n_last, n_now)`` of three turns in a row; `weights` ``(n, 2)`` are those of both links."""
    somebody = (now > NOBODY)[:, None, :]
    equal = ((last[:, :, None] == now[:, None, :]) & somebody)[:, None]
    twice = ((before[:, :, None] == now[:, None, :]) & somebody)[:, :, None] & ~equal
    same, alternate = (weights[:, place, None, None, None] for place in (0, 1))
    found: FloatArray = np.where(twice, alternate, np.where(equal, same, 1.0))
    return found


def _shares(values: FloatArray) -> FloatArray:
    """Return each chain's values as shares of their sum."""
    found: FloatArray = values / values.sum(axis=(1, 2), keepdims=True)
    return found


class _Step:
    """One turn of every chain and its links to the two before it; the first axis of every array is the chain's."""

    def __init__(self, candidates: IdArray, scores: FloatArray, links: FloatArray, i: int) -> None:
        self.local: FloatArray = np.exp(scores[:, i] - scores[:, i].max(axis=1, keepdims=True))
        if i == 0:
            return
        now, last = candidates[:, i], candidates[:, i - 1]
        before = candidates[:, i - 2] if i > 1 else np.full((len(now), 1), _NO_CANDIDATE)
        somebody = (now > NOBODY)[:, None, :]
        same, alternate = np.exp(links[:, i, 0])[:, None, None], np.exp(links[:, i, 1])[:, None, None, None]
        self.equal: BoolArray = (last[:, :, None] == now[:, None, :]) & somebody
        twice = (before[:, :, None] == now[:, None, :]) & somebody
        self.other: BoolArray = twice[:, :, None, :] & ~self.equal[:, None, :, :]
        # (n_chains, n_before, n_last, n_now): what the links make of each three speakers, and the turn's own score
        self.factor: FloatArray = (np.where(self.equal, same, 1.0) * self.local[:, None, :])[:, None] * np.where(
            self.other, alternate, 1.0
        )

    def advance(self, forward: FloatArray) -> FloatArray:
        """Return ``(n_chains, n_last, n_now)`` from ``(n_chains, n_before, n_last)``."""
        moved: FloatArray = (forward[:, :, :, None] * self.factor).sum(axis=1)
        return moved

    def retreat(self, backward: FloatArray) -> FloatArray:
        """Return ``(n_chains, n_before, n_last)`` from ``(n_chains, n_last, n_now)``, scaled to a largest value of 1."""
        moved: FloatArray = (self.factor * backward[:, None]).sum(axis=3)
        scaled: FloatArray = moved / moved.max(axis=(1, 2), keepdims=True)
        return scaled

    def share_alternating(self, forward: FloatArray, backward: FloatArray) -> FloatArray:
        """Return ``(n_chains,)`` probabilities that the turn has the speaker of two turns before and not of the last."""
        joint = forward[:, :, :, None] * self.factor * backward[:, None]
        found: FloatArray = (joint * self.other).sum(axis=(1, 2, 3)) / joint.sum(axis=(1, 2, 3))
        return found
