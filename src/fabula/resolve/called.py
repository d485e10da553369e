"""What dialogue tells of names: *Miss Hale*, who answers, is the *Anna* of the narration; and nobody names himself.

Narration and speech often have different names for one person, and no sentence says that they are one. But who is called is
there, and answers: in the turns next to those in which the one name is called, tags name the other as the speaker. And where a
tag has one name and the words have another, these are two persons.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.lexicons import given_names
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.names import are_nicknames, genders_agree, normal_form, parse_name
from fabula.resolve.people import People, Person
from fabula.resolve.turns import Turn, is_vocative

_TAG, _BEAT = 2, 1  # what an answer is worth by a name in its tag, and by the subject of its beat
_ENOUGH, _ENOUGH_IN_FAMILY = 3 * _TAG, 5 * _TAG  # more where several of a surname may be called by it
_FAR_OFTENER = 2.0  # than anybody else who may be meant
_OWN = 3  # times as many answers as what speaks against it
_BESIDE = 0.05  # the share of the rarer one's sentences in narration that may name both,
_ANSWERS_TO_BESIDE = 3 * _TAG  # unless the answers are worth as many times more than such sentences
_SELDOM = 50  # a surname that stands so seldom among somebody's names is a slip of the reading
_REACH = 400  # tokens around a call in which narration names whoever is there
_CALLS, _PRESENT, _SELF, _LIFT = 3, 0.7, 0.5, 2.5
_NAMED, _NAMED_SHARE = 2, 0.1  # how often, and of how many of one's speeches, another name must stand in them


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a person's names tell: given names, surnames, and single words that may be either."""

    firsts: frozenset[str]
    lasts: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What stands around the calls of each name; keys are characters' numbers.

    `answers` counts who answers when somebody is called (by tag or beat), `names` whom those that tags name speak to or of,
    `beside` in how many sentences of narration two are named; `calls` and `told` are the tokens at which somebody is called, and
    named in narration, `forms` how often each name of somebody's stands.
    """

    answers: Mapping[int, Counter[int]]
    names: Mapping[int, Counter[int]]
    beside: Mapping[int, Counter[int]]
    calls: Mapping[int, Sequence[int]]
    told: Mapping[int, Sequence[int]]
    forms: Mapping[int, Counter[str]]

    def parts(self, who: int) -> _Parts:
        """Return what somebody's names tell, but for those that stand too seldom beside the others."""
        return _parts_of(self.forms.get(who, Counter()))

    def present(self, who: int, calls: Sequence[int]) -> float:
        """Return at how many of some calls narration names somebody."""
        told = self.told.get(who, ())
        places = (bisect_left(told, call - _REACH) for call in calls)
        return sum(
            place < len(told) and told[place] <= call + _REACH for place, call in zip(places, calls, strict=True)
        )


def find_reached(discourse: Discourse, people: People, turns: Sequence[Turn]) -> tuple[tuple[str, str], ...]:
    """Return pairs of names whose bearers are one person: the one's whom the first reaches when it is called."""
    evidence = _gather(discourse, people, turns)
    parts = [evidence.parts(number) for number in range(people.n_characters)]
    anywhere = [call for calls in evidence.calls.values() for call in calls]
    found: dict[int, int] = {}
    for called in sorted(evidence.calls, key=lambda n: (-len(evidence.calls[n]), n)):
        person = people.everyone[called]
        tells = evidence.answers.get(called) or len(evidence.calls[called]) >= _CALLS
        if person.given or person.group or _is_saint(person) or not tells:
            continue
        able = [
            number
            for number, other in enumerate(people.everyone[: people.n_characters])
            if number != called
            and not other.group
            and not _is_saint(other)
            and _may_be_one(person, other, parts[called], parts[number])
        ]
        one = _who_answers(evidence, parts, called, able)
        if one is None and _is_surely_name(person):
            one = _who_is_there(evidence, called, able, anywhere)
        if one is not None and found.get(one) != called:
            found[called] = one
    return tuple((people.everyone[called].name, people.everyone[one].name) for called, one in sorted(found.items()))


def find_apart(discourse: Discourse, people: People, turns: Sequence[Turn]) -> tuple[tuple[str, str], ...]:
    """Return pairs of names that rules gave to one person, but of whom the one speaks of the other, or to him or her."""
    named: Counter[tuple[str, str]] = Counter()
    speeches: Counter[str] = Counter()
    for turn in turns:
        who = None if turn.tag is None else _tagged(people, turn)
        if turn.tag is None or who is None or people.everyone[who].given or turn.tag.reference.pronoun is not None:
            continue
        own = _form(discourse, turn.tag.reference)
        speeches[own] += 1
        for number in turn.quotations:
            inside = discourse.tokens_between(discourse.quotations[number].start, discourse.quotations[number].end)
            for one in discourse.references_between(inside.start, inside.stop):
                if _named(people, one) == who and (other := _form(discourse, one)) != own:
                    named[own, other] += 1
    return tuple(
        sorted(
            (own, other)
            for (own, other), count in named.items()
            if count >= _NAMED and count >= _NAMED_SHARE * speeches[own]
        )
    )


def _form(discourse: Discourse, reference: Reference) -> str:
    return normal_form(reference.mention.name.of(discourse.book.text))


