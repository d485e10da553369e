from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.present.layout import place_nodes


@st.composite
def networks(draw: st.DrawFn) -> np.ndarray:
    n_nodes = draw(st.integers(0, 8))
    flat = draw(st.lists(st.integers(0, 20), min_size=n_nodes**2, max_size=n_nodes**2))
    weights = np.array(flat, dtype=np.float64).reshape(n_nodes, n_nodes)
    weights = weights + weights.T
    np.fill_diagonal(weights, 0.0)
    return weights


@settings(max_examples=20, deadline=None)
@given(networks())
def test_every_node_has_its_place_in_the_unit_square(weights: np.ndarray) -> None:
    at = place_nodes(weights)
    assert at.shape == (len(weights), 2)
    assert np.isfinite(at).all()
    assert ((at >= 0) & (at <= 1)).all()
    assert len({tuple(row) for row in at.tolist()}) == len(weights)


@pytest.mark.parametrize("n_nodes", [0, 1])
def test_one_node_or_none_stands_in_the_middle(n_nodes: int) -> None:
    assert place_nodes(np.zeros((n_nodes, n_nodes))).tolist() == [[0.5, 0.5]] * n_nodes


def test_the_layout_is_always_the_same() -> None:
    weights = np.array([[0, 3, 1], [3, 0, 0], [1, 0, 0]], dtype=np.float64)
    assert (place_nodes(weights) == place_nodes(weights)).all()


def test_labels_do_not_cover_one_another() -> None:
    at = place_nodes(np.ones((12, 12)) - np.eye(12))
    apart = np.abs(at[:, None, :] - at[None, :, :]) + np.eye(12)[:, :, None]
    assert ((apart[:, :, 0] > 0.14) | (apart[:, :, 1] > 0.09)).all()


def test_those_who_talk_much_stand_nearer() -> None:
    weights = np.zeros((4, 4))
    weights[0, 1] = weights[1, 0] = 20.0
    weights[2, 3] = weights[3, 2] = 20.0
    at = place_nodes(weights)
    near, far = np.linalg.norm(at[0] - at[1]), min(np.linalg.norm(at[0] - at[2]), np.linalg.norm(at[0] - at[3]))
    assert near < far
