"""Hyphenated compounds become one word, and every layer follows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.treebanks import UPOS_NUMBER
from fabula_training.hyphens import merge_hyphenated
from handmade import dog, girl


def test_a_compound_becomes_one_word_with_the_tags_of_its_top() -> None:
    merged = merge_hyphenated(girl())
    assert merged.words == ("The", "blue-eyed", "girl", "sang", ".", "She", "left", ".")
    assert merged.layers.lemma == ("the", "blue-eyed", "girl", "sing", ".", "she", "leave", ".")
    assert merged.layers.head is not None
    assert merged.layers.upos is not None
    assert merged.layers.head.tolist() == [2, 2, 3, 3, 3, 6, 6, 6]
    assert merged.layers.upos[1] == UPOS_NUMBER["ADJ"]


def test_what_stands_before_a_compound_is_what_stood_before_its_first_part() -> None:
    merged = merge_hyphenated(girl())
    assert merged.space_before is not None
    assert merged.space_before.tolist() == [True, True, True, True, False, True, True, False]
    assert np.flatnonzero(merged.sentence_starts).tolist() == [0, 5]


def test_spans_move_with_their_words() -> None:
    spans = merge_hyphenated(girl()).spans
    assert spans is not None
    assert list(zip(spans.first.tolist(), spans.last.tolist(), strict=True)) == [(0, 2), (5, 5)]
    assert spans.chain.tolist() == [3, 3]


def test_events_and_supersenses_are_kept() -> None:
    document = girl()
    event = np.array([word == "sang" for word in document.words], dtype=np.int32)
    merged = merge_hyphenated(replace(document, layers=replace(document.layers, event=event, supersense=event)))
    assert merged.layers.event is not None
    assert merged.layers.supersense is not None
    assert merged.layers.event.tolist() == merged.layers.supersense.tolist() == [0, 0, 0, 1, 0, 0, 0, 0]


def test_a_dash_between_spaces_joins_nothing() -> None:
    document = girl()
    spaced = replace(document, space_before=np.ones(len(document), dtype=bool))
    assert merge_hyphenated(spaced) is spaced


def test_a_document_without_white_space_known_has_no_compounds_to_merge() -> None:
    assert dog().layers.head is None  # what `vary` asks before it merges
