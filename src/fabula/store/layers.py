"""How records lie in tables: each layer is one table of parts, so that storing and loading agree."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from fabula.types.text import Span
from fabula.types.world import Entity

Cast = Mapping[int, Entity]


@dataclass(frozen=True, slots=True)
class Part:
    """One attribute of a record and the columns it lies in.

    `read` takes the cast and the columns' values; ``None`` where the one column holds the value as it is.
    """

    attribute: str
    columns: tuple[str, ...]
    write: Callable[[Any], Sequence[Any]]
    read: Callable[..., Any] | None


@dataclass(frozen=True, slots=True)
class Several:
    """An attribute that holds a tuple, each item a row of another table that names its `owner`.

    The owner's `key` is its ``id``, or ``None`` for its position in the layer.
    """

    attribute: str
    table: str
    owner: str
    key: str | None
    item: Part


@dataclass(frozen=True, slots=True)
class Layer:
    """One table, the dataclass of its rows, and where each attribute lies."""

    table: str
    kind: Callable[..., Any]
    parts: tuple[Part, ...]
    several: tuple[Several, ...] = ()


# -- kinds of parts -------------------------------------------------------------------------------------------------


def plain(*names: str) -> tuple[Part, ...]:
    """Return parts for attributes that a column of the same name holds as they are."""
    return tuple(
        Part(name, (name,), lambda record, get=attrgetter(name): (get(record),), None)  # type: ignore[misc]
        for name in names
    )


def renamed(name: str, column: str) -> Part:
    """Return the part of an attribute whose column has another name."""
    return Part(name, (column,), lambda record: (getattr(record, name),), None)


def truth(name: str, column: str) -> Part:
    """Return the part of a true-or-false attribute."""
    return Part(name, (column,), lambda record: (getattr(record, name),), lambda _, value: bool(value))


def somebody(name: str, column: str = "") -> Part:
    """Return the part of an attribute that is an entity or ``None``; its column holds the id."""
    return Part(name, (column or name,), lambda record: (_id(getattr(record, name)),), _entity)


def span(name: str) -> Part:
    """Return the part of an attribute that is a span or ``None``; it has two columns."""
    return Part(
        name,
        (f"{name}_start", f"{name}_end"),
        lambda record: _bounds(getattr(record, name)),
        lambda _, start, end: None if start is None else Span(start, end),
    )


def company(attribute: str, owners: str) -> Several:
    """Return the table of a tuple of entities: ``quote_hearers`` for the hearers of quotes."""
    table = f"{owners}_{attribute}"
    owner = "claim" if owners == "knowledge" else owners
    return Several(attribute, table, owner, "id", Part("", ("entity",), lambda one: (one.id,), _entity))


def _id(entity: Entity | None) -> int | None:
    return None if entity is None else entity.id


def _entity(cast: Cast, number: int | None) -> Entity | None:
    return None if number is None else cast[number]


def _bounds(place: Span | None) -> tuple[int | None, int | None]:
    return (None, None) if place is None else (place.start, place.end)


# -- storing --------------------------------------------------------------------------------------------------------


def write_layer(connection: sqlite3.Connection, work: int, layer: Layer, records: Sequence[Any]) -> None:
    """Insert the rows of `records`, and those of the tuples they hold."""
    writers = [part.write for part in layer.parts]
    columns = [column for part in layer.parts for column in part.columns]
    rows = (
        (work, position, *(value for write in writers for value in write(record)))
        for position, record in enumerate(records)
    )
    insert(connection, layer.table, ("work", "position", *columns), rows)
    for several in layer.several:
        _write_several(connection, work, several, records)


def _write_several(connection: sqlite3.Connection, work: int, several: Several, records: Sequence[Any]) -> None:
    item = several.item
    rows = (
        (work, getattr(record, several.key) if several.key else number, position, *item.write(one))
        for number, record in enumerate(records)
        for position, one in enumerate(getattr(record, several.attribute))
    )
    insert(connection, several.table, ("work", several.owner, "position", *item.columns), rows)


def insert(connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a table."""
    marks = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)


# -- loading --------------------------------------------------------------------------------------------------------


def read_layer(connection: sqlite3.Connection, work: int, layer: Layer, cast: Cast) -> tuple[Any, ...]:
    """Return the records of one layer of a work, in their order."""
    columns = [column for part in layer.parts for column in part.columns]
    query = f"SELECT {', '.join(columns)} FROM {layer.table} WHERE work = ? ORDER BY position"
    several = {one.attribute: _read_several(connection, work, one, cast) for one in layer.several}
    keys = {one.attribute: columns.index(one.key) if one.key else None for one in layer.several}
    getters = [_getter(name, layer, cast, several, keys) for name in _fields(layer)]
    rows = enumerate(connection.execute(query, (work,)))
    return tuple(layer.kind(*[get(position, row) for get in getters]) for position, row in rows)


_Getter = Callable[[int, Sequence[Any]], Any]


def _fields(layer: Layer) -> list[str]:
    """Return the attributes of a layer's records, in the order in which they are made of them."""
    stored = {part.attribute for part in layer.parts} | {one.attribute for one in layer.several}
    names = [field.name for field in fields(layer.kind)][: len(stored)]  # type: ignore[arg-type]
    assert stored == set(names), f"{layer.table} has no place for some field, or one too many"
    return names


def _getter(
    name: str, layer: Layer, cast: Cast, several: Mapping[str, Mapping[int, list[Any]]], keys: Mapping[str, int | None]
) -> _Getter:
    """Return what takes an attribute's value out of a row: made once a layer, for a novel has a hundred thousand rows."""
    if name in several:
        lists, key = several[name], keys[name]
        return lambda position, row: tuple(lists.get(position if key is None else row[key], ()))
    at = 0
    for part in layer.parts:
        if part.attribute == name:
            break
        at += len(part.columns)
    read, end = part.read, at + len(part.columns)
    if read is None:
        return lambda _, row: row[at]
    if end == at + 1:
        return lambda _, row: read(cast, row[at])
    return lambda _, row: read(cast, *row[at:end])


def _read_several(connection: sqlite3.Connection, work: int, several: Several, cast: Cast) -> Mapping[int, list[Any]]:
    """Return the items of every owner, in their order."""
    columns = ", ".join((several.owner, *several.item.columns))
    query = f"SELECT {columns} FROM {several.table} WHERE work = ? ORDER BY {several.owner}, position"
    lists: dict[int, list[Any]] = defaultdict(list)
    read = several.item.read
    for owner, *values in connection.execute(query, (work,)):
        lists[owner].append(read(cast, *values) if read else values[0])
    return lists
