"""Speakers: who says each quotation.

Every turn scores its candidates by a linear model over what stands around it; a second-order Viterbi search then picks the
sequence, since people take turns (no one answers himself without reason, and every other turn is likely the same
person's). The weights stand in ``speaker_weights.json``; ``python -m training.speakers`` finds them.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.names import parse_name
from fabula.resolve.people import People, Person, kin_title
from fabula.resolve.turns import Turn

FloatArray = npt.NDArray[np.float64]

_MOST_CANDIDATES = 8
_CONVERSATION, _CONVERSATION_GAP = 30, 4  # turns of a conversation, and paragraphs of narration that do not end it
_FAR = 2  # paragraphs of narration between two turns beyond which they tell nothing of each other
_REACH = 10  # turns back and ahead in which named speakers are candidates


@dataclass(frozen=True, slots=True)
class Choice:
    """Who says one turn, as decided: `speaker` is ``None`` when nobody is in play, `confidence` a probability."""

    speaker: int | None
    confidence: float


Features = dict[str, float]
Weights = Mapping[str, float]


@cache
def shipped_weights() -> Weights:
    """Return the weights that the package carries, by feature."""
    text = (files(__package__) / "speaker_weights.json").read_text(encoding="utf-8")
    return MappingProxyType(json.loads(text)["weights"])


def choose_speakers(
    discourse: Discourse,
    people: People,
    turns: Sequence[Turn],
    before: Sequence[Sequence[tuple[float, int]]],
    weights: Weights,
    earlier: Sequence[Choice] = (),
) -> tuple[Choice, ...]:
    """Return the speaker of each turn.

    `before` gives the salience at each quotation, as `refer_narration` does; `earlier` the choices of a round before, from
    which each conversation's parties are known.
    """
    tables = [turn_features(discourse, people, turns, i, before, earlier) for i in range(len(turns))]
    return decode(turns, tables, weights)


def decode(turns: Sequence[Turn], tables: Sequence[Mapping[int, Features]], weights: Weights) -> tuple[Choice, ...]:
    """Return the best sequence of speakers for candidates with these features."""
    candidates, scores = _prune(tables, weights)
    chosen = _search(turns, candidates, scores, weights)
    return tuple(_judge(turns, candidates, scores, chosen, i, weights) for i in range(len(turns)))


# -- candidates and their features ----------------------------------------------------------------------------------


def named_speaker(people: People, turn: Turn) -> int | None:
    """Return whom the turn's tag names, if it does."""
    if turn.tag is None or turn.tag.reference.pronoun is not None:
        return None
    return people.referent[turn.tag.reference.number]


def turn_features(
    discourse: Discourse,
    people: People,
    turns: Sequence[Turn],
    index: int,
    before: Sequence[Sequence[tuple[float, int]]],
    earlier: Sequence[Choice] = (),
) -> dict[int, Features]:
    """Return the features of each candidate for one turn."""
    turn = turns[index]
    salient = before[turn.quotations[0]]
    table: dict[int, Features] = {number: {} for number in _candidates(people, turns, index, salient)}
    most = max((score for score, _ in salient), default=1.0)
    pronoun = turn.tag is not None and turn.tag.reference.pronoun is not None
    for score, number in salient:
        if number in table:
            table[number]["salience_pronoun" if pronoun else "salience"] = score / max(most, 0.3)
    _add_contexts(people, turns, index, table)
    _add_parties(turns, index, earlier, table)
    near, ahead = _named_around(people, turns, index)
    for number, features in table.items():
        person = people.everyone[number]
        features["frequency"] = math.log1p(person.count) / 6.0
        features.update({name: 1.0 for name, who in (("named_near", near), ("named_ahead", ahead)) if number in who})
        if number == people.narrator:
            features["narrator"] = 1.0
        features["unnamed"] = 0.0 if person.named else 1.0
        if number in turn.vocatives:
            features["vocative_own"] = 1.0
        elif number in turn.spoken_of:
            features["spoken_of"] = 1.0
        if index and turn.gap <= 1 and number in turns[index - 1].vocatives:
            features["vocative_before"] = 1.0
        if index + 1 < len(turns) and turns[index + 1].gap <= 1 and number in turns[index + 1].vocatives:
            features["vocative_after"] = 1.0
        _add_tag_features(discourse, people, turn, number, features)
        _add_beat_features(discourse, people, turn, number, features)
    return table


def _add_contexts(people: People, turns: Sequence[Turn], index: int, table: Mapping[int, Features]) -> None:
    """Add how often each candidate is named as a speaker in the same conversation, and who was just spoken to or of."""
    conversation = _conversation(turns, index)
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


def _add_parties(turns: Sequence[Turn], index: int, earlier: Sequence[Choice], table: Mapping[int, Features]) -> None:
    """Add each candidate's share of the conversation's other turns, as an earlier round chose them."""
    counts: Counter[int] = Counter()
    for i in _conversation(turns, index) if earlier else ():
        speaker = earlier[i].speaker
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


