"""What gold and prediction have in common: one set of types, so that a score is a function of two like things.

All positions are half-open character offsets into the text that was annotated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from fabula.types.annotations import QuotationKind
from fabula.types.text import Span
from fabula.types.world import Entity, StoryWorld

Chains = tuple[frozenset[Span], ...]


class TypedSpan(NamedTuple):
    """One entity mention of LitBank: its place and its type (PER, FAC, GPE, LOC, VEH, ORG)."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class SpokenQuotation:
    """One quotation: its stretches (a speech broken by its tag has several), who says it, to whom.

    `speaker` and `addressees` are main names of the gold cast; `kind` is ``None`` where the gold says 'nan'.
    """

    spans: tuple[Span, ...]
    speaker: str | None
    addressees: frozenset[str] = frozenset()
    kind: QuotationKind | None = None
    confidence: float = 1.0
    id: str = ""


@dataclass(frozen=True, slots=True)
class Annotations:
    """The LitBank layers of one document; `entities` are names and common nouns, `chains` also hold pronouns."""

    entities: frozenset[TypedSpan]
    events: frozenset[Span]
    chains: Chains
    quotations: tuple[SpokenQuotation, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One LitBank excerpt: where its pretokenised text lies, the text, and the gold."""

    name: str
    path: Path
    text: str
    gold: Annotations


@dataclass(frozen=True, slots=True)
class CastMember:
    """One row of PDNC's ``character_info.csv``; `gender` is F, M, U or X, `category` major, intermediate or minor."""

    name: str
    aliases: frozenset[str]
    gender: str = "X"
    category: str = "minor"

    @property
    def names(self) -> frozenset[str]:
        """Every name of the character, the main one included."""
        return self.aliases | {self.name}


@dataclass(frozen=True, slots=True)
class CharacterMention:
    """A mention inside a PDNC quotation and the characters (main names) that it means."""

    start: int
    end: int
    characters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Novel:
    """One PDNC novel; speakers and addressees of `quotations` are main names of `cast` wherever the gold allows it."""

    name: str
    path: Path
    cast_path: Path
    text: str
    cast: tuple[CastMember, ...]
    quotations: tuple[SpokenQuotation, ...]
    mentions: tuple[CharacterMention, ...] = ()


@dataclass(frozen=True, slots=True)
class GapItem:
    """One ambiguous pronoun of GAP and two names; `*_same` tells whether the name is what the pronoun means."""

    id: str
    text: str
    pronoun: Span
    a: Span
    b: Span
    a_same: bool
    b_same: bool


def deduplicated(chains: Iterable[Iterable[Span]]) -> Chains:
    """Return the chains with each span kept only in the first chain that has it, empty chains dropped."""
    seen: set[Span] = set()
    kept: list[frozenset[Span]] = []
    for chain in chains:
        fresh = frozenset(chain) - seen
        seen |= fresh
        if fresh:
            kept.append(fresh)
    return tuple(kept)


def quotations_of(world: StoryWorld, name_of: Callable[[Entity], str]) -> tuple[SpokenQuotation, ...]:
    """Return the quotes of `world`, one `SpokenQuotation` each, with entities named by `name_of`."""
    return tuple(
        SpokenQuotation(
            spans=(Span(quote.start, quote.end),),
            speaker=None if quote.speaker is None else name_of(quote.speaker),
            addressees=frozenset(name_of(one) for one in quote.addressees),
            kind=quote.kind,
            confidence=quote.confidence,
            id=str(quote.id),
        )
        for quote in world.quotes
    )


def annotations_of(world: StoryWorld) -> Annotations:
    """Return the LitBank layers of `world`: what the gold of a `Document` holds, as predicted."""
    chains: dict[int, list[Span]] = {}
    for mention in world.mentions:
        chains.setdefault(mention.entity.id, []).append(Span(mention.start, mention.end))
    return Annotations(
        entities=frozenset(TypedSpan(one.start, one.end, one.type) for one in world.mentions if one.form != "PRON"),
        events=frozenset(Span(one.start, one.end) for one in world.events),
        chains=deduplicated(chains.values()),
        quotations=quotations_of(world, lambda entity: str(entity.id)),
    )
