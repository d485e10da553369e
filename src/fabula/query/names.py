"""Several names in one cell of a table."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.types.world import Entity

JOIN = "; "


def joined_names(entities: Iterable[Entity]) -> str:
    """Return the names of some entities as one text."""
    return JOIN.join(one.name for one in entities)


def names_in(cell: str | None) -> list[str]:
    """Return the names that a cell holds."""
    return cell.split(JOIN) if cell else []
