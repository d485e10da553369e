"""The story world: entities, and claims about them, each with the span that supports it.

These are the layers of the export format (`docs/world-format.md`), as values. Claims refer to entities directly, so
``quote.speaker.name`` needs no look-up; an entity is equal to another by value and hashes by its id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fabula.types.annotations import EntityType, MentionForm, QuotationKind, TimeExpression
from fabula.types.text import Chapter, Paratext, Span

Pronouns = Literal["she", "he", "they", "it", "I", "we"]
Stance = Literal["knows", "believes", "doubts", "hides", "lies", "intends", "feels"]
Source = Literal["witnessed", "told", "overheard", "inferred", "thought", "narrated"]
Aspect = Literal["affection", "trust", "allegiance", "fear", "anger", "kinship", "authority"]
Change = Literal["state", "up", "down"]
ObjectAction = Literal["has", "takes", "gives", "wears", "removes", "loses"]
FindingKind = Literal[
    "name_variant",
    "lost_dialogue",
    "pov_shift",
    "contradiction",
    "repeated_text",
    "absent_but_acting",
    "garbled",
    "numbering",
    "unclosed_quote",
    "knowledge_leak",
]
Severity = Literal["note", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a world from what: versions and SHA-256 sums in hexadecimal."""

    fabula: str
    model: str
    model_sha256: str
    source: str
    source_sha256: str
    cast_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """The book as a thing: title, author, the archive's tags by type, chapters and paratext."""

    title: str | None = None
    author: str | None = None
    language: str = "en"
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chapters: tuple[Chapter, ...] = ()
    paratext: tuple[Paratext, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One token; ``upos``, ``xpos``, ``head`` and ``deprel`` are ``None`` where nothing was parsed.

    ``supersense`` is the class of a noun or verb by STREUSLE (``"v.motion"``), ``None`` for other words. The export has no
    place for it, so that tokens are the same whatever theirs is.
    """

    start: int
    end: int
    sentence: int
    paragraph: int
    lemma: str | None = None
    upos: str | None = None
    xpos: str | None = None
    head: int | None = None
    deprel: str | None = None
    supersense: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that the mentions of one chain refer to; `mentions` is how many there are."""

    id: int
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    group: bool = False
    pronouns: Pronouns | None = None
    narrator: bool = False
    mentions: int = 0
    confidence: float = 1.0

    def __hash__(self) -> int:
        return self.id


@dataclass(frozen=True, slots=True)
class EntityMention:
    """A stretch that refers to `entity`."""

    start: int
    end: int
    entity: Entity
    type: EntityType
    form: MentionForm
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class WorldEvent:
    """A realis event: its trigger and who takes part."""

    start: int
    end: int
    lemma: str
    agent: Entity | None = None
    patient: Entity | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """One stretch of direct speech with its quotation marks."""

    id: int
    start: int
    end: int
    utterance: int
    speaker: Entity | None
    addressees: tuple[Entity, ...]
    hearers: tuple[Entity, ...]
    kind: QuotationKind
    cue: Span | None = None
    speaker_mention: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A stretch of one place, time and company; `break_cue` says what opens it (the export's ``break``)."""

    id: int
    start: int
    end: int
    place: Entity | None
    time: str | None
    present: tuple[Entity, ...]
    break_cue: str


@dataclass(frozen=True, slots=True)
class PointOfView:
    """Through whose eyes one paragraph is told; `entity` is ``None`` for an omniscient or unknown one."""

    start: int
    end: int
    entity: Entity | None
    person: Literal[1, 2, 3]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A claim with those who hold it from here on, and those who demonstrably do not."""

    id: int
    claim: str
    about: tuple[Entity, ...]
    holders: tuple[Entity, ...]
    unaware: tuple[Entity, ...]
    stance: Stance
    how: Source
    start: int
    end: int
    quote: int | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Relation:
    """One directed bond as one passage shows it; `value` runs from -1 (its opposite) to 1."""

    source: Entity
    target: Entity
    aspect: Aspect
    change: Change
    value: float
    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Possession:
    """One step in the history of a thing."""

    holder: Entity | None
    to: Entity | None
    action: ObjectAction
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class StoryObject:
    """A notable thing and who had it, step by step."""

    name: str
    history: tuple[Possession, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a careful editor would mark."""

    kind: FindingKind
    severity: Severity
    message: str
    spans: tuple[Span, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class StoryWorld:
    """Everything read from one work. Every span reads ``text[start:end]``."""

    provenance: Provenance
    text: str
    work: Work
    entities: tuple[Entity, ...] = ()
    mentions: tuple[EntityMention, ...] = ()
    events: tuple[WorldEvent, ...] = ()
    quotes: tuple[Quote, ...] = ()
    scenes: tuple[Scene, ...] = ()
    pov: tuple[PointOfView, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    relations: tuple[Relation, ...] = ()
    objects: tuple[StoryObject, ...] = ()
    timeline: tuple[TimeExpression, ...] = ()
    findings: tuple[Finding, ...] = ()
    tokens: tuple[Token, ...] | None = None

    @property
    def characters(self) -> tuple[Entity, ...]:
        """The persons who act, speak or are spoken to, most mentioned first."""
        active = {quote.speaker for quote in self.quotes} | {event.agent for event in self.events}
        active |= {one for quote in self.quotes for one in quote.addressees}
        persons = [one for one in self.entities if one.type == "PER" and one in active]
        return tuple(sorted(persons, key=lambda one: (-one.mentions, one.id)))

    @property
    def named_characters(self) -> tuple[Entity, ...]:
        """The characters that the text has a name for, no groups, most mentioned first."""
        named = {mention.entity for mention in self.mentions if mention.form == "PROP"}
        return tuple(one for one in self.characters if one in named and not one.group)

    @property
    def misspelt_names(self) -> frozenset[str]:
        """The names, as they stand, that findings take for misspellings."""
        variants = (finding.spans[0] for finding in self.findings if finding.kind == "name_variant")
        return frozenset(span.of(self.text) for span in variants)

    def frame(self, layer: str) -> Any:
        """Return one layer as a table: a pandas or polars DataFrame, whichever is installed, else a list of rows.

        Raises ``ValueError`` for a layer that does not exist.
        """
        from fabula.export.frames import to_frame

        return to_frame(self, layer)

    def _repr_html_(self) -> str:
        from fabula.present.notebook import render_notebook

        return render_notebook(self)
