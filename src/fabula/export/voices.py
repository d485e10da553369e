"""The voices of a script: one name for each who reads in it, and the macros file that says which recording is whose."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from fabula.export.files import OutputError
from fabula.export.script import ScriptLine
from fabula.types.world import Entity

NARRATOR, UNKNOWN = "Narrator", "Unknown"

_NAMELESS = "Character"  # for a name without a letter that a voice's name may have
_NO_ACCENT = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i",
})  # fmt: skip


class Voices:
    """The name of the voice of each line: the narrator's, the unknown speaker's, and one for each who speaks.

    `spell` makes the name of a voice of somebody's name. Two whose names come out the same, in capitals or not, get a
    number from 2, in the order in which they speak first; nobody is called as the narrator's or the unknown voice.
    """

    def __init__(self, lines: Iterable[ScriptLine], spell: Callable[[str], str]) -> None:
        self.narrator, self.unknown = spell(NARRATOR), spell(UNKNOWN)
        self._names: dict[Entity, str] = {}
        self._any_unknown = False
        taken = {self.narrator.casefold(), self.unknown.casefold()}
        for line in lines:
            self._any_unknown = self._any_unknown or line.unknown
            if line.speaker is not None and line.speaker not in self._names:
                self._names[line.speaker] = _free(spell(line.speaker.name) or spell(_NAMELESS), taken)

    def of(self, line: ScriptLine) -> str:
        """Return the name of the voice that reads a line."""
        if line.speaker is not None:
            return self._names[line.speaker]
        return self.unknown if line.unknown else self.narrator

    @property
    def all(self) -> tuple[str, ...]:
        """The narrator's voice, then the others in the order in which they speak first, the unknown one last."""
        return (self.narrator, *self._names.values(), *((self.unknown,) if self._any_unknown else ()))


def camel_case(name: str) -> str:
    """Return a name in ASCII letters and digits alone, accents folded: ``"Mrs. Grey"`` is ``"MrsGrey"``."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_NO_ACCENT))
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", plain))


def capitals(name: str) -> str:
    """Return a name in capitals, on one line."""
    return " ".join(name.upper().split())


def _free(name: str, taken: set[str]) -> str:
    """Return `name`, with the first number from 2 that makes it another than those `taken`, which then holds it."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}{number}"
    taken.add(free.casefold())
    return free


def macros_to_json(lines: Iterable[ScriptLine], recordings: Mapping[str, str]) -> str:
    """Return ebook2audiobook's macros: the voices of an SML script, each with its recording (a path), or ``""`` so far.

    `recordings` that are known already are kept, also those of voices that the script does not have.
    """
    voices = {name: recordings.get(name, "") for name in Voices(lines, camel_case).all}
    voices |= {name: path for name, path in recordings.items() if path}
    return json.dumps({"macros": {"voices": voices}}, ensure_ascii=False, indent=2) + "\n"


def recordings_in(path: str | os.PathLike[str]) -> dict[str, str]:
    """Return the voices and their recordings in the macros file at `path`, none where there is no file.

    Raises ``OutputError`` for a file that holds something else, which writing macros there would destroy.
    """
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise OutputError(f"{path}: can't be read ({error.strerror}); name another file with --macros") from None
    try:
        voices = json.loads(content)["macros"]["voices"]
        if all(isinstance(recording, str) for recording in voices.values()):
            return dict(voices)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise OutputError(f"{path}: is there already, and no macros file; name another one with --macros")
