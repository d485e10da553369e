"""A block with what it was found to be; the layout of a book is a list of these."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from fabula.readers.blocks import Block
from fabula.readers.headings import Heading
from fabula.types.text import ParatextKind

Kind = ParatextKind | Literal["story", "chapter", "division", "section", "title", "rule", "plate", "candidate"]
"""``candidate`` is a heading by its looks, ``title`` the line under a heading, ``plate`` a note of a picture."""

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_SENTENCE_ENDS = ".!?:;,”\"'’)—-…"


@dataclass(frozen=True, slots=True)
class Mark:
    """A block, its kind, and what it says as a heading."""

    block: Block
    kind: Kind = "story"
    heading: Heading | None = None

    def named(self, kind: Kind) -> Mark:
        """Return this mark under another kind."""
        return replace(self, kind=kind)

    def text(self, text: str) -> str:
        """Return the block's characters in `text`."""
        return text[self.block.start : self.block.end]

    @property
    def length(self) -> int:
        """The number of characters of the block."""
        return self.block.end - self.block.start


def lines_of(text: str) -> list[str]:
    """Return the lines of `text`, trimmed, without empty ones."""
    return [line.strip() for line in _LINE_ENDS.split(text) if line.strip()]


def is_prose(text: str) -> bool:
    """Tell whether the words of a block read as prose: long, or a sentence with its end."""
    text = text.strip()
    if len(text) > 250:
        return True
    return len(text) > 60 and text[-1:] in _SENTENCE_ENDS
