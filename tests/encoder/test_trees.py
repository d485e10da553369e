from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fabula.encoder.trees import best_tree, decode_heads

LENGTHS = st.integers(1, 9)
SCORES = st.floats(-30, 30, width=32)


def is_tree(heads: tuple[int, ...] | list[int]) -> bool:
    """Tell whether heads have one root, their own head, which every word reaches."""
    roots = [word for word, head in enumerate(heads) if word == head]
    reached = list(heads)
    for _ in heads:
        reached = [heads[word] for word in reached]
    return len(roots) == 1 and set(reached) == set(roots)


def total(scores: np.ndarray, heads: tuple[int, ...] | list[int]) -> float:
    return float(scores[range(len(heads)), list(heads)].sum())


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("spread", [1.0, 10.0])
def test_the_best_tree_is_the_best_of_all_trees(n: int, spread: float) -> None:
    rng = np.random.default_rng(n)
    trees = [heads for heads in product(range(n), repeat=n) if is_tree(heads)]
    for _ in range(30):
        scores = rng.normal(scale=spread, size=(n, n)).astype(np.float32)
        found = best_tree(scores)
        assert found.dtype == np.int32
        assert tuple(found) == max(trees, key=lambda heads: total(scores, heads))


@given(LENGTHS.flatmap(lambda n: arrays(np.float32, (n, n), elements=SCORES)))
def test_the_best_tree_is_a_tree(scores: np.ndarray) -> None:
    assert is_tree(best_tree(scores).tolist())


@given(LENGTHS.flatmap(lambda n: arrays(np.float32, (n, n), elements=SCORES)))
def test_no_tree_scores_more_than_each_word_s_best_head(scores: np.ndarray) -> None:
    greedy = scores.argmax(axis=1).tolist()
    found = total(scores, best_tree(scores).tolist())
    assert found <= total(scores, greedy) + 1e-3
    if is_tree(greedy):
        assert found == pytest.approx(total(scores, greedy), abs=1e-3)


def test_cycles_within_cycles_are_broken() -> None:
    n = 40  # each word wants the next, the last wants the first: one cycle, then smaller ones
    scores = np.fromfunction(lambda i, j: -0.1 * np.maximum(i, j), (n, n)).astype(np.float32)
    np.fill_diagonal(scores, -20)
    assert is_tree(best_tree(scores).tolist())


def test_each_word_keeps_its_best_head_where_that_makes_a_tree() -> None:
    arcs = np.zeros((5, 5), dtype=np.float32)
    for word, head in ((0, 1), (1, 2), (4, 3)):
        arcs[word, head] = 5
    roots = np.array([-9, -9, 3, 3, -9], dtype=np.float32)
    heads = decode_heads(arcs, roots, np.array([0, 0, 0, 1, 1], dtype=np.int32))
    assert heads.tolist() == [1, 2, 2, 3, 3]
    assert heads.dtype == np.int32


def test_of_two_roots_the_better_one_stays() -> None:
    arcs = np.array([[0, 4, 0], [0, 0, 1], [0, 2, 0]], dtype=np.float32)
    assert decode_heads(arcs, np.array([0, 9, 5], dtype=np.float32), np.zeros(3, dtype=np.int32)).tolist() == [1, 1, 1]


def test_of_a_cycle_the_weakest_arc_gives_way() -> None:
    arcs = np.array([[0, 9, 0], [9, 0, 7], [0, 0, 0]], dtype=np.float32)
    assert decode_heads(arcs, np.array([0, 0, 5], dtype=np.float32), np.zeros(3, dtype=np.int32)).tolist() == [1, 2, 2]


def test_the_arcs_of_a_word_to_itself_and_out_of_its_sentence_count_for_nothing() -> None:
    arcs = np.array([[99, 1, 50], [0, 99, 50], [99, 99, 99]], dtype=np.float32)
    roots = np.array([-5, 2, -40], dtype=np.float32)
    assert decode_heads(arcs, roots, np.array([0, 0, 1], dtype=np.int32)).tolist() == [1, 1, 2]


@st.composite
def windows(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw arcs, roots and the sentence of each word."""
    n = draw(st.integers(1, 12))
    breaks = draw(arrays(np.bool_, n))
    return (
        draw(arrays(np.float32, (n, n), elements=SCORES)),
        draw(arrays(np.float32, n, elements=SCORES)),
        (np.cumsum(breaks) + draw(st.integers(0, 3))).astype(np.int32),
    )


@given(windows())
def test_every_sentence_has_one_tree(window: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    arcs, roots, sentence = window
    heads = decode_heads(arcs, roots, sentence)
    bounds = [0, *(np.flatnonzero(np.diff(sentence)) + 1).tolist(), len(heads)]
    for first, last in pairwise(bounds):
        scores = arcs[first:last, first:last].copy()
        np.fill_diagonal(scores, roots[first:last])
        own, greedy = (heads[first:last] - first).tolist(), scores.argmax(axis=1).tolist()
        assert is_tree(own)
        assert own == (greedy if is_tree(greedy) else best_tree(scores).tolist())
