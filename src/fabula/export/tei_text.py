"""The body of a TEI document: the text, cut into chapters, paragraphs and paratext, with quotes and mentions marked in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fabula.export import xml
from fabula.types.text import Paratext
from fabula.types.world import Entity, EntityMention, Quote, Scene, StoryWorld

_INK = re.compile(r"[^ \t\n\r]")  # anything that XML does not take for white space, which may stand between elements
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_NAMES = {"PER": "persName", "ORG": "orgName"}  # the other types are places


def identifier(one: Entity) -> str:
    """Return the ``xml:id`` of an entity."""
    return f"e{one.id}"


def body_of(world: StoryWorld) -> str:
    """Return the ``<body>`` element."""
    blocks, marks = _blocks(world), _Marks(world)
    parts, chapter, top = ["<body>"], -1, True
    for block in blocks or [_Block(0, 0, 0)]:
        if block.chapter != chapter:
            parts.append(("" if chapter == -1 else "</div>") + _division(world, block.chapter))
            chapter, top = block.chapter, True
        first, last = _inked(world.text, block)
        scenes = marks.scenes(block.start, first, inside=False)
        if first == last:
            parts.append(scenes + xml.content(world.text[block.start : block.end]))
            continue
        kind = None if block.paratext is None else block.paratext.kind
        opening, closing, top = _element(kind, top)
        parts.append(
            f"{xml.content(world.text[block.start : first])}{scenes}<{opening}>{marks.marked(first, last)}</{closing}>"
            + xml.content(world.text[last : block.end])
        )
    if not _INK.search(world.text):
        parts.append("<p/>")
    return "".join([*parts, marks.scenes(len(world.text), len(world.text) + 1, inside=False), "</div></body>"])


def _division(world: StoryWorld, chapter: int) -> str:
    if not chapter:
        return '<div type="matter">'
    number = sorted(world.work.chapters, key=lambda one: one.start)[chapter - 1].number
    return f"<div{xml.attributes(type='chapter', n=number)}>"


def _element(kind: str | None, top: bool) -> tuple[str, str, bool]:
    """Return a block's opening and closing tag, and whether headings may still follow: TEI has them first in a division."""
    if kind == "heading" and top:
        return "head", "head", True
    if kind in ("heading", "divider"):
        return f'ab type="{kind}"', "ab", False
    return ("p", "p", False) if kind is None else (f'note type="{kind}"', "note", top)


# -- blocks ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or a stretch of paratext with the white space around it; `chapter` from 1, 0 outside of all."""

    start: int
    end: int
    chapter: int
    paratext: Paratext | None = None


def _inked(text: str, block: _Block) -> tuple[int, int]:
    first = _INK.search(text, block.start, block.end)
    if first is None:
        return block.end, block.end
    return first.start(), block.start + len(text[block.start : block.end].rstrip(" \t\n\r"))


def _blocks(world: StoryWorld) -> list[_Block]:
    """Return blocks that tile the text; a note inside a paragraph is no block of its own."""
    apart = [one for one in _disjoint(world.work.paratext) if not _inside_a_paragraph(world, one)]
    chapters = sorted({one.start for one in world.work.chapters})
    ends = max((one.end for one in world.work.chapters), default=0)
    edges = {0, len(world.text), ends, *chapters}
    edges |= {at for one in apart for at in (one.start, one.end)} | {
        at for one in world.pov for at in (one.start, one.end)
    }
    starts = [one.start for one in apart]
    blocks: list[_Block] = []
    for start, end in pairwise(sorted(edges)):
        at = bisect_right(starts, start) - 1
        paratext = apart[at] if at >= 0 and start < apart[at].end else None
        chapter = 0 if start >= ends else bisect_right(chapters, start)
        same = blocks and paratext is not None and blocks[-1].paratext is paratext and blocks[-1].chapter == chapter
        if same:
            blocks[-1] = _Block(blocks[-1].start, end, chapter, paratext)
        elif paratext is not None:
            blocks.append(_Block(start, end, chapter, paratext))
        else:
            blocks.extend(_paragraphs(world.text, start, end, chapter))
    return blocks


def _paragraphs(text: str, start: int, end: int, chapter: int) -> Iterator[_Block]:
    for gap in _BLANK_LINE.finditer(text, start, end):
        yield _Block(start, gap.start(), chapter)
        start = gap.start()
    yield _Block(start, end, chapter)


def _inside_a_paragraph(world: StoryWorld, one: Paratext) -> bool:
    if one.kind in ("heading", "divider"):
        return False
    at = bisect_right(world.pov, one.start, key=lambda it: it.start) - 1
    return at >= 0 and world.pov[at].start < one.start and one.end < world.pov[at].end


def _disjoint(some: tuple[Paratext, ...]) -> list[Paratext]:
    found: list[Paratext] = []
    for one in sorted(some, key=lambda one: (one.start, -one.end)):
        if one.end > one.start and (not found or one.start >= found[-1].end):
            found.append(one)
    return found


# -- what is marked in them -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    rank: int
    of: Paratext | Quote | EntityMention


