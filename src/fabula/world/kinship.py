"""Kinship: who is whose brother, aunt, wife, by the nouns of kin with their possessors and the names beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.lexicons import kin_degrees, kin_nouns, words_of
from fabula.resolve.discourse import Reference
from fabula.types.world import Entity, Relation
from fabula.world.reading import Reading

_NAMED = 0.85  # both are named side by side
_BY_NOUN = 0.7
_CALLED, _SURE_SPEAKER = 0.6, 0.5
_FOLLOWS = 0.5  # a bond that follows from two others


def find_kinship(reading: Reading) -> Iterator[Relation]:
    """Yield the bonds of kin, both ways: a possessor's and a relative's (*her brother*, *Anna's aunt*), each pair once, and those
    that follow: the parents, siblings and elder kin of one sibling are the other's too."""
    told = list(_told(reading))
    known = {pair for bond, _ in told for pair in ((bond.source, bond.target), (bond.target, bond.source))}
    for bond, _ in told:
        yield bond
        yield replace(bond, source=bond.target, target=bond.source)
    siblings = [bond for bond, noun in told if kin_degrees().get(noun) == "sibling"]
    for sibling in siblings:
        for one, other in ((sibling.source, sibling.target), (sibling.target, sibling.source)):
            for bond, noun in told:
                if (
                    bond.source == one
                    and (noun in words_of("kin_shared") or kin_degrees().get(noun) == "sibling")
                    and bond.target != other
                    and (other, bond.target) not in known
                ):
                    known |= {(other, bond.target), (bond.target, other)}
                    start, end = (sibling.start, sibling.end) if sibling.start > bond.start else (bond.start, bond.end)
                    follows = replace(bond, source=other, start=start, end=end, confidence=_FOLLOWS)
                    yield follows
                    yield replace(follows, source=bond.target, target=other)


def _told(reading: Reading) -> Iterator[tuple[Relation, str]]:
    """Yield the bonds that the text names, with their nouns."""
    seen: set[frozenset[Entity]] = set()
    text = reading.text
    for reference in reading.discourse.references:
        head = reference.mention.head
        noun = text[head.start : head.end].lower()
        if reference.mention.form == "PROP":
            called = _called_kin(reading, reference)
            if called is not None and frozenset(called[:2]) not in seen:
                seen.add(frozenset(called[:2]))
                start, end = reading.sentence_span(reference.first)
                yield Relation(*called[:2], "kinship", "state", 1.0, start, end, _CALLED), called[2]
            continue
        if reference.mention.form != "NOM" or noun not in kin_nouns() or noun in words_of("kin_in_name_only"):
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
        yield (
            Relation(owner, relative, "kinship", "state", 1.0, start, end, _BY_NOUN if named is None else _NAMED),
            noun,
        )


def possessive_of(reading: Reading, reference: Reference) -> Reference | None:
    """Return the pronoun that a mention begins with: the *her* of *her brother*."""
    inside = reading.discourse.references_between(reference.first, reference.first + 1)
    return next((one for one in inside if one.pronoun is not None), None)


def kin_named_beside(reading: Reading) -> Iterator[tuple[Entity, Entity, Reference]]:
    """Yield whose kin narration names, who that is, and the mention, where a name stands beside it: *her brother Tom*."""
    for reference in reading.discourse.references:
        noun = reference.mention.head.of(reading.text).lower()
        if reference.mention.form != "NOM" or noun not in kin_nouns() or reference.quotation >= 0:
            continue
        owner, relative = _possessor(reading, reference), _named_beside(reading, reference)
        if owner is not None and relative is not None and owner != relative:
            yield owner, relative, reference


def _called_kin(reading: Reading, reference: Reference) -> tuple[Entity, Entity, str] | None:
    """Return who calls whom by a kin word as by a name, and the word: *Papa*, *Aunt Emma*, said by somebody or told by *I*."""
    words = reference.mention.name.of(reading.text).lower().split()
    relative = reading.person(reference)
    if not words or words[0] not in kin_nouns() or words[0] in words_of("kin_called_by_anybody") or relative is None:
        return None
    if reference.quotation >= 0:
        quote = reading.quote_of[reference.quotation]
        speaker = quote.speaker if quote is not None and quote.confidence >= _SURE_SPEAKER else None
    else:
        speaker = reading.teller(reference.first)
    return None if speaker is None or speaker == relative or speaker.group else (speaker, relative, words[0])


def _possessor(reading: Reading, reference: Reference) -> Entity | None:
    """Return who has the relative: the name or noun before the last genitive, else the possessive pronoun."""
    lower = reading.discourse.tokens.lower
    inside = [
        one for one in reading.discourse.references_between(reference.first, reference.last) if one is not reference
    ]
    genitive = [one for one in inside if one.last < len(lower) and lower[one.last] in GENITIVE_CLITICS]
    if genitive:
        return reading.person(genitive[-1])
    if any(word in GENITIVE_CLITICS for word in lower[reference.first : reference.last]):
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
    if reference.quotation >= 0:
        return None  # *not even your father, Tom*: who is spoken to
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
        return reading.person(names[0]) if names else None
    return None


def _closes(word: tuple[str, ...]) -> bool:
    return word in ((",",), (".",), (";",), ())


def _is_address(reading: Reading, reference: Reference) -> bool:
    """Tell whether a speaker so calls whom he speaks to, who need be no kin: “Yes, my son, …”."""
    lower = reading.discourse.tokens.lower
    if reference.quotation < 0 or lower[reference.first] != "my":
        return False
    before, after = lower[reference.first - 1] if reference.first else "", lower[reference.last : reference.last + 1]
    return not before[:1].isalnum() and bool(after) and not after[0][0].isalnum() and after[0] not in GENITIVE_CLITICS
