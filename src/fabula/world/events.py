"""Realis events: what the narration asserts as having happened (after Sims, Park and Bamman 2019)."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.types.world import Entity, WorldEvent
from fabula.world.clauses import Clause
from fabula.world.reading import Reading


def find_events(reading: Reading, clauses: Sequence[Clause]) -> tuple[WorldEvent, ...]:
    """Return the asserted clauses as events with their agent and patient."""
    return tuple(
        WorldEvent(
            reading.discourse.starts[one.verb],
            reading.discourse.ends[one.verb],
            one.lemma,
            _who(reading, one, "subject"),
            _who(reading, one, "object"),
        )
        for one in clauses
        if one.asserted
    )


def _who(reading: Reading, clause: Clause, role: str) -> Entity | None:
    reference = clause.subject if role == "subject" else clause.object
    return None if reference is None else reading.referent(reference)
