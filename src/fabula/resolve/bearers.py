"""Who may bear a name: persons while their names are put together, and the rules by which a name is theirs.

A name is somebody's only where one person alone can be meant: a wrong merge is worse than a missed one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fabula.annotate.spelling import one_slip
from fabula.lexicons import given_names, title_genders, words_of
from fabula.resolve.name_places import NamePlaces
from fabula.resolve.names import Name, are_nicknames, genders_agree, normal_form, parse_name, shortens, word_gender
from fabula.types.annotations import Gender

_SAINTS = frozenset({"st", "saint"})  # a saint, or a place named after one, is nobody in the story
_MANY = 3  # how many times as often a bare titled name must stand to be another person's than the full one
_FAR_COMMONER = 5
_SELDOM = 50  # of how many mentions of a person one must be by the nickname
_COMMON_NICKNAME = 5  # times a nickname must stand that is spelt unlike the name
_AGREE = 3  # times as many names of one sex as of the other, to tell a person's
_VARIANT_MOST = 2  # a misspelling stands at most this often,
_VARIANT_LEAST_OF_RIGHT = 5  # beside a name that stands at least this often


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
        self._whole = whole
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
        sex = self._sex_of(name)
        if sex is not None:
            person.votes[sex] += max(count, 1)
        elif person.followed is None:
            person.followed = self.places.sex(*{name.form, name.parts[0]})

    def _sex_of(self, name: Name) -> Gender | None:
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

    def candidates(self, name: Name) -> tuple[int, ...]:
        """Return who may bear `name`, likeliest first; those of a whole cast before others."""
        if name.titles and name.titles[0] in _SAINTS:
            return ()
        if name.first is not None:
            found = [n for n in self._by_last[name.parts[-1]] if self._same_full_name(self.people[n], name)]
        elif name.last is not None:
            found = self._titled_bearers(name)
        else:
            found = self._single_bearers(name)
        found = [n for n in found if not self._is_another(self.people[n], name.form)]
        given = [n for n in found if self.people[n].given and self._whole]
        return self.likeliest_first(given or found)

    def _is_another(self, person: Bearer, form: str) -> bool:
        """Tell whether a form is known to be another's than this person's."""
        if form in person.not_same:
            return True
        others = self._apart.get(form)
        own = {*map(normal_form, person.surfaces), *person.firsts, *person.lasts, *person.singles} if others else set()
        return bool(others and others & own)

    def likeliest_first(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return some persons, those named most first."""
        return tuple(sorted(set(numbers), key=lambda n: (-self.people[n].count, n)))

    def misspelt(self, name: Name, count: int) -> int | None:
        """Return the one person whose frequent name a rare unknown one is a slip of the pen away from.

        A given name may be somebody's own, so it is taken for a slip of surnames only.
        """
        word = name.parts[-1]
        if count > _VARIANT_MOST or len(name.parts) > 1:
            return None
        real = word in given_names()
        found = [
            n
            for n, person in enumerate(self.people)
            if any(
                one_slip(word, other) for other in person.lasts | (set() if real else person.firsts | person.singles)
            )
            and person.count >= _VARIANT_LEAST_OF_RIGHT
            and name.form not in person.not_same
            and genders_agree(person.sex, self._sex_of(name) if name.titles else None)
        ]
        return found[0] if len(found) == 1 else None

    # -- full names ---------------------------------------------------------------------------------------------------

    def _same_full_name(self, person: Bearer, name: Name) -> bool:
        if not genders_agree(person.sex, self._sex_of(name)):
            return False
        if name.married != ("mrs" in person.titles) and word_gender(name.parts[0]) != "female":
            return False  # Mrs. John Smith is not John Smith
        first = name.parts[0]
        return any(
            first == other or are_nicknames(first, other) or (len(first) == 1 and other.startswith(first))
            for other in person.firsts
        )

    # -- a title and a surname ----------------------------------------------------------------------------------------

    def _titled_bearers(self, name: Name) -> list[int]:
        """Return who may be called by a title and a surname."""
        people, last = self.people, name.parts[-1]
        family = [n for n in self._by_last[last] if genders_agree(people[n].sex, self._sex_of(name))]
        same_title = [n for n in family if set(name.titles) & people[n].titles and not people[n].firsts]
        if same_title:
            return same_title
        if name.married:
            return self._wives(family, last) or self._titled_by_first_name(name)
        found = [n for n in family if people[n].firsts or not people[n].titles]
        if name.titles[0] == "miss":
            found = [n for n in found if "mrs" not in people[n].titles and people[n].sex != "male"]
            return self._eldest(found, name) or self._titled_by_first_name(name)
        if not found:
            return self._of_another_title(family, name) or self._titled_by_first_name(name) or self._of_initial(name)
        if len(found) > 1:
            found = [n for n in found if set(name.titles) & people[n].titles]
        if len(found) != 1:
            return []
        one = people[found[0]]
        another = self._younger(one, name) or self._goes_by_first_name(one, name)
        same = len(family) == 1 and self.places.introduces(_forms(one), name.form)
        return [] if another and not same and not self._stands_apart(one, name) else found

    def _wives(self, family: Sequence[int], last: str) -> list[int]:
        """Return whom *Mrs.* and a surname means: a woman who bears that title, else the only one, where no *Miss* may be she."""
        people = self.people
        women = [n for n in family if people[n].firsts and _own_first_name(people[n])]
        wives = [n for n in women if "mrs" in people[n].titles]
        if not wives and not self.places.count(f"miss {last}"):
            women = [n for n in women if people[n].sex == "female"]
            wives = [n for n in women if len(women) == 1 and self._may_be_wife(people[n], last)]
        return wives if len(wives) == 1 else []

    def _may_be_wife(self, woman: Bearer, last: str) -> bool:
        """Tell whether a woman may be the *Mrs.* of her surname: never called *Miss*, nor named too seldom beside her."""
        named = woman.count + self.places.count(*woman.firsts)
        maiden = self.places.count(*(f"miss {first}" for first in woman.firsts))
        return (
            "miss" not in woman.titles
            and maiden * _SELDOM < named
            and named >= _MANY
            and named * _FAR_COMMONER * 2 >= self.places.count(f"mrs {last}")
        )

    def _foremost(self, found: Sequence[int]) -> list[int]:
        """Return the one of several who is named far more often than the others, by a given name that is not yet placed too."""
        weights = {n: self._weight(n) for n in found}
        ranked = sorted(found, key=lambda n: (-weights[n], n))
        far = len(ranked) < 2 or weights[ranked[0]] >= _FAR_COMMONER * weights[ranked[1]]
        return ranked[:1] if far else []

    def _weight(self, number: int) -> int:
        """Return how often somebody is named, by a given name that nobody bears by itself too."""
        person = self.people[number]
        return person.count + self.places.count(*(first for first in person.firsts if not self._by_single[first]))

    def _eldest(self, found: Sequence[int], name: Name) -> list[int]:
        """Return whom *Miss* and a surname means of those who bear it: the foremost if the names stand apart; the only one unless
        narration names her beside the other."""
        if len(found) < 2:
            return [n for n in found if not self.places.together(_forms(self.people[n]), name.form)]
        return [n for n in self._foremost(found) if self._stands_apart(self.people[n], name)]

    def _stands_apart(self, person: Bearer, name: Name) -> bool:
        return self.places.apart(_forms(person), name.form)

    def _of_another_title(self, family: Sequence[int], name: Name) -> list[int]:
        """Return the only one of a surname, called by a rank and now and then plain *Mr.*, or the other way round."""
        if (
            len(family) != 1
            or self.people[family[0]].titles & words_of("titles_of_rank")
            or name.titles[0] in words_of("titles_of_rank")
        ):
            return []
        one = self.people[family[0]]
        polite = name.titles[0] == "mr" or "mr" in one.titles
        seldom = self.places.count(name.form) * _MANY <= one.count
        return list(family) if polite and seldom else []

    def _of_initial(self, name: Name) -> list[int]:
        """Return the one person of a title whose surname begins with the letter that stands for it (*Mr. K.*)."""
        initial = name.parts[-1]
        if len(initial) > 1:
            return []
        found = [
            n
            for n, person in enumerate(self.people)
            if set(name.titles) & person.titles
            and person.count > self.places.count(name.form)
            and any(last.startswith(initial) for last in person.lasts)
        ]
        return self._foremost(found)

    def _goes_by_first_name(self, person: Bearer, name: Name) -> bool:
        """Tell whether the person is mostly called by given name, so that the common titled surname must be a relative's."""
        titled = self.places.count(name.form)
        first = self.places.count(*person.firsts)
        return titled >= _FAR_COMMONER * person.count and titled / _MANY <= first < titled * _FAR_COMMONER

    def _younger(self, person: Bearer, name: Name) -> bool:
        """Tell whether *Mr. John Smith* is set apart from a *Mr. Smith* who is named far more often: brother, son, or father."""
        title = name.titles[0]
        full = untitled = 0
        for surface, count in person.surfaces.items():
            own = parse_name(surface)
            untitled += 0 if own.titles else count
            full += count if title in own.titles and own.first else 0
        return full >= _MANY and full >= untitled and self.places.count(name.form) >= _MANY * full

    def _titled_by_first_name(self, name: Name) -> list[int]:
        """Return the one person whose given name stands after the title: *Miss Emily*, *Mr. John*; or its short form."""
        first = name.parts[-1]
        if (first not in given_names() and self.places.count(first) < _MANY) or name.titles[0] not in words_of(
            "titles_before_given_names"
        ):
            return []
        found = [n for n in self._by_first[first] if self._may_be_titled(self.people[n], name)]
        found = [n for n in found if set(name.titles) & self.people[n].titles] or found
        if not found:
            fuller = [other for other in self._fuller(first) if other != first]
            found = sorted({n for other in fuller for n in self._by_first[other]})
            found = [n for n in found if self._may_be_titled(self.people[n], name)]
        return self._foremost(found)

    def _may_be_titled(self, person: Bearer, name: Name) -> bool:
        return genders_agree(person.sex, self._sex_of(name)) and name.married == ("mrs" in person.titles)

    def _fuller(self, short: str) -> list[str]:
        """Return the given names in use that a word is a short form of."""
        starts = {short[:1]} if short not in given_names() else self._firsts_by_start.keys()
        return sorted(other for start in starts for other in self._firsts_by_start[start] if shortens(short, other))

    def _shorter(self, full: str) -> list[str]:
        """Return the names in use by which alone somebody is called, and that are short forms of a given name."""
        return sorted(other for other, bearers in self._by_single.items() if bearers and shortens(other, full))

    # -- a single word ------------------------------------------------------------------------------------------------

    def _single_bearers(self, name: Name) -> list[int]:
        """Return who may be called by one word: by given name, then surname, then short form of a given name."""
        word = name.parts[0]
        count = self.places.count(word)
        found = self._of_sex(self._by_single[word], name)
        found = found or [n for n in self._by_first[word] if genders_agree(self.people[n].sex, self._sex_of(name))]
        family = self._of_sex(self._by_last[word], name)
        if found and self._times(family, word) < _FAR_COMMONER * self._times(found, word):
            return self._dominant(found, count)
        found = family or found
        if found and "lady" in name.titles:
            return [n for n in found if "lady" in self.people[n].titles]  # a lord's wife, not his daughter
        if found:
            return [
                n for n in found if self.people[n].sex != "female"
            ] or found  # women are seldom called by surname alone
        if word not in given_names():
            return self._fondly_called(word, count)
        others = (*self._fuller(word), *self._shorter(word))
        same = sorted({n for other in others for n in (*self._by_first[other], *self._by_single[other])})
        return self._foremost([n for n in self._of_sex(same, name) if self._may_be_called(self.people[n], word, count)])

    def _fondly_called(self, word: str, count: int) -> list[int]:
        """Return the one whose name is put in a fond form of its own (*Potts*, *Pottsy*)."""
        stems = {word.removesuffix(end) for end in ("y", "ie")} - {word}
        found = {n for stem in stems for index in (self._by_single, self._by_last, self._by_first) for n in index[stem]}
        return [n for n in found if self.people[n].count > count] if len(found) == 1 else []

    def _of_sex(self, numbers: Iterable[int], name: Name) -> list[int]:
        return [n for n in numbers if not name.titles or genders_agree(self.people[n].sex, self._sex_of(name))]

    def _times(self, found: Sequence[int], word: str) -> int:
        """Return how often a word stands in longer names of some persons."""
        return sum(
            count
            for n in found
            for surface, count in self.people[n].surfaces.items()
            if word in (name := parse_name(surface)).parts and (name.titles or len(name.parts) > 1)
        )

    def _dominant(self, found: list[int], count: int) -> list[int]:
        """Return the one most named among several of one given name, where the bare name is far commoner than they all."""
        if len(found) > 1 and count >= _FAR_COMMONER * sum(self.people[n].count for n in found):
            return [min(found, key=lambda n: (-self.people[n].count, n))]
        return found

    def _may_be_called(self, person: Bearer, word: str, count: int) -> bool:
        """Tell whether `word` is a short form of a person's given name; one unlike it (*Nan*, *Anne*) must be common."""
        if not genders_agree(person.sex, word_gender(word)) or count * _SELDOM < person.count:
            return False
        fuller = any(
            shortens(word, first) and (word[0] == first[0] or count >= _COMMON_NICKNAME)
            for first in person.firsts | person.singles
        )
        return fuller or any(shortens(short, word) and word[0] == short[0] for short in person.singles)


def _forms(person: Bearer) -> set[str]:
    """Return what somebody is called by so far, and would be by given name alone."""
    return {*map(normal_form, person.surfaces), *person.firsts}


def _own_first_name(person: Bearer) -> bool:
    """Tell whether a married woman is known by a given name of her own, not by her husband's (*Mrs. John Smith*)."""
    return all(word_gender(first) == "female" for first in person.firsts)


def _enter(index: defaultdict[str, list[int]], own: set[str], word: str, number: int) -> None:
    """Note that a person bears a word, once."""
    if word not in own:
        own.add(word)
        index[word].append(number)
