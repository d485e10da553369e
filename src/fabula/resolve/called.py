"""What dialogue tells of names: *Miss Hale*, who answers, is the *Anna* of the narration; and nobody names himself.

Narration and speech often have different names for one person, and no sentence says that they are one. But who is called is
there, and answers: in the turns next to those in which the one name is called, tags name the other as the speaker. And where a
tag has one name and the words have another, these are two persons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fabula.lexicons import given_names
from fabula.resolve.call_evidence import (
    TAG,
    CallEvidence,
    answers_to_forms,
    form_of,
    gather_evidence,
    named_by,
    parts_of,
    references_within,
    tagged_by,
)
from fabula.resolve.discourse import Discourse
from fabula.resolve.names import genders_agree, normal_form, parse_name
from fabula.resolve.people import People, Person
from fabula.resolve.turns import Turn
from fabula.types.annotations import Gender

_ENOUGH, _ENOUGH_IN_FAMILY = 3 * TAG, 5 * TAG  # more where several of a surname may be called by it,
_ENOUGH_UNHEARD = 2 * TAG  # less for the given name, never told, of somebody who has none
_FAR_OFTENER = 2.0  # than anybody else who may be meant
_OWN = 3  # times as many answers as what speaks against it
_BESIDE = 0.05  # the share of the rarer one's sentences in narration that may name both,
_ANSWERS_TO_BESIDE = 3 * TAG  # unless the answers are worth as many times more than such sentences
_CALLS, _PRESENT, _SELF, _LIFT = 3, 0.7, 0.5, 2.5
_MANY_CALLS, _ALWAYS, _NOT_OFTEN = 4, 0.75, 0.7  # where it is no matter how often one is there at other calls
_NAMED, _NAMED_SHARE = 2, 0.1  # how often, and of how many of one's speeches, another name must stand in them


def find_reached(discourse: Discourse, people: People, turns: Sequence[Turn]) -> tuple[tuple[str, str], ...]:
    """Return pairs of names whose bearers are one person: the one's whom the first reaches when it is called."""
    evidence = gather_evidence(discourse, people, turns)
    by_last: defaultdict[str, list[int]] = defaultdict(list)
    for number, parts in enumerate(evidence.parts):
        for last in parts.lasts:
            by_last[last].append(number)
    found: dict[int, int] = {}
    for called in sorted(evidence.calls, key=lambda n: (-len(evidence.calls[n]), n)):
        if not _may_tell(evidence, people.everyone[called], called):
            continue
        family = {number for last in evidence.parts[called].lasts for number in by_last[last]}
        one = _who_answers(evidence, people, called, family)
        if one is None and _is_surely_name(people.everyone[called]):
            one = _who_is_there(evidence, people, called)
        if one is not None and found.get(one) != called:
            found[called] = one
    return tuple((people.everyone[called].name, people.everyone[one].name) for called, one in sorted(found.items()))


def _may_tell(evidence: CallEvidence, person: Person, called: int) -> bool:
    """Tell whether calls of somebody may tell who it is: no saint is called, nor need anybody of the cast be sought."""
    tells = evidence.answers.get(called) or len(evidence.calls[called]) >= _CALLS
    return not (person.given or person.group or _is_saint(person) or not tells)


def find_apart(discourse: Discourse, people: People, turns: Sequence[Turn]) -> tuple[tuple[str, str], ...]:
    """Return pairs of names that rules gave to one person, but of whom the one speaks of the other, or to him or her."""
    named: Counter[tuple[str, str]] = Counter()
    speeches: Counter[str] = Counter()
    for turn in turns:
        who = None if turn.tag is None else tagged_by(people, turn)
        if turn.tag is None or who is None or people.everyone[who].given or turn.tag.reference.pronoun is not None:
            continue
        own = form_of(discourse, turn.tag.reference)
        speeches[own] += 1
        for one in references_within(discourse, turn):
            if named_by(people, one) == who and (other := form_of(discourse, one)) != own:
                named[own, other] += 1
    return tuple(
        sorted(
            (own, other)
            for (own, other), count in named.items()
            if count >= _NAMED and count >= _NAMED_SHARE * speeches[own]
        )
    )


@dataclass(frozen=True, slots=True)
class Misplaced:
    """Names that rules gave to the wrong one: pairs of forms that are no one person's, and pairs of names that are."""

    apart: tuple[tuple[str, str], ...]
    same: tuple[tuple[str, str], ...]


def find_misplaced(discourse: Discourse, people: People, turns: Sequence[Turn]) -> Misplaced:
    """Return the names with a title that another answers to than whom rules gave them to."""
    apart: list[tuple[str, str]] = []
    same: list[tuple[str, str]] = []
    for form, answers in sorted(answers_to_forms(discourse, people, turns).items()):
        owners = people.bearers.get(form, ())
        if len(owners) != 1 or not parse_name(form).titles or people.everyone[owners[0]].given:
            continue
        owner = people.everyone[owners[0]]
        others = sorted({normal_form(name) for name in (owner.name, *owner.aliases)} - {form})
        best = _answers_instead(people, form, owner, answers) if others else None
        if best is not None:
            apart.extend((form, other) for other in others)
            same.append((form, best.name))
    return Misplaced(tuple(apart), tuple(same))


