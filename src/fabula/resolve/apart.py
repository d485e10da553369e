"""Whether two names stand apart as two names of one person do.

Who tells a story calls somebody *Anna* or *Miss Hale*, for pages on end, and hardly ever both within a line or two; two
persons of one family are named side by side. So names of one person stand near each other seldom, given how often they
stand in the same pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import log

_BESIDE, _ABOUT = 165, 5500  # characters: some thirty words, some thousand
_OFTEN = 0.6  # the same for names that stand together as two persons' do
_SELDOM = -0.75  # log-ratio of being beside each other to what being in the same pages lets expect


def stand_apart(one: Sequence[int], other: Sequence[int], length: int) -> bool:
    """Tell whether the names at the places `one` keep away from those at the places `other`, in a text of `length` characters.

    The places are rising. False where there are too few of them to tell.
    """
    return bool(one and other) and _nearness(one, other, length) <= _SELDOM


def stand_together(one: Sequence[int], other: Sequence[int], length: int) -> bool:
    """Tell whether the names at some places stand beside those at others as two persons' do; the same arguments."""
    return bool(one and other) and _nearness(one, other, length) >= _OFTEN


def _nearness(one: Sequence[int], other: Sequence[int], length: int) -> float:
    """Return the log-ratio of being beside each other to what being in the same pages lets expect."""
    gaps = [_gap(place, one) for place in other]
    beside, about = (_excess(gaps, one, reach, length) for reach in (_BESIDE, _ABOUT))
    return beside - about


def _gap(place: int, places: Sequence[int]) -> int:
    after = bisect_left(places, place)
    return min(abs(place - places[i]) for i in (after - 1, after) if 0 <= i < len(places))


def _excess(gaps: Sequence[int], places: Sequence[int], reach: int, length: int) -> float:
    """Return the log-ratio of how many lie within `reach` of the `places` to how many would if they lay anywhere."""
    covered = 2 * reach + sum(min(2 * reach, after - before) for before, after in pairwise(places))
    expected = len(gaps) * min(1.0, covered / max(length, 1))
    return log((sum(gap < reach for gap in gaps) + 0.5) / (expected + 0.5))
