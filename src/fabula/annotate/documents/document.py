"""What a document in a story is, and a message in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fabula.types.text import Span

DocumentKind = Literal["letter", "email", "diary", "messages", "transcript"]


@dataclass(frozen=True, slots=True)
class Message:
    """One line of an exchange: the name before it, its words, and to whom it goes, where that stands there (*Anna to Tom:*)."""

    label: Span
    words: Span
    to: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document in paragraphs ``[first, last)``: the names of its writer and its reader, and its date, where it tells them.

    `apart` tells that it stands by itself, not in the middle of a scene; `messages` are the lines of an exchange. What is
    `quoted` stands in quotation marks.
    """

    kind: DocumentKind
    first: int
    last: int
    writer: Span | None = None
    reader: Span | None = None
    date: Span | None = None
    apart: bool = True
    messages: tuple[Message, ...] = ()
    quoted: bool = False
