"""Two casts as one: what a reader gave with a book, and the corrections made since, which go before it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from fabula.resolve.names import normal_form
from fabula.types.cast import Cast, CastMember


def combined_cast(given: Cast | None, corrections: Cast | None) -> Cast | None:
    """Return one cast of two; ``None`` where there is neither.

    A character of `given` that `corrections` names, by its main name, is the one there: the corrections' name, pronouns and
    names that are another's stand, and the aliases of both.
    """
    if given is None or corrections is None:
        return corrections if given is None else given
    gone = {normal_form(name) for name in corrections.not_persons}
    members, absorbed = [], set[str]()
    for one in corrections.members:
        names = {normal_form(name) for name in (one.name, *one.aliases)}
        same = [other for other in given.members if normal_form(other.name) in names]
        absorbed |= {other.name for other in same}
        members.append(_joined(one, same))
    rest = [one for one in given.members if one.name not in absorbed and normal_form(one.name) not in gone]
    taken = {normal_form(name) for one in members for name in (one.name, *one.aliases)}
    members += [replace(one, aliases=tuple(a for a in one.aliases if normal_form(a) not in taken)) for one in rest]
    return Cast(
        tuple(members),
        hashlib.sha256(f"{given.sha256} {corrections.sha256}".encode()).hexdigest(),
        (*given.waived, *corrections.waived),
        (*given.not_persons, *corrections.not_persons),
        (*corrections.lines, *given.lines),
        (*corrections.scenes, *given.scenes),
    )


def _joined(one: CastMember, same: Sequence[CastMember]) -> CastMember:
    """Return a character of the corrections with what was given of it before."""
    others = {normal_form(name) for name in one.not_same}
    names = [name for other in same for name in (other.name, *other.aliases)]
    aliases = [*one.aliases, *(name for name in names if normal_form(name) not in others)]
    return replace(
        one,
        aliases=tuple(name for name in dict.fromkeys(aliases) if name != one.name),
        gender=one.gender or next((other.gender for other in same if other.gender), None),
        narrator=one.narrator or any(other.narrator for other in same),
        not_same=tuple(dict.fromkeys((*one.not_same, *(name for other in same for name in other.not_same)))),
    )
