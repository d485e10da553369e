"""Coreference as in CoNLL-2012: a token a line, chains as brackets in the last column (https://aclanthology.org/W12-4501).

Columns: document, part, word number, word, tag, bit of a tree (flat: we have no constituents), predicate lemma, its frameset,
word sense, speaker, named entity, coreference.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import accumulate, groupby

from fabula.export.file_names import stem_of
from fabula.export.token_spans import TokenSpans, tokens_of
from fabula.types.world import StoryWorld, Token

_BLANK = re.compile(r"[\s\0\x1c-\x1f\x85]+")


def world_to_conll(world: StoryWorld) -> str:
    """Return one document of one part; ``UsageError`` for a world without tokens.

    Mentions that touch no token are left out, and of two of one chain that cross, the later one: brackets can't tell them.
    """
    tokens = tokens_of(world, "CoNLL-2012's format")
    name = one_word(stem_of(world))
    brackets, speakers = _brackets(world, TokenSpans(tokens)), _Speakers(world)
    lines = [f"#begin document ({name}); part 000"]
    for _, sentence in groupby(enumerate(tokens), key=lambda pair: pair[1].sentence):
        some = list(sentence)
        for number, (at, one) in enumerate(some):
            tree = f"{'(TOP' if number == 0 else ''}*{')' if number == len(some) - 1 else ''}"
            word = one_word(world.text[one.start : one.end])
            cells = (name, "0", str(number), word, one_word(one.xpos or ""), tree, "-", "-", "-", speakers.of(one), "*")
            lines.append("\t".join((*cells, "|".join(brackets[at]) or "-")))
        lines.append("")
    return "\n".join([*lines, "#end document", ""])


def one_word(text: str) -> str:
    """Return a text as one cell: without white space, ``-`` when nothing is left."""
    return _BLANK.sub("_", text.strip()) or "-"


def _brackets(world: StoryWorld, spans: TokenSpans) -> defaultdict[int, list[str]]:
    """Return the brackets at each token: those that open, the longest first; whole ones; those that close."""
    found: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for one in world.mentions:
        where = spans.of(one.start, one.end)
        if where is not None:
            found[one.entity.id].add(where)
    kept = [(first, last, chain) for chain, some in sorted(found.items()) for first, last in _nested(some)]
    brackets: defaultdict[int, list[str]] = defaultdict(list)
    for first, last, chain in sorted(kept, key=lambda it: (it[0], -it[1], it[2])):
        brackets[first].append(f"({chain})" if first == last else f"({chain}")
    for first, last, chain in sorted(kept, key=lambda it: (it[1], -it[0], it[2])):
        if first != last:
            brackets[last].append(f"{chain})")
    return brackets


def _nested(some: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of one chain without those that cross an earlier one."""
    kept: list[tuple[int, int]] = []
    open_ends: list[int] = []
    for first, last in sorted(some, key=lambda it: (it[0], -it[1])):
        while open_ends and open_ends[-1] < first:
            open_ends.pop()
        if open_ends and open_ends[-1] < last:
            continue
        open_ends.append(last)
        kept.append((first, last))
    return kept


class _Speakers:
    """Who speaks at a token, by the innermost quote that begins last before it."""

    def __init__(self, world: StoryWorld) -> None:
        self._quotes = sorted(world.quotes, key=lambda one: (one.start, -one.end))
        self._starts = [one.start for one in self._quotes]
        self._reach = list(accumulate((one.end for one in self._quotes), max))  # where all that began so far has ended

    def of(self, token: Token) -> str:
        """Return the speaker's name, ``-`` for narration and unknown speakers."""
        at = bisect_right(self._starts, token.start) - 1
        while at >= 0 and token.start < self._reach[at]:
            one = self._quotes[at]
            if token.start < one.end:
                return "-" if one.speaker is None else one_word(one.speaker.name)
            at -= 1
        return "-"
