"""The coreference scores against published worked examples."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.clusters import (
    best_assignment,
    tally_antecedents,
    tally_b_cubed,
    tally_ceaf_e,
    tally_clusters,
    tally_muc,
    tally_pronouns,
)
from benchmarks.tallies import Tally


def chains(*words: str) -> list[set[str]]:
    return [set(word) for word in words]


def figures(tally: Tally) -> tuple[float, float]:
    return pytest.approx(tally.recall), pytest.approx(tally.precision)


# Pradhan, Luo, Recasens, Hovy, Ng, Strube 2014, figure 1 and section 4.
PRADHAN = chains("abc", "defg"), chains("ab", "cd", "fghi")

# The test cases A1 to A4 of the reference scorer: key {a}{bc}{def}; (recall, precision) of MUC, B³, CEAFe.
KEY = chains("a", "bc", "def")
REFERENCE = [
    (chains("a", "bc", "def"), (1, 1), (1, 1), (1, 1)),
    (chains("a", "de"), (1 / 3, 1), (7 / 18, 1), (0.6, 0.9)),
    (
        chains("a", "bcx", "defy", "z"),
        (1, 3 / 5),
        (1, (4 + 7 / 12) / 9),
        ((1 + 4 / 5 + 6 / 7) / 3, (1 + 4 / 5 + 6 / 7) / 4),
    ),
    (chains("a", "bcx", "dy", "z"), (1 / 3, 1 / 3), (5 / 9, 17 / 42), (2.2 / 3, 2.2 / 4)),
]


def test_pradhan_2014_example() -> None:
    muc, b_cubed, ceaf_e = (tally(*PRADHAN) for tally in (tally_muc, tally_b_cubed, tally_ceaf_e))
    assert (muc.recall, muc.precision) == (2 / 5, 2 / 5)
    assert (b_cubed.recall, b_cubed.precision) == (pytest.approx(35 / 12 / 7), 4 / 8)
    assert (round(ceaf_e.recall, 2), round(ceaf_e.precision, 2)) == (0.65, 0.43)


@pytest.mark.parametrize(("predicted", "muc", "b_cubed", "ceaf_e"), REFERENCE)
def test_reference_scorer_cases(
    predicted: list[set[str]], muc: tuple[float, float], b_cubed: tuple[float, float], ceaf_e: tuple[float, float]
) -> None:
    assert figures(tally_muc(KEY, predicted)) == muc
    assert figures(tally_b_cubed(KEY, predicted)) == b_cubed
    assert figures(tally_ceaf_e(KEY, predicted)) == ceaf_e


def test_bagga_and_baldwin_1998_precision() -> None:
    # Their figure: two answers with one wrong link each; MUC cannot tell them apart, B³ can.
    key = chains("12345", "67", "89ABC")
    small, large = chains("12345", "6789ABC"), chains("1234589ABC", "67")
    assert tally_muc(key, small).precision == tally_muc(key, large).precision == pytest.approx(9 / 10)
    assert tally_b_cubed(key, small).precision == pytest.approx(16 / 21)
    assert tally_b_cubed(key, large).precision == pytest.approx(7 / 12)


def test_conll_is_the_mean_and_tallies_pool_documents() -> None:
    one = tally_clusters(*PRADHAN)
    both = one + tally_clusters(KEY, KEY)
    assert one.conll == pytest.approx((one.muc.f1 + one.b_cubed.f1 + one.ceaf_e.f1) / 3)
    assert both.muc.recall == (2 + 3) / (5 + 3)
    assert both.ceaf_e.gold == 2 + 3


def test_nothing_predicted_scores_nothing() -> None:
    tally = tally_clusters(KEY, [])
    assert tally.conll == 0
    assert tally.b_cubed.gold == 6


MATRICES = st.integers(1, 4).flatmap(
    lambda n: st.integers(1, 5).flatmap(
        lambda m: st.lists(st.lists(st.integers(0, 9), min_size=m, max_size=m), min_size=n, max_size=n)
    )
)


@given(MATRICES)
def test_best_assignment_is_the_best_of_all(rows: list[list[int]]) -> None:
    matrix = np.array(rows, dtype=np.float64)
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    every = (
        sum(wide[row, column] for row, column in enumerate(way))
        for way in permutations(range(wide.shape[1]), len(wide))
    )
    assert best_assignment(matrix) == pytest.approx(max(every))


def test_best_assignment_of_nothing() -> None:
    assert best_assignment(np.zeros((0, 3))) == 0


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        (("Acg", "Ti"), ("Acg", "Ti"), 3),
        (("Acg", "Ti"), ("Acgi", "T"), 2),
        (("Acg", "Ti"), ("A", "T", "cgi"), 0),  # no name: nobody knows who is meant
        (("Acg", "Ti"), ("Aci", "Tg"), 1),
        (("AcTg",), ("AcTg",), 2),
        (("cg", "i"), ("cg", "i"), 3),  # whoever it is, nobody is named
        (("cg", "i"), ("cgi",), 2),
        (("cg", "i"), (), 0),
    ],
)
def test_a_pronoun_is_right_by_the_nearest_name(gold: tuple[str, ...], predicted: tuple[str, ...], right: int) -> None:
    """Capitals are names, and sort before the pronouns."""
    pronouns = frozenset("cgi")
    tally = tally_pronouns(chains(*gold), chains(*predicted), pronouns)
    assert tally.recalled == right
    assert tally.gold == sum(letter in pronouns for chain in gold for letter in chain)


@pytest.mark.parametrize(
    ("gold", "predicted", "right"),
    [
        (("Acg", "Ti"), ("Acg", "Ti"), 3),
        (("Acg", "Ti"), ("Acgi", "T"), 2),
        (("Acg", "Ti"), ("A", "T", "cgi"), 1),
        (("Acg", "Ti"), (), 0),
        (("cg", "i"), ("cg", "i"), 3),
        (("cg", "i"), ("c", "gi"), 1),
    ],
)
def test_an_antecedent_is_right_in_the_same_chain(
    gold: tuple[str, ...], predicted: tuple[str, ...], right: int
) -> None:
    assert tally_antecedents(chains(*gold), chains(*predicted), frozenset("cgi")).recalled == right
