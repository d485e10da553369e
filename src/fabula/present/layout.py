"""Where the nodes of a network go: a force-directed layout that always comes out the same."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_ROUNDS = 400
_ROOM = np.array([0.15, 0.105])  # the width and height that a node and its label take


def place_nodes(weights: FloatArray) -> FloatArray:
    """Return float64 ``(n_nodes, 2)`` positions in [0, 1] for a symmetric float64 ``(n_nodes, n_nodes)`` of edge weights.

    Fruchterman and Reingold (1991) from a circle, cooled linearly; no randomness.
    """
    n_nodes = len(weights)
    if n_nodes <= 1:
        return np.full((n_nodes, 2), 0.5)
    angles = 2 * np.pi * np.arange(n_nodes) / n_nodes
    at = np.stack([np.cos(angles), np.sin(angles)], axis=1) * 0.5
    pull = (weights / max(float(weights.max()), 1e-9)) ** 0.35  # weak bonds count, or all would huddle round one
    ideal = 1.3 / np.sqrt(n_nodes)
    for step in range(_ROUNDS):
        apart = at[:, None, :] - at[None, :, :]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-3)
        push = ideal**2 / distance
        np.fill_diagonal(push, 0.0)
        force = (push - pull * distance**2 / ideal)[:, :, None] * apart / distance[:, :, None]
        move = force.sum(axis=1) - 0.35 * at  # a little gravity keeps loners in the picture
        length = np.maximum(np.sqrt((move**2).sum(axis=1, keepdims=True)), 1e-9)
        at = at + move / length * np.minimum(length, 0.12 * (1 - step / _ROUNDS))
    low, high = at.min(axis=0), at.max(axis=0)
    scaled: FloatArray = (at - low) / np.maximum(high - low, 1e-9)
    return _spread(scaled)


def _spread(at: FloatArray) -> FloatArray:
    """Return the positions moved apart until no two nodes, each with its label, cover one another."""
    at = at.copy()
    for _ in range(_ROUNDS):
        apart = at[:, None, :] - at[None, :, :]
        lacking = _ROOM - np.abs(apart)  # (n_nodes, n_nodes, 2): how much each pair is too near, by axis
        np.einsum("iij->ij", lacking)[...] = -1.0
        near: npt.NDArray[np.bool_] = np.all(lacking > 0, axis=2)
        if not near.any():
            break
        upward = np.where(
            apart[:, :, 1] != 0, np.sign(apart[:, :, 1]), np.sign(np.subtract.outer(*[np.arange(len(at))] * 2))
        )
        shift = 0.3 * near[:, :, None] * np.stack([np.sign(apart[:, :, 0]) * 0.5, upward], axis=2) * lacking
        at = np.clip(at + shift.sum(axis=1), 0.0, 1.0)
    return at
