"""A correction shown at once in the world as it stands, until the book has been resolved anew in the light of it.

What the correction says is put in place, and nothing is concluded from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce
from typing import Any, cast

from fabula.corrections.actions import (
    Action,
    Apart,
    CalledToo,
    HasPronouns,
    Narrates,
    NoPerson,
    Renamed,
    SaidBy,
    Same,
    SceneAt,
    Waive,
)
from fabula.corrections.cast_text import entity_called
from fabula.types.cast import Waiver
from fabula.types.world import Entity, Pronouns, Quote, Scene, StoryWorld
from fabula.world.waivers import not_waived

_Becomes = Callable[[Entity], Entity | None]


def preview(world: StoryWorld, actions: Iterable[Action]) -> StoryWorld:
    """Return the world with some corrections in place, one after the other."""
    return reduce(_shown, actions, world)


def following(world: StoryWorld, lines: Iterable[tuple[int, int, str | None]]) -> StoryWorld:
    """Return the world where some quotes, by their spans, are said by others, as they were found and not as they were given.

    Whoever is none of the world's people is left out.
    """
    found: dict[tuple[int, int], Entity | None] = {}
    for start, end, name in lines:
        who = None if name is None else entity_called(world, name)
        if who is not None or name is None:
            found[start, end] = who
    quotes = (
        replace(one, speaker=found[one.start, one.end]) if (one.start, one.end) in found else one
        for one in world.quotes
    )
    return replace(world, quotes=tuple(quotes)) if found else world


def _shown(world: StoryWorld, action: Action) -> StoryWorld:
    match action:
        case SaidBy():
            return _spoken(world, action)
        case Same(one, other):
            return _joined(world, entity_called(world, one), entity_called(world, other))
        case Apart(one, other):
            return _parted(world, entity_called(world, one), other)
        case NoPerson(name):
            gone = entity_called(world, name)
            return with_entities(world, lambda it: None if it == gone else it)
        case CalledToo(name, alias):
            return _changed(world, name, lambda it: replace(it, aliases=_names(it, (*it.aliases, alias))))
        case Renamed(name, new):
            return _changed(
                world, name, lambda it: replace(it, name=new, aliases=tuple({it.name: 0} | dict.fromkeys(it.aliases)))
            )
        case HasPronouns(name, pronouns):
            return _changed(world, name, lambda it: replace(it, pronouns=cast(Pronouns, pronouns)))
        case Narrates(name):
            teller = entity_called(world, name) if name else None
            return with_entities(world, lambda it: replace(it, narrator=it == teller))
        case SceneAt():
            return replace(world, scenes=_cut(world.scenes, action))
        case Waive(kind, text):
            return replace(world, findings=not_waived(world, [Waiver(text, kind)]))


def _spoken(world: StoryWorld, action: SaidBy) -> StoryWorld:
    if action.who is None:
        return world  # what was read before it was corrected is not known any more
    who = entity_called(world, action.who) if action.who else None
    if action.who and who is None:
        who = _new_entity(world, action.who)
        world = replace(world, entities=(*world.entities, who))
    lines = {(one.start, one.end) for one in action.lines}
    quotes = (_said(one, who) if (one.start, one.end) in lines else one for one in world.quotes)
    return replace(world, quotes=tuple(quotes))


def _said(quote: Quote, who: Entity | None) -> Quote:
    def others(those: tuple[Entity, ...]) -> tuple[Entity, ...]:
        return tuple(one for one in those if one != who)

    addressees, hearers = others(quote.addressees), others(quote.hearers)
    return replace(quote, speaker=who, confidence=1.0, addressees=addressees, hearers=hearers)


def _new_entity(world: StoryWorld, name: str) -> Entity:
    return Entity(max((one.id for one in world.entities), default=-1) + 1, "PER", name)


def _names(entity: Entity, aliases: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(aliases) if one != entity.name)


def _joined(world: StoryWorld, one: Entity | None, other: Entity | None) -> StoryWorld:
    if one is None or other is None or one == other:
        return world
    both = replace(
        one,
        aliases=_names(one, (*one.aliases, other.name, *other.aliases)),
        pronouns=one.pronouns or other.pronouns,
        narrator=one.narrator or other.narrator,
        mentions=one.mentions + other.mentions,
    )
    return with_entities(world, lambda it: both if it in (one, other) else it)


def _parted(world: StoryWorld, one: Entity | None, other: str) -> StoryWorld:
    """Return the world where what is called `other` is somebody else: by those mentions and the lines that they tag."""
    if one is None:
        return world
    known = entity_called(world, other)
    stranger = known if known is not None and known != one else _new_entity(world, other)
    spans = {(it.start, it.end) for it in world.mentions if it.entity == one and world.text[it.start : it.end] == other}
    mentions = tuple(replace(it, entity=stranger) if (it.start, it.end) in spans else it for it in world.mentions)
    quotes = tuple(
        replace(it, speaker=stranger)
        if it.speaker_mention is not None and (it.speaker_mention.start, it.speaker_mention.end) in spans
        else it
        for it in world.quotes
    )
    entities = world.entities if stranger in world.entities else (*world.entities, stranger)
    world = replace(world, entities=entities, mentions=mentions, quotes=quotes)
    rest = tuple(it for it in one.aliases if it != other)
    return with_entities(world, lambda it: replace(it, aliases=rest) if it == one else it)


def _changed(world: StoryWorld, name: str, change: Callable[[Entity], Entity]) -> StoryWorld:
    found = entity_called(world, name)
    return world if found is None else with_entities(world, lambda it: change(it) if it == found else it)


def _cut(scenes: tuple[Scene, ...], mark: SceneAt) -> tuple[Scene, ...]:
    """Return the scenes with one cut in two, or joined with the one before, and numbered anew."""
    cut: list[Scene] = []
    for one in scenes:
        if mark.begins and one.start < mark.at < one.end:
            cut += [replace(one, end=mark.at), replace(one, start=mark.at, break_cue="given")]
        elif not mark.begins and one.start == mark.at and cut:
            before = cut.pop()
            present = tuple(dict.fromkeys((*before.present, *one.present)))
            cut.append(replace(before, end=one.end, present=present))
        else:
            cut.append(one)
    return tuple(replace(one, id=number) for number, one in enumerate(cut))


def with_entities(world: StoryWorld, becomes: _Becomes) -> StoryWorld:
    """Return the world with each entity as what it becomes; where that is nobody, what can't do without is gone too."""
    new: dict[int, Entity | None] = {one.id: becomes(one) for one in world.entities}

    def one(it: Entity | None) -> Entity | None:
        return None if it is None else new[it.id]

    def every(those: tuple[Entity, ...]) -> tuple[Entity, ...]:
        return tuple(dict.fromkeys(found for it in those if (found := one(it)) is not None))

    def kept(records: Iterable[Any], *needed: str) -> tuple[Any, ...]:
        """Return the records with these fields as they become; those are gone in which one becomes nobody."""
        changed = ((it, {name: one(getattr(it, name)) for name in needed}) for it in records)
        return tuple(replace(it, **fields) for it, fields in changed if None not in fields.values())

    def either(records: Iterable[Any], *fields: str) -> tuple[Any, ...]:
        return tuple(replace(it, **{name: one(getattr(it, name)) for name in fields}) for it in records)

    return replace(
        world,
        entities=tuple(dict.fromkeys(it for it in new.values() if it is not None)),
        mentions=kept(world.mentions, "entity"),
        events=either(world.events, "agent", "patient"),
        quotes=tuple(
            replace(it, speaker=one(it.speaker), addressees=every(it.addressees), hearers=every(it.hearers))
            for it in world.quotes
        ),
        scenes=tuple(replace(it, place=one(it.place), present=every(it.present)) for it in world.scenes),
        pov=either(world.pov, "entity"),
        knowledge=tuple(
            replace(it, about=every(it.about), holders=every(it.holders), unaware=every(it.unaware))
            for it in world.knowledge
        ),
        relations=tuple(it for it in kept(world.relations, "source", "target") if it.source != it.target),
        objects=tuple(replace(it, history=either(it.history, "holder", "to")) for it in world.objects),
    )
