"""Persons known by a noun: by title (*the captain*), by a description that serves as a name, by kin."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.lexicons import kin_nouns, kin_titles, words_of
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.names import canonical_title, normal_form, parse_name, word_gender
from fabula.resolve.people import People
from fabula.types.annotations import Gender

_FAR_MORE = 3  # times as often named as any other bearer of a title
_BARE_MOST = 20  # times as often as its bearer is named a bare title may stand
_CALLED = 3  # times that a description with a capital must stand after *the* for *a Duchess* to be the same
_LONGEST = 4  # words of *the poor old Captain*


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
    if titled is not None and normal_form(surface) in people.everyone[titled].not_same:
        titled = None
    return titled if titled is not None else _in_role(people, surface, mention.gender)


def _in_role(people: People, surface: str, gender: Gender | None) -> int:
    """Return the one person of a role (*the captain*), adding him or her once."""
    key = (_without_determiner(surface), None)
    if key not in people.roles:
        people.roles[key] = people.add(surface, "PER", gender)
    return people.roles[key]


def described_person(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return whom a description means wherever it stands: by title, or because it serves as a name; else ``None``."""
    for find in (titled_person, capital_role, _nameless):
        found = find(discourse, people, reference)
        if found is not None:
            return found
    return None


def titled_person(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return whose title the mention consists of (*the captain*, *Captain*, *the poor old Captain*): the only bearer's, or one's
    who is named far more.

    ``None`` where the bare title stands so often that it must be that of somebody without a name.
    """
    mention = reference.mention
    words = mention.name.of(discourse.book.text).lower().split()
    head = mention.head.of(discourse.book.text).lower()
    title = canonical_title(head)
    titled = people.titled.get(title, ())
    if not titled or words[-1] != head or not (_is_bare(words, title) or _is_definite(discourse, reference, words)):
        return None
    best, *others = (people.everyone[number].count for number in titled)
    far = not others or (best >= _FAR_MORE * others[0] and title not in words_of("titles_of_politeness"))
    return titled[0] if far and best * _BARE_MOST >= people.described.said[head] else None


def _is_bare(words: Sequence[str], title: str) -> bool:
    return len(words) == 1 and title not in words_of("titles_of_politeness")


def _is_definite(discourse: Discourse, reference: Reference, words: Sequence[str]) -> bool:
    """Tell whether *the* stands before a title, with no words between that tell one bearer from another, nor any before a noun
    without a capital."""
    capital = discourse.book.text[reference.mention.head.start].isupper()
    adjectives = words[1:-1]
    plain = not adjectives or (capital and not words_of("telling_apart").intersection(adjectives))
    return words[0] == "the" and plain and len(words) <= _LONGEST


def add_described_names(discourse: Discourse, people: People) -> None:
    """Put the descriptions with a capital that somebody goes by (*the Admiral*) among his or her other names."""
    times: Counter[tuple[int, str]] = Counter()
    for reference in discourse.references:
        mention, who = reference.mention, people.referent[reference.number]
        if mention.form != "NOM" or mention.type != "PER" or who is None or people.everyone[who].group:
            continue
        article, _, role = " ".join(mention.name.of(discourse.book.text).split()).partition(" ")
        if (
            article.lower() == "the"
            and role
            and role[0].isupper()
            and discourse.book.text[mention.head.start].isupper()
        ):
            times[who, f"the {role}"] += 1
    for (who, name), count in sorted(times.items()):
        person = people.everyone[who]
        if count >= _CALLED and name.lower() != person.name.lower():
            person.aliases = tuple(sorted({*person.aliases, name}))


def _nameless(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return who is called by a noun alone, as by a name (*nurse*), adding him or her once."""
    mention = reference.mention
    surface = mention.name.of(discourse.book.text)
    noun = surface.lower()
    if (
        mention.type != "PER"
        or noun not in people.described.names
        or canonical_title(noun) in words_of("titles_of_politeness")
    ):
        return None
    return _in_role(people, surface, mention.gender)


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
    if article.lower() in ("a", "an") and people.described.called[role] >= _CALLED:
        surface = f"the {role}"
    elif article.lower() != "the":
        return None
    longer = people.described.longer.get(role)
    return _in_role(people, surface if longer is None else f"the {longer}", mention.gender)


def known_relative(discourse: Discourse, people: People, reference: Reference, owner: int) -> int | None:
    """Return whom *her father*, *my uncle* means: whom the text names beside such words, or the one *Mr.* or *Mrs.* of the
    owner's surname; else ``None``."""
    head = reference.mention.head
    noun = discourse.book.text[head.start : head.end].lower()
    if noun not in kin_nouns() or reference.mention.gender == "plural":
        return None
    return people.kin.get((noun, owner), _titled_relative(people, noun, owner))


def find_kin(discourse: Discourse, people: People) -> dict[tuple[str, int], int]:
    """Return by kin noun and whose who it is, where names stand beside: *my cousin Ambrose*, *Anna's brother Tom*.

    In narration that says *I*, *Uncle Tom* is the teller's uncle, where there is but one.
    """
    lower = discourse.tokens.lower
    told: defaultdict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    for one in discourse.references:
        who = people.referent[one.number]
        if one.mention.form != "PROP" or one.mention.type != "PER" or who is None or one.quotation >= 0:
            continue
        teller = people.teller(one.first)
        noun = next((i for i in (one.first - 1, one.first) if i > 0 and lower[i] in kin_nouns()), -1)
        if noun < 0 or noun >= one.last:
            continue
        owner = _owner_before(discourse, people, noun)
        if owner is None and noun == one.first and lower[noun] in kin_titles():
            owner = teller
        if owner is not None and owner != who:
            told[lower[noun], owner][who] += 1
    return {key: min(found) for key, found in told.items() if len(found) == 1}


def _owner_before(discourse: Discourse, people: People, noun: int) -> int | None:
    """Return whose the kin is whose noun stands at a token, where *my* or a name in the genitive stands before it."""
    lower = discourse.tokens.lower
    before = noun - 1
    while before > 0 and lower[before] in words_of("before_kin"):
        before -= 1
    if lower[before] in ("my", "our"):
        return people.teller(before)
    if lower[before] in GENITIVE_CLITICS:
        owner = next((one for one in discourse.references_between(before - 3, before) if one.last == before), None)
        return None if owner is None else people.referent[owner.number]
    return None


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
        found = _titled_relative(people, head, owner) if owner is not None else None
        name = surface if owner is None else f"{people.everyone[owner].name}'s {head}"
        people.roles[key] = found if found is not None else people.add(name, "PER", word_gender(head))
    return people.roles[key]


def kin_title(discourse: Discourse, reference: Reference) -> str | None:
    """Return the title that goes with the kin noun of a mention (*her mother*: ``"mrs"``), if one does."""
    head = reference.mention.head
    return kin_titles().get(discourse.book.text[head.start : head.end].lower())


def _titled_relative(people: People, head: str, owner: int) -> int | None:
    """Return the one *Mr.* or *Mrs.* of the owner's surname, for a parent or a spouse."""
    wanted = kin_titles().get(head) if head not in ("uncle", "aunt", "grandfather", "grandmother") else None
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
