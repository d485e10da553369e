"""Viewpoint: through whose eyes each paragraph is told (Genette's internal focalisation, where the text shows it).

Shown by whose perceptions, thoughts and feelings narration gives (`minds`); whoever they show holds until they show another. A
line that says so (*Anna's POV*) goes before both. A paragraph of bare dialogue has none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Literal

from fabula.lexicons import words_of
from fabula.types.text import Span
from fabula.types.world import Entity, Finding, PointOfView
from fabula.world.clauses import Clause
from fabula.world.minds import likeliest_eyes, look_into_minds
from fabula.world.presence import Company
from fabula.world.reading import Reading
from fabula.world.scenes import SceneBounds

_INNER = (
    "cognition_know",
    "cognition_believe",
    "cognition_doubt",
    "cognition_feel",
    "perception_verbs",
    "cognition_intend",
)
_PREVAILS = 0.6  # the share of a scene's inner life that makes a person its focal character
_LEAST = 2
_LEAST_AT_HOME = 3  # paragraphs that look into the focal mind, for one that looks into another to be a slip
_MOST_ABROAD = 0.15  # of a book's looks into minds may be at others than the focal one, or it is told by custom of many


def find_viewpoints(
    reading: Reading, bounds: Sequence[SceneBounds], companies: Sequence[Company], clauses: Sequence[Clause]
) -> tuple[PointOfView, ...]:
    """Return the viewpoint of each story paragraph, in order; they tile the story's paragraphs.

    `companies` are parallel to `bounds`: only who is there has eyes. `clauses` are all those of narration. What is remembered is
    seen by whoever remembers it; messages have nobody's eyes.
    """
    looks = look_into_minds(reading, clauses)
    person = _person(reading)
    paragraphs = reading.discourse.book.paragraphs
    viewpoints = []
    before: Entity | None = None
    exchanged = {number for one in reading.discourse.documents if one.messages for number in range(one.first, one.last)}
    for bound, company in zip(bounds, companies, strict=True):
        if bound.cue == "memory" and before is not None:
            eyes: list[Entity | None] = [before] * (bound.last - bound.first)
        else:
            eyes = likeliest_eyes(looks[bound.first : bound.last], before, company.stays.keys())
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


def _person(reading: Reading) -> Literal[1, 2, 3]:
    """Return the grammatical person that the narration is told in, but for parts that nobody tells as *I*."""
    if reading.narrator is not None:
        return 1
    tokens, spoken = reading.discourse.tokens, reading.discourse.spoken
    narrated = [word for word, quotation in zip(tokens.lower, spoken, strict=True) if quotation < 0]
    you = sum(word in ("you", "your") for word in narrated)
    third = sum(word in ("he", "she", "his", "her", "they") for word in narrated)
    return 2 if you > 20 and you > 2 * third else 3


def _inner_life(reading: Reading, clauses: Sequence[Clause], *, sure: bool = False) -> list[Counter[Entity]]:
    """Count for each paragraph whose mind its narration looks into; when `sure`, not by what others may see as well."""
    verbs = frozenset(word for name in _INNER for word in words_of(name)) - words_of("seldom_inner_verbs")
    if sure:
        verbs -= words_of("seen_from_outside")
    counts: list[Counter[Entity]] = [Counter() for _ in reading.discourse.book.paragraphs]
    for clause in clauses:
        if clause.subject is None or clause.lemma not in verbs:
            continue
        who = reading.person(clause.subject)
        if who is not None:
            counts[reading.discourse.paragraph[clause.verb]][who] += 1
    return counts


def _prevailing(counts: Counter[Entity]) -> Entity | None:
    if not counts:
        return None
    best = min(counts, key=lambda one: (-counts[one], one.id))
    return best if counts[best] >= _LEAST and counts[best] >= _PREVAILS * counts.total() else None


def _is_bare_dialogue(reading: Reading, number: int) -> bool:
    paragraph = reading.discourse.book.paragraphs[number]
    tokens = reading.discourse.tokens_between(paragraph.start, paragraph.end)
    return bool(tokens) and all(reading.discourse.spoken[i] >= 0 for i in tokens)


def find_head_hops(reading: Reading, bounds: Sequence[SceneBounds], clauses: Sequence[Clause]) -> tuple[Finding, ...]:
    """Return paragraphs that look into another mind than the scene's one viewpoint.

    Silent where the narrator is first-person, and in books that look into many minds by custom.
    """
    if reading.narrator is not None:
        return ()
    inner = _inner_life(reading, clauses, sure=True)
    slips: list[Finding] = []
    n_at_home = n_abroad = 0
    for bound in bounds:
        by_person: defaultdict[Entity, list[int]] = defaultdict(list)
        for number in range(bound.first, bound.last):
            for who in inner[number]:
                by_person[who].append(number)
        counts = Counter({who: len(numbers) for who, numbers in by_person.items()})
        n_abroad += counts.total()
        focal = _prevailing(counts)
        if focal is None:
            continue
        n_at_home += counts[focal]
        n_abroad -= counts[focal]
        others = [who for who in by_person if who != focal]
        if counts[focal] >= _LEAST_AT_HOME and len(others) == 1 and len(by_person[others[0]]) == 1:
            slips.append(_slip(reading, focal, others[0], by_person[others[0]][0], by_person[focal][0]))
    return tuple(slips) if n_abroad <= max(1, _MOST_ABROAD * (n_at_home + n_abroad)) else ()


def _slip(reading: Reading, focal: Entity, other: Entity, number: int, home: int) -> Finding:
    paragraphs = reading.discourse.book.paragraphs
    message = f"The scene is told through {focal.name}, but this paragraph looks into the mind of {other.name}."
    spans = (Span(paragraphs[number].start, paragraphs[number].end), Span(paragraphs[home].start, paragraphs[home].end))
    return Finding("pov_shift", "note", message, spans, 0.4)
