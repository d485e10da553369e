"""Where works come from: files, folders, patterns, lists, archives, and other file systems, always in the same order."""

from __future__ import annotations

import glob
import io
import lzma
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from fabula.errors import MissingExtraError, SourceError

ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".epub", ".docx")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_REQUEST = 8_000_000  # bytes
INSIDE = "!"  # between an archive and what it holds
# What reading one raises; ValueError is what pyarrow calls a place before the beginning.
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, tarfile.TarError, EOFError, RuntimeError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Found:
    """One work's bytes, not read yet: its name, which says where it is, and its size in bytes.

    `member` is what it is called in the archive that holds it, `offset` where its header is in a tar without its packing.
    `problem` is why it can't be read, where that is known already: an archive is broken, or a list names what is not there.
    """

    name: str
    n_bytes: int
    problem: str | None = None
    member: str | None = None
    offset: int | None = None

    @property
    def archive(self) -> str | None:
        """The archive's name, ``None`` for a file of its own."""
        return None if self.member is None else self.name[: -len(INSIDE + self.member)]


def find_sources(given: Iterable[str]) -> Iterator[Found]:
    """Yield the works of some sources; one that several of them name comes several times.

    A source is a file, a folder (with all below it), a pattern (``*``, ``**``), a list (``@FILE``, one source a line), an
    archive, or an address (``s3://…``, ``gs://…``, ``file://…``). A folder's files come in the order of their names, those of
    the folders in it after them; works of an archive come in its order, in which alone a packed tar can be read. Raises
    ``SourceError`` for a source that is none; what is wrong with a line of a list, or with an archive, is the problem of one
    work.
    """
    for source in given:
        yield from _found_in(source, ())


def check_source(source: str) -> None:
    """Raise ``SourceError`` for a source that is none; worth asking before long work."""
    if source.startswith("@"):
        _lines(Path(source[1:]))
    elif "://" in source:
        _info_at(source)
    elif not os.path.exists(source):
        _matches(source)


def _found_in(source: str, lists: tuple[str, ...]) -> Iterator[Found]:
    """Yield the works of one source; `lists` are those that are being read, one within the other."""
    if source.startswith("@"):
        yield from _found_by_list(Path(source[1:]), lists)
    elif "://" in source:
        yield from _found_at(source)
    elif os.path.isdir(source):
        yield from _found_below(Path(source))
    elif os.path.exists(source):
        yield from _file(source)
    else:
        for match in _matches(source):
            yield from _file(match)


def _matches(pattern: str) -> list[str]:
    """Return the files that a pattern names; ``SourceError`` when there are none, or it is no pattern."""
    if not glob.has_magic(pattern):
        raise SourceError(f"{pattern}: no such file or folder; check the path")
    matches = sorted(filter(os.path.isfile, glob.iglob(pattern, recursive=True)))
    if not matches:
        raise SourceError(f"{pattern}: no file matches the pattern; check it")
    return matches


def _found_by_list(path: Path, lists: tuple[str, ...]) -> Iterator[Found]:
    """Yield the works of the sources that a list names, relative ones as of the list's folder."""
    key = os.path.realpath(path)
    if key in lists:
        raise SourceError(f"{path}: the list names itself; take that line out")
    for line in _lines(path):
        source = _beside(path.parent, line)
        try:
            yield from _found_in(source, (*lists, key))
        except SourceError as error:
            yield Found(source, 0, str(error))


