"""Who speaks to whom, as a network that grows from chapter to chapter."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from fabula.present.layout import place_nodes
from fabula.present.views.limits import Limits, shortened
from fabula.present.views.passages import Passage, Passages
from fabula.types.text import Chapter
from fabula.types.world import Entity, Quote, Scene, StoryWorld

_NODES, _EDGES = 22, 60
_TITLE = 80  # characters of a chapter's title
_LEFT, _TOP, _WIDTH, _HEIGHT = 110, 50, 780, 510  # of the nodes' middles in a picture of 1000 by 620

Pair = tuple[Entity, Entity]
Talks = Mapping[Pair, Sequence[Quote]]


@dataclass(frozen=True, slots=True)
class Node:
    """One character; `x` and `y` in the picture, `counts` the quotes said by or to it up to the end of each step."""

    entity: Entity
    x: float
    y: float
    counts: tuple[int, ...]
    first: Passage

    @property
    def count(self) -> int:
        """All its quotes."""
        return self.counts[-1]


@dataclass(frozen=True, slots=True)
class Edge:
    """The quotes that two characters say to each other: `counts` up to the end of each step, the first and the last."""

    one: Node
    other: Node
    counts: tuple[int, ...]
    first: Passage
    last: Passage

    @property
    def count(self) -> int:
        """All its quotes."""
        return self.counts[-1]


@dataclass(frozen=True, slots=True)
class Network:
    """The most active characters and the strongest bonds among them; `steps` are what the chapters, or scenes, are called."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    steps: tuple[str, ...]

    @property
    def most_active(self) -> int:
        """The count of the most active node."""
        return max((one.count for one in self.nodes), default=1)

    @property
    def strongest(self) -> int:
        """The count of the strongest edge."""
        return max((one.count for one in self.edges), default=1)


def network_values(world: StoryWorld, limits: Limits) -> Mapping[str, Any]:
    """Return the network, the same within any limits: a picture has no room for more."""
    return {"network": network(world)}


def network(world: StoryWorld) -> Network:
    """Return who speaks to whom."""
    talks, steps, passages = _talks(world), _steps(world), Passages(world)
    starts = [one.start for one in steps]
    activity: defaultdict[Entity, list[Quote]] = defaultdict(list)
    for (one, other), quotes in talks.items():
        activity[one] += quotes
        activity[other] += quotes
    chosen = sorted(activity, key=lambda one: (-len(activity[one]), one.id))[:_NODES]
    at = place_nodes(_weights(chosen, talks))
    nodes = {
        one: Node(
            one,
            round(_LEFT + _WIDTH * float(x), 1),
            round(_TOP + _HEIGHT * float(y), 1),
            _cumulated(activity[one], starts),
            _first(activity[one], passages),
        )
        for one, (x, y) in zip(chosen, at, strict=True)
    }
    edges = [
        Edge(nodes[one], nodes[other], _cumulated(quotes, starts), _first(quotes, passages), _last(quotes, passages))
        for (one, other), quotes in talks.items()
        if one in nodes and other in nodes
    ]
    edges.sort(key=lambda edge: (-edge.count, edge.one.entity.id, edge.other.entity.id))
    return Network(tuple(nodes.values()), _drawn(edges), tuple(map(_called, range(1, len(steps) + 1), steps)))


def _drawn(edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """Return the strongest edges, and of each node that would have none its strongest; `edges` come in that order."""
    drawn, joined = list(edges[:_EDGES]), {node for edge in edges[:_EDGES] for node in (edge.one, edge.other)}
    for edge in edges[_EDGES:]:
        if not {edge.one, edge.other} <= joined:
            drawn.append(edge)
            joined |= {edge.one, edge.other}
    return tuple(drawn)


def _talks(world: StoryWorld) -> Talks:
    """Return the quotes between each two characters, whoever says them."""
    talks: defaultdict[Pair, list[Quote]] = defaultdict(list)
    for quote in world.quotes:
        for other in quote.addressees:
            if quote.speaker is not None and other != quote.speaker and not other.group:
                one, two = sorted((quote.speaker, other), key=lambda entity: entity.id)
                talks[one, two].append(quote)
    return talks


def _weights(chosen: Sequence[Entity], talks: Talks) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return float64 ``(n_chosen, n_chosen)``, how often each two of the chosen talk."""
    place = {one: i for i, one in enumerate(chosen)}
    weights = np.zeros((len(chosen), len(chosen)))
    for (one, other), quotes in talks.items():
        if one in place and other in place:
            weights[place[one], place[other]] = weights[place[other], place[one]] = len(quotes)
    return weights


def _steps(world: StoryWorld) -> Sequence[Chapter | Scene]:
    return world.work.chapters if len(world.work.chapters) > 1 else world.scenes


def _called(number: int, step: Chapter | Scene) -> str:
    if isinstance(step, Scene):
        return f"scene {number}"
    return f"chapter {number}" + (f", {shortened(step.title, _TITLE)}" if step.title else "")


def _cumulated(quotes: Sequence[Quote], starts: Sequence[int]) -> tuple[int, ...]:
    """Return how many of the quotes lie before the end of each step; what lies before the first step counts to it."""
    counts = Counter(max(0, bisect_right(starts, quote.start) - 1) for quote in quotes)
    return tuple(accumulate(counts[step] for step in range(max(1, len(starts)))))


def _first(quotes: Sequence[Quote], passages: Passages) -> Passage:
    quote = min(quotes, key=lambda one: one.start)
    return passages.at(quote.start, quote.end)


def _last(quotes: Sequence[Quote], passages: Passages) -> Passage:
    quote = max(quotes, key=lambda one: one.start)
    return passages.at(quote.start, quote.end)
