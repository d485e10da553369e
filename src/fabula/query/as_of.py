"""A world as of a place in its text: what a reader who has come so far can know, and nothing from beyond."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from fabula.types.text import Span
from fabula.types.world import Entity, EntityMention, Quote, Scene, StoryWorld

SOMEBODY = "somebody"  # who has spoken, or acted, and has not been named or described yet


class Unfolding:
    """A world that can be asked for as of any place; what the asking needs is gathered once."""

    def __init__(self, world: StoryWorld) -> None:
        self.world = world
        self._first: dict[tuple[int, str], int] = {}  # where an entity is first called by one of its names
        self._described: dict[int, tuple[int, str]] = {}  # the first description of an entity, and where it ends
        self._mentioned: dict[int, list[int]] = {}  # where the mentions of an entity end, in order
        self._given: dict[str, bool] = {}
        self._squeezed = " ".join(world.text.split())
        for one in sorted(world.mentions, key=lambda one: one.end):
            self._note(one)

    def _note(self, one: EntityMention) -> None:
        who = one.entity
        self._mentioned.setdefault(who.id, []).append(one.end)
        if one.form == "PRON":
            return
        words = " ".join(self.world.text[one.start : one.end].split())
        for name in (who.name, *who.aliases):
            if name in words:
                self._first.setdefault((who.id, name), one.end)
        if one.form == "NOM":
            self._described.setdefault(who.id, (one.end, words))

    def is_given(self, name: str) -> bool:
        """Tell whether a name stands nowhere in the text, so that it is the reader's own and gives nothing away."""
        if name not in self._given:
            self._given[name] = name not in self._squeezed
        return self._given[name]

    def name_at(self, entity: Entity, offset: int) -> str:
        """Return the name that an entity goes by at a place: see `as_of`."""
        return self.known_at(entity, offset).name

    def known_at(self, entity: Entity, offset: int) -> Entity:
        """Return an entity as it is known at a place."""
        names = [name for name in (entity.name, *entity.aliases) if self._is_read(entity, name, offset)]
        if not names:
            end, described = self._described.get(entity.id, (0, SOMEBODY))
            names = [described if end <= offset else SOMEBODY]
        return replace(entity, name=names[0], aliases=tuple(names[1:]), mentions=self.n_mentions(entity, offset))

    def n_mentions(self, entity: Entity, offset: int) -> int:
        """Return how many mentions of an entity have ended at a place."""
        return bisect_right(self._mentioned.get(entity.id, ()), offset)

    def _is_read(self, entity: Entity, name: str, offset: int) -> bool:
        """Tell whether a name has been read; one that stands nowhere in the text is the reader's own."""
        first = self._first.get((entity.id, name))
        return self.is_given(name) if first is None else first <= offset

    def as_of(self, offset: int) -> StoryWorld:
        """Return the world of the text before `offset`, a new text of its own.

        Somebody goes by the name that has been read by then: the one of the world if it has, else another, else the first
        description, else `SOMEBODY`. ``ValueError`` for an offset that is not in the text.
        """
        world = self.world
        if not 0 <= offset <= len(world.text):
            raise ValueError(f"{offset} is no place in a text of {len(world.text)} characters")
        if offset == len(world.text):
            return world
        here = _Here(self, offset)
        mentions = tuple(  # made directly, not by `replace`: they are most of a world
            EntityMention(it.start, it.end, here.one(it.entity), it.type, it.form, it.confidence)
            for it in ended(world.mentions, offset)
        )
        quotes = tuple(here.quote(it) for it in world.quotes if it.end <= offset)
        known = {one.id for one in quotes}
        cut = replace(
            world,
            text=world.text[:offset],
            work=replace(
                world.work,
                chapters=tuple(replace(it, end=min(it.end, offset)) for it in before(world.work.chapters, offset)),
                paratext=tuple(replace(it, end=min(it.end, offset)) for it in before(world.work.paratext, offset)),
            ),
            mentions=mentions,
            events=tuple(here.fields(it, "agent", "patient") for it in ended(world.events, offset)),
            quotes=quotes,
            scenes=tuple(here.scene(it) for it in before(world.scenes, offset)),
            pov=tuple(replace(here.fields(it, "entity"), end=min(it.end, offset)) for it in before(world.pov, offset)),
            knowledge=tuple(
                replace(
                    it,
                    about=here.every(it.about),
                    holders=here.every(it.holders),
                    unaware=here.every(it.unaware),
                    quote=it.quote if it.quote in known else None,
                )
                for it in ended(world.knowledge, offset)
            ),
            relations=tuple(here.fields(it, "source", "target") for it in ended(world.relations, offset)),
            objects=here.objects(),
            timeline=tuple(ended(world.timeline, offset)),
            findings=tuple(it for it in world.findings if all(span.end <= offset for span in it.spans)),
            tokens=None if world.tokens is None else tuple(ended(world.tokens, offset)),
        )
        return replace(cut, entities=tuple(here.one(it) for it in world.entities if here.has_met(it, cut)))


