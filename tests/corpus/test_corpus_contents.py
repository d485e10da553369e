from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyarrow.fs import LocalFileSystem

from fabula.corpus import contents as opening
from fabula.corpus import sources
from fabula.corpus.contents import Contents
from fabula.corpus.sources import Found, find_sources
from fabula.errors import SourceError


@pytest.fixture
def contents() -> Iterator[Contents]:
    with Contents() as opened:
        yield opened


def outcome(contents: Contents, found: Found) -> bytes | str:
    """Return the bytes, or what is wrong."""
    try:
        return contents.of(found)
    except SourceError as error:
        return str(error)


def test_other_file_systems_are_read_too(works: Path, contents: Contents) -> None:
    found = list(find_sources([f"file://{works}"]))
    assert len(found) == 11
    assert found[0].name.startswith("file://")
    assert "Anna" in contents.of(found[0]).decode()


@pytest.mark.parametrize("by_address", [False, True])
def test_what_archives_hold_is_read_in_any_order(works: Path, contents: Contents, by_address: bool) -> None:
    found = [one for one in find_sources([f"file://{works}" if by_address else str(works)]) if one.member]
    assert len(found) == 3
    for one in (*found, *reversed(found), found[0], found[2]):
        assert Path(str(one.member)).stem.capitalize() in contents.of(one).decode()


