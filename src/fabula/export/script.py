"""The voice script: the whole story as lines in order, each with who reads it.

Lines tile the story: end to end they are its text, nothing missing, doubled or changed. The story is the text without
paratext; chapters' headings stay, for the narrator to read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from fabula.types.text import Paratext
from fabula.types.world import Entity, Quote, StoryWorld

LineKind = Literal["heading", "narration", "speech"]

_NOT_BLANK = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A stretch that one voice reads: the characters ``[start, end)`` of ``world.text``, which are `text`.

    `speaker` is ``None`` for what the narrator reads (headings, narration), and for speech that nobody knows the speaker
    of. Lines of one paragraph share the number `paragraph`, which grows. `chapter` counts from 1 in reading order and is
    ``None`` before the first. Speech has the id of its `quote`, `confidence` in the speaker (0 to 1; else 1), and `cue`,
    its verb as the text has it.
    """

    start: int
    end: int
    text: str
    kind: LineKind
    paragraph: int
    chapter: int | None
    speaker: Entity | None = None
    quote: int | None = None
    confidence: float = 1.0
    cue: str | None = None

    @property
    def unknown(self) -> bool:
        """Whether this is speech, and nobody knows whose."""
        return self.kind == "speech" and self.speaker is None


_Owner = Quote | Paratext | None  # whom a part belongs to; nobody's is narration


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the text, with white space wherever it stands; paratext other than headings is `left_out`."""

    start: int
    end: int
    owner: _Owner

    @property
    def left_out(self) -> bool:
        return isinstance(self.owner, Paratext) and self.owner.kind != "heading"


def script_lines(world: StoryWorld) -> tuple[ScriptLine, ...]:
    """Return the lines of the story in order.

    A quote with its marks is one line (several, where a note stands in it), a heading is one, and what is left is
    narration, cut at paragraphs. Of quotes that overlap the longer one has what they share, so an outer one its nested ones.
    White space belongs to the line before it, at the start of a stretch to the line after; no line is blank. What no line
    covers is paratext, and blanks between paratext.
    """
    cuts = _paragraph_starts(world)
    lines: list[ScriptLine] = []
    for left_out, parts in groupby(_parts(world, frozenset(cuts)), key=lambda part: part.left_out):
        if not left_out:
            lines.extend(_lines_of_stretch(world, tuple(parts), cuts))
    return tuple(lines)


def only_sure(lines: Sequence[ScriptLine], least: float) -> tuple[ScriptLine, ...]:
    """Return the lines with an unknown speaker wherever confidence in the speaker is below `least` (0 to 1)."""
    return tuple(replace(one, speaker=None) if one.confidence < least else one for one in lines)


def _paragraph_starts(world: StoryWorld) -> list[int]:
    """Return where paragraphs begin, in order: every story paragraph has a viewpoint; a heading is one of its own."""
    headings = [one for one in world.work.paratext if one.kind == "heading"]
    starts = {one.start for one in world.pov} | {one.start for one in world.work.chapters}
    return sorted(starts | {edge for one in headings for edge in (one.start, one.end)})


def _parts(world: StoryWorld, cuts: frozenset[int]) -> Iterator[_Part]:
    """Yield the whole text in parts, in order: what is one owner's at a stretch, and narration between two `cuts`."""
    claims = _claims(world)
    edges = sorted({0, len(world.text), *cuts, *(at for one in claims for at in (one.start, one.end))})
    place = {edge: number for number, edge in enumerate(edges)}
    owners: list[_Owner] = [None] * (len(edges) - 1)
    for claim in claims:
        first, last = place[claim.start], place[claim.end]
        owners[first:last] = [claim] * (last - first)
    part: _Part | None = None
    for (start, end), owner in zip(pairwise(edges), owners, strict=True):
        if part is not None and part.owner is owner and (owner is not None or start not in cuts):
            part = replace(part, end=end)
            continue
        if part is not None:
            yield part
        part = _Part(start, end, owner)
    if part is not None:
        yield part


def _claims(world: StoryWorld) -> list[Quote | Paratext]:
    """Return who claims stretches of the text; a later one has what an earlier one claims, too."""
    quotes = [one for one in world.quotes if _NOT_BLANK.search(world.text, one.start, one.end)]
    return [
        *sorted(quotes, key=lambda one: (one.end - one.start, -one.start)),
        *sorted(world.work.paratext, key=lambda one: one.kind != "heading"),
    ]


def _lines_of_stretch(world: StoryWorld, parts: Sequence[_Part], cuts: Sequence[int]) -> Iterator[ScriptLine]:
    """Yield the lines of parts that follow each other; none for a stretch of white space."""
    chapters = sorted(one.start for one in world.work.chapters)
    words = [(found.start(), one) for one in parts if (found := _NOT_BLANK.search(world.text, one.start, one.end))]
    if not words:
        return
    edges = [parts[0].start, *(first for first, _ in words[1:]), parts[-1].end]
    for (start, end), (first, part) in zip(pairwise(edges), words, strict=True):
        line = ScriptLine(
            start, end, world.text[start:end],
            kind="narration" if part.owner is None else "heading",
            paragraph=bisect_right(cuts, first),
            chapter=bisect_right(chapters, first) or None,
        )  # fmt: skip
        yield _spoken(line, part.owner, world.text) if isinstance(part.owner, Quote) else line


def _spoken(line: ScriptLine, quote: Quote, text: str) -> ScriptLine:
    cue = quote.cue.of(text) if quote.cue is not None else None
    return replace(line, kind="speech", speaker=quote.speaker, quote=quote.id, confidence=quote.confidence, cue=cue)
