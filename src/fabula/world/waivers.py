"""Findings that the reader lets stand, named by words of the passages that they mark, or of what they say."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.types.cast import Waiver
from fabula.types.world import Finding, StoryWorld


def not_waived(world: StoryWorld, waivers: Iterable[Waiver]) -> tuple[Finding, ...]:
    """Return the findings of a world that no waiver names."""
    known = tuple(waivers)
    return tuple(one for one in world.findings if not any(_waives(world, waiver, one) for waiver in known))


def _waives(world: StoryWorld, waiver: Waiver, finding: Finding) -> bool:
    if waiver.kind not in (None, finding.kind):
        return False
    if waiver.text in finding.message:
        return True
    passages = (" ".join(span.of(world.text).split()) for span in finding.spans)
    return any(waiver.text in passage or (passage and passage in waiver.text) for passage in passages)
