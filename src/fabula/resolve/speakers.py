"""Speakers: who says each quotation.

Every turn scores its candidates by a linear model over what stands around it; a chain over the turns (`chain.py`) then
weighs them together, since people take turns (no one answers himself without reason, and every other turn is likely the same
person's). The weights stand in ``speaker_weights.json``; ``python -m fabula_training.speakers`` finds them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np

from fabula.resolve.chain import NOBODY, FloatArray, IdArray, infer
from fabula.resolve.discourse import Discourse
from fabula.resolve.evidence import Features, follow_features, survey, turn_features
from fabula.resolve.people import People
from fabula.resolve.turns import Turn

_MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """Who says one turn, as decided: `speaker` is ``None`` when nobody is in play, `confidence` a probability."""

    speaker: int | None
    confidence: float


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
    around = survey(discourse, people, turns, before, [one.speaker for one in earlier])
    tables = [turn_features(around, i) for i in range(len(turns))]
    return decode(turns, tables, weights)


def decode(turns: Sequence[Turn], tables: Sequence[Mapping[int, Features]], weights: Weights) -> tuple[Choice, ...]:
    """Return the likeliest speaker of each turn, given all the others, for candidates with these features."""
    candidates, scores = prune(tables, weights)
    beliefs = infer(candidates, scores, [_follow(turns, i, weights) for i in range(len(turns))])
    return tuple(_decide(*pair) for pair in zip(candidates, beliefs.speakers, strict=True))


def _decide(candidates: IdArray, probabilities: FloatArray) -> Choice:
    best = int(probabilities.argmax())
    if candidates[best] <= NOBODY:
        return Choice(None, 0.0)
    return Choice(int(candidates[best]), float(probabilities[best]))


def prune(
    tables: Sequence[Mapping[int, Features]], weights: Weights, most: int = _MOST_CANDIDATES
) -> tuple[list[IdArray], list[FloatArray]]:
    """Return the best few candidates of each turn and their scores; an id up to `NOBODY` stands where there are none."""
    candidates, scores = [], []
    for table in tables:
        ranked = sorted(
            (
                (sum(weights.get(name, 0.0) * value for name, value in features.items()), -number)
                for number, features in table.items()
            ),
            reverse=True,
        )[:most]
        candidates.append(np.array([-number for _, number in ranked] or [NOBODY]))
        scores.append(np.array([score for score, _ in ranked] or [0.0]))
    return candidates, scores


def _follow(turns: Sequence[Turn], i: int, weights: Weights) -> tuple[float, float]:
    """Return what it is worth that turn `i` has the speaker of the one before, and of the one before that."""
    same, alternate = follow_features(turns, i)
    return weights.get(same or "", 0.0), weights.get(alternate or "", 0.0)
