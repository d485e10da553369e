"""Stays: from when to when somebody is seen in a scene, and where he comes in or leaves; read off events and quotes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.lexicons import words_of
from fabula.types.text import Span
from fabula.types.world import Entity, Scene, StoryWorld

_BEFORE_COMING = 1  # acts of somebody before he comes in: *he knocked and came in*


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody in a scene: where he is first and last seen doing or saying something, and the words that bring him in, or out.

    The four are ``None`` where nothing tells.
    """

    scene: Scene
    who: Entity
    first: Span | None
    last: Span | None
    comes: Span | None
    leaves: Span | None


def find_stays(world: StoryWorld) -> Iterator[Stay]:
    """Yield a stay for each scene and each of those who are present in it."""
    coming, leaving = words_of("motion_enter"), words_of("motion_exit")
    acts: defaultdict[Entity, list[tuple[int, int, str]]] = defaultdict(list)
    for event in world.events:
        if event.agent is not None:
            acts[event.agent].append((event.start, event.end, event.lemma))
    for quote in world.quotes:
        if quote.speaker is not None:
            acts[quote.speaker].append((quote.start, quote.end, ""))
    for some in acts.values():
        some.sort()
    for scene in world.scenes:
        for who in scene.present:
            own = acts.get(who, [])
            here = own[bisect_left(own, (scene.start,)) : bisect_left(own, (scene.end,))]
            comes = next((one for one in here[: _BEFORE_COMING + 1] if one[2] in coming), None)
            leaves = here[-1] if here and here[-1][2] in leaving else None
            spans = (_span(one) for one in (here[0] if here else None, here[-1] if here else None, comes, leaves))
            yield Stay(scene, who, *spans)


def _span(act: tuple[int, int, str] | None) -> Span | None:
    return None if act is None else Span(act[0], act[1])
