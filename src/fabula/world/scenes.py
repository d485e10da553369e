"""Scenes: stretches of one place and time, cut at the book's own breaks and where a paragraph opens a new time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.annotate.documents import Document
from fabula.types.annotations import TimeExpression
from fabula.types.world import Entity, Scene
from fabula.world.clauses import Clause
from fabula.world.presence import Company, find_signs
from fabula.world.reading import Reading
from fabula.world.scene_cues import read_cues
from fabula.world.setting import find_place, find_time

GIVEN = "given"  # the cue of a scene that opens where nothing but the reader tells so
_NARRATES = 3  # stretches of speech in a letter or a diary that then tells a scene, with those who are there in it


@dataclass(frozen=True, slots=True)
class SceneBounds:
    """Where one scene lies: paragraphs ``[first, last)`` and what opens it."""

    first: int
    last: int
    cue: str


def find_scene_bounds(
    reading: Reading, clauses: Sequence[Clause], times: Sequence[TimeExpression]
) -> tuple[SceneBounds, ...]:
    """Return the bounds of the scenes; they tile the story's paragraphs. `clauses` are those of narration.

    Where the reader says that a scene begins or doesn't, it is so, and nothing else changes.
    """
    paragraphs = reading.discourse.book.paragraphs
    if not paragraphs:
        return ()
    signs = find_signs(reading, clauses)
    cues = read_cues(reading, clauses, times, signs).find(cues_of_breaks(reading))
    for number, begins in reading.scenes.items():
        if begins:
            cues.setdefault(number, GIVEN)
        elif number:  # the first has no scene before it to be part of
            cues.pop(number, None)
    cues[0] = cues.get(0, "start") if cues.get(0) == "chapter" else "start"
    firsts = sorted(cues)
    return tuple(
        SceneBounds(first, last, cues[first])
        for first, last in zip(firsts, [*firsts[1:], len(paragraphs)], strict=True)
    )


def cues_of_breaks(reading: Reading) -> dict[int, str]:
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
    companies: Sequence[Company],
    times: Sequence[TimeExpression],
) -> tuple[Scene, ...]:
    """Return the scenes with place, time and who is present; `companies` are parallel to `bounds`."""
    scenes = []
    for number, (bound, company) in enumerate(zip(bounds, companies, strict=True)):
        start, end = scene_span(reading, bound)
        document = next((one for one in reading.discourse.documents if one.apart and one.first == bound.first), None)
        if document is None:
            place, time = find_place(reading, start, end), find_time(reading, times, start, end)
            scenes.append(Scene(number, start, end, place, time, tuple(company.stays), bound.cue))
        else:
            place, time = _place_of_writing(reading, document), _time_of_writing(reading, document)
            present = _writers(reading, document)
            if sum(start <= one.start < end for one in reading.quotes) >= _NARRATES and not document.messages:
                present = tuple(sorted({*present, *company.stays}, key=lambda one: one.id))
            scenes.append(Scene(number, start, end, place, time, present, bound.cue))
    return tuple(scenes)


def _writers(reading: Reading, document: Document) -> tuple[Entity, ...]:
    """Return who is there where something is written: its writer, or all those whose messages it has."""
    paragraphs = reading.discourse.book.paragraphs
    start, end = paragraphs[document.first].start, paragraphs[document.last - 1].end
    if document.messages or document.quoted:
        said = (one.speaker for one in reading.quotes if start <= one.start < end)
        found = {one for one in said if one is not None and one.type == "PER"}
    else:
        writer = reading.teller(reading.discourse.tokens_between(start, end).start)
        found = set() if writer is None else {writer}
    return tuple(sorted(found, key=lambda one: one.id))


def _place_of_writing(reading: Reading, document: Document) -> Entity | None:
    """Return the place that the lines above a letter name: *Vell, 11 February*."""
    if document.date is None:
        return None
    first = reading.discourse.tokens_between(
        reading.discourse.book.paragraphs[document.first].start, document.date.start
    )
    named = reading.discourse.references_between(first.start, first.stop)
    return next(
        (one for one in map(reading.referent, named) if one is not None and one.type in ("FAC", "GPE", "LOC")), None
    )


def _time_of_writing(reading: Reading, document: Document) -> str | None:
    return None if document.date is None else " ".join(document.date.of(reading.text).split())


def scene_span(reading: Reading, bound: SceneBounds) -> tuple[int, int]:
    """Return the characters of a scene."""
    paragraphs = reading.discourse.book.paragraphs
    return paragraphs[bound.first].start, paragraphs[bound.last - 1].end
