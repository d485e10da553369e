from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pyarrow.fs import FileSystem

from fabula.corpus import sources
from fabula.corpus.contents import Contents
from fabula.corpus.sources import find_sources, without_options
from fabula.errors import SourceError


def tar_of(members: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def names(*given: object) -> list[str]:
    return [Path(one.name).name for one in find_sources(map(str, given))]


def test_a_folder_gives_all_works_below_it_in_order(works: Path) -> None:
    assert names(works) == [
        *("Anna.txt", "Boas.txt", "Cyrus.txt", "Dinah.txt", "Esther.txt", "binary.txt", "empty.txt", "felix.md"),
        *("packed.tar.gz!Gideon.txt", "packed.tar.gz!Hannah.txt", "again.txt"),
    ]


def test_what_several_sources_name_comes_several_times(works: Path) -> None:
    assert names(works / "Anna.txt", works / "*.txt", works / "Anna.txt").count("Anna.txt") == 3


def test_of_two_with_one_name_in_an_archive_the_later_counts(works: Path) -> None:
    (works / "two.tar").write_bytes(tar_of([("a.txt", b"old"), ("b.txt", b"other"), ("a.txt", b"the newer")]))
    with zipfile.ZipFile(works / "two.zip", "w") as archive:
        archive.writestr("a.txt", "old")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "the newer")
    assert [(one.member, one.n_bytes) for one in find_sources([str(works / "two.tar")])] == [("b.txt", 5), ("a.txt", 9)]
    assert [(one.member, one.n_bytes) for one in find_sources([str(works / "two.zip")])] == [("a.txt", 9)]
    assert [Contents().of(one)[-5:] for one in find_sources([str(works / "two.tar")])] == [b"other", b"newer"]
    assert [Contents().of(one)[-5:] for one in find_sources([str(works / "two.zip")])] == [b"newer"]


def test_a_list_names_sources_from_its_own_folder(works: Path) -> None:
    (works / "some.list").write_text("# mine\nBoas.txt\n\ndeep\n", encoding="utf-8")
    assert names(f"@{works / 'some.list'}") == ["Boas.txt", "again.txt"]


@pytest.mark.parametrize(
    "source", ["nothing.txt", "no/*.txt", "@nothing.list", "file:///no/such/place", "nonsense://x"]
)
def test_a_source_that_is_none_is_told(source: str) -> None:
    with pytest.raises(SourceError, match=r"nothing|no/|nonsense|no/such"):
        list(find_sources([source]))


def test_an_archive_that_is_broken_is_one_work_s_problem(works: Path) -> None:
    (works / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    cut = (works / "packed.tar.gz").read_bytes()[:40]
    (works / "cut.tgz").write_bytes(cut)
    problems = {Path(one.name).name: one.problem for one in find_sources([str(works)]) if one.problem}
    assert problems.keys() == {"broken.zip", "cut.tgz"}
    assert all("the archive can't be read" in str(one) for one in problems.values())


def test_a_line_of_a_list_that_names_nothing_is_one_work_s_problem(works: Path) -> None:
    (works / "some.list").write_text("Boas.txt\ngone.txt\nno/*.txt\nAnna.txt\n", encoding="utf-8")
    found = list(find_sources([f"@{works / 'some.list'}"]))
    assert [one.problem is None for one in found] == [True, False, False, True]
    assert "gone.txt: no such file" in str(found[1].problem)


def test_lists_may_name_lists_from_their_own_folders_but_not_themselves(works: Path) -> None:
    (works / "deep" / "in.list").write_text("\ufeffagain.txt\n", encoding="utf-8")
    (works / "out.list").write_text("@deep/in.list\n@out.list\n", encoding="utf-8")
    found = list(find_sources([f"@{works / 'out.list'}"]))
    assert [Path(one.name).name for one in found] == ["again.txt", "out.list"]
    assert "names itself" in str(found[1].problem)


def test_patterns_in_lists_and_files_of_odd_names(works: Path) -> None:
    folder = works / "old [books]"
    folder.mkdir()
    (folder / "@at.txt").write_text("“At,” said Anna.", encoding="utf-8")
    (folder / "some.list").write_text("*.txt\n", encoding="utf-8")
    assert names(f"@{folder / 'some.list'}") == ["@at.txt"]


def test_folders_are_gone_through_by_links_too_and_dangling_links_are_told(works: Path, tmp_path: Path) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "works").symlink_to(works)
    (works / "up").symlink_to(tmp_path / "shelf")  # which is a ring
    (tmp_path / "shelf" / "gone.txt").symlink_to("nowhere")
    found = {Path(one.name).name: one.problem for one in find_sources([str(tmp_path / "shelf")])}
    assert len(found) == 12
    assert "can't be read" in str(found["gone.txt"])


def test_the_options_of_an_address_stay_with_its_works_and_archives(
    monkeypatch: pytest.MonkeyPatch, works: Path
) -> None:
    opened: list[str] = []

    def file_system(address: str) -> tuple[Any, str]:
        opened.append(address)
        return FileSystem.from_uri(address.partition("?")[0])

    monkeypatch.setattr(sources, "_file_system", file_system)
    found = list(find_sources([f"file://{works}?region=eu"]))
    assert all("?region=eu" in one.name for one in found)
    with Contents() as contents:
        assert all(isinstance(contents.of(one), bytes) for one in found)
    assert all(one.endswith("?region=eu") for one in opened)
    assert {without_options(one.name).rpartition(".")[2] for one in found} == {"txt", "md"}
