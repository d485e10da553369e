"""The reader's own cast: characters from TOML, JSON or CSV, and in TOML whatever else a reader says of a book."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from fabula.errors import CastError
from fabula.resolve.names import normal_form
from fabula.types.annotations import Gender
from fabula.types.cast import Cast, CastMember, Passage, SaidLine, SceneMark, Waiver

_T = TypeVar("_T")
_Reads = Callable[[str, Mapping[str, Any]], _T]

_GENDERS: dict[str, Gender] = {
    "f": "female", "female": "female", "woman": "female", "she": "female", "her": "female",
    "m": "male", "male": "male", "man": "male", "he": "male", "him": "male",
    "it": "neuter", "they": "plural", "them": "plural",
}  # fmt: skip
_NARRATOR_ALIASES = frozenset({"_narr", "_narrator"})  # PDNC writes the narrator so


def read_cast(path: str | os.PathLike[str]) -> Cast:
    """Return the cast in a TOML, JSON or CSV file, told apart by the ending; `CastError` names file, place and remedy.

    JSON: a list of objects. CSV: a header row. The fields of a character are ``name``, ``aliases``, ``pronouns`` or
    ``gender``, ``narrator``, ``not-the-same-as``; PDNC's ``character_info.csv`` is read as it is. What TOML may hold besides
    is at `parse_cast`.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CastError(
            f"{path}: can't read the cast file ({error.strerror}); give a TOML, JSON or CSV file"
        ) from error
    ending = path.suffix.lower()
    return parse_cast(data, str(path)) if ending == ".toml" else _cast_of_table(data, str(path), ending)


