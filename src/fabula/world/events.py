"""Realis events: what the text asserts as having happened (after Sims, Park and Bamman 2019)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fabula.resolve.discourse import Reference
from fabula.types.annotations import Syntax
from fabula.types.world import Entity, WorldEvent
from fabula.world.clause_trees import references_by_head
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_AGENTS = ("nsubj", "obl:agent", "nmod:poss")
_PATIENTS = ("obj", "nsubj:pass", "iobj")
_SHARING = ("conj", "xcomp")  # *she rose and left*, *she began to run*: the subject is the first verb's


def find_events(reading: Reading, clauses: Sequence[Clause]) -> tuple[WorldEvent, ...]:
    """Return the asserted clauses as events with their agent and patient: what can be told without a network."""
    return tuple(
        WorldEvent(
            reading.discourse.starts[one.verb],
            reading.discourse.ends[one.verb],
            one.lemma,
            _who(reading, one.subject),
            _who(reading, one.object),
        )
        for one in clauses
        if one.asserted
    )


def events_at(reading: Reading, triggers: Iterable[int], syntax: Syntax) -> tuple[WorldEvent, ...]:
    """Return the events that some tokens are the triggers of; agent and patient are read off the tree."""
    at_head = references_by_head(reading)
    dependents = _dependents(syntax)
    return tuple(
        WorldEvent(
            reading.discourse.starts[token],
            reading.discourse.ends[token],
            syntax.lemma[token],
            _who(reading, _agent(token, syntax, dependents, at_head)),
            _who(reading, _dependent(token, _PATIENTS, syntax, dependents, at_head)),
        )
        for token in triggers
    )


def _dependents(syntax: Syntax) -> Mapping[int, list[int]]:
    """Return the tokens that hang on each token by a relation that can make them agent or patient."""
    wanted = {*_AGENTS, *_PATIENTS}
    found: dict[int, list[int]] = {}
    for token, (head, relation) in enumerate(zip(syntax.head.tolist(), syntax.relation, strict=True)):
        if relation in wanted:
            found.setdefault(head, []).append(token)
    return found


def _agent(
    token: int, syntax: Syntax, dependents: Mapping[int, list[int]], at_head: Mapping[int, Reference]
) -> Reference | None:
    found = _dependent(token, _AGENTS, syntax, dependents, at_head)
    above = int(syntax.head[token])
    if found is not None or syntax.relation[token] not in _SHARING or above == token:
        return found
    own = {syntax.relation[other] for other in dependents.get(token, ())}
    return None if own & {"nsubj", "nsubj:pass"} else _dependent(above, _AGENTS, syntax, dependents, at_head)


def _dependent(
    token: int,
    relations: Sequence[str],
    syntax: Syntax,
    dependents: Mapping[int, list[int]],
    at_head: Mapping[int, Reference],
) -> Reference | None:
    for relation in relations:
        for other in dependents.get(token, ()):
            if syntax.relation[other] == relation and other in at_head:
                return at_head[other]
    return None


def _who(reading: Reading, reference: Reference | None) -> Entity | None:
    return None if reference is None else reading.referent(reference)
