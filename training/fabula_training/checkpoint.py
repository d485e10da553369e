"""Trainings and trained networks as files.

``checkpoint.pt`` holds ``network`` and ``optimiser`` (their states), ``random`` (torch's), ``state`` (`Progress`),
``rules`` and ``tokenizer``; ``model.pt`` holds ``network``, ``rules`` and ``tokenizer``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from fabula_training.base import SHAPES
from fabula_training.config import Config
from fabula_training.network import Network


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training has come: the batch `batch` of the epoch `epoch` is next, and `step` steps are done."""

    epoch: int = 0
    batch: int = 0
    step: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Learner:
    """What a training changes in place: the network and the optimiser that knows its parameters."""

    network: Network
    optimiser: torch.optim.Optimizer


def save_checkpoint(path: Path, learner: Learner, progress: Progress, fixed: Mapping[str, Any]) -> None:
    """Write a checkpoint with torch's random state; `fixed` are the rules and the tokenizer."""
    content = {
        "network": learner.network.state_dict(),
        "optimiser": learner.optimiser.state_dict(),
        "random": torch.get_rng_state(),
        "state": asdict(progress),
    }
    _write(path, {**content, **fixed})


def load_checkpoint(path: Path, learner: Learner, rules: Sequence[str]) -> Progress:
    """Put a checkpoint's states into the learner and torch's random numbers; return how far it had come.

    `ValueError` where it was trained with other lemma rules than `rules`, that is on other corpora.
    """
    saved = torch.load(path, weights_only=True)
    # the first checkpoints held no rules
    if tuple(saved.get("rules", rules)) != tuple(rules):
        raise ValueError(f"{path}: trained on other corpora than those given now; go on with the same, or remove it")
    learner.network.load_state_dict(saved["network"])
    learner.optimiser.load_state_dict(saved["optimiser"])
    torch.set_rng_state(saved["random"])
    return Progress(**saved["state"])


def save_trained(path: Path, network: Network, fixed: Mapping[str, Any]) -> None:
    """Write a trained network; `fixed` are the rules and the tokenizer."""
    _write(path, {"network": network.state_dict(), **fixed})


def read_trained(path: Path) -> dict[str, Any]:
    """Return what a trained network's file, or a checkpoint, holds; `ValueError` where it lacks rules or tokenizer."""
    saved: dict[str, Any] = torch.load(path, weights_only=True)
    for part in ("network", "rules", "tokenizer"):
        if part not in saved:
            raise ValueError(f"{path}: holds no {part}; let the training go on to its next checkpoint")
    return saved


def network_of(saved: Mapping[str, Any], config: Config) -> Network:
    """Return the network that a trained network's file or a checkpoint holds."""
    network = Network(replace(SHAPES[config.base], n_layers=config.n_layers), config.heads, len(saved["rules"]))
    network.load_state_dict(saved["network"])
    network.eval()
    return network


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Write beside the old file and put it in its place at once, so that a kill or a power cut leaves one whole."""
    beside = path.with_suffix(".part")
    with beside.open("wb") as file:
        torch.save(dict(content), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
