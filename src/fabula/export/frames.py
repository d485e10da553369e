"""Every layer of a world as a flat table: one row a thing, names beside ids, the text of a span beside its offsets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from fabula.export.tables import Kind
from fabula.query.arcs import find_arcs, find_journeys
from fabula.query.counts import count_quotes
from fabula.query.disclosure import find_retold, find_secrets, find_unheard
from fabula.query.names import JOIN, joined_names
from fabula.query.stays import find_stays
from fabula.types.text import Span
from fabula.types.world import Entity, StoryWorld

Row = tuple[Any, ...]

# What the columns that are no text hold, by their names.
_WHOLE = frozenset({
    "id", "utterance", "chapter", "start", "end", "scene", "step", "mentions", "quotes", "position", "number", "words",
    "person", "sentence", "paragraph", "head",
})  # fmt: skip
_REAL = frozenset({"confidence", "before", "value"})
_TRUE_OR_FALSE = frozenset({"group", "narrator"})
_TEXTS = frozenset({("timeline", "value")})  # a normal form


class _Reading:
    """A world as the rows need it: the text of spans, and the chapter of a place."""

    def __init__(self, world: StoryWorld) -> None:
        self.world = world
        self._chapters = [one.start for one in world.work.chapters]

    def text(self, placed: Any) -> str | None:
        """Return the words at a span or at a record that has one."""
        return None if placed is None else self.world.text[placed.start : placed.end]

    def place(self, placed: Any) -> Row:
        """Return the chapter (counted from 1 in reading order, ``None`` before the first), start and end."""
        return bisect_right(self._chapters, placed.start) or None, placed.start, placed.end


@dataclass(frozen=True, slots=True)
class _Layer:
    """The columns of a layer's table, and what makes its rows."""

    columns: tuple[str, ...]
    make: Callable[[_Reading], Iterable[Row]]


def columns(layer: str) -> tuple[str, ...]:
    """Return the names of a layer's columns; ``ValueError``, which lists the layers, when there is no such layer."""
    return _layer(layer).columns


def kinds(layer: str) -> dict[str, Kind]:
    """Return what each column of a layer's table holds, in every work alike; ``ValueError`` when there is no such layer."""
    return {name: _kind(layer, name) for name in columns(layer)}


def _kind(layer: str, column: str) -> Kind:
    if (layer, column) in _TEXTS:
        return "string"
    if column in _WHOLE or column.endswith(("_id", "_chapter")):
        return "int64"
    return "double" if column in _REAL else "bool" if column in _TRUE_OR_FALSE else "string"


def rows(world: StoryWorld, layer: str) -> list[dict[str, Any]]:
    """Return a layer as flat rows, in the export's order; several names in one cell are joined by ``"; "``.

    Offsets are characters of ``world.text``; ``chapter`` counts from 1 in reading order. Raises ``ValueError``, which
    lists the layers, when there is no such layer.
    """
    wanted = _layer(layer)
    return [dict(zip(wanted.columns, row, strict=True)) for row in wanted.make(_Reading(world))]


def to_frame(world: StoryWorld, layer: str) -> Any:
    """Return a layer as a pandas DataFrame; without pandas a polars one; else a pyarrow Table; else `rows`.

    An empty layer still has its columns. Raises ``ValueError`` for a layer that does not exist.
    """
    wanted = _layer(layer)
    found = list(wanted.make(_Reading(world)))
    if find_spec("pandas"):
        import pandas as pd

        # Ids that may be missing stay whole numbers.
        return pd.DataFrame(found, columns=list(wanted.columns)).convert_dtypes()
    values = {name: [row[at] for row in found] for at, name in enumerate(wanted.columns)}
    if find_spec("polars"):
        import polars as pl

        return pl.DataFrame(values, strict=False)
    if find_spec("pyarrow"):
        import pyarrow as pa

        return pa.table(values)
    return rows(world, layer)


def _layer(name: str) -> _Layer:
    if name not in LAYERS:
        raise ValueError(f"there is no layer {name!r}; the layers are {', '.join(LAYERS)}")
    return LAYERS[name]


