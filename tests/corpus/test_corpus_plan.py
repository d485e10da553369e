from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from fabula.corpus import contents
from fabula.corpus import plan as planning
from fabula.corpus.plan import Divider, Plan, Planned
from fabula.errors import CorpusError, SourceError


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    with Plan.opened(tmp_path / "plan.sqlite") as opened:
        yield opened


def names(works: Sequence[Planned]) -> list[str]:
    return [Path(one.source).name for one in works]


def test_the_same_bytes_are_read_once(works: Path, plan: Plan) -> None:
    plan.extend([str(works)])
    again = [one for one in plan.works() if one.same_as is not None]
    assert [(Path(one.source).name, Path(str(one.same_as)).name) for one in again] == [("again.txt", "Cyrus.txt")]


def test_a_plan_is_extended_and_keeps_its_order(works: Path, plan: Plan) -> None:
    plan.extend([str(works)])
    before = list(plan.works())
    plan.extend([str(works)])
    assert list(plan.works()) == before
    (works / "Aaron.txt").write_text("“Me,” said Aaron.", encoding="utf-8")
    plan.extend([str(works)])
    *first, last = plan.works()
    assert first == before
    assert names([last]) == ["Aaron.txt"]
    assert last.batch == before[-1].batch + 1, "batches that are done stay as they are"


def test_a_name_comes_once(works: Path, plan: Plan) -> None:
    plan.extend([str(works / "Anna.txt"), str(works / "*.txt"), str(works / "more.zip"), str(works / "more.zip")])
    assert names(list(plan.works())) == [
        *("Anna.txt", "Boas.txt", "Cyrus.txt", "Dinah.txt", "Esther.txt", "binary.txt", "empty.txt", "felix.md"),
    ]


def test_a_work_of_another_size_is_another_one(works: Path, plan: Plan) -> None:
    plan.extend([str(works)])
    n_before = plan.n_works
    (works / "Anna.txt").write_text("“Quite another story,” said Anna.", encoding="utf-8")
    plan.extend([str(works)])
    assert names(list(plan.works())[n_before:]) == ["Anna.txt"]


def test_what_was_not_there_is_planned_again_and_what_is_the_same_as_it(works: Path, plan: Plan) -> None:
    plan.extend([str(works)])
    *_, cyrus = (one for one in plan.works() if one.source.endswith("Cyrus.txt"))
    (works / "Cyrus.txt").unlink()
    n_before = plan.n_works
    plan.extend([str(works)], unavailable=[(cyrus.batch, cyrus.source)])
    (again,) = list(plan.works())[n_before:]
    assert (names([again]), again.same_as) == (["again.txt"], None)


