"""Traits that don't change: the colour of somebody's eyes, as narration tells it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.lexicons import pattern_of, words_of
from fabula.types.text import Span
from fabula.types.world import Entity, Finding
from fabula.world.reading import Reading

_COLOUR = f"({pattern_of('eye_colours')})"
_EYES = re.compile(
    rf"\b{_COLOUR}(?:,?\s\w+)?\s+eyes\b(?!\s+with\b)"  # her blue eyes; she had (large) blue eyes
    rf"|\beyes\s+(?:were|of\s+an?)\s+(?:\w+\s+)?{_COLOUR}\b(?=[.,;:]|\s+(?:but|as)\b)"
)
_SHADES = frozenset(frozenset(pair.split("/")) for pair in words_of("like_eye_colours"))
_POSSESSOR_REACH = 4  # tokens between whose eyes they are and their colour
_SUBJECT_REACH = 6
_NOT_TOLD = frozenset({"if", "whether", "like", "as", "or", "not"})


def find_contradictions(reading: Reading) -> Iterator[Finding]:
    """Yield the places where narration gives somebody's eyes another colour than mostly."""
    told: defaultdict[Entity, list[tuple[str, Span]]] = defaultdict(list)
    for match in _EYES.finditer(reading.text):
        token = reading.discourse.tokens_between(match.start(), match.end()).start
        who = _whose_eyes(reading, token) if _is_narrated(reading, token) else None
        if who is not None:
            colour = (match.group(1) or match.group(2)).replace("gray", "grey")
            told[who].append((colour, Span(*reading.sentence_span(token))))
    for who, places in told.items():
        yield from _odd_ones(who, places)


def _odd_ones(who: Entity, places: list[tuple[str, Span]]) -> Iterator[Finding]:
    colours = [colour for colour, _ in places]
    usual = max(colours, key=lambda one: (colours.count(one), -colours.index(one)))
    home = next(span for colour, span in places if colour == usual)
    for colour, span in places:
        if colour != usual and frozenset((colour, usual)) not in _SHADES:
            message = f"The eyes of {who.name} are {usual} in one place and {colour} in another."
            yield Finding("contradiction", "warning", message, (span, home), 0.6)


def _is_narrated(reading: Reading, token: int) -> bool:
    discourse = reading.discourse
    if token >= len(discourse.spoken) or discourse.spoken[token] >= 0:
        return False
    return not any(word in _NOT_TOLD for word in discourse.tokens.lower[max(0, token - 6) : token])


def _whose_eyes(reading: Reading, token: int) -> Entity | None:
    """Return whose eyes they are: a possessor with nothing but adjectives between, or who *had* them."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    for one in reversed(discourse.references_between(max(0, token - _SUBJECT_REACH), token)):
        between = lower[one.last : token]
        if any(word in (".", ";", "!", "?") for word in between):
            return None
        possessive = one.pronoun is not None and one.pronoun.case == "possessive"
        genitive = bool(between) and between[0] in GENITIVE_CLITICS
        rest = between[1:] if genitive else between
        if possessive or genitive:
            near = len(rest) <= _POSSESSOR_REACH and not any(word in words_of("determiners") for word in rest)
            return reading.person(one) if near and not any(word in _VERBS for word in rest) else None
        if one.subject:
            had = bool(between) and between[0] == "had"
            return reading.person(one) if had and "with" not in between else None
    return None


_VERBS = frozenset({"was", "were", "had", "with", "and", "face"})
