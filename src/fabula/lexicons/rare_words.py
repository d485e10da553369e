"""Rare words: those that a book seldom has, by which two of its passages are seen to be about the same thing."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]{3,}")
_SELDOM = 8  # times that a rare word stands in a book at most


class RareWords:
    """The words that a text has seldom; ``words.of(passage)`` are those of one passage, in lower case."""

    def __init__(self, text: str) -> None:
        self._times = Counter(map(str.lower, _WORD.findall(text)))

    def of(self, passage: str) -> frozenset[str]:
        """Return the rare words of a passage of the text."""
        return frozenset(word for word in map(str.lower, _WORD.findall(passage)) if self._times[word] <= _SELDOM)
