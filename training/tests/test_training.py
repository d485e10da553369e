"""A training can be stopped at any step and ends with the same weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from fabula_training import train
from fabula_training.checkpoint import Learner, Progress, load_checkpoint, read_trained, save_checkpoint
from fabula_training.train import epoch_batches, epoch_examples, fit, make_optimiser, rate
from tiny import CONFIG, material, network


class PowerCutError(Exception):
    """Stands in for whatever stops a training."""


def stopping_after(n_steps: int, step: Callable[..., Any]) -> Callable[..., Any]:
    """Return `step` as it is, until it has been called so many times."""
    calls = iter(range(n_steps))

    def stopping(*arguments: Any) -> Any:
        if next(calls, None) is None:
            raise PowerCutError
        return step(*arguments)

    return stopping


def weights_in(path: Path) -> dict[str, Any]:
    weights: dict[str, Any] = read_trained(path)["network"]
    return weights


def steps_of(epoch: int) -> int:
    return len(epoch_batches(epoch_examples(material(), CONFIG, epoch), CONFIG, epoch))


@pytest.mark.parametrize("minutes_between", [0.0, 60.0], ids=["a checkpoint a step", "a checkpoint an epoch"])
def test_stopped_and_resumed_is_as_uninterrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes_between: float
) -> None:
    assert steps_of(1) >= 3
    fit(network(), material(), CONFIG, tmp_path / "whole")
    take_step = train.take_step
    for after in (1, steps_of(0) + 1):  # before any epoch's end, and in the second epoch
        monkeypatch.setattr(train, "take_step", stopping_after(after, take_step))
        with pytest.raises(PowerCutError):
            fit(network(), material(), CONFIG, tmp_path / "cut", minutes_between=minutes_between)
        assert not (tmp_path / "cut" / "model.pt").exists()
    monkeypatch.setattr(train, "take_step", take_step)
    other = network()
    torch.nn.init.ones_(other.tags.weight)
    torch.manual_seed(99)  # neither the weights nor the random state that it finds must count
    fit(other, material(), CONFIG, tmp_path / "cut", minutes_between=minutes_between)
    whole, cut = (weights_in(tmp_path / name / "model.pt") for name in ("whole", "cut"))
    assert whole.keys() == cut.keys()
    assert all(torch.equal(whole[name], cut[name]) for name in whole)


def test_a_finished_training_stays_as_it_is(tmp_path: Path) -> None:
    given = material()
    fit(network(), given, CONFIG, tmp_path)
    before = weights_in(tmp_path / "model.pt")
    fit(network(), given, CONFIG, tmp_path)
    after = weights_in(tmp_path / "model.pt")
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not list(tmp_path.glob("*.part"))


def test_a_checkpoint_brings_back_everything(tmp_path: Path) -> None:
    given, made = material(), network()
    learner = Learner(made, make_optimiser(made, CONFIG))
    path = tmp_path / "checkpoint.pt"
    torch.manual_seed(3)
    save_checkpoint(path, learner, Progress(1, 2, 3), given.fixed)
    drawn = torch.rand(4)
    assert load_checkpoint(path, learner, given.rules) == Progress(1, 2, 3)
    assert torch.equal(torch.rand(4), drawn)


def test_a_checkpoint_without_rules_is_taken_and_one_of_other_corpora_is_not(tmp_path: Path) -> None:
    given, made = material(), network()
    learner = Learner(made, make_optimiser(made, CONFIG))
    path = tmp_path / "checkpoint.pt"
    save_checkpoint(path, learner, Progress(), {})
    assert load_checkpoint(path, learner, given.rules) == Progress()
    with pytest.raises(ValueError, match="holds no rules"):
        read_trained(path)
    save_checkpoint(path, learner, Progress(), replace(given, rules=("l|0|",)).fixed)
    with pytest.raises(ValueError, match="other corpora"):
        load_checkpoint(path, learner, given.rules)


def test_the_log_tells_place_speed_and_losses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "STEPS_A_LINE", 2)
    fit(network(), material(), CONFIG, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["step"] for line in lines] == list(range(2, steps_of(0) + steps_of(1) + 1, 2))
    assert {"epoch", "batch", "step", "of", "words_per_second", "upos", "arc"} <= lines[0].keys()


def test_the_rate_rises_to_its_peak_and_falls_to_nothing() -> None:
    rates = [rate(step, 100, 0.1) for step in range(101)]
    assert max(rates) == rates[9] == rates[10] == 1.0
    assert rates[100] == 0.0
    assert rate(120, 100, 0.1) == 0.0
