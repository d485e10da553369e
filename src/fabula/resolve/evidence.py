"""Evidence for who says a turn: what stands around it, as features of each candidate."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.resolve.candidates import REACH, candidates_for
from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.names import parse_name
from fabula.resolve.people import People, Person
from fabula.resolve.roles import kin_title
from fabula.resolve.surroundings import (
    FAR,
    Surroundings,
    conversation_of,
    meant_by,
    named_speaker,
    namesakes,
    presence,
    teller_of,
    told_by_tag,
    turn_shape,
)
from fabula.resolve.turns import Turn

Features = dict[str, float]

_LEAST = 0.01  # a likelihood below which it matters little how much
_PRESENTING = (("it", "was"), ("it", "is"), ("it", "'s"), ("it", "’s"), ("there", "was"), ("there", "is"))
_PRESENTED_WITHIN = 5  # tokens of the paragraph
_FADING = 4.0  # turns over which what somebody says fades to 1/e
_SOON = 4  # turns within which it is told how many ago somebody spoke


def turn_features(around: Surroundings, index: int) -> dict[int, Features]:
    """Return the features of each candidate for one turn; those of the turn itself are the same for all.

    A feature that does not hold is left out, which is 0.
    """
    people, turns = around.people, around.turns
    turn = turns[index]
    salient = around.salience[turn.quotations[0]]
    conversation = conversation_of(turns, index)
    table: dict[int, Features] = {number: {} for number in candidates_for(around, index, salient, conversation)}
    most = max((score for score, _ in salient), default=1.0)
    for score, number in salient:
        if number in table:
            table[number]["salience"] = score / max(most, 0.3)
    _add_contexts(people, turns, index, conversation, table)
    _add_parties(around, index, conversation, table)
    near, ahead = _named_around(people, turns, index)
    teller = teller_of(around, turn)
    acts, subjects = _acts_around(around, index)
    common = _own_features(around, index, conversation)
    bearers, told = namesakes(around, turn), told_by_tag(people, turn)
    for number, features in table.items():
        features.update(common)
        groups = (("named_near", near), ("named_ahead", ahead), ("tag_namesake", bearers))
        features.update({name: 1.0 for name, who in groups if number in who})
        _add_person(people, number, teller, features)
        features.update(presence(around.narrated.get(number, ()), turn.paragraph, around.breaks))
        _add_names_called(turns, index, number, features)
        _add_forms_of_address(turns, index, people.everyone[number], features)
        features["idiolect"] = around.idiolects.likeness(index, number)
        _add_beat_features(people, turn, number, features)
        _add_likelihoods(around, turn, number, features)
        features.update(acts.get(number, {}))
        features.update({name if who == number else f"other_{name}": 1.0 for name, who in subjects if who is not None})
        _add_tag_features(around.discourse, people, turn, number, features)
        if number == told:
            features["object_of_tag"] = 1.0
    return table


def _own_features(around: Surroundings, index: int, conversation: range) -> Features:
    """Return what is to be said of the turn whoever says it: its kind, its length, and how many talk around it."""
    turns, earlier = around.turns, around.earlier
    turn = turns[index]
    speaking = {earlier[i] for i in conversation if i != index and earlier[i] is not None} if earlier else ()
    return turn_shape(around, index) | {
        f"kind_{turn.kind}": 1.0,
        "again": float(bool(earlier)),
        "parties": math.log1p(len(speaking)),
        "conversation_length": math.log1p(len(conversation)),
        "asked": float(index > 0 and turns[index - 1].asks),
    }


def _add_person(people: People, number: int, teller: int | None, features: Features) -> None:
    person = people.everyone[number]
    features["frequency"] = math.log1p(person.count) / 6.0
    if number == teller:
        features["narrator"] = 1.0
    if not person.named:
        features["unnamed"] = 1.0


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


def _add_forms_of_address(turns: Sequence[Turn], index: int, person: Person, features: Features) -> None:
    """Add whether *sir* and *madam*, here and in the turns beside, fit the candidate's sex."""
    for side, i in (("before", index - 1), ("own", index), ("after", index + 1)):
        near = 0 <= i < len(turns) and (i == index or turns[max(i, index)].gap <= 1)
        agrees = person.agrees(turns[i].called_as) if near else None
        if agrees is not None:
            features[f"{'called' if agrees else 'not_called'}_as_{side}"] = 1.0


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
    told = told_by_tag(people, turns[index - 1]) if index - 1 in conversation else None
    if told is not None and told in table:
        table[told]["told_before"] = 1.0


def _add_parties(around: Surroundings, index: int, conversation: range, table: Mapping[int, Features]) -> None:
    """Add each candidate's share of the conversation's other turns, as an earlier round chose them, and how like they are."""
    turns, earlier = around.turns, around.earlier
    turn = turns[index]
    parts: dict[int, _Part] = {}
    for i in conversation if earlier else ():
        speaker = earlier[i]
        if speaker is None or i == index:
            continue
        part = parts.setdefault(speaker, _Part())
        part.add(turns[i], turn, i - index, around.sure[i])
    total, near = sum(one.weight for one in parts.values()), sum(one.near for one in parts.values())
    foremost = sorted(parts, key=lambda who: (-parts[who].weight, who))[:2]
    of_two = sum(parts[who].weight for who in foremost) / total if total else 0.0
    for number, part in parts.items():
        if number in table:
            features = table[number]
            features["is_party"] = 1.0
            features["party"] = part.weight / total
            features["party_near"] = part.near / near
            features["parity"] = part.parity
            features["asks_alike"] = part.asks_alike / part.count
            features["length_unlike"] = abs(part.length / part.count - math.log1p(len(turn.words))) / 4
            if part.calls_alike:
                features["calls_alike"] = 1.0
            if number in foremost:
                features["foremost"] = of_two
            if len(parts) == 2:
                features["party_of_two"] = 1.0
            for name, distance, sure in (("spoke", *part.last), ("speaks", *part.next)):
                if distance:
                    features[f"{name}_{distance}" if distance < _SOON else f"{name}_far"] = sure


