"""What stands around the turns of a book: all that tells who says them, gathered once."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.idiolect import Idiolects, gather_idiolects
from fabula.resolve.names import normal_form
from fabula.resolve.people import People
from fabula.resolve.turns import Turn, paragraphs_after_breaks

FAR = 2  # paragraphs of narration between two turns beyond which they tell nothing of each other
_SURE = 0.9  # of a speaker, for whose way to speak the words then count
_NEAR = 6.0  # paragraphs over which a mention in narration fades to 1/e
_ABSENT = 40  # paragraphs without a mention in narration after which somebody is hardly there
_CONVERSATION, _CONVERSATION_GAP = 30, 4  # turns of a conversation, and paragraphs of narration that do not end it


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that the features of turns are drawn from.

    `salience` gives (salience, person) at each quotation, as `refer_narration` does. `earlier` is the speaker of each turn as
    a round before chose it (empty in the first round), `sure` how likely each is. `narrated` are the paragraphs whose narration
    refers to each person, `in_paragraph` whom it refers to in each, and whether as a subject. `tagged` are those whom tags name
    as speakers, more than once, `idiolects` the words of each. `shares` tells of references in tags and beats all whom they may
    mean, with the likelihood, where a linker weighed that. `breaks` are the paragraphs after breaks.
    """

    discourse: Discourse
    people: People
    turns: tuple[Turn, ...]
    salience: Sequence[Sequence[tuple[float, int]]]
    earlier: tuple[int | None, ...]
    sure: tuple[float, ...]
    narrated: Mapping[int, Sequence[int]]
    in_paragraph: Mapping[int, Mapping[int, bool]]
    tagged: frozenset[int]
    idiolects: Idiolects
    shares: Mapping[int, Mapping[int, float]]
    breaks: Sequence[int] = ()


def survey(
    discourse: Discourse,
    people: People,
    turns: Sequence[Turn],
    salience: Sequence[Sequence[tuple[float, int]]],
    earlier: Sequence[tuple[int | None, float]] = (),
    shares: Mapping[int, Mapping[int, float]] = MappingProxyType({}),
) -> Surroundings:
    """Return the surroundings of the turns, as their mentions are referred now; `earlier` with how likely each speaker is."""
    narrated: dict[int, list[int]] = {}
    in_paragraph: dict[int, dict[int, bool]] = {}
    for reference in discourse.references:
        who = people.referent[reference.number]
        if who is not None and reference.quotation < 0 and reference.mention.type == "PER":
            seen = narrated.setdefault(who, [])
            if not seen or seen[-1] != reference.paragraph:
                seen.append(reference.paragraph)
            here = in_paragraph.setdefault(reference.paragraph, {})
            here[who] = here.get(who, False) or reference.subject
    named = [named_speaker(people, turn) for turn in turns]
    tagged = frozenset(who for who, count in Counter(named).items() if who is not None and count > 1)
    known = [who if sure >= _SURE else None for who, sure in earlier] or [None] * len(turns)
    idiolects = gather_idiolects(turns, [who if one is None else one for one, who in zip(named, known, strict=True)])
    chosen, likely = tuple(who for who, _ in earlier), tuple(sure for _, sure in earlier)
    return Surroundings(
        discourse, people, tuple(turns), salience, chosen, likely, narrated, in_paragraph, tagged, idiolects, shares,
        paragraphs_after_breaks(discourse),
    )  # fmt: skip


def named_speaker(people: People, turn: Turn) -> int | None:
    """Return whom the turn's tag names, if it does."""
    if turn.tag is None or turn.tag.reference.pronoun is not None:
        return None
    return people.referent[turn.tag.reference.number]


def meant_by(around: Surroundings, reference: Reference) -> Mapping[int, float]:
    """Return all whom a reference in a tag or a beat may mean, with the likelihood."""
    found = around.shares.get(reference.number)
    if found is not None:
        return found
    who = around.people.referent[reference.number]
    return {} if who is None else {who: 1.0}


def presence(paragraphs: Sequence[int], here: int, breaks: Sequence[int] = ()) -> dict[str, float]:
    """Return as features how near narration refers to somebody before and after a paragraph, given those where it does.

    `breaks` are the paragraphs after breaks of the book: who is there on their other side only may not be here.
    """
    place = bisect_left(paragraphs, here)
    before = here - paragraphs[place - 1] if place else _ABSENT
    following = place + (place < len(paragraphs) and paragraphs[place] == here)
    after = paragraphs[following] - here if following < len(paragraphs) else _ABSENT
    features = {"near_before": math.exp(-(before - 1) / _NEAR), "near_after": math.exp(-(after - 1) / _NEAR)}
    told = {
        "absent": min(before, after) >= _ABSENT,
        "unmet": not place and paragraphs and paragraphs[0] > here,
        "unmet_for_long": not place and paragraphs and paragraphs[0] > here + FAR,
        "before_break": place and bisect_right(breaks, here) > bisect_right(breaks, paragraphs[place - 1]),
        "after_break": following < len(paragraphs)
        and bisect_right(breaks, paragraphs[following]) > bisect_right(breaks, here),
    }
    return features | {name: 1.0 for name, holds in told.items() if holds}


def turn_shape(around: Surroundings, index: int) -> dict[str, float]:
    """Return as features how long a turn is, what stands before it, and whether it asks."""
    turn = around.turns[index]
    return {
        "words": math.log1p(len(around.idiolects.words[index])) / 4,
        "gap": min(turn.gap, 5) / 5,
        "asks": float(turn.asks),
    }


def namesakes(around: Surroundings, turn: Turn) -> tuple[int, ...]:
    """Return all who bear the name in the turn's tag, where several do."""
    if turn.tag is None or turn.tag.reference.mention.form != "PROP":
        return ()
    span = turn.tag.reference.mention.name
    found = around.people.bearers.get(normal_form(around.discourse.book.text[span.start : span.end]), ())
    return found if len(found) > 1 else ()


def told_by_tag(people: People, turn: Turn) -> int | None:
    """Return whom the turn's tag says the words are for, unless that is the speaker himself."""
    hearer = turn.tag.hearer if turn.tag is not None else None
    if hearer is None or (hearer.pronoun is not None and hearer.pronoun.case == "reflexive"):
        return None
    return people.referent[hearer.number]


def teller_of(around: Surroundings, turn: Turn) -> int | None:
    """Return who tells the part of the book that the turn stands in."""
    quotation = around.discourse.quotations[turn.quotations[0]]
    return around.people.teller(around.discourse.tokens_between(quotation.start, quotation.end).start)


def conversation_of(turns: Sequence[Turn], index: int) -> range:
    """Return the turns around `index` with no long narration between them."""
    first = last = index
    while first > max(0, index - _CONVERSATION // 2) and turns[first].gap <= _CONVERSATION_GAP:
        first -= 1
    while last + 1 < min(len(turns), index + _CONVERSATION // 2) and turns[last + 1].gap <= _CONVERSATION_GAP:
        last += 1
    return range(first, last + 1)


def stretches(turns: Sequence[Turn]) -> Iterator[range]:
    """Yield the turns, by number, that tell of each other: between two stretches lies more narration than dialogue bridges."""
    first = 0
    for i in range(1, len(turns) + 1):
        if i == len(turns) or turns[i].gap > FAR:
            yield range(first, i)
            first = i
