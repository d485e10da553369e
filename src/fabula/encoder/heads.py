"""From the scores of the heads to labels: what the network says of each word, and which spans are mentions.

The scores of `n` windows of at most `w` words, as the network gives them (``WindowScores``):

==============  ============================  =========================================================================
``tags``        ``(n, w, n_tags)``            UPOS, XPOS, lemma rule, supersense logits side by side, then the logits of
                                              "a sentence ends here" and "a realis event"
``arcs``        ``(n, w, w)``                 word *j* is the head of word *i*
``roots``       ``(n, w, 1)``                 word *i* is a root
``relations``   ``(n, w, 2, relation)``       the two halves of a relation's features: as a dependent, as a head
``spans``       ``(n, 2, w, w)``              logits of "a mention from *i* to *j*": by LitBank's scheme, by GUM's
``span_labels`` ``(n, w, 2, span_label)``     the two halves of a span's features: its first word, its last word
``vectors``     ``(n, w, 2, vector)``         the two halves of a mention's vector: its first word, its last word
==============  ============================  =========================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fabula.encoder.labels import ENTITY_TYPES, FORMS, SUPERSENSES, UPOS, XPOS
from fabula.encoder.trees import decode_heads

Float = npt.NDArray[np.float32]
Int = npt.NDArray[np.int32]
Bool = npt.NDArray[np.bool_]
WindowScores = Mapping[str, Float]

N_TYPES, N_FORMS = len(ENTITY_TYPES), len(FORMS)


@dataclass(frozen=True, slots=True)
class LastLayers:
    """The last layers of the heads that score chosen pairs of words; weights ``(features, labels)``, biases ``(labels,)``."""

    relation: Float
    relation_bias: Float
    span_label: Float
    span_label_bias: Float


@dataclass(frozen=True, slots=True)
class TagColumns:
    """Where in ``tags`` each head's columns lie."""

    n_lemma_rules: int

    def split(self, tags: Float) -> tuple[Float, Float, Float, Float, Float, Float]:
        """Return UPOS, XPOS, lemma-rule and supersense logits, then sentence-end and event logits ``(…,)``."""
        bounds = np.cumsum([len(UPOS), len(XPOS), self.n_lemma_rules, len(SUPERSENSES)])
        upos, xpos, lemma, sense, rest = np.split(tags, bounds, axis=-1)
        return upos, xpos, lemma, sense, rest[..., 0], rest[..., 1]


@dataclass(frozen=True, slots=True, eq=False)
class FoundSpans:
    """The mentions in one stretch of words by one scheme, ordered by first word, longest first; ``(n_spans,)`` each.

    `first` and `last` (inclusive) are word positions; `type` and `form` label indices (`form` is 0 by GUM's scheme);
    `probability` that it is a mention; `type_probability` of its type; `vector` float16 ``(n_spans, vector)``, by GUM's
    scheme without columns.
    """

    first: Int
    last: Int
    type: Int
    form: Int
    probability: Float
    type_probability: Float
    vector: npt.NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True, eq=False)
class WindowLabels:
    """What one window says of its words, ``(w,)`` each; heads and span ends are positions in the window."""

    upos: Int
    xpos: Int
    lemma_rule: Int
    supersense: Int
    sentence_end: Bool
    event: Float
    head: Int
    relation: Int
    mentions: FoundSpans
    referents: FoundSpans


