"""What stands around the calls of names in dialogue: who answers, who is there, and what names tell of their bearers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from fabula.lexicons import given_names
from fabula.resolve.apart import stand_apart
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.names import are_nicknames, normal_form, parse_name
from fabula.resolve.people import People
from fabula.resolve.turns import Turn, is_vocative

_Called = TypeVar("_Called", int, str)

TAG, BEAT = 2, 1  # what an answer is worth by a name in its tag, and by the subject of its beat
_SELDOM = 50  # a surname that stands so seldom among somebody's names is a slip of the reading
_FEW = 4  # mentions in narration, too few to tell whether they stand apart
_REACH = 400  # tokens around a call in which narration names whoever is there


@dataclass(frozen=True, slots=True)
class NameParts:
    """What a person's names tell: given names, surnames, and single words that may be either."""

    firsts: frozenset[str]
    lasts: frozenset[str]

    def may_be_one(self, other: NameParts) -> bool:
        """Tell whether these and another's may be names of one person."""
        same_last = not self.lasts or not other.lasts or bool(self.lasts & other.lasts)
        pairs = ((one, another) for one in self.firsts for another in other.firsts)
        return same_last and (not self.firsts or not other.firsts or any(are_nicknames(*pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class CallEvidence:
    """What stands around the calls of each name; keys are characters' numbers.

    `answers` counts who answers when somebody is called (by tag or beat), `names` whom those that tags name speak to or of,
    `beside` in how many sentences of narration two are named; `calls` and `told` are the tokens, rising, at which somebody is
    called, and named in narration; `everybody` are all of the latter, with whom they name. `parts` are what names tell.
    `starts` are the characters at which tokens start, `length` how many characters the text has.
    """

    answers: Mapping[int, Counter[int]]
    names: Mapping[int, Counter[int]]
    beside: Mapping[int, Counter[int]]
    calls: Mapping[int, Sequence[int]]
    told: Mapping[int, Sequence[int]]
    everybody: tuple[Sequence[int], Sequence[int]]
    anywhere: Sequence[int]
    parts: Sequence[NameParts]
    starts: Sequence[int]
    length: int

    def present(self, calls: Sequence[int]) -> Counter[int]:
        """Return at how many of some calls narration names each who is there."""
        places, whom = self.everybody
        found: Counter[int] = Counter()
        for call in calls:
            here = slice(bisect_left(places, call - _REACH), bisect_right(places, call + _REACH))
            found.update(set(whom[here]))
        return found

    def present_anywhere(self, who: int) -> int:
        """Return at how many of all calls in the book narration names somebody."""
        count = done = 0
        for place in self.told.get(who, ()):
            first = max(done, bisect_left(self.anywhere, place - _REACH))
            done = max(first, bisect_right(self.anywhere, place + _REACH))
            count += done - first
        return count

    def keep_apart(self, one: int, other: int) -> bool:
        """Tell whether narration keeps the names of two away from each other, or hardly has the second."""
        some, others = ([self.starts[token] for token in self.told.get(who, ())] for who in (one, other))
        return len(others) < _FEW or stand_apart(some, others, self.length)


def gather_evidence(discourse: Discourse, people: People, turns: Sequence[Turn]) -> CallEvidence:
    """Return what stands around the calls of names."""
    names: defaultdict[int, Counter[int]] = defaultdict(Counter)
    tagged = [tagged_by(people, turn) for turn in turns]
    for own, turn in zip(tagged, turns, strict=True):
        if own is not None:
            names[own].update(turn.vocatives | turn.spoken_of)
    answers = _count_answers(people, turns, tagged, [turn.vocatives for turn in turns])
    calls: defaultdict[int, list[int]] = defaultdict(list)
    told: defaultdict[int, list[int]] = defaultdict(list)
    forms: defaultdict[int, Counter[str]] = defaultdict(Counter)
    by_sentence: defaultdict[int, set[int]] = defaultdict(set)
    for reference in sorted(discourse.references, key=lambda one: one.first):
        named = named_by(people, reference)
        if named is None:
            continue
        forms[named][reference.mention.name.of(discourse.book.text)] += 1
        if reference.quotation < 0:
            told[named].append(reference.first)
            by_sentence[reference.sentence].add(named)
        elif is_vocative(discourse, reference):
            calls[named].append(reference.first)
    beside: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for together in by_sentence.values():
        for one in together:
            beside[one].update(together - {one})
    everybody = sorted((place, who) for who, places in told.items() for place in places)
    return CallEvidence(
        answers=answers,
        names=names,
        beside=beside,
        calls=calls,
        told=told,
        everybody=([place for place, _ in everybody], [who for _, who in everybody]),
        anywhere=sorted(chain.from_iterable(calls.values())),
        parts=[parts_of(forms.get(number, Counter())) for number in range(people.n_characters)],
        starts=discourse.starts,
        length=len(discourse.book.text),
    )


def answers_to_forms(discourse: Discourse, people: People, turns: Sequence[Turn]) -> Mapping[str, Counter[int]]:
    """Return who answers, as in `CallEvidence.answers`, when each form of a name is called."""
    tagged = [tagged_by(people, turn) for turn in turns]
    called = [
        {form_of(discourse, one) for one in references_within(discourse, turn) if is_vocative(discourse, one)}
        for turn in turns
    ]
    return _count_answers(people, turns, tagged, called)


def _count_answers(
    people: People, turns: Sequence[Turn], tagged: Sequence[int | None], called: Sequence[Collection[_Called]]
) -> dict[_Called, Counter[int]]:
    """Return who answers, by tag or beat, when each is called of those whom the turns call."""
    answers: defaultdict[_Called, Counter[int]] = defaultdict(Counter)
    for i, those in enumerate(called):
        heard = _neighbours(people, turns, tagged, i) if those else {}
        for one in those:
            for who, worth in heard.items():
                if who != tagged[i]:
                    answers[one][who] += worth
    return answers


def references_within(discourse: Discourse, turn: Turn) -> Iterator[Reference]:
    """Yield the mentions within the quotations of a turn."""
    for number in turn.quotations:
        inside = discourse.tokens_between(discourse.quotations[number].start, discourse.quotations[number].end)
        yield from discourse.references_between(inside.start, inside.stop)


def form_of(discourse: Discourse, reference: Reference) -> str:
    """Return the normal form of the name in a mention."""
    return normal_form(reference.mention.name.of(discourse.book.text))


def named_by(people: People, reference: Reference) -> int | None:
    """Return the character whom a reference names."""
    who = people.referent[reference.number]
    named = reference.mention.form == "PROP" and reference.mention.type == "PER"
    return who if named and who is not None and who < people.n_characters else None


def tagged_by(people: People, turn: Turn) -> int | None:
    """Return whom the turn's tag names as its speaker, or the narrator where it says *I*."""
    if turn.tag is None:
        return None
    reference = turn.tag.reference
    if reference.pronoun is not None and reference.pronoun.person == 1 and reference.quotation < 0:
        return people.teller(reference.first)
    return named_by(people, reference)


def _neighbours(people: People, turns: Sequence[Turn], tagged: Sequence[int | None], i: int) -> dict[int, int]:
    """Return who speaks just before or after a turn, or hears it by its tag, and what the word for it is worth."""
    found: dict[int, int] = {}
    for j, gap in ((i - 1, turns[i].gap), (i + 1, turns[i + 1].gap if i + 1 < len(turns) else 2)):
        if not 0 <= j < len(turns) or gap > 1:
            continue
        who = tagged[j]
        if who is not None:
            found[who] = TAG
        elif turns[j].tag is None:
            beats = {named_by(people, one) for one in (turns[j].before, turns[j].after) if one is not None} - {None}
            if len(beats) == 1 and (beat := beats.pop()) is not None:
                found[beat] = max(BEAT, found.get(beat, 0))
    tag = turns[i].tag
    hearer = named_by(people, tag.hearer) if tag is not None and tag.hearer is not None else None
    return found if hearer is None else found | {hearer: TAG}


def parts_of(forms: Counter[str]) -> NameParts:
    """Return what names tell that stand so often, but for those that stand too seldom beside the others."""
    firsts, lasts = set(), set()
    for form, count in forms.items():
        name = parse_name(form)
        if count * _SELDOM < forms.total():
            continue
        if len(name.parts) > 1:
            firsts.add(name.parts[0])
            lasts.add(name.parts[-1])
        elif name.last is not None:
            lasts.add(name.last)
        elif name.parts and (name.parts[0] in given_names() or not name.titles):
            firsts.add(name.parts[0])
    # *Hale*, who is *Mr. Hale* too, has no given name yet.
    return NameParts(
        frozenset(first for first in firsts if first not in lasts or first in given_names()), frozenset(lasts)
    )
