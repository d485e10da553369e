"""Everybody that a mention may refer to: the characters, and the persons known by role or kin only."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from fabula.lexicons import kin_nouns, words_of
from fabula.resolve.characters import Character, Characters
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.name_places import gender_after
from fabula.resolve.names import canonical_title, normal_form, parse_name, word_gender
from fabula.types.annotations import EntityType, Gender, Mention

_FAR_MORE = 5  # times as often named as any other bearer of a title
_BARE_MOST = 20  # times as often as its bearer is named a bare title may stand
_CALLED = 3  # times that a description with a capital must stand after *the* for *a Duchess* to be the same
_POLITE = frozenset({"sir", "madam", "miss", "mr", "mrs", "lord", "lady", "master", "mistress"})  # said to anybody


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
    said: Counter[str] = field(default_factory=Counter)  # how often a noun alone, or after *the*, describes somebody
    called: Counter[str] = field(default_factory=Counter)  # how often a description with a capital stands after *the*
    longer: dict[str, str] = field(default_factory=dict)  # for a one-word description the longer one that it stands for

    def teller(self, token: int) -> int | None:
        """Return who says *I* in the narration at a token."""
        part = self.part(token)
        return self.tellers[part - 1][1] if part else self.narrator

    def part(self, token: int) -> int:
        """Return how many of the `tellers` have begun by a token."""
        return bisect_right(self.tellers, token, key=lambda part: part[0])

    def add(self, name: str, kind: EntityType, gender: Gender | None, *, group: bool = False) -> int:
        """Add a referent that no name stands for and return its number."""
        number = len(self.everyone)
        self.everyone.append(Person(number, name, kind, gender, group=group))
        return number


def gather_people(discourse: Discourse, characters: Characters) -> People:
    """Return the characters as people, with their names' mentions referred to them as far as one alone can be meant."""
    everyone = [_as_person(one) for one in characters.people]
    people = People(everyone, characters.bearers, [None] * len(discourse.references))
    people.titled, people.n_characters = _by_title(everyone), len(everyone)
    people.said, people.called = _roles_said(discourse)
    people.longer = _longer_roles(people.called)
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
        one.number, one.name, "PER", one.gender, one.count, one.given, True, one.narrator, one.group, one.aliases
    )


def _refer_names(discourse: Discourse, people: People) -> None:
    """Refer each name to its bearer; where several may bear it, to the one last named by a name of his or her own."""
    last: dict[int, int] = {}
    text = discourse.book.text
    for reference in discourse.references:
        mention = reference.mention
        surface = mention.name.of(text)
        if mention.type != "PER":
            if mention.form == "PROP":
                people.referent[reference.number] = _place(people, " ".join(surface.split()), mention.type)
            continue
        # *Anna, who had come late*, is a name too, whatever its form; a cast may name its own by a whole phrase
        candidates = people.bearers.get(normal_form(surface)) or _bearers_of_all(people, mention, text)
        if not candidates or mention.form == "PRON":
            continue
        chosen = candidates[0]
        if len(candidates) > 1:
            recent = [n for n in candidates if reference.first - last.get(n, -10_000) < 1500]
            chosen = max(recent, key=lambda n: last[n]) if recent else chosen
        else:
            last[chosen] = reference.first
        people.referent[reference.number] = chosen


def _bearers_of_all(people: People, mention: Mention, text: str) -> tuple[int, ...]:
    return people.bearers.get(normal_form(text[mention.start : mention.end]), ())


def _place(people: People, name: str, kind: EntityType) -> int:
    key = (name.lower(), -1)
    if key not in people.roles:
        people.roles[key] = people.add(name, kind, None)
    return people.roles[key]


