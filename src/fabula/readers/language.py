"""A quick look at whether a text is English."""

from __future__ import annotations

import re

from fabula.readers.markers import words

_WORDS = frozenset(
    words(
        "the and to of a in was he that it his her she you i had with for as at on but not be is him they said my "
        "have me were from this all so there what would when or one been could out into up if then who no them by "
        "an are we do their which like will more very about how your some now than only did before"
    )
)
"""The commonest function words of English fiction; any list of such words does for this."""

_WORD = re.compile(r"[^\W\d_]+")
_MIN_WORDS = 200
_SAMPLE_WORDS = 5000
_MIN_SHARE = 0.25  # English prose has about half, German and French under a tenth


def looks_english(text: str) -> bool:
    """Tell whether `text` looks like English, by the share of its commonest words; ``True`` under 200 words."""
    start = max(0, len(text) // 2 - 20_000)
    sample = text[start : start + 40_000] if len(text) > 40_000 else text
    found = [word.lower() for word in _WORD.findall(sample)[:_SAMPLE_WORDS]]
    if len(found) < _MIN_WORDS:
        return True
    return sum(word in _WORDS for word in found) >= _MIN_SHARE * len(found)
