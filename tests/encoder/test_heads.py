from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fabula.encoder.heads import (
    FoundSpans,
    LastLayers,
    TagColumns,
    WindowLabels,
    decode_window,
    gelu,
    join_spans,
    logistic,
)
from fabula.encoder.labels import ENTITY_TYPES, FORMS, REFERENT_TYPES, SUPERSENSES, UPOS, XPOS

N_RULES = 3
COLUMNS = TagColumns(N_RULES)
N_TAGS = len(UPOS) + len(XPOS) + N_RULES + len(SUPERSENSES) + 2
N_SPAN_LABELS = len(ENTITY_TYPES) + len(FORMS) + len(REFERENT_TYPES)
FEATURES = 12  # of a relation, whose labels are the features themselves

LAYERS = LastLayers(
    relation=np.eye(FEATURES, dtype=np.float32),
    relation_bias=np.zeros(FEATURES, dtype=np.float32),
    span_label=np.eye(N_SPAN_LABELS, dtype=np.float32),
    span_label_bias=np.zeros(N_SPAN_LABELS, dtype=np.float32),
)

Scores = dict[str, np.ndarray]


def make_scores(n_words: int, *, rows: int = 1, heads: tuple[int, ...] = ()) -> Scores:
    """Return scores that say nothing but the heads (by default the first word of all): no span, no sentence end."""
    shape = (rows, n_words)
    scores = {
        "tags": np.zeros((*shape, N_TAGS), dtype=np.float32),
        "arcs": np.zeros((*shape, n_words), dtype=np.float32),
        "roots": np.zeros((*shape, 1), dtype=np.float32),
        "relations": np.zeros((*shape, 2, FEATURES), dtype=np.float32),
        "spans": np.full((rows, 2, n_words, n_words), -9, dtype=np.float32),
        "span_labels": np.zeros((*shape, 2, N_SPAN_LABELS), dtype=np.float32),
        "vectors": np.zeros((*shape, 2, 4), dtype=np.float32),
    }
    scores["tags"][..., -2] = -9
    for word, head in enumerate(heads or (0,) * n_words):
        if word == head:
            scores["roots"][:, word] = 9
        else:
            scores["arcs"][:, word, head] = 9
    return scores


def with_spans(n_words: int, found: dict[tuple[int, int], float], scheme: int = 0) -> Scores:
    scores = make_scores(n_words)
    for (first, last), logit in found.items():
        scores["spans"][0, scheme, first, last] = logit
    return scores


def decode(scores: Scores, *forced: int, n_words: int | None = None, row: int = 0, **options: bool) -> WindowLabels:
    """Return the labels of a window where sentences must end with the words `forced`."""
    n_words = n_words or scores["tags"].shape[1]
    ends = np.zeros(n_words, dtype=bool)
    ends[list(forced)] = True
    before = ends.copy()
    labels = decode_window(scores, row, n_words, COLUMNS, LAYERS, ends, **options)
    assert ends.tolist() == before.tolist()
    return labels


def places(spans: FoundSpans) -> list[tuple[int, int]]:
    return list(zip(spans.first.tolist(), spans.last.tolist(), strict=True))


def test_every_tag_comes_from_its_own_columns() -> None:
    scores = make_scores(2)
    chosen = {
        "upos": (0, UPOS.index("VERB")),
        "xpos": (len(UPOS), XPOS.index("VBD")),
        "lemma_rule": (len(UPOS) + len(XPOS), N_RULES - 1),
        "supersense": (len(UPOS) + len(XPOS) + N_RULES, SUPERSENSES.index("v.motion")),
    }
    for first, label in chosen.values():
        scores["tags"][0, 1, first + label] = 3
    scores["tags"][0, 1, -1] = 3
    labels = decode(scores)
    for name, (_, label) in chosen.items():
        assert getattr(labels, name).tolist() == [0, label]
        assert getattr(labels, name).dtype == np.int32
    assert labels.event.tolist() == pytest.approx([0.5, 1 / (1 + math.exp(-3))])
    assert labels.event.dtype == np.float32