@dataclass(slots=True)
class _Part:
    """What somebody says of a conversation besides one turn, weighed by how sure that is.

    `last` and `next` are the nearest turns before and after, by their distance (0: none) and how sure they are.
    """

    count: int = 0
    weight: float = 0.0
    near: float = 0.0
    parity: float = 0.0
    asks_alike: int = 0
    calls_alike: bool = False
    length: float = 0.0
    last: tuple[int, float] = (0, 0.0)
    next: tuple[int, float] = (0, 0.0)

    def add(self, other: Turn, turn: Turn, distance: int, sure: float) -> None:
        """Add a turn that is said `distance` turns after the one in question (before it: less than 0)."""
        fading = sure * math.exp(-abs(distance) / _FADING)
        self.count += 1
        self.weight += sure
        self.near += fading
        self.parity += -fading if distance % 2 else fading
        self.asks_alike += other.asks == turn.asks
        self.calls_alike |= bool(other.vocatives & turn.vocatives)
        self.length += math.log1p(len(other.words))
        if distance < 0:
            self.last = (-distance, sure)
        elif not self.next[0]:
            self.next = (distance, sure)


def _named_around(people: People, turns: Sequence[Turn], index: int) -> tuple[set[int | None], set[int | None]]:
    near = {named_speaker(people, one) for one in turns[max(0, index - REACH) : index]}
    ahead = {named_speaker(people, one) for one in turns[index + 1 : index + 1 + REACH // 2]}
    return near, ahead


def _add_tag_features(discourse: Discourse, people: People, turn: Turn, number: int, features: Features) -> None:
    if turn.tag is None:
        return
    reference = turn.tag.reference
    referent = people.referent[reference.number]
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


def _add_likelihoods(around: Surroundings, turn: Turn, number: int, features: Features) -> None:
    """Add how likely it is that tag and beats mean the candidate, where no name tells."""
    places = (("tag", turn.tag.reference if turn.tag else None), ("before", turn.before), ("after", turn.after))
    for place, reference in places:
        if reference is None or reference.mention.form == "PROP" or (turn.tag is not None and place != "tag"):
            continue
        share = meant_by(around, reference).get(number, 0.0)
        features[f"likely_{place}"] = share
        features[f"how_likely_{place}"] = math.log(share + _LEAST) / -math.log(_LEAST)


def _acts_around(around: Surroundings, index: int) -> tuple[dict[int, Features], tuple[tuple[str, int | None], ...]]:
    """Return the features of those whom the narration of the turn's paragraph and its neighbours' mentions, and who acts
    just beside it."""
    turn, turns = around.turns[index], around.turns
    acts: defaultdict[int, Features] = defaultdict(dict)
    for who, subject in around.in_paragraph.get(turn.paragraph, {}).items():
        acts[who]["in_paragraph"] = 1.0
        acts[who]["acts_in_paragraph" if subject else "met_in_paragraph"] = 1.0
    for side, i, gap in (("last", index - 1, turn.gap), ("next", index + 1, _gap_after(turns, index))):
        if gap <= FAR and turns[i].paragraph != turn.paragraph:
            for who, subject in around.in_paragraph.get(turns[i].paragraph, {}).items():
                acts[who][f"{'acts' if subject else 'met'}_in_{side}"] = 1.0
    discourse, people = around.discourse, around.people
    before = _neighbour_subject(discourse, people, turn.paragraph - 1, last=True) if turn.gap else None
    after = _neighbour_subject(discourse, people, turn.paragraph + 1, last=False)
    presented = _presented(discourse, people, turn.paragraph + 1)
    return acts, (("subject_before", before), ("subject_after", after), ("presented_after", presented))


def _gap_after(turns: Sequence[Turn], index: int) -> int:
    return turns[index + 1].gap if index + 1 < len(turns) else FAR + 1


def _paragraph_tokens(discourse: Discourse, paragraph: int) -> range:
    if not 0 <= paragraph < len(discourse.book.paragraphs):
        return range(0)
    span = discourse.book.paragraphs[paragraph]
    return discourse.tokens_between(span.start, span.end)


def _presented(discourse: Discourse, people: People, paragraph: int) -> int | None:
    """Return whom a paragraph begins with by saying that it was he: *It was the lifeguard, on a bicycle.*"""
    tokens = _paragraph_tokens(discourse, paragraph)
    if (
        discourse.tokens.lower[tokens.start : tokens.start + 2] not in _PRESENTING
        or discourse.spoken[tokens.start] >= 0
    ):
        return None
    found = discourse.references_between(tokens.start + 1, min(tokens.start + _PRESENTED_WITHIN, tokens.stop))
    return next((people.referent[one.number] for one in found if one.mention.type == "PER"), None)


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