def parse_cast(text: str | bytes, name: str) -> Cast:
    """Return the cast that TOML holds; errors are told of `name`, as of a file.

    The tables are ``[[character]]``, ``[[not-a-person]]`` with a ``name``, ``[[line]]`` with ``said-by`` (empty: nobody who could
    be named) and ``[[scene]]`` with ``begins``, both with the ``text`` that they are about and the words ``before`` and
    ``after``, and ``[[waive]]`` with ``text`` and perhaps ``kind`` for findings to let stand. Raises `CastError`.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except (
        ValueError,
        RecursionError,
    ) as error:  # no UTF-8, no TOML, a number of thousands of digits, nested without end
        raise CastError(f"{name}: can't read the cast file ({error}); give UTF-8 TOML, JSON or CSV") from error
    characters = tables.get("character", [])
    return _checked(
        Cast(
            _members(name, characters),
            hashlib.sha256(data).hexdigest(),
            _read_all(name, tables, "waive", _waiver),
            _read_all(name, tables, "not-a-person", _no_person),
            _read_all(name, tables, "line", _line),
            _read_all(name, tables, "scene", _scene_mark),
        ),
        name,
    )


def _cast_of_table(data: bytes, name: str, ending: str) -> Cast:
    """Return the characters of a JSON list or of CSV."""
    try:
        text = data.decode("utf-8-sig")
        if ending == ".json":
            found = json.loads(text)
            found = found.get("characters", found) if isinstance(found, dict) else found
        else:
            found = list(csv.DictReader(io.StringIO(text)))
    except (ValueError, RecursionError, csv.Error) as error:
        raise CastError(f"{name}: can't read the cast file ({error}); give UTF-8 TOML, JSON or CSV") from error
    return _checked(Cast(_members(name, found), hashlib.sha256(data).hexdigest()), name)


def _checked(cast: Cast, name: str) -> Cast:
    """Return a cast that says something, and nothing twice or against itself."""
    if not (cast.members or cast.waived or cast.not_persons or cast.lines or cast.scenes):
        raise CastError(f"{name}: no characters in it; it needs at least one with a name")
    names = [member.name for member in cast.members]
    if len(set(names)) < len(names):
        twice = next(one for one in names if names.count(one) > 1)
        raise CastError(f"{name}: two characters are called {twice!r}; give each a name of its own")
    for member in cast.members:
        both = {member.name, *member.aliases}.intersection(member.not_same)
        if both:
            raise CastError(
                f"{name}: {min(both)!r} is a name of {member.name} and is not; leave it out of one of the lists"
            )
    persons = {normal_form(one) for member in cast.members for one in (member.name, *member.aliases)}
    for one in cast.not_persons:
        if normal_form(one) in persons:
            raise CastError(f"{name}: {one!r} is a character's name and no person's; leave it out of one of the tables")
    return cast


# -- what is no character ---------------------------------------------------------------------------------------------


def _read_all(name: str, tables: Mapping[str, Any], key: str, read: _Reads[_T]) -> tuple[_T, ...]:
    """Return what the tables of one kind say, each read by `read`, which is told the place for its errors."""
    rows = tables.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CastError(f"{name}: `{key}` must stand in [[{key}]] tables")
    return tuple(read(f"{name}: {key} {number}", row) for number, row in enumerate(rows, start=1))


def _waiver(place: str, row: Mapping[str, Any]) -> Waiver:
    text, kind = row.get("text"), row.get("kind")
    if not isinstance(text, str) or not text.strip() or not isinstance(kind, str | None):
        raise CastError(f"{place} has no `text`; give words of the passage that the finding marks")
    return Waiver(" ".join(text.split()), kind)


def _no_person(place: str, row: Mapping[str, Any]) -> str:
    found = row.get("name")
    if not isinstance(found, str) or not normal_form(found):
        raise CastError(f"{place} has no `name`; give the name or description that is no person's")
    return " ".join(found.split())


def _line(place: str, row: Mapping[str, Any]) -> SaidLine:
    speaker = row.get("said-by")
    if not isinstance(speaker, str):
        raise CastError(f'{place} has no `said-by`; give a name, or "" for nobody who could be named')
    return SaidLine(_passage(place, row, "the words of the quote"), " ".join(speaker.split()) or None)


def _scene_mark(place: str, row: Mapping[str, Any]) -> SceneMark:
    begins = row.get("begins")
    if not isinstance(begins, bool):
        raise CastError(f"{place} has no `begins`; give true, or false where no scene begins")
    return SceneMark(_passage(place, row, "the first words of the paragraph"), begins)


def _passage(place: str, row: Mapping[str, Any], wanted: str) -> Passage:
    text, *around = (row.get(key, "") for key in ("text", "before", "after"))
    if not isinstance(text, str) or not text.strip():
        raise CastError(f"{place} has no `text`; give {wanted}")
    for key, words in zip(("before", "after"), around, strict=True):
        if not isinstance(words, str):
            raise CastError(f"{place}: `{key}` is {words!r}; give the words {key} the passage, or leave it out")
    return Passage(*(" ".join(words.split()) for words in (text, *around)))


# -- characters -------------------------------------------------------------------------------------------------------


def _members(name: str, rows: object) -> tuple[CastMember, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CastError(f"{name}: the cast must be a list of characters, each with a name")
    return tuple(_member(name, number, row) for number, row in enumerate(rows, start=1))


def _member(file: str, number: int, row: Mapping[str, Any]) -> CastMember:
    fields = {re.sub(r"[\s_-]+", " ", str(key)).strip().lower(): value for key, value in row.items() if key is not None}
    name = str(fields.get("name") or fields.get("main name") or "").strip()
    if not name:
        raise CastError(f"{file}: character {number} has no name; give it a `name`")
    aliases = _aliases(fields.get("aliases"))
    given = str(fields.get("pronouns") or fields.get("gender") or "").strip().lower()
    first = given.split("/")[0].strip()  # "she/they": the pronoun put first is the one to look for
    narrator = str(fields.get("narrator") or "").strip().lower() in ("true", "yes", "1")
    return CastMember(
        name,
        tuple(alias for alias in aliases if alias not in _NARRATOR_ALIASES and alias != name),
        _GENDERS.get(first),
        narrator or any(alias in _NARRATOR_ALIASES for alias in aliases),
        tuple(_aliases(fields.get("not the same as"))),
    )


def _aliases(value: object) -> list[str]:
    """Return aliases from a list, a Python literal (PDNC), or text divided by semicolons."""
    if value is None:
        return []
    if isinstance(value, list | tuple | set):
        return sorted({str(one).strip() for one in value if str(one).strip()})
    text = str(value).strip()
    if text[:1] in "[{(":
        try:
            literal = ast.literal_eval(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):  # no literal, or not a sound one
            literal = None
        if isinstance(literal, list | tuple | set):
            return sorted({str(one).strip() for one in literal if str(one).strip()})
    return [one.strip() for one in re.split(r"[;|]", text) if one.strip()]
