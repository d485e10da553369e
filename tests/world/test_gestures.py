"""Bonds by gestures, gifts, reproaches and signatures."""

from __future__ import annotations

import pytest
from texts import DIVIDER, bonds


@pytest.mark.parametrize(
    ("text", "bond"),
    [
        ("Anna put her arms round Tom.", ("Anna", "Tom", "affection", True)),
        ("Anna squeezed Tom's hand.", ("Anna", "Tom", "affection", True)),
        ("Anna took Tom's side.", ("Anna", "Tom", "allegiance", True)),
        ("Anna gave Tom the key.", ("Anna", "Tom", "trust", True)),
        ("“You lied to me, Tom,” said Anna.", ("Anna", "Tom", "trust", False)),
        ("“You should have told me, Tom,” said Anna.", ("Anna", "Tom", "trust", False)),
        ("“Get out, Tom!” said Anna.", ("Anna", "Tom", "anger", True)),
        ("“Tom is my friend,” said Anna to Mrs. Pell.", ("Tom", "Anna", "affection", True)),
    ],
)
def test_gestures_and_tones_tell_bonds(text: str, bond: tuple[str, str, str, bool]) -> None:
    assert bond in bonds(text)


@pytest.mark.parametrize("text", ["“Thank you, Tom!” said Anna.", "“Did you say so, Tom?” said Anna."])
def test_thanks_and_questions_are_no_reproaches(text: str) -> None:
    assert not {one for one in bonds(text) if one[:2] == ("Anna", "Tom") and one[2] in ("anger", "trust")}


def test_a_signature_tells_what_its_writer_is_to_its_reader() -> None:
    found = bonds(DIVIDER, "3rd of May", "Dear Anna,", "I am well.", "Your loving brother,\nTom")
    assert ("Tom", "Anna", "affection", True) in found
