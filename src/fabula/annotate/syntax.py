"""Tags and trees as the later stages read them, and what a tree tells of a stretch of words."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.annotate.lemmas import lemma_of
from fabula.encoder.analysis import Analysis
from fabula.encoder.labels import RELATIONS, SUPERSENSES, UPOS, XPOS
from fabula.types.annotations import Syntax

# What follows a head by these relations is no part of what it is called: *Anna, the cook*; *the man who came*.
_APART = frozenset(
    {"acl", "acl:relcl", "advcl", "advcl:relcl", "appos", "cc", "conj", "dep", "list", "orphan", "parataxis", "punct"}
)
_LONGEST_WALK = 64  # heads to pass from a word up to a mention's head


def read_syntax(analysis: Analysis, words: Sequence[str]) -> Syntax:
    """Return the network's tags and trees of some words, the labels spelt out and the lemmas mended by the lexicon."""
    xpos = tuple(XPOS[number] for number in analysis.xpos.tolist())
    return Syntax(
        lemma=tuple(map(lemma_of, words, xpos, analysis.lemmas)),
        upos=tuple(UPOS[number] for number in analysis.upos.tolist()),
        xpos=xpos,
        relation=tuple(RELATIONS[number] for number in analysis.relation.tolist()),
        head=analysis.head,
        sense=tuple(SUPERSENSES[number] for number in analysis.supersense.tolist()),
    )


def head_token(heads: list[int], first: int, last: int) -> int:
    """Return the token of ``[first, last)`` that the others hang on: the first whose own head lies outside, or a root."""
    for token in range(first, last):
        head = heads[token]
        if head == token or not first <= head < last:
            return token
    return last - 1


def core_end(syntax: Syntax, heads: list[int], head: int, last: int) -> int:
    """Return where the core of a mention ends whose head is token `head` and which ends before token `last`.

    The words after the head belong to it as long as they hang on it by nothing that sets them apart.
    """
    end = head + 1
    while end < last and _belongs(syntax, heads, end, head):
        end += 1
    return end


def _belongs(syntax: Syntax, heads: list[int], token: int, head: int) -> bool:
    for _ in range(_LONGEST_WALK):
        if token == head:
            return True
        if syntax.relation[token] in _APART or heads[token] == token:
            return False
        token = heads[token]
    return False
