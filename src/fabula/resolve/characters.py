"""Characters: which names belong to one person.

Names are joined by rule, from the fullest to the barest, and only where one person alone can be meant: a wrong merge is
worse than a missed one. A name that several may bear keeps them all as candidates, for the context to choose from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fabula.annotate.spelling import one_slip
from fabula.lexicons import given_names
from fabula.resolve.apart import stand_apart
from fabula.resolve.cast import Cast
from fabula.resolve.names import Name, are_nicknames, genders_agree, normal_form, parse_name, shortens, word_gender
from fabula.types.annotations import Gender, Mention
from fabula.types.text import Span

_SAINTS = frozenset({"st", "saint"})  # a saint, or a place named after one, is nobody in the story
_MANY = 3  # how many times as often a bare titled name must stand to be another person's than the full one
_FAR_COMMONER = 5
_SELDOM = 50  # of how many mentions of a person one must be by the nickname
_COMMON_NICKNAME = 5  # times a nickname must stand that is spelt unlike the name
# Titles of politeness stand before given names too; those of rank (*Captain*) do not, and some are their bearer's name.
_BEFORE_GIVEN_NAMES = frozenset({"mr", "miss", "ms", "mrs", "lord", "master"})
_OWN_RANK = frozenset({"sir", "lord", "duke", "earl", "baron", "count", "prince", "king", "general"})
_VARIANT_MOST = 2  # a misspelling stands at most this often,
_VARIANT_LEAST_OF_RIGHT = 5  # beside a name that stands at least this often


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


@dataclass(slots=True)
class _Person:
    """A character while it is put together."""

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
    not_same: frozenset[str] = frozenset()  # forms of names that the cast says are another's
    shared: int = 0  # how often a name stands that others may bear too, but this person likeliest

    def add(self, surface: str, name: Name, count: int) -> None:
        """Take `name` in as one of this person's."""
        self.surfaces[surface] += count
        self.titles.update(name.titles)
        if name.first is not None:
            self.firsts.add(name.first)
        if name.last is not None:
            self.lasts.add(name.last)
        if len(name.parts) == 1 and name.last is None:
            self.singles.add(name.parts[0])
        if name.gender is not None:
            self.votes[name.gender] += max(count, 1)

    @property
    def sex(self) -> Gender | None:
        """What the names tell, if they agree well enough."""
        if self.gender is not None or not self.votes:
            return self.gender
        (best, most), *rest = self.votes.most_common()
        return best if not rest or most >= 3 * rest[0][1] else None

    @property
    def count(self) -> int:
        """How often the person is named."""
        return sum(self.surfaces.values()) + self.shared


class _Forms:
    """Where each normal form of a name stands."""

    def __init__(self, places: Mapping[str, Sequence[Span]], length: int) -> None:
        self.length = length
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for surface, spans in places.items():
            self._places[normal_form(surface)].extend(span.start for span in spans)

    def count(self, *forms: str) -> int:
        """Return how often some forms, each given once, stand."""
        return sum(len(self._places.get(form, ())) for form in forms)

    def places(self, forms: Iterable[str]) -> list[int]:
        """Return the characters at which any of some forms begins, rising."""
        return sorted(place for form in set(forms) for place in self._places.get(form, ()))


def build_characters(text: str, mentions: Sequence[Mention], cast: Cast | None) -> Characters:
    """Return the characters that the personal names in `mentions` stand for; those of `cast` come first, in its order."""
    counts, places = _count_names(text, mentions)
    forms = _Forms(places, len(text))
    families = _families(counts)
    people = _given_people(cast)
    n_given = len(people)
    bearers: dict[str, tuple[int, ...]] = _given_bearers(people)
    variants: list[NameVariant] = []
    for surface in _by_completeness(counts):
        form = normal_form(surface)
        name = parse_name(surface)
        if not name.parts:
            continue
        found = bearers.get(form) or _candidates(people, name, forms, n_given)
        if surface in families and not bearers.get(form):
            found = ()
        elif not found:
            right = _misspelt(name, counts[surface], people)
            if right is not None:
                found = (right,)
                variants.extend(NameVariant(surface, _display(people[right]), span) for span in places[surface])
        if not found:
            found = (len(people),)
            people.append(_Person(group=surface in families))
        if len(found) == 1:
            people[found[0]].add(surface, name, counts[surface])
        else:
            people[found[0]].shared += counts[surface]
        bearers[form] = found
    return _finish(people, bearers, variants, n_given)


