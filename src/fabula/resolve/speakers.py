"""Speakers: who says each quotation.

Every turn scores its candidates by what stands around it (`evidence.py`, `scorer.py`); a chain over the turns (`chain.py`)
then weighs them together, since people take turns (no one answers himself without reason, and every other turn is likely
the same person's). The weights stand in ``speaker_model.npz``; ``python -m fabula_training.speakers`` finds them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from fabula.resolve.chain import NOBODY, Chain, FloatArray, IdArray, infer
from fabula.resolve.discourse import Discourse
from fabula.resolve.evidence import Features, follow_features, turn_features
from fabula.resolve.people import People
from fabula.resolve.scorer import Arrays, Scorer, linear_scorer, scorer_from
from fabula.resolve.surroundings import stretches, survey
from fabula.resolve.turns import Turn

LINKS = (
    "same_bare", "same_after_question", "same_narrated", "same_far",
    "alternate_bare", "alternate_narrated", "alternate_far",
)  # fmt: skip
_MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """Who says one turn, as decided: `speaker` is ``None`` when nobody is in play, `confidence` a probability."""

    speaker: int | None
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class SpeakerModel:
    """What scores the candidates of a turn, and the log-weights of the links between turns, by the names in `LINKS`."""

    scorer: Scorer
    links: Mapping[str, float]


def model_from(arrays: Arrays, prefix: str = "") -> SpeakerModel:
    """Return the model whose arrays have these names, each behind `prefix`."""
    links = zip(LINKS, arrays[f"{prefix}links"].tolist(), strict=True)
    return SpeakerModel(scorer_from(arrays, prefix), dict(links))


def linear_model(weights: Mapping[str, float]) -> SpeakerModel:
    """Return a model that weighs features and links by name, and nothing together."""
    features = {name: value for name, value in weights.items() if name not in LINKS}
    return SpeakerModel(linear_scorer(features), {name: weights[name] for name in LINKS if name in weights})


def choose_speakers(
    discourse: Discourse,
    people: People,
    turns: Sequence[Turn],
    before: Sequence[Sequence[tuple[float, int]]],
    model: SpeakerModel,
    earlier: Sequence[Choice] = (),
    given: Mapping[int, int] = MappingProxyType({}),
) -> tuple[Choice, ...]:
    """Return the speaker of each turn.

    `before` gives the salience at each quotation, as `refer_narration` does; `earlier` the choices of a round before, from
    which each conversation's parties are known; `given` the speakers of some quotations that are known for sure.
    """
    around = survey(discourse, people, turns, before, [one.speaker for one in earlier])
    choices: list[Choice] = []
    for stretch in stretches(turns):  # one by one: a long book's features would fill the memory
        tables = [_with_given(turn_features(around, i), turns[i], given) for i in stretch]
        choices += decode(turns[stretch.start : stretch.stop], tables, model)
    return tuple(choices)


def _with_given(table: dict[int, Features], turn: Turn, given: Mapping[int, int]) -> dict[int, Features]:
    """Return the candidates of a turn, of whom only its given speaker is left, if it has one."""
    known = next((given[number] for number in turn.quotations if number in given), None)
    return table if known is None else {known: table.get(known, {})}


def decode(turns: Sequence[Turn], tables: Sequence[Mapping[int, Features]], model: SpeakerModel) -> tuple[Choice, ...]:
    """Return the likeliest speaker of each turn of a stretch, given all the others, for candidates with these features."""
    candidates, scores = prune(tables, model.scorer)
    links = [_follow(turns, i, model.links) for i in range(len(turns))]
    (beliefs,) = infer([Chain(candidates, scores, links)])
    return tuple(_decide(*pair) for pair in zip(candidates, beliefs.speakers, strict=True))


def _decide(candidates: IdArray, probabilities: FloatArray) -> Choice:
    best = int(probabilities.argmax())
    if candidates[best] <= NOBODY:
        return Choice(None, 0.0)
    return Choice(int(candidates[best]), float(probabilities[best]))


def prune(
    tables: Sequence[Mapping[int, Features]], scorer: Scorer, most: int = _MOST_CANDIDATES
) -> tuple[list[IdArray], list[FloatArray]]:
    """Return the best few candidates of each turn and their scores; an id up to `NOBODY` stands where there are none."""
    candidates, scores = [], []
    for table in tables:
        found = scorer.score(scorer.rows(list(table.values()))).tolist()
        ranked = sorted(zip(found, [-number for number in table], strict=True), reverse=True)[:most]
        candidates.append(np.array([-number for _, number in ranked] or [NOBODY]))
        scores.append(np.array([score for score, _ in ranked] or [0.0]))
    return candidates, scores


def _follow(turns: Sequence[Turn], i: int, links: Mapping[str, float]) -> tuple[float, float]:
    """Return what it is worth that turn `i` has the speaker of the one before, and of the one before that."""
    same, alternate = follow_features(turns, i)
    return links.get(same or "", 0.0), links.get(alternate or "", 0.0)
