from __future__ import annotations

from pathlib import Path

import pytest

from fabula.corpus.sources import find_sources, read_sources
from fabula.errors import SourceError


def names(*given: object) -> list[str]:
    return [Path(one.name).name for one in find_sources(map(str, given))]


def test_a_folder_gives_all_works_below_it_in_order(works: Path) -> None:
    assert names(works) == [
        *("Anna.txt", "Boas.txt", "Cyrus.txt", "Dinah.txt", "Esther.txt", "binary.txt", "again.txt", "empty.txt"),
        *("felix.md", "packed.tar.gz!Gideon.txt", "packed.tar.gz!Hannah.txt"),
    ]


def test_a_name_comes_once(works: Path) -> None:
    assert names(works / "Anna.txt", works / "*.txt", works / "Anna.txt").count("Anna.txt") == 1


def test_a_list_names_sources_from_its_own_folder(works: Path) -> None:
    (works / "some.list").write_text("# mine\nBoas.txt\n\ndeep\n", encoding="utf-8")
    assert names(f"@{works / 'some.list'}") == ["Boas.txt", "again.txt"]


def test_other_file_systems_are_read_too(works: Path) -> None:
    found = list(find_sources([f"file://{works}"]))
    assert len(found) == 11
    (name, raw), *_ = read_sources([found[0].name])
    assert name.startswith("file://")
    assert isinstance(raw, bytes)
    assert "Anna" in raw.decode()


def test_what_archives_hold_is_read_in_the_order_asked_for(works: Path) -> None:
    found = [one.name for one in find_sources([str(works)])]
    read = dict(read_sources(reversed(found)))
    assert list(read) == list(reversed(found))
    for name, raw in read.items():
        if "!" in name:
            assert isinstance(raw, bytes)
            assert "Good morning" in raw.decode()


@pytest.mark.parametrize(
    "source", ["nothing.txt", "no/*.txt", "@nothing.list", "file:///no/such/place", "nonsense://x"]
)
def test_a_source_that_is_none_is_told(source: str) -> None:
    with pytest.raises(SourceError, match=r"nothing|no/|nonsense|no/such"):
        list(find_sources([source]))


def test_an_archive_that_is_broken_is_told(works: Path) -> None:
    (works / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(SourceError, match=r"broken\.zip: the archive can't be read"):
        list(find_sources([str(works)]))


def test_what_is_gone_is_told_when_it_is_read(works: Path) -> None:
    outcomes = dict(read_sources([str(works / "gone.txt"), f"{works / 'more.zip'}!gone.md", str(works / "Anna.txt")]))
    assert [type(one) for one in outcomes.values()] == [SourceError, SourceError, bytes]