def logistic(x: Float) -> Float:
    """Return ``1 / (1 + exp(-x))`` without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)), dtype=np.float32)


def gelu(x: Float) -> Float:
    """Return the Gaussian error linear unit of `x` (Hendrycks and Gimpel 2016), to about 1e-6.

    The error function is Abramowitz and Stegun's 7.1.26.
    """
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1.0 / (1.0 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1.0 - poly * np.exp(-z * z))
    return np.asarray(0.5 * x * (1.0 + erf), dtype=np.float32)


def decode_window(
    scores: WindowScores,
    row: int,
    n_words: int,
    columns: TagColumns,
    layers: LastLayers,
    forced_ends: Bool,
    *,
    ends_given: bool = False,
    threshold: float = 0.5,
) -> WindowLabels:
    """Return the labels of window `row` of a batch.

    `forced_ends` is bool ``(n_words,)``: where a sentence must end (paragraphs do; with `ends_given` it also ends nowhere
    else). A span is a mention from the probability `threshold` on.
    """
    upos, xpos, lemma, sense, ending, event = columns.split(scores["tags"][row, :n_words])
    ends = forced_ends.copy() if ends_given else forced_ends | (ending > 0)
    ends[-1] = True
    sentence = np.concatenate([[0], np.cumsum(ends[:-1])]).astype(np.int32)
    heads = decode_heads(scores["arcs"][row, :n_words, :n_words], scores["roots"][row, :n_words, 0], sentence)
    parts = scores["relations"][row, :n_words]
    relation = gelu(parts[:, 0] + parts[heads, 1]) @ layers.relation + layers.relation_bias
    mentions, referents = (_find_spans(scores, row, n_words, scheme, sentence, layers, threshold) for scheme in (0, 1))
    return WindowLabels(
        upos=upos.argmax(-1).astype(np.int32),
        xpos=xpos.argmax(-1).astype(np.int32),
        lemma_rule=lemma.argmax(-1).astype(np.int32),
        supersense=sense.argmax(-1).astype(np.int32),
        sentence_end=ends,
        event=logistic(event),
        head=heads,
        relation=relation.argmax(-1).astype(np.int32),
        mentions=mentions,
        referents=referents,
    )


def _find_spans(
    scores: WindowScores, row: int, n_words: int, scheme: int, sentence: Int, layers: LastLayers, threshold: float
) -> FoundSpans:
    logits = scores["spans"][row, scheme, :n_words, :n_words]
    bound = np.float32(np.log(threshold / (1.0 - threshold)))
    first, last = np.nonzero(logits > bound)
    whole = (first <= last) & (sentence[first] == sentence[last])
    first, last = first[whole].astype(np.int32), last[whole].astype(np.int32)
    found = logits[first, last]
    keep = _without_crossings(first, last, found)
    order = np.lexsort((-last[keep], first[keep]))
    first, last, found = first[keep][order], last[keep][order], found[keep][order]
    parts = scores["span_labels"][row]
    labels = gelu(parts[first, 0] + parts[last, 1]) @ layers.span_label + layers.span_label_bias
    types = labels[:, :N_TYPES] if scheme == 0 else labels[:, N_TYPES + N_FORMS :]
    halves = scores["vectors"][row]
    vectors = np.tanh(halves[first, 0] + halves[last, 1]) if scheme == 0 else np.zeros((len(first), 0))
    return FoundSpans(
        first=first,
        last=last,
        type=types.argmax(-1).astype(np.int32),
        form=(labels[:, N_TYPES : N_TYPES + N_FORMS].argmax(-1) if scheme == 0 else np.zeros(len(first))).astype(
            np.int32
        ),
        probability=logistic(found),
        type_probability=_best_share(types),
        vector=vectors.astype(np.float16),
    )


def _best_share(logits: Float) -> Float:
    """Return the softmax probability of each row's best label."""
    peak = logits.max(-1, keepdims=True, initial=-np.inf)
    return np.asarray(1.0 / np.exp(logits - peak).sum(-1), dtype=np.float32)


def _without_crossings(first: Int, last: Int, score: Float) -> Bool:
    """Return which spans stay when of two that overlap without nesting the likelier one stays."""
    keep = np.ones(len(first), dtype=bool)
    crosses = (first[:, None] < first[None, :]) & (first[None, :] <= last[:, None]) & (last[:, None] < last[None, :])
    if not crosses.any():
        return keep
    crosses |= crosses.T
    for place in np.argsort(-score, kind="stable"):
        if keep[place]:
            keep[crosses[place]] = False
    return keep


def join_spans(parts: Sequence[tuple[int, FoundSpans]]) -> FoundSpans:
    """Return the spans of windows in reading order as one, `parts` giving each window's first word."""
    if not parts:
        whole, share = np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
        return FoundSpans(whole, whole, whole, whole, share, share, np.zeros((0, 0), dtype=np.float16))
    return FoundSpans(
        first=np.concatenate([one.first + base for base, one in parts]).astype(np.int32),
        last=np.concatenate([one.last + base for base, one in parts]).astype(np.int32),
        type=np.concatenate([one.type for _, one in parts]),
        form=np.concatenate([one.form for _, one in parts]),
        probability=np.concatenate([one.probability for _, one in parts]),
        type_probability=np.concatenate([one.type_probability for _, one in parts]),
        vector=np.concatenate([one.vector for _, one in parts]),
    )
