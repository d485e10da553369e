"""Another tokenisation of Universal Dependencies: hyphenated compounds as one word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.layers import AnnotatedDocument, Int, Layers
from benchmarks.treebanks import spans_of


def merge_hyphenated(document: AnnotatedDocument) -> AnnotatedDocument:
    """Return a UD document with hyphenated compounds as one word (``thirty-eight``), as LitBank and fabula have them.

    The merged word takes tags and head from the part that the others hang on.
    """
    groups = _hyphen_groups(document)
    if len(groups) == len(document):
        return document
    old = document.layers
    assert old.head is not None
    assert old.lemma is not None
    new_index = np.repeat(np.arange(len(groups)), [len(group) for group in groups]).astype(np.int32)
    tops = np.array([_top(group, old.head) for group in groups])
    firsts = np.array([group[0] for group in groups])
    heads = new_index[old.head[tops]]
    layers = Layers(
        upos=None if old.upos is None else old.upos[tops],
        xpos=None if old.xpos is None else old.xpos[tops],
        head=heads,
        relation=None if old.relation is None else old.relation[tops],
        supersense=None if old.supersense is None else old.supersense[tops],
        event=None if old.event is None else old.event[tops],
        lemma=tuple("".join(old.lemma[i] for i in group) for group in groups),
    )
    spans = document.spans
    if spans is not None:
        rows = zip(new_index[spans.first], new_index[spans.last], spans.type, spans.form, spans.chain, strict=True)
        spans = spans_of(spans.scheme, {tuple(map(int, row)) for row in rows})  # type: ignore[misc]
    return replace(
        document,
        words=tuple("".join(document.words[i] for i in group) for group in groups),
        space_before=None if document.space_before is None else document.space_before[firsts],
        sentence_starts=document.sentence_starts[firsts],
        paragraph_starts=None if document.paragraph_starts is None else document.paragraph_starts[firsts],
        layers=layers,
        spans=spans,
    )


def _hyphen_groups(document: AnnotatedDocument) -> list[list[int]]:
    """Return the words grouped: ``X - Y`` without white space is one group, all else stands alone."""
    words, spaces, starts = document.words, document.space_before, document.sentence_starts
    assert spaces is not None
    groups: list[list[int]] = []
    for i, word in enumerate(words):
        glued = i > 0 and not spaces[i] and not starts[i] and len(groups[-1]) < 8
        after_letter = glued and words[i - 1][-1].isalpha()
        joins = (word == "-" and after_letter) or (glued and words[i - 1] == "-" and len(groups[-1]) > 1)
        if joins and (word == "-" or word[0].isalpha()):
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _top(group: Sequence[int], head: Int) -> int:
    """Return the word of a group whose head lies outside of it."""
    return next((i for i in group if head[i] == i or not group[0] <= head[i] <= group[-1]), group[-1])
