"""Bearers of names: persons while their names are put together, and the roll of them all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fabula.lexicons import given_names, title_genders
from fabula.resolve.name_places import NamePlaces
from fabula.resolve.names import Name, normal_form, parse_name, shortens
from fabula.types.annotations import Gender

FAR_COMMONER = 5  # how many times as often a name or a person must be named to be far commoner than another
SELDOM = 50  # of how many mentions of a person one must be by a name that is really used, such as a nickname
_AGREE = 3  # times as many names of one sex as of the other, to tell a person's


@dataclass(slots=True)
class Bearer:
    """A person while his or her names are put together; the sets hold normal forms."""

    surfaces: Counter[str] = field(default_factory=Counter)
    firsts: set[str] = field(default_factory=set)
    lasts: set[str] = field(default_factory=set)
    singles: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    votes: Counter[Gender] = field(default_factory=Counter)
    gender: Gender | None = None
    name: str | None = None
    narrator: bool = False
    group: bool = False
    given: bool = False
    not_same: frozenset[str] = frozenset()  # forms of names that the cast says are another's
    shared: int = 0  # how often a name stands that others may bear too, but this person likeliest
    followed: Gender | None = None  # the sex that the pronouns after the names tell

    @property
    def sex(self) -> Gender | None:
        """What the cast or the names tell, if they agree well enough; where they tell nothing, what the pronouns tell."""
        if self.gender is not None:
            return self.gender
        if not self.votes:
            return self.followed
        (best, most), *rest = self.votes.most_common()
        return best if not rest or most >= _AGREE * rest[0][1] else None

    @property
    def count(self) -> int:
        """How often the person is named."""
        return sum(self.surfaces.values()) + self.shared


class Roll:
    """Everybody who bears a name, in the order in which they came, with the ways to find them.

    `apart` are pairs of forms that are no one person's. Where the cast is `whole`, names that its characters may bear are theirs.
    """

    def __init__(self, places: NamePlaces, apart: Iterable[tuple[str, str]] = (), *, whole: bool = False) -> None:
        self.people: list[Bearer] = []
        self.places = places
        self.whole = whole
        self._apart: defaultdict[str, set[str]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._by_last: defaultdict[str, list[int]] = defaultdict(list)
        self._by_first: defaultdict[str, list[int]] = defaultdict(list)
        self._by_single: defaultdict[str, list[int]] = defaultdict(list)
        self._firsts_by_start: defaultdict[str, set[str]] = defaultdict(set)
        self._joined: dict[int, int] = {}

    def add(self, person: Bearer) -> int:
        """Take somebody in who has no name yet, and return his or her number."""
        self.people.append(person)
        return len(self.people) - 1

    def name(self, number: int, surface: str, count: int) -> None:
        """Let `surface`, which stands `count` times, be one of somebody's names."""
        person, name = self.people[number], parse_name(surface)
        person.surfaces[surface] += count
        person.titles.update(name.titles)
        if name.first is not None:
            _enter(self._by_first, person.firsts, name.first, number)
        if name.last is not None:
            _enter(self._by_last, person.lasts, name.last, number)
        if len(name.parts) == 1 and name.last is None:
            _enter(self._by_single, person.singles, name.parts[0], number)
        for first in name.parts[:1] if name.first is not None or name.last is None else ():
            self._firsts_by_start[first[:1]].add(first)
        sex = self.sex_of(name)
        if sex is not None:
            person.votes[sex] += max(count, 1)
        elif person.followed is None:
            person.followed = self.places.sex(*{name.form, name.parts[0]})

    def sex_of(self, name: Name) -> Gender | None:
        """Return what a title tells, or a given name together with the pronouns that follow it (*Charlie*, *Robin*)."""
        if name.gender is None or any(title_genders().get(title) for title in name.titles):
            return name.gender
        return self.places.sex(*{name.form, name.parts[0]}, named=name.gender)

    def join(self, one: int, other: int) -> None:
        """Let two be one person, who keeps the number of the one named more; a given one stays who he or she is."""
        one, other = self.now(one), self.now(other)
        if one == other or (self.people[one].given and self.people[other].given) or self._kept_apart(one, other):
            return
        first, second = sorted((one, other), key=lambda n: (not self.people[n].given, -self.people[n].count, n))
        for surface, count in self.people[second].surfaces.items():
            self.name(first, surface, count)
        self.people[first].shared += self.people[second].shared
        self._joined[second] = first

    def _kept_apart(self, one: int, other: int) -> bool:
        """Tell whether the cast says of a name of either that it is another's than the other."""
        return any(
            self.people[first].not_same.intersection(map(normal_form, self.people[second].surfaces))
            for first, second in ((one, other), (other, one))
        )

    def now(self, number: int) -> int:
        """Return who somebody is after all that was joined."""
        while number in self._joined:
            number = self._joined[number]
        return number

    def present(self) -> list[int]:
        """Return those who are nobody else, in order."""
        return [number for number in range(len(self.people)) if number not in self._joined]

    def with_first(self, word: str) -> Sequence[int]:
        """Return those who have a given name, beside a surname."""
        return self._by_first.get(word, ())

    def with_last(self, word: str) -> Sequence[int]:
        """Return those who have a surname."""
        return self._by_last.get(word, ())

    def with_single(self, word: str) -> Sequence[int]:
        """Return those who are called by a word alone."""
        return self._by_single.get(word, ())

    def fuller_names(self, short: str) -> list[str]:
        """Return the given names in use that a word is a short form of."""
        starts = {short[:1]} if short not in given_names() else self._firsts_by_start.keys()
        return sorted(other for start in starts for other in self._firsts_by_start[start] if shortens(short, other))

    def shorter_names(self, full: str) -> list[str]:
        """Return the names in use by which alone somebody is called, and that are short forms of a given name."""
        return sorted(other for other, bearers in self._by_single.items() if bearers and shortens(other, full))

    def is_another_s(self, form: str, person: Bearer) -> bool:
        """Tell whether a form is known to be another's than this person's."""
        if form in person.not_same:
            return True
        others = self._apart.get(form)
        own = {*map(normal_form, person.surfaces), *person.firsts, *person.lasts, *person.singles} if others else set()
        return bool(others and others & own)

    def likeliest_first(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return some persons, those named most first."""
        return tuple(sorted(set(numbers), key=lambda n: (-self.people[n].count, n)))

    def foremost(self, found: Sequence[int]) -> list[int]:
        """Return the one of several who is named far more often than the others, by a given name that is not yet placed too."""
        weights = {n: self._weight(n) for n in found}
        ranked = sorted(found, key=lambda n: (-weights[n], n))
        far = len(ranked) < 2 or weights[ranked[0]] >= FAR_COMMONER * weights[ranked[1]]
        return ranked[:1] if far else []

    def _weight(self, number: int) -> int:
        """Return how often somebody is named, by a given name that nobody bears by itself too."""
        person = self.people[number]
        return person.count + self.places.count(*(first for first in person.firsts if not self.with_single(first)))


def _enter(index: defaultdict[str, list[int]], own: set[str], word: str, number: int) -> None:
    """Note that a person bears a word, once."""
    if word not in own:
        own.add(word)
        index[word].append(number)
