"""Training of a `Scorer` without torch: forward, backward, and AdamW (Loshchilov, Hutter 2019)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from fabula.resolve.scorer import LAYERS, Scorer

Array = npt.NDArray[np.float32]

_FIRST, _SECOND, _SMALL = 0.9, 0.999, 1e-8  # AdamW's usual constants


def save_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays by name; the same arrays make the same bytes."""
    np.savez_compressed(path, **cast(Any, dict(arrays)))


class ScorerInTraining:
    """A scorer whose weights are being fitted."""

    def __init__(self, features: Sequence[str], hidden: int, rng: np.random.Generator, dropout: float) -> None:
        n = len(features)
        self.features = tuple(features)
        self.weights: dict[str, Array] = {
            "linear": np.zeros(n, np.float32),
            "first": rng.uniform(-1, 1, (n, hidden)).astype(np.float32) / np.float32(n**0.5),
            "first_bias": np.zeros(hidden, np.float32),
            "second": rng.uniform(-1, 1, (hidden, hidden)).astype(np.float32) / np.float32(hidden**0.5),
            "second_bias": np.zeros(hidden, np.float32),
            "last": np.zeros(hidden, np.float32),
        }
        self._rng, self._dropout = rng, dropout
        self._moments = {name: (np.zeros_like(one), np.zeros_like(one)) for name, one in self.weights.items()}
        self._steps = 0
        self._kept: tuple[Array, ...] = ()

    def score(self, rows: Array) -> Array:
        """Return float32 ``(n_rows,)`` scores, with dropout, and keep what `gradients` needs."""
        weights = self.weights
        first = np.maximum(rows @ weights["first"] + weights["first_bias"], 0)
        second = np.maximum(first @ weights["second"] + weights["second_bias"], 0)
        mask = (self._rng.random(second.shape, np.float32) >= self._dropout) / np.float32(1 - self._dropout)
        self._kept = (rows, first, second, mask.astype(np.float32))
        found: Array = rows @ weights["linear"] + (second * self._kept[3]) @ weights["last"]
        return found

    def gradients(self, scores: Array) -> dict[str, Array]:
        """Return the gradients of the scorer's weights from those of the scores last returned, float32 ``(n_rows,)``."""
        rows, first, second, mask = self._kept
        weights = self.weights
        to_second = scores[:, None] * weights["last"][None, :] * mask * (second > 0)
        to_first = (to_second @ weights["second"].T) * (first > 0)
        return {
            "linear": rows.T @ scores,
            "last": (second * mask).T @ scores,
            "second": first.T @ to_second,
            "second_bias": to_second.sum(axis=0),
            "first": rows.T @ to_first,
            "first_bias": to_first.sum(axis=0),
        }

    def step(self, gradients: Mapping[str, Array], rate: float, decay: float) -> None:
        """Move the weights against their gradients."""
        self._steps += 1
        for name, gradient in gradients.items():
            mean, square = self._moments[name]
            mean += (1 - _FIRST) * (gradient - mean)
            square += (1 - _SECOND) * (gradient**2 - square)
            ahead = mean / (1 - _FIRST**self._steps)
            scale = np.sqrt(square / (1 - _SECOND**self._steps)) + _SMALL
            self.weights[name] -= np.float32(rate) * (ahead / scale + np.float32(decay) * self.weights[name])

    def finished(self) -> Scorer:
        """Return the scorer as it stands now."""
        layers = {name: self.weights[name].copy() for name in LAYERS}
        layers["second"] = layers["second"][None]
        return Scorer({name: i for i, name in enumerate(self.features)}, **layers)
