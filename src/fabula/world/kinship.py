"""Kinship: who is whose brother, aunt, wife, by the nouns of kin with their possessors and the names beside them."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.lexicons import kin_nouns
from fabula.resolve.discourse import Reference
from fabula.types.world import Entity, Relation
from fabula.world.reading import Reading

_GENITIVE = frozenset({"'s", "’s"})
_NAMED = 0.85  # both are named side by side
_BY_NOUN = 0.7


def find_kinship(reading: Reading) -> Iterator[Relation]:
    """Yield the bond of a possessor and a relative (*her brother*, *Anna's aunt*), each pair once."""
    seen: set[frozenset[Entity]] = set()
    text = reading.text
    for reference in reading.discourse.references:
        head = reference.mention.head
        if reference.mention.form != "NOM" or text[head.start : head.end].lower() not in kin_nouns():
            continue
        owner = _possessor(reading, reference)
        named = _named_beside(reading, reference)
        relative = named if named is not None else reading.person(reference)
        if relative is None or owner is None or owner == relative or frozenset((owner, relative)) in seen:
            continue
        if _is_address(reading, reference):
            continue
        seen.add(frozenset((owner, relative)))
        start, end = reading.sentence_span(reference.first)
        yield Relation(owner, relative, "kinship", "state", 1.0, start, end, _BY_NOUN if named is None else _NAMED)


def _possessor(reading: Reading, reference: Reference) -> Entity | None:
    """Return who has the relative: the name or noun before the last genitive, else the possessive pronoun."""
    lower = reading.discourse.tokens.lower
    inside = [
        one for one in reading.discourse.references_between(reference.first, reference.last) if one is not reference
    ]
    genitive = [one for one in inside if one.last < len(lower) and lower[one.last] in _GENITIVE]
    if genitive:
        return reading.person(genitive[-1])
    if any(word in _GENITIVE for word in lower[reference.first : reference.last]):
        return None
    for one in inside:
        if one.pronoun is not None and one.pronoun.case == "possessive" and one.first == reference.first:
            return reading.person(one)
    return None


def _named_beside(reading: Reading, reference: Reference) -> Entity | None:
    """Return the person whose name stands in apposition: *her brother Tom*; *her sister, Anna,*; *Anna, her sister,*."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    after = discourse.at_token.get(reference.last)
    if after is not None and after.mention.form == "PROP" and after.sentence == reference.sentence:
        return reading.person(after)
    if lower[reference.last : reference.last + 1] == (",",):
        after = discourse.at_token.get(reference.last + 1)
        if after is not None and after.mention.form == "PROP" and _closes(lower[after.last : after.last + 1]):
            return reading.person(after)
    if (
        reference.first >= 2
        and lower[reference.first - 1] == ","
        and _closes(lower[reference.last : reference.last + 1])
    ):
        before = discourse.references_between(reference.first - 4, reference.first - 1)
        names = [one for one in before if one.last == reference.first - 1 and one.mention.form == "PROP"]
        return reading.person(names[0]) if names and reference.quotation < 0 else None
    return None


def _closes(word: tuple[str, ...]) -> bool:
    return word in ((",",), (".",), (";",), ())


def _is_address(reading: Reading, reference: Reference) -> bool:
    """Tell whether a speaker so calls whom he speaks to, who need be no kin: “Yes, my son, …”."""
    lower = reading.discourse.tokens.lower
    if reference.quotation < 0 or lower[reference.first] != "my":
        return False
    before, after = lower[reference.first - 1] if reference.first else "", lower[reference.last : reference.last + 1]
    return not before[:1].isalnum() and bool(after) and not after[0][0].isalnum() and after[0] not in ("'s", "’s")
