"""Output files that are either whole or untouched, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from fabula.errors import FabulaError


class OutputError(FabulaError):
    """An output file can't be written; the message says why and what to do."""

    exit_code = 8


def write_whole(path: str | os.PathLike[str], content: bytes | Iterator[bytes], *, clear: bool = True) -> None:
    """Write `content`, whole or bit by bit, to `path` in one step; ``"-"`` is standard output.

    A file already there stays until the new one is whole. Raises ``OutputError`` when that fails. To `clear` away what killed
    processes left beside it, the folder is listed: who fills a folder with many files does so once, by himself.
    """
    bits = (content,) if isinstance(content, bytes) else content
    if os.fspath(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.writelines(bits)
        sys.stdout.buffer.flush()
        return
    check_destination(path)
    target = Path(os.path.realpath(path))  # a link keeps pointing to its file
    try:
        if target.exists() and not target.is_file():
            with open(target, "wb") as file:  # a pipe or a device can't be replaced
                file.writelines(bits)
        else:
            if clear:
                for leftover in leftovers_of(target):
                    with suppress(OSError):
                        leftover.unlink()
            _replace(target, bits)
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({reason_of(error)}); {remedy_of(error)}") from None


def check_destination(path: str | os.PathLike[str]) -> None:
    """Raise ``OutputError`` when nothing can be written to `path`; worth asking before long work."""
    if os.fspath(path) == "-":
        return
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise OutputError(f"{path}: is a folder; name a file in it")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: the folder {target.parent} does not exist; make it first")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise OutputError(f"{path}: no permission to write there; choose another place")


def _replace(target: Path, bits: Iterable[bytes]) -> None:
    """Put the bits beside `target`, on the disk for good, then rename it over `target`."""
    beside = beside_of(target, "tmp")
    try:
        with open(beside, "xb") as file:
            file.writelines(bits)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(beside, stat.S_IMODE(target.stat().st_mode))
        os.replace(beside, target)
        sync_folder(target.parent)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def beside_of(target: Path, ending: str) -> Path:
    """Return a name of this process's own, in the same folder."""
    return target.with_name(f".{target.name[:200]}.{os.getpid()}.{ending}")


def leftovers_of(target: Path) -> Iterator[Path]:
    """Yield what processes that are no more had put beside a target when they were killed."""
    name = re.compile(rf"\.{re.escape(target.name[:200])}\.(\d+)\.(?:tmp|old)")
    with suppress(OSError):
        for one in sorted(target.parent.iterdir()):
            if (found := name.fullmatch(one.name)) and not _is_alive(int(found.group(1))):
                yield one


def _is_alive(process: int) -> bool:
    """Tell whether a process may still be there."""
    if os.name == "nt":
        return True  # what it has open can't be removed, but asking would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return process != os.getpid()  # our own number, of somebody before us


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk for good, where the system can."""
    with suppress(OSError):
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def reason_of(error: OSError) -> str:
    """Return why the system refused, for a message."""
    return (error.strerror or str(error)).lower()


def remedy_of(error: OSError) -> str:
    """Return what to do about it, for a message."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space on that disk and try again; an older file of this name is unchanged"
    return "choose another place; an older file of this name is unchanged"
