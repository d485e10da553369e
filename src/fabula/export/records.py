"""The tables of the format ``fabula-world``: every record's keys in their order, and the kind of each value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_type_hints

from fabula.export.codec import (
    ENTITY,
    NUMBER,
    OFFSET,
    SPAN,
    TEXT,
    TRUTH,
    WHOLE,
    Codec,
    Field,
    listed,
    mapped,
    one_of,
    optional,
    record,
)
from fabula.types import world
from fabula.types.annotations import EntityType, MentionForm, QuotationKind, TimeExpression
from fabula.types.text import Chapter, Paratext, ParatextKind

_PLACED = (Field("start", OFFSET), Field("end", OFFSET))
_CONFIDENCE = Field("confidence", NUMBER)
_SOMEBODY, _EVERYBODY = optional(ENTITY), listed(ENTITY)

_PROVENANCE = record(
    world.Provenance,
    Field("fabula", TEXT),
    Field("model", TEXT),
    Field("model_sha256", TEXT),
    Field("source", TEXT),
    Field("source_sha256", TEXT),
    Field("cast_sha256", optional(TEXT)),
)
_CHAPTER = record(Chapter, Field("number", optional(WHOLE)), Field("title", optional(TEXT)), *_PLACED)
_PARATEXT = record(Paratext, Field("kind", one_of(ParatextKind)), *_PLACED)
_WORK = record(
    world.Work,
    Field("title", optional(TEXT)),
    Field("author", optional(TEXT)),
    Field("language", TEXT),
    Field("tags", mapped(listed(TEXT))),
    Field("chapters", listed(_CHAPTER)),
    Field("paratext", listed(_PARATEXT)),
)
_TOKEN = record(
    world.Token,
    *_PLACED,
    Field("sentence", WHOLE),
    Field("paragraph", WHOLE),
    Field("lemma", optional(TEXT)),
    Field("upos", optional(TEXT)),
    Field("xpos", optional(TEXT)),
    Field("head", optional(WHOLE)),
    Field("deprel", optional(TEXT)),
)
_ENTITY = record(
    world.Entity,
    Field("id", WHOLE),
    Field("type", one_of(EntityType)),
    Field("name", TEXT),
    Field("aliases", listed(TEXT)),
    Field("group", TRUTH),
    Field("pronouns", optional(one_of(world.Pronouns))),
    Field("narrator", TRUTH),
    Field("mentions", WHOLE),
    _CONFIDENCE,
)
_MENTION = record(
    world.EntityMention,
    *_PLACED,
    Field("entity", ENTITY),
    Field("type", one_of(EntityType)),
    Field("form", one_of(MentionForm)),
    _CONFIDENCE,
)
_EVENT = record(
    world.WorldEvent, *_PLACED, Field("lemma", TEXT), Field("agent", _SOMEBODY), Field("patient", _SOMEBODY)
)
_QUOTE = record(
    world.Quote,
    Field("id", WHOLE),
    *_PLACED,
    Field("utterance", WHOLE),
    Field("speaker", _SOMEBODY),
    Field("addressees", _EVERYBODY),
    Field("hearers", _EVERYBODY),
    Field("kind", one_of(QuotationKind)),
    Field("cue", optional(SPAN)),
    Field("speaker_mention", optional(SPAN)),
    _CONFIDENCE,
)
_SCENE = record(
    world.Scene,
    Field("id", WHOLE),
    *_PLACED,
    Field("place", _SOMEBODY),
    Field("time", optional(TEXT)),
    Field("present", _EVERYBODY),
    Field("break", TEXT, "break_cue"),
)
_POV = record(
    world.PointOfView,
    *_PLACED,
    Field("entity", _SOMEBODY),
    Field("person", one_of(get_type_hints(world.PointOfView)["person"])),
)
_KNOWLEDGE = record(
    world.Knowledge,
    Field("id", WHOLE),
    Field("claim", TEXT),
    Field("about", _EVERYBODY),
    Field("holders", _EVERYBODY),
    Field("unaware", _EVERYBODY),
    Field("stance", one_of(world.Stance)),
    Field("how", one_of(world.Source)),
    *_PLACED,
    Field("quote", optional(WHOLE)),
    _CONFIDENCE,
)
_RELATION = record(
    world.Relation,
    Field("from", ENTITY, "source"),
    Field("to", ENTITY, "target"),
    Field("aspect", one_of(world.Aspect)),
    Field("change", one_of(world.Change)),
    Field("value", NUMBER),
    *_PLACED,
    _CONFIDENCE,
)
_POSSESSION = record(
    world.Possession,
    Field("holder", _SOMEBODY),
    Field("to", _SOMEBODY),
    Field("action", one_of(world.ObjectAction)),
    *_PLACED,
)
_OBJECT = record(world.StoryObject, Field("name", TEXT), Field("history", listed(_POSSESSION)))
_TIME = record(
    TimeExpression,
    *_PLACED,
    Field("text", TEXT),
    Field("kind", one_of(get_type_hints(TimeExpression)["kind"])),
    Field("value", optional(TEXT)),
    Field("anchor", optional(TEXT)),
)
_FINDING = record(
    world.Finding,
    Field("kind", one_of(world.FindingKind)),
    Field("severity", one_of(world.Severity)),
    Field("message", TEXT),
    Field("spans", listed(SPAN)),
    _CONFIDENCE,
)

# The keys of the export in their order, after `format` and `version`.
LAYERS: Mapping[str, Codec] = {
    "provenance": _PROVENANCE,
    "text": TEXT,
    "work": _WORK,
    "tokens": listed(_TOKEN),
    "entities": listed(_ENTITY),
    "mentions": listed(_MENTION),
    "events": listed(_EVENT),
    "quotes": listed(_QUOTE),
    "scenes": listed(_SCENE),
    "pov": listed(_POV),
    "knowledge": listed(_KNOWLEDGE),
    "relations": listed(_RELATION),
    "objects": listed(_OBJECT),
    "timeline": listed(_TIME),
    "findings": listed(_FINDING),
}