class _Here:
    """Everybody as of one place."""

    def __init__(self, unfolding: Unfolding, offset: int) -> None:
        self._unfolding, self._offset = unfolding, offset
        self._known: dict[int, Entity] = {}
        self._used: set[int] = set()

    def one(self, entity: Entity | None) -> Any:
        """Return an entity as it is known here."""
        if entity is None:
            return None
        if entity.id not in self._known:
            self._known[entity.id] = self._unfolding.known_at(entity, self._offset)
        return self._known[entity.id]

    def every(self, entities: Iterable[Entity]) -> tuple[Entity, ...]:
        """Return those entities that have come up."""
        return tuple(self.one(one) for one in entities if self._n_mentions(one))

    def fields(self, record: Any, *names: str) -> Any:
        """Return a record with some of its fields, which are entities, as they are known here."""
        return replace(record, **{name: self.one(getattr(record, name)) for name in names})

    def quote(self, quote: Quote) -> Quote:
        """Return a quote with its people as they are known here."""
        return replace(
            quote,
            speaker=self.one(quote.speaker),
            addressees=self.every(quote.addressees),
            hearers=self.every(quote.hearers),
            cue=self._read(quote.cue),
            speaker_mention=self._read(quote.speaker_mention),
        )

    def _read(self, span: Span | None) -> Span | None:
        """Return a span that has been read, else ``None``."""
        return span if span is not None and span.end <= self._offset else None

    def scene(self, scene: Scene) -> Scene:
        """Return a scene as far as it has gone, with those who have come up in it."""
        end = min(scene.end, self._offset)
        present: Iterable[Entity] = scene.present
        if end < scene.end:
            present = (one for one in present if self._n_mentions(one) > self._n_mentions(one, scene.start))
        place = scene.place if scene.place is not None and self._n_mentions(scene.place) else None
        time = scene.time if scene.time is None or self._has_read(scene.time, scene.start, end) else None
        return replace(scene, end=end, place=self.one(place), time=time, present=self.every(present))

    def objects(self) -> tuple[Any, ...]:
        """Return the things with the steps that have been told."""
        found = []
        for thing in self._unfolding.world.objects:
            history = tuple(self.fields(it, "holder", "to") for it in ended(thing.history, self._offset))
            if history:
                found.append(replace(thing, history=history))
        return tuple(found)

    def has_met(self, entity: Entity, cut: StoryWorld) -> bool:
        """Tell whether an entity has come up, or speaks unnamed."""
        if not self._used:
            self._used = {one.speaker.id for one in cut.quotes if one.speaker is not None}
            self._used |= {one.entity.id for one in cut.pov if one.entity is not None}
            self._used |= {one.id for it in cut.events for one in (it.agent, it.patient) if one is not None}
            self._used |= {one.id for it in cut.relations for one in (it.source, it.target)}
            steps = (step for it in cut.objects for step in it.history)
            self._used |= {one.id for step in steps for one in (step.holder, step.to) if one is not None} | {-1}
        return bool(self._n_mentions(entity)) or entity.id in self._used

    def _n_mentions(self, entity: Entity, offset: int | None = None) -> int:
        return self._unfolding.n_mentions(entity, self._offset if offset is None else offset)

    def _has_read(self, words: str, start: int, end: int) -> bool:
        return words in self._unfolding.world.text[start:end] or words not in self._unfolding.world.text


def before(records: Iterable[Any], offset: int) -> Iterable[Any]:
    """Return what begins before a place."""
    return (one for one in records if one.start < offset)


def ended(records: Iterable[Any], offset: int) -> Iterable[Any]:
    """Return what has ended at a place."""
    return (one for one in records if one.end <= offset)
