"""Fit the model of addressees on PDNC: logistic likelihood, each possible hearer alone.

Run as ``python -m fabula_training.addressees [--data DIR] [--epochs N] [--seed S]`` when the speaker model is fitted. It writes
the model fitted on all novels into the package, and for the benchmark one for each fold of `benchmarks.folds`, fitted without
that fold's novels; each novel's speakers are chosen by the model of its own fold.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.corpora import REPOSITORY
from benchmarks.folds import AUTHORS, FOLDS, fold_of
from benchmarks.reading import ADDRESSEE_MODELS, speaker_model_of
from fabula.resolve.addressees import AddresseeModel, Features, addressee_features
from fabula.resolve.resolution import choose_in_rounds, surroundings_after
from fabula_training.opened import GoldTurn, fitting_options, gold_turns, open_novel
from fabula_training.scoring import Array, ScorerInTraining, save_arrays

SHIPPED = REPOSITORY / "src" / "fabula" / "resolve" / "addressee_model.npz"

_HIDDEN, _DROPOUT = 32, 0.3
_RATE, _DECAY, _BATCH = 3e-3, 1e-4, 512  # AdamW's step (falling to nothing) and pull towards 0; candidates a step


@dataclass(frozen=True, slots=True)
class Question:
    """One turn: the features of those who may be spoken to, and by gold how many of its quotations are for each; `out_of` all.

    `missing` counts the gold addressees, by quotation, that are nobody of these.
    """

    features: tuple[Features, ...]
    hits: tuple[int, ...]
    out_of: int
    missing: int


def load_questions(data: Path, name: str, *, given: bool) -> list[Question]:
    """Return the turns of one novel that have gold addressees; `given`: read with its cast."""
    opened = open_novel(data, name, given=given)
    speaking = speaker_model_of(name)
    assert speaking is not None, "PDNC's novels are all in a fold"
    rounds = choose_in_rounds(opened.opening, speaking, opened.linker, 2)
    around = surroundings_after(opened.opening, rounds)
    questions = []
    for i, gold in enumerate(gold_turns(opened)):
        if gold.addressees:
            questions.append(_question(addressee_features(around, rounds.choices, i), gold))
    return questions


def _question(table: Mapping[int, Features], gold: GoldTurn) -> Question:
    """Return a turn as a question; of several who are one character, the first stands for him."""
    hits = dict.fromkeys(table, 0)
    missing = 0
    for heard in gold.addressees:
        for numbers in heard:
            known = [one for one in table if one in numbers]
            if known:
                hits[known[0]] += 1
            else:
                missing += 1
    return Question(tuple(table.values()), tuple(hits.values()), len(gold.addressees), missing)


def fit(questions: Sequence[Question], names: Sequence[str], epochs: int, seed: int) -> AddresseeModel:
    """Return the model that makes the gold addressees likely, with the threshold of the best F1 on these questions."""
    rng = np.random.default_rng(seed)
    learner = ScorerInTraining(names, _HIDDEN, rng, _DROPOUT)
    rows = learner.finished().rows([one for question in questions for one in question.features])
    hits = np.array([one for question in questions for one in question.hits], np.float32)
    out_of = np.array([question.out_of for question in questions for _ in question.hits], np.float32)
    n_steps, done = epochs * -(-len(rows) // _BATCH), 0
    for _ in range(epochs):
        order = rng.permutation(len(rows))
        for first in range(0, len(rows), _BATCH):
            batch = order[first : first + _BATCH]
            chances = 1 / (1 + np.exp(-learner.score(rows[batch])))
            slope = (out_of[batch] * chances - hits[batch]) / len(batch)
            learner.step(learner.gradients(slope.astype(np.float32)), _RATE * max(0.02, 1 - done / n_steps), _DECAY)
            done += 1
    scorer = learner.finished()
    scores = scorer.score(rows)
    best = max((i / 100 for i in range(15, 61)), key=lambda threshold: _f1(questions, scores, threshold))
    return AddresseeModel(scorer, best)


def f1(questions: Sequence[Question], model: AddresseeModel) -> float:
    """Return F1 over (quotation, addressee)."""
    rows = model.scorer.rows([one for question in questions for one in question.features])
    return _f1(questions, model.scorer.score(rows), model.threshold)


def _f1(questions: Sequence[Question], scores: Array, threshold: float) -> float:
    hits = np.array([one for question in questions for one in question.hits])
    out_of = np.array([question.out_of for question in questions for _ in question.hits])
    chosen = scores >= np.log(threshold / (1 - threshold))
    gold = int(hits.sum()) + sum(question.missing for question in questions)
    return float(2 * hits[chosen].sum() / max(int(out_of[chosen].sum()) + gold, 1))


def main() -> None:
    """Fit by fold, report on standard error, and write both files of models."""
    options = fitting_options(__doc__, 6)
    with ProcessPoolExecutor(options.jobs) as pool:
        loading = {
            (name, given): pool.submit(load_questions, options.data, name, given=given)
            for name in sorted(AUTHORS)
            for given in (True, False)
        }
        novels = {key: one.result() for key, one in loading.items()}
    names = sorted({name for some in novels.values() for one in some for features in one.features for name in features})
    arrays: dict[str, Array] = {}
    for fold in range(len(FOLDS)):
        model = fit(
            [one for key, some in novels.items() if fold_of(key[0]) != fold for one in some],
            names,
            options.epochs,
            options.seed,
        )
        outside = [one for key, some in novels.items() if fold_of(key[0]) == fold and key[1] for one in some]
        print(f"fold {fold}, cast given: F1 {f1(outside, model):.4f} at {model.threshold}", file=sys.stderr)
        arrays |= {f"{fold}/{name}": one for name, one in _arrays(model).items()}
    save_arrays(ADDRESSEE_MODELS, arrays)
    final = fit([one for some in novels.values() for one in some], names, options.epochs, options.seed)
    save_arrays(SHIPPED, _arrays(final))


def _arrays(model: AddresseeModel) -> dict[str, Array]:
    return model.scorer.arrays() | {"threshold": np.array(model.threshold)}


if __name__ == "__main__":
    main()