def _infer_genders(discourse: Discourse, people: People) -> None:
    """Give a gender to those whose names tell none, by the pronouns that follow them in narration."""
    votes: defaultdict[int, Counter[Gender]] = defaultdict(Counter)
    for place, reference in enumerate(discourse.references):
        number = people.referent[reference.number]
        named = reference.mention.form == "PROP" and reference.mention.type == "PER" and reference.quotation < 0
        follower = gender_after(discourse, place) if named else None
        if number is not None and follower is not None:
            votes[number][follower] += 1
    for number, counts in votes.items():
        person = people.everyone[number]
        male, female = counts["male"], counts["female"]
        certain = person.given and person.gender is not None
        if certain or person.group or max(male, female) < 2:
            continue
        told = 2 if person.gender is None else 4  # what a name tells is given up only for strong evidence
        if max(male, female) >= told * min(male, female) + (0 if person.gender is None else 3):
            person.gender = "male" if male > female else "female"


def refer_nominal(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return the referent of a common-noun mention of a person, making one where it has none yet.

    A definite description refers to who bears it as a title or alias, else to the person of that role; kin goes by its
    possessor.
    """
    mention = reference.mention
    text = discourse.book.text
    surface = " ".join(text[mention.start : mention.end].split())
    exact = people.bearers.get(normal_form(surface), ())
    if exact:
        return exact[0]
    head = text[mention.head.start : mention.head.end].lower()
    determiner = discourse.tokens.lower[reference.first]
    if head in words_of("indefinite_pronouns"):
        return people.add(surface, "PER", None, group=True)  # nobody in particular
    if mention.gender == "plural":
        return people.add(surface, "PER", "plural", group=True)
    if head in kin_nouns():
        return refer_kin(discourse, people, reference, possessor(discourse, people, reference))
    if determiner in words_of("indefinite_determiners"):
        number = people.add(surface, "PER", mention.gender)
        people.roles[(_without_determiner(surface), None)] = number
        return number
    titled = titled_person(discourse, people, reference)
    return titled if titled is not None else _in_role(people, surface, mention.gender)


def _in_role(people: People, surface: str, gender: Gender | None) -> int:
    """Return the one person of a role (*the captain*), adding him or her once."""
    key = (_without_determiner(surface), None)
    if key not in people.roles:
        people.roles[key] = people.add(surface, "PER", gender)
    return people.roles[key]


def titled_person(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return whose title the mention consists of (*the captain*, *Captain*): the only bearer's, or one's who is named far more.

    ``None`` where the bare title stands so often that it must be that of somebody without a name.
    """
    mention = reference.mention
    surface = " ".join(discourse.book.text[mention.start : mention.end].lower().split())
    head = discourse.book.text[mention.head.start : mention.head.end].lower()
    title = canonical_title(head)
    bare = surface == head and title not in _POLITE
    titled = people.titled.get(title, ())
    if not titled or not (bare or surface == f"the {head}"):
        return None
    best, *others = (people.everyone[number].count for number in titled)
    far = not others or best >= _FAR_MORE * others[0]
    return titled[0] if far and best * _BARE_MOST >= people.said[head] else None


def capital_role(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return who is called by a description as by a name (*the Duchess*, *the White Rabbit*), adding him or her once.

    The capital tells; two who are called differently so are taken for one only where the shorter description is part of the
    other, and of no third. *A Duchess* may be the same. ``None`` for any other description.
    """
    mention = reference.mention
    surface = " ".join(mention.name.of(discourse.book.text).split())
    article, _, role = surface.partition(" ")
    capital = discourse.book.text[mention.head.start].isupper()
    if mention.type != "PER" or mention.gender == "plural" or not capital or not role:
        return None
    if article.lower() in ("a", "an") and people.called[role] >= _CALLED:
        surface = f"the {role}"
    elif article.lower() != "the":
        return None
    longer = people.longer.get(role)
    return _in_role(people, surface if longer is None else f"the {longer}", mention.gender)


def _roles_said(discourse: Discourse) -> tuple[Counter[str], Counter[str]]:
    """Return how often each noun stands alone or after *the*, and how often each description with a capital does after *the*."""
    text = discourse.book.text
    said: Counter[str] = Counter()
    called: Counter[str] = Counter()
    for reference in discourse.references:
        mention = reference.mention
        if mention.form != "NOM" or mention.type != "PER":
            continue
        words = mention.name.of(text).lower().split()
        if len(words) <= 2 and words[0] in ("the", words[-1]):
            said[words[-1]] += 1
        if len(words) > 1 and words[0] == "the" and text[mention.head.start].isupper() and mention.gender != "plural":
            called[" ".join(mention.name.of(text).split()[1:])] += 1
    return said, called


def _longer_roles(called: Counter[str]) -> dict[str, str]:
    """Return for each one-word description the longer one that it stands for: *Rabbit* for the only *White Rabbit*."""
    found: dict[str, list[str]] = {}
    for role in called:
        words = role.split()
        head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
        if len(words) > 1 and head in called:
            found.setdefault(head, []).append(role)
    return {head: roles[0] for head, roles in found.items() if len(roles) == 1 and called[roles[0]] > 1}


def known_relative(discourse: Discourse, people: People, reference: Reference, owner: int) -> int | None:
    """Return the one *Mr.* or *Mrs.* of the owner's surname for *her father*, *his wife*; else ``None``."""
    head = reference.mention.head
    noun = discourse.book.text[head.start : head.end].lower()
    return _parent(people, noun, owner) if noun in kin_nouns() and reference.mention.gender != "plural" else None


def _without_determiner(surface: str) -> str:
    return surface.lower().split(" ", 1)[-1]


def possessor(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return who possesses the mention, as far as its possessive is referred already."""
    inside = [one for one in discourse.references_between(reference.first, reference.first + 1) if one is not reference]
    if inside:
        return people.referent[inside[0].number]
    mine = discourse.tokens.lower[reference.first] in ("my", "our") and reference.quotation < 0
    return people.teller(reference.first) if mine else None


def refer_kin(discourse: Discourse, people: People, reference: Reference, owner: int | None) -> int | None:
    """Return the relative of `owner`: one who bears kin and surname, else one known by that alone; ``None`` for no kin."""
    mention = reference.mention
    head = discourse.book.text[mention.head.start : mention.head.end].lower()
    if head not in kin_nouns() or mention.gender == "plural":
        return None
    key = (head, owner)
    if owner is None or key not in people.roles:
        surface = " ".join(discourse.book.text[mention.start : mention.end].split())
        found = _parent(people, head, owner) if owner is not None else None
        name = surface if owner is None else f"{people.everyone[owner].name}'s {head}"
        people.roles[key] = found if found is not None else people.add(name, "PER", word_gender(head))
    return people.roles[key]


_KIN_TITLES = {
    "father": "mr", "papa": "mr", "husband": "mr", "uncle": "mr", "grandfather": "mr",
    "mother": "mrs", "mamma": "mrs", "wife": "mrs", "aunt": "mrs", "grandmother": "mrs",
}  # fmt: skip


def kin_title(discourse: Discourse, reference: Reference) -> str | None:
    """Return the title that goes with the kin noun of a mention (*her mother*: ``"mrs"``), if one does."""
    head = reference.mention.head
    return _KIN_TITLES.get(discourse.book.text[head.start : head.end].lower())


def _parent(people: People, head: str, owner: int) -> int | None:
    """Return the one *Mr.* or *Mrs.* of the owner's surname, for a parent or a spouse."""
    wanted = _KIN_TITLES.get(head) if head not in ("uncle", "aunt", "grandfather", "grandmother") else None
    last = next(
        (
            name.last
            for name in map(parse_name, (people.everyone[owner].name, *people.everyone[owner].aliases))
            if name.last
        ),
        None,
    )
    if wanted is None or last is None:
        return None
    found = [
        one.number
        for one in people.everyone[: people.n_characters]
        if one.named
        and one.number != owner
        and any(_is_titled(name, wanted, last) for name in (one.name, *one.aliases))
    ]
    return found[0] if len(found) == 1 else None


def _is_titled(surface: str, title: str, last: str) -> bool:
    name = parse_name(surface)
    return name.last == last and title in name.titles and name.first is None
