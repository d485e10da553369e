"""The cast of a series: who is known from other works of it, as a cast that the next work is read with.

A character of several works is one where a name is borne by one character alone in each of them. Whoever the next work does not
name is left out, and the reader's own cast goes before all.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, field, replace

from fabula.resolve.names import genders_agree, normal_form, parse_name
from fabula.types.annotations import Gender
from fabula.types.cast import Cast, CastMember
from fabula.types.world import Entity, StoryWorld

_GENDER_OF: dict[str | None, Gender] = {"she": "female", "he": "male", "it": "neuter", "they": "plural"}


@dataclass(slots=True)
class _Member:
    """Somebody of the series: names as written, the first being the main one."""

    names: list[str] = field(default_factory=list)
    gender: Gender | None = None

    @property
    def forms(self) -> set[str]:
        return {normal_form(name) for name in self.names}


def cast_of_series(worlds: Sequence[StoryWorld], own: Cast | None, words: Collection[str]) -> Cast | None:
    """Return the reader's `own` cast, and after it those known from `worlds` of whom a name stands among a book's words.

    `words` are the book's, in lower case. ``None`` where there is nobody.
    """
    taken = {normal_form(name) for one in (own.members if own else ()) for name in (one.name, *one.aliases)}
    members = [
        CastMember(one.names[0], tuple(one.names[1:]), one.gender)
        for one in _gather(worlds)
        if not one.forms & taken and any(_stands_in(form, words) for form in one.forms)
    ]
    if not members:
        return own
    every = (*(own.members if own else ()), *members)
    listed = json.dumps([asdict(one) for one in every], ensure_ascii=False)
    sha256 = hashlib.sha256(listed.encode()).hexdigest()
    return Cast(every, sha256) if own is None else replace(own, members=every, sha256=sha256)


def _stands_in(form: str, words: Collection[str]) -> bool:
    """Tell whether all words of a name, its titles aside, are among some words; accents are not."""
    return all(word in words for part in parse_name(form).parts for word in part.split())


def _gather(worlds: Sequence[StoryWorld]) -> list[_Member]:
    """Return everybody with a name in some worlds, once."""
    found: list[_Member] = []
    for world in worlds:
        misspelt = world.misspelt_names
        here = [_member(one, misspelt) for one in world.named_characters]
        bearers = Counter(form for one in here for form in one.forms)
        known = Counter(form for one in found for form in one.forms)
        new = []
        for one in here:
            same = [other for other in found if _is_same(one, other, bearers, known)]
            if len(same) == 1:
                same[0].names += [name for name in one.names if name not in same[0].names]
                same[0].gender = same[0].gender or one.gender
            else:
                new.append(one)
        found += new
    return _with_names_of_their_own(found)


def _member(entity: Entity, misspelt: AbstractSet[str]) -> _Member:
    aliases = (alias for alias in entity.aliases if alias not in misspelt)
    return _Member([entity.name, *aliases], _GENDER_OF.get(entity.pronouns))


def _is_same(one: _Member, other: _Member, bearers: Counter[str], known: Counter[str]) -> bool:
    shared = one.forms & other.forms
    return genders_agree(one.gender, other.gender) and any(bearers[form] == known[form] == 1 for form in shared)


def _with_names_of_their_own(members: Sequence[_Member]) -> list[_Member]:
    """Return those whose main name nobody else has; a cast can't tell two of one name apart."""
    mains = Counter(one.names[0] for one in members)
    return [one for one in members if mains[one.names[0]] == 1]
