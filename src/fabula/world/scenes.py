"""Scenes: stretches of one place and time, cut at the book's own breaks and where a paragraph opens a new time."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.types.annotations import TimeExpression
from fabula.types.world import Entity, Scene
from fabula.world.presence import present_in
from fabula.world.reading import Reading

_PLACE_TYPES = frozenset({"FAC", "GPE", "LOC", "VEH"})
_LOCATING = frozenset({"in", "at", "into", "inside", "reached", "entered", "aboard", "on", "to"})
_OPENING = 2  # paragraphs after a break that still open the same scene
_PART = "(?:day|morning|evening|afternoon|night|week)"
_JUMP = re.compile(
    rf"It was (?:\w+ )*{_PART}\b|The (?:next|following) {_PART}\b"
    rf"|(?:Next|Later|Early|Late) (?:that |the next |the following |in the )?{_PART}\b"
    rf"|That (?:same )?{_PART}\b|Meanwhile\b|On the (?:next|following) {_PART}\b"
    r"|(?:\w+|A few) (?:hours?|days?|weeks?|months?|years?) (?:later|after(?:wards)?|passed)\b"
    rf"|By the time\b.{{0,40}}\b{_PART}\b"
)


@dataclass(frozen=True, slots=True)
class SceneBounds:
    """Where one scene lies: paragraphs ``[first, last)`` and what opens it."""

    first: int
    last: int
    cue: str


def find_scene_bounds(reading: Reading) -> tuple[SceneBounds, ...]:
    """Return the bounds of the scenes; they tile the story's paragraphs."""
    paragraphs = reading.discourse.book.paragraphs
    if not paragraphs:
        return ()
    cues = _explicit_cues(reading)
    explicit = set(cues)
    for number, paragraph in enumerate(paragraphs):
        settled = any(before in explicit for before in range(number - _OPENING, number + 1))
        if number > _OPENING and not settled and _JUMP.match(reading.text, paragraph.start, paragraph.end):
            cues[number] = "time"
    cues[0] = cues.get(0, "start") if cues.get(0) == "chapter" else "start"
    firsts = sorted(cues)
    return tuple(
        SceneBounds(first, last, cues[first])
        for first, last in zip(firsts, [*firsts[1:], len(paragraphs)], strict=True)
    )


def _explicit_cues(reading: Reading) -> dict[int, str]:
    """Return the paragraphs that follow a break, with its cue; a strong cue wins over a blank."""
    starts = [paragraph.start for paragraph in reading.discourse.book.paragraphs]
    cues: dict[int, str] = {}
    for one in reading.discourse.book.breaks:
        number = bisect_left(starts, one.end)
        if 0 < number < len(starts) and cues.get(number, "blank") == "blank":
            cues[number] = one.cue
    return cues


def find_scenes(
    reading: Reading,
    bounds: Sequence[SceneBounds],
    present: Sequence[tuple[Entity, ...]],
    times: Sequence[TimeExpression],
) -> tuple[Scene, ...]:
    """Return the scenes with place, time and who is present; `present` is parallel to `bounds`."""
    paragraphs = reading.discourse.book.paragraphs
    starts = [one.start for one in times]
    scenes = []
    for number, (bound, who) in enumerate(zip(bounds, present, strict=True)):
        start, end = paragraphs[bound.first].start, paragraphs[bound.last - 1].end
        within = times[bisect_left(starts, start) : bisect_right(starts, end)]
        scenes.append(Scene(number, start, end, _place(reading, start, end), _time(reading, within), who, bound.cue))
    return tuple(scenes)


def _place(reading: Reading, start: int, end: int) -> Entity | None:
    """Return the place that narration most often puts somebody in, if it does at all."""
    discourse = reading.discourse
    tokens = discourse.tokens_between(start, end)
    counts: Counter[Entity] = Counter()
    for one in discourse.references_between(tokens.start, tokens.stop):
        entity = reading.referent(one)
        if entity is None or one.quotation >= 0 or entity.type not in _PLACE_TYPES or not one.first:
            continue
        if discourse.tokens.lower[one.first - 1] in _LOCATING:
            counts[entity] += 2 if one.mention.form == "PROP" else 1
    return min(counts, key=lambda one: (-counts[one], one.id)) if counts else None


def _time(reading: Reading, times: Sequence[TimeExpression]) -> str | None:
    """Return the first expression of narration that says when the scene is."""
    for one in times:
        token = bisect_right(reading.discourse.starts, one.start) - 1  # it may begin inside a token
        if one.kind in ("date", "time", "relative", "season") and reading.discourse.spoken[token] < 0:
            return " ".join(one.text.split())
    return None


def scene_presence(reading: Reading, bounds: Sequence[SceneBounds]) -> tuple[tuple[Entity, ...], ...]:
    """Return who is present in each scene."""
    paragraphs = reading.discourse.book.paragraphs
    return tuple(present_in(reading, paragraphs[one.first].start, paragraphs[one.last - 1].end) for one in bounds)
