"""Mentions: every name, common noun and personal pronoun that refers to somebody, a place or a vehicle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fabula.annotate.nominals import find_nominals
from fabula.annotate.pronouns import PRONOUNS
from fabula.annotate.proper_names import find_names
from fabula.types.annotations import Mention, Quotation
from fabula.types.text import Span, Tokens


def quotation_of_tokens(tokens: Tokens, quotations: Sequence[Quotation]) -> list[int]:
    """Return for each token the index of the spoken quotation it stands in, -1 outside of all."""
    inside = np.full(len(tokens), -1, dtype=np.int32)
    for number, quotation in enumerate(quotations):
        if quotation.spoken:
            found = tokens.between(quotation.start, quotation.end)
            inside[found.start : found.stop] = number
    return [int(number) for number in inside]


def find_mentions(tokens: Tokens, quotations: Sequence[Quotation]) -> tuple[Mention, ...]:
    """Return the mentions of a book ordered by start, then longest first; nested ones are kept."""
    spoken = quotation_of_tokens(tokens, quotations)
    names = find_names(tokens, spoken)
    taken = {i for name in names for i in tokens.between(name.start, name.end)}
    mentions = [*names, *find_nominals(tokens, taken), *_find_pronouns(tokens, taken)]
    return tuple(sorted(mentions, key=lambda one: (one.start, -one.end)))


def _find_pronouns(tokens: Tokens, taken: set[int]) -> Iterator[Mention]:
    """Yield the personal pronouns; *it* is left out, since it seldom refers to an entity."""
    for i, word in enumerate(tokens.lower):
        found = PRONOUNS.get(word)
        if found is None or i in taken or (word == "i" and tokens.words[i] != "I"):
            continue
        start, end = int(tokens.start[i]), int(tokens.end[i])
        yield Mention(start, end, "PER", "PRON", Span(start, end), found.gender)
