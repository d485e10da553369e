"""Inference in a chain of turns: how likely each candidate is the speaker of each turn, given all the others.

A second-order conditional random field: each turn scores its candidates; beside that it counts whether a turn has the
speaker of the turn before, or else of the one before that. Runtime and training share this code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IdArray = npt.NDArray[np.int64]

NOBODY = -1000  # candidate ids at or below it are never equal to another turn's


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What the chain believes: for each turn float64 ``(n_candidates,)`` probabilities, and two more of its links.

    `same` and `alternate` are float64 ``(n_turns,)``: the probabilities that a turn has the speaker of the turn before, and
    of the one before that but not of the one before.
    """

    speakers: tuple[FloatArray, ...]
    same: FloatArray
    alternate: FloatArray


def infer(candidates: Sequence[IdArray], scores: Sequence[FloatArray], links: Sequence[tuple[float, float]]) -> Beliefs:
    """Return the beliefs (forward-backward) for each turn's candidates, their scores, and its links' log-weights.

    `candidates` and `scores` are parallel ``(n_candidates,)`` arrays, `links` gives (same, alternate) for each turn.
    """
    steps = [_Step(candidates, scores, links, i) for i in range(len(candidates))]
    forward: list[FloatArray] = []
    for i, step in enumerate(steps):
        reached = step.local[None, :] if i == 0 else step.advance(forward[-1])
        forward.append(reached / reached.sum())
    n_turns = len(steps)
    speakers: list[FloatArray] = [np.zeros(0)] * n_turns
    same, alternate = np.zeros(n_turns), np.zeros(n_turns)
    backward = np.ones_like(forward[-1]) if steps else np.zeros((0, 0))
    for i in range(n_turns - 1, -1, -1):
        pairs = forward[i] * backward
        pairs = pairs / pairs.sum()
        speakers[i] = pairs.sum(axis=0)
        if i == 0:
            break
        same[i] = float(pairs[steps[i].equal].sum())
        alternate[i] = steps[i].share_alternating(forward[i - 1], backward)
        backward = steps[i].retreat(backward)
    return Beliefs(tuple(speakers), same, alternate)


class _Step:
    """One turn and its links to the two before it."""

    def __init__(
        self,
        candidates: Sequence[IdArray],
        scores: Sequence[FloatArray],
        links: Sequence[tuple[float, float]],
        i: int,
    ) -> None:
        self.local: FloatArray = np.exp(scores[i] - scores[i].max())
        if i == 0:
            return
        now, last = candidates[i], candidates[i - 1]
        before = candidates[i - 2] if i > 1 else np.array([NOBODY - 1])
        same, alternate = links[i]
        self.equal = (last[:, None] == now[None, :]) & (now > NOBODY)[None, :]
        other = (before[:, None] == now[None, :])[:, None, :] & ~self.equal[None, :, :] & (now > NOBODY)
        self.other = other
        # (n_before, n_last, n_now): what the links make of each three speakers, and the turn's own score
        self.factor = (
            np.where(self.equal, np.exp(same), 1.0)[None, :, :] * np.where(other, np.exp(alternate), 1.0) * self.local
        )

    def advance(self, forward: FloatArray) -> FloatArray:
        """Return ``(n_last, n_now)`` from ``(n_before, n_last)``."""
        moved: FloatArray = np.einsum("ij,ijk->jk", forward, self.factor)
        return moved

    def retreat(self, backward: FloatArray) -> FloatArray:
        """Return ``(n_before, n_last)`` from ``(n_last, n_now)``, scaled to a largest value of 1."""
        moved: FloatArray = np.einsum("ijk,jk->ij", self.factor, backward)
        scaled: FloatArray = moved / moved.max()
        return scaled

    def share_alternating(self, forward: FloatArray, backward: FloatArray) -> float:
        """Return the probability that the turn has the speaker of two turns before and not of the last."""
        joint = forward[:, :, None] * self.factor * backward[None, :, :]
        return float(joint[self.other].sum() / joint.sum())
