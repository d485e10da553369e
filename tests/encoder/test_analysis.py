from __future__ import annotations

import numpy as np

from fabula.encoder.analysis import Analysis, assemble_analysis
from fabula.encoder.heads import FoundSpans, WindowLabels

RULES = ("l|0|", "k|0|", "l|2|un")


def make_spans(*places: tuple[int, int], kind: int = 0, width: int = 2) -> FoundSpans:
    n = len(places)
    return FoundSpans(
        first=np.array([first for first, _ in places], dtype=np.int32),
        last=np.array([last for _, last in places], dtype=np.int32),
        type=np.full(n, kind, dtype=np.int32),
        form=np.ones(n, dtype=np.int32),
        probability=np.full(n, 0.75, dtype=np.float32),
        type_probability=np.full(n, 0.5, dtype=np.float32),
        vector=np.full((n, width), kind, dtype=np.float16),
    )


def make_labels(heads: list[int], ends: list[int], rules: list[int], **spans: FoundSpans) -> WindowLabels:
    """Return the labels of a window; each word's tag is its place."""
    n = len(heads)
    return WindowLabels(
        upos=np.arange(n, dtype=np.int32),
        xpos=np.arange(n, dtype=np.int32) + 10,
        lemma_rule=np.array(rules, dtype=np.int32),
        supersense=np.arange(n, dtype=np.int32) + 20,
        sentence_end=np.isin(np.arange(n), ends),
        event=np.full(n, 0.25, dtype=np.float32),
        head=np.array(heads, dtype=np.int32),
        relation=np.arange(n, dtype=np.int32) + 30,
        **spans,
    )


def assemble_two() -> Analysis:
    words = ("Anna", "ran", ".", "She", "sat", ".", "He")
    one = make_labels(
        [1, 1, 1, 3], [2, 3], [1, 2, 0, 0], mentions=make_spans((0, 0), (3, 3)), referents=make_spans((0, 1), width=0)
    )
    two = make_labels([0, 0, 2], [1, 2], [0, 0, 0], mentions=make_spans((2, 2), kind=5), referents=make_spans(width=0))
    return assemble_analysis(words, [(0, 4), (4, 7)], [one, two], RULES)


def test_heads_and_spans_move_to_their_places_in_the_book() -> None:
    found = assemble_two()
    assert found.head.tolist() == [1, 1, 1, 3, 4, 4, 6]
    assert (found.mentions.first.tolist(), found.mentions.last.tolist()) == ([0, 3, 6], [0, 3, 6])
    assert found.mentions.type.tolist() == [0, 0, 5]
    assert found.mentions.vector.tolist() == [[0, 0], [0, 0], [5, 5]]
    assert (found.referents.first.tolist(), found.referents.last.tolist()) == ([0], [1])


def test_sentences_are_counted_through_the_book() -> None:
    assert assemble_two().sentence.tolist() == [0, 0, 0, 1, 2, 2, 3]


def test_tags_stand_in_order() -> None:
    found = assemble_two()
    assert len(found) == 7
    assert found.upos.tolist() == [0, 1, 2, 3, 0, 1, 2]
    assert found.xpos.tolist() == [10, 11, 12, 13, 10, 11, 12]
    assert found.supersense.tolist() == [20, 21, 22, 23, 20, 21, 22]
    assert found.relation.tolist() == [30, 31, 32, 33, 30, 31, 32]
    assert found.event.tolist() == [0.25] * 7


def test_lemmas_follow_the_rules_of_the_model() -> None:
    assert assemble_two().lemmas == ("Anna", "run", ".", "she", "sat", ".", "he")


def test_an_empty_book_has_an_empty_analysis() -> None:
    nothing = assemble_analysis((), [], [], RULES)
    assert len(nothing) == len(nothing.mentions) == len(nothing.referents) == 0
    assert nothing.lemmas == ()
    assert kinds(nothing) == kinds(assemble_two())


def kinds(analysis: Analysis) -> dict[str, str]:
    layers = ("upos", "xpos", "head", "relation", "supersense", "sentence", "event")
    return {name: getattr(analysis, name).dtype.name for name in layers}


def test_layers_are_as_small_as_they_can_be() -> None:
    assert kinds(assemble_two()) == {
        "upos": "int8", "xpos": "int8", "head": "int32", "relation": "int8", "supersense": "int8", "sentence": "int32",
        "event": "float16",
    }  # fmt: skip