def test_sums_come_in_the_order_of_the_works(works: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    (works / "broken.zip").write_bytes(b"PK\x03\x04 no archive")
    found = [*find_sources([str(works), f"file://{works}"]), Found(str(works / "gone.txt"), 3)]
    for ahead in (1, 5, 256):
        monkeypatch.setattr(opening, "_WORKS_AHEAD", ahead)
        sums = list(contents.sums_of(found))
        assert [one for one, _ in sums] == found
        for one, outcome_ in sums:
            if isinstance(outcome_, str):
                assert outcome_ == hashlib.sha256(contents.of(one)).hexdigest()
        problems = [Path(one.name).name for one, outcome_ in sums if not isinstance(outcome_, str)]
        assert problems == ["broken.zip", "broken.zip", "gone.txt"]


def test_names_at_addresses_may_have_any_characters(works: Path, contents: Contents) -> None:
    folder = works / "my books"
    folder.mkdir()
    for name in ("one two.txt", "what?.txt", "100%25.txt", "#1!.txt"):
        (folder / name).write_text(f"“{name},” said Anna.", encoding="utf-8")
    outcomes = [outcome(contents, one) for one in find_sources([f"file://{works}/my%20books"])]
    assert [isinstance(one, bytes) for one in outcomes] == [True] * 4


def test_works_of_a_tar_may_be_links_to_others(works: Path, contents: Contents) -> None:
    first = works / "first.dat"
    first.write_text("“One,” said Anna.", encoding="utf-8")
    (works / "second.txt").hardlink_to(first)
    with tarfile.open(works / "linked.tar", "w") as archive:
        for name in ("first.dat", "second.txt"):
            archive.add(works / name, name)
    assert [contents.of(one)[-5:] for one in find_sources([str(works / "linked.tar")])] == [b"Anna."]


def test_works_of_a_tar_may_have_long_names_and_holes(works: Path, contents: Contents) -> None:
    story = works / "holes.txt"
    with open(story, "wb") as file:
        file.write("“One,” said Anna.".encode() + b"\n" * 4000)
        file.seek(300_000)
        file.write(b"The end.")
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        with tarfile.open(works / "odd.tar", "w", format=form) as archive:
            archive.add(story, "deep/" * 40 + "long.txt")
            archive.add(works / "Anna.txt", "á.txt")
        long, anna = find_sources([str(works / "odd.tar")])
        assert contents.of(long) == story.read_bytes()
        assert contents.of(anna) == (works / "Anna.txt").read_bytes()
        contents.close()


def test_names_may_have_an_exclamation_mark(works: Path, contents: Contents) -> None:
    (works / "No! Said Anna.txt").write_text("“No!” said Anna.", encoding="utf-8")
    (works / "box.zip!inside.txt").write_text("“Not in a box,” said Anna.", encoding="utf-8")
    with zipfile.ZipFile(works / "more!.ZIP", "w") as archive:
        archive.writestr("oh no!/what!.txt", "“Oh no!” said Tom.")
    found = [one for one in find_sources([str(works)]) if "!" in Path(one.name).name and ".gz" not in one.name]
    assert [contents.of(one)[-5:] for one in found] == [b"Anna.", b"Anna.", b" Tom."]
    assert [one.archive for one in found] == [None, None, str(works / "more!.ZIP")]


def test_what_is_wrong_with_one_in_an_archive_is_its_own_problem(
    works: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = works / "three.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a", "b", "c"):
            archive.writestr(f"{name}.txt", f"“{name},” said Anna." * (50 if name == "c" else 1))
    path.write_bytes(path.read_bytes().replace("“b,”".encode(), "“x,”".encode()))
    monkeypatch.setattr(opening, "MAX_BYTES", 300)
    good, damaged, large = (outcome(contents, one) for one in find_sources([str(path)]))
    assert isinstance(good, bytes)
    assert "CRC" in str(damaged)
    assert "larger than" in str(large)


def many(path: Path, n_works: int) -> list[Found]:
    """Make a tar of small works, packed if its name says so, and return them."""
    path.parent.mkdir(exist_ok=True)
    with tarfile.open(path, "w:gz" if path.suffix == ".gz" else "w") as archive:
        for number in range(n_works):
            content = f"“{number},” said Anna.".encode()
            member = tarfile.TarInfo(f"{number:03}.txt")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return list(find_sources([str(path)]))


def test_who_reads_works_in_their_order_goes_through_a_packed_tar_once(
    works: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = many(works / "many.tar.gz", 300)
    n_read = 0
    read = gzip._GzipReader.read  # type: ignore[attr-defined]

    def counting(self: Any, size: int = -1) -> bytes:
        nonlocal n_read
        piece: bytes = read(self, size)
        n_read += len(piece)
        return piece

    monkeypatch.setattr(gzip._GzipReader, "read", counting)  # type: ignore[attr-defined]
    for one in found[::3]:  # as one of three processes does
        assert contents.of(one)
    assert n_read < 1.1 * 300 * 1024


class Far(io.FileIO):
    """A file of a server, which counts what it is asked for."""

    n_requests = 0

    def readinto(self, buffer: Any) -> int | None:
        n_read = super().readinto(buffer)
        Far.n_requests += bool(n_read)  # at its end nobody is asked: its size is known
        return n_read

    def read(self, size: int | None = -1) -> bytes:
        Far.n_requests += 1
        return super().read(size) or b""


def test_a_server_is_asked_seldom(works: Path, contents: Contents, monkeypatch: pytest.MonkeyPatch) -> None:
    many(works / "far" / "many.tar", 300)
    here = LocalFileSystem()
    server = SimpleNamespace(get_file_info=here.get_file_info, open_input_file=Far)
    monkeypatch.setattr(sources, "_file_system", lambda address: (server, address.partition("://")[2]))
    found = list(find_sources([f"far://{works}/far/many.tar"]))
    assert sum(len(contents.of(one)) for one in found) > 300 * 10
    assert Far.n_requests < 10


def test_an_archive_that_breaks_off_is_told_for_each_work_after_that(works: Path, contents: Contents) -> None:
    found = many(works / "many.tar.gz", 300)
    whole = (works / "many.tar.gz").read_bytes()
    (works / "many.tar.gz").write_bytes(whole[: len(whole) // 2])
    outcomes = [isinstance(outcome(contents, one), bytes) for one in found]
    assert outcomes == sorted(outcomes, reverse=True)
    assert 0 < sum(outcomes) < 300
    assert "many.tar.gz!299.txt: the archive can't be read" in str(outcome(contents, found[-1]))


def test_what_is_gone_is_told_when_it_is_read(works: Path, contents: Contents) -> None:
    zipped = str(works / "more.zip")
    gone = [
        Found(str(works / "gone.txt"), 3),
        Found(f"{zipped}!gone.md", 3, member="gone.md"),
        Found(f"{works}/gone.tar!a.txt", 3, member="a.txt", offset=0),
        Found(f"{works}/packed.tar.gz!a.txt", 3, member="a.txt", offset=512),
        Found("nothing", 0, "is not there"),
    ]
    told = [outcome(contents, one) for one in gone]
    assert all(isinstance(one, str) for one in told)
    assert "does not hold gone.md any more" in str(told[1])
    assert isinstance(contents.of(Found(str(works / "Anna.txt"), 3)), bytes)