def _gather(discourse: Discourse, people: People, turns: Sequence[Turn]) -> _Evidence:
    answers: defaultdict[int, Counter[int]] = defaultdict(Counter)
    names: defaultdict[int, Counter[int]] = defaultdict(Counter)
    tagged = [_tagged(people, turn) for turn in turns]
    for i, turn in enumerate(turns):
        own = tagged[i]
        if own is not None:
            names[own].update(turn.vocatives | turn.spoken_of)
        heard = _neighbours(people, turns, tagged, i)
        for called in turn.vocatives:
            for who, worth in heard.items():
                if who != own:
                    answers[called][who] += worth
    calls: defaultdict[int, list[int]] = defaultdict(list)
    told: defaultdict[int, list[int]] = defaultdict(list)
    forms: defaultdict[int, Counter[str]] = defaultdict(Counter)
    by_sentence: defaultdict[int, set[int]] = defaultdict(set)
    for reference in discourse.references:
        named = _named(people, reference)
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
    return _Evidence(answers, names, beside, calls, told, forms)


def _named(people: People, reference: Reference) -> int | None:
    """Return the character whom a reference names."""
    who = people.referent[reference.number]
    named = reference.mention.form == "PROP" and reference.mention.type == "PER"
    return who if named and who is not None and who < people.n_characters else None


def _tagged(people: People, turn: Turn) -> int | None:
    """Return whom the turn's tag names as its speaker, or the narrator where it says *I*."""
    if turn.tag is None:
        return None
    reference = turn.tag.reference
    if reference.pronoun is not None and reference.pronoun.person == 1 and reference.quotation < 0:
        return people.teller(reference.first)
    return _named(people, reference)


def _neighbours(people: People, turns: Sequence[Turn], tagged: Sequence[int | None], i: int) -> dict[int, int]:
    """Return who speaks just before or after a turn, or hears it by its tag, and what the word for it is worth."""
    found: dict[int, int] = {}
    for j, gap in ((i - 1, turns[i].gap), (i + 1, turns[i + 1].gap if i + 1 < len(turns) else 2)):
        if not 0 <= j < len(turns) or gap > 1:
            continue
        who = tagged[j]
        if who is not None:
            found[who] = _TAG
        elif turns[j].tag is None:
            beats = {_named(people, one) for one in (turns[j].before, turns[j].after) if one is not None} - {None}
            if len(beats) == 1 and (beat := beats.pop()) is not None:
                found[beat] = max(_BEAT, found.get(beat, 0))
    tag = turns[i].tag
    hearer = _named(people, tag.hearer) if tag is not None and tag.hearer is not None else None
    return found if hearer is None else found | {hearer: _TAG}


def _parts_of(forms: Counter[str]) -> _Parts:
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
    return _Parts(frozenset(firsts), frozenset(lasts))


def _is_saint(person: Person) -> bool:
    """Tell whether somebody is a saint, or a place named after one."""
    return parse_name(person.name).titles[:1] == ("st",)


def _is_surely_name(person: Person) -> bool:
    """Tell whether the name has a title or is a known one: what is only ever called may be no name at all."""
    name = parse_name(person.name)
    return bool(name.titles) or (name.parts[:1] != () and name.parts[0] in given_names())


def _may_be_one(person: Person, other: Person, one: _Parts, two: _Parts) -> bool:
    """Tell whether two may be one person by sex, given names and surnames."""
    if not genders_agree(person.gender, other.gender) or (one.lasts and two.lasts and not one.lasts & two.lasts):
        return False
    if not one.firsts or not two.firsts:
        return True
    return any(are_nicknames(first, second) for first in one.firsts for second in two.firsts)


def _who_answers(evidence: _Evidence, parts: Sequence[_Parts], called: int, able: Sequence[int]) -> int | None:
    """Return the one who answers when somebody is called, far oftener than others who may be meant."""
    answers = evidence.answers.get(called, Counter())
    ranked = sorted((who for who in able if answers[who]), key=lambda who: (-answers[who], who))
    if not ranked:
        return None
    best, others = ranked[0], ranked[1:]
    most = answers[best]
    rivals = sum(bool(parts[called].lasts & parts[who].lasts) for who in able)
    enough = _ENOUGH_IN_FAMILY if rivals > 1 else _ENOUGH
    second = answers[others[0]] if others else 0
    against = answers[called] + _TAG * evidence.names.get(best, Counter())[called]
    clear = most >= enough and most >= _FAR_OFTENER * second and most >= _OWN * against
    return best if clear and _keep_away(evidence, called, best, most) else None


def _who_is_there(evidence: _Evidence, called: int, able: Sequence[int], anywhere: Sequence[int]) -> int | None:
    """Return the one whom narration names wherever somebody is called whom it hardly names itself."""
    calls = evidence.calls[called]
    if len(calls) < _CALLS or evidence.present(called, calls) > _SELF * len(calls):
        return None
    lifts: dict[int, float] = {}
    for who in able:
        here = evidence.present(who, calls)
        if here >= _PRESENT * len(calls):
            lifts[who] = here / len(calls) / (evidence.present(who, anywhere) / len(anywhere))
    answers = evidence.answers.get(called, Counter())
    ranked = sorted(lifts, key=lambda who: (-lifts[who], who))
    if not ranked or lifts[ranked[0]] < _LIFT or any(answers[who] > answers[ranked[0]] for who in (*able, called)):
        return None
    best = ranked[0]
    against = evidence.names.get(best, Counter())[called]
    return best if not against and _keep_away(evidence, called, best, answers[best]) else None


def _keep_away(evidence: _Evidence, one: int, other: int, answers: int) -> bool:
    """Tell whether narration hardly ever names two in one sentence, given how often the other answers for the one."""
    together = evidence.beside.get(one, Counter())[other]
    seldomer = min(len(evidence.told.get(one, ())), len(evidence.told.get(other, ())))
    return together <= max(_BESIDE * seldomer, answers / _ANSWERS_TO_BESIDE)
