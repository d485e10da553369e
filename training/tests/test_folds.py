"""Parts of the documents that a training leaves out."""

from __future__ import annotations

import argparse

import pytest

from fabula_training.folds import Fold


def test_folds_share_all_items_out() -> None:
    items = list(range(7))
    folds = [Fold.parse(text) for text in ("1/3", "2/3", "3/3")]
    assert [fold.of(items) for fold in folds] == [[0, 3, 6], [1, 4], [2, 5]]
    for fold in folds:
        assert sorted(fold.of(items) + fold.without(items)) == items


@pytest.mark.parametrize("text", ["", "2", "0/2", "3/2", "1/1", "a/2", "1/2/3", "-1/2"])
def test_a_part_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no part"):
        Fold.parse(text)
