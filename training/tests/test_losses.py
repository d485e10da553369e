"""The losses: finite whatever the labels, and training lowers them."""

from __future__ import annotations

import math

import pytest

torch = pytest.importorskip("torch")

from benchmarks.layers import UNKNOWN
from fabula_training.checkpoint import Learner
from fabula_training.examples import batch_of, batch_tensors, target_tensors
from fabula_training.losses import DEFAULT_WEIGHTS, losses
from fabula_training.network import MaskedPool
from fabula_training.train import make_optimiser, set_rate, take_step
from handmade import SPECIAL
from tiny import CONFIG, examples, network


def test_every_head_has_a_loss_and_a_few_steps_lower_each() -> None:
    laid, learner_network = examples(), network()
    learner = Learner(learner_network, make_optimiser(learner_network, CONFIG))
    set_rate(learner.optimiser, 1.0)
    dropout = MaskedPool(0.0)
    seen = [take_step(learner, laid, laid.windows, SPECIAL, CONFIG, dropout) for _ in range(25)]
    assert set(seen[0]) == DEFAULT_WEIGHTS.keys() - {"supersense"}  # no document has supersenses
    assert all(math.isfinite(value) for found in seen for value in found.values())
    assert {name for name in seen[0] if seen[-1][name] >= seen[0][name]} == set()


@pytest.mark.parametrize("missing", ["relation", "head", "upos", "event"])
def test_a_batch_without_a_layer_has_no_loss_for_it_and_no_nan(missing: str) -> None:
    laid, made = examples(), network()
    targets = target_tensors(laid, laid.windows)
    targets[missing].fill_(UNKNOWN)
    found = losses(made, made(batch_tensors(batch_of(laid, laid.windows, SPECIAL))), targets)
    assert ("arc" if missing == "head" else missing) not in found
    assert all(bool(torch.isfinite(value)) for value in found.values())


def test_padding_changes_no_score() -> None:
    laid, made = examples(), network()
    short = min(laid.windows, key=lambda window: window[1] - window[0])
    long = max(laid.windows, key=lambda window: window[1] - window[0])
    with torch.no_grad():
        alone = made(batch_tensors(batch_of(laid, [short], SPECIAL)))["tags"][0]
        padded = made(batch_tensors(batch_of(laid, [short, long], SPECIAL)))["tags"][0]
    assert torch.allclose(alone, padded[: len(alone)], atol=1e-5)