def _candidates(people: People, turns: Sequence[Turn], index: int, salient: Sequence[tuple[float, int]]) -> list[int]:
    turn = turns[index]
    found: dict[int, None] = {}
    named = named_speaker(people, turn)
    pools: list[Sequence[int | None]] = [
        [named],
        [people.referent[one.number] for one in (turn.before, turn.after) if one is not None],
        [number for _, number in salient],
        [people.narrator],
    ]
    for other in (*turns[max(0, index - _REACH) : index], *turns[index + 1 : index + 1 + _REACH]):
        pools += [[named_speaker(people, other)], sorted(other.vocatives)]
    for pool in pools:
        for number in pool:
            if number is not None and _may_speak(people, number):
                found.setdefault(number)
    return list(found)


def _may_speak(people: People, number: int) -> bool:
    person = people.everyone[number]
    if person.type != "PER":
        return False
    given_cast = people.everyone[0].given if people.everyone else False
    return person.given or not given_cast


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
        features["tag_narrator" if number == people.narrator else "tag_not_narrator"] = 1.0
        return
    if number == people.narrator:
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


def _add_beat_features(discourse: Discourse, people: People, turn: Turn, number: int, features: Features) -> None:
    if turn.tag is None:
        for beat in (turn.before, turn.after):
            if beat is None:
                continue
            if people.referent[beat.number] == number:
                features["beat_name" if beat.pronoun is None else "beat_pronoun"] = 1.0
            elif beat.pronoun is not None and people.everyone[number].agrees(beat.gender) is False:
                features["beat_not_gender"] = 1.0
    own = _paragraph_tokens(discourse, turn.paragraph)
    if any(
        one.quotation < 0 and people.referent[one.number] == number
        for one in discourse.references_between(own.start, own.stop)
    ):
        features["in_paragraph"] = 1.0
    if turn.gap and _neighbour_subject(discourse, people, turn.paragraph - 1, last=True) == number:
        features["subject_before"] = 1.0
    if _neighbour_subject(discourse, people, turn.paragraph + 1, last=False) == number:
        features["subject_after"] = 1.0


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


# -- the best sequence ----------------------------------------------------------------------------------------------


def _prune(tables: Sequence[Mapping[int, Features]], weights: Weights) -> tuple[list[list[int]], list[FloatArray]]:
    """Return the best few candidates of each turn (-1 stands for nobody where there are none) and their scores."""
    candidates, scores = [], []
    for table in tables:
        ranked = sorted(
            (
                (sum(weights.get(name, 0.0) * value for name, value in features.items()), -number)
                for number, features in table.items()
            ),
            reverse=True,
        )[:_MOST_CANDIDATES]
        candidates.append([-number for _, number in ranked] or [-1])
        scores.append(np.array([score for score, _ in ranked] or [0.0]))
    return candidates, scores


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


def _follow(turns: Sequence[Turn], i: int, weights: Weights) -> tuple[float, float]:
    """Return what it is worth that turn `i` has the speaker of the one before, and of the one before that."""
    same, alternate = follow_features(turns, i)
    return weights.get(same or "", 0.0), weights.get(alternate or "", 0.0)


def _search(
    turns: Sequence[Turn], candidates: Sequence[Sequence[int]], scores: Sequence[FloatArray], weights: Weights
) -> list[int]:
    """Return for each turn the place of its speaker among its candidates (second-order Viterbi)."""
    if not turns:
        return []
    ids = [np.array(one) for one in candidates]
    best = scores[0][None, :]  # (1, n_candidates): no turn before the first
    before = np.array([-2])
    back: list[npt.NDArray[np.intp]] = []
    for i in range(1, len(turns)):
        same, alternate = _follow(turns, i, weights)
        equal = ids[i - 1][:, None] == ids[i][None, :]
        other = (before[:, None, None] == ids[i][None, None, :]) & ~equal[None, :, :]
        total = best[:, :, None] + same * equal[None, :, :] + alternate * other
        back.append(total.argmax(axis=0))
        best = total.max(axis=0) + scores[i][None, :]
        before = ids[i - 1]
    place = np.unravel_index(int(best.argmax()), best.shape)
    chosen = [int(place[1]), int(place[0])]
    for pointers in reversed(back):
        chosen.append(int(pointers[chosen[-1], chosen[-2]]))
    return chosen[: len(turns)][::-1]


def _judge(
    turns: Sequence[Turn],
    candidates: Sequence[Sequence[int]],
    scores: Sequence[FloatArray],
    chosen: Sequence[int],
    i: int,
    weights: Weights,
) -> Choice:
    """Return the choice for turn `i` with its probability when all other turns stay as chosen."""
    if candidates[i] == [-1]:
        return Choice(None, 0.0)
    who = {j: candidates[j][chosen[j]] for j in range(max(0, i - 2), min(len(turns), i + 3))}
    total = scores[i].copy()
    for place, number in enumerate(candidates[i]):
        for j in range(i, min(len(turns), i + 3)):
            same, alternate = _follow(turns, j, weights)
            now = number if j == i else who[j]
            previous = number if j - 1 == i else who.get(j - 1, -2)
            earlier = number if j - 2 == i else who.get(j - 2, -3)
            total[place] += same * (now == previous) + alternate * (now == earlier and now != previous)
    odds = np.exp(weights.get("sharpness", 1.0) * (total - total.max()))
    return Choice(candidates[i][chosen[i]], float(odds[chosen[i]] / odds.sum()))
