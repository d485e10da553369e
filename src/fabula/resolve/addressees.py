"""Addressees: to whom each turn is said.

Whoever may hear a turn is scored by what stands around it, each alone, since one may speak to several; those likely enough are
its addressees. The weights stand in ``addressee_model.npz``; ``python -m fabula_training.addressees`` finds them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.lexicons import words_of
from fabula.resolve.candidates import may_speak, narrated_near
from fabula.resolve.scorer import Arrays, Scorer, scorer_from
from fabula.resolve.speakers import Choice
from fabula.resolve.surroundings import Surroundings, conversation_of, presence, teller_of, told_by_tag, turn_shape
from fabula.resolve.turns import Turn

Features = dict[str, float]

_REACH = 4  # turns back and ahead in which the other party of a dialogue is looked for
_FARTHEST = 12  # paragraphs to the other party
_SOON = 5  # turns within which it is told how many lie between


@dataclass(frozen=True, slots=True, eq=False)
class AddresseeModel:
    """What scores those who may be spoken to (log-odds), and the probability from which somebody is."""

    scorer: Scorer
    threshold: float


def model_from(arrays: Arrays, prefix: str = "") -> AddresseeModel:
    """Return the model whose arrays have these names, each behind `prefix`."""
    return AddresseeModel(scorer_from(arrays, prefix), float(arrays[f"{prefix}threshold"]))


def find_addressees(
    around: Surroundings, choices: Sequence[Choice], model: AddresseeModel
) -> tuple[tuple[int, ...], ...]:
    """Return the addressees of each turn, the likeliest first; some address nobody.

    Whom the tag names is the only one (*said Anna to Tom*, *to herself*), and whoever is called by name is one for sure; others
    then must be more likely than not.
    """
    return tuple(_addressees(around, choices, model, i) for i in range(len(around.turns)))


def _addressees(around: Surroundings, choices: Sequence[Choice], model: AddresseeModel, i: int) -> tuple[int, ...]:
    speaker = choices[i].speaker
    if speaker is not None and _to_oneself(around, i):
        return (speaker,)
    told = told_by_tag(around.people, around.turns[i])
    if told is not None and told != speaker:
        return (told,)
    called = around.turns[i].vocatives
    table = addressee_features(around, choices, i)
    scores = model.scorer.score(model.scorer.rows(list(table.values()))).tolist()
    least = max(0.0, _log_odds(model.threshold)) if called else _log_odds(model.threshold)
    found = zip(scores, table, strict=True)
    likely = sorted((-score, number) for score, number in found if score >= least or number in called)
    return tuple(number for _, number in likely)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _to_oneself(around: Surroundings, i: int) -> bool:
    """Tell whether the tag has the speaker talk to himself: *she murmured to herself*."""
    tag = around.turns[i].tag
    pronoun = tag.hearer.pronoun if tag is not None and tag.hearer is not None else None
    return pronoun is not None and pronoun.case == "reflexive"


def addressee_features(around: Surroundings, choices: Sequence[Choice], i: int) -> dict[int, Features]:
    """Return the features of all who may be spoken to in turn `i`, as the speakers are chosen; 0 where left out."""
    people, turns = around.people, around.turns
    turn, speaker = turns[i], choices[i].speaker
    conversation = conversation_of(turns, i)
    speaking = Counter(choices[j].speaker for j in conversation if choices[j].speaker not in (None, speaker))
    told, other = told_by_tag(people, turn), _other_party(turns, choices, i)
    teller = teller_of(around, turn)
    common = _own_features(around, choices, i, speaking, told)
    table: dict[int, Features] = {}
    for number in _candidates(around, i, speaking, told, teller):
        if number == speaker:
            continue
        person = people.everyone[number]
        features = common | presence(around.narrated.get(number, ()), turn.paragraph)
        features |= _distances(turns, choices, i, number, conversation)
        agrees = person.agrees(turn.called_as)
        holds = {
            "called": number in turn.vocatives, "told": number == told, "other_party": number == other,
            "only_party": set(speaking) == {number}, "spoken_of": number in turn.spoken_of, "narrator": number == teller,
            "unnamed": not person.named, "group": person.group,
            "named_as_called": agrees is True, "not_as_called": agrees is False,
            "in_paragraph": number in around.in_paragraph.get(turn.paragraph, ()),
        }  # fmt: skip
        features |= {name: 1.0 for name, one in holds.items() if one}
        features["party"] = speaking[number] / max(speaking.total(), 1)
        features["frequency"] = math.log1p(person.count) / 6.0
        table[number] = features
    return table


def _own_features(
    around: Surroundings, choices: Sequence[Choice], i: int, speaking: Mapping[int | None, int], told: int | None
) -> Features:
    """Return what is to be said of the turn whomever it is for."""
    turn, words = around.turns[i], around.idiolects.words[i]
    return turn_shape(around, i) | {
        "always": 1.0,
        "calls": float(any(one != choices[i].speaker for one in turn.vocatives)),
        "tells": float(told is not None and told != choices[i].speaker),
        "parties": math.log1p(len(speaking)),
        "you": float(not words_of("pronouns_you").isdisjoint(words)),
        "to_all": float(not words_of("addresses_all").isdisjoint(words)),
        "sure": choices[i].confidence,
    }


def _candidates(
    around: Surroundings, i: int, speaking: Mapping[int | None, int], told: int | None, teller: int | None
) -> list[int]:
    turn = around.turns[i]
    pools: list[Sequence[int | None]] = [
        sorted(turn.vocatives),
        [told],
        list(speaking),
        narrated_near(around, turn.paragraph),
        [teller],
    ]
    found = dict.fromkeys(one for pool in pools for one in pool if one is not None)
    return [one for one in found if may_speak(around.people, one, around.tagged)]


def _distances(turns: Sequence[Turn], choices: Sequence[Choice], i: int, number: int, conversation: range) -> Features:
    """Return how many turns ago somebody spoke and in how many will again, and whether that calls this turn's speaker."""
    found: Features = {}
    ways = (("spoke", range(i - 1, conversation.start - 1, -1)), ("speaks", range(i + 1, conversation.stop)))
    for name, way in ways:
        place = next((j for j in way if choices[j].speaker == number), None)
        if place is None:
            continue
        distance = abs(place - i)
        found[f"{name}_{distance}" if distance < _SOON else f"{name}_far"] = 1.0
        if choices[i].speaker in turns[place].vocatives:
            found[f"{name}_calling"] = 1.0
        if distance == 1:
            found[f"{name}_sure"] = choices[place].confidence
    return found


def _other_party(turns: Sequence[Turn], choices: Sequence[Choice], i: int) -> int | None:
    """Return the nearest other speaker of the same dialogue; the one before is likelier meant than the one after."""
    speaker = choices[i].speaker
    back = _nearest(turns, choices, i, speaker, step=-1)
    ahead = _nearest(turns, choices, i, speaker, step=1)
    if back is None or ahead is None:
        return (back or ahead or (None, 0))[0]
    return back[0] if back[1] <= ahead[1] else ahead[0]


def _nearest(
    turns: Sequence[Turn], choices: Sequence[Choice], i: int, speaker: int | None, *, step: int
) -> tuple[int, int] | None:
    """Return the nearest other speaker in one direction and the distance in paragraphs, or ``None``."""
    distance = 0
    for k in range(1, _REACH + 1):
        j = i + step * k
        if not 0 <= j < len(turns):
            return None
        distance += 1 + turns[max(i, j) if step < 0 and k == 1 else (j if step > 0 else j + 1)].gap
        if distance > _FARTHEST:
            return None
        who = choices[j].speaker
        if who is not None and who != speaker:
            return who, distance
    return None
