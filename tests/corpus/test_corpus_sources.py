from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pyarrow.fs import FileSystem

from fabula.corpus import sources
from fabula.corpus.sources import find_sources, read_sources, sums_of, without_options
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


def test_names_at_addresses_may_have_any_characters(works: Path) -> None:
    folder = works / "my books"
    folder.mkdir()
    for name in ("one two.txt", "what?.txt", "100%25.txt", "#1!.txt"):
        (folder / name).write_text(f"“{name},” said Anna.", encoding="utf-8")
    outcomes = [raw for _, raw in read_sources(one.name for one in find_sources([f"file://{works}/my%20books"]))]
    assert [isinstance(one, bytes) for one in outcomes] == [True] * 4


def test_the_options_of_an_address_stay_with_its_works_and_archives(
    monkeypatch: pytest.MonkeyPatch, works: Path
) -> None:
    opened: list[str] = []

    def file_system(address: str) -> tuple[Any, str]:
        opened.append(address)
        return FileSystem.from_uri(address.partition("?")[0])

    monkeypatch.setattr(sources, "_file_system", file_system)
    found = [one.name for one in find_sources([f"file://{works}?region=eu"])]
    assert all("?region=eu" in one for one in found)
    assert all(isinstance(raw, bytes) for _, raw in read_sources(found))
    assert all(one.endswith("?region=eu") for one in opened)
    assert {without_options(one).rpartition(".")[2] for one in found} == {"txt", "md"}


def test_works_of_a_tar_may_be_links_to_others(works: Path) -> None:
    first = works / "first.txt"
    first.write_text("“One,” said Anna.", encoding="utf-8")
    (works / "second.txt").hardlink_to(first)
    with tarfile.open(works / "linked.tar", "w") as archive:
        for name in ("first.txt", "second.txt"):
            archive.add(works / name, name)
    assert [type(outcome) for _, outcome in sums_of(find_sources([str(works / "linked.tar")]))] == [str, str]


def test_names_may_have_an_exclamation_mark(works: Path) -> None:
    (works / "No! Said Anna.txt").write_text("“No!” said Anna.", encoding="utf-8")
    with zipfile.ZipFile(works / "more!.ZIP", "w") as archive:
        archive.writestr("oh no!/what!.txt", "“Oh no!” said Tom.")
    read = dict(read_sources([str(works / "No! Said Anna.txt"), f"{works / 'more!.ZIP'}!oh no!/what!.txt"]))
    assert [str(raw, "utf-8")[-5:] for raw in read.values() if isinstance(raw, bytes)] == ["Anna.", " Tom."]
    assert names(works / "more!.ZIP") == ["what!.txt"]


def test_what_is_wrong_with_one_in_an_archive_is_its_own_problem(works: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = works / "three.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a", "b", "c"):
            archive.writestr(f"{name}.txt", f"“{name},” said Anna." * (50 if name == "c" else 1))
    damaged = path.read_bytes().replace("“b,”".encode(), "“x,”".encode())
    path.write_bytes(damaged)
    monkeypatch.setattr(sources, "MAX_BYTES", 300)
    outcomes = {one.name[-5:]: outcome for one, outcome in sums_of(find_sources([str(path)]))}
    assert [type(one) for one in outcomes.values()] == [str, SourceError, SourceError]
    assert "CRC" in str(outcomes["b.txt"])
    assert "larger than" in str(outcomes["c.txt"])


def test_an_archive_is_gone_through_twice_at_most_however_much_it_holds(
    works: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(works / "many.tar.gz", "w:gz") as archive:
        for number in range(300):
            content = f"“{number},” said Anna.".encode()
            member = tarfile.TarInfo(f"{number:03}.txt")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    opened: list[str] = []

    def counting(*arguments: Any, **options: Any) -> tarfile.TarFile:
        opened.append("")
        return tarfile.TarFile.open(*arguments, **options)

    monkeypatch.setattr(tarfile, "open", counting)
    sums = {one.name: outcome for one, outcome in sums_of(find_sources([str(works / "many.tar.gz")]))}
    assert (len(sums), len(opened)) == (300, 2)  # what is in it, and the sums


def test_what_is_gone_is_told_when_it_is_read(works: Path) -> None:
    outcomes = dict(read_sources([str(works / "gone.txt"), f"{works / 'more.zip'}!gone.md", str(works / "Anna.txt")]))
    assert [type(one) for one in outcomes.values()] == [SourceError, SourceError, bytes]
