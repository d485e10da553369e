"""Where works come from: files, folders, patterns, lists, archives, and other file systems, always in the same order."""

from __future__ import annotations

import glob
import os
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from fabula.errors import MissingExtraError, SourceError
from fabula.readers.source import MAX_BYTES

ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".epub", ".docx")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
INSIDE = "!"  # between an archive and what it holds


@dataclass(frozen=True, slots=True)
class Found:
    """One work's bytes, not read yet: its name, which says where it is, and its size in bytes."""

    name: str
    n_bytes: int


def find_sources(given: Iterable[str]) -> Iterator[Found]:
    """Yield the works of some sources, each name once, sorted within a source.

    A source is a file, a folder (with all below it), a pattern (``*``, ``**``), a list (``@FILE``, one source a line), an
    archive, or an address (``s3://…``, ``gs://…``, ``file://…``). Raises ``SourceError`` for one that is none.
    """
    seen: set[str] = set()
    for source in given:
        for found in _found_in(source):
            if found.name not in seen:
                seen.add(found.name)
                yield found


def _found_in(source: str) -> Iterator[Found]:
    if source.startswith("@"):
        yield from find_sources(_lines_of(Path(source[1:])))
    elif "://" in source:
        yield from _found_at(source)
    elif os.path.isdir(source):
        yield from _found_below(Path(source))
    elif os.path.exists(source):
        yield from _one(source, partial(os.path.getsize, source), partial(open, source, "rb"))
    elif glob.has_magic(source):
        matches = sorted(one for one in glob.glob(source, recursive=True) if os.path.isfile(one))
        if not matches:
            raise SourceError(f"{source}: no file matches the pattern; check it")
        for match in matches:
            yield from _found_in(match)
    else:
        raise SourceError(f"{source}: no such file or folder; check the path")


def _lines_of(path: Path) -> list[str]:
    """Return the sources that a list names, relative ones as of the list's folder."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: the list of sources can't be read ({error}); give a text file in UTF-8") from error
    named = (line.strip() for line in lines)
    return [one if "://" in one else str(path.parent / one) for one in named if one and not one.startswith("#")]


def _found_below(folder: Path) -> Iterator[Found]:
    paths = sorted(str(path) for path in folder.rglob("*") if path.name.lower().endswith((*ENDINGS, *ARCHIVES)))
    for path in paths:
        if os.path.isfile(path):
            yield from _one(path, partial(os.path.getsize, path), partial(open, path, "rb"))


def _found_at(address: str) -> Iterator[Found]:
    """Yield the works at an address of another file system."""
    files, path = _file_system(address)
    scheme = address.split("://", 1)[0]
    from pyarrow.fs import FileSelector, FileType

    info = files.get_file_info(path)
    if info.type == FileType.NotFound:
        raise SourceError(f"{address}: nothing is there; check the address, and what you may read")
    infos = [info] if info.type == FileType.File else files.get_file_info(FileSelector(path, recursive=True))
    for one in sorted(infos, key=lambda one: str(one.path)):
        if one.type == FileType.File and str(one.path).lower().endswith((*ENDINGS, *ARCHIVES)):
            name = f"{scheme}://{one.path}"
            yield from _one(name, partial(int, one.size), partial(files.open_input_file, one.path))


def _one(name: str, size: Callable[[], int], opened: Callable[[], Any]) -> Iterator[Found]:
    """Yield a file, or what an archive holds."""
    if not name.lower().endswith(ARCHIVES):
        yield Found(name, size())
        return
    with opened() as file:
        yield from (Found(f"{name}{INSIDE}{member}", n_bytes) for member, n_bytes in sorted(_members(name, file)))


def _members(name: str, file: IO[bytes]) -> Iterator[tuple[str, int]]:
    try:
        if name.lower().endswith(".zip"):
            with zipfile.ZipFile(file) as archive:
                yield from ((one.filename, one.file_size) for one in archive.infolist() if _is_work(one.filename))
        else:
            with tarfile.open(fileobj=file) as archive_:
                yield from ((one.name, one.size) for one in archive_ if one.isfile() and _is_work(one.name))
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError) as error:
        raise SourceError(f"{name}: the archive can't be read ({error}); mend it or leave it out") from error


def _is_work(member: str) -> bool:
    return member.lower().endswith(ENDINGS) and not os.path.basename(member).startswith("._")  # macOS' own files


# -- reading --------------------------------------------------------------------------------------------------------


def read_sources(names: Iterable[str]) -> Iterator[tuple[str, bytes | SourceError]]:
    """Yield each name with its bytes, or with why they can't be had; an archive is opened once for names in a row."""
    archive: str | None = None
    wanted: list[str] = []
    for name in (*names, None):
        at, _, member = (name or "").partition(INSIDE)
        if wanted and (name is None or not member or at != archive):
            yield from _read_members(str(archive), wanted)
            wanted = []
        if name is not None and member:
            archive = at
            wanted.append(member)
        elif name is not None:
            yield name, _read_file(name)


def _read_file(name: str) -> bytes | SourceError:
    try:
        with _opened(name) as file:
            return _limited(name, file.read(MAX_BYTES + 1))
    except OSError as error:
        return SourceError(f"{name}: can't be read ({error.strerror or error}); check the path")
    except SourceError as error:
        return error


def _read_members(name: str, members: list[str]) -> Iterator[tuple[str, bytes | SourceError]]:
    """Yield members of an archive in the order asked for; a packed tar has to be gone through from its start."""
    found: dict[str, bytes | SourceError] = {}
    try:
        with _opened(name) as file:
            if name.lower().endswith(".zip"):
                with zipfile.ZipFile(file) as archive:
                    for member in members:
                        found[member] = _limited(f"{name}{INSIDE}{member}", archive.open(member).read(MAX_BYTES + 1))
            else:
                wanted = set(members)
                with tarfile.open(fileobj=file) as tar:
                    for one in tar:
                        if one.name in wanted and (inside := tar.extractfile(one)) is not None:
                            found[one.name] = _limited(f"{name}{INSIDE}{one.name}", inside.read(MAX_BYTES + 1))
                            if len(found) == len(wanted):
                                break
    except (zipfile.BadZipFile, tarfile.TarError, KeyError, EOFError, RuntimeError, OSError) as error:
        broken = SourceError(f"{name}: the archive can't be read ({error}); mend it or leave it out")
        found = {member: found.get(member, broken) for member in members}
    missing = SourceError(f"{name}: the archive does not hold it any more; plan the corpus anew")
    yield from ((f"{name}{INSIDE}{member}", found.get(member, missing)) for member in members)


def _limited(name: str, raw: bytes) -> bytes:
    if len(raw) > MAX_BYTES:
        raise SourceError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; split it into single books")
    return raw


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if "://" in name:
        files, path = _file_system(name)
        with files.open_input_file(path) as file:
            yield file
    else:
        with open(name, "rb") as file:
            yield file


def _file_system(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it."""
    try:
        from pyarrow.fs import FileSystem
    except ImportError:
        raise MissingExtraError(
            f"{address}: other file systems need pyarrow; install it with pip install 'fabula[corpus]'"
        ) from None
    try:
        files, path = FileSystem.from_uri(address)
    except (ValueError, OSError) as error:
        raise SourceError(f"{address}: no file system is known for it ({error})") from error
    return files, str(path)
