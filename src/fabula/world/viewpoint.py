"""Viewpoint: through whose eyes each paragraph is told (Genette's internal focalisation, where the text shows it).

Shown by whose perceptions, thoughts and feelings narration gives (`minds`); whoever they show holds until they show another. A
line that says so (*Anna's POV*) goes before both. A paragraph of bare dialogue has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from fabula.types.text import Span
from fabula.types.world import Entity, Finding, PointOfView
from fabula.world.minds import likeliest_eyes
from fabula.world.presence import Company
from fabula.world.reading import Reading
from fabula.world.scenes import SceneBounds

# A slip, in the weights of `minds`. Of deep looks put into seven novels that are told in the third person two in three are so
# found, and 0 to 0.9 paragraphs in 10,000 words of these novels as they are.
_LOOKS, _LOOKS_DEEPLY = 1.8, 2.9  # a thought by name is a look, two are a deep one
_SHOWS = 0.9  # what counts as a look in the paragraphs around it,
_GLIMPSE = 0.5  # and what of the focal mind may stand in the same paragraph
_AROUND = 40  # paragraphs on both sides that tell through whom a scene is told,
_BESIDE = 3  # and those in which the other mind comes up nowhere
_LEAST_AT_HOME = 2.0  # looks into the focal mind,
_FIRMLY = 4.0  # and those into it alone, for one thought of another to be a slip
_FEW, _MOST_IN_10000_WORDS = 3, 3.0  # slips beyond which a book is told by custom of many
_SURE = 0.15


def find_viewpoints(
    reading: Reading, bounds: Sequence[SceneBounds], companies: Sequence[Company], looks: Sequence[Counter[Entity]]
) -> tuple[PointOfView, ...]:
    """Return the viewpoint of each story paragraph, in order; they tile the story's paragraphs.

    `companies` are parallel to `bounds`: only who is there has eyes. `looks` are those of `look_into_minds`. What is remembered
    is seen by whoever remembers it; messages have nobody's eyes.
    """
    person = _person(reading)
    paragraphs = reading.discourse.book.paragraphs
    viewpoints = []
    before: Entity | None = None
    exchanged = {number for one in reading.discourse.documents if one.messages for number in range(one.first, one.last)}
    for bound, company in zip(bounds, companies, strict=True):
        if bound.cue == "memory" and before is not None:
            eyes: list[Entity | None] = [before] * (bound.last - bound.first)
        else:
            told_of = _first_told_of(reading, company.tokens)
            eyes = likeliest_eyes(looks[bound.first : bound.last], before, company.stays.keys(), told_of)
        before = next((one for one in reversed(eyes) if one is not None), before)
        for number, who in zip(range(bound.first, bound.last), eyes, strict=True):
            paragraph = paragraphs[number]
            first = reading.discourse.tokens_between(paragraph.start, paragraph.end).start
            teller, by_line = reading.teller(first), reading.focal_by_line(first)
            if teller is not None:
                viewpoints.append(PointOfView(paragraph.start, paragraph.end, teller, 1))
                continue
            nobody = number in exchanged or _is_bare_dialogue(reading, number)
            seen_by = None if nobody else who if by_line is None else by_line
            viewpoints.append(PointOfView(paragraph.start, paragraph.end, seen_by, 3 if person == 1 else person))
    return tuple(viewpoints)


def _first_told_of(reading: Reading, tokens: range) -> Entity | None:
    """Return who is the first subject that narration has in some tokens."""
    for one in reading.discourse.references_between(tokens.start, tokens.stop):
        who = reading.person(one) if one.subject and one.quotation < 0 else None
        if who is not None:
            return who
    return None


def _person(reading: Reading) -> Literal[1, 2, 3]:
    """Return the grammatical person that the narration is told in, but for parts that nobody tells as *I*."""
    if reading.narrator is not None:
        return 1
    tokens, spoken = reading.discourse.tokens, reading.discourse.spoken
    narrated = [word for word, quotation in zip(tokens.lower, spoken, strict=True) if quotation < 0]
    you = sum(word in ("you", "your") for word in narrated)
    third = sum(word in ("he", "she", "his", "her", "they") for word in narrated)
    return 2 if you > 20 and you > 2 * third else 3


def _is_bare_dialogue(reading: Reading, number: int) -> bool:
    paragraph = reading.discourse.book.paragraphs[number]
    tokens = reading.discourse.tokens_between(paragraph.start, paragraph.end)
    return bool(tokens) and all(reading.discourse.spoken[i] >= 0 for i in tokens)


def find_head_hops(
    reading: Reading, bounds: Sequence[SceneBounds], looks: Sequence[Counter[Entity]]
) -> tuple[Finding, ...]:
    """Return paragraphs that look into another mind than that through which their scene is told around them.

    `looks` are those of `look_into_minds`. Silent where the narrator is first-person, and in books that look into many minds by
    custom.
    """
    if reading.narrator is not None:
        return ()
    slips: list[Finding] = []
    for bound in bounds:
        for number in range(bound.first, bound.last):
            for other, weight in looks[number].items():
                around = range(max(bound.first, number - _AROUND), min(bound.last, number + _AROUND + 1))
                home = _home(looks, around, number, other, weight) if weight >= _LOOKS else None
                if home is not None:
                    slips.append(_slip(reading, *home, other, number))
    most = max(_FEW, _MOST_IN_10000_WORDS * len(reading.discourse.tokens) / 10_000)
    return tuple(slips) if len(slips) <= most else ()


def _home(
    looks: Sequence[Counter[Entity]], around: range, number: int, other: Entity, weight: float
) -> tuple[Entity, int] | None:
    """Return through whom the paragraphs around one are told and the nearest that shows it, unless the look is at home there.

    `weight` is how much the paragraph looks into `other`.
    """
    shown: Counter[Entity] = Counter()
    for one in around:
        if one != number:
            shown.update({who: worth for who, worth in looks[one].items() if worth >= _SHOWS})
    if not shown:
        return None
    focal = min(shown, key=lambda one: (-shown[one], one.id))
    near = range(max(around.start, number - _BESIDE), min(around.stop, number + _BESIDE + 1))
    comes_near = any(one != number and looks[one].get(other, 0.0) >= _SHOWS for one in near)
    if focal == other or shown[focal] < _LEAST_AT_HOME or comes_near or looks[number].get(focal, 0.0) > _GLIMPSE:
        return None
    alone = shown[focal] == shown.total() and shown[focal] >= _FIRMLY
    if not alone and (weight < _LOOKS_DEEPLY or shown[other] > shown[focal]):
        return None
    at_home, abroad = (
        [one for one in around if one != number and looks[one].get(who, 0.0) >= _SHOWS] for who in (focal, other)
    )
    if len(at_home) <= len(abroad) + 1:
        return None
    return focal, min(at_home, key=lambda one: (abs(one - number), one))


def _slip(reading: Reading, focal: Entity, home: int, other: Entity, number: int) -> Finding:
    paragraphs = reading.discourse.book.paragraphs
    message = f"The scene is told through {focal.name}, but this paragraph looks into the mind of {other.name}."
    spans = (Span(paragraphs[number].start, paragraphs[number].end), Span(paragraphs[home].start, paragraphs[home].end))
    return Finding("pov_shift", "note", message, spans, _SURE)
