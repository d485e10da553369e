"""Bonds, by the shipped network's trees and by what is said."""

from __future__ import annotations

import pytest
from texts import bonds


@pytest.mark.parametrize(
    ("text", "bond"),
    [
        ("Anna hated Tom.", ("Anna", "Tom", "affection", False)),
        ("Anna trusted Tom.", ("Anna", "Tom", "trust", True)),
        ("Anna had never trusted Tom.", ("Anna", "Tom", "trust", False)),
        ("Anna smiled at Tom.", ("Anna", "Tom", "affection", True)),
        ("Anna glared at Tom.", ("Anna", "Tom", "anger", True)),
        ("Anna was afraid of Tom.", ("Anna", "Tom", "fear", True)),
        ("Anna was fond of Tom.", ("Anna", "Tom", "affection", True)),
        ("Anna confided in Tom.", ("Anna", "Tom", "trust", True)),
    ],
)
def test_acts_and_states_tell_bonds(text: str, bond: tuple[str, str, str, bool]) -> None:
    assert bond in bonds(text)


def test_words_tell_the_speaker_s_bond() -> None:
    told = bonds("“I love you, Tom,” said Anna to Tom.", "“You liar!” Tom shouted at Anna.")
    assert ("Anna", "Tom", "affection", True) in told
    assert ("Tom", "Anna", "anger", True) in told


def test_what_might_be_or_is_only_wanted_is_no_bond() -> None:
    assert bonds("Anna would have hated Tom.", "Tom wanted to kiss Anna.") == set()


def test_kin_is_kin_both_ways_and_of_brothers_and_sisters_alike() -> None:
    told = bonds("Anna's brother Tom came in.", "Anna's aunt, Mrs. Pell, followed him.")
    kin = {(one, other) for one, other, aspect, _ in told if aspect == "kinship"}
    assert {("Anna", "Tom"), ("Tom", "Anna"), ("Anna", "Mrs. Pell"), ("Tom", "Mrs. Pell"), ("Mrs. Pell", "Tom")} <= kin
