"""Fit the speaker model on PDNC: conditional likelihood of the chain over a small network's scores.

Run as ``python -m fabula_training.speakers [--data DIR] [--epochs N] [--seed S]``. It writes the model fitted on all
novels into the package, and for the benchmark one for each fold of `benchmarks.folds`, fitted without that fold's
novels. Every novel is read twice, with its cast and with nothing given, by the model of its own fold, so that what an earlier
round chose is as right and as wrong as it will be on a new book; run it twice to let model and choices settle.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.corpora import REPOSITORY
from benchmarks.folds import AUTHORS, FOLDS, fold_of
from benchmarks.reading import SPEAKER_MODELS, speaker_model_of
from fabula.resolve.chain import Chain, FloatArray, IdArray, infer
from fabula.resolve.evidence import Features, turn_features
from fabula.resolve.resolution import begin_rounds, next_round, surroundings_after
from fabula.resolve.scorer import linear_scorer, mean_scorer
from fabula.resolve.speakers import PARTS, SpeakerModel, decode, linear_model, prune
from fabula.resolve.surroundings import stretches
from fabula.resolve.turn_links import link_features
from fabula.resolve.turns import Turn
from fabula_training.opened import fitting_options, gold_turns, open_novel
from fabula_training.scoring import Array, ScorerInTraining, save_arrays

SHIPPED = REPOSITORY / "src" / "fabula" / "resolve" / "speaker_model.npz"

_CANDIDATES = 10
_HIDDEN, _LINK_HIDDEN, _DROPOUT = 64, 16, 0.3
_MEMBERS = 3
_COMMON = 100  # times that a link's feature must hold to count
_RATE, _DECAY, _BATCH = 3e-3, 1e-4, 16  # AdamW's step (falling to nothing) and pull towards 0; stretches a step
_TEMPERATURES = tuple(1 + step / 10 for step in range(-1, 9))
_LEAST_LIKELY = 1e-3
_FIRST_GUESS = {  # where there is no model yet
    "tag_name": 5.0, "tag_role": 3.0, "tag_referent": 2.0, "tag_gender": 1.0, "tag_not_gender": -4.0, "tag_narrator": 5.0,
    "beat_name": 2.0, "beat_pronoun": 1.5, "beat_not_gender": -2.0, "vocative_own": -4.0, "vocative_before": 2.0,
    "salience": 1.0, "near_before": 1.0, "not_in_conversation": -1.0,
}  # fmt: skip
_FIRST_LINKS = ({"always": -2.0}, {"always": 1.0})


@dataclass(frozen=True, slots=True)
class Segment:
    """Turns that hang together, the features of their candidates, and who says them (any of a set; empty: not known)."""

    turns: tuple[Turn, ...]
    tables: tuple[Mapping[int, Features], ...]
    gold: tuple[frozenset[int], ...]


def load_segments(data: Path, name: str, model: SpeakerModel, *, given: bool) -> tuple[list[Segment], list[Segment]]:
    """Return the dialogue of one novel as the first round of choosing sees it, and as the next does; `given`: with its cast."""
    opened = open_novel(data, name, given=given)
    opening = opened.opening
    rounds = begin_rounds(opening, opened.linker)
    first = surroundings_after(opening, rounds)
    seen = [[turn_features(first, i) for i in range(len(opening.turns))]]
    again = surroundings_after(opening, next_round(opening, model, rounds))
    seen.append([turn_features(again, i) for i in range(len(opening.turns))])
    gold = [one.speaker for one in gold_turns(opened)]  # not before: those who are only described were found on the way
    before, after = (list(_cut(opening.turns, tables, gold)) for tables in seen)
    return before, after


def _cut(
    turns: Sequence[Turn], tables: Sequence[Mapping[int, Features]], gold: Sequence[frozenset[int]]
) -> Iterator[Segment]:
    for part in stretches(turns):
        yield Segment(tuple(turns[i] for i in part), tuple(tables[i] for i in part), tuple(gold[i] for i in part))


Novels = Mapping[
    tuple[str, bool], tuple[list[Segment], list[Segment]]
]  # by name and whether its cast is given: both rounds


@dataclass(frozen=True, slots=True)
class Lesson:
    """One segment in numbers.

    For each turn `candidates` ``(n_candidates,)`` ids and `gold` the places of the speaker among them; `rows` ``(n, n_features)``
    holds the candidates of all turns one after the other, of which each has `sizes`; `before` and `alternate` hold the
    features of both links of each turn, ``(n_turns, n_link_features)``, `linked` ``(n_turns, 2)`` whether it has them.
    """

    candidates: tuple[IdArray, ...]
    rows: Array
    sizes: tuple[int, ...]
    gold: tuple[tuple[int, ...], ...]
    before: Array
    alternate: Array
    linked: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of all features of candidates and of links."""

    candidate: tuple[str, ...]
    link: tuple[str, ...]


