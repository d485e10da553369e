from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from fabula.resolve.antecedent_candidates import find_candidates
from fabula.resolve.antecedent_features import count_features, pair_features, summary_features, unary_features
from fabula.resolve.mention_table import MentionTable, tabulate_columns


def mentions(n: int, **columns: list[int]) -> MentionTable:
    """Return a table of mentions of which nothing is known but what is given, one in each sentence."""
    unknown = {field.name: [0] * n for field in fields(MentionTable)} | {"sentence": [*range(n)]}
    return tabulate_columns(unknown | columns)


def test_there_are_as_many_features_as_are_counted() -> None:
    table, places = mentions(3), np.arange(3)
    candidates = find_candidates(table)
    n_unary, n_pair = count_features()
    assert unary_features(table).shape == (3, n_unary)
    pairs = pair_features(table, places, candidates, np.zeros(candidates.shape, dtype=np.float32))
    assert pairs.shape == (n_pair, *candidates.shape)
    assert pairs.dtype == np.float32


def test_a_pair_s_features_are_the_same_in_any_block() -> None:
    table = mentions(4, form=[0, 1, 2, 2], gender=[1, 2, 1, 2], head=[3, 4, 0, 0], plural=[0, 0, 1, 0])
    candidates = find_candidates(table)
    closeness = np.arange(candidates.size, dtype=np.float32).reshape(candidates.shape) % 7
    together = pair_features(table, np.arange(4), candidates, closeness)
    for i in range(4):
        alone = pair_features(table, np.array([i]), candidates[i : i + 1], closeness[i : i + 1])
        assert np.array_equal(alone[:, 0], together[:, i])


def test_wording_alike_is_told_pair_by_pair() -> None:
    candidates = np.array([[0, 1]], dtype=np.int32)
    closeness = np.zeros((1, 2), dtype=np.float32)
    alike = pair_features(mentions(3, head=[5, 5, 5]), np.array([2]), candidates, closeness)
    other = pair_features(mentions(3, head=[5, 6, 5]), np.array([2]), candidates, closeness)
    assert np.array_equal(alike[:, 0, 0], other[:, 0, 0])
    assert not np.array_equal(alike[:, 0, 1], other[:, 0, 1])


def test_the_best_candidate_and_all_together_are_told_of_those_that_are_there() -> None:
    closeness = np.array([[1.0, 2.0, 9.0], [4.0, 4.0, 4.0]], dtype=np.float32)
    exists = np.array([[True, True, False], [False, False, False]])
    first, none = summary_features(closeness, exists)
    assert first.tolist() == pytest.approx([2 / 5, np.log1p(np.exp(1.0) + np.exp(2.0)) / 5], abs=1e-5)
    assert none.tolist() == pytest.approx([-20 / 5, 0.0], abs=1e-5)
