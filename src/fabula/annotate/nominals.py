"""Common-noun mentions: a determiner, its modifiers and a head noun for a person, group, place, building or vehicle."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from fabula.annotate.pronouns import PRONOUNS
from fabula.lexicons import person_nouns, words_of
from fabula.types.annotations import EntityType, Gender, Mention
from fabula.types.text import Span, Tokens

_MAX_MODIFIERS = 4
_NEVER_MODIFY = frozenset(",.;:!?\"“”‘’'()[]—–-") | {
    "--",
    "...",
    "…",
    "and",
    "or",
    "but",
    "of",
    "in",
    "on",
    "to",
    "that",
    "who",
    "which",
}
_AND = frozenset({"and", ","})


@cache
def head_nouns() -> dict[str, tuple[EntityType, Gender | None]]:
    """Return head nouns in lower case with the type of what they name, and its gender where the noun tells it."""
    nouns: dict[str, tuple[EntityType, Gender | None]] = {}
    for name, kind in (
        ("place_org", "ORG"),
        ("place_veh", "VEH"),
        ("place_loc", "LOC"),
        ("place_gpe", "GPE"),
        ("place_fac", "FAC"),
    ):
        for word in words_of(name):
            nouns[word] = (kind, None)  # type: ignore[assignment]
    for word, gender in person_nouns().items():
        nouns[word] = ("PER", gender)
    return nouns


def find_nominals(tokens: Tokens, taken: set[int]) -> Iterator[Mention]:
    """Yield the common-noun mentions in order; `taken` holds the tokens that names have."""
    lower, nouns = tokens.lower, head_nouns()
    sentence = tokens.sentence
    for i, word in enumerate(lower):
        if i in taken:
            continue
        found = nouns.get(word) or _plural(word)
        if found is None:
            continue
        if i + 1 < len(lower) and lower[i + 1] in nouns and i + 1 not in taken and sentence[i + 1] == sentence[i]:
            continue  # a noun that modifies the next one: the school house
        first = _left_edge(tokens, i, taken)
        if first is None:
            if found[1] != "plural":
                continue
            first = i
        kind, gender = found
        yield Mention(
            int(tokens.start[first]),
            int(tokens.end[i]),
            kind,
            "NOM",
            Span(int(tokens.start[i]), int(tokens.end[i])),
            gender,
        )


@cache
def _plural(word: str) -> tuple[EntityType, Gender | None] | None:
    """Return the entry of the singular of a regular plural."""
    if not word.endswith("s") or len(word) < 4:
        return None
    singular = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    found = head_nouns().get(singular)
    if found is None or found[1] == "plural":
        return None
    return found[0], "plural" if found[0] == "PER" else None


def _left_edge(tokens: Tokens, head: int, taken: set[int]) -> int | None:
    """Return the token of the determiner or possessor that the noun at `head` belongs to, ``None`` without one."""
    lower, determiners = tokens.lower, words_of("determiners")
    sentence = tokens.sentence
    for back in range(1, _MAX_MODIFIERS + 2):
        i = head - back
        if i < 0 or sentence[i] != sentence[head]:
            return None
        word = lower[i]
        if word in determiners or (word in PRONOUNS and PRONOUNS[word].case == "possessive"):
            return i
        if word in ("'s", "’s"):
            return _possessor(i, taken)
        if word in _NEVER_MODIFY or word in PRONOUNS or i in taken:
            return None
    return None


def _possessor(clitic: int, taken: set[int]) -> int:
    first = clitic
    while first - 1 in taken:
        first -= 1
    return first
