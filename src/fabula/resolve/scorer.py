"""A scorer: a small network from a candidate's features to one number, in plain numpy.

It is a linear part and, beside it, two hidden layers that let features weigh differently together. Several that were fitted
from different seeds score together by their mean, which errs less than each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Arrays = Mapping[str, npt.NDArray[Any]]
Features = Mapping[str, float]

LAYERS = ("linear", "first", "first_bias", "second", "second_bias", "last")


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """The weights, float32, for `n` features and `k` networks of `h` hidden units each.

    `place` gives each feature's column; `linear` is ``(n,)``, `first` ``(n, k * h)``, `second` ``(k, h, h)``, `last` and the
    biases ``(k * h,)``. An unknown feature counts for nothing.
    """

    place: Mapping[str, int]
    linear: Array
    first: Array
    first_bias: Array
    second: Array
    second_bias: Array
    last: Array

    def score(self, rows: Array) -> Array:
        """Return float32 ``(n_rows,)`` scores of features ``(n_rows, n)``."""
        k, h, _ = self.second.shape
        hidden = np.maximum(rows @ self.first + self.first_bias, 0).reshape(len(rows), k, h)
        hidden = np.matmul(hidden.transpose(1, 0, 2), self.second).transpose(1, 0, 2).reshape(len(rows), k * h)
        hidden = np.maximum(hidden + self.second_bias, 0)
        found: Array = rows @ self.linear + hidden @ self.last
        return found

    def rows(self, features: Sequence[Features]) -> Array:
        """Return the features of some candidates as float32 ``(n_candidates, n)``."""
        rows = np.zeros((len(features), len(self.place)), np.float32)
        for row, one in zip(rows, features, strict=True):
            for name, value in one.items():
                column = self.place.get(name)
                if column is not None:
                    row[column] = value
        return rows

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what `scorer_from` takes, for a file."""
        return {"features": np.array(list(self.place))} | {name: getattr(self, name) for name in LAYERS}


def scorer_from(arrays: Arrays, prefix: str = "") -> Scorer:
    """Return the scorer whose arrays have these names, each behind `prefix`."""
    names = [str(one) for one in arrays[f"{prefix}features"]]
    layers = {name: np.asarray(arrays[prefix + name], np.float32) for name in LAYERS}
    return Scorer({name: i for i, name in enumerate(names)}, **layers)


def linear_scorer(weights: Mapping[str, float]) -> Scorer:
    """Return a scorer without a hidden part."""
    n = len(weights)
    empty = np.zeros(0, np.float32)
    return Scorer(
        {name: i for i, name in enumerate(weights)},
        np.array(list(weights.values()), np.float32),
        np.zeros((n, 0), np.float32), empty, np.zeros((1, 0, 0), np.float32), empty, empty,
    )  # fmt: skip


def mean_scorer(scorers: Sequence[Scorer]) -> Scorer:
    """Return the scorer whose scores are the mean of those of some others, which have the same features."""
    share = np.float32(1 / len(scorers))
    return Scorer(
        scorers[0].place,
        np.sum([one.linear for one in scorers], axis=0) * share,
        np.concatenate([one.first for one in scorers], axis=1),
        np.concatenate([one.first_bias for one in scorers]),
        np.concatenate([one.second for one in scorers]),
        np.concatenate([one.second_bias for one in scorers]),
        np.concatenate([one.last for one in scorers]) * share,
    )
