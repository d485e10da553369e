"""What one epoch reads: all its documents laid end to end, their labels, and the batches of windows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from benchmarks.layers import UNKNOWN, AnnotatedDocument, Bool, Int
from fabula.encoder.lemmas import rule_for
from fabula.encoder.windows import Batch, Long, SpecialPieces, cut_windows, make_batch
from fabula.encoder.words import pieces_of, shapes_of
from fabula_training.hyphens import merge_hyphenated

SCHEMES = ("litbank", "gum")
WORD_LAYERS = ("upos", "xpos", "head", "relation", "supersense", "event")
LATE_ENOUGH = 0.9  # later than when a book is read: fuller windows, fewer steps


def lemma_rules(documents: Sequence[AnnotatedDocument], at_least: int = 3) -> tuple[str, ...]:
    """Return the rules that turn words into lemmas in some documents `at_least` so many times, the commonest first."""
    counts: Counter[str] = Counter()
    for document in documents:
        if document.layers.lemma is not None:
            counts.update(map(rule_for, document.words, document.layers.lemma))
    return tuple(rule for rule, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])) if count >= at_least)


@dataclass(frozen=True, slots=True)
class Examples:
    """Documents end to end. Word arrays are ``(n_words,)``; labels are `UNKNOWN` where a corpus has none.

    `spans` is int32 ``(n_spans, 6)``: first word, last word, type, form, chain (numbered over all documents), scheme;
    sorted by first word. `scheme` int32 ``(n_words,)`` is the scheme that a word's document is annotated by.
    """

    pieces: Int
    offsets: Int
    shapes: Int
    paragraph_starts: Bool
    labels: dict[str, Int]
    sentence: Int
    document: Int
    scheme: Int
    spans: Int
    windows: tuple[tuple[int, int], ...]


def lay_out(
    documents: Sequence[AnnotatedDocument],
    tokenizer: Tokenizer,
    rules: Sequence[str],
    limit: int,
) -> Examples:
    """Return documents end to end, cut into windows of at most `limit` pieces.

    A window may go on from one document to the next of the same corpus, so that short ones waste no padding.
    """
    rule_number = {rule: number for number, rule in enumerate(rules)}
    pieces, offsets = pieces_of([word for document in documents for word in document.words], tokenizer)
    bases = np.cumsum([0, *map(len, documents)])
    parts = [_labels_of(one, int(base), rule_number) for one, base in zip(documents, bases, strict=False)]
    starts = np.concatenate([one.sentence_starts for one in documents])
    paragraph_starts = np.concatenate([_paragraph_starts(one) for one in documents])
    schemes = [UNKNOWN if one.spans is None else SCHEMES.index(one.spans.scheme) for one in documents]
    lengths = np.diff(bases)
    return Examples(
        pieces=pieces,
        offsets=offsets,
        shapes=np.concatenate([_shapes_of(one) for one in documents]),
        paragraph_starts=paragraph_starts,
        labels={name: np.concatenate([part[name] for part in parts]).astype(np.int32) for name in parts[0]},
        sentence=(np.cumsum(starts) - 1).astype(np.int32),
        document=np.repeat(np.arange(len(documents)), lengths).astype(np.int32),
        scheme=np.repeat(np.array(schemes), lengths).astype(np.int32),
        spans=_span_rows(documents, bases),
        windows=tuple(_cut(documents, bases, offsets, starts, paragraph_starts, limit)),
    )


def _labels_of(document: AnnotatedDocument, base: int, rule_number: Mapping[str, int]) -> dict[str, Int]:
    """Return each word layer of a document whose first word has the place `base` in the row."""
    layers = document.layers
    none = np.full(len(document), UNKNOWN, dtype=np.int32)
    labels: dict[str, Int] = {}
    for name in WORD_LAYERS:
        layer = getattr(layers, name)
        labels[name] = none if layer is None else layer
    if layers.head is not None:
        labels["head"] = layers.head + base
    labels["lemma"] = none
    if layers.lemma is not None:
        found = map(rule_for, document.words, layers.lemma)
        labels["lemma"] = np.array([rule_number.get(rule, UNKNOWN) for rule in found], dtype=np.int32)
    labels["sentence_end"] = np.append(document.sentence_starts[1:], True).astype(np.int32)
    return labels


def _paragraph_starts(document: AnnotatedDocument) -> Bool:
    """Return where paragraphs begin; a document's first word always begins one."""
    given = document.paragraph_starts
    starts = np.zeros(len(document), dtype=bool) if given is None else given.copy()
    starts[0] = True
    return starts


def _shapes_of(document: AnnotatedDocument) -> Int:
    spaces = document.space_before
    return shapes_of(document.words, None if spaces is None else spaces.tolist())


def _span_rows(documents: Sequence[AnnotatedDocument], bases: Long) -> Int:
    """Return `Examples.spans`."""
    found: list[Int] = [np.zeros((0, 6), dtype=np.int32)]
    n_chains = 0
    for document, base in zip(documents, bases, strict=False):
        spans = document.spans
        if spans is None:
            continue
        chain = np.where(spans.chain == UNKNOWN, UNKNOWN, spans.chain + n_chains)
        n_chains = max(n_chains, int(chain.max(initial=0)) + 1)
        scheme = np.full_like(spans.first, SCHEMES.index(spans.scheme))
        columns = (spans.first + base, spans.last + base, spans.type, spans.form, chain, scheme)
        found.append(np.stack(columns, axis=1).astype(np.int32))
    rows = np.concatenate(found)
    return rows[np.argsort(rows[:, 0], kind="stable")]


