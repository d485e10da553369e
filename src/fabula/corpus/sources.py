"""Where works come from: files, folders, patterns, lists, archives, and other file systems, always in the same order."""

from __future__ import annotations

import glob
import hashlib
import lzma
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from fabula.errors import MissingExtraError, SourceError
from fabula.readers.source import MAX_BYTES

ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".epub", ".docx")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
INSIDE = "!"  # between an archive and what it holds


_IN_ARCHIVE = re.compile(
    rf"(.*?(?:{'|'.join(map(re.escape, ARCHIVES))})(?:\?[^{INSIDE}]*)?){INSIDE}(.+)", re.IGNORECASE | re.DOTALL
)
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, tarfile.TarError, EOFError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Found:
    """One work's bytes, not read yet: its name, which says where it is, and its size in bytes.

    `problem` is why it can't be read, where that is known already: an archive is broken, or a list names what is not there.
    """

    name: str
    n_bytes: int
    problem: str | None = None


def find_sources(given: Iterable[str]) -> Iterator[Found]:
    """Yield the works of some sources, each name once, sorted within a source.

    A source is a file, a folder (with all below it), a pattern (``*``, ``**``), a list (``@FILE``, one source a line), an
    archive, or an address (``s3://…``, ``gs://…``, ``file://…``). Works of an archive come in its order: a packed tar can't be
    read in another. Raises ``SourceError`` for a source that is none; what is wrong with a line of a list, or with an archive,
    is the problem of one work.
    """
    seen: set[str] = set()
    for source in given:
        for found in _found_in(source, ()):
            if found.name not in seen:
                seen.add(found.name)
                yield found


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
    elif glob.has_magic(source):
        matches = sorted(one for one in glob.glob(source, recursive=True) if os.path.isfile(one))
        if not matches:
            raise SourceError(f"{source}: no file matches the pattern; check it")
        for match in matches:
            yield from _file(match)
    else:
        raise SourceError(f"{source}: no such file or folder; check the path")


def _found_by_list(path: Path, lists: tuple[str, ...]) -> Iterator[Found]:
    """Yield the works of the sources that a list names, relative ones as of the list's folder."""
    key = os.path.realpath(path)
    if key in lists:
        raise SourceError(f"{path}: the list names itself; take that line out")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: the list of sources can't be read ({error}); give a text file in UTF-8") from error
    for line in (line.strip() for line in lines):
        if line and not line.startswith("#"):
            source = _beside(path.parent, line)
            try:
                yield from _found_in(source, (*lists, key))
            except SourceError as error:
                yield Found(source, 0, str(error))


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
    paths, entered = [], set()
    for top, folders, names in os.walk(folder, followlinks=True):
        here = os.stat(top)
        if (here.st_dev, here.st_ino) in entered:
            folders.clear()
            continue
        entered.add((here.st_dev, here.st_ino))
        folders.sort()
        paths += [os.path.join(top, name) for name in names if _is_source(name)]
    for path in sorted(paths):
        yield from _file(path)


def _file(path: str) -> Iterator[Found]:
    return _one(path, partial(os.path.getsize, path), partial(open, path, "rb"))


def _found_at(address: str) -> Iterator[Found]:
    """Yield the works at an address of another file system."""
    files, path = _file_system(address)
    scheme, query = address.split("://", 1)[0], address.partition("?")[2]
    from pyarrow.fs import FileSelector, FileType

    info = files.get_file_info(path)
    if info.type == FileType.NotFound:
        raise SourceError(f"{address}: nothing is there; check the address, and what you may read")
    infos = [info] if info.type == FileType.File else files.get_file_info(FileSelector(path, recursive=True))
    for one in sorted(infos, key=lambda one: str(one.path)):
        if one.type == FileType.File and _is_source(str(one.path)):
            name = f"{scheme}://{quote(str(one.path), safe='/')}" + (f"?{query}" if query else "")
            yield from _one(name, partial(int, one.size), partial(files.open_input_file, one.path))


def _one(name: str, size: Callable[[], int], opened: Callable[[], Any]) -> Iterator[Found]:
    """Yield a file, or what an archive holds."""
    n_bytes = 0
    try:
        n_bytes = size()
        if not without_options(name).lower().endswith(ARCHIVES):
            found = [Found(name, n_bytes)]
        else:
            with opened() as file:
                found = [Found(f"{name}{INSIDE}{member}", n_bytes) for member, n_bytes in _members(name, file)]
    except OSError as error:
        found = [Found(name, n_bytes, str(_unreadable(name, error)))]
    except SourceError as error:
        found = [Found(name, n_bytes, str(error))]
    yield from found


