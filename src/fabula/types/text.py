"""The text of a book and its layout: spans, chapters, paragraphs, paratext, tokens.

Everything is placed by half-open character offsets ``[start, end)`` (Unicode code points) into ``Book.text``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

ParatextKind = Literal["author_note", "summary", "front_matter", "back_matter", "heading", "licence", "divider"]
SourceFormat = Literal["text", "pretokenized", "markdown", "html", "epub", "docx"]

IntArray = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text ``[start, end)``; ``ValueError`` unless ``0 <= start <= end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"a span needs 0 <= start <= end, not [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the characters of `text` that this span covers; ``ValueError`` when it runs past the end."""
        if self.end > len(text):
            raise ValueError(f"span [{self.start}, {self.end}) runs past a text of {len(text)} characters")
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: its number and title as its heading gives them, and the span from heading to last word."""

    start: int
    end: int
    number: int | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Paratext:
    """A stretch that the book carries but the story does not: a heading, a note, a licence, a divider."""

    start: int
    end: int
    kind: ParatextKind


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the story, without the white space around it.

    `chapter` is an index into ``Book.chapters``, ``None`` before the first one.
    """

    start: int
    end: int
    chapter: int | None = None


@dataclass(frozen=True, slots=True)
class SceneBreak:
    """An explicit break between two story paragraphs: where its mark stands, and what the mark is.

    `cue` is ``"rule"`` (an <hr>), ``"divider"`` (a line of asterisks, ``o0o``…), ``"blank"`` (an extra blank line or an
    empty paragraph) or ``"chapter"``; the first two and the last are strong, ``"blank"`` is weak.
    """

    start: int
    end: int
    cue: Literal["rule", "divider", "blank", "chapter"]


@dataclass(frozen=True, slots=True)
class Book:
    """What a reader of one file format gives: the text, and how it is laid out.

    `paragraphs` are those of the story only, in order, disjoint; a note inside a paragraph is a `paratext` span inside
    it. `emphasis` are spans that the source sets in italics. `tags` are the archive's own (AO3: by type).
    """

    text: str
    source: str
    source_sha256: str
    format: SourceFormat
    title: str | None = None
    author: str | None = None
    language: str = "en"
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    paratext: tuple[Paratext, ...] = ()
    breaks: tuple[SceneBreak, ...] = ()
    emphasis: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of the story paragraphs of a book, in order; paratext has none.

    `start` and `end` are int32 ``(n_tokens,)`` character offsets into the book's text, `sentence` and `paragraph` int32
    ``(n_tokens,)`` indices; `words` and `lower` are the tokens' characters as they stand and in lower case.
    """

    start: IntArray
    end: IntArray
    sentence: IntArray
    paragraph: IntArray
    words: tuple[str, ...]
    lower: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.words)

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, Tokens):
            return NotImplemented
        return self.words == other.words and all(
            np.array_equal(getattr(self, name), getattr(other, name))
            for name in ("start", "end", "sentence", "paragraph")
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def n_sentences(self) -> int:
        """The number of sentences."""
        return int(self.sentence[-1]) + 1 if len(self.words) else 0

    def sentence_bounds(self) -> IntArray:
        """Return int32 ``(n_sentences + 1,)``: sentence *s* holds tokens ``bounds[s] : bounds[s + 1]``."""
        return np.searchsorted(self.sentence, np.arange(self.n_sentences + 1)).astype(np.int32)

    def between(self, start: int, end: int) -> range:
        """Return the indices of the tokens that lie wholly inside the characters ``[start, end)``."""
        # numpy would copy the whole array to the wider type of a plain int at every call
        first = int(np.searchsorted(self.start, np.int32(start), side="left"))
        last = int(np.searchsorted(self.end, np.int32(end), side="right"))
        return range(first, max(first, last))
