"""The text of a work as it is shown: paragraphs, headings and notes, cut where quotes and anchors begin and end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fabula.readers.emphasis import emphasis_marks, marked_emphasis
from fabula.types.text import Paratext, Span
from fabula.types.world import PointOfView, Quote, StoryWorld

_LONG_LINE = 45  # characters; verse and addresses have shorter lines


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph, heading or note as it lies in the text; `kind` is ``"story"`` or the kind of paratext.

    `notes` are the paratexts inside a paragraph; `emphases` the words set off by marks, with and without these.
    """

    start: int
    end: int
    kind: str
    notes: tuple[Paratext, ...] = ()
    emphases: tuple[tuple[Span, Span], ...] = ()

    def with_emphases(self, text: str) -> Stretch:
        """Return the stretch with the words in it that ``*marks*`` or ``_marks_`` emphasise."""
        spans = (Span(self.start, self.end),) if self.kind == "story" else ()
        return replace(self, emphases=tuple((emphasis_marks(text, one), one) for one in marked_emphasis(text, spans)))

    def emphasis_at(self, offset: int) -> str | None:
        """Return what is at an offset: ``"words"`` that are emphasised, a ``"mark"`` that says so, or neither."""
        for outer, inner in self.emphases:
            if outer.start <= offset < outer.end:
                return "words" if inner.start <= offset < inner.end else "mark"
        return None

    def note_at(self, offset: int) -> str | None:
        """Return the kind of the note that holds an offset."""
        return next((one.kind for one in self.notes if one.start <= offset < one.end), None)

    def cut(self, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Yield the pieces between where notes, emphasis and spans begin and end, as far as these lie inside."""
        cuts = {self.start, self.end}
        inside: tuple[Paratext | Span, ...] = (*self.notes, *(one for pair in self.emphases for one in pair))
        for first, last in (*spans, *((one.start, one.end) for one in inside)):
            cuts |= {one for one in (first, last) if self.start < one < self.end}
        return pairwise(sorted(cuts))


def lay_out(story: Iterable[PointOfView], paratext: Iterable[Paratext]) -> list[Stretch]:
    """Return the stretches of a text, or of a part of it, in order: its paragraphs, and the paratext outside of them."""
    spans = sorted((one.start, one.end) for one in story)
    starts = [start for start, _ in spans]
    notes: dict[int, list[Paratext]] = {}
    outer: list[Stretch] = []
    for one in paratext:
        place = bisect_right(starts, one.start) - 1
        if place >= 0 and one.start < spans[place][1]:
            notes.setdefault(place, []).append(one)
        else:
            outer.append(Stretch(one.start, one.end, one.kind))
    inner = (Stretch(start, end, "story", tuple(notes.get(n, ()))) for n, (start, end) in enumerate(spans))
    return sorted((*inner, *outer), key=lambda one: (one.start, one.end))


def named_at(quotes: Iterable[Quote]) -> Iterator[Quote]:
    """Yield those of a paragraph's quotes that its speakers are named at: where the same one goes on, no more."""
    last: Quote | None = None
    for one in quotes:
        if last is None or last.speaker != one.speaker:
            yield one
        last = one


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one kind: plain, an anchor before it, or part of a quote; `label` on a speech's first piece.

    `emphasis` is ``"words"``, ``"mark"`` for the marks around them, or ``None``.
    """

    text: str
    quote: Quote | None
    anchor: int | None
    label: bool
    paratext: str | None
    emphasis: str | None = None


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
    scenes = {scene.start: scene.id for scene in world.scenes}
    marks = _Marks(world, sorted(set(anchors)))
    for one in lay_out(world.pov, world.work.paratext):
        wrapped = is_wrapped(world.text[one.start : one.end])
        yield Block(
            one.start, one.kind, tuple(marks.pieces(one.with_emphases(world.text))), scenes.get(one.start), wrapped
        )


def shown_stretches(world: StoryWorld) -> list[tuple[int, int]]:
    """Return the stretches of the text that are shown, in order: all but the white space between them."""
    return [(one.start, one.end) for one in lay_out(world.pov, world.work.paratext) if one.end > one.start]


def is_wrapped(text: str) -> bool:
    """Tell whether a paragraph's lines were broken to a width: all but the last one are long."""
    lines = text.splitlines()
    return len(lines) > 1 and all(len(line) > _LONG_LINE for line in lines[:-1])


class _Marks:
    """Cuts stretches of the text where quotes, notes and anchors begin and end."""

    def __init__(self, world: StoryWorld, anchors: Sequence[int]) -> None:
        self._world, self._anchors = world, anchors
        self._quote_starts = [quote.start for quote in world.quotes]

    def pieces(self, stretch: Stretch) -> Iterator[Piece]:
        """Yield the pieces of a stretch."""
        quotes = self._quotes(stretch.start, stretch.end)
        labels = {one.start for one in named_at(quotes)}
        anchors = set(self._between(self._anchors, stretch.start, stretch.end))
        spans = [(one.start, one.end) for one in quotes] + [(one, one) for one in anchors]
        for first, last in stretch.cut(spans):
            quote = next((one for one in quotes if one.start <= first < one.end), None)
            label = quote is not None and quote.start == first and first in labels
            anchor = first if first in anchors else None
            note, emphasis = stretch.note_at(first), stretch.emphasis_at(first)
            yield Piece(self._world.text[first:last], quote, anchor, label, note, emphasis)

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
