"""Everybody that a mention may refer to: the characters, and the persons known by role or kin only."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from fabula.lexicons import title_genders, words_of
from fabula.resolve.characters import Character, Characters
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.name_places import female_after, is_they_after, likeliest_sex
from fabula.resolve.names import genders_agree, normal_form, parse_name
from fabula.resolve.role_counts import RoleCounts, count_roles
from fabula.types.annotations import EntityType, Gender, Mention

_RECENT, _LONG_AGO = 1500, 10_000  # tokens
_AGAIN = 400  # tokens after a full name in which most writers leave the surname out
_MANY_TIMES = 4  # full names right after a full name, and a third of all own names, of one who is kept in full
_THEY, _THEY_SHARE = (
    3,
    4,
)  # times that *they* must follow a name, and times as often as *he* or *she* does


@dataclass(slots=True)
class Person:
    """One referent while the book is resolved; `number` is its place in `People.everyone`."""

    number: int
    name: str
    type: EntityType = "PER"
    gender: Gender | None = None
    count: int = 0
    given: bool = False
    named: bool = False
    narrator: bool = False
    group: bool = False
    aliases: tuple[str, ...] = ()
    members: tuple[int, ...] = ()  # of a group, as far as they are known
    gender_given: bool = False
    not_same: frozenset[str] = frozenset()  # forms of names that the cast says are another's

    @property
    def is_they(self) -> bool:
        """Whether *they* mean this one person."""
        return self.gender == "plural" and not self.group

    def agrees(self, gender: Gender | None) -> bool | None:
        """Tell whether a pronoun of `gender` can mean this person; ``None`` when the person's is unknown."""
        if self.gender is None or gender is None:
            return None
        return self.gender == gender


@dataclass(slots=True)
class People:
    """All referents of a book, and for each reference (by its number) the one it has, or ``None``."""

    everyone: list[Person]
    bearers: dict[str, tuple[int, ...]]
    referent: list[int | None]
    narrator: int | None = None  # the main one
    tellers: tuple[
        tuple[int, int | None], ...
    ] = ()  # by the first token of a part, who tells it; empty: the narrator all
    roles: dict[tuple[str, int | None], int] = field(default_factory=dict)
    titled: dict[str, tuple[int, ...]] = field(default_factory=dict)  # by title, its bearers, the most named first
    n_characters: int = 0  # they come first in `everyone`
    groups: dict[tuple[int, ...], int] = field(default_factory=dict)  # by their members, rising
    described: RoleCounts = field(default_factory=RoleCounts)
    by_phrase: set[int] = field(default_factory=set)  # references by a description that a given cast has for a name
    kin: dict[tuple[str, int], int] = field(default_factory=dict)  # by noun and whose, where the text names them
    readers: tuple[tuple[range, int], ...] = ()  # the tokens of letters, with whom they are written to
    cast_is_whole: bool = False
    not_persons: frozenset[str] = frozenset()  # forms of names that the cast says are no person's

    def teller(self, token: int) -> int | None:
        """Return who says *I* in the narration at a token."""
        part = self.part(token)
        return self.tellers[part - 1][1] if part else self.narrator

    def reader(self, token: int) -> int | None:
        """Return whom *you* means in the narration at a token: whom a letter is written to."""
        place = bisect_right(self.readers, token, key=lambda one: one[0].start) - 1
        return self.readers[place][1] if place >= 0 and token in self.readers[place][0] else None

    def part(self, token: int) -> int:
        """Return how many of the `tellers` have begun by a token."""
        return bisect_right(self.tellers, token, key=lambda part: part[0])

    def add(self, name: str, kind: EntityType, gender: Gender | None, *, group: bool = False) -> int:
        """Add a referent that no name stands for and return its number."""
        number = len(self.everyone)
        self.everyone.append(Person(number, name, kind, gender, group=group))
        return number


def gather_people(discourse: Discourse, characters: Characters, not_persons: frozenset[str] = frozenset()) -> People:
    """Return the characters as people, with their names' mentions referred to them as far as one alone can be meant.

    `not_persons` are the forms of names that the cast says are no person's.
    """
    everyone = [_as_person(one) for one in characters.people]
    people = People(everyone, characters.bearers, [None] * len(discourse.references), not_persons=not_persons)
    people.cast_is_whole = characters.cast_is_whole
    people.titled, people.n_characters = _by_title(everyone), len(everyone)
    people.described = count_roles(discourse)
    people.narrator = next((one.number for one in everyone if one.narrator), None)
    _refer_names(discourse, people)
    _infer_genders(discourse, people)
    return people


def _by_title(everyone: list[Person]) -> dict[str, tuple[int, ...]]:
    titled: dict[str, tuple[int, ...]] = {}
    for one in everyone:
        for title in sorted({title for name in (one.name, *one.aliases) for title in parse_name(name).titles}):
            titled[title] = (*titled.get(title, ()), one.number)
    return {title: tuple(sorted(those, key=lambda n: (-everyone[n].count, n))) for title, those in titled.items()}


def _as_person(one: Character) -> Person:
    return Person(
        one.number, one.name, "PER", one.gender, one.count, one.given, True, one.narrator, one.group, one.aliases,
        gender_given=one.gender_given, not_same=one.not_same,
    )  # fmt: skip


