"""GAP's passages as documents; needs no torch."""

from __future__ import annotations

import numpy as np
import pytest
from texts import analysis_of, tokens_of

pytest.importorskip("onnxruntime")

from benchmarks.annotated import GapItem
from benchmarks.layers import UNKNOWN
from fabula.encoder.analysis import Analysis
from fabula.types.text import Span
from fabula_training.passages import label_passage

TEXT = "Anna Grey met Clara Hill, whom Tom knew, and Grey gave her a lamp."


class Teacher:
    """Finds the names of one word and of two, as persons, and no pronoun."""

    def read(self, words: tuple[str, ...], *layout: object) -> Analysis:
        spans = [(0, 1), (3, 4), (7, 7), (11, 11)]
        return analysis_of(tokens_of(" ".join(words)), [(first, last, "PER", "PROP") for first, last in spans])


def item(pronoun: str = "her", *, a_same: bool = False, b_same: bool = True) -> GapItem:
    def span(words: str) -> Span:
        start = TEXT.index(words)
        return Span(start, start + len(words))

    return GapItem("validation-1", TEXT, span(pronoun), span("Anna Grey"), span("Clara Hill"), a_same, b_same)


def chains(one: GapItem) -> dict[str, int]:
    document = label_passage(Teacher(), one)  # type: ignore[arg-type]
    assert document is not None
    assert document.spans is not None
    spans = document.spans
    return {
        " ".join(document.words[first : last + 1]): chain
        for first, last, chain in zip(spans.first.tolist(), spans.last.tolist(), spans.chain.tolist(), strict=True)
    }


def test_the_pronoun_is_in_the_chain_of_the_name_that_it_means() -> None:
    assert chains(item()) == {"Anna Grey": 0, "Clara Hill": 1, "Tom": UNKNOWN, "Grey": 0, "her": 1}
    assert chains(item(a_same=True, b_same=False))["her"] == 0


def test_a_pronoun_that_means_neither_is_in_a_chain_of_its_own() -> None:
    assert chains(item(b_same=False))["her"] == 2


def test_the_rest_is_the_teacher_s() -> None:
    document = label_passage(Teacher(), item())  # type: ignore[arg-type]
    assert document is not None
    assert (document.corpus, document.layers.upos is not None) == ("gap", True)
    assert document.spans is not None
    assert np.all(np.diff(document.spans.first) > 0)


def test_a_mention_within_a_word_makes_no_document() -> None:
    assert label_passage(Teacher(), item("amp")) is None  # type: ignore[arg-type]
