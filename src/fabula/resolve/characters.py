"""Characters: which names belong to one person.

Names are joined by rule (`bearers.py`), from the fullest to the barest. A name that several may bear keeps them all as
candidates, for the context to choose from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fabula.lexicons import given_names
from fabula.resolve.bearers import Bearer, Roll
from fabula.resolve.discourse import Discourse
from fabula.resolve.name_places import NamePlaces
from fabula.resolve.names import normal_form, parse_name
from fabula.resolve.outside_names import names_outside
from fabula.types.annotations import Gender
from fabula.types.cast import Cast
from fabula.types.text import Span

_OF_SEVERAL = frozenset({"miss", "misses", "messrs"})  # titles that a family's name may have


@dataclass(frozen=True, slots=True)
class Character:
    """One person: `number` is its place in the list, `names` its names' normal forms, `given` whether the cast has it."""

    number: int
    name: str
    aliases: tuple[str, ...]
    gender: Gender | None
    count: int
    given: bool = False
    narrator: bool = False
    group: bool = False


@dataclass(frozen=True, slots=True)
class NameVariant:
    """A probable misspelling: as it stands, what it should be, and where."""

    written: str
    intended: str
    span: Span


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a book, and for each normal form of a name those who may bear it, likeliest first."""

    people: tuple[Character, ...]
    bearers: dict[str, tuple[int, ...]]
    variants: tuple[NameVariant, ...] = ()

    def named(self, text: str) -> tuple[int, ...]:
        """Return the numbers of those who may be called `text`, likeliest first; none for an unknown name."""
        return self.bearers.get(normal_form(text), ())


def build_characters(
    discourse: Discourse,
    cast: Cast | None,
    same: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> Characters:
    """Return the characters that a book's personal names stand for; those of `cast` come first, in its order.

    Names in chapters' titles and archives' tags join those of the story, but nobody is there who is named in them alone.
    `same` are pairs of names whose bearers are one person, as is known from elsewhere, `apart` pairs that are no one person's.
    """
    places = NamePlaces(discourse)
    counts = {surface: len(spans) for surface, spans in places.surfaces.items()}
    counts |= dict.fromkeys(names_outside(discourse.book, places.forms), 0)
    families = _families(counts)
    roll = Roll(places, apart)
    bearers = _enter_cast(roll, cast)
    n_given = len(roll.people)
    variants: list[NameVariant] = []
    for surface in _by_completeness(counts):
        form, name = normal_form(surface), parse_name(surface)
        if not name.parts:
            continue
        found = bearers.get(form) or (() if surface in families else roll.candidates(name))
        if not found and surface not in families:
            right = roll.misspelt(name, counts[surface])
            if right is not None:
                found = (right,)
                intended = _display(roll.people[right])
                variants.extend(NameVariant(surface, intended, span) for span in places.surfaces[surface])
        if not found:
            found = (roll.add(Bearer(group=surface in families)),)
        if len(found) == 1:
            roll.name(found[0], surface, counts[surface])
        else:
            roll.people[found[0]].shared += counts[surface]
        bearers[form] = found
    for one, other in same:
        roll.join(bearers[normal_form(one)][0], bearers[normal_form(other)][0])
    return _finish(roll, bearers, variants, n_given)


def _families(counts: Mapping[str, int]) -> frozenset[str]:
    """Return the names that are a family's: a common name with a plural s (*the Smiths*, *the Miss Smiths*)."""
    names = {surface: parse_name(surface) for surface in counts}
    words: Counter[str] = Counter()
    for surface, name in names.items():
        words.update(dict.fromkeys(name.parts, counts[surface]))
    firsts = {name.first for name in names.values()} | given_names().keys()
    return frozenset(
        surface
        for surface, name in names.items()
        if name.parts
        and (last := name.parts[-1]).endswith("s")
        and words[last[:-1]] >= counts[surface]
        and last not in firsts  # *Frances*, where *France* is named too
        and set(name.titles) <= _OF_SEVERAL
    )


def _enter_cast(roll: Roll, cast: Cast | None) -> dict[str, tuple[int, ...]]:
    """Enter the given characters; return who bears each name or alias: one that two share stays with both, a main name
    with its own."""
    bearers: defaultdict[str, list[int]] = defaultdict(list)
    for member in cast.members if cast else ():
        others = frozenset(map(normal_form, member.not_same))
        number = roll.add(
            Bearer(name=member.name, gender=member.gender, narrator=member.narrator, given=True, not_same=others)
        )
        for surface in (member.name, *member.aliases):
            roll.name(number, surface, 0)
            form = normal_form(surface)
            if form and number not in bearers[form]:
                bearers[form].append(number)
    for form, numbers in bearers.items():
        main = [number for number in numbers if normal_form(roll.people[number].name or "") == form]
        bearers[form] = main or numbers
    return {form: tuple(numbers) for form, numbers in bearers.items()}


def _by_completeness(counts: dict[str, int]) -> list[str]:
    """Return names in the order to place them: full ones, then titled ones, then single words; frequent ones first."""

    def rank(surface: str) -> tuple[int, int, str]:
        name = parse_name(surface)
        stage = 0 if name.first is not None else 1 if name.titles else 2
        return stage, -counts[surface], surface

    return sorted(counts, key=rank)


def _display(person: Bearer) -> str:
    """Return the name to show: as given, else the fullest common one."""
    if person.name is not None:
        return person.name
    most = max(person.surfaces.values())

    def rank(surface: str) -> tuple[bool, int, int, str]:
        name = parse_name(surface)
        common = person.surfaces[surface] * 20 >= most
        return (
            not (name.first is not None and common),
            len(name.titles) if name.first else 0,
            -person.surfaces[surface],
            surface,
        )

    return min(person.surfaces, key=rank)


def _finish(
    roll: Roll, bearers: dict[str, tuple[int, ...]], variants: Sequence[NameVariant], n_given: int
) -> Characters:
    there = [number for number in roll.present() if roll.people[number].count or number < n_given]
    place_of = {number: place for place, number in enumerate(there)}
    found = []
    for number, place in place_of.items():
        person = roll.people[number]
        name = _display(person)
        aliases = tuple(sorted({surface for surface in person.surfaces if surface != name}))
        sex: Gender | None = "plural" if person.group else person.sex
        found.append(
            Character(place, name, aliases, sex, person.count, number < n_given, person.narrator, person.group)
        )
    ordered = {
        form: tuple(place_of[number] for number in roll.likeliest_first(map(roll.now, numbers)) if number in place_of)
        for form, numbers in bearers.items()
    }
    return Characters(tuple(found), {form: who for form, who in ordered.items() if who}, tuple(variants))
