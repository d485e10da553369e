"""How records lie in tables: each layer is one table of parts, so that storing and loading agree."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from fabula.types.text import Span
from fabula.types.world import Entity

Cast = Mapping[int, Entity]


@dataclass(frozen=True, slots=True)
class Part:
    """One attribute of a record and the columns it lies in; `read` takes the cast and the columns' values."""

    attribute: str
    columns: tuple[str, ...]
    write: Callable[[Any], Sequence[Any]]
    read: Callable[..., Any]


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
        Part(name, (name,), lambda record, get=attrgetter(name): (get(record),), lambda _, value: value)  # type: ignore[misc]
        for name in names
    )


def renamed(name: str, column: str) -> Part:
    """Return the part of an attribute whose column has another name."""
    return Part(name, (column,), lambda record: (getattr(record, name),), lambda _, value: value)


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
    parts = _sliced(layer.parts)
    columns = ", ".join(column for part in layer.parts for column in part.columns)
    query = f"SELECT {columns} FROM {layer.table} WHERE work = ? ORDER BY position"
    found = [_read_several(connection, work, several, cast) for several in layer.several]
    records = []
    for position, row in enumerate(connection.execute(query, (work,))):
        values = {part.attribute: part.read(cast, *row[columns_of]) for part, columns_of in parts}
        for several, lists in zip(layer.several, found, strict=True):
            owner = values[several.key] if several.key else position
            values[several.attribute] = tuple(lists.get(owner, ()))
        records.append(layer.kind(**values))
    return tuple(records)


def _sliced(parts: Iterable[Part]) -> list[tuple[Part, slice]]:
    """Return each part with where its columns stand in a row."""
    sliced, at = [], 0
    for part in parts:
        sliced.append((part, slice(at, at + len(part.columns))))
        at += len(part.columns)
    return sliced


def _read_several(connection: sqlite3.Connection, work: int, several: Several, cast: Cast) -> Mapping[int, list[Any]]:
    """Return the items of every owner, in their order."""
    columns = ", ".join((several.owner, *several.item.columns))
    query = f"SELECT {columns} FROM {several.table} WHERE work = ? ORDER BY {several.owner}, position"
    lists: dict[int, list[Any]] = defaultdict(list)
    for owner, *values in connection.execute(query, (work,)):
        lists[owner].append(several.item.read(cast, *values))
    return lists