def _answers_instead(people: People, form: str, owner: Person, answers: Counter[int]) -> Person | None:
    """Return who answers to a form far oftener than its owner, or anybody else who may be meant."""
    able = [
        who
        for who in sorted(answers, key=lambda who: (-answers[who], who))
        if who != owner.number and _may_be_called(people.everyone[who], form, owner.gender)
    ]
    if not able:
        return None
    second = answers[able[1]] if len(able) > 1 else 0
    enough = _ENOUGH_IN_FAMILY if parse_name(form).last is not None else _ENOUGH
    most = answers[able[0]]
    clear = most >= enough and most >= _FAR_OFTENER * second and most >= _OWN * answers[owner.number]
    return people.everyone[able[0]] if clear else None


def _may_be_called(person: Person, form: str, gender: Gender | None) -> bool:
    """Tell whether somebody may bear a form, by sex, given names and surnames."""
    names = parts_of(Counter([person.name, *person.aliases]))
    title = parse_name(form).titles[0]
    same_rank = title not in {"mrs", "miss"} or not _titles(person) & ({"mrs", "miss"} - {title})
    return (
        not person.group
        and same_rank
        and genders_agree(person.gender, gender)
        and names.may_be_one(parts_of(Counter([form])))
    )


def _titles(person: Person) -> set[str]:
    return {title for name in (person.name, *person.aliases) for title in parse_name(name).titles}


def _is_saint(person: Person) -> bool:
    """Tell whether somebody is a saint, or a place named after one."""
    return parse_name(person.name).titles[:1] == ("st",)


def _is_surely_name(person: Person) -> bool:
    """Tell whether the name has a title or is a known one: what is only ever called may be no name at all."""
    name = parse_name(person.name)
    return bool(name.titles) or (name.parts[:1] != () and name.parts[0] in given_names())


def _may_be_one(evidence: CallEvidence, people: People, one: int, other: int) -> bool:
    """Tell whether two may be one person by sex, given names and surnames."""
    person, another = people.everyone[one], people.everyone[other]
    if one == other or another.group or _is_saint(another) or not genders_agree(person.gender, another.gender):
        return False
    return evidence.parts[one].may_be_one(evidence.parts[other])


def _who_answers(evidence: CallEvidence, people: People, called: int, family: Collection[int]) -> int | None:
    """Return the one who answers when somebody is called, far oftener than others who may be meant."""
    answers = evidence.answers.get(called, Counter())
    ranked = sorted(
        (who for who in answers if _may_be_one(evidence, people, called, who)), key=lambda who: (-answers[who], who)
    )
    if not ranked:
        return None
    best, others = ranked[0], ranked[1:]
    most = answers[best]
    second = answers[others[0]] if others else 0
    against = answers[called] + TAG * evidence.names.get(best, Counter())[called]
    if most < _FAR_OFTENER * second or most < _OWN * against or not _keep_away(evidence, called, best, most):
        return None
    unheard = not second and not evidence.told.get(called) and not evidence.parts[best].firsts
    rivals = sum(_may_be_one(evidence, people, called, who) for who in family)
    return best if most >= (_ENOUGH_IN_FAMILY if rivals > 1 else _ENOUGH_UNHEARD if unheard else _ENOUGH) else None


def _who_is_there(evidence: CallEvidence, people: People, called: int) -> int | None:
    """Return the one whom narration names wherever somebody is called whom it hardly names itself."""
    calls = evidence.calls[called]
    present = evidence.present(calls)
    if len(calls) < _CALLS or present[called] > _SELF * len(calls):
        return None
    able = sorted(who for who in present if _may_be_one(evidence, people, called, who))
    here = {who: present[who] / len(calls) for who in able}
    best = _only_there(here) if len(calls) >= _MANY_CALLS else None
    if best is None or not evidence.keep_apart(best, called):
        best = _oftener_than_elsewhere(evidence, here)
    answers = evidence.answers.get(called, Counter())
    if best is None or any(answers[who] > answers[best] for who in (*able, called)):
        return None
    against = evidence.names.get(best, Counter())[called]
    return best if not against and _keep_away(evidence, called, best, answers[best]) else None


def _only_there(here: Mapping[int, float]) -> int | None:
    """Return who is there at nearly all calls, if nobody else who may be meant is at many."""
    ranked = sorted(here, key=lambda who: (-here[who], who))
    alone = ranked[:1] != [] and here[ranked[0]] >= _ALWAYS and all(here[who] <= _NOT_OFTEN for who in ranked[1:])
    return ranked[0] if alone else None


def _oftener_than_elsewhere(evidence: CallEvidence, here: Mapping[int, float]) -> int | None:
    """Return who is there at most calls, and far oftener than where anybody is called."""
    n_calls = len(evidence.anywhere)
    lifts = {who: share * n_calls / evidence.present_anywhere(who) for who, share in here.items() if share >= _PRESENT}
    best = min(lifts, key=lambda who: (-lifts[who], who), default=None)
    return best if best is not None and lifts[best] >= _LIFT else None


def _keep_away(evidence: CallEvidence, one: int, other: int, answers: int) -> bool:
    """Tell whether narration hardly ever names two in one sentence, given how often the other answers for the one."""
    together = evidence.beside.get(one, Counter())[other]
    seldomer = min(len(evidence.told.get(one, ())), len(evidence.told.get(other, ())))
    return together <= max(_BESIDE * seldomer, answers / _ANSWERS_TO_BESIDE)