def test_columns_split_every_score_once() -> None:
    tags = np.arange(2 * 3 * N_TAGS, dtype=np.float32).reshape(2, 3, N_TAGS)
    *groups, ending, event = COLUMNS.split(tags)
    assert [one.shape for one in groups] == [(2, 3, n) for n in (len(UPOS), len(XPOS), N_RULES, len(SUPERSENSES))]
    assert np.concatenate([*groups, ending[..., None], event[..., None]], axis=-1).tolist() == tags.tolist()


def test_a_sentence_ends_where_it_must_where_it_seems_to_and_with_the_window() -> None:
    scores = make_scores(6)
    scores["tags"][0, [0, 3], -2] = [4, 0.1]
    assert np.flatnonzero(decode(scores).sentence_end).tolist() == [0, 3, 5]
    assert np.flatnonzero(decode(scores, 1).sentence_end).tolist() == [0, 1, 3, 5]


def test_given_ends_are_the_only_ones() -> None:
    scores = make_scores(6)
    scores["tags"][0, [0, 3], -2] = 4
    assert np.flatnonzero(decode(scores, 1, ends_given=True).sentence_end).tolist() == [1, 5]


def test_every_sentence_has_its_own_root() -> None:
    scores = make_scores(5, heads=(1, 1, 1, 1, 3))
    assert decode(scores).head.tolist() == [1, 1, 1, 1, 3]
    ended = decode(scores, 2)
    assert ended.head.tolist()[:3] == [1, 1, 1]
    assert ended.head.tolist()[3:] == [3, 3]


def test_a_relation_is_of_a_word_and_its_head() -> None:
    scores = make_scores(4, heads=(1, 1, 3, 1))
    scores["relations"][0, :, 0, 9] = 1  # every word would rather be this
    for word in range(4):
        scores["relations"][0, word, 1, 2 + word] = 5  # but as a head it makes its dependents something else
    assert decode(scores).relation.tolist() == [3, 3, 5, 3]
    scores["relations"][0, 2, 0, 7] = 8
    assert decode(scores).relation.tolist() == [3, 3, 7, 3]


def test_one_row_and_its_words_alone_are_read() -> None:
    scores = make_scores(5, rows=2)
    scores["spans"][1, 0, 0, 1] = 4
    scores["spans"][1, 0, 1, 4] = 9  # padding
    scores["spans"][0, 0, 0, 0] = 9  # another window
    scores["arcs"][1, 2, 4] = scores["roots"][1, 4] = 99
    scores["tags"][1, 1, UPOS.index("NOUN")] = 5
    labels = decode(scores, row=1, n_words=3)
    assert places(labels.mentions) == [(0, 1)]
    assert labels.head.tolist() == [0, 0, 0]
    assert labels.upos.tolist() == [0, UPOS.index("NOUN"), 0]
    lengths = {len(getattr(labels, one.name)) for one in fields(labels) if one.name not in ("mentions", "referents")}
    assert lengths == {3}
    assert decode(scores, row=0, n_words=3).mentions.first.tolist() == [0]


def test_a_window_may_be_one_word() -> None:
    labels = decode(make_scores(1))
    assert (labels.head.tolist(), labels.sentence_end.tolist(), places(labels.mentions)) == ([0], [True], [])


def test_nested_mentions_stay_in_order_the_longer_first() -> None:
    spans = {(2, 2): 1.0, (0, 4): 2.0, (2, 4): 3.0, (0, 1): 4.0, (0, 0): 0.5}
    assert places(decode(with_spans(5, spans)).mentions) == [(0, 4), (0, 1), (0, 0), (2, 4), (2, 2)]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ({(0, 2): 3.0, (1, 3): 2.0}, [(0, 2)]),
        ({(0, 2): 2.0, (1, 3): 3.0}, [(1, 3)]),
        ({(0, 2): 2.0, (2, 3): 3.0}, [(2, 3)]),  # one word in common, and no nesting
        (
            {(0, 1): 3.0, (1, 2): 2.0, (2, 3): 1.0},
            [(0, 1), (2, 3)],
        ),  # the second is gone before it drives out the third
        ({(0, 1): 1.0, (1, 2): 3.0, (2, 3): 2.0}, [(1, 2)]),
        ({(0, 2): 3.0, (0, 3): 2.0, (1, 3): 1.0}, [(0, 3), (0, 2)]),
        ({(0, 1): 1.0, (2, 3): 1.0}, [(0, 1), (2, 3)]),
    ],
)
def test_of_crossing_mentions_the_likelier_stays(
    spans: dict[tuple[int, int], float], expected: list[tuple[int, int]]
) -> None:
    assert places(decode(with_spans(4, spans)).mentions) == expected


