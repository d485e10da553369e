"""A world as rows of the library, and back: what is stored is what is loaded, value for value."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fabula.query.counts import count_words
from fabula.store.layers import (
    Cast,
    Layer,
    Part,
    Several,
    company,
    insert,
    plain,
    read_layer,
    renamed,
    somebody,
    span,
    truth,
    write_layer,
)
from fabula.types.annotations import TimeExpression
from fabula.types.text import Chapter, Paratext, Span
from fabula.types.world import (
    Entity,
    EntityMention,
    Finding,
    Knowledge,
    PointOfView,
    Possession,
    Provenance,
    Quote,
    Relation,
    Scene,
    StoryObject,
    StoryWorld,
    Token,
    Work,
    WorldEvent,
)

_PLACED = plain("start", "end")
_SURE = plain("confidence")


def _write_step(step: Possession) -> tuple[Any, ...]:
    holder, to = (None if one is None else one.id for one in (step.holder, step.to))
    return holder, to, step.action, step.start, step.end


def _read_step(cast: Cast, holder: int | None, to: int | None, action: Any, start: int, end: int) -> Possession:
    return Possession(None if holder is None else cast[holder], None if to is None else cast[to], action, start, end)


_ALIASES = Several("aliases", "aliases", "entity", "id", Part("", ("alias",), lambda one: (one,), lambda _, one: one))
_SPANS = Several(
    "spans",
    "finding_spans",
    "finding",
    None,
    Part("", ("start", "end"), lambda one: (one.start, one.end), lambda _, start, end: Span(start, end)),
)
_STEPS = Several(
    "history",
    "object_steps",
    "object",
    None,
    Part("", ("holder", "recipient", "action", "start", "end"), _write_step, _read_step),
)

_ENTITIES = Layer(
    "entities",
    Entity,
    (
        *plain("id", "type", "name", "pronouns", "mentions", "confidence"),
        truth("group", "is_group"),
        truth("narrator", "narrator"),
    ),
    (_ALIASES,),
)
_TOKENS = Layer("tokens", Token, (*_PLACED, *plain("sentence", "paragraph", "lemma", "upos", "xpos", "head", "deprel")))
_CHAPTERS = Layer("chapters", Chapter, (*_PLACED, *plain("number", "title")))
_PARATEXT = Layer("paratext", Paratext, (*_PLACED, *plain("kind")))
_QUOTES = Layer(
    "quotes",
    Quote,
    (
        *plain("id", "utterance", "kind"),
        *_PLACED,
        *_SURE,
        somebody("speaker"),
        span("cue"),
        span("speaker_mention"),
    ),
    (company("addressees", "quote"), company("hearers", "quote")),
)
_SCENES = Layer(
    "scenes",
    Scene,
    (*plain("id", "time"), *_PLACED, somebody("place"), renamed("break_cue", "opened_by")),
    (company("present", "scene"),),
)
_KNOWLEDGE = Layer(
    "knowledge",
    Knowledge,
    (*plain("id", "claim", "stance", "how", "quote"), *_PLACED, *_SURE),
    tuple(company(role, "knowledge") for role in ("about", "holders", "unaware")),
)

# The layers that refer to entities, in the order of the world's fields; parents before children.
_LAYERS: Mapping[str, Layer] = {
    "mentions": Layer("mentions", EntityMention, (*_PLACED, *plain("type", "form"), *_SURE, somebody("entity"))),
    "events": Layer("events", WorldEvent, (*_PLACED, *plain("lemma"), somebody("agent"), somebody("patient"))),
    "quotes": _QUOTES,
    "scenes": _SCENES,
    "pov": Layer("pov", PointOfView, (*_PLACED, *plain("person"), somebody("entity"))),
    "knowledge": _KNOWLEDGE,
    "relations": Layer(
        "relations",
        Relation,
        (*_PLACED, *plain("aspect", "change", "value"), *_SURE, somebody("source"), somebody("target")),
    ),
    "objects": Layer("objects", StoryObject, plain("name"), (_STEPS,)),
    "timeline": Layer("timeline", TimeExpression, (*_PLACED, *plain("text", "kind", "value", "anchor"))),
    "findings": Layer("findings", Finding, (*plain("kind", "severity", "message"), *_SURE), (_SPANS,)),
}
_EVERY_LAYER = (_CHAPTERS, _PARATEXT, _TOKENS, _ENTITIES, *_LAYERS.values())
_MADE_FROM = ("fabula", "model", "model_sha256", "source", "source_sha256", "cast_sha256")
_SUMMARY = ("title", "author", "language", "words", "chapters", "characters", "quotes", "read_at", "has_tokens")


def write_work(connection: sqlite3.Connection, key: str, world: StoryWorld, read_at: datetime) -> int:
    """Insert or renew the row of a work, told by `key`; return its id, which it keeps."""
    columns = ("key", *_SUMMARY, *_MADE_FROM)
    values = (key, *_summary(world, read_at), *(getattr(world.provenance, name) for name in _MADE_FROM))
    renewed = ", ".join(f"{column} = excluded.{column}" for column in columns)
    query = f"""INSERT INTO works ({", ".join(columns)}) VALUES ({", ".join("?" * len(columns))})
        ON CONFLICT (key) DO UPDATE SET {renewed} RETURNING id"""
    return int(connection.execute(query, values).fetchall()[0][0])


def _summary(world: StoryWorld, read_at: datetime) -> tuple[Any, ...]:
    work = world.work
    counts = (count_words(world), len(work.chapters), len(world.characters), len(world.quotes))
    return work.title, work.author, work.language, *counts, read_at.isoformat(), world.tokens is not None


def write_layers(connection: sqlite3.Connection, work: int, world: StoryWorld) -> None:
    """Insert every layer of a world."""
    insert(connection, "texts", ("work", "text"), [(work, world.text)])
    insert(connection, "tags", ("work", "position", "type", "tag"), _tag_rows(work, world.work.tags))
    write_layer(connection, work, _CHAPTERS, world.work.chapters)
    write_layer(connection, work, _PARATEXT, world.work.paratext)
    write_layer(connection, work, _TOKENS, world.tokens or ())
    write_layer(connection, work, _ENTITIES, world.entities)
    for name, layer in _LAYERS.items():
        write_layer(connection, work, layer, getattr(world, name))


def delete_layers(connection: sqlite3.Connection, work: int) -> None:
    """Delete every row of a work but the one in ``works``: children first, so that no foreign key looks for them."""
    for layer in reversed(_EVERY_LAYER):
        for table in (*(several.table for several in layer.several), layer.table):
            connection.execute(f"DELETE FROM {table} WHERE work = ?", (work,))
    for table in ("tags", "texts"):
        connection.execute(f"DELETE FROM {table} WHERE work = ?", (work,))


def read_world(connection: sqlite3.Connection, work: int) -> StoryWorld:
    """Return the world stored as `work`, which must be there."""
    columns = ", ".join(("title", "author", "language", "has_tokens", *_MADE_FROM))
    query = f"SELECT {columns}, text FROM works JOIN texts ON work = id WHERE id = ?"
    title, author, language, has_tokens, *made_from, text = connection.execute(query, (work,)).fetchone()
    chapters, paratext, tokens, entities = (
        read_layer(connection, work, layer, {}) for layer in (_CHAPTERS, _PARATEXT, _TOKENS, _ENTITIES)
    )
    cast = {one.id: one for one in entities}
    return StoryWorld(
        provenance=Provenance(*made_from),
        text=text,
        work=Work(title, author, language, _read_tags(connection, work), chapters, paratext),
        entities=entities,
        tokens=tokens if has_tokens else None,
        **{name: read_layer(connection, work, layer, cast) for name, layer in _LAYERS.items()},
    )


def _tag_rows(work: int, tags: Mapping[str, tuple[str, ...]]) -> list[tuple[int, int, str, str | None]]:
    """Return a row for each tag; a type without any has one row with ``NULL``."""
    pairs = [(kind, tag) for kind, given in tags.items() for tag in (given or (None,))]
    return [(work, position, kind, tag) for position, (kind, tag) in enumerate(pairs)]


def _read_tags(connection: sqlite3.Connection, work: int) -> dict[str, tuple[str, ...]]:
    tags: dict[str, tuple[str, ...]] = {}
    for kind, tag in connection.execute("SELECT type, tag FROM tags WHERE work = ? ORDER BY position", (work,)):
        tags[kind] = (*tags.get(kind, ()), *(() if tag is None else (tag,)))
    return tags
