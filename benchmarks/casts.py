"""Which gold character a predicted entity is, and how well the cast was found.

With the cast given, an entity is the gold character whose main name it carries. With nothing given, `match_cast` maps
it by its names, by the rule written there; it is deterministic and looks at nothing but names, so a wrong attribution
cannot be mended by it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.annotated import CastMember
from fabula.resolve.names import without_accents
from fabula.types.world import Entity

# One spelling a title, and whom it fits: f, m, or nothing said.
TITLES: Mapping[str, tuple[str, str]] = {
    "mr": ("mr", "m"), "mister": ("mr", "m"), "monsieur": ("mr", "m"), "herr": ("mr", "m"), "signor": ("mr", "m"),
    "sir": ("sir", "m"), "lord": ("lord", "m"), "uncle": ("uncle", "m"), "father": ("father", "m"),
    "mrs": ("mrs", "f"), "madame": ("mrs", "f"), "mme": ("mrs", "f"), "madam": ("mrs", "f"), "signora": ("mrs", "f"),
    "miss": ("miss", "f"), "mademoiselle": ("miss", "f"), "mlle": ("miss", "f"), "fraulein": ("miss", "f"),
    "lady": ("lady", "f"), "aunt": ("aunt", "f"), "ms": ("miss", "f"), "mother": ("mother", "f"),
    "dr": ("dr", ""), "doctor": ("dr", ""), "capt": ("capt", ""), "captain": ("capt", ""), "col": ("col", ""),
    "colonel": ("col", ""), "prof": ("prof", ""), "professor": ("prof", ""), "rev": ("rev", ""),
    "reverend": ("rev", ""), "general": ("gen", ""), "gen": ("gen", ""), "major": ("maj", ""), "st": ("st", ""),
    "saint": ("st", ""), "admiral": ("adm", ""), "inspector": ("insp", ""), "count": ("count", "m"),
    "countess": ("countess", "f"), "duke": ("duke", "m"), "duchess": ("duchess", "f"), "baron": ("baron", "m"),
}  # fmt: skip
# 'st' is part of a name (Lady St. Cloud), not a form of address.
ADDRESS = frozenset(short for short, _ in TITLES.values()) - {"st"}


def words_of(name: str) -> tuple[str, ...]:
    """Return a name's words, casefolded, titles in one spelling; no accents, punctuation, possessive 's or leading article."""
    plain = re.sub(r"['’]s\b", "", without_accents(name.casefold()).replace("_", " "))
    words = [TITLES.get(word, (word, ""))[0] for word in re.findall(r"[^\W_]+", plain)]
    return tuple(words[1:] if len(words) > 1 and words[0] in {"the", "a", "an"} else words)


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a name's words without its titles."""
    return tuple(word for word in words if word not in ADDRESS)


def _sexes(words: Iterable[str]) -> frozenset[str]:
    sex_of = {short: sex for short, sex in TITLES.values() if sex}
    return frozenset(sex_of[word] for word in words if word in sex_of)


@dataclass(frozen=True, slots=True)
class _Known:
    """A gold character as the rule sees it.

    `names` are word tuples, `ends` the first and last words of the names without titles, `first_names` the first words
    of the names that have several.
    """

    member: CastMember
    main: tuple[str, ...]
    names: frozenset[tuple[str, ...]]
    sexes: frozenset[str]
    ends: frozenset[str]
    first_names: frozenset[str]


def _known(cast: Iterable[CastMember]) -> tuple[_Known, ...]:
    return tuple(_knowing(member) for member in cast)


def _knowing(member: CastMember) -> _Known:
    names = frozenset(words for name in member.names if (words := words_of(name)))
    bare = [words for name in names if (words := _bare(name))]
    return _Known(
        member=member,
        main=words_of(member.name),
        names=names,
        sexes=frozenset({"M": "m", "F": "f"}.get(member.gender, "")),
        ends=frozenset(end for words in bare for end in (words[0], words[-1])),
        first_names=frozenset(words[0] for words in bare if len(words) > 1),
    )


def match_cast(entities: Iterable[Entity], cast: Sequence[CastMember]) -> dict[int, str]:
    """Return the main name of the gold character that each entity is, by entity id; unmapped entities are absent.

    Names are compared as `words_of` gives them. The first step that leaves exactly one character decides:

    1. the entity's name is a character's main name, as written or by its words;
    2. the entity's name is any name of a character;
    3. the entity's aliases, as votes: the character that shares most of them;
    4. the first and last word of the entity's name, titles aside and both capitalised, are first or last words of
       names of one single character; failing that, one of the two is. Not where title and gender disagree, nor
       where both have first names and these differ.

    Many entities may be one character; an entity is never more than one.
    """
    known = _known(cast)
    found: dict[int, str] = {}
    for entity in entities:
        if entity.type == "PER" and (one := _match(entity, known)) is not None:
            found[entity.id] = one.member.name
    return found


