"""How much of a long thing a page shows before it says how much more there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most characters of the cast, characters across a grid, rows of a table, and small figures or rows of a grid."""

    cast: int = 40
    columns: int = 20
    rows: int = 250
    figures: int = 30


ONE_FILE = Limits()  # the report is sent by mail, and holds the whole text too
ONE_VIEW = Limits(cast=500, rows=2000, figures=200)  # a page of its own, from a machine near by


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """The first of some things, and how many more there are."""

    shown: tuple[T, ...]
    more: int


def cut(things: Iterable[T], most: int) -> Cut[T]:
    """Return the first `most` things, and the number of the others."""
    every = tuple(things)
    return Cut(every[:most], max(0, len(every) - most))


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, an ellipsis where it is cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
