from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from texts import found_spans

from benchmarks.encoder import score_litbank, score_syntax
from benchmarks.layers import AnnotatedDocument, Layers, Spans
from fabula.encoder.analysis import Analysis
from fabula.encoder.labels import RELATIONS

WORDS = ("Anna", "saw", "him", ".", "He", "fled", ".")
STARTS = np.array([True, False, False, False, True, False, False])
HEADS = np.array([1, 1, 1, 1, 5, 5, 5], dtype=np.int32)
NONE = np.zeros(7, dtype=np.int32)


def relations(*names: str) -> Any:
    return np.array([RELATIONS.index(name) for name in names], dtype=np.int32)


TREE = relations("nsubj", "root", "obj", "punct", "nsubj:pass", "root", "punct")
TREEBANK = AnnotatedDocument(
    "one", "ewt", "mail", WORDS, None, STARTS, None,
    Layers(upos=NONE, xpos=NONE, head=HEADS, relation=TREE, supersense=NONE + 3, lemma=tuple(map(str.lower, WORDS))),
    None,
)  # fmt: skip


def columns(*rows: tuple[int, ...]) -> Any:
    return np.array(rows, dtype=np.int32)


EXCERPT = AnnotatedDocument(
    "two", "litbank", "fiction", WORDS, None, STARTS, None,
    Layers(event=np.array([0, 1, 0, 0, 0, 1, 0], dtype=np.int32)),
    Spans("litbank", *(columns(*column) for column in zip((0, 0, 0, 0, 1), (2, 2, 0, 2, 2), (4, 4, 0, 2, 2), strict=True))),
)  # fmt: skip


class Oracle:
    """A network that says what it was told, whatever the words."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def read(self, words: object, spaces: object, starts: object, paragraphs: object, **options: object) -> Analysis:
        return self.analysis


RIGHT = Analysis(
    upos=NONE.astype(np.int8), xpos=NONE.astype(np.int8), lemmas=tuple(map(str.lower, WORDS)), head=HEADS,
    relation=TREE.astype(np.int8), supersense=(NONE + 3).astype(np.int8), sentence=(np.cumsum(STARTS) - 1).astype(np.int32),
    event=np.array([0, 0.9, 0, 0, 0, 0.9, 0], dtype=np.float16),
    mentions=found_spans([(0, 0, 0, 0), (2, 2, 0, 2), (4, 4, 0, 2)]), referents=found_spans([]),
)  # fmt: skip


def test_what_is_right_scores_full() -> None:
    assert set(score_syntax(Oracle(RIGHT), [TREEBANK]).values()) == {1.0}  # type: ignore[arg-type]
    assert set(score_litbank(Oracle(RIGHT), [EXCERPT]).values()) == {1.0}  # type: ignore[arg-type]


def test_each_mistake_counts_where_it_belongs() -> None:
    wrong_tree = relations("nsubj", "root", "obl", "punct", "nsubj", "root", "punct").astype(np.int8)
    heads = HEADS.copy()
    heads[3] = 0
    wrong = replace(RIGHT, relation=wrong_tree, head=heads, sentence=NONE)
    other = replace(TREEBANK, layers=replace(TREEBANK.layers, lemma=("x", *RIGHT.lemmas[1:])))
    figures = score_syntax(Oracle(wrong), [other])  # type: ignore[arg-type]
    assert figures["uas"] == pytest.approx(6 / 7)
    assert figures["las"] == pytest.approx(5 / 7), "a wrong subtype is right, a wrong relation or head is not"
    assert figures["las_strict"] == pytest.approx(4 / 7)
    assert figures["lemma"] == pytest.approx(6 / 7)
    assert figures["upos"] == 1.0
    assert figures["sentence_ends"] == pytest.approx(2 / 3), "one of two found, none too many"


def test_pronouns_are_mentions_but_no_entities() -> None:
    found = replace(RIGHT, mentions=found_spans([(0, 0, 1, 0), (2, 2, 0, 2)]), event=NONE.astype(np.float16))
    figures = score_litbank(Oracle(found), [EXCERPT])  # type: ignore[arg-type]
    assert figures["entities"] == 0.0, "the one name has the wrong type"
    assert figures["mentions"] == pytest.approx(0.8)
    assert figures["mentions_recall"] == pytest.approx(2 / 3)
    assert figures["events"] == 0.0