def _count_names(text: str, mentions: Sequence[Mention]) -> tuple[Counter[str], defaultdict[str, list[Span]]]:
    counts: Counter[str] = Counter()
    places: defaultdict[str, list[Span]] = defaultdict(list)
    for mention in mentions:
        if mention.form == "PROP" and mention.type == "PER":
            surface = " ".join(mention.name.of(text).split())
            counts[surface] += 1
            places[surface].append(mention.name)
    return counts, places


def _families(counts: Counter[str]) -> frozenset[str]:
    """Return the names that are a family's: a known name with a plural s (*the Smiths*)."""
    words = {part for surface in counts for part in parse_name(surface).parts}
    return frozenset(
        surface
        for surface in counts
        if (last := normal_form(surface).split()[-1:]) and last[0].endswith("s") and last[0][:-1] in words
    )


def _given_people(cast: Cast | None) -> list[_Person]:
    people = []
    for member in cast.members if cast else ():
        others = frozenset(map(normal_form, member.not_same))
        person = _Person(name=member.name, gender=member.gender, narrator=member.narrator, not_same=others)
        for surface in (member.name, *member.aliases):
            person.add(surface, parse_name(surface), 0)
        people.append(person)
    return people


def _given_bearers(people: Sequence[_Person]) -> dict[str, tuple[int, ...]]:
    """Return who bears each given name or alias; one that two members share stays with both, a main name with its own."""
    bearers: defaultdict[str, list[int]] = defaultdict(list)
    for number, person in enumerate(people):
        for surface in person.surfaces:
            form = normal_form(surface)
            if form and number not in bearers[form]:
                bearers[form].append(number)
    for form, numbers in bearers.items():
        main = [number for number in numbers if normal_form(people[number].name or "") == form]
        bearers[form] = main or numbers
    return {form: tuple(numbers) for form, numbers in bearers.items()}


def _by_completeness(counts: Counter[str]) -> list[str]:
    """Return names in the order to place them: full ones, then titled ones, then single words; frequent ones first."""

    def rank(surface: str) -> tuple[int, int, str]:
        name = parse_name(surface)
        stage = 0 if name.first is not None else 1 if name.titles else 2
        return stage, -counts[surface], surface

    return sorted(counts, key=rank)


def _candidates(people: Sequence[_Person], name: Name, forms: _Forms, n_given: int) -> tuple[int, ...]:
    """Return who may bear `name`, likeliest first; with a given cast, its members before others."""
    if name.titles and name.titles[0] in _SAINTS:
        return ()
    if name.first is not None:
        found = [n for n, person in enumerate(people) if _same_full_name(person, name)]
    elif name.last is not None:
        found = _titled_bearers(people, name, forms)
    else:
        found = _single_bearers(people, name, forms)
    found = [n for n in found if name.form not in people[n].not_same]
    given = [n for n in found if n < n_given]
    return tuple(sorted(given or found, key=lambda n: (-people[n].count, n)))


def _same_full_name(person: _Person, name: Name) -> bool:
    if name.parts[-1] not in person.lasts or not genders_agree(person.sex, name.gender):
        return False
    if name.married != ("mrs" in person.titles) and word_gender(name.parts[0]) != "female":
        return False  # Mrs. John Smith is not John Smith
    first = name.parts[0]
    return any(
        first == other or are_nicknames(first, other) or (len(first) == 1 and other.startswith(first))
        for other in person.firsts
    )


def _titled_bearers(people: Sequence[_Person], name: Name, forms: _Forms) -> list[int]:
    """Return who may be called by a title and a surname."""
    last = name.parts[-1]
    family = [n for n, person in enumerate(people) if last in person.lasts and genders_agree(person.sex, name.gender)]
    same_title = [n for n in family if set(name.titles) & people[n].titles and not people[n].firsts]
    if same_title:
        return same_title
    if name.married:
        return _wives(people, family, last, forms)
    found = [n for n in family if people[n].firsts or not people[n].titles]
    if name.titles[0] == "miss":
        found = [n for n in found if "mrs" not in people[n].titles and people[n].sex != "male"]
        return _eldest(people, found, name, forms) or _titled_by_first_name(people, name, forms)
    if not found:
        return _of_another_title(people, family, name, forms) or _titled_by_first_name(people, name, forms)
    if len(found) > 1:
        found = [n for n in found if set(name.titles) & people[n].titles]
    if len(found) != 1:
        return []
    one = people[found[0]]
    return [] if _younger(one, name, forms) or _goes_by_first_name(one, name, forms) else found


