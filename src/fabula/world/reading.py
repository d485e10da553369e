"""A book as read so far: entities with their mentions, quotes with their speakers, ready for the world's stages."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.leftovers import Leftover
from fabula.resolve.people import Person
from fabula.resolve.resolution import Resolution
from fabula.types.world import Entity, EntityMention, Pronouns, Quote

_UNKNOWN_CONFIDENCE = 0.3  # that the mentions of somebody unknown are one entity of their own
_PRONOUNS: dict[str | None, Pronouns] = {"female": "she", "male": "he", "plural": "they", "neuter": "it"}


@dataclass(frozen=True, slots=True)
class Thought:
    """Words that somebody thinks, apart from narration: where they stand, who thinks them, and how likely that is."""

    start: int
    end: int
    thinker: Entity
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the world's stages read.

    `entity_of` is parallel to ``discourse.references``, `quote_of` to ``discourse.quotations`` (``None`` for what nobody says
    aloud). `hearers` of the quotes are empty until presence is known. `unknown_of` has an entity for each reference that
    `entity_of` knows none for. `confidence` tells how likely each reference is a mention, and of that entity. `tellers` and
    `focal` give who tells a part of the book, and through whose eyes it is told, by the part's first token; `members` the
    persons in groups, as far as they are known. `unseen` tells of a quote, by its id, how likely a line right before it is
    missing, as `Resolution.unseen`; `scenes` of paragraphs whether the reader has a scene begin there.
    """

    discourse: Discourse
    entities: tuple[Entity, ...]
    entity_of: tuple[Entity | None, ...]
    unknown_of: tuple[Entity | None, ...]
    confidence: tuple[float, ...]
    quotes: tuple[Quote, ...]
    quote_of: tuple[Quote | None, ...]
    narrator: Entity | None
    tellers: tuple[tuple[int, Entity | None], ...]
    focal: tuple[tuple[int, Entity | None], ...] = ()
    members: Mapping[Entity, tuple[Entity, ...]] = field(default_factory=dict)
    thoughts: tuple[Thought, ...] = ()
    unseen: Mapping[int, float] = field(default_factory=dict)
    scenes: Mapping[int, bool] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The book's text."""
        return self.discourse.book.text

    def teller(self, token: int) -> Entity | None:
        """Return who says *I* in the narration at a token."""
        return _of_part(self.tellers, token, self.narrator)

    def focal_by_line(self, token: int) -> Entity | None:
        """Return through whose eyes the part at a token is told, where a line with *POV* says so."""
        return _of_part(self.focal, token, None)

    def referent(self, reference: Reference) -> Entity | None:
        """Return whom a reference means, if known."""
        return self.entity_of[reference.number]

    def person(self, reference: Reference) -> Entity | None:
        """Return whom a reference means if that is one person."""
        found = self.entity_of[reference.number]
        return found if found is not None and found.type == "PER" and not found.group else None

    def person_at(self, token: int) -> Entity | None:
        """Return whom the mention that begins at a token means, if that is one person."""
        reference = self.discourse.at_token.get(token)
        return None if reference is None else self.person(reference)

    def persons(self, reference: Reference) -> tuple[Entity, ...]:
        """Return the persons whom a reference means: one, or the members of a group as far as they are known."""
        who, found = self.person(reference), self.entity_of[reference.number]
        if who is not None:
            return (who,)
        return () if found is None else self.members.get(found, ())

    def owner(self, token: int, reach: int = 4) -> Entity | None:
        """Return whose the thing or the part of a body at a token is: *her glove*, *Tom's hand*; `reach` tokens before it."""
        lower = self.discourse.tokens.lower
        near = self.discourse.references_between(max(0, token - reach), token)
        for one in reversed(near):
            possessive = one.pronoun is not None and one.pronoun.case in ("possessive", "object")
            longer = next(
                (
                    two
                    for two in near
                    if two.first == one.first and GENITIVE_CLITICS.intersection(lower[two.last : two.last + 1])
                ),
                None,
            )
            if longer is not None:  # *her niece's hands*
                return self.person(longer)
            if possessive:
                return self.person(one)
        return None

    def sentence_span(self, token: int) -> tuple[int, int]:
        """Return the characters of the sentence that a token stands in."""
        sentence, first, last = self.discourse.sentence[token], token, token
        while first > 0 and self.discourse.sentence[first - 1] == sentence:
            first -= 1
        while last + 1 < len(self.discourse.sentence) and self.discourse.sentence[last + 1] == sentence:
            last += 1
        return self.discourse.starts[first], self.discourse.ends[last]


def _of_part(parts: Sequence[tuple[int, Entity | None]], token: int, before: Entity | None) -> Entity | None:
    """Return whose the part is that a token stands in, given the parts' first tokens; `before` the first, somebody else's."""
    place = bisect_right(parts, token, key=lambda part: part[0]) - 1
    return parts[place][1] if place >= 0 else before


