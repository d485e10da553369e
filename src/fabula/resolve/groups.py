"""Groups: those named in one breath, and *they* by whom they are meant right after (*Anna and Tom … They*).

A single person whose pronoun is *they* is found likewise.
Only what is plain is told: nobody else may have come up between the names and the pronoun. The antecedents of other plurals are
sought like those of any mention.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.people import People

_REACH, _REACH_OF_ONE = 1, 3  # sentences from the names, or from the last pronoun for them, to the next pronoun
_NEAR = 2  # sentences before *the two of them* in which the two must be named
_JOINTS = frozenset({"and", ",", "&"})


@dataclass(slots=True)
class _Group:
    """Some who were named together, as last meant at a token."""

    members: tuple[int, ...]
    token: int
    sentence: int
    paragraph: int
    quotation: int


def find_groups(discourse: Discourse, people: People, known: Mapping[int, int]) -> dict[int, int]:
    """Return the group that each plural pronoun means which plainly means one, by number of the reference.

    `known` tells whom references mean so far. Groups are added to the people, one for the same members.
    """
    found: dict[int, int] = {}
    last: _Group | None = None
    named: list[tuple[int, int]] = []  # sentence and person
    together = dict(_named_together(discourse, known))
    for reference in discourse.references:
        if reference.mention.type != "PER":
            continue
        if reference.number in together:
            last = together[reference.number]
        elif reference.pronoun is not None and reference.pronoun.is_they:
            members = _the_two(discourse, reference, named)
            if members is not None:
                last = _meant(members, reference, reference.first)
            if last is not None and _goes_on(last, reference):
                found[reference.number] = _number_of(people, last.members)
                last.token, last.sentence, last.paragraph = reference.first, reference.sentence, reference.paragraph
            else:
                last = None  # *they* are others now
        elif last is not None and reference.first >= last.token and _is_another(reference, last, known):
            last = None
        who = known.get(reference.number)
        if who is not None and people.everyone[who].is_they and reference.number not in together:
            last = _one(reference, who, last)
        if who is not None and reference.mention.form == "PROP" and reference.quotation < 0:
            named.append((reference.sentence, who))
    return found


def refer_groups(discourse: Discourse, people: People) -> None:
    """Refer the plural pronouns that plainly mean a group and have no referent yet, in place."""
    nouns = (one for one in discourse.references if one.mention.form != "PRON")
    known = {one.number: who for one in nouns if (who := people.referent[one.number]) is not None}
    for number, who in find_groups(discourse, people, known).items():
        if people.referent[number] is None:
            people.referent[number] = who


def _named_together(discourse: Discourse, known: Mapping[int, int]) -> Iterator[tuple[int, _Group]]:
    """Yield the last mention of each row of persons that *and* joins, with the group that they are."""
    row: list[Reference] = []
    joints: set[str] = set()
    for reference in discourse.references:
        if reference.mention.type != "PER" or reference.mention.form == "PRON":
            continue
        if row and reference.first < row[-1].last:
            continue  # within the one before
        between = discourse.tokens.lower[row[-1].last : reference.first] if row else ()
        joined = (
            row and len(between) in (1, 2) and _JOINTS.issuperset(between) and row[-1].quotation == reference.quotation
        )
        if not joined:
            row, joints = [], set()
        joints.update(between if joined else ())
        row.append(reference)
        members = tuple(dict.fromkeys(known[one.number] for one in row if one.number in known))
        singular = all(one.mention.gender != "plural" for one in row)
        if len(members) == len(row) > 1 and singular and joints & {"and", "&"}:
            yield reference.number, _meant(members, reference, reference.last)


def _one(reference: Reference, who: int, last: _Group | None) -> _Group:
    """Return the person whose pronoun is *they*, as meant now; a group that he or she belongs to is still meant."""
    if last is not None and who in last.members and len(last.members) > 1:
        return last
    return _meant((who,), reference, reference.last)


def _meant(members: tuple[int, ...], reference: Reference, token: int) -> _Group:
    """Return some as a mention means them, at a token of it."""
    return _Group(members, token, reference.sentence, reference.paragraph, reference.quotation)


def _goes_on(group: _Group, reference: Reference) -> bool:
    """Tell whether a plural pronoun comes soon enough after a group was meant, in the same narration or speech."""
    return (
        reference.sentence - group.sentence <= (_REACH if len(group.members) > 1 else _REACH_OF_ONE)
        and reference.paragraph - group.paragraph <= 1
        and reference.quotation == group.quotation
    )


def _is_another(reference: Reference, group: _Group, known: Mapping[int, int]) -> bool:
    """Tell whether somebody comes up whom *they* may mean too."""
    if reference.mention.form == "PRON":
        return False
    if len(group.members) == 1:  # whom no *he* or *she* keeps from being *they*
        return reference.mention.gender == "plural"
    return reference.mention.gender == "plural" or known.get(reference.number) not in group.members


def _the_two(discourse: Discourse, reference: Reference, named: Sequence[tuple[int, int]]) -> tuple[int, ...] | None:
    """Return who *both of them* and *the two of them* are: the only two that narration named of late."""
    before = discourse.tokens.lower[max(0, reference.first - 2) : reference.first]
    if reference.quotation >= 0 or before[-1:] != ("of",) or before[0] not in ("both", "two", "pair", "neither"):
        return None
    lately: dict[int, None] = {}
    for sentence, who in reversed(named):
        if reference.sentence - sentence > _NEAR:
            break
        lately[who] = None
    return tuple(sorted(lately)) if len(lately) == 2 else None


def _number_of(people: People, members: tuple[int, ...]) -> int:
    """Return the group of these members, adding it once; of a single one, that person."""
    if len(members) == 1:
        return members[0]
    key = tuple(sorted(members))
    if key not in people.groups:
        names = [people.everyone[who].name for who in members]
        number = people.add(f"{', '.join(names[:-1])} and {names[-1]}", "PER", "plural", group=True)
        people.everyone[number].members = key
        people.groups[key] = number
    return people.groups[key]