def _cut(
    documents: Sequence[AnnotatedDocument], bases: Long, offsets: Int, starts: Bool, paragraph_starts: Bool, limit: int
) -> Iterator[tuple[int, int]]:
    """Yield the windows of each run of documents of one corpus."""
    for _, run in groupby(range(len(documents)), key=lambda number: documents[number].corpus):
        numbers = list(run)
        first, last = int(bases[numbers[0]]), int(bases[numbers[-1] + 1])
        own = offsets[first : last + 1] - offsets[first]
        for one, other in cut_windows(
            own, starts[first:last], paragraph_starts[first:last], limit, late_enough=LATE_ENOUGH
        ):
            yield first + one, first + other


def batch_tensors(batch: Batch) -> dict[str, Tensor]:
    """Return a batch as the tensors that the network takes."""
    return {
        name: torch.from_numpy(getattr(batch, name).astype(np.int64))
        for name in ("pieces", "shapes", "paragraph_starts", "n_pieces", "firsts", "lasts", "n_words")
    }


def target_tensors(examples: Examples, windows: Sequence[tuple[int, int]]) -> dict[str, Tensor]:
    """Return the labels of some windows, padded with `UNKNOWN`.

    Each word layer int64 ``(n, w)`` (heads as positions in the window); ``sentence`` ``(n, w)``; ``scheme`` ``(n,)``;
    ``spans`` int64 ``(n_spans, 9)``: window, first, last (positions in it), type, form, chain, scheme, the first word's
    place in the whole row, and its document; in reading order.
    """
    width = max(last - first for first, last in windows)
    n = len(windows)
    targets = {name: np.full((n, width), UNKNOWN, dtype=np.int64) for name in (*examples.labels, "sentence")}
    rows = []
    for row, (first, last) in enumerate(windows):
        for name, values in examples.labels.items():
            targets[name][row, : last - first] = values[first:last]
        heads = targets["head"][row]
        inside = (heads >= first) & (heads < last)
        targets["head"][row] = np.where(inside, heads - first, UNKNOWN)
        targets["sentence"][row, : last - first] = examples.sentence[first:last]
        low, high = np.searchsorted(examples.spans[:, 0], [first, last])
        found = examples.spans[low:high]
        found = found[found[:, 1] < last]
        places = np.stack([np.full(len(found), row), found[:, 0] - first, found[:, 1] - first], axis=1)
        document = examples.document[found[:, :1]]
        rows.append(np.concatenate([places, found[:, 2:], found[:, :1], document], axis=1))
    targets["spans"] = np.concatenate(rows).astype(np.int64)
    targets["scheme"] = np.array([examples.scheme[first] for first, _ in windows], dtype=np.int64)
    return {name: torch.from_numpy(values) for name, values in targets.items()}


def batches_of(examples: Examples, size: int, random: np.random.Generator) -> list[list[tuple[int, int]]]:
    """Return the windows `size` at a time, neighbours together, the groups in random order."""
    groups = [list(examples.windows[first : first + size]) for first in range(0, len(examples.windows), size)]
    return [groups[int(place)] for place in random.permutation(len(groups))]


def batch_of(
    examples: Examples, windows: Sequence[tuple[int, int]], special: SpecialPieces, *, round_to: int = 16
) -> Batch:
    """Return what the network reads of some windows, padded to a multiple of `round_to` pieces."""
    layers = (examples.pieces, examples.offsets, examples.shapes, examples.paragraph_starts)
    return make_batch(windows, *layers, special, round_to=round_to)


@dataclass(frozen=True, slots=True)
class Variation:
    """How often an epoch changes a document: shares between 0 and 1."""

    merged_hyphens: float = 0.6
    single_quotes: float = 0.15
    no_paragraphs: float = 0.3
    some_paragraphs: float = 0.6
    paragraph_share: float = 0.3
    unknown_spaces: float = 0.3


def vary(document: AnnotatedDocument, how: Variation, random: np.random.Generator) -> AnnotatedDocument:
    """Return a document in another dress: British quotes, no layout, hyphenated words whole.

    LitBank has no paragraphs, books have; so some of its sentences are made to begin one.
    """
    draws = random.random(5)
    if document.layers.head is not None and draws[0] < how.merged_hyphens:
        document = merge_hyphenated(document)
    if draws[1] < how.single_quotes and '"' in document.words:
        words = tuple("'" if word == '"' else word for word in document.words)
        document = replace(document, words=words)
    if document.paragraph_starts is None:
        if draws[2] < how.some_paragraphs:
            chosen = document.sentence_starts & (random.random(len(document)) < how.paragraph_share)
            document = replace(document, paragraph_starts=chosen)
    elif draws[3] < how.no_paragraphs:
        document = replace(document, paragraph_starts=None)
    if document.space_before is not None and draws[4] < how.unknown_spaces:
        document = replace(document, space_before=None)
    return document
