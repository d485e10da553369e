"""Common-noun mentions: a determiner, its modifiers and a head noun for a person, group, place, building or vehicle."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from fabula.annotate.pronouns import PRONOUNS
from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.annotate.verbs import looks_finite
from fabula.lexicons import learnt_heads, past_forms_of, person_nouns, words_of
from fabula.types.annotations import EntityType, Gender, Mention
from fabula.types.text import Span, Tokens

_MAX_MODIFIERS = 4
_AFTER_SPEAKER = frozenset({",", ".", ";", ":", "--", "—", "with", "in", "as", "from", "at"})
_CLOSING_MARKS = frozenset({'"', "”", "'", "’", "»"})
_PLACE_LISTS: tuple[tuple[str, EntityType], ...] = (
    ("place_org", "ORG"),
    ("place_veh", "VEH"),
    ("place_loc", "LOC"),
    ("place_gpe", "GPE"),
    ("place_fac", "FAC"),
)
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
def listed_nouns() -> dict[str, tuple[EntityType, Gender | None]]:
    """Return the head nouns of the hand-made lists, with the type of what they name and the gender the noun tells."""
    nouns: dict[str, tuple[EntityType, Gender | None]] = {}
    for name, kind in _PLACE_LISTS:
        for word in words_of(name):
            nouns[word] = (kind, None)
    for word, gender in person_nouns().items():
        nouns[word] = ("PER", gender)
    return nouns


@cache
def head_nouns() -> dict[str, tuple[EntityType, Gender | None]]:
    """Return head nouns in lower case with the type of what they name, and its gender where the noun tells it.

    The hand-made lists, mended and extended by what LitBank's training split shows (`learnt_heads`).
    """
    nouns = dict(listed_nouns())
    for word, kind in learnt_heads().items():
        if kind is None:
            nouns.pop(word, None)
        else:
            nouns[word] = (kind, nouns[word][1] if word in nouns else _gender_of_plural(word, kind))
    return nouns


def _gender_of_plural(word: str, kind: EntityType) -> Gender | None:
    return "plural" if kind == "PER" and word.endswith("s") and not word.endswith("ss") else None


def find_nominals(tokens: Tokens, taken: set[int]) -> Iterator[Mention]:
    """Yield the common-noun mentions in order; `taken` holds the tokens that names have."""
    lower, nouns = tokens.lower, head_nouns()
    sentence = tokens.sentence
    for i, word in enumerate(lower):
        if i in taken:
            continue
        found = nouns.get(word) or _plural(word) or (_SPEAKER if _is_speaker(tokens, i) else None)
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
            int(tokens.end[_right_edge(tokens, i, taken) - 1]),
            kind,
            "NOM",
            Span(int(tokens.start[i]), int(tokens.end[i])),
            gender,
        )


def gender_of_noun(word: str) -> Gender | None:
    """Return the gender that a noun for a person tells, ``"plural"`` for several; ``None`` where it tells none."""
    found = head_nouns().get(word) or _plural(word)
    return found[1] if found is not None and found[0] == "PER" else None


_SPEAKER: tuple[EntityType, Gender | None] = ("PER", None)
_LONGEST_SPEAKER = 4  # tokens of a description right after a verb of speech


def _is_speaker(tokens: Tokens, i: int) -> bool:
    """Tell whether the word ends a description that speaks, whatever it is: “…,” *said this worthy emissary*."""
    lower = tokens.lower
    after = lower[i + 1] if i + 1 < len(lower) else "."
    if after not in _AFTER_SPEAKER or not lower[i].isalpha() or lower[i].endswith("ly") or tokens.words[i][0].isupper():
        return False
    for back in range(1, _LONGEST_SPEAKER):
        j = i - back
        if j < 1 or not lower[j].isalpha():
            return False
        if lower[j] in ("the", "a", "an", "this", "that"):
            return lower[j - 1] in past_forms_of("plain_speech") and j > 1 and lower[j - 2] in _CLOSING_MARKS
    return False


@lru_cache(maxsize=65536)
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
        if word in GENITIVE_CLITICS:
            return _possessor(i, taken)
        if word in _NEVER_MODIFY or word in PRONOUNS or i in taken:
            return None
    return None


def _possessor(clitic: int, taken: set[int]) -> int:
    first = clitic
    while first - 1 in taken:
        first -= 1
    return first


_COMPLEMENT = 5  # the most words of a noun's complement with of


def _right_edge(tokens: Tokens, head: int, taken: set[int]) -> int:
    """Return where the noun phrase ends: after its head, or after the complement with *of* (*the master of the house*)."""
    lower, sentence = tokens.lower, tokens.sentence
    i = head + 1
    if i >= len(lower) or lower[i] != "of" or sentence[i] != sentence[head]:
        return head + 1
    i += 1
    first = i
    while i < len(lower) and sentence[i] == sentence[head] and i - first < _COMPLEMENT:
        if not lower[i][0].isalpha() or lower[i] in words_of("noun_phrase_ends") or looks_finite(lower[i]):
            break
        i += 1
        if i - 1 in taken and i not in taken:
            break
        if lower[i - 1] in head_nouns() and not (i < len(lower) and lower[i] in head_nouns()):
            break
    return i if i > first and lower[i - 1] not in words_of("determiners") else head + 1
