"""Characters: which names belong to one person.

Names are joined by rule (`name_bearers.py`), from the fullest to the barest. A name that several may bear keeps them all as
candidates, for the context to choose from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.lexicons import given_names
from fabula.resolve.bearers import Bearer, Roll
from fabula.resolve.discourse import Discourse
from fabula.resolve.given import not_persons_of
from fabula.resolve.name_bearers import find_bearers, find_misspelt
from fabula.resolve.name_places import NamePlaces
from fabula.resolve.names import normal_form, parse_name
from fabula.resolve.outside_names import names_outside
from fabula.types.annotations import Gender
from fabula.types.cast import Cast, CastMember
from fabula.types.text import Span

NARRATOR_NAME = "I"  # of a narrator whom the text has no other name for
_WHOLE = 0.8  # of the names in a book that must be its cast's; in PDNC's novels 86 in 100 and more are
_OF_SEVERAL = frozenset({"miss", "misses", "messrs"})  # titles that a family's name may have


@dataclass(frozen=True, slots=True)
class Character:
    """One person: `number` is its place in the list, `given` whether the cast has it, `gender_given` whether with a gender.

    `not_same` are the normal forms of names that the cast says are another's.
    """

    number: int
    name: str
    aliases: tuple[str, ...]
    gender: Gender | None
    count: int
    given: bool = False
    narrator: bool = False
    group: bool = False
    gender_given: bool = False
    not_same: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NameVariant:
    """A probable misspelling: as it stands, what it should be, and where."""

    written: str
    intended: str
    span: Span


@dataclass(frozen=True, slots=True)
class Characters:
    """The characters of a book, and for each normal form of a name those who may bear it, likeliest first.

    `cast_is_whole` tells whether the given cast has most of those whom the book names.
    """

    people: tuple[Character, ...]
    bearers: dict[str, tuple[int, ...]]
    variants: tuple[NameVariant, ...] = ()
    cast_is_whole: bool = False

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
    gone, whole = not_persons_of(cast), cast is not None and _is_whole(cast, counts)
    outside = (surface for surface in names_outside(discourse.book, places.forms) if normal_form(surface) not in gone)
    counts |= dict.fromkeys(outside, 0)
    families = _families(counts)
    roll = Roll(places, (*apart, *_given_apart(cast)), whole=whole)
    bearers = _enter_cast(roll, cast)
    n_given = len(roll.people)
    variants: list[NameVariant] = []
    for surface in _by_completeness(counts):
        form, name = normal_form(surface), parse_name(surface)
        if not name.parts:
            continue
        found = bearers.get(form) or (() if surface in families else find_bearers(roll, name))
        if not found and surface not in families:
            right = find_misspelt(roll, name, counts[surface])
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
    return _finish(roll, bearers, variants, n_given, cast_is_whole=whole)


def _is_whole(cast: Cast, counts: Mapping[str, int]) -> bool:
    """Tell whether most names of a book have words of a cast's names: not those where a reader gives a few characters only."""
    given = {word for member in cast.members for name in _names_of(member) for word in parse_name(name).parts}
    of_cast = sum(count for surface, count in counts.items() if not given.isdisjoint(parse_name(surface).parts))
    return 0 < of_cast >= _WHOLE * sum(counts.values())


def _given_apart(cast: Cast | None) -> Iterator[tuple[str, str]]:
    """Yield the pairs of forms of which a cast says that they are no one person's."""
    for member in cast.members if cast else ():
        own = {normal_form(name) for name in _names_of(member)}
        for other in {normal_form(name) for name in member.not_same} - own:
            yield from ((form, other) for form in sorted(own) if form and other)


def _names_of(member: CastMember) -> tuple[str, ...]:
    """Return the names that a character is called by, *I* aside, which only tells that it is the narrator."""
    return tuple(name for name in (member.name, *member.aliases) if name != NARRATOR_NAME)


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
        narrator = member.narrator or NARRATOR_NAME in (member.name, *member.aliases)
        number = roll.add(
            Bearer(name=member.name, gender=member.gender, narrator=narrator, given=True, not_same=others)
        )
        for surface in _names_of(member):
            if surface != member.name and normal_form(surface) in others:
                continue
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
    roll: Roll,
    bearers: dict[str, tuple[int, ...]],
    variants: Sequence[NameVariant],
    n_given: int,
    *,
    cast_is_whole: bool,
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
            Character(
                place,
                name,
                aliases,
                sex,
                person.count,
                number < n_given,
                person.narrator,
                person.group,
                person.gender is not None,
                person.not_same,
            )
        )
    ordered = {
        form: tuple(place_of[number] for number in roll.likeliest_first(map(roll.now, numbers)) if number in place_of)
        for form, numbers in bearers.items()
    }
    bearers_of = {form: who for form, who in ordered.items() if who}
    return Characters(tuple(found), bearers_of, tuple(variants), cast_is_whole)
