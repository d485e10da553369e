"""Training of scorers: the gradients, the steps, the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fabula.resolve.scorer import mean_scorer
from fabula_training.scoring import ScorerInTraining, save_arrays


def learner(dropout: float = 0.0) -> ScorerInTraining:
    rng = np.random.default_rng(3)
    found = ScorerInTraining(["a", "b", "c"], 5, rng, dropout)
    found.weights["last"] = rng.normal(size=5).astype(np.float32)
    for name in ("first_bias", "second_bias"):  # far from where a unit falls silent, which has no gradient
        found.weights[name] = rng.choice([-3.0, 3.0], size=5).astype(np.float32)
    return found


@pytest.mark.parametrize("name", ["linear", "first", "first_bias", "second", "second_bias", "last"])
def test_gradients_are_what_a_small_step_tells(name: str) -> None:
    one = learner()
    rows = np.random.default_rng(1).normal(size=(7, 3)).astype(np.float32)
    slope = np.random.default_rng(2).normal(size=7).astype(np.float32)
    one.score(rows)
    gradient = one.gradients(slope)[name]
    place = np.unravel_index(int(np.abs(gradient).argmax()), gradient.shape)
    values = []
    for step in (1e-2, -1e-2):
        one.weights[name][place] += np.float32(step)
        values.append(float(one.score(rows).astype(float) @ slope))
        one.weights[name][place] -= np.float32(step)
    assert gradient[place] == pytest.approx((values[0] - values[1]) / 2e-2, rel=0.05)


def test_steps_lead_to_what_is_asked() -> None:
    one = learner(0.1)
    rows = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 0]], np.float32)
    wanted = np.array([1, 1, 0, 0], np.float32)  # one or the other, not both: no linear scorer can
    for _ in range(600):
        chances = 1 / (1 + np.exp(-one.score(rows)))
        one.step(one.gradients((chances - wanted).astype(np.float32)), 1e-2, 1e-4)
    assert (one.finished().score(rows) > 0).tolist() == [True, True, False, False]


def test_the_mean_of_scorers_scores_as_their_scores_do_on_the_mean() -> None:
    rows = np.random.default_rng(1).normal(size=(7, 3)).astype(np.float32)
    members = []
    for number in range(3):
        one = learner()
        one.weights = {
            name: value + np.float32(number) / 7 if name != "linear" else np.full_like(value, number)
            for name, value in one.weights.items()
        }
        members.append(one.finished())
    wanted = np.mean([one.score(rows) for one in members], axis=0)
    assert mean_scorer(members).score(rows) == pytest.approx(wanted, rel=1e-4, abs=1e-4)
    assert mean_scorer(members[:1]).score(rows) == pytest.approx(members[0].score(rows), rel=1e-5)


def test_the_same_arrays_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_arrays(tmp_path / f"{name}.npz", learner().finished().arrays())
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