def feature_names(segments: Sequence[Segment]) -> Names:
    """Return the names of all features, of links those that are not rare."""
    of_candidates = {name for one in segments for table in one.tables for some in table.values() for name in some}
    counts: Counter[str] = Counter()
    for one in segments:
        for i in range(len(one.turns)):
            for features in link_features(one.turns, i) or ():
                counts.update(features.keys())
    return Names(tuple(sorted(of_candidates)), tuple(sorted(name for name, n in counts.items() if n >= _COMMON)))


def prepare(segments: Sequence[Segment], names: Names, model: SpeakerModel) -> list[Lesson]:
    """Return in numbers the segments with a known speaker, with the candidates that `model` ranks best."""
    columns, link_columns = (linear_scorer(dict.fromkeys(some, 0.0)) for some in (names.candidate, names.link))
    lessons = []
    for segment in segments:
        pruned, _ = prune(segment.tables, model.scorer, _CANDIDATES)
        candidates, rows, gold = [], [], []
        for ids, table, truth in zip(pruned, segment.tables, segment.gold, strict=True):
            kept = [int(one) for one in ids]
            if truth and not truth & set(kept):
                kept += sorted(truth & table.keys())
            rows.append(columns.rows([table.get(number, {}) for number in kept]))
            candidates.append(np.array(kept))
            gold.append(tuple(place for place, number in enumerate(kept) if number in truth))
        if not any(gold):
            continue
        links = [link_features(segment.turns, i) or ({}, {}) for i in range(len(segment.turns))]
        before, alternate = (link_columns.rows([pair[place] for pair in links]) for place in (0, 1))
        linked = np.array([[bool(one) for one in pair] for pair in links])
        sizes = tuple(map(len, candidates))
        lessons.append(Lesson(tuple(candidates), np.concatenate(rows), sizes, tuple(gold), before, alternate, linked))
    return lessons


