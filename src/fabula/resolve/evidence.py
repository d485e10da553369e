"""Evidence for who says a turn: what stands around it, as features of each candidate.

A feature counts differently for a turn with a pronoun in its tag, with a beat, or with no narration at all, so its name begins
with the kind of turn (``bare:salience``); those of the tag itself need none.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.names import parse_name
from fabula.resolve.people import People, Person
from fabula.resolve.roles import kin_title
from fabula.resolve.turns import Turn

Features = dict[str, float]
KINDS = ("named", "pronoun", "bare", "beat")  # of turns; a feature's name begins with one

_CONVERSATION, _CONVERSATION_GAP = 30, 4  # turns of a conversation, and paragraphs of narration that do not end it
_FAR = 2  # paragraphs of narration between two turns beyond which they tell nothing of each other
_REACH = 10  # turns back and ahead in which named speakers are candidates
_NEAR = 6.0  # paragraphs over which a mention in narration fades to 1/e
_ABSENT = 40  # paragraphs without a mention in narration after which somebody is hardly there


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that the features of turns are drawn from.

    `salience` gives (salience, person) at each quotation, as `refer_narration` does; `earlier` the speaker of each turn as a
    round before chose it (empty in the first round); `narrated` the paragraphs whose narration refers to each person; `tagged`
    those whom tags name as speakers, more than once.
    """

    discourse: Discourse
    people: People
    turns: tuple[Turn, ...]
    salience: Sequence[Sequence[tuple[float, int]]]
    earlier: tuple[int | None, ...]
    narrated: Mapping[int, Sequence[int]]
    tagged: frozenset[int]


def survey(
    discourse: Discourse,
    people: People,
    turns: Sequence[Turn],
    salience: Sequence[Sequence[tuple[float, int]]],
    earlier: Sequence[int | None] = (),
) -> Surroundings:
    """Return the surroundings of the turns, as their mentions are referred now."""
    narrated: dict[int, list[int]] = {}
    for reference in discourse.references:
        who = people.referent[reference.number]
        if who is not None and reference.quotation < 0 and reference.mention.type == "PER":
            seen = narrated.setdefault(who, [])
            if not seen or seen[-1] != reference.paragraph:
                seen.append(reference.paragraph)
    named = Counter(named_speaker(people, turn) for turn in turns)
    tagged = frozenset(who for who, count in named.items() if who is not None and count > 1)
    return Surroundings(discourse, people, tuple(turns), salience, tuple(earlier), narrated, tagged)


def named_speaker(people: People, turn: Turn) -> int | None:
    """Return whom the turn's tag names, if it does."""
    if turn.tag is None or turn.tag.reference.pronoun is not None:
        return None
    return people.referent[turn.tag.reference.number]


def turn_features(around: Surroundings, index: int) -> dict[int, Features]:
    """Return the features of each candidate for one turn."""
    people, turns = around.people, around.turns
    turn = turns[index]
    salient = around.salience[turn.quotations[0]]
    table: dict[int, Features] = {number: {} for number in _candidates(around, index, salient)}
    most = max((score for score, _ in salient), default=1.0)
    for score, number in salient:
        if number in table:
            table[number]["salience"] = score / max(most, 0.3)
    conversation = _conversation(turns, index)
    _add_contexts(people, turns, index, conversation, table)
    _add_parties(index, conversation, around.earlier, table)
    near, ahead = _named_around(people, turns, index)
    kind = _kind(turn)
    teller = _teller(around, turn)
    acts, subjects = _acts_around(around.discourse, people, turn)
    for number, features in table.items():
        features.update({name: 1.0 for name, who in (("named_near", near), ("named_ahead", ahead)) if number in who})
        _add_own_features(people, number, teller, features)
        _add_presence(around.narrated.get(number, ()), turn.paragraph, features)
        _add_names_called(turns, index, number, features)
        _add_beat_features(people, turn, number, features)
        features.update(acts.get(number, {}))
        features.update({name: 1.0 for name, who in subjects if who == number})
        table[number] = {f"{kind}:{name}": value for name, value in features.items()}
        _add_tag_features(around.discourse, people, turn, number, table[number])
    return table


def _teller(around: Surroundings, turn: Turn) -> int | None:
    """Return who tells the part of the book that the turn stands in."""
    quotation = around.discourse.quotations[turn.quotations[0]]
    return around.people.teller(around.discourse.tokens_between(quotation.start, quotation.end).start)


def _kind(turn: Turn) -> str:
    """Return what kind of turn it is, for the names of its features."""
    if turn.tag is not None:
        return "pronoun" if turn.tag.reference.pronoun is not None else "named"
    return "bare" if turn.is_bare else "beat"


