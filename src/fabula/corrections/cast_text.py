"""Corrections written into the text of a cast file, whose other lines, comments among them, stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, MutableMapping, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array

from fabula.corrections.actions import (
    Action,
    Apart,
    CalledToo,
    CorrectionError,
    HasPronouns,
    Narrates,
    NoPerson,
    Renamed,
    SaidBy,
    Same,
    SceneAt,
    Waive,
)
from fabula.errors import CastError
from fabula.resolve.anchors import find_passages, opening_at, passage_at
from fabula.resolve.cast import parse_cast
from fabula.resolve.names import normal_form
from fabula.types.cast import Cast, Passage
from fabula.types.world import Entity, StoryWorld

_HEAD = "# Corrections of {title}, made in `fabula serve` or by hand; `fabula read` heeds them.\n\n"

_NO_TOML = (TOMLKitError, ValueError, RecursionError)

Row = MutableMapping[str, Any]


def parse_corrections(toml: str, name: str) -> Cast | None:
    """Return what a cast file says; ``None`` where it says nothing. Raises ``CastError``, told of `name`."""
    try:
        empty = not tomlkit.parse(toml)
    except _NO_TOML:
        empty = False  # and `parse_cast` tells where it is wrong
    return None if empty else parse_cast(toml, name)


def corrected(toml: str, action: Action, world: StoryWorld) -> str:
    """Return a cast file's text with one more correction of a world; ``CorrectionError`` for one that can't be."""
    try:
        document = tomlkit.parse(toml or _HEAD.format(title=" ".join((world.work.title or "a story").split())))
    except _NO_TOML as error:
        raise CorrectionError(f"the file of the corrections can't be added to ({error}); mend it by hand") from error
    _write(_Tables(document), action, world)
    written = tomlkit.dumps(document)
    try:
        parse_corrections(written, "the corrections")
    except CastError as error:
        raise CorrectionError(f"this goes against another correction: {error}; undo that one first") from error
    return written


def _key(name: str) -> str:
    """Return what two spellings of one name have in common; a name without a letter is its own."""
    return normal_form(name) or name


class _Tables:
    """The tables of a cast file by kind, each a list of rows that can be changed."""

    def __init__(self, document: tomlkit.TOMLDocument) -> None:
        self._document = document

    def rows(self, kind: str) -> list[Row]:
        """Return the rows of a kind, in order."""
        return list(self._document.get(kind, ()))

    def add(self, kind: str, /, **values: Any) -> Row:
        """Append a row to those of a kind and return it."""
        table = tomlkit.table()
        for key, value in values.items():
            table.add(key.replace("_", "-"), value)
        found = self._document.get(kind)
        if found is None:
            self._document.append(kind, tomlkit.aot())
            found = self._document[kind]
        if isinstance(found, Array):  # written by hand as kind = [{…}]
            inline = tomlkit.inline_table()
            inline.update(table)
            found.append(inline)
        else:
            found.append(table)
        return self.rows(kind)[-1]

    def drop(self, kind: str, gone: Iterable[int]) -> None:
        """Take the rows at some places away."""
        found: Any = self._document.get(kind)
        for place in sorted(set(gone), reverse=True):
            del found[place]
        if isinstance(found, AoT | Array) and not len(found):
            del self._document[kind]

    def member(self, name: str) -> Row | None:
        """Return the row of the character that goes by `name`, or is called so too."""
        wanted = _key(name)
        by_name = [row for row in self.rows("character") if _key(str(row.get("name", ""))) == wanted]
        too = [row for row in self.rows("character") if wanted in map(_key, _names(row, "aliases"))]
        return next(iter((*by_name, *too)), None)

    def member_or_new(self, name: str) -> Row:
        """Return the row of a character, made if there is none; its name is a person's from now on."""
        self.forget_no_person(name)
        return self.member(name) or self.add("character", name=name)

    def forget_no_person(self, name: str) -> None:
        """Take back that a name is no person's."""
        wanted = _key(name)
        rows = enumerate(self.rows("not-a-person"))
        self.drop("not-a-person", [place for place, row in rows if _key(str(row.get("name", ""))) == wanted])


def _names(row: Row, key: str) -> list[str]:
    value = row.get(key)
    return [str(one) for one in value] if isinstance(value, list) else [value] if isinstance(value, str) else []


def _put_names(row: Row, key: str, names: Iterable[str]) -> None:
    """Let a row's key hold these names, each once; without any, the key goes."""
    once: dict[str, str] = {}
    for name in names:
        once.setdefault(_key(name), name)
    if once:
        row[key] = list(once.values())
    else:
        row.pop(key, None)


# -- one correction -------------------------------------------------------------------------------------------------


def _write(tables: _Tables, action: Action, world: StoryWorld) -> None:
    match action:
        case SaidBy():
            _write_lines(tables, action, world)
        case Same(one, other):
            _join(tables, _entity_names(world, one), _entity_names(world, other))
        case Apart(one, other):
            _part(tables, _entity_names(world, one), other)
        case NoPerson(name):
            _put_away(tables, name)
        case CalledToo(name, alias):
            row = tables.member_or_new(_main_name(world, name))
            _put_names(row, "aliases", [*_names(row, "aliases"), alias])
            _put_names(row, "not-the-same-as", _without(_names(row, "not-the-same-as"), [alias]))
        case Renamed(name, new):
            row = tables.member_or_new(_main_name(world, name))
            _put_names(row, "aliases", _without([*_names(row, "aliases"), str(row["name"])], [new]))
            row["name"] = new
        case HasPronouns(name, pronouns):
            tables.member_or_new(_main_name(world, name))["pronouns"] = pronouns
        case Narrates(name):
            for row in tables.rows("character"):
                row.pop("narrator", None)
            if name:
                tables.member_or_new(_main_name(world, name))["narrator"] = True
        case SceneAt():
            _write_scene(tables, action, world)
        case Waive(kind, text):
            tables.add("waive", kind=kind, text=text)