def _members(name: str, file: IO[bytes]) -> list[tuple[str, int]]:
    try:
        if without_options(name).lower().endswith(".zip"):
            with zipfile.ZipFile(file) as archive:
                return [(one.filename, one.file_size) for one in archive.infolist() if _is_work(one.filename)]
        with tarfile.open(fileobj=file) as tar:
            return [(one.name, one.size) for one in tar if (one.isfile() or one.islnk()) and _is_work(one.name)]
    except _BROKEN as error:
        raise _broken(name, error) from error


def _is_source(path: str) -> bool:
    return _is_work(path) or path.lower().endswith(ARCHIVES)


def _is_work(path: str) -> bool:
    return path.lower().endswith(ENDINGS) and not os.path.basename(path).startswith("._")  # macOS' own files


# -- reading --------------------------------------------------------------------------------------------------------


def read_sources(names: Iterable[str]) -> Iterator[tuple[str, bytes | SourceError]]:
    """Yield each name with its bytes, or with why they can't be had; an archive is opened once for names in a row."""
    for archive, some in groupby(names, key=lambda name: _parts(name)[0]):
        if archive is None:
            yield from ((name, _read_file(name)) for name in some)
        else:
            asked = list(some)
            found = dict(_read_members(archive, asked))
            yield from ((name, found[name]) for name in asked)


def sums_of(found: Iterable[Found]) -> Iterator[tuple[Found, str | SourceError]]:
    """Yield each work with the SHA-256 sum of its bytes, or with why they can't be had.

    An archive is gone through once for works in a row, however many they are, and the bytes of one work are held at a time.
    """
    for archive, some in groupby(found, key=lambda one: None if one.problem else _parts(one.name)[0]):
        if archive is None:
            yield from ((one, SourceError(one.problem) if one.problem else _sum(_read_file(one.name))) for one in some)
        else:
            asked = list(some)
            sums = {name: _sum(raw) for name, raw in _read_members(archive, [one.name for one in asked])}
            yield from ((one, sums[one.name]) for one in asked)


def _parts(name: str) -> tuple[str | None, str]:
    """Return the archive of a name, if it has one, and what it names there; a file's own name may have a ``!`` too."""
    found = _IN_ARCHIVE.match(name)
    return (found[1], found[2]) if found else (None, name)


def _sum(raw: bytes | SourceError) -> str | SourceError:
    return raw if isinstance(raw, SourceError) else hashlib.sha256(raw).hexdigest()


def _read_file(name: str) -> bytes | SourceError:
    try:
        with _opened(name) as file:
            return _limited(name, file)
    except OSError as error:
        return _unreadable(name, error)
    except SourceError as error:
        return error


def _read_members(archive: str, names: Sequence[str]) -> Iterator[tuple[str, bytes | SourceError]]:
    """Yield works of an archive, in its own order if it is a tar, which has to be gone through from its start."""
    missing = {_parts(name)[1]: name for name in names}
    problem = SourceError(f"{archive}: the archive does not hold it any more; plan the corpus anew")
    try:
        with _opened(archive) as file:
            members = _read_zip if without_options(archive).lower().endswith(".zip") else _read_tar
            for member, raw in members(archive, file, set(missing)):
                yield missing.pop(member), raw
    except SourceError as error:
        problem = error
    except _BROKEN as error:
        problem = _broken(archive, error)
    yield from ((name, problem) for name in missing.values())


def _read_zip(name: str, file: IO[bytes], wanted: set[str]) -> Iterator[tuple[str, bytes | SourceError]]:
    with zipfile.ZipFile(file) as archive:
        for member in sorted(wanted.intersection(archive.namelist())):
            try:
                with archive.open(member) as inside:
                    yield member, _limited(f"{name}{INSIDE}{member}", inside)
            except SourceError as error:
                yield member, error
            except (*_BROKEN, NotImplementedError) as error:
                yield member, _broken(f"{name}{INSIDE}{member}", error)


def _read_tar(name: str, file: IO[bytes], wanted: set[str]) -> Iterator[tuple[str, bytes | SourceError]]:
    with tarfile.open(fileobj=file) as archive:
        for one in archive:
            if not wanted:
                return
            if one.name in wanted and (inside := archive.extractfile(one)) is not None:
                wanted.remove(one.name)
                try:
                    yield one.name, _limited(f"{name}{INSIDE}{one.name}", inside)
                except SourceError as error:
                    yield one.name, error


def without_options(name: str) -> str:
    """Return an address without the options that its file system is opened with (``?region=…``); other names as they are."""
    return re.sub(rf"\?[^{INSIDE}]*", "", name) if "://" in name else name


def _broken(name: str, error: Exception) -> SourceError:
    return SourceError(f"{name}: the archive can't be read ({error}); mend it or leave it out")


def _unreadable(name: str, error: OSError) -> SourceError:
    return SourceError(f"{name}: can't be read ({error.strerror or error}); check the path")


def _limited(name: str, file: IO[bytes]) -> bytes:
    raw = file.read(MAX_BYTES + 1)
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
