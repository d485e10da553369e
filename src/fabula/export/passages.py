"""The story in passages to be told one by one: its scenes, and what stands outside of them, without paratext."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.types.world import Entity, Scene, StoryWorld


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the story: its words without notes, headings and dividers.

    `scene` is ``None`` outside of all; `chapter` counts from 1 in reading order, 0 before the first; `pov` is through whose
    eyes most of it is told.
    """

    start: int
    end: int
    text: str
    chapter: int
    scene: Scene | None = None
    pov: Entity | None = None


def passages(world: StoryWorld) -> tuple[Passage, ...]:
    """Return the scenes in order with the stretches between them; what has no words outside of a scene is left out.

    Together they have every word of the story once, also where scenes overlap: the words are the earlier one's.
    """
    story, chapters = _Story(world), sorted(one.start for one in world.work.chapters)
    found = []
    for start, end, scene in _stretches(world, chapters):
        text = story.words(start, end)
        if scene is not None or text:
            chapter = bisect_right(chapters, start)
            found.append(Passage(start, end, text, chapter, scene, _viewpoint(world, start, end)))
    return tuple(found)


def _stretches(world: StoryWorld, chapters: list[int]) -> Iterator[tuple[int, int, Scene | None]]:
    """Yield stretches that tile the text; those outside of scenes are cut where chapters begin."""
    at = 0
    for scene in (*sorted(world.scenes, key=lambda one: (one.start, one.id)), None):
        stop = len(world.text) if scene is None else max(at, scene.start)
        for edge in (*chapters[bisect_right(chapters, at) : bisect_left(chapters, stop)], stop):
            if edge > at:
                yield at, edge, None
            at = max(at, edge)
        if scene is not None:
            yield at, max(at, scene.end), scene
            at = max(at, scene.end)


def _viewpoint(world: StoryWorld, start: int, end: int) -> Entity | None:
    seen: Counter[Entity] = Counter()
    first = max(0, bisect_right(world.pov, start, key=lambda one: one.start) - 1)
    for one in world.pov[first:]:
        if one.start >= end:
            break
        shared = min(end, one.end) - max(start, one.start)
        if one.entity is not None and shared > 0:
            seen[one.entity] += shared
    return max(seen, key=lambda one: (seen[one], -one.id)) if seen else None


class _Story:
    """The text without its paratext."""

    def __init__(self, world: StoryWorld) -> None:
        self._text = world.text
        self._left_out: list[tuple[int, int]] = []
        for one in sorted(world.work.paratext, key=lambda one: (one.start, one.end)):
            if self._left_out and one.start <= self._left_out[-1][1]:
                self._left_out[-1] = (self._left_out[-1][0], max(self._left_out[-1][1], one.end))
            else:
                self._left_out.append((one.start, one.end))

    def words(self, start: int, end: int) -> str:
        """Return the story's words in a stretch, without white space around them and around what is left out."""
        parts = []
        for first, last in self._left_out[max(0, bisect_right(self._left_out, (start, end)) - 1) :]:
            if first >= end:
                break
            parts.append(self._text[start : max(start, first)].strip())
            start = max(start, last)
        parts.append(self._text[start:end].strip() if start < end else "")
        return "\n\n".join(one for one in parts if one)
