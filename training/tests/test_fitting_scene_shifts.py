"""Fitting of what tells that a scene begins."""

from __future__ import annotations

import pytest

from fabula_training.scene_shifts import Example, average_precision, fit, odds

OPENS: Example = ({"always": 1.0, "new_place": 1.0}, True)
GOES_ON: Example = ({"always": 1.0, "goes_on": 1.0}, False)


def test_what_stands_at_breaks_weighs_for_them() -> None:
    examples = [OPENS] * 20 + [GOES_ON] * 80 + [(OPENS[0], False)] * 2
    weights = fit(examples)
    assert weights["new_place"] > 0 > weights["goes_on"]
    assert odds(weights, OPENS[0]) > 0 > odds(weights, GOES_ON[0])
    assert odds(weights, {"unheard_of": 3.0}) == 0


def test_a_stronger_pull_gives_smaller_weights() -> None:
    examples = [OPENS] * 20 + [GOES_ON] * 80
    assert abs(fit(examples, pull=10.0)["new_place"]) < abs(fit(examples, pull=0.1)["new_place"])


def test_average_precision_is_one_where_all_breaks_come_first() -> None:
    weights = {"new_place": 1.0}
    assert average_precision([OPENS, GOES_ON], weights) == 1.0
    assert average_precision([OPENS, GOES_ON], {"goes_on": 1.0}) == pytest.approx(0.5)
    assert average_precision([GOES_ON], weights) == 0.0
