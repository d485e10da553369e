"""One person is not both somebody's brother and somebody's father: what links of descriptions got wrong so is put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from fabula.lexicons import kin_degrees
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.people import People
from fabula.resolve.roles import possessor
from fabula.types.annotations import Gender

_CLEARLY = 1.5  # times as many votes as another degree has
_ENOUGH = 3.0  # votes for the first of several that have about as many

_INVERSE = {"parent": "child", "uncle": "nephew", "grandparent": "grandchild"}
_INVERSE |= {after: before for before, after in _INVERSE.items()}


class _Kin(NamedTuple):
    """A description by kin: the mention, its degree, whose kin it is, and who that is as far as it was linked."""

    reference: Reference
    degree: str
    owner: int
    who: int


def part_kin(discourse: Discourse, people: People, confidence: Sequence[float] | None) -> None:
    """Refer descriptions by kin anew where one person would stand in two degrees to another.

    The degree with more mentions, weighed by how sure they are, stays, both ways counted (*her brother*, *his sister*); of
    two with about as many the one that is told first, since a book seldom begins with whom its people marry. Those of the
    other mean whoever is named beside one of them (*your father, Tom Hale*), else somebody of their own.
    """
    found = list(_kin(discourse, people))
    votes: defaultdict[tuple[int, int], defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in found:
        sure = 1.0 if confidence is None else confidence[one.reference.number]
        votes[one.owner, one.who][one.degree] += sure
        votes[one.who, one.owner][_INVERSE.get(one.degree, one.degree)] += sure
    wrong: defaultdict[tuple[int, str, Gender | None], list[_Kin]] = defaultdict(list)
    for one in found:
        if one.degree != (_likeliest(votes[one.owner, one.who]) or one.degree):
            wrong[one.owner, one.degree, one.reference.mention.gender].append(one)
    for (owner, _, gender), those in wrong.items():
        noun = those[0].reference.mention.head.of(discourse.book.text).lower()
        named = {who for one in those if (who := _named_beside(discourse, people, one.reference)) is not None}
        named -= {owner, *(one.who for one in those)}
        who = named.pop() if len(named) == 1 else people.add(f"{people.everyone[owner].name}'s {noun}", "PER", gender)
        for one in those:
            people.referent[one.reference.number] = who


def _kin(discourse: Discourse, people: People) -> Iterator[_Kin]:
    for one in discourse.references:
        who, mention = people.referent[one.number], one.mention
        degree = kin_degrees().get(mention.head.of(discourse.book.text).lower())
        if degree is None or who is None or mention.form != "NOM" or mention.gender == "plural":
            continue
        owner = possessor(discourse, people, one)
        if owner is not None and owner != who and not people.everyone[owner].group:
            yield _Kin(one, degree, owner, who)


def _likeliest(votes: Mapping[str, float]) -> str | None:
    """Return the degree with most votes, or the first in the text of those that have about as many; ``None`` for too few."""
    most = max(votes.values())
    close = [degree for degree, n in votes.items() if n * _CLEARLY >= most]
    return close[0] if len(close) == 1 or most >= _ENOUGH else None


def _named_beside(discourse: Discourse, people: People, reference: Reference) -> int | None:
    """Return whose name follows a description after a comma."""
    after = discourse.at_token.get(reference.last + 1)
    if after is None or discourse.tokens.words[reference.last] != "," or after.mention.form != "PROP":
        return None
    return people.referent[after.number] if after.sentence == reference.sentence else None
