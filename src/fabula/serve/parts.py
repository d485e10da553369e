"""The parts that a text is read in, one page each: its chapters, and pieces of those that are too long for a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from fabula.types.text import Chapter
from fabula.types.world import StoryWorld

_LONGEST = 60_000  # characters of one page; some 10,000 words


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a text: its number from 1, its span, the chapter it begins or goes on with, and which piece of that it is."""

    number: int
    start: int
    end: int
    chapter: int | None
    title: str
    piece: int = 0

    @property
    def name(self) -> str:
        """What the part is called in lists."""
        return f"{self.title}, continued ({self.piece + 1})" if self.piece else self.title

    @property
    def plain_name(self) -> str:
        """What it is called before it has been read: a title may give something away."""
        return f"Part {self.number}" if self.chapter is None else f"Chapter {self.chapter + 1}"


class Parts:
    """All parts of a text, in order; there is at least one."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.all = tuple(parts)
        self._starts = [part.start for part in parts]

    @classmethod
    def of(cls, world: StoryWorld) -> Self:
        """Return the parts of a world's text."""
        found: list[Part] = []
        for start, end, chapter, title in _stretches(world):
            for piece, (first, last) in enumerate(_pieces(world, start, end)):
                found.append(Part(len(found) + 1, first, last, chapter, title, piece))
        return cls(found)

    def at(self, offset: int) -> Part:
        """Return the part that holds an offset."""
        return self.all[max(0, bisect_right(self._starts, offset) - 1)]


def _stretches(world: StoryWorld) -> Iterator[tuple[int, int, int | None, str]]:
    """Yield the chapters, each with what stands before the next one; the first also with what is no story before it."""
    chapters, length = world.work.chapters, len(world.text)
    first = chapters[0].start if chapters else length
    told_before = any(one.start < first for one in world.pov)
    if not chapters or told_before:
        yield 0, first, None, "The text" if not chapters else "Before the first chapter"
    for number, one in enumerate(chapters):
        after = chapters[number + 1].start if number + 1 < len(chapters) else length
        start = one.start if number or told_before else 0
        yield start, max(start, after), number, chapter_name(one, number)


def chapter_name(chapter: Chapter, place: int) -> str:
    """Return what the chapter at a place is called: by its number and title, as far as it has them."""
    number = f"Chapter {chapter.number if chapter.number is not None else place + 1}"
    if chapter.title is None:
        return number
    return chapter.title if chapter.number is None else f"{number}: {chapter.title}"


def _pieces(world: StoryWorld, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a stretch in pieces that a page can hold, cut where scenes or else paragraphs begin."""
    scenes = [one.start for one in world.scenes if start < one.start < end]
    paragraphs = [one.start for one in world.pov if start < one.start < end]
    while end - start > _LONGEST:
        cut = next(
            (
                cuts[at]
                for cuts in (scenes, paragraphs)
                if (at := bisect_right(cuts, start + _LONGEST) - 1) >= 0 and cuts[at] > start + _LONGEST // 4
            ),
            None,
        )
        if cut is None:
            break
        yield start, cut
        start = cut
    yield start, end
