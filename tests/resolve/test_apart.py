from __future__ import annotations

from fabula.resolve.apart import stand_apart, stand_together

LENGTH = 1_000_000


def test_names_that_take_turns_page_by_page_stand_apart() -> None:
    one = [page * 10_000 + line * 60 for page in range(20) for line in range(40)]
    other = [page * 10_000 + 4_000 + line * 60 for page in range(20) for line in range(10)]
    assert stand_apart(one, other, LENGTH)


def test_names_side_by_side_do_not() -> None:
    one = list(range(0, 200_000, 2_000))
    assert not stand_apart(one, [place + 20 for place in one[::3]], LENGTH)


def test_names_in_different_parts_of_a_book_tell_nothing() -> None:
    assert not stand_apart(list(range(0, 100_000, 500)), list(range(800_000, 900_000, 5_000)), LENGTH)


def test_no_places_tell_nothing() -> None:
    assert not stand_apart([], [5], LENGTH)
    assert not stand_apart([5], [], LENGTH)


def test_names_side_by_side_stand_together() -> None:
    one = [page * 50_000 + line * 2_000 for page in range(20) for line in range(4)]
    assert stand_together(one, [place + 20 for place in one[::3]], LENGTH)
    assert not stand_together(one, [place + 900 for place in one[::3]], LENGTH)
    assert not stand_together([], [5], LENGTH)
