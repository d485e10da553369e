"""The small network that scores candidates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fabula.resolve.scorer import Scorer, linear_scorer, scorer_from


def handmade() -> Scorer:
    """Return a scorer of two features whose hidden part answers only where both hold."""
    return Scorer(
        {"a": 0, "b": 1},
        np.array([1.0, 2.0], np.float32),
        np.ones((2, 1), np.float32),
        np.array([-1.0], np.float32),
        np.array([[[1.0]]], np.float32),
        np.zeros(1, np.float32),
        np.array([10.0], np.float32),
    )


def score(scorer: Scorer, *features: dict[str, float]) -> list[float]:
    found: list[float] = scorer.score(scorer.rows(list(features))).tolist()
    return found


def test_features_weigh_alone_and_together() -> None:
    assert score(handmade(), {}, {"a": 1}, {"b": 1}, {"a": 1, "b": 1}) == [0, 1, 2, 13]


def test_unknown_features_count_for_nothing() -> None:
    assert score(handmade(), {"c": 5.0, "a": 1}) == [1]


def test_nobody_has_no_score() -> None:
    assert score(handmade()) == []


def test_a_linear_scorer_weighs_by_name() -> None:
    assert score(linear_scorer({"x": 0.5, "y": -1.0}), {"x": 2, "y": 1}, {"y": 2}) == [0, -2]
    assert score(linear_scorer({}), {"x": 2}) == [0]


@pytest.mark.parametrize("prefix", ["", "3/"])
def test_a_scorer_comes_back_from_a_file(tmp_path: Path, prefix: str) -> None:
    arrays = {prefix + name: one for name, one in handmade().arrays().items()}
    np.savez(tmp_path / "model.npz", **arrays)  # type: ignore[arg-type]
    with np.load(tmp_path / "model.npz", allow_pickle=False) as loaded:
        again = scorer_from(loaded, prefix)
    assert again.place == {"a": 0, "b": 1}
    assert score(again, {"a": 1, "b": 1}) == [13]
