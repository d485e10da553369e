"""Blocks, the unit between a file format and the layout of a book, and the composer that builds a text from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.types.text import ParatextKind, Span

Role = ParatextKind | Literal["chapter", "rule", "contents", "story"]
"""What a format itself says of a block; ``chapter`` is a heading known to open a chapter, ``heading`` any other."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a mark: trimmed, and not yet sorted.

    `gap` is the number of blank lines before it, `role` and `level` (1 to 6, headings only) what the format says of it.
    """

    start: int
    end: int
    gap: int = 1
    role: Role | None = None
    level: int = 0
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Fragment:
    """One block as a format gives it, before it has a place: its text and the emphasis inside it."""

    text: str
    gap: int = 1
    role: Role | None = None
    level: int = 0
    emphasis: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """A text built from fragments, the blocks in it, and its emphasis spans."""

    text: str
    blocks: tuple[Block, ...]
    emphasis: tuple[Span, ...]


def compose(fragments: Sequence[Fragment]) -> Composition:
    """Return the text of `fragments`, an empty line between two of them and one more for each blank of their gap."""
    parts: list[str] = []
    blocks: list[Block] = []
    emphasis: list[Span] = []
    at = 0
    for fragment in fragments:
        gap = fragment.gap if blocks else 0
        separator = "\n" * (gap + 1) if blocks else ""
        at += len(separator)
        end = at + len(fragment.text)
        parts += (separator, fragment.text)
        blocks.append(Block(at, end, gap, fragment.role, fragment.level))
        emphasis += (Span(at + span.start, at + span.end) for span in fragment.emphasis)
        at = end
    return Composition("".join(parts), tuple(blocks), tuple(emphasis))
