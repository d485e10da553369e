"""Places in the text that support a claim, with what a reader wants to know of a place: its words, scene and chapter."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from fabula.types.world import Scene, StoryWorld

_LONGEST = 180  # characters of an excerpt
_AROUND = 90  # and on each side of it


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text, its words on one line and perhaps cut; `scene` and `chapter` count from 1 in reading order.

    `before` and `after` are the words around it, where they were asked for.
    """

    start: int
    end: int
    words: str
    scene: int | None
    chapter: int | None
    before: str = ""
    after: str = ""


class Passages:
    """Makes the passages of one world."""

    def __init__(self, world: StoryWorld) -> None:
        self._text, self._scenes = world.text, world.scenes
        self._scene_starts = [one.start for one in world.scenes]
        self._chapter_starts = [one.start for one in world.work.chapters]

    def at(self, start: int, end: int) -> Passage:
        """Return the passage ``[start, end)``."""
        scene = self.scene(start)
        number = None if scene is None else scene.id + 1
        return Passage(start, end, self._excerpt(start, end), number, self.chapter(start))

    def within(self, start: int, end: int) -> Passage:
        """Return the passage with the words around it in its paragraph."""
        before = self._text[max(0, start - _AROUND) : start].rpartition("\n\n")[2]
        after = self._text[end : end + _AROUND].partition("\n\n")[0]
        # what is cut off in the middle of a word is left out; the blanks at the seams stay
        before = before if len(before) < min(start, _AROUND) else "… " + before.partition(" ")[2]
        after = after if len(after) < min(len(self._text) - end, _AROUND) else after.rpartition(" ")[0] + " …"
        return replace(self.at(start, end), before=before, after=after)

    def scene(self, offset: int) -> Scene | None:
        """Return the scene of an offset, ``None`` outside all."""
        place = bisect_right(self._scene_starts, offset) - 1
        return self._scenes[place] if place >= 0 and offset < self._scenes[place].end else None

    def chapter(self, offset: int) -> int | None:
        """Return the chapter of an offset, counted from 1, ``None`` before the first."""
        return bisect_right(self._chapter_starts, offset) or None

    def words(self, start: int, end: int) -> str:
        """Return what stands between two offsets, on one line."""
        return " ".join(self._text[start:end].split())

    def _excerpt(self, start: int, end: int) -> str:
        # no more is read than is shown, however long the stretch
        words = self.words(start, min(end, start + 8 * _LONGEST))
        return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + " …"
