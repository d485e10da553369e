"""Output folders that are either whole or untouched, and never take a file away that somebody else put there.

A folder that fabula wrote holds a file `MARKER`: the SHA-256 sums of the others, as ``sha256sum -c`` reads them. By it a
later export knows that it may replace the folder: every file in it is one of those, unchanged.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from fabula.export.files import OutputError, beside_of, leftovers_of, reason_of, remedy_of, sync_folder

MARKER = ".fabula-export"
_HERE, _SWAP = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
_HEAD = "# Written by `fabula export`, which replaces this folder as long as nothing in it was added or changed.\n"


def check_folder(path: str | os.PathLike[str]) -> None:
    """Raise ``OutputError`` when no export can be written to the folder `path`; worth asking before long work."""
    if os.fspath(path) == "-":
        raise OutputError(
            "this format is a folder of files, which standard output can't be; name one with --out FOLDER"
        )
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_dir():
        raise OutputError(f"{path}: is a file, and this format is a folder of files; name a folder")
    if not target.parent.is_dir():
        raise OutputError(f"{path}: the folder {target.parent} does not exist; make it first")
    if not os.access(target.parent, os.W_OK):
        raise OutputError(f"{path}: no permission to write in {target.parent}; choose another place")
    if target.exists():
        _check_own(target, path)


def write_folder(path: str | os.PathLike[str], files: Mapping[str, bytes]) -> None:
    """Write the files, by their names relative to the folder `path`, all of them or none.

    The folder may be there if it is empty, or an export that nobody has touched. Raises ``OutputError``.
    """
    check_folder(path)
    target = Path(os.path.realpath(path))
    beside, before = beside_of(target, "tmp"), beside_of(target, "old")
    for one in leftovers_of(target):
        if one.suffix == ".old" and not target.exists():  # whoever was replacing it was killed between the two renames
            one.rename(target)
        shutil.rmtree(one, ignore_errors=True)
    try:
        _fill(beside, {**files, MARKER: _marker(files)})
        if not target.exists():
            os.rename(beside, target)
        elif not _exchange(beside, target):
            os.rename(target, before)
            try:
                os.rename(beside, target)
            except OSError:
                os.rename(before, target)
                raise
        sync_folder(target.parent)
    except OSError as error:
        raise OutputError(f"{path}: can't be written ({reason_of(error)}); {remedy_of(error)}") from None
    finally:
        for leftover in (beside, before):
            if target.exists() or leftover is beside:
                shutil.rmtree(leftover, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change their names in one step, so that there is always one of each; tell whether the system can."""
    if sys.platform != "linux":
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _SWAP)
    return done == 0


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{name!r} leads out of the folder")
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())


def _marker(files: Mapping[str, bytes]) -> bytes:
    sums = (f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items()))
    return (_HEAD + "".join(sums)).encode()


def _check_own(folder: Path, path: str | os.PathLike[str]) -> None:
    """Raise ``OutputError`` unless the folder is empty, or holds nothing but what the export wrote that made it."""
    there = {
        one.relative_to(folder).as_posix(): one for one in folder.rglob("*") if one.is_symlink() or not one.is_dir()
    }
    if not there:
        if any(folder.iterdir()):
            raise OutputError(f"{path}: is a folder with folders in it; name a new one, or an empty one")
        return
    marker = there.pop(MARKER, None)
    if marker is None or marker.is_symlink():
        raise OutputError(
            f"{path}: is a folder with files in it that no export of fabula wrote; name a new one, or an empty one"
        )
    sums: dict[str, str] = {}
    with suppress(OSError, UnicodeDecodeError):
        lines = marker.read_text("utf-8").split("\n")
        sums = {
            name: digest for digest, _, name in (line.partition("  ") for line in lines if line[:1] not in ("#", ""))
        }
    for name, file in sorted(there.items()):
        if name not in sums or file.is_symlink() or _digest(file) != sums[name]:
            what = "was changed since fabula wrote it" if name in sums else "was not written by fabula"
            raise OutputError(f"{path}: {name} in it {what}; move it elsewhere, or name another folder")


def _digest(file: Path) -> str | None:
    try:
        with open(file, "rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None