@given(arrays(np.float32, (7, 7), elements=st.floats(-6, 6, width=32)), st.sets(st.integers(0, 6)))
def test_mentions_nest_within_sentences(logits: np.ndarray, ends: set[int]) -> None:
    scores = make_scores(7)
    scores["spans"][0, 0] = logits
    labels = decode(scores, *ends)
    found = places(labels.mentions)
    sentence = np.cumsum([0, *labels.sentence_end[:-1]])
    likely = {
        (int(first), int(last))
        for first, last in np.argwhere(logits > 0)
        if first <= last and sentence[first] == sentence[last]
    }
    assert found == sorted(found, key=lambda span: (span[0], -span[1]))
    assert set(found) <= likely
    for span in likely:
        crossing = [
            one for one in found if one[0] < span[0] <= one[1] < span[1] or span[0] < one[0] <= span[1] < one[1]
        ]
        assert (span in found) == (not crossing)
        assert not crossing or max(logits[one] for one in crossing) >= logits[span]


def test_a_mention_keeps_to_its_sentence_and_ends_after_it_begins() -> None:
    scores = with_spans(4, {(0, 3): 5.0, (0, 1): 1.0, (2, 3): 1.0, (3, 2): 9.0})
    assert places(decode(scores, 1).mentions) == [(0, 1), (2, 3)]
    assert places(decode(scores).mentions) == [(0, 3), (0, 1), (2, 3)]


def test_a_mention_is_as_likely_as_asked() -> None:
    scores = with_spans(3, {(0, 0): 3.0, (1, 1): 0.1, (2, 2): -0.1})
    mentions = decode(scores).mentions
    assert places(mentions) == [(0, 0), (1, 1)]
    assert mentions.probability.tolist() == pytest.approx([1 / (1 + math.exp(-3)), 1 / (1 + math.exp(-0.1))])
    ends = np.zeros(3, dtype=bool)
    for threshold, expected in ((0.9, [0]), (0.4, [0, 1, 2]), (0.99, [])):
        found = decode_window(scores, 0, 3, COLUMNS, LAYERS, ends, threshold=threshold).mentions
        assert found.first.tolist() == expected


def test_a_mention_has_a_type_and_a_form() -> None:
    scores = with_spans(3, {(0, 1): 3.0, (2, 2): 3.0})
    scores["span_labels"][0, 0, 0, ENTITY_TYPES.index("LOC")] = 2
    scores["span_labels"][0, 1, 1, ENTITY_TYPES.index("LOC")] = 3
    scores["span_labels"][0, 0, 0, ENTITY_TYPES.index("VEH")] = 4
    scores["span_labels"][0, 2, 1, len(ENTITY_TYPES) + FORMS.index("PRON")] = 4
    scores["span_labels"][0, 2, 0, len(ENTITY_TYPES) + len(FORMS)] = 9  # a type by the other scheme
    scores["span_labels"][0, 0, 1] = scores["span_labels"][0, 1, 0] = 50  # as a last word, as a first word: not asked
    mentions = decode(scores).mentions
    assert [ENTITY_TYPES[one] for one in mentions.type] == ["LOC", "PER"]
    assert [FORMS[one] for one in mentions.form] == ["PROP", "PRON"]
    share = math.exp(5) / (math.exp(5) + math.exp(4) + len(ENTITY_TYPES) - 2)
    assert mentions.type_probability.tolist() == pytest.approx([share, 1 / len(ENTITY_TYPES)], abs=1e-4)
    assert len(decode(scores).referents) == 0


