from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.annotate.spelling import one_slip

small = st.text("abelmnorsty", max_size=9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("odlie", "odile"),  # two swapped
        ("vaughn", "vaughan"),  # one lost
        ("darccy", "darcy"),  # one doubled
        ("bennat", "bennet"),  # one changed
        ("mraen", "maren"),
    ],
)
def test_slips_of_the_pen(one: str, other: str) -> None:
    assert one_slip(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "anna"),
        ("tom", "tim"),  # too short
        ("jane", "june"),
        ("emma", "gemma"),  # another first letter
        ("knightley", "knightleys"),  # a family
        ("emm", "emmy"),
        ("tommy", "tomm"),
        ("maren", "karen"),
        ("elinor", "eleanor"),  # two letters
        ("", ""),
        ("a", ""),
    ],
)
def test_other_names(one: str, other: str) -> None:
    assert not one_slip(one, other)


@given(small, small)
def test_either_may_be_the_slip(one: str, other: str) -> None:
    assert one_slip(one, other) == one_slip(other, one)


@given(small.filter(lambda word: len(word) >= 6), st.data())
def test_two_letters_swapped_inside_are_a_slip(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 3))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert one_slip(swapped, word) == (swapped != word)
