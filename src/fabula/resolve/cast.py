"""The reader's own cast: characters with names, aliases and pronouns, from TOML, JSON or CSV."""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from fabula.errors import CastError
from fabula.types.annotations import Gender
from fabula.types.cast import Cast, CastMember, Waiver

_GENDERS: dict[str, Gender] = {
    "f": "female", "female": "female", "woman": "female", "she": "female", "her": "female",
    "m": "male", "male": "male", "man": "male", "he": "male", "him": "male",
    "it": "neuter", "they": "plural", "them": "plural",
}  # fmt: skip
_NARRATOR_ALIASES = frozenset({"_narr", "_narrator"})  # PDNC writes the narrator so


def read_cast(path: str | os.PathLike[str]) -> Cast:
    """Return the cast in a TOML, JSON or CSV file, told apart by the ending; `CastError` names file, place and remedy.

    TOML: ``[[character]]`` tables, and ``[[waive]]`` tables with ``text`` and perhaps ``kind`` for findings to let stand.
    JSON: a list of objects. CSV: a header row. The fields of a character are ``name``, ``aliases``, ``pronouns`` or
    ``gender``, ``narrator``, ``not-the-same-as``; PDNC's ``character_info.csv`` is read as it is.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CastError(
            f"{path}: can't read the cast file ({error.strerror}); give a TOML, JSON or CSV file"
        ) from error
    rows = list(_parse(path, data))
    members = tuple(_member(path, number, row) for number, row in enumerate(rows, start=1))
    waived = tuple(_waivers(path, data))
    if not members and not waived:
        raise CastError(f"{path}: no characters in it; it needs at least one with a name")
    names = [member.name for member in members]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise CastError(f"{path}: two characters are called {twice!r}; give each a name of its own")
    for member in members:
        both = {member.name, *member.aliases}.intersection(member.not_same)
        if both:
            raise CastError(
                f"{path}: {min(both)!r} is a name of {member.name} and is not; leave it out of one of the lists"
            )
    return Cast(members, hashlib.sha256(data).hexdigest(), waived)


def _waivers(path: Path, data: bytes) -> Iterator[Waiver]:
    if path.suffix.lower() != ".toml":
        return
    rows = tomllib.loads(data.decode("utf-8-sig")).get("waive", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise CastError(f"{path}: what is waived must stand in [[waive]] tables")
    for number, row in enumerate(rows, start=1):
        text, kind = row.get("text"), row.get("kind")
        if not isinstance(text, str) or not text.strip() or not isinstance(kind, str | None):
            raise CastError(f"{path}: waive {number} has no `text`; give words of the passage that the finding marks")
        yield Waiver(" ".join(text.split()), kind)


def _parse(path: Path, data: bytes) -> Iterable[Mapping[str, Any]]:
    try:
        text = data.decode("utf-8-sig")
        if path.suffix.lower() == ".toml":
            found = tomllib.loads(text).get("character", [])
        elif path.suffix.lower() == ".json":
            found = json.loads(text)
            found = found.get("characters", found) if isinstance(found, dict) else found
        else:
            found = list(csv.DictReader(io.StringIO(text)))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, json.JSONDecodeError, csv.Error) as error:
        raise CastError(f"{path}: can't read the cast file ({error}); give UTF-8 TOML, JSON or CSV") from error
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise CastError(f"{path}: the cast must be a list of characters, each with a name")
    return found


def _member(path: Path, number: int, row: Mapping[str, Any]) -> CastMember:
    fields = {re.sub(r"[\s_-]+", " ", str(key)).strip().lower(): value for key, value in row.items() if key is not None}
    name = str(fields.get("name") or fields.get("main name") or "").strip()
    if not name:
        raise CastError(f"{path}: character {number} has no name; give it a `name`")
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
        except (ValueError, SyntaxError):
            literal = None
        if isinstance(literal, list | tuple | set):
            return sorted({str(one).strip() for one in literal if str(one).strip()})
    return [one.strip() for one in re.split(r"[;|]", text) if one.strip()]