def test_a_referent_has_a_type_and_nothing_more() -> None:
    scores = with_spans(2, {(0, 1): 3.0}, scheme=1)
    scores["span_labels"][0, 0, 0, len(ENTITY_TYPES) + len(FORMS) + REFERENT_TYPES.index("time")] = 4
    scores["span_labels"][0, 0, 0, 0] = 9  # a type by the other scheme
    labels = decode(scores)
    assert len(labels.mentions) == 0
    assert places(labels.referents) == [(0, 1)]
    assert [REFERENT_TYPES[one] for one in labels.referents.type] == ["time"]
    assert labels.referents.form.tolist() == [0]
    assert labels.referents.vector.shape == (1, 0)


def test_a_mention_has_the_vector_of_its_ends() -> None:
    scores = with_spans(3, {(0, 2): 3.0, (1, 1): 3.0})
    scores["vectors"][0, 0, 0], scores["vectors"][0, 2, 1] = [1, 0, -2, 0], [0, 0.5, 0, 0]
    vector = decode(scores).mentions.vector
    assert vector.dtype == np.float16
    assert vector.tolist() == [pytest.approx(np.tanh([1, 0.5, -2, 0]).tolist(), abs=1e-3), [0, 0, 0, 0]]


@pytest.mark.parametrize("found", [{}, {(0, 0): 3.0}])
def test_spans_have_one_kind_of_array_however_many_there_are(found: dict[tuple[int, int], float]) -> None:
    labels = decode(with_spans(2, found))
    for spans, width in ((labels.mentions, 4), (labels.referents, 0)):
        kinds = [getattr(spans, one.name).dtype.name for one in fields(spans)]
        assert kinds == ["int32"] * 4 + ["float32"] * 2 + ["float16"]
        assert spans.vector.shape == (len(spans), width)
        assert {getattr(spans, one.name).shape[0] for one in fields(spans)} == {len(spans)}


def test_spans_of_windows_are_joined_at_their_places() -> None:
    one = decode(with_spans(3, {(0, 1): 3.0, (1, 1): 1.0})).mentions
    two = decode(with_spans(3, {})).mentions
    joined = join_spans([(0, one), (3, two), (6, one)])
    assert places(joined) == [(0, 1), (1, 1), (6, 7), (7, 7)]
    assert joined.probability.tolist() == one.probability.tolist() * 2
    assert joined.vector.shape == (4, 4)
    assert joined.first.dtype == joined.last.dtype == np.int32
    assert one.first.tolist() == [0, 1]


def test_no_windows_have_no_spans() -> None:
    nothing = join_spans([])
    assert len(nothing) == 0
    kinds = [getattr(nothing, one.name).dtype.name for one in fields(nothing)]
    assert kinds == ["int32"] * 4 + ["float32"] * 2 + ["float16"]


def test_gelu_is_the_exact_one_to_a_millionth() -> None:
    x = np.linspace(-9, 9, 3601).astype(np.float32)
    expected = np.array([0.5 * one * (1 + math.erf(one / math.sqrt(2))) for one in x.tolist()])
    assert gelu(x).dtype == np.float32
    assert np.abs(gelu(x) - expected).max() < 1e-6


def test_gelu_keeps_what_is_large_and_drops_what_is_small() -> None:
    assert gelu(np.array([-1e9, -50, 0, 50, 1e9], dtype=np.float32)).tolist() == [0, 0, 0, 50, 1e9]


@given(st.floats(-40, 40, width=32))
def test_logistic_is_what_it_says(x: float) -> None:
    assert float(logistic(np.float32([x]))[0]) == pytest.approx(1 / (1 + math.exp(-x)), abs=1e-6)


def test_logistic_does_not_overflow() -> None:
    with np.errstate(all="raise"):
        found = logistic(np.array([-1e30, 0, 1e30], dtype=np.float32))
    assert found.tolist() == [0, 0.5, 1]
    assert found.dtype == np.float32
