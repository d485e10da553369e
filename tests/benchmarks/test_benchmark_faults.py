"""Faults put into a text, and where they then lie."""

from __future__ import annotations

import random
from itertools import pairwise

from texts import EXAMPLE

from benchmarks.faults import Fault, make_faults, put_in
from fabula.pipeline import read


def test_faults_lie_where_they_are_said_to() -> None:
    faults = [Fault("a", (), 2, 4, "XYZ"), Fault("b", (), 6, 6, "--"), Fault("c", (), 8, 10, "")]
    changed, places = put_in("0123456789", faults)
    assert changed == "01XYZ45--67"
    assert places == [2, 7, 11]


def test_faults_are_apart_in_order_and_the_same_for_a_seed() -> None:
    world = read(EXAMPLE, model="rules")
    made = make_faults(world, random.Random("seed"))
    assert made
    assert made == make_faults(world, random.Random("seed"))
    starts = [one.start for one in made]
    assert starts == sorted(starts)
    assert all(later.start >= one.end for one, later in pairwise(made))
    assert all(one.text != world.text[one.start : one.end] for one in made)