def _match(entity: Entity, known: Sequence[_Known]) -> _Known | None:
    name = words_of(entity.name)
    if not name:
        return None
    # As written first: two characters may differ in their article alone ('A Waiter', 'The Waiter').
    as_written = [one for one in known if one.member.name.casefold() == entity.name.casefold()]
    by_main = [one for one in known if one.main == name]
    by_name = [one for one in known if name in one.names]
    for candidates in (as_written, by_main, by_name, _most_shared(entity, known), *_by_ends(entity.name, known)):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _most_shared(entity: Entity, known: Sequence[_Known]) -> list[_Known]:
    aliases = {words_of(alias) for alias in entity.aliases}
    shared = [len(aliases & one.names) for one in known]
    most = max(shared, default=0)
    return [one for one, count in zip(known, shared, strict=True) if most and count == most]


def _by_ends(name: str, known: Sequence[_Known]) -> tuple[list[_Known], list[_Known]]:
    """Return the characters that share both ends of `name`, and those that share at least one."""
    if re.search(r"['’]s\b", name):
        return [], []  # somebody's mother is not that somebody
    words = words_of(name)
    bare = _bare(words)
    capitalised = {word for one in re.findall(r"[^\W_]+", name) if one[0].isupper() for word in words_of(one)}
    if not bare or not {bare[0], bare[-1]} <= capitalised:
        return [], []
    candidates = [one for one in known if one.ends & {bare[0], bare[-1]} and _agree(words, one)]
    return [one for one in candidates if {bare[0], bare[-1]} <= one.ends], candidates


def _agree(name: tuple[str, ...], one: _Known) -> bool:
    sexes = _sexes(name)
    if sexes and one.sexes and not sexes & one.sexes:
        return False
    bare = _bare(name)
    return len(bare) < 2 or not one.first_names or bare[0] in one.first_names | one.ends


def given_names(entities: Iterable[Entity], cast: Iterable[CastMember]) -> dict[int, str]:
    """Return the main name by entity id for the entities that carry one exactly: the rule with the cast given."""
    main_names = {member.name for member in cast}
    return {entity.id: entity.name for entity in entities if entity.name in main_names}


@dataclass(frozen=True, slots=True)
class CastTally:
    """Gold characters of one category: how many, found by at least one entity, as one by their names, as one by `match_cast`."""

    gold: int = 0
    found: int = 0
    as_one: int = 0
    mapped_as_one: int = 0

    def __add__(self, other: CastTally) -> CastTally:
        return CastTally(
            self.gold + other.gold,
            self.found + other.found,
            self.as_one + other.as_one,
            self.mapped_as_one + other.mapped_as_one,
        )


def tally_cast(entities: Iterable[Entity], cast: Sequence[CastMember], category: str) -> CastTally:
    """Return how the gold characters of one category (major, intermediate, minor) were found.

    One is found where `match_cast` maps an entity to it; as one by its names, where exactly one entity carries any name that is
    its own in the cast, and this one carries its main name; `mapped_as_one`, where `match_cast` maps exactly one entity to it,
    whatever that is called (another's name that begins or ends alike, *a gentleman*). Groups (*Anna and Tom*) are no characters.
    """
    every = [one for one in entities if one.type == "PER" and not one.group]
    mapped = Counter(match_cast(every, cast).values())
    owners = _owners(cast)
    carriers: dict[str, list[Entity]] = {}
    for entity in every:
        names = {words_of(name) for name in (entity.name, *entity.aliases) if not _is_indefinite(name)}
        for main in {owners[name] for name in names if name in owners}:
            carriers.setdefault(main, []).append(entity)
    members = [member for member in cast if member.category == category]
    return CastTally(
        len(members),
        sum(mapped[member.name] > 0 for member in members),
        sum(_is_one(member, carriers.get(member.name, ())) for member in members),
        sum(mapped[member.name] == 1 for member in members),
    )


def _is_one(member: CastMember, carriers: Sequence[Entity]) -> bool:
    main = words_of(member.name)
    return len(carriers) == 1 and any(words_of(name) == main for name in (carriers[0].name, *carriers[0].aliases))


def _is_indefinite(name: str) -> bool:
    return name.casefold().startswith(("a ", "an "))


def _owners(cast: Iterable[CastMember]) -> dict[tuple[str, ...], str]:
    """Return whose each name is, by its words: names that two gold characters bear are nobody's."""
    bearers: dict[tuple[str, ...], set[str]] = {}
    for one in _known(cast):
        for name in one.names:
            bearers.setdefault(name, set()).add(one.member.name)
    return {name: next(iter(mains)) for name, mains in bearers.items() if len(mains) == 1}


def wrong_merges(entities: Iterable[Entity], cast: Sequence[CastMember]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the entities that carry names of two or more gold characters, with those characters' main names.

    Only names that belong to a single character count.
    """
    owners = _owners(cast)
    merged: list[tuple[str, tuple[str, ...]]] = []
    for entity in entities:
        names = {words_of(name) for name in (entity.name, *entity.aliases)}
        gold = {owners[name] for name in names if name in owners}
        if entity.type == "PER" and len(gold) > 1:
            merged.append((entity.name, tuple(sorted(gold))))
    return merged