class _Marks:
    """The notes, quotes and mentions inside of paragraphs, and where scenes begin; asked for block after block."""

    def __init__(self, world: StoryWorld) -> None:
        self._text = world.text
        notes = [one for one in _disjoint(world.work.paratext) if _inside_a_paragraph(world, one)]
        ranked: list[tuple[int, Paratext | Quote | EntityMention]] = [(0, one) for one in notes]
        ranked += [*((1, one) for one in world.quotes), *((2, one) for one in world.mentions)]
        marks = (_Mark(one.start, one.end, rank, one) for rank, one in ranked if one.start < one.end)
        self._marks = sorted(marks, key=lambda it: (it.start, -it.end, it.rank))
        self._next = 0
        self._open: list[_Mark] = []  # those that go on after the block asked for last
        self._scenes = sorted(world.scenes, key=lambda one: (one.start, one.id))
        self._said: dict[int, int] = {}

    def scenes(self, start: int, stop: int, *, inside: bool) -> str:
        """Return the milestones of scenes that begin in ``[start, stop]``; of those `inside` a block not at `stop`."""
        first = bisect_left(self._scenes, start + inside, key=lambda one: one.start)
        last = (bisect_left if inside else bisect_right)(self._scenes, stop, key=lambda one: one.start)
        done, self._scenes[first:last] = self._scenes[first:last], []
        return "".join(map(_milestone, done))

    def marked(self, start: int, end: int) -> str:
        """Return the text of a block with its marks."""
        events: list[tuple[int, int, int, str]] = []  # place, closing before opening, order, tag
        for order, (mark, opening, closing) in enumerate(self._nested(start, end)):
            events.append((mark.start, 2, order, opening))
            events.append((mark.end, 0, -order, closing))
        events += [(at, 1, 0, tag) for at, tag in self._milestones(start, end)]
        parts = []
        for at, _, _, tag in sorted(events):
            parts += [xml.content(self._text[start:at]), tag]
            start = at
        return "".join([*parts, xml.content(self._text[start:end])])

    def _milestones(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        while (at := bisect_right(self._scenes, start, key=lambda one: one.start)) < len(self._scenes):
            if self._scenes[at].start >= end:
                return
            yield self._scenes[at].start, _milestone(self._scenes.pop(at))

    def _nested(self, start: int, end: int) -> list[tuple[_Mark, str, str]]:
        """Return the marks in a block that lie inside each other or apart, in order of where they open."""
        last = bisect_left(self._marks, end, key=lambda one: one.start)
        found = [one for one in (*self._open, *self._marks[self._next : last]) if one.end > start]
        self._next, self._open = last, [one for one in found if one.end > end]
        kept = _Nest()
        # Those of the lowest rank and the longest first: each is kept unless it crosses one that is.
        cut = (_cut(one, start, end) for one in found)
        ranked = sorted(cut, key=lambda it: (it.rank, it.start - it.end, it.start))
        nested = [one for one in ranked if kept.takes(one)]
        return [(one, *self._tags(one)) for one in sorted(nested, key=lambda it: (it.start, -it.end, it.rank))]

    def _tags(self, mark: _Mark) -> tuple[str, str]:
        one = mark.of
        if isinstance(one, Paratext):
            return f"<note{xml.attributes(type=one.kind)}>", "</note>"
        if isinstance(one, Quote):
            return self._said_tag(one), "</said>"
        name = _NAMES.get(one.type, "placeName") if one.form == "PROP" else "rs"
        kind = None if one.form == "PROP" else one.type
        return f"<{name}{xml.attributes(ref=f'#{identifier(one.entity)}', type=kind)}>", f"</{name}>"

    def _said_tag(self, one: Quote) -> str:
        """Return the tag of a stretch of speech; the later ones of an utterance point back to the one before."""
        number = self._said.get(one.utterance, 0) + 1
        self._said[one.utterance] = number
        who = None if one.speaker is None else f"#{identifier(one.speaker)}"
        to = " ".join(f"#{identifier(it)}" for it in one.addressees) or None
        before = f"#u{one.utterance}.{number - 1}" if number > 1 else None
        return f"<said{xml.attributes(xml__id=f'u{one.utterance}.{number}', who=who, toWhom=to, direct='true', prev=before)}>"


def _milestone(scene: Scene) -> str:
    return f"<milestone{xml.attributes(unit='scene', n=scene.id, corresp=f'#setting{scene.id}')}/>"


def _cut(mark: _Mark, start: int, end: int) -> _Mark:
    return _Mark(max(mark.start, start), min(mark.end, end), mark.rank, mark.of)


class _Nest:
    """Spans that lie inside each other or apart, and no quote in a mention: TEI's names hold no speech."""

    def __init__(self) -> None:
        self._quotes: list[tuple[int, int]] = []
        self._by_start: list[tuple[int, int]] = []
        self._by_end: list[tuple[int, int]] = []

    def takes(self, mark: _Mark) -> bool:
        """Tell whether a span crosses none of those taken before; then take it, too."""
        start, end = mark.start, mark.end
        # One crosses it that begins inside it and ends after it, or the other way round. The long ones come first, so that
        # few lie inside.
        opened = range(bisect_left(self._by_start, (start + 1, 0)), bisect_left(self._by_start, (end, 0)))
        if any(self._by_start[at][1] > end for at in opened):
            return False
        closed = range(bisect_left(self._by_end, (start + 1, 0)), bisect_left(self._by_end, (end, 0)))
        if any(self._by_end[at][1] < start for at in closed):
            return False
        if isinstance(mark.of, EntityMention) and self._holds_a_quote(start, end):
            return False
        if isinstance(mark.of, Quote):
            insort(self._quotes, (start, end))
        insort(self._by_start, (start, end))
        insort(self._by_end, (end, start))
        return True

    def _holds_a_quote(self, start: int, end: int) -> bool:
        inside = range(bisect_left(self._quotes, (start, 0)), bisect_left(self._quotes, (end, 0)))
        return any(self._quotes[at][1] <= end and self._quotes[at] != (start, end) for at in inside)