def build_reading(resolution: Resolution) -> Reading:
    """Return the entities, numbered in order of their first mention, with mentions and quotes that refer to them."""
    known, unknown = _order_of_appearance(resolution)
    links = resolution.confidence
    references = resolution.discourse.references
    of_people, of_others = _links_of(resolution.referents, links), _links_of(resolution.leftover_of, links)
    entities = {
        number: _entity(resolution.people[number], place, of_people[number], resolution)
        for number, place in known.items()
    }
    others = {
        number: _unknown_entity(resolution.leftovers[number], place, of_others[number])
        for number, place in unknown.items()
    }
    quote_of = _quotes(resolution, entities)
    return Reading(
        resolution.discourse,
        tuple(sorted((*entities.values(), *others.values()), key=lambda one: one.id)),
        tuple(None if number is None else entities[number] for number in resolution.referents),
        tuple(None if number is None else others[number] for number in resolution.leftover_of),
        tuple(round(one.mention.confidence * (1.0 if links is None else links[one.number]), 4) for one in references),
        tuple(one for one in quote_of if one is not None),
        quote_of,
        next((one for one in entities.values() if one.narrator), None),
        tuple((first, None if who is None else entities.get(who)) for first, who in resolution.tellers),
        tuple((first, None if who is None else entities.get(who)) for first, who in resolution.focal),
        {
            entities[one.number]: tuple(entities[who] for who in one.members if who in entities)
            for one in resolution.people
            if one.members and one.number in entities
        },
        _thoughts(resolution, entities),
        {one.id: resolution.unseen[i] for i, one in enumerate(quote_of) if one is not None and i in resolution.unseen},
        resolution.scenes,
    )


def _order_of_appearance(resolution: Resolution) -> tuple[dict[int, int], dict[int, int]]:
    """Return the place of each person, and of each leftover, in the order in which they are first mentioned."""
    known: dict[int, int] = {}
    unknown: dict[int, int] = {}
    for number, other in zip(resolution.referents, resolution.leftover_of, strict=True):
        if number is not None:
            known.setdefault(number, len(known) + len(unknown))
        elif other is not None:
            unknown.setdefault(other, len(known) + len(unknown))
    for attribution in resolution.attributions:
        if attribution is not None:
            for number in (attribution.speaker, *attribution.addressees):
                if number is not None:
                    known.setdefault(number, len(known) + len(unknown))
    return known, unknown


def _links_of(means: Sequence[int | None], links: Sequence[float] | None) -> defaultdict[int, list[float | None]]:
    """Return for each number that references mean how likely each of these references means it; ``None`` where not known."""
    found: defaultdict[int, list[float | None]] = defaultdict(list)
    for reference, number in enumerate(means):
        if number is not None:
            found[number].append(None if links is None else links[reference])
    return found


def _unknown_entity(leftover: Leftover, place: int, links: Sequence[float | None]) -> Entity:
    pronouns: Pronouns | None = "they" if leftover.group and leftover.type == "PER" else None
    confidence = _mean(links, _UNKNOWN_CONFIDENCE)
    return Entity(place, leftover.type, leftover.name, (), leftover.group, pronouns, False, len(links), confidence)


def _entity(person: Person, place: int, links: Sequence[float | None], resolution: Resolution) -> Entity:
    pronouns = _PRONOUNS.get(person.gender)
    if person.narrator and pronouns is None and resolution.first_person:
        pronouns = "I"
    return Entity(
        place,
        person.type,
        person.name,
        person.aliases,
        person.group,
        pronouns if person.type == "PER" else None,
        person.narrator,
        len(links),
        _confidence(person, links),
    )


def _confidence(person: Person, links: Sequence[float | None]) -> float:
    """Return how likely a mention of this entity is one of it: a given one is certain, a name seen once or twice less so."""
    if person.given:
        return 1.0
    if not person.named:
        return _mean(links, 0.5)
    return round(_mean(links, 1.0) * (0.95 if len(links) >= 5 else 0.7), 4)


def _mean(links: Sequence[float | None], otherwise: float) -> float:
    known = [one for one in links if one is not None]
    return round(sum(known) / len(known), 4) if known else otherwise


def _quotes(resolution: Resolution, entities: dict[int, Entity]) -> tuple[Quote | None, ...]:
    quotes: list[Quote | None] = []
    utterances: dict[int, int] = {}
    n_quotes = 0
    for quotation, attribution in zip(resolution.discourse.quotations, resolution.attributions, strict=True):
        if attribution is None or quotation.thought:
            quotes.append(None)
            continue
        quotes.append(
            Quote(
                n_quotes,
                quotation.start,
                quotation.end,
                utterances.setdefault(quotation.utterance, len(utterances)),
                None if attribution.speaker is None else entities[attribution.speaker],
                tuple(entities[number] for number in attribution.addressees),
                (),
                attribution.kind,
                attribution.cue,
                attribution.speaker_mention,
                attribution.confidence,
            )
        )
        n_quotes += 1
    return tuple(quotes)


def _thoughts(resolution: Resolution, entities: Mapping[int, Entity]) -> tuple[Thought, ...]:
    pairs = zip(resolution.discourse.quotations, resolution.attributions, strict=True)
    return tuple(
        Thought(one.start, one.end, entities[found.speaker], found.confidence)
        for one, found in pairs
        if one.thought and found is not None and found.speaker is not None
    )


def entity_mentions(reading: Reading) -> tuple[EntityMention, ...]:
    """Return the mentions with what they refer to, ordered by start, then longest first."""
    found = (
        EntityMention(one.mention.start, one.mention.end, entity, one.mention.type, one.mention.form, confidence)
        for one, known, unknown, confidence in zip(
            reading.discourse.references, reading.entity_of, reading.unknown_of, reading.confidence, strict=True
        )
        if (entity := known if known is not None else unknown) is not None
    )
    return tuple(sorted(found, key=lambda one: (one.start, -one.end)))
