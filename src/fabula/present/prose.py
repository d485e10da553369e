"""The text of a work as it is shown: paragraphs, headings and notes, cut where quotes and anchors begin and end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabula.types.world import Entity, Quote, StoryWorld

_Stretch = tuple[int, int, str]

_LONG_LINE = 45  # characters; verse and addresses have shorter lines


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one kind: plain, an anchor before it, or part of a quote; `label` on a speech's first piece."""

    text: str
    quote: Quote | None
    anchor: int | None
    label: bool
    paratext: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or note of the text, from `start`; `kind` is ``"story"`` or the kind of paratext.

    `wrapped` when its line ends are only the file's, not the author's.
    """

    start: int
    kind: str
    pieces: tuple[Piece, ...]
    opens_scene: int | None = None
    wrapped: bool = False


def text_blocks(world: StoryWorld, anchors: Iterable[int]) -> Iterator[Block]:
    """Yield the whole text in order; `anchors` are offsets that something links to."""
    blocks, notes = _layout(world)
    scenes = {scene.start: scene.id for scene in world.scenes}
    marks = _Marks(world, sorted(set(anchors)), notes)
    for start, end, kind in blocks:
        yield Block(start, kind, tuple(marks.pieces(start, end)), scenes.get(start), is_wrapped(world.text[start:end]))


def shown_stretches(world: StoryWorld) -> list[tuple[int, int]]:
    """Return the stretches of the text that are shown, in order: all but the white space between them."""
    return [(start, end) for start, end, _ in _layout(world)[0] if end > start]


def _layout(world: StoryWorld) -> tuple[list[_Stretch], list[_Stretch]]:
    """Return the blocks, and the notes inside them, each as start, end and kind."""
    story: list[_Stretch] = [(one.start, one.end, "story") for one in world.pov]
    inside = _Inside(story)
    outer: list[_Stretch] = [
        (one.start, one.end, one.kind) for one in world.work.paratext if not inside.covers(one.start)
    ]
    notes: list[_Stretch] = [(one.start, one.end, one.kind) for one in world.work.paratext if inside.covers(one.start)]
    return sorted((*story, *outer)), notes


def is_wrapped(text: str) -> bool:
    """Tell whether a paragraph's lines were broken to a width: all but the last one are long."""
    lines = text.splitlines()
    return len(lines) > 1 and all(len(line) > _LONG_LINE for line in lines[:-1])


class _Inside:
    def __init__(self, spans: Sequence[_Stretch]) -> None:
        self._starts = [start for start, _, _ in spans]
        self._ends = [end for _, end, _ in spans]

    def covers(self, offset: int) -> bool:
        place = bisect_right(self._starts, offset) - 1
        return place >= 0 and offset < self._ends[place]


class _Marks:
    """Cuts stretches of the text where quotes, notes and anchors begin and end."""

    def __init__(self, world: StoryWorld, anchors: Sequence[int], notes: Sequence[_Stretch]) -> None:
        self._world, self._anchors, self._notes = world, anchors, notes
        self._quote_starts = [quote.start for quote in world.quotes]

    def pieces(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the pieces of the text from `start` to `end`."""
        quotes = self._quotes(start, end)
        notes = [note for note in self._notes if start <= note[0] < end]
        anchors = set(self._between(self._anchors, start, end))
        cuts = {start, end} | anchors
        for one in quotes:
            cuts |= {max(start, one.start), min(end, one.end)}
        for first, last, _ in notes:
            cuts |= {first, min(end, last)}
        ordered = sorted(cuts)
        speaking: Entity | None = None  # a name stands once where the same person goes on in a paragraph
        for first, last in pairwise(ordered):
            quote = next((q for q in quotes if q.start <= first < q.end), None)
            note = next((kind for low, high, kind in notes if low <= first < high), None)
            label = quote is not None and quote.start == first and (speaking is None or speaking != quote.speaker)
            speaking = quote.speaker if quote is not None else speaking
            anchor = first if first in anchors else None
            yield Piece(self._world.text[first:last], quote, anchor, label, note)

    def _quotes(self, start: int, end: int) -> list[Quote]:
        first = max(0, bisect_right(self._quote_starts, start) - 1)
        return [
            one
            for one in self._world.quotes[first : bisect_right(self._quote_starts, end)]
            if one.end > start and one.start < end
        ]

    @staticmethod
    def _between(values: Sequence[int], start: int, end: int) -> Sequence[int]:
        return values[bisect_right(values, start - 1) : bisect_right(values, end - 1)]
