"""Precision, recall and F1 as sums that add up over documents (micro-averaging)."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tally:
    """Numerators and denominators of precision and recall; adding tallies pools documents."""

    precise: float = 0.0
    predicted: float = 0.0
    recalled: float = 0.0
    gold: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.precise + other.precise,
            self.predicted + other.predicted,
            self.recalled + other.recalled,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> float:
        """Return precision in 0..1; 0 where nothing was predicted."""
        return self.precise / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Return recall in 0..1; 0 where there is no gold."""
        return self.recalled / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall, in 0..1."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_json(self) -> dict[str, float]:
        """Return the three figures in per cent, to two places, and the counts."""
        return {
            "precision": percent(self.precision),
            "recall": percent(self.recall),
            "f1": percent(self.f1),
            "predicted": round(self.predicted, 4),
            "gold": round(self.gold, 4),
        }


# The tally of nothing; adding it changes nothing.
EMPTY = Tally()


def percent(share: float) -> float:
    """Return a share in 0..1 as per cent to two places."""
    return round(100 * share, 2)


def total(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of `tallies`."""
    return sum(tallies, EMPTY)


def tally_sets(gold: Set[T], predicted: Set[T]) -> Tally:
    """Return the tally of exact matches between two sets (spans, typed spans, pairs)."""
    both = len(gold & predicted)
    return Tally(both, len(predicted), both, len(gold))