def _write_lines(tables: _Tables, action: SaidBy, world: StoryWorld) -> None:
    place_of = {(one.start, one.end): place for place, one in enumerate(world.quotes)}
    for span in action.lines:
        if (span.start, span.end) not in place_of:
            raise CorrectionError(f"[{span.start}, {span.end}] is no quote of this story; reload the page")
    meant = {place_of[span.start, span.end] for span in action.lines}
    _forget_rows(tables, "line", find_passages(world.text, world.quotes, _passages(tables, "line")), meant)
    if action.who is None:
        return
    if action.who:
        tables.forget_no_person(action.who)
    said_by = _main_name(world, action.who) if action.who else ""
    for span in action.lines:
        _add_passage(tables, "line", passage_at(world.text, span.start, span.end), said_by=said_by)


def _write_scene(tables: _Tables, action: SceneAt, world: StoryWorld) -> None:
    meant = next((place for place, one in enumerate(world.pov) if one.start == action.at), None)
    if meant is None:
        raise CorrectionError(f"no paragraph begins at {action.at}; reload the page")
    found = find_passages(world.text, world.pov, _passages(tables, "scene"), opening=True)
    _forget_rows(tables, "scene", found, {meant})
    passage = opening_at(world.text, action.at, world.pov[meant].end)
    _add_passage(tables, "scene", passage, begins=action.begins)


def _passages(tables: _Tables, kind: str) -> list[Passage]:
    rows = tables.rows(kind)
    return [Passage(*(" ".join(str(row.get(key, "")).split()) for key in ("text", "before", "after"))) for row in rows]


def _forget_rows(tables: _Tables, kind: str, found: Sequence[int | None], meant: Collection[int]) -> None:
    """Take away the rows of a kind that are about what is `meant`; `found` tells what each is about."""
    tables.drop(kind, [place for place, one in enumerate(found) if one in meant])


def _add_passage(tables: _Tables, kind: str, passage: Passage, **values: Any) -> None:
    around = {key: value for key, value in (("before", passage.before), ("after", passage.after)) if value}
    tables.add(kind, **values, text=passage.text, **around)


def _join(tables: _Tables, one: list[str], other: list[str]) -> None:
    """Let two characters be one: all names of the second become aliases of the first."""
    if _key(one[0]) == _key(other[0]):
        raise CorrectionError(f"{one[0]} and {other[0]} are one already")
    kept, gone = tables.member_or_new(one[0]), tables.member(other[0])
    for name in other:
        tables.forget_no_person(name)
    names, strangers = other, _names(kept, "not-the-same-as")
    if gone is not None and gone is not kept and _key(str(gone["name"])) != _key(str(kept["name"])):
        names = [str(gone["name"]), *_names(gone, "aliases"), *other]
        strangers += _names(gone, "not-the-same-as")
        for key in ("pronouns", "narrator"):
            if key in gone and key not in kept:
                kept[key] = gone[key]
        at = [str(row.get("name")) for row in tables.rows("character")].index(str(gone["name"]))
        tables.drop("character", [at])
    _put_names(kept, "aliases", _without([*_names(kept, "aliases"), *names], [str(kept["name"])]))
    _put_names(kept, "not-the-same-as", _without(strangers, [str(kept["name"]), *_names(kept, "aliases")]))


def _part(tables: _Tables, one: list[str], other: str) -> None:
    """Let a name be another's: a character of its own."""
    if _key(one[0]) == _key(other):
        raise CorrectionError(f"{other} is the name that this character goes by; name another one of its names")
    row = tables.member_or_new(one[0])
    _put_names(row, "aliases", _without(_names(row, "aliases"), [other]))
    _put_names(row, "not-the-same-as", [*_names(row, "not-the-same-as"), other])
    tables.member_or_new(other)


def _put_away(tables: _Tables, name: str) -> None:
    """Let a name be no person's: it leaves the characters, too."""
    wanted = _key(name)
    rows = tables.rows("character")
    tables.drop("character", [at for at, row in enumerate(rows) if _key(str(row.get("name", ""))) == wanted])
    for row in tables.rows("character"):
        if "aliases" in row:
            _put_names(row, "aliases", _without(_names(row, "aliases"), [name]))
    if wanted not in {_key(str(row.get("name", ""))) for row in tables.rows("not-a-person")}:
        tables.add("not-a-person", name=name)


def _without(names: Iterable[str], gone: Iterable[str]) -> Iterator[str]:
    unwanted = {_key(name) for name in gone}
    return (name for name in names if _key(name) not in unwanted)


def _main_name(world: StoryWorld, name: str) -> str:
    return _entity_names(world, name)[0]


def _entity_names(world: StoryWorld, name: str) -> list[str]:
    """Return the names of who is called `name` in a world, the one it goes by first; `name` alone where there is nobody."""
    found = entity_called(world, name)
    return [name] if found is None else [found.name, *found.aliases]


def entity_called(world: StoryWorld, name: str) -> Entity | None:
    """Return the person that goes by a name, else the only one that is called so too; ``None`` where there is none."""
    wanted = _key(name)
    persons = [one for one in world.entities if one.type == "PER"]
    by_name = [one for one in persons if one.name == name] or [one for one in persons if _key(one.name) == wanted]
    too = [one for one in persons if wanted in map(_key, one.aliases)]
    return by_name[0] if by_name else too[0] if len(too) == 1 else None
