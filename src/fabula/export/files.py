"""Output files that are either whole or untouched, whatever happens while they are written."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from fabula.errors import FabulaError


class OutputError(FabulaError):
    """An output file can't be written; the message says why and what to do."""

    exit_code = 8


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write `content` to `path` in one step; ``"-"`` is standard output.

    A file already there stays until the new one is whole. Raises ``OutputError`` when that fails.
    """
    if os.fspath(path) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    check_destination(path)
    target = Path(os.path.realpath(path))  # a link keeps pointing to its file
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)  # a pipe or a device can't be replaced
        else:
            _replace(target, content)
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


def _replace(target: Path, content: bytes) -> None:
    """Put `content` beside `target`, on the disk for good, then rename it over `target`."""
    beside = target.with_name(f".{target.name[:200]}.{os.getpid()}.tmp")
    try:
        with open(beside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(beside, stat.S_IMODE(target.stat().st_mode))
        os.replace(beside, target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def reason_of(error: OSError) -> str:
    """Return why the system refused, for a message."""
    return (error.strerror or str(error)).lower()


def remedy_of(error: OSError) -> str:
    """Return what to do about it, for a message."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "free some space on that disk and try again; an older file of this name is unchanged"
    return "choose another place; an older file of this name is unchanged"