def _wives(people: Sequence[_Person], family: Sequence[int], last: str, forms: _Forms) -> list[int]:
    """Return whom *Mrs.* and a surname means: a woman who bears that title, else the only one, where no *Miss* may be she."""
    women = [n for n in family if people[n].firsts and _own_first_name(people[n])]
    wives = [n for n in women if "mrs" in people[n].titles]
    if not wives and not forms.count(f"miss {last}"):
        women = [n for n in women if people[n].sex == "female"]
        wives = [n for n in women if len(women) == 1 and _may_be_wife(people[n], last, forms)]
    return wives if len(wives) == 1 else []


def _may_be_wife(woman: _Person, last: str, forms: _Forms) -> bool:
    """Tell whether a woman may be the *Mrs.* of her surname: never called *Miss*, nor named too seldom beside her."""
    named = woman.count + forms.count(*woman.firsts)
    maiden = forms.count(*(f"miss {first}" for first in woman.firsts))
    return (
        "miss" not in woman.titles
        and maiden * _SELDOM < named
        and named >= _MANY
        and named * _FAR_COMMONER * 2 >= forms.count(f"mrs {last}")
    )


def _foremost(people: Sequence[_Person], found: Sequence[int], forms: _Forms) -> list[int]:
    """Return the one of several who is named far more often than the others, by a given name that is not yet placed too."""
    placed = {single for person in people for single in person.singles}
    weights = {n: people[n].count + forms.count(*people[n].firsts - placed) for n in found}
    ranked = sorted(found, key=lambda n: (-weights[n], n))
    far = len(ranked) < 2 or weights[ranked[0]] >= _FAR_COMMONER * weights[ranked[1]]
    return ranked[:1] if far else []


def _eldest(people: Sequence[_Person], found: Sequence[int], name: Name, forms: _Forms) -> list[int]:
    """Return whom *Miss* and a surname means of those who bear it: the only one, or the foremost if the names stand apart."""
    if len(found) < 2:
        return list(found)
    foremost = _foremost(people, found, forms)
    for n in foremost:
        own = forms.places({*map(normal_form, people[n].surfaces), *people[n].firsts})
        if not stand_apart(own, forms.places([name.form]), forms.length):
            return []
    return foremost


def _of_another_title(people: Sequence[_Person], family: Sequence[int], name: Name, forms: _Forms) -> list[int]:
    """Return the only one of a surname, called by a rank and now and then plain *Mr.*, or the other way round."""
    if len(family) != 1 or people[family[0]].titles & _OWN_RANK or name.titles[0] in _OWN_RANK:
        return []
    one = people[family[0]]
    polite = name.titles[0] == "mr" or "mr" in one.titles
    seldom = forms.count(name.form) * _MANY <= one.count
    return list(family) if polite and seldom else []


def _goes_by_first_name(person: _Person, name: Name, forms: _Forms) -> bool:
    """Tell whether the person is mostly called by given name, so that the common titled surname must be a relative's."""
    titled = forms.count(name.form)
    first = forms.count(*person.firsts)
    return titled >= _FAR_COMMONER * person.count and titled / _MANY <= first < titled * _FAR_COMMONER


def _titled_by_first_name(people: Sequence[_Person], name: Name, forms: _Forms) -> list[int]:
    """Return the one person whose given name stands after the title: *Miss Emily*, *Mr. John*; or its short form."""
    first = name.parts[-1]
    if (first not in given_names() and forms.count(first) < _MANY) or name.titles[0] not in _BEFORE_GIVEN_NAMES:
        return []
    able = [n for n, person in enumerate(people) if person.firsts and genders_agree(person.sex, name.gender)]
    able = [n for n in able if name.married == ("mrs" in people[n].titles)]
    found = [n for n in able if first in people[n].firsts]
    found = [n for n in found if set(name.titles) & people[n].titles] or found
    found = found or [n for n in able if any(shortens(first, other) for other in people[n].firsts)]
    return _foremost(people, found, forms)


