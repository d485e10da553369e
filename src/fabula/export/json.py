"""Worlds as JSON: the format ``fabula-world``, version 1 (`docs/world-format.md`), written and read from one table."""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from pathlib import Path
from typing import IO, Any

from fabula.errors import SourceError
from fabula.export.codec import Misfit, Surroundings
from fabula.export.files import write_whole
from fabula.export.records import LAYERS
from fabula.types.world import Knowledge, StoryWorld

FORMAT = "fabula-world"
VERSION = 1


def world_to_dict(story: StoryWorld) -> dict[str, Any]:
    """Return the export of a world: plain dicts, lists, strings and numbers, in the format's order of keys."""
    exported: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    for key, codec in LAYERS.items():
        value = getattr(story, key)
        if value is not None:  # only `tokens` may be
            exported[key] = codec.encode(value)
    return exported


def world_from_dict(exported: Any, *, source: str = "this world") -> StoryWorld:
    """Return the world in an export; `source` is its name for messages.

    Raises ``SourceError``, naming the place, when the format, the version, a key, an id or a span is wrong.
    """
    _check_format(exported, source)
    try:
        return _decode(exported)
    except Misfit as misfit:
        raise SourceError(
            f"{source}: {misfit.place} {misfit.message}; export the world again with `fabula read BOOK --json FILE`"
        ) from None


def encode_world(story: StoryWorld) -> bytes:
    """Return the bytes of the export: UTF-8, one line, the same for the same world."""
    text = json.dumps(world_to_dict(story), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A lone surrogate has no UTF-8; its Python escape happens to be its JSON escape.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def dump_world(story: StoryWorld, file: str | os.PathLike[str] | IO[bytes] | IO[str]) -> None:
    """Write the export to a path (``"-"``: standard output) or an open file.

    A path gets the whole export or, with an ``OutputError`` that says what to do, keeps what it had.
    """
    content = encode_world(story)
    if isinstance(file, str | os.PathLike):
        write_whole(file, content)
    elif isinstance(file, io.TextIOBase):
        file.write(content.decode("utf-8"))
    else:
        file.write(content)  # type: ignore[arg-type]


def load_world(path: str | os.PathLike[str]) -> StoryWorld:
    """Return the world in the export at `path`; ``SourceError`` when it can't be read or isn't one."""
    name = os.fspath(path)
    try:
        exported = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise SourceError(f"{name}: can't be read ({error.strerror}); check the path") from None
    except (ValueError, RecursionError) as error:
        raise SourceError(
            f"{name}: is not JSON ({error}); give a file that `fabula read BOOK --json FILE` wrote"
        ) from None
    return world_from_dict(exported, source=name)


def _check_format(exported: Any, source: str) -> None:
    if not isinstance(exported, dict) or exported.get("format") != FORMAT:
        raise SourceError(
            f'{source}: has no "format": "{FORMAT}"; give a file that `fabula read BOOK --json FILE` wrote'
        )
    if exported.get("version") != VERSION:
        raise SourceError(
            f"{source}: is version {exported.get('version')!r} of the format, and this fabula reads version {VERSION};"
            " export the book again, or use the fabula that wrote it"
        )


def _decode(exported: dict[str, Any]) -> StoryWorld:
    """Return the world; raises ``Misfit``."""
    text = _layer(exported, "text", Surroundings())
    entities = _layer(exported, "entities", Surroundings(len(text)))
    _check_unique("entities", [one.id for one in entities])
    around = Surroundings(len(text), {one.id: one for one in entities})
    values = {
        key: _layer(exported, key, around)
        for key in LAYERS
        if key not in ("text", "entities") and (key != "tokens" or key in exported)
    }
    for key in ("quotes", "scenes", "knowledge"):
        _check_unique(key, [one.id for one in values[key]])
    _check_quotes_known(values["knowledge"], {one.id for one in values["quotes"]})
    return StoryWorld(text=text, entities=entities, **values)


def _layer(exported: dict[str, Any], key: str, around: Surroundings) -> Any:
    if key not in exported:
        raise Misfit("is missing", key)
    try:
        return LAYERS[key].decode(exported[key], around)
    except Misfit as misfit:
        raise misfit.inside(key) from None


def _check_unique(key: str, ids: list[int]) -> None:
    for number, times in Counter(ids).items():
        if times > 1:
            raise Misfit(f"has {times} with the id {number}", key)


def _check_quotes_known(claims: tuple[Knowledge, ...], quotes: set[int]) -> None:
    for number, claim in enumerate(claims):
        if claim.quote is not None and claim.quote not in quotes:
            raise Misfit(f"there is no quote with the id {claim.quote}", f"knowledge[{number}].quote")
