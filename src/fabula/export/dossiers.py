"""What the notes of writers say of somebody: scenes, bonds, things, what he knows; and what the scenes are called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.export.network import SPEAKS_TO, Tie, find_ties
from fabula.export.passages import Passage
from fabula.query.counts import count_quotes
from fabula.types.world import Entity, Knowledge, StoryObject, StoryWorld

_OPENING = 6  # words of a passage that stand for its title
_SURE = 0.5  # records of the ledger that are less sure than this would mislead in a note that nobody checks


@dataclass(frozen=True, slots=True)
class Dossier:
    """One entity; `scenes` are the numbers of those he is present in (of a place: that are set there), from 1."""

    who: Entity
    n_quotes: int
    scenes: tuple[int, ...]
    bonds: tuple[Tie, ...]
    things: tuple[StoryObject, ...]
    known: tuple[Knowledge, ...]


def dossiers_of(world: StoryWorld, parts: Sequence[Passage]) -> tuple[tuple[Dossier, ...], tuple[Dossier, ...]]:
    """Return the cast and the places, nobody in both.

    The cast is the characters, and whoever else is present in scenes, sees them or has bonds, the most mentioned first. Places
    are those of scenes in order, then the others that have a name and more than one mention.
    """
    cast = _cast(world, parts)
    people = {one.who for one in cast}
    return cast, tuple(one for one in _places(world, parts) if one.who not in people)


def _cast(world: StoryWorld, parts: Sequence[Passage]) -> tuple[Dossier, ...]:
    n_quotes = count_quotes(world)
    scenes: defaultdict[Entity, list[int]] = defaultdict(list)
    for number, part in enumerate(parts, 1):
        for one in _people(part):
            scenes[one].append(number)
    bonds: defaultdict[Entity, list[Tie]] = defaultdict(list)
    for tie in find_ties(world):
        if tie.kind != SPEAKS_TO:
            bonds[tie.source].append(tie)
    things: defaultdict[Entity, list[StoryObject]] = defaultdict(list)
    for thing in world.objects:
        for holder in dict.fromkeys(one for step in thing.history for one in (step.holder, step.to) if one is not None):
            things[holder].append(thing)
    known: defaultdict[Entity, list[Knowledge]] = defaultdict(list)
    for claim in world.knowledge:
        if claim.confidence >= _SURE:
            for holder in dict.fromkeys(claim.holders):
                known[holder].append(claim)
    others = {*scenes, *bonds} - set(world.characters)
    return tuple(
        Dossier(who, n_quotes[who.id], tuple(scenes[who]), tuple(bonds[who]), tuple(things[who]), tuple(known[who]))
        for who in (*world.characters, *sorted(others, key=lambda one: (-one.mentions, one.id)))
    )


def _places(world: StoryWorld, parts: Sequence[Passage]) -> tuple[Dossier, ...]:
    scenes: dict[Entity, list[int]] = {}
    for number, part in enumerate(parts, 1):
        if part.scene is not None and part.scene.place is not None:
            scenes.setdefault(part.scene.place, []).append(number)
    named = {one.entity for one in world.mentions if one.form == "PROP"}
    for one in world.entities:
        if one.type not in ("PER", "ORG") and one in named and one.mentions > 1:
            scenes.setdefault(one, [])
    return tuple(Dossier(where, 0, tuple(numbers), (), (), ()) for where, numbers in scenes.items())


def titles_of(parts: Sequence[Passage]) -> tuple[str, ...]:
    """Return a title for each passage: its place and time, as far as they are known, else its first words."""
    titles = []
    for part in parts:
        known = (part.scene.place.name if part.scene.place else None, part.scene.time) if part.scene else ()
        titles.append(", ".join(one for one in known if one) or _opening(part.text))
    return tuple(titles)


def _opening(text: str) -> str:
    words = text.split(maxsplit=_OPENING)
    first = " ".join(words[:_OPENING]).rstrip(",;:–—-")
    return first + (" …" if len(words) > _OPENING else "") or "Scene"


def _people(part: Passage) -> tuple[Entity, ...]:
    seen = part.scene.present if part.scene is not None else ()
    return seen if part.pov is None or part.pov in seen else (*seen, part.pov)