def test_a_problem_is_told_once(works: Path, plan: Plan) -> None:
    (works / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    for _ in range(3):
        plan.extend([str(works / "broken.zip")])
    (told,) = plan.works()
    assert "can't be read" in str(told.found.problem)
    (works / "broken.zip").write_bytes((works / "more.zip").read_bytes())
    plan.extend([str(works / "broken.zip")])
    assert names(list(plan.works())) == ["broken.zip", "felix.md"]


def test_a_work_s_place_in_an_archive_is_kept(works: Path, plan: Plan) -> None:
    plan.extend([str(works / "packed.tar.gz")])
    assert [(one.found.member, one.found.offset) for one in plan.works()] == [("Gideon.txt", 0), ("Hannah.txt", 1024)]


def test_names_that_are_no_utf_8_are_kept(works: Path, plan: Plan) -> None:
    odd = works / "deep" / "caf\udce9.txt"
    odd.write_text("“Coffee,” said Anna.", encoding="utf-8")
    for _ in range(2):
        plan.extend([str(works / "deep"), str(odd)])
    assert {one.source for one in plan.works()} == {str(odd), str(works / "deep" / "again.txt")}


def test_a_source_that_is_none_adds_nothing(works: Path, plan: Plan) -> None:
    with pytest.raises(SourceError, match="no such file"):
        plan.extend([str(works), str(works / "misspelt")])
    assert plan.n_works == 0


def broken_off_after(number: int) -> Callable[[int], None]:
    def watch(n_works: int) -> None:
        if n_works > number:
            raise KeyboardInterrupt

    return watch


@pytest.mark.parametrize(("each", "ahead"), [(1, 1), (4, 1), (4, 3), (1000, 1), (1000, 256)])
def test_planning_that_is_broken_off_is_gone_on_with(
    works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, each: int, ahead: int
) -> None:
    monkeypatch.setattr(planning, "_KEPT_EACH", each)
    monkeypatch.setattr(contents, "_WORKS_AHEAD", ahead)
    monkeypatch.setattr(planning, "MOST_WORKS", 48)
    with Plan.opened(tmp_path / "whole.sqlite") as plan:
        plan.extend([str(works)])
        whole = list(plan.works())
    for number in range(11):
        with Plan.opened(tmp_path / f"{number}.sqlite") as plan:
            with pytest.raises(KeyboardInterrupt):
                plan.extend([str(works)], broken_off_after(number))
            assert not plan.is_whole
            plan.extend([str(works)])
            assert plan.is_whole
            assert list(plan.works()) == whole


def test_what_is_not_asked_for_any_more_is_no_longer_planned(
    works: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contents, "_WORKS_AHEAD", 1)
    plan.extend([str(works / "Anna.txt")])
    with pytest.raises(KeyboardInterrupt):
        plan.extend([str(works / "deep"), str(works)], broken_off_after(4))
    assert plan.n_works > 2
    plan.extend([str(works / "Boas.txt")])
    assert names(list(plan.works())) == ["Anna.txt", "Boas.txt"]


def test_batches_end_by_number_and_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_WORKS", 3)
    monkeypatch.setattr(planning, "MOST_BYTES", 100)
    divider = Divider(64)
    assert [divider.place(size) for size in (10, 10, 10, 10, 95, 10, 300, 10)] == [64, 64, 64, 65, 66, 67, 68, 69]
    assert Divider(64, 2, 50).place(60) == 65


def test_the_first_batches_are_small_so_that_few_works_are_shared_out_too() -> None:
    divider = Divider(0)
    numbers = [divider.place(40_000) for _ in range(1200)]
    assert [len(list(some)) for _, some in itertools.groupby(numbers)] == [
        *[4] * 16, *[8] * 16, *[16] * 16, *[32] * 16, *[64] * 3, 48,
    ]  # fmt: skip
    later = Divider(64)
    assert [later.place(40_000) for _ in range(1200)][-1] == 64 + 18


def test_batches_are_those_of_the_works(works: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_WORKS", 32)
    plan.extend([str(works)])
    batches = list(plan.batches())
    assert [one.number for one in batches] == list(range(plan.n_batches))
    assert [one for batch in batches for one in batch.works] == list(plan.works())
    assert sum(one.n_bytes for one in batches) == plan.n_bytes
    assert [one.number for one in plan.batches(without={0, 2})] == [1, *range(3, plan.n_batches)]


def not_a_plan(path: Path) -> None:
    path.write_bytes(b"no plan, but a text that is longer than a header of SQLite's is " * 20)


def other_tables(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 1")


def newer(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 7")


@pytest.mark.parametrize(
    ("damage", "told"), [(not_a_plan, "is damaged"), (other_tables, "is damaged"), (newer, "a newer fabula")]
)
def test_what_is_no_plan_is_told(tmp_path: Path, damage: Callable[[Path], None], told: str) -> None:
    damage(tmp_path / "plan.sqlite")
    with (
        pytest.raises(CorpusError, match=rf"plan\.sqlite: .*{told}"),
        Plan.opened(tmp_path / "plan.sqlite") as plan,
    ):
        plan.extend([str(tmp_path)])


def test_a_full_disk_is_told_and_the_plan_goes_on_later(works: Path, tmp_path: Path) -> None:
    path = tmp_path / "plan.sqlite"
    for number in range(60):
        (works / f"{number}{'x' * 200}.txt").write_text(f"“{number},” said Anna.", encoding="utf-8")

    def extend_without_room() -> None:
        with Plan.opened(path) as plan:
            plan._connection.execute("PRAGMA max_page_count = 12")
            plan.extend([str(works)])

    with pytest.raises(CorpusError, match="the disk is full"):
        extend_without_room()
    with Plan.opened(path) as plan:
        plan.extend([str(works)])
        assert plan.n_works == 60 + 11