def _add_own_features(people: People, number: int, teller: int | None, features: Features) -> None:
    person = people.everyone[number]
    features["frequency"] = math.log1p(person.count) / 6.0
    if number == teller:
        features["narrator"] = 1.0
    if not person.named:
        features["unnamed"] = 1.0


def _add_presence(paragraphs: Sequence[int], here: int, features: Features) -> None:
    """Add how near narration refers to the candidate before and after the turn's own paragraph."""
    place = bisect_left(paragraphs, here)
    before = here - paragraphs[place - 1] if place else _ABSENT
    following = place + (place < len(paragraphs) and paragraphs[place] == here)
    after = paragraphs[following] - here if following < len(paragraphs) else _ABSENT
    features["near_before"] = math.exp(-(before - 1) / _NEAR)
    features["near_after"] = math.exp(-(after - 1) / _NEAR)
    if min(before, after) >= _ABSENT:
        features["absent"] = 1.0


def _add_names_called(turns: Sequence[Turn], index: int, number: int, features: Features) -> None:
    """Add whether the candidate is called or spoken of in the turn, or called in its neighbours."""
    turn = turns[index]
    if number in turn.vocatives:
        features["vocative_own"] = 1.0
    elif number in turn.spoken_of:
        features["spoken_of"] = 1.0
    if index and turn.gap <= 1 and number in turns[index - 1].vocatives:
        features["vocative_before"] = 1.0
    if index + 1 < len(turns) and turns[index + 1].gap <= 1 and number in turns[index + 1].vocatives:
        features["vocative_after"] = 1.0


def _add_contexts(
    people: People, turns: Sequence[Turn], index: int, conversation: range, table: Mapping[int, Features]
) -> None:
    """Add how often each candidate is named as a speaker in the same conversation, and who was just spoken to or of."""
    named = Counter(named_speaker(people, turns[i]) for i in conversation if i != index)
    named.pop(None, None)
    for number in table:
        if number in named:
            table[number]["conversation"] = named[number] / named.total()
        elif named and named_speaker(people, turns[index]) is None:
            table[number]["not_in_conversation"] = 1.0
    for i in (index - 1, index + 1):
        if i in conversation:
            for number in turns[i].spoken_of & table.keys():
                table[number]["spoken_of_beside"] = 1.0
    told = _told(people, turns[index - 1]) if index - 1 in conversation else None
    if told is not None and told in table:
        table[told]["told_before"] = 1.0


def _told(people: People, turn: Turn) -> int | None:
    """Return whom the turn's tag says the words are for."""
    hearer = turn.tag.hearer if turn.tag is not None else None
    return people.referent[hearer.number] if hearer is not None else None


def _add_parties(index: int, conversation: range, earlier: Sequence[int | None], table: Mapping[int, Features]) -> None:
    """Add each candidate's share of the conversation's other turns, as an earlier round chose them."""
    counts: Counter[int] = Counter()
    for i in conversation if earlier else ():
        speaker = earlier[i]
        if speaker is not None and i != index:
            counts[speaker] += 1
    for number, count in counts.items():
        if number in table:
            table[number]["party"] = count / counts.total()
            table[number]["is_party"] = 1.0
    if len(counts) == 2:
        for number in counts.keys() & table.keys():
            table[number]["party_of_two"] = 1.0


