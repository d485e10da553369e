"""The story in passages to be told one by one: its scenes, and what stands outside of them, without paratext."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fabula.types.world import Entity, Scene, StoryWorld

_LINE = re.compile(r"[^\r\n]+")
_WIDEST = 100  # characters; longer lines are nobody's full lines


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the story: its words without notes, headings and dividers, full lines joined.

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
    """The text without its paratext, and without the ends of lines that are there because the line was full."""

    def __init__(self, world: StoryWorld) -> None:
        self._text = world.text
        self._wraps = list(_wraps(world))
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
            parts.append(self._joined(start, max(start, first)))
            start = max(start, last)
        parts.append(self._joined(start, max(start, end)))
        return "\n\n".join(one for one in parts if one)

    def _joined(self, start: int, end: int) -> str:
        lines = []
        for last, first in self._wraps[bisect_left(self._wraps, (start, 0)) :]:
            if first > end:
                break
            lines.append(self._text[start:last])
            start = first
        return " ".join([*lines, self._text[start:end]]).strip()


def _wraps(world: StoryWorld) -> Iterator[tuple[int, int]]:
    """Yield where a paragraph goes on in the next line because its next word had no room, in a hard-wrapped text."""
    paragraphs = [list(_LINE.finditer(world.text, one.start, one.end)) for one in world.pov]
    widths = sorted(len(line[0]) for lines in paragraphs if len(lines) > 1 for line in lines)
    width = widths[len(widths) // 2] if widths else _WIDEST + 1  # the middle one is nearly full
    if width > _WIDEST:
        return
    at = 0
    for line, following in (pair for lines in paragraphs for pair in pairwise(lines)):
        words = following[0].split(maxsplit=1)
        if words and len(line[0]) + 1 + len(words[0]) > width and line.end() >= at:
            at = following.start()
            yield line.end(), at