def _refer_names(discourse: Discourse, people: People) -> None:
    """Refer each name to its bearer; where several may bear it, to the one last named by a name of his or her own."""
    last: dict[int, int] = {}
    text = discourse.book.text
    namesakes, in_full = _namesakes(people), _kept_in_full(discourse, people)
    for reference in discourse.references:
        mention = reference.mention
        surface = mention.name.of(text)
        if mention.type != "PER":
            if mention.form == "PROP" or (mention.form == "NOM" and normal_form(surface) in people.not_persons):
                people.referent[reference.number] = _place(people, " ".join(surface.split()), mention.type)
            continue
        # *Anna, who had come late*, is a name too, whatever its form; a cast may name its own by a whole phrase
        candidates = people.bearers.get(normal_form(surface)) or _bearers_of_all(people, mention, text)
        if not candidates or mention.form == "PRON" or _is_somebodys(discourse, reference):
            continue
        if " " not in normal_form(surface):
            candidates = tuple(n for n in candidates if n not in in_full) or candidates
        if len(candidates) == 1:  # *John* may mean *John Andrew* where he alone has been named in full
            candidates = (*candidates, *namesakes.get(normal_form(surface), ()))
        chosen = candidates[0]
        if len(candidates) > 1:
            recent = [n for n in candidates if reference.first - last.get(n, -_LONG_AGO) < _RECENT]
            chosen = max(recent, key=lambda n: last[n]) if recent else chosen
        else:
            last[chosen] = reference.first
        people.referent[reference.number] = chosen
        if mention.form == "NOM" and people.everyone[chosen].given:
            people.by_phrase.add(reference.number)


def _kept_in_full(discourse: Discourse, people: People) -> frozenset[int]:
    """Return those whom the narration names in full again and again: the given name that they share is another's."""
    text = discourse.book.text
    last: dict[int, int] = {}
    named: Counter[int] = Counter()
    again: Counter[int] = Counter()
    shared = {n for numbers in people.bearers.values() if len(numbers) > 1 for n in numbers}
    for reference in discourse.references:
        mention = reference.mention
        if mention.form != "PROP" or mention.type != "PER" or reference.quotation >= 0:
            continue
        name = parse_name(mention.name.of(text))
        owners = people.bearers.get(name.form, ())
        if len(owners) != 1 or owners[0] not in shared:
            continue
        who = owners[0]
        named[who] += 1
        if len(name.parts) > 1:
            again[who] += reference.first - last.get(who, -_LONG_AGO) < _AGAIN
            last[who] = reference.first
    return frozenset(who for who, times in again.items() if times >= _MANY_TIMES and 3 * times >= named[who])


def _namesakes(people: People) -> dict[str, tuple[int, ...]]:
    """Return by a given name that is one person's alias the others of a given cast whose full name it begins.

    A cast names those whom its maker wants apart; of names that were found, the fuller form may well be the same person's.
    """
    found: defaultdict[str, list[int]] = defaultdict(list)
    for one in people.everyone:
        firsts = {parse_name(name).first or "" for name in (one.name, *one.aliases)} if one.given else ()
        for first in sorted(firsts):
            owners = people.bearers.get(first, ())
            sexes = [people.everyone[number].gender for number in owners]
            another = one.number in owners or first in one.not_same
            if len(owners) == 1 and not another and genders_agree(sexes[0], one.gender):
                found[first].append(one.number)
    return {form: tuple(numbers) for form, numbers in found.items()}


def _is_somebodys(discourse: Discourse, reference: Reference) -> bool:
    """Tell whether a description hangs on whom a pronoun means (*her brother*), so that its words alone don't tell who it is."""
    first = discourse.tokens.lower[reference.first]
    return reference.mention.form == "NOM" and (first == "her" or first in words_of("possessive_pronouns"))


def _bearers_of_all(people: People, mention: Mention, text: str) -> tuple[int, ...]:
    return people.bearers.get(normal_form(text[mention.start : mention.end]), ())


def _place(people: People, name: str, kind: EntityType) -> int:
    key = (name.lower(), -1)
    if key not in people.roles:
        people.roles[key] = people.add(name, kind, None)
    return people.roles[key]


def _infer_genders(discourse: Discourse, people: People) -> None:
    """Give everybody the sex that names and the pronouns that follow them in narration tell together."""
    female: defaultdict[int, float] = defaultdict(float)
    followed: Counter[int] = Counter()
    for place, reference in enumerate(discourse.references):
        number = people.referent[reference.number]
        named = reference.mention.form == "PROP" and reference.mention.type == "PER" and reference.quotation < 0
        odds = female_after(discourse, place) if named else 0.0
        if number is not None and odds:
            female[number] += odds
            followed[number] += 1
    for number, odds in female.items():
        person = people.everyone[number]
        certain = person.gender is not None and (person.given or _is_titled(person))
        if not certain and not person.group:
            person.gender = likeliest_sex(odds, person.gender)
    _infer_they(discourse, people, followed)


def _is_titled(person: Person) -> bool:
    """Tell whether a title tells the sex: *Mr.*, *Lady*."""
    titles = (title for name in (person.name, *person.aliases) for title in parse_name(name).titles)
    return any(title_genders().get(title) for title in titles)


def _infer_they(discourse: Discourse, people: People, followed: Mapping[int, int]) -> None:
    """Let those be *they* whom narration calls so right after their names, and hardly ever *he* or *she*."""
    times: Counter[int] = Counter()
    for place, reference in enumerate(discourse.references):
        number = people.referent[reference.number]
        named = reference.mention.form == "PROP" and reference.mention.type == "PER" and reference.quotation < 0
        if number is not None and named and is_they_after(discourse, place):
            times[number] += 1
    for number, count in times.items():
        person = people.everyone[number]
        certain = person.given and person.gender is not None
        if not (certain or person.group) and count >= max(_THEY, _THEY_SHARE * followed.get(number, 0)):
            person.gender = "plural"
