"""A part of the text as it is read: paragraphs in runs, with the speech, the names and the notes in them marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.present.prose import Stretch, is_wrapped, lay_out, named_at
from fabula.query.as_of import SOMEBODY
from fabula.serve.scope import Scope
from fabula.serve.shelf import Shown
from fabula.types.world import Entity, EntityMention, Quote

_LONGEST_QUOTE = 20_000  # characters; a quote that began further back is not looked for
_UNSURE = 0.5  # below which a speaker has a question mark, as in the report


@dataclass(frozen=True, slots=True)
class Label:
    """Who says a quote, as shown beside it: `place` is ``"margin"`` or, for a further speaker of a paragraph, ``"line"``."""

    name: str
    who: Entity | None
    sure: bool
    place: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph with nothing beginning or ending in it: a name or a note if it is one, the quotes around.

    `emphasis` as in a `Piece`.
    """

    text: str
    start: int
    opens: Quote | None = None
    closes: bool = False
    label: Label | None = None
    named: Entity | None = None
    note: str | None = None
    emphasis: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or note; `kind` is ``"story"`` or that of the paratext, `scene` the one that begins with it."""

    start: int
    end: int
    kind: str
    runs: tuple[Run, ...]
    scene: int | None
    wrapped: bool


def blocks_between(shown: Shown, start: int, end: int, scope: Scope) -> Iterator[Block]:
    """Yield what stands between two offsets of a text, in order.

    Speakers go by the name that has been read at the paragraph's end, or as far as `scope` goes.
    """
    world = shown.world
    scenes = {one.start: one.id for one in world.scenes}
    paratext = (one for one in world.work.paratext if start <= one.start < end)
    for one in lay_out(shown.between("pov", start, end), paratext):
        runs = tuple(_runs(shown, one.with_emphases(world.text), scope.up_to(shown, one.end)))
        wrapped = is_wrapped(world.text[one.start : one.end])
        yield Block(one.start, one.end, one.kind, runs, scenes.get(one.start), wrapped)


def _runs(shown: Shown, stretch: Stretch, read: int) -> Iterator[Run]:
    start, end, is_story = stretch.start, stretch.end, stretch.kind == "story"
    quotes = _quotes_in(shown, start, end) if is_story else []
    names = _names_in(shown, start, end) if is_story else []
    begun = {max(start, one.start): one for one in reversed(quotes)}
    ended = {min(end, one.end) for one in quotes}
    named = {one.start: one for one in names}
    labels = _labels(shown, [one for one in quotes if one.start >= start], read)
    spans = [(one.start, one.end) for one in quotes] + [(one.start, one.end) for one in names]
    for first, last in stretch.cut(spans):
        name = named.get(first)
        opens = begun.get(first)
        yield Run(
            shown.world.text[first:last],
            first,
            opens,
            last in ended,
            None if opens is None else labels.get(opens.id),
            name.entity if name is not None and name.end == last else None,
            stretch.note_at(first),
            stretch.emphasis_at(first),
        )


def _quotes_in(shown: Shown, start: int, end: int) -> list[Quote]:
    """Return the quotes that lie between two offsets, or reach into what does."""
    return [one for one in shown.between("quotes", max(0, start - _LONGEST_QUOTE), end) if one.end > start]


def _names_in(shown: Shown, start: int, end: int) -> list[EntityMention]:
    """Return the names of persons between two offsets, the longest where one stands in another."""
    found: list[EntityMention] = []
    for one in shown.between("mentions", start, end):
        inside = bool(found) and one.start < found[-1].end  # mentions are in order, the longest first
        if one.form == "PROP" and one.entity.type == "PER" and one.end <= end and not inside:
            found.append(one)
    return found


def _labels(shown: Shown, quotes: Sequence[Quote], read: int) -> dict[int, Label]:
    """Return the labels of a paragraph's quotes for who has read to an offset; who goes on speaking has one alone."""
    labels: dict[int, Label] = {}
    for one in named_at(quotes):
        sure = one.speaker is None or one.confidence >= _UNSURE
        labels[one.id] = Label(speaker_of(shown, one, read), one.speaker, sure, "line" if labels else "margin")
    return labels


def speaker_of(shown: Shown, quote: Quote, offset: int) -> str:
    """Return the name of a quote's speaker for who has read to an offset; the reader's own word is no secret."""
    given = quote.speaker is not None and quote.confidence == 1
    return name_of(shown, quote.speaker, len(shown.world.text) if given else offset)


def name_of(shown: Shown, who: Entity | None, offset: int) -> str:
    """Return the name that somebody goes by at an offset; ``"unknown"`` for nobody."""
    if who is None:
        return "unknown"
    name = shown.unfolding.name_at(who, offset)
    return "unknown" if name == SOMEBODY else name
