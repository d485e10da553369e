"""Names of the story as names of files, safe on every system and in links between notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from fabula.types.world import StoryWorld

_LONGEST = 80  # bytes in UTF-8: file systems allow 255, and a number and an ending are added
# Separators and wildcards of file systems, and what ends or changes a wiki link, or begins another thing in a note.
_UNSAFE = re.compile(r'[<>:"/\\|?*#^\[\]%`$]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])( *(?:\..*)?)", re.IGNORECASE)


def file_names(names: Iterable[str], nameless: str, taken: Collection[str] = ()) -> list[str]:
    """Return for each of some names the name of a file, without an ending: safe, no two alike, none of those `taken`.

    What nothing is left of is called `nameless`; whose names come out alike, in capitals or not, get a number from 2.
    """
    used = {_folded(one) for one in taken}
    found = []
    for name in names:
        plain = safe_name(name) or nameless
        free, number = plain, 1
        while _folded(free) in used:
            number += 1
            free = f"{plain} {number}"
        used.add(_folded(free))
        found.append(free)
    return found


def safe_name(name: str) -> str:
    """Return a name without what a file's name may not have, ``""`` when nothing is left.

    A device of Windows, which an ending does not change, gets a low line: ``NUL_.txt``.
    """
    seen = name[: 10 * _LONGEST]
    visible = "".join(" " if one.isspace() else one for one in seen if one.isspace() or not _is_unseen(one))
    words = " ".join(_UNSAFE.sub(" ", visible).split()).strip(". ")
    short = words.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(". ")
    device = _RESERVED.fullmatch(short)
    return f"{device[1]}_{device[2]}" if device else short


def _is_unseen(character: str) -> bool:
    """Tell control characters, marks of direction, surrogates and what has no character yet."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Cn", "Co")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def stem_of(world: StoryWorld) -> str:
    """Return what files made of a world are called, without an ending: as its source's file, else its title."""
    return safe_name(_stem(world)) or safe_name(world.work.title or "") or "story"


def title_of(world: StoryWorld) -> str:
    """Return a work's title on one line, else the name of its source's file."""
    return " ".join((world.work.title or _stem(world)).split())


def _stem(world: StoryWorld) -> str:
    source = re.split(r"[/\\]", world.provenance.source)[-1]
    return source.rpartition(".")[0] or source