def _conversation(turns: Sequence[Turn], index: int) -> range:
    """Return the turns around `index` with no long narration between them."""
    first = last = index
    while first > max(0, index - _CONVERSATION // 2) and turns[first].gap <= _CONVERSATION_GAP:
        first -= 1
    while last + 1 < min(len(turns), index + _CONVERSATION // 2) and turns[last + 1].gap <= _CONVERSATION_GAP:
        last += 1
    return range(first, last + 1)


def _candidates(around: Surroundings, index: int, salient: Sequence[tuple[float, int]]) -> list[int]:
    people, turns = around.people, around.turns
    turn = turns[index]
    found: dict[int, None] = {}
    named = named_speaker(people, turn)
    pools: list[Sequence[int | None]] = [
        [named],
        [people.referent[one.number] for one in (turn.before, turn.after) if one is not None],
        [number for _, number in salient],
        [_teller(around, turn)],
    ]
    for other in (*turns[max(0, index - _REACH) : index], *turns[index + 1 : index + 1 + _REACH]):
        pools += [[named_speaker(people, other)], sorted(other.vocatives)]
    for pool in pools:
        for number in pool:
            if number is not None and _may_speak(people, number, around.tagged):
                found.setdefault(number)
    return list(found)


def _may_speak(people: People, number: int, tagged: AbstractSet[int]) -> bool:
    """Tell whether somebody may be a speaker: beside a given cast, who may not be whole, only those whom tags name."""
    person = people.everyone[number]
    if person.type != "PER":
        return False
    given_cast = people.everyone[0].given if people.everyone else False
    return person.given or not given_cast or (person.named and number in tagged)


def _named_around(people: People, turns: Sequence[Turn], index: int) -> tuple[set[int | None], set[int | None]]:
    near = {named_speaker(people, one) for one in turns[max(0, index - _REACH) : index]}
    ahead = {named_speaker(people, one) for one in turns[index + 1 : index + 1 + _REACH // 2]}
    return near, ahead


def _add_tag_features(discourse: Discourse, people: People, turn: Turn, number: int, features: Features) -> None:
    if turn.tag is None:
        return
    reference = turn.tag.reference
    referent = people.referent[reference.number]
    if _told(people, turn) == number:
        features["object_of_tag"] = 1.0
    if reference.pronoun is None:
        if referent == number:
            features["tag_name" if reference.mention.form == "PROP" else "tag_role"] = 1.0
        else:
            features["tag_other"] = 1.0
            _add_gender(people, number, reference, features)
            if reference.mention.form == "NOM" and _bears_title(
                people.everyone[number], kin_title(discourse, reference)
            ):
                features["tag_kin_title"] = 1.0
        return
    if reference.pronoun.person == 1:
        features["tag_narrator" if number == people.teller(reference.first) else "tag_not_narrator"] = 1.0
        return
    if number == people.teller(reference.first):
        features["tag_not_gender"] = 1.0
    _add_gender(people, number, reference, features)
    if referent == number:
        features["tag_referent"] = 1.0


def _bears_title(person: Person, title: str | None) -> bool:
    names = (person.name, *person.aliases) if title else ()
    return any(title in parse_name(name).titles for name in names)


def _add_gender(people: People, number: int, reference: Reference, features: Features) -> None:
    agrees = people.everyone[number].agrees(reference.gender)
    if agrees is not None and reference.gender in ("male", "female"):
        features["tag_gender" if agrees else "tag_not_gender"] = 1.0


def _add_beat_features(people: People, turn: Turn, number: int, features: Features) -> None:
    for side, beat in (("before", turn.before), ("after", turn.after)):
        if beat is None or turn.tag is not None:
            continue
        if people.referent[beat.number] == number:
            features["beat_name" if beat.pronoun is None else "beat_pronoun"] = 1.0
            features[f"beat_{side}"] = 1.0
        elif beat.pronoun is not None and people.everyone[number].agrees(beat.gender) is False:
            features["beat_not_gender"] = 1.0


def _acts_around(
    discourse: Discourse, people: People, turn: Turn
) -> tuple[dict[int | None, Features], tuple[tuple[str, int | None], ...]]:
    """Return the features of those whom the narration of the turn's paragraph mentions, and who acts just beside it."""
    acts: defaultdict[int | None, Features] = defaultdict(dict)
    own = _paragraph_tokens(discourse, turn.paragraph)
    for one in discourse.references_between(own.start, own.stop):
        if one.quotation < 0:
            features = acts[people.referent[one.number]]
            features["in_paragraph"] = 1.0
            features["acts_in_paragraph" if one.subject else "met_in_paragraph"] = 1.0
    before = _neighbour_subject(discourse, people, turn.paragraph - 1, last=True) if turn.gap else None
    after = _neighbour_subject(discourse, people, turn.paragraph + 1, last=False)
    return acts, (("subject_before", before), ("subject_after", after))


def _paragraph_tokens(discourse: Discourse, paragraph: int) -> range:
    if not 0 <= paragraph < len(discourse.book.paragraphs):
        return range(0)
    span = discourse.book.paragraphs[paragraph]
    return discourse.tokens_between(span.start, span.end)


def _neighbour_subject(discourse: Discourse, people: People, paragraph: int, *, last: bool) -> int | None:
    """Return the last (or first) subject of a neighbouring paragraph of narration alone."""
    tokens = _paragraph_tokens(discourse, paragraph)
    if not tokens or any(discourse.spoken[i] >= 0 for i in (tokens.start, tokens.stop - 1)):
        return None
    found = [
        people.referent[one.number]
        for one in discourse.references_between(tokens.start, tokens.stop)
        if one.subject and one.quotation < 0 and one.mention.type == "PER"
    ]
    return found[-1 if last else 0] if found else None


def follow_features(turns: Sequence[Turn], i: int) -> tuple[str | None, str | None]:
    """Return the features that hold when turn `i` has the speaker of the turn before, and of the one before that."""
    gap = turns[i].gap
    if gap > _FAR:
        return None, None
    if gap:
        same = "same_far"
    elif turns[i].is_bare:
        same = "same_after_question" if turns[i - 1].asks else "same_bare"
    else:
        same = "same_narrated"
    if i < 2 or turns[i - 1].gap > _FAR:
        return same, None
    if gap + turns[i - 1].gap:
        return same, "alternate_far"
    return same, "alternate_bare" if turns[i].is_bare else "alternate_narrated"
