"""Zip archives (EPUB, DOCX), opened with care: broken, locked and swollen ones are refused in one sentence."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from fabula.errors import SourceError

MAX_TOTAL = 200_000_000  # uncompressed bytes of all entries
MAX_RATIO = 200  # of uncompressed to compressed bytes, for entries past `RATIO_FROM`
RATIO_FROM = 20_000_000
_CHUNK = 1 << 20
_BROKEN = (  # all that `zipfile` raises for headers that lie, and for what they say is packed
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, OverflowError,
    NotImplementedError,
)  # fmt: skip


@dataclass(slots=True)
class Archive:
    """The entries of a zip file; counts what was read from it, whatever its headers claim."""

    name: str
    zip: zipfile.ZipFile
    _n_read: int = 0
    _cache: dict[str, bytes] = field(default_factory=dict)

    def names(self) -> list[str]:
        """Return the names of the entries, in the order of the archive."""
        return self.zip.namelist()

    def read(self, entry: str) -> bytes | None:
        """Return the bytes of an entry, ``None`` when there is none of that name; ``SourceError`` when it is broken."""
        if entry in self._cache:
            return self._cache[entry]
        try:
            info = self.zip.getinfo(entry)
        except KeyError:
            return None
        try:
            data = self._read_counted(info)
        except _BROKEN as error:
            raise SourceError(f"{self.name}: {entry} in it is broken ({error}); get the file again") from None
        except RuntimeError:
            raise SourceError(f"{self.name}: is locked with a password; unlock it first") from None
        self._cache[entry] = data
        return data

    def _read_counted(self, info: zipfile.ZipInfo) -> bytes:
        """Return the bytes of an entry, read in pieces, so that a swollen one is noticed before it fills the memory."""
        pieces: list[bytes] = []
        n_bytes = 0
        with self.zip.open(info) as entry:
            while piece := entry.read(_CHUNK):
                pieces.append(piece)
                n_bytes += len(piece)
                self._n_read += len(piece)
                swollen = n_bytes > RATIO_FROM and n_bytes > MAX_RATIO * max(info.compress_size, 1)
                if self._n_read > MAX_TOTAL or swollen:
                    raise SourceError(
                        f"{self.name}: {info.filename} in it unpacks to far more than a book holds; get a sound copy"
                    )
        return b"".join(pieces)

    def read_all(self) -> None:
        """Read every entry once, so that all are known to be sound; ``SourceError`` at the first that isn't."""
        for entry in self.names():
            if not entry.endswith("/"):
                self.read(entry)


def open_archive(name: str, raw: bytes) -> Archive:
    """Return the archive in `raw`; ``SourceError`` when it is cut short or broken."""
    try:
        return Archive(name, zipfile.ZipFile(io.BytesIO(raw)))
    except _BROKEN as error:
        raise SourceError(f"{name}: is a broken or truncated archive ({error}); get the file again") from None