def _own_first_name(person: _Person) -> bool:
    """Tell whether a married woman is known by a given name of her own, not by her husband's (*Mrs. John Smith*)."""
    return all(word_gender(first) == "female" for first in person.firsts)


def _younger(person: _Person, name: Name, forms: _Forms) -> bool:
    """Tell whether *Mr. John Smith* is set apart from a *Mr. Smith* who is named far more often: brother, son, or father."""
    title = name.titles[0]
    untitled = sum(count for surface, count in person.surfaces.items() if not parse_name(surface).titles)
    full = sum(
        count
        for surface, count in person.surfaces.items()
        if title in parse_name(surface).titles and parse_name(surface).first
    )
    bare = forms.count(name.form)
    return full >= _MANY and full >= untitled and bare >= _MANY * full


def _single_bearers(people: Sequence[_Person], name: Name, forms: _Forms) -> list[int]:
    """Return who may be called by one word: by given name, then surname, then short form of a given name."""
    word = name.parts[0]
    count = forms.count(word)
    titled = [n for n, person in enumerate(people) if genders_agree(person.sex, name.gender) or not name.titles]
    found = [n for n in titled if word in people[n].singles] or [n for n in titled if word in people[n].firsts]
    family = [n for n in titled if word in people[n].lasts]
    if found and _times(people, family, word) < _FAR_COMMONER * _times(people, found, word):
        return _dominant(people, found, count)
    found = family or found
    if found and "lady" in name.titles:
        return [n for n in found if "lady" in people[n].titles]  # a lord's wife, not his daughter
    if found:
        return [n for n in found if people[n].sex != "female"] or found  # women are seldom called by surname alone
    short = [n for n in titled if _may_be_called(people[n], word, count)]
    return _foremost(people, short, forms)


def _times(people: Sequence[_Person], found: Sequence[int], word: str) -> int:
    """Return how often a word stands in longer names of some persons."""
    return sum(
        count
        for n in found
        for surface, count in people[n].surfaces.items()
        if word in (name := parse_name(surface)).parts and (name.titles or len(name.parts) > 1)
    )


def _dominant(people: Sequence[_Person], found: list[int], count: int) -> list[int]:
    """Return the one most named among several of one given name, where the bare name is far commoner than they all."""
    if len(found) > 1 and count >= _FAR_COMMONER * sum(people[n].count for n in found):
        return [min(found, key=lambda n: (-people[n].count, n))]
    return found


def _may_be_called(person: _Person, word: str, count: int) -> bool:
    """Tell whether `word` is a short form of a person's given name; one unlike it (*Nan*, *Anne*) must be common."""
    if word not in given_names() or not genders_agree(person.sex, word_gender(word)):
        return False
    firsts = person.firsts | person.singles
    if count * _SELDOM < person.count:
        return False
    return any(shortens(word, first) and (word[0] == first[0] or count >= _COMMON_NICKNAME) for first in firsts)


def _misspelt(name: Name, count: int, people: Sequence[_Person]) -> int | None:
    """Return the one person whose frequent name a rare unknown one is a slip of the pen away from.

    A given name may be somebody's own, so it is taken for a slip of surnames only.
    """
    word = name.parts[-1]
    if count > _VARIANT_MOST or len(name.parts) > 1:
        return None
    real = word in given_names()
    found = [
        n
        for n, person in enumerate(people)
        if person.count >= _VARIANT_LEAST_OF_RIGHT
        and name.form not in person.not_same
        and genders_agree(person.sex, name.gender if name.titles else None)
        and any(one_slip(word, other) for other in person.lasts | (set() if real else person.firsts | person.singles))
    ]
    return found[0] if len(found) == 1 else None


def _display(person: _Person) -> str:
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
    people: Sequence[_Person], bearers: dict[str, tuple[int, ...]], variants: Iterable[NameVariant], n_given: int
) -> Characters:
    found = []
    for number, person in enumerate(people):
        name = _display(person)
        aliases = sorted({surface for surface in person.surfaces if surface != name})
        sex: Gender | None = "plural" if person.group else person.sex
        found.append(
            Character(number, name, tuple(aliases), sex, person.count, number < n_given, person.narrator, person.group)
        )
    ordered = {
        form: tuple(sorted(set(numbers), key=lambda n: (-people[n].count, n))) for form, numbers in bearers.items()
    }
    return Characters(tuple(found), ordered, tuple(variants))
