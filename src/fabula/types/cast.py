"""What a reader says of a book for good: its characters, and corrections placed by the words they are about."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.types.annotations import Gender


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a text with some of those before and after them, by which they are found again in another edition.

    White space counts as one blank. The parts are those of a TextQuoteSelector (W3C, Web Annotation Data Model, 2017).
    """

    text: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class CastMember:
    """One character as the reader gives it; `not_same` are names that are somebody else's."""

    name: str
    aliases: tuple[str, ...] = ()
    gender: Gender | None = None
    narrator: bool = False
    not_same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A quote, and who says it; ``None``: nobody whom one could name."""

    passage: Passage
    speaker: str | None


@dataclass(frozen=True, slots=True)
class SceneMark:
    """The first words of a paragraph, and whether a scene begins there."""

    passage: Passage
    begins: bool


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that the reader lets stand: words of a passage that it marks, or of its message; its kind, if any."""

    text: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """What one cast file says, in its order: characters, names that are no person's, lines, scenes, findings to let stand.

    `sha256` is the sum of the file.
    """

    members: tuple[CastMember, ...]
    sha256: str
    waived: tuple[Waiver, ...] = ()
    not_persons: tuple[str, ...] = ()
    lines: tuple[SaidLine, ...] = ()
    scenes: tuple[SceneMark, ...] = ()
