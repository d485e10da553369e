"""The bonds between characters, passage by passage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabula.present.views.limits import Limits, cut
from fabula.present.views.passages import Passage, Passages
from fabula.types.world import Relation, StoryWorld


@dataclass(frozen=True, slots=True)
class Bond:
    """A bond and the passage that shows it."""

    relation: Relation
    passage: Passage


def relations_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the bonds, in order."""
    passages = Passages(world)
    bonds = (Bond(one, passages.at(one.start, one.end)) for one in world.relations)
    return {"bonds": cut(bonds, limits.rows)}
