"""Parts of the training documents to leave out, so that what a network says of them is what it says of unseen books.

What is trained on a network's outcome (who a mention refers to) must not see it at its best: on the documents that it was
trained on.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Fold:
    """Every `count`-th document, from the `number`-th on (from 0), of a list that is always in the same order."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Fold:
        """Return the fold that a command line names: ``1/2`` is the first of two. `ArgumentTypeError` for anything else."""
        number, _, count = text.partition("/")
        if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) and int(count) > 1):
            raise argparse.ArgumentTypeError(f"{text!r} is no part such as 1/2")
        return cls(int(number) - 1, int(count))

    def of(self, items: Sequence[Item]) -> list[Item]:
        """Return the items of the fold."""
        return list(items[self.number :: self.count])

    def without(self, items: Sequence[Item]) -> list[Item]:
        """Return the other items."""
        return [item for place, item in enumerate(items) if place % self.count != self.number]
