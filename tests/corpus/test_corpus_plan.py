from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.corpus import plan as planning
from fabula.corpus.plan import Planned, batches_of, extended, from_lines, to_lines

PLANNED = st.builds(
    Planned,
    st.integers(0, 9),
    st.text(),
    st.integers(0, 9),
    st.text(max_size=3),
    st.none() | st.text(),
    st.none() | st.text(),
)


def test_the_same_bytes_are_read_once(works: Path) -> None:
    plan = extended([], [str(works)])
    again = [one for one in plan if one.same_as is not None]
    assert [(Path(one.source).name, Path(str(one.same_as)).name) for one in again] == [("again.txt", "Cyrus.txt")]


def test_a_plan_is_extended_and_keeps_its_order(works: Path) -> None:
    plan = extended([], [str(works)])
    assert extended(plan, [str(works)]) == plan
    (works / "Aaron.txt").write_text("“Me,” said Aaron.", encoding="utf-8")
    longer = extended(plan, [str(works)])
    assert longer[: len(plan)] == plan
    assert [Path(one.source).name for one in longer[len(plan) :]] == ["Aaron.txt"]
    assert longer[-1].batch == plan[-1].batch + 1, "batches that are done stay as they are"


def test_a_work_of_another_size_is_another_one(works: Path) -> None:
    plan = extended([], [str(works)])
    (works / "Anna.txt").write_text("“Quite another story,” said Anna.", encoding="utf-8")
    assert [one.source for one in extended(plan, [str(works)])[len(plan) :]] == [str(works / "Anna.txt")]


def test_batches_end_by_number_and_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_WORKS", 3)
    monkeypatch.setattr(planning, "MOST_BYTES", 100)
    works = [Planned(0, str(n), size, str(n)) for n, size in enumerate([10, 10, 10, 10, 95, 10, 300, 10])]
    batches = list(batches_of(planning._in_batches(works, 64)))
    assert [(one.number, len(one.works)) for one in batches] == [(64, 3), (65, 1), (66, 1), (67, 1), (68, 1), (69, 1)]
    assert [replace(one, batch=0) for batch in batches for one in batch.works] == works


def test_the_first_batches_are_small_so_that_few_works_are_shared_out_too() -> None:
    works = [Planned(0, str(n), 40_000, str(n)) for n in range(1200)]
    sizes = [len(one.works) for one in batches_of(planning._in_batches(works, 0))]
    assert sizes == [*[4] * 16, *[8] * 16, *[16] * 16, *[32] * 16, *[64] * 3, 48]
    assert [one.batch for one in planning._in_batches(works, 64)][-1] == 64 + 18


@given(st.lists(PLANNED))
def test_a_plan_comes_back_as_it_was(plan: list[Planned]) -> None:
    assert from_lines(to_lines(plan)) == plan


@pytest.mark.parametrize("data", [b"no plan", b"{}\n", b'{"source": 1}\n', b"\xff\n"])
def test_what_is_no_plan_is_told(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        from_lines(data)
