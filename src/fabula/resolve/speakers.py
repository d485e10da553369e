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
from fabula.resolve.evidence import Features, turn_features
from fabula.resolve.scorer import Arrays, Scorer, linear_scorer, scorer_from
from fabula.resolve.surroundings import Surroundings, stretches
from fabula.resolve.turn_links import link_features
from fabula.resolve.turns import Turn

PARTS = ("candidate", "before", "alternate")  # of a model, as its file names them
_MOST_CANDIDATES = 8
_NONE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Choice:
    """Who says one turn, as decided: `speaker` is ``None`` when nobody is in play, `confidence` a probability.

    `same` is the probability that the turn before has the same speaker, `unseen` the log of how much likelier the dialogue would
    be with another turn between the two, that the text lacks.
    """

    speaker: int | None
    confidence: float
    same: float = 0.0
    unseen: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class SpeakerModel:
    """What scores the candidates of a turn, and the links: that a turn has the speaker of the one `before`, or of the one
    before that (`alternate`)."""

    scorer: Scorer
    before: Scorer
    alternate: Scorer

    def links(self, turns: Sequence[Turn]) -> list[tuple[float, float]]:
        """Return for each turn of a stretch the log-weights of having the speaker of the one before, and of that before."""
        pairs = [link_features(turns, i) for i in range(len(turns))]
        values = []
        for scorer, place in ((self.before, 0), (self.alternate, 1)):
            found = scorer.score(scorer.rows([pair[place] if pair else {} for pair in pairs])).tolist()
            values.append([one if pair and pair[place] else 0.0 for one, pair in zip(found, pairs, strict=True)])
        return list(zip(*values, strict=True))


def model_from(arrays: Arrays, prefix: str = "") -> SpeakerModel:
    """Return the model whose arrays have these names, each behind `prefix`."""
    return SpeakerModel(*(scorer_from(arrays, f"{prefix}{part}/") for part in PARTS))


def linear_model(
    weights: Mapping[str, float], before: Mapping[str, float] = _NONE, alternate: Mapping[str, float] = _NONE
) -> SpeakerModel:
    """Return a model that weighs features by name, those of candidates and of both links, and nothing together."""
    return SpeakerModel(*(linear_scorer(one) for one in (weights, before, alternate)))


def choose_speakers(
    around: Surroundings, model: SpeakerModel, given: Mapping[int, int] = MappingProxyType({})
) -> tuple[Choice, ...]:
    """Return the speaker of each turn; `given` are the speakers of some quotations that are known for sure."""
    turns = around.turns
    choices: list[Choice] = []
    for stretch in stretches(turns):  # one by one: a long book's features would fill the memory
        tables = [_with_given(_agreeing(turn_features(around, i), around, i), turns[i], given) for i in stretch]
        choices += decode(turns[stretch.start : stretch.stop], tables, model)
    return tuple(choices)


def _agreeing(table: dict[int, Features], around: Surroundings, index: int) -> dict[int, Features]:
    """Return the candidates of a turn without those of whom a cast gives another sex than the pronoun in its tag has."""
    tag = around.turns[index].tag
    sex = None if tag is None or tag.reference.pronoun is None else tag.reference.pronoun.gender
    if sex not in ("male", "female"):
        return table
    everyone = around.people.everyone
    return {who: row for who, row in table.items() if not everyone[who].gender_given or everyone[who].gender == sex}


def _with_given(table: dict[int, Features], turn: Turn, given: Mapping[int, int]) -> dict[int, Features]:
    """Return the candidates of a turn, of whom only its given speaker is left, if it has one."""
    known = next((given[number] for number in turn.quotations if number in given), None)
    return table if known is None else {known: table.get(known, {})}


def decode(turns: Sequence[Turn], tables: Sequence[Mapping[int, Features]], model: SpeakerModel) -> tuple[Choice, ...]:
    """Return the likeliest speaker of each turn of a stretch, given all the others, for candidates with these features."""
    candidates, scores = prune(tables, model.scorer)
    (beliefs,) = infer([Chain(candidates, scores, model.links(turns))], unseen=True)
    told = zip(candidates, beliefs.speakers, beliefs.same.tolist(), beliefs.unseen.tolist(), strict=True)
    return tuple(_decide(*one) for one in told)


def _decide(candidates: IdArray, probabilities: FloatArray, same: float, unseen: float) -> Choice:
    best = int(probabilities.argmax())
    if candidates[best] <= NOBODY:
        return Choice(None, 0.0)
    return Choice(int(candidates[best]), float(probabilities[best]), same, unseen)


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
