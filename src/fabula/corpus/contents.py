"""What works hold: their bytes, from files and out of archives."""

from __future__ import annotations

import hashlib
import os
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from types import TracebackType
from typing import IO

from fabula.corpus.sources import BROKEN, Found, broken, is_zip, opened_at, unreadable
from fabula.errors import SourceError
from fabula.readers.source import MAX_BYTES

_REQUESTS, _WORKS_AHEAD = 16, 256


class Contents:
    """Gives the bytes of works. The last one's archive stays open: works in their order are read in one pass over a tar."""

    def __init__(self) -> None:
        self._opened = ExitStack()
        self._archive: tuple[str, zipfile.ZipFile | tarfile.TarFile] | None = None

    def __enter__(self) -> Contents:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open; more can be read afterwards."""
        self._archive = None
        self._opened.close()

    def of(self, found: Found) -> bytes:
        """Return the bytes of a work; ``SourceError`` when they can't be had."""
        if found.problem is not None:
            raise SourceError(found.problem)
        archive = found.archive
        if archive is None:
            return _of_file(found.name)
        try:
            with self._member(archive, found) as file:
                return _limited(found.name, file)
        except KeyError:
            raise SourceError(f"{archive}: the archive does not hold {found.member} any more") from None
        except (*BROKEN, NotImplementedError) as error:
            self.close()  # a stream that broke off can't be gone on with
            raise broken(found.name, error) from error

    def sums_of(self, works: Iterable[Found]) -> Iterator[tuple[Found, str | SourceError]]:
        """Yield each work with the SHA-256 sum of its bytes, or with why they can't be had.

        Files at addresses are asked for several at a time, for each answer has a long way; what is here is read faster alone.
        """
        with ThreadPoolExecutor(_REQUESTS) as pool:
            waiting = iter(works)
            while some := list(islice(waiting, _WORKS_AHEAD)):
                far = [one for one in some if one.archive is None and "://" in one.name]
                sums = dict(zip(far, pool.map(self._sum_of, far), strict=True))
                yield from ((one, sums[one] if one in sums else self._sum_of(one)) for one in some)

    def _sum_of(self, found: Found) -> str | SourceError:
        try:
            return hashlib.sha256(self.of(found)).hexdigest()
        except SourceError as error:
            return error

    def _member(self, name: str, found: Found) -> IO[bytes]:
        archive = self._opened_archive(name)
        if isinstance(archive, zipfile.ZipFile):
            return archive.open(found.member or "")
        assert archive.fileobj is not None
        archive.fileobj.seek(found.offset or 0)  # forwards as a rule, which packed tars alone can do fast
        file = archive.extractfile(tarfile.TarInfo.fromtarfile(archive))
        if file is None:
            raise tarfile.ReadError("another thing stands in its place")
        return file

    def _opened_archive(self, name: str) -> zipfile.ZipFile | tarfile.TarFile:
        if self._archive is not None and self._archive[0] == name:
            return self._archive[1]
        self.close()
        file = self._opened.enter_context(opened_at(name))
        archive = zipfile.ZipFile(file) if is_zip(name) else tarfile.open(fileobj=file)  # noqa: SIM115 (it is `close`d)
        self._opened.callback(archive.close)
        self._archive = name, archive
        return archive


def _of_file(name: str) -> bytes:
    try:
        with opened_at(name) as file:
            if file.seek(0, os.SEEK_END) > MAX_BYTES:
                raise _too_large(name)
            file.seek(0)
            return file.read()
    except OSError as error:
        raise unreadable(name, error) from error


def _limited(name: str, file: IO[bytes]) -> bytes:
    raw = file.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise _too_large(name)
    return raw


def _too_large(name: str) -> SourceError:
    return SourceError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; split it into single books")
