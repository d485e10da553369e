"""Every choice of one training, read from a TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from fabula_training.examples import Variation
from fabula_training.losses import DEFAULT_WEIGHTS
from fabula_training.network import HeadShape


@dataclass(frozen=True, slots=True)
class Config:
    """Every choice; README.md says what each means.

    `corpus_share` is how much of each corpus one epoch reads, by corpus or ``corpus/genre``; learning rates are peaks.
    `ValueError` for a weight of a loss that there is not, and where the window is not a multiple of 16 pieces.
    """

    base: str
    n_layers: int
    seed: int = 1
    epochs: int = 8
    window: int = 256
    batch: int = 8
    encoder_rate: float = 1.2e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.1
    dropout: float = 0.1
    clip: float = 1.0
    corpus_share: dict[str, float] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    heads: HeadShape = field(default_factory=HeadShape)
    variation: Variation = field(default_factory=Variation)

    def __post_init__(self) -> None:
        if self.window % 16:
            raise ValueError(f"window is {self.window}; it must be a multiple of 16, to which batches are padded")
        if unknown := self.weights.keys() - DEFAULT_WEIGHTS.keys():
            raise ValueError(f"weights: there is no loss {min(unknown)!r}; there are {', '.join(DEFAULT_WEIGHTS)}")


def read_config(path: Path) -> Config:
    """Return the choices in a TOML file; `TypeError` names a choice that there is not."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    table["heads"] = HeadShape(**table.get("heads", {}))
    table["variation"] = Variation(**table.get("variation", {}))
    table["weights"] = DEFAULT_WEIGHTS | table.get("weights", {})
    return Config(**table)