def _lines(path: Path) -> list[str]:
    """Return the lines of a list that name something."""
    try:
        lines = map(str.strip, path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: the list of sources can't be read ({error}); give a text file in UTF-8") from error
    return [line for line in lines if line and not line.startswith("#")]


def _beside(folder: Path, line: str) -> str:
    """Return a source that a list in some folder names."""
    if "://" in line:
        return line
    if line.startswith("@"):
        return f"@{folder / line[1:]}"
    if os.path.exists(folder / line) or not glob.has_magic(line):
        return str(folder / line)
    return str(Path(glob.escape(str(folder))) / line)


def _found_below(folder: Path) -> Iterator[Found]:
    """Yield the works below a folder, through links to other folders too, but through none twice."""
    entered: set[tuple[int, int]] = set()
    for top, folders, names in os.walk(folder, followlinks=True):
        here = os.stat(top)
        if (here.st_dev, here.st_ino) in entered:
            folders.clear()
            continue
        entered.add((here.st_dev, here.st_ino))
        folders.sort()
        for name in sorted(filter(_is_source, names)):
            yield from _file(os.path.join(top, name))


def _file(path: str) -> Iterator[Found]:
    return _one(path, partial(os.path.getsize, path), partial(open, path, "rb"))


def _found_at(address: str) -> Iterator[Found]:
    """Yield the works at an address of another file system."""
    files, info = _info_at(address)
    scheme, query = address.split("://", 1)[0], address.partition("?")[2]
    from pyarrow.fs import FileSelector, FileType

    is_file = info.type == FileType.File
    infos = [info] if is_file else files.get_file_info(FileSelector(info.path, recursive=True))
    for one in sorted(infos, key=lambda one: str(one.path)):
        if one.type == FileType.File and (is_file or _is_source(str(one.path))):
            name = f"{scheme}://{quote(str(one.path), safe='/')}" + (f"?{query}" if query else "")
            yield from _one(name, partial(int, one.size), partial(_buffered, files, one.path))


def _info_at(address: str) -> tuple[Any, Any]:
    """Return the file system of an address, and what it says of the path."""
    files, path = _file_system(address)
    from pyarrow.fs import FileType

    try:
        info = files.get_file_info(path)
    except OSError as error:
        raise SourceError(
            f"{address}: can't be asked for ({error}); check the address, and what you may read"
        ) from error
    if info.type == FileType.NotFound:
        raise SourceError(f"{address}: nothing is there; check the address, and what you may read")
    return files, info


def _one(name: str, size: Callable[[], int], opened: Callable[[], Any]) -> Iterator[Found]:
    """Yield a file, or what an archive holds."""
    n_bytes, members = 0, None
    try:
        n_bytes = size()
        if _is_archive(name):
            with opened() as file:
                members = _members(name, file)
    except OSError as error:
        yield Found(name, n_bytes, str(unreadable(name, error)))
    except SourceError as error:
        yield Found(name, n_bytes, str(error))
    else:
        if members is None:
            yield Found(name, n_bytes)
        else:
            for member, (n_bytes, offset) in filter(lambda one: _is_work(one[0]), members.items()):
                yield Found(f"{name}{INSIDE}{member}", n_bytes, member=member, offset=offset)


def _members(name: str, file: IO[bytes]) -> dict[str, tuple[int, int | None]]:
    """Return what an archive holds, with sizes and places; of two with one name the later, as whoever unpacks it finds."""
    try:
        return _zip_members(file) if is_zip(name) else _tar_members(file)
    except BROKEN as error:
        raise broken(name, error) from error


def _zip_members(file: IO[bytes]) -> dict[str, tuple[int, int | None]]:
    with zipfile.ZipFile(file) as archive:
        return {one.filename: (one.file_size, None) for one in archive.infolist()}


def _tar_members(file: IO[bytes]) -> dict[str, tuple[int, int | None]]:
    """Return the files of a tar in their order, with sizes and places; hard links have those of what they link to."""
    found: dict[str, tuple[int, int | None]] = {}
    with tarfile.open(fileobj=file) as archive:
        while (one := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # it keeps them, a kilobyte each
            place = (one.size, one.offset) if one.isreg() else found.get(one.linkname) if one.islnk() else None
            if place is not None:
                found.pop(one.name, None)
                found[one.name] = place
    return found


def _is_archive(name: str) -> bool:
    return without_options(name).lower().endswith(ARCHIVES)


def is_zip(archive: str) -> bool:
    """Tell whether an archive is a zip; it is a tar otherwise."""
    return without_options(archive).lower().endswith(".zip")


def _is_source(path: str) -> bool:
    return _is_work(path) or path.lower().endswith(ARCHIVES)


def _is_work(path: str) -> bool:
    return path.lower().endswith(ENDINGS) and not os.path.basename(path).startswith("._")  # macOS' own files


def without_options(name: str) -> str:
    """Return an address without the options that its file system is opened with (``?region=…``); other names as they are."""
    return re.sub(rf"\?[^{INSIDE}]*", "", name) if "://" in name else name


def broken(name: str, error: Exception) -> SourceError:
    """Return what is said of an archive that can't be read."""
    return SourceError(f"{name}: the archive can't be read ({error}); mend it or leave it out")


def unreadable(name: str, error: OSError) -> SourceError:
    """Return what is said of a file that can't be read."""
    return SourceError(f"{name}: can't be read ({error.strerror or error}); check the path")


@contextmanager
def opened_at(name: str) -> Iterator[IO[bytes]]:
    """Open a file, here or at an address; ``OSError`` when it can't be."""
    if "://" in name:
        files, path = _file_system(name)
        with _buffered(files, path) if _is_archive(name) else files.open_input_file(path) as file:
            yield file
    else:
        with open(name, "rb") as file:
            yield file


def _buffered(files: Any, path: str) -> IO[bytes]:
    """Open a file of another file system: each reading of one is a request to a server, so they are few and large."""
    return io.BufferedReader(files.open_input_file(path), _REQUEST)


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