def _who(entity: Entity | None) -> tuple[int | None, str | None]:
    return (None, None) if entity is None else (entity.id, entity.name)


# -- rows of each layer ---------------------------------------------------------------------------------------------


def _characters(reading: _Reading) -> Iterator[Row]:
    n_quotes = count_quotes(reading.world)
    for one in reading.world.characters:
        aliases = JOIN.join(one.aliases)
        yield (
            *_who(one), aliases, one.pronouns, one.group, one.narrator, one.mentions, n_quotes[one.id], one.confidence
        )  # fmt: skip


def _entities(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.entities:
        aliases = JOIN.join(one.aliases)
        yield one.id, one.type, one.name, aliases, one.pronouns, one.group, one.narrator, one.mentions, one.confidence


def _mentions(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.mentions:
        yield (
            *reading.place(one), reading.text(one), *_who(one.entity), one.type, one.form, one.confidence
        )  # fmt: skip


def _events(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.events:
        yield *reading.place(one), reading.text(one), one.lemma, *_who(one.agent), *_who(one.patient)


def _quotes(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.quotes:
        yield (
            one.id, one.utterance, *reading.place(one), reading.text(one), *_who(one.speaker), joined_names(one.addressees),
            joined_names(one.hearers), one.kind, reading.text(one.cue), reading.text(one.speaker_mention), one.confidence,
        )  # fmt: skip


def _doubts(reading: _Reading) -> Iterator[Row]:
    """Yield the quotes, the least sure first, and before these the ones without a speaker."""
    quotes = sorted(reading.world.quotes, key=lambda one: (one.speaker is not None, one.confidence, one.start))
    for one in quotes:
        yield (
            one.id, *reading.place(one), *_who(one.speaker), one.kind, reading.text(one.cue), one.confidence,
            reading.text(one),
        )  # fmt: skip


def _scenes(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.scenes:
        yield one.id, *reading.place(one), *_who(one.place), one.time, joined_names(one.present), one.break_cue


def _pov(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.pov:
        yield *reading.place(one), *_who(one.entity), one.person


def _knowledge(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.knowledge:
        yield (
            one.id, *reading.place(one), one.claim, joined_names(one.about), joined_names(one.holders), joined_names(one.unaware),
            one.stance, one.how, one.quote, reading.text(one), one.confidence,
        )  # fmt: skip


def _secrets(reading: _Reading) -> Iterator[Row]:
    for one in find_secrets(reading.world):
        claim, first = one.held.claim, one.learnt[0] if one.learnt else None
        yield (
            claim.id, *reading.place(claim), claim.claim, joined_names(claim.holders), joined_names(one.unaware),
            joined_names(one.beside), first.chapter if first else None, first.claim.id if first else None, claim.stance,
            reading.text(claim), claim.confidence,
        )  # fmt: skip


def _unheard(reading: _Reading) -> Iterator[Row]:
    for one in find_unheard(reading.world):
        quote = one.quote
        yield (
            quote.id, *reading.place(quote), *_who(quote.speaker), joined_names(quote.hearers), joined_names(one.by),
            reading.text(quote), quote.confidence,
        )  # fmt: skip


def _retold(reading: _Reading) -> Iterator[Row]:
    for one in find_retold(reading.world):
        claim, first = one.held.claim, one.first
        yield (
            claim.id, *reading.place(claim), claim.claim, *_who(one.held.told_by), joined_names(one.to), first.claim.id,
            first.chapter, *_who(first.told_by), first.text, reading.text(claim), claim.confidence,
        )  # fmt: skip


def _relations(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.relations:
        yield (
            *reading.place(one), *_who(one.source), *_who(one.target), one.aspect, one.change, one.value,
            reading.text(one), one.confidence,
        )  # fmt: skip


def _stays(reading: _Reading) -> Iterator[Row]:
    for one in find_stays(reading.world):
        where = (
            (None, None, None)
            if one.first is None or one.last is None
            else reading.place(Span(one.first.start, one.last.end))
        )
        yield one.scene.id, *_who(one.who), *where, reading.text(one.comes), reading.text(one.leaves)


def _arcs(reading: _Reading) -> Iterator[Row]:
    for one in find_arcs(reading.world):
        yield (
            *_who(one.source), *_who(one.target), one.aspect, None if one.scene is None else one.scene.id,
            *reading.place(one.turn), one.before, one.value, reading.text(one.turn), one.turn.confidence,
        )  # fmt: skip


def _journeys(reading: _Reading) -> Iterator[Row]:
    for one in find_journeys(reading.world):
        yield *_who(one.who), *_who(one.start), *_who(one.end), one.scene.id, *reading.place(one.scene), one.scene.time


def _objects(reading: _Reading) -> Iterator[Row]:
    for thing in reading.world.objects:
        for step, one in enumerate(thing.history, 1):
            yield (
                thing.name, step, one.action, *_who(one.holder), *_who(one.to), *reading.place(one), reading.text(one)
            )  # fmt: skip


def _timeline(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.timeline:
        yield *reading.place(one), one.text, one.kind, one.value, one.anchor


def _findings(reading: _Reading) -> Iterator[Row]:
    for one in reading.world.findings:
        spans = JOIN.join(f"{span.start}-{span.end}" for span in one.spans)
        excerpts = JOIN.join(span.of(reading.world.text) for span in one.spans)
        place = reading.place(one.spans[0]) if one.spans else (None, None, None)
        yield one.severity, one.kind, one.message, *place, spans, excerpts, one.confidence


def _chapters(reading: _Reading) -> Iterator[Row]:
    for position, one in enumerate(reading.world.work.chapters, 1):
        n_words = len(Span(one.start, one.end).of(reading.world.text).split())
        yield position, one.start, one.end, one.number, one.title, n_words


def _tokens(reading: _Reading) -> Iterator[Row]:
    for position, one in enumerate(reading.world.tokens or ()):
        yield (
            position, one.start, one.end, reading.text(one), one.sentence, one.paragraph, one.lemma, one.upos, one.xpos,
            one.head, one.deprel,
        )  # fmt: skip


def _table(names: str, make: Callable[[_Reading], Iterable[Row]]) -> _Layer:
    return _Layer(tuple(names.split()), make)


LAYERS = {
    "characters": _table("id name aliases pronouns group narrator mentions quotes confidence", _characters),
    "entities": _table("id type name aliases pronouns group narrator mentions confidence", _entities),
    "mentions": _table("chapter start end text entity_id entity type form confidence", _mentions),
    "quotes": _table(
        "id utterance chapter start end text speaker_id speaker addressees hearers kind cue speaker_mention confidence",
        _quotes,
    ),
    "doubts": _table("id chapter start end speaker_id speaker kind cue confidence text", _doubts),
    "scenes": _table("id chapter start end place_id place time present break", _scenes),
    "stays": _table("scene who_id who chapter start end comes leaves", _stays),
    "pov": _table("chapter start end entity_id entity person", _pov),
    "knowledge": _table(
        "id chapter start end claim about holders unaware stance how quote_id text confidence", _knowledge
    ),
    "secrets": _table(
        "id chapter start end claim kept_by unaware beside learnt_chapter learnt_id stance text confidence", _secrets
    ),
    "unheard": _table("id chapter start end speaker_id speaker hearers unheard_by text confidence", _unheard),
    "retold": _table(
        "id chapter start end claim teller_id teller to first_id first_chapter first_teller_id first_teller first_text text "
        "confidence",
        _retold,
    ),
    "relations": _table("chapter start end from_id from to_id to aspect change value text confidence", _relations),
    "arcs": _table("from_id from to_id to aspect scene chapter start end before value text confidence", _arcs),
    "journeys": _table("who_id who from_id from to_id to scene chapter start end time", _journeys),
    "objects": _table("object step action holder_id holder to_id to chapter start end text", _objects),
    "timeline": _table("chapter start end text kind value anchor", _timeline),
    "events": _table("chapter start end text lemma agent_id agent patient_id patient", _events),
    "findings": _table("severity kind message chapter start end spans text confidence", _findings),
    "chapters": _table("chapter start end number title words", _chapters),
    "tokens": _table("position start end text sentence paragraph lemma upos xpos head deprel", _tokens),
}