class _Learner:
    """The three scorers of a speaker model that are being fitted."""

    def __init__(self, names: Names, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.parts = {
            "candidate": ScorerInTraining(names.candidate, _HIDDEN, rng, _DROPOUT),
            "before": ScorerInTraining(names.link, _LINK_HIDDEN, rng, _DROPOUT),
            "alternate": ScorerInTraining(names.link, _LINK_HIDDEN, rng, _DROPOUT),
        }

    def learn(self, batch: Sequence[Lesson], rate: float) -> None:
        """Move all weights against the gradient of the batch's negative log-likelihood."""
        inputs = {
            "candidate": np.concatenate([one.rows for one in batch]),
            "before": np.concatenate([one.before for one in batch]),
            "alternate": np.concatenate([one.alternate for one in batch]),
        }
        scores = {name: part.score(inputs[name]) for name, part in self.parts.items()}
        linked = np.concatenate([one.linked for one in batch])
        links = np.stack([scores["before"], scores["alternate"]], axis=1) * linked
        to_candidates, to_links = _gradients(batch, scores["candidate"], links)
        to_links *= linked
        to = {"candidate": to_candidates, "before": to_links[:, 0], "alternate": to_links[:, 1]}
        scale = np.float32(1 / (4 * len(linked) ** 0.5))
        for name, part in self.parts.items():
            part.step(part.gradients(to[name] * scale), rate, _DECAY)

    def finished(self) -> SpeakerModel:
        """Return the model as it stands now."""
        return SpeakerModel(*(self.parts[part].finished() for part in PARTS))


def fit(lessons: Sequence[Lesson], names: Names, epochs: int, seed: int) -> SpeakerModel:
    """Return the model that makes the gold speakers likely: the mean of several, from seeds of their own."""
    models = [_fit_one(lessons, names, epochs, _MEMBERS * seed + member) for member in range(_MEMBERS)]
    parts = zip(*((one.scorer, one.before, one.alternate) for one in models), strict=True)
    return SpeakerModel(*map(mean_scorer, parts))


def _fit_one(lessons: Sequence[Lesson], names: Names, epochs: int, seed: int) -> SpeakerModel:
    learner = _Learner(names, seed)
    order = sorted(lessons, key=lambda one: len(one.sizes))  # stable; batches of about one length are quickest
    batches = [order[first : first + _BATCH] for first in range(0, len(order), _BATCH)]
    shuffle = random.Random(seed)
    n_steps = epochs * len(batches)
    done = 0
    for _ in range(epochs):
        shuffle.shuffle(batches)
        for batch in batches:
            learner.learn(batch, _RATE * max(0.02, 1 - done / n_steps))
            done += 1
    return learner.finished()


def _gradients(batch: Sequence[Lesson], scores: Array, links: Array) -> tuple[Array, Array]:
    """Return the gradients by `scores` ``(n_rows,)`` and `links` ``(n_turns, 2)`` of the negative log-likelihood.

    They are what is expected without the gold known, less what is expected with it.
    """
    to_scores, to_links = np.zeros_like(scores), np.zeros_like(links)
    free, known = _chains(batch, scores, links)
    beliefs = infer(free + known)
    first = turn = 0
    for lesson, without, told in zip(batch, beliefs[: len(batch)], beliefs[len(batch) :], strict=True):
        stop, end = first + len(lesson.rows), turn + len(lesson.sizes)
        to_scores[first:stop] = np.concatenate(without.speakers) - np.concatenate(told.speakers)
        to_links[turn:end] = np.stack([without.same - told.same, without.alternate - told.alternate], axis=1)
        first, turn = stop, end
    return to_scores, to_links


def _chains(batch: Sequence[Lesson], scores: Array, links: Array) -> tuple[list[Chain], list[Chain]]:
    """Return each lesson's chain as it is, and as it is with the gold known; `scores` and `links` as in `_gradients`."""
    free, known = [], []
    first = turn = 0
    for lesson in batch:
        stop, end = first + len(lesson.rows), turn + len(lesson.sizes)
        own = np.split(scores[first:stop].astype(float), np.cumsum(lesson.sizes)[:-1])
        worth = [(float(one), float(other)) for one, other in links[turn:end]]
        free.append(Chain(lesson.candidates, own, worth))
        clamped = [_clamp(score, gold) for score, gold in zip(own, lesson.gold, strict=True)]
        known.append(Chain(lesson.candidates, clamped, worth))
        first, turn = stop, end
    return free, known


def _clamp(scores: FloatArray, gold: Sequence[int]) -> FloatArray:
    if not gold:
        return scores
    clamped = np.full_like(scores, scores.max() - 40.0)
    clamped[list(gold)] = scores[list(gold)]
    return clamped


def share_right(segments: Sequence[Segment], model: SpeakerModel) -> tuple[int, int]:
    """Return how many turns with a known speaker get it, and how many there are."""
    right = known = 0
    for segment in segments:
        chosen = decode(segment.turns, segment.tables, model)
        for one, truth in zip(chosen, segment.gold, strict=True):
            known += bool(truth)
            right += one.speaker in truth
    return right, known


def cooled(model: SpeakerModel, temperature: float) -> SpeakerModel:
    """Return a model that chooses as `model` does, and whose scores and links are divided by `temperature`: less sure above 1."""
    by = np.float32(1 / temperature)
    parts = (model.scorer, model.before, model.alternate)
    return SpeakerModel(*(replace(one, linear=one.linear * by, last=one.last * by) for one in parts))


def surprise(segments: Sequence[Segment], model: SpeakerModel) -> float:
    """Return how much the speakers of turns surprise a model by what it says of its own choices: the sum of -log likelihoods."""
    total = 0.0
    for segment in segments:
        chosen = decode(segment.turns, segment.tables, model)
        for one, truth in zip(chosen, segment.gold, strict=True):
            if truth:
                likely = one.confidence if one.speaker in truth else 1 - one.confidence
                total -= math.log(max(likely, _LEAST_LIKELY))
    return total


def load_all(data: Path, jobs: int) -> Novels:
    """Return what `load_segments` does for every novel, with its cast and without."""
    with ProcessPoolExecutor(jobs) as pool:
        loading = {
            (name, given): pool.submit(load_segments, data, name, _model_before(name), given=given)
            for name in sorted(AUTHORS)
            for given in (True, False)
        }
        return {key: one.result() for key, one in loading.items()}


def _model_before(name: str) -> SpeakerModel:
    """Return the model of a novel's fold from the last run, or a first guess where there was none."""
    return (speaker_model_of(name) if SPEAKER_MODELS.exists() else None) or linear_model(_FIRST_GUESS, *_FIRST_LINKS)


def outside_of(fold: int, novels: Novels, *, given: bool) -> list[Segment]:
    """Return the segments of the novels that a fold's model was fitted without, as the last round sees them."""
    return [one for (name, how), (_, last) in novels.items() if fold_of(name) == fold and how is given for one in last]


def surprises(fold: int, model: SpeakerModel, novels: Novels) -> list[float]:
    """Return by temperature how much the novels that a fold's model was fitted without surprise it."""
    outside = [one for given in (True, False) for one in outside_of(fold, novels, given=given)]
    return [surprise(outside, cooled(model, temperature)) for temperature in _TEMPERATURES]


def report(fold: int, model: SpeakerModel, novels: Novels) -> None:
    """Say on standard error how often a fold's model is right on the novels that it was fitted without."""
    for given in (True, False):
        right, known = share_right(outside_of(fold, novels, given=given), model)
        how = "cast given" if given else "nothing given"
        print(f"fold {fold}, {how}: {right / known:.4f} of {known} turns", file=sys.stderr)


def main() -> None:
    """Fit by fold, report on standard error, and write both files of models."""
    options = fitting_options(__doc__, 10)
    novels = load_all(options.data, options.jobs)
    names = feature_names([one for rounds in novels.values() for some in rounds for one in some])
    lessons = {
        key: [one for some in rounds for one in prepare(some, names, _model_before(key[0]))]
        for key, rounds in novels.items()
    }
    with ProcessPoolExecutor(options.jobs) as pool:
        fitting = [
            pool.submit(
                fit,
                [one for key, some in lessons.items() if fold is None or fold_of(key[0]) != fold for one in some],
                names,
                options.epochs,
                options.seed,
            )
            for fold in (*range(len(FOLDS)), None)
        ]
        *by_fold, final = [one.result() for one in fitting]
    by_fold, final = _cooled_by_the_others(by_fold, final, novels)
    for fold, model in enumerate(by_fold):
        report(fold, model, novels)
    arrays = {f"{fold}/{name}": one for fold, model in enumerate(by_fold) for name, one in _arrays(model).items()}
    save_arrays(SPEAKER_MODELS, arrays)
    save_arrays(SHIPPED, _arrays(final))


def _cooled_by_the_others(
    by_fold: Sequence[SpeakerModel], final: SpeakerModel, novels: Novels
) -> tuple[list[SpeakerModel], SpeakerModel]:
    """Return the models at the temperatures that the novels outside them call for; a fold's own novels have no say in its own."""
    seen = np.array([surprises(fold, model, novels) for fold, model in enumerate(by_fold)])
    chosen = [_TEMPERATURES[int(total.argmin())] for total in (*(seen.sum(axis=0) - seen), seen.sum(axis=0))]
    print(f"temperatures by fold, and of the final model: {chosen}", file=sys.stderr)
    *cold, last = [cooled(model, at) for model, at in zip((*by_fold, final), chosen, strict=True)]
    return cold, last


def _arrays(model: SpeakerModel) -> dict[str, Array]:
    return {
        f"{part}/{name}": array
        for part, scorer in zip(PARTS, (model.scorer, model.before, model.alternate), strict=True)
        for name, array in scorer.arrays().items()
    }


if __name__ == "__main__":
    main()
