"""What the report shows, as plain values: one function a view, each from a story world."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fabula.present.layout import place_nodes
from fabula.types.world import Entity, Quote, StoryWorld

N_COLOURS = 10  # the most frequent speakers have a colour of their own
_NETWORK_NODES, _NETWORK_EDGES = 22, 60
_STRIP_ROWS = 12
_LONG_LINE = 45  # characters; verse and addresses have shorter lines


@dataclass(frozen=True, slots=True)
class CastRow:
    """One character with its counts; `colour` is 0 for those without one, `first` the offset of the first mention."""

    entity: Entity
    colour: int
    n_quotes: int
    n_words: int
    share: float
    n_scenes: int
    first: int


@dataclass(frozen=True, slots=True)
class Node:
    """One character in the network; x and y in [0, 1], `size` the square root of its share."""

    entity: Entity
    colour: int
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Edge:
    """How often two characters speak to each other, `weight` of the most in [0, 1]."""

    one: Node
    other: Node
    count: int
    weight: float


@dataclass(frozen=True, slots=True)
class StripRow:
    """One speaker's quotes along the story: (quote, start, width), the last two in [0, 1]."""

    entity: Entity
    colour: int
    ticks: tuple[tuple[Quote, float, float], ...]


def n_words(text: str) -> int:
    """Return how many words a text has, divided at white space."""
    return len(text.split())


def speakers(world: StoryWorld) -> list[tuple[Entity, int]]:
    """Return who speaks and how many quotes, the most talkative first."""
    counts = Counter(quote.speaker for quote in world.quotes if quote.speaker is not None)
    return sorted(counts.items(), key=lambda one: (-one[1], one[0].id))


def colours(world: StoryWorld) -> dict[int, int]:
    """Return the colour, from 1, of the most frequent speakers by entity id."""
    return {one.id: place for place, (one, _) in enumerate(speakers(world)[:N_COLOURS], start=1)}


def cast_rows(world: StoryWorld) -> list[CastRow]:
    """Return the characters, those who speak first, then by mentions."""
    colour = colours(world)
    spoken: Counter[int] = Counter()
    quotes: Counter[int] = Counter()
    for quote in world.quotes:
        if quote.speaker is not None:
            quotes[quote.speaker.id] += 1
            spoken[quote.speaker.id] += n_words(world.text[quote.start : quote.end])
    scenes = Counter(one.id for scene in world.scenes for one in scene.present)
    first: dict[int, int] = {}
    for mention in world.mentions:
        first.setdefault(mention.entity.id, mention.start)
    rows = [
        CastRow(
            one,
            colour.get(one.id, 0),
            quotes[one.id],
            spoken[one.id],
            spoken[one.id] / max(1, spoken.total()),
            scenes[one.id],
            first.get(one.id, 0),
        )
        for one in world.characters
    ]
    return sorted(rows, key=lambda row: (-row.n_quotes, -row.entity.mentions, row.entity.id))


def network(world: StoryWorld) -> tuple[list[Node], list[Edge]]:
    """Return who speaks to whom: the most active characters and the strongest bonds among them."""
    talks = _talks(world)
    activity: Counter[Entity] = Counter()
    for (one, other), count in talks.items():
        activity[one] += count
        activity[other] += count
    chosen = sorted(activity, key=lambda one: (-activity[one], one.id))[:_NETWORK_NODES]
    place = {one: i for i, one in enumerate(chosen)}
    weights = np.zeros((len(chosen), len(chosen)))
    for (one, other), count in talks.items():
        if one in place and other in place:
            weights[place[one], place[other]] = weights[place[other], place[one]] = count
    at, colour = place_nodes(weights), colours(world)
    most = max(activity.values(), default=1)
    nodes = [
        Node(one, colour.get(one.id, 0), float(at[i, 0]), float(at[i, 1]), (activity[one] / most) ** 0.5)
        for i, one in enumerate(chosen)
    ]
    return nodes, _edges(nodes, place, talks)


def _talks(world: StoryWorld) -> Counter[tuple[Entity, Entity]]:
    """Count the quotes between each two characters, whoever says them."""
    counts: Counter[tuple[Entity, Entity]] = Counter()
    for quote in world.quotes:
        for other in quote.addressees:
            if quote.speaker is not None and other != quote.speaker and not other.group:
                one, two = sorted((quote.speaker, other), key=lambda entity: entity.id)
                counts[one, two] += 1
    return counts


def _edges(nodes: Sequence[Node], place: dict[Entity, int], talks: Counter[tuple[Entity, Entity]]) -> list[Edge]:
    inside = [(pair, count) for pair, count in talks.items() if pair[0] in place and pair[1] in place]
    inside.sort(key=lambda one: (-one[1], one[0][0].id, one[0][1].id))
    most = max((count for _, count in inside), default=1)
    return [
        Edge(nodes[place[one]], nodes[place[other]], count, count / most)
        for (one, other), count in inside[:_NETWORK_EDGES]
    ]


def strip(world: StoryWorld) -> list[StripRow]:
    """Return when the most frequent speakers speak, along the story's length."""
    colour = colours(world)
    length = max(1, len(world.text))
    rows = []
    for entity, _ in speakers(world)[:_STRIP_ROWS]:
        ticks = tuple(
            (quote, quote.start / length, (quote.end - quote.start) / length)
            for quote in world.quotes
            if quote.speaker == entity
        )
        rows.append(StripRow(entity, colour.get(entity.id, 0), ticks))
    return rows


# -- the text -------------------------------------------------------------------------------------------------------


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


def text_blocks(world: StoryWorld, anchors: Sequence[int]) -> Iterator[Block]:
    """Yield the whole text in order; `anchors` are offsets that something links to."""
    story = [(one.start, one.end, "story") for one in world.pov]
    inside = _Inside(story)
    outer = [(one.start, one.end, one.kind) for one in world.work.paratext if not inside.covers(one.start)]
    notes = [(one.start, one.end, one.kind) for one in world.work.paratext if inside.covers(one.start)]
    scenes = {scene.start: scene.id for scene in world.scenes}
    marks = _Marks(world, sorted(set(anchors)), notes)
    for start, end, kind in sorted((*story, *outer)):
        yield Block(start, kind, tuple(marks.pieces(start, end)), scenes.get(start), _is_wrapped(world.text[start:end]))


def _is_wrapped(text: str) -> bool:
    """Tell whether a paragraph's lines were broken to a width: all but the last one are long."""
    lines = text.splitlines()
    return len(lines) > 1 and all(len(line) > _LONG_LINE for line in lines[:-1])


class _Inside:
    def __init__(self, spans: Sequence[tuple[int, int, str]]) -> None:
        self._starts = [start for start, _, _ in spans]
        self._ends = [end for _, end, _ in spans]

    def covers(self, offset: int) -> bool:
        place = bisect_right(self._starts, offset) - 1
        return place >= 0 and offset < self._ends[place]


class _Marks:
    """Cuts stretches of the text where quotes, notes and anchors begin and end."""

    def __init__(self, world: StoryWorld, anchors: Sequence[int], notes: Sequence[tuple[int, int, str]]) -> None:
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
