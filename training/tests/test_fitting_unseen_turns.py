"""Fitting of what tells where a line is missing, on examples made by hand."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.faults import N_NOVELS
from fabula.encoder.analysis import Analysis
from fabula.encoder.heads import FoundSpans
from fabula.types.text import Book, Paragraph
from fabula_training.unseen_turns import (
    Example,
    choose_lines,
    feature_names,
    fit,
    held_out,
    without_lines,
    without_words,
)


def book(*paragraphs: str) -> Book:
    text, spans = "", []
    for one in paragraphs:
        spans.append(Paragraph(len(text), len(text) + len(one)))
        text += one + "\n\n"
    return Book(text, "test.txt", "", "text", paragraphs=tuple(spans))


def test_only_dialogue_among_dialogue_is_taken_out() -> None:
    lines = book(*["“Go.”"] * 200, "It rained.", *["“No.”"] * 4)
    chosen = choose_lines(lines, random.Random(1))
    assert chosen == choose_lines(lines, random.Random(1))
    assert len(chosen) > 5
    assert all(2 <= one < 198 for one in chosen)
    assert min(np.diff(chosen)) > 6


def test_what_stays_begins_where_it_is_said_to() -> None:
    text, places = without_lines(book("One.", "Two.", "Three.", "Four."), [1])
    assert text == "One.\n\nThree.\n\nFour.\n\n"
    assert [text[place:].split()[0] for place in places] == ["Three."]


def test_an_analysis_loses_words_with_their_trees_and_spans() -> None:
    zeros, share = np.arange(5, dtype=np.int8), np.ones(2, dtype=np.float32)
    spans = FoundSpans(
        np.array([1, 3], np.int32), np.array([1, 4], np.int32), np.zeros(2, np.int32), np.zeros(2, np.int32), share, share,
        np.zeros((2, 0), np.float16),
    )  # fmt: skip
    analysis = Analysis(
        zeros, zeros, tuple("abcde"), np.array([0, 0, 2, 3, 3], np.int32), zeros, zeros,
        np.array([0, 0, 1, 2, 2], np.int32), np.zeros(5, np.float16), spans, spans,
    )  # fmt: skip
    left = without_words(analysis, np.array([False, False, True, True, True]))
    assert (left.lemmas, left.head.tolist(), left.sentence.tolist()) == (("c", "d", "e"), [0, 1, 1], [0, 1, 1])
    assert list(zip(left.mentions.first, left.mentions.last, strict=True)) == [(1, 2)]


def test_what_the_benchmark_reads_is_held_out() -> None:
    novels = [Path(f"{number:02}.txt") for number in range(30)]
    out = held_out(novels)
    assert N_NOVELS <= len(out) <= 2 * N_NOVELS
    assert out == held_out(novels)


def test_the_model_learns_what_stands_where_lines_are_missing() -> None:
    rng = random.Random(1)
    examples: list[Example] = []
    for _ in range(400):
        taken = rng.random() < 0.3
        examples.append(({"always": 1.0, "same": float(taken), "noise": rng.random()}, taken))
    assert feature_names([examples, [*examples, *[({"of_one": 1.0}, False)] * 50]]) == ("always", "noise", "same")
    scorer = fit([examples], 20, 1)
    missing, whole = scorer.score(scorer.rows([{"always": 1.0, "same": 1.0}, {"always": 1.0}])).tolist()
    assert missing > 0 > whole
    again = fit([examples], 20, 1)
    assert again.score(again.rows([{"always": 1.0}])).tolist() == pytest.approx([whole])
