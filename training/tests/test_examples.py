"""Documents end to end: every label stands at its word."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")

from benchmarks.layers import UNKNOWN
from fabula_training.config import Config
from fabula_training.examples import Variation, batches_of, lay_out, lemma_rules, target_tensors, vary
from fabula_training.train import choose_documents
from handmade import dog, girl, tokenizer


def test_lemma_rules_are_those_seen_often_enough_the_commonest_first() -> None:
    rules = lemma_rules([girl(), girl(), dog()], at_least=2)
    assert rules[0] == "l|0|"
    assert {"l|3|ing", "l|2|ave"} <= set(rules)
    assert lemma_rules([girl()], at_least=2) == ("l|0|",)


def test_two_documents_end_to_end() -> None:
    laid = lay_out([dog(), girl()], tokenizer(), lemma_rules([girl()], 1), 64)
    assert laid.windows == ((0, 8), (8, 18))  # never one window over two corpora
    assert laid.document.tolist() == [0] * 8 + [1] * 10
    assert laid.scheme.tolist() == [0] * 8 + [1] * 10
    assert laid.sentence.tolist() == [0] * 5 + [1] * 3 + [2] * 7 + [3] * 3
    assert np.flatnonzero(laid.labels["sentence_end"]).tolist() == [4, 7, 14, 17]
    assert np.flatnonzero(laid.paragraph_starts).tolist() == [0, 8]
    assert laid.labels["upos"][:8].tolist() == [UNKNOWN] * 8
    assert laid.labels["event"][8:].tolist() == [UNKNOWN] * 10
    assert laid.labels["head"][8:12].tolist() == [12, 11, 11, 12]
    assert laid.offsets[-1] == len(laid.pieces)


def test_chains_of_two_documents_stay_apart() -> None:
    laid = lay_out([dog(), dog(), girl()], tokenizer(), (), 64)
    chains = [set(laid.spans[laid.document[laid.spans[:, 0]] == number, 4].tolist()) for number in range(3)]
    assert [len(one) for one in chains] == [2, 2, 1]
    assert len(set.union(*chains)) == 5


def test_short_documents_of_one_corpus_share_a_window() -> None:
    assert lay_out([dog(), dog()], tokenizer(), (), 64).windows == ((0, 16),)


def test_targets_are_places_in_the_window() -> None:
    laid = lay_out([dog(), girl()], tokenizer(), (), 64)
    targets = target_tensors(laid, laid.windows)
    assert targets["head"][1].tolist() == [4, 3, 3, 4, 5, 5, 5, 8, 8, 8]
    assert targets["head"][0].tolist() == [UNKNOWN] * 10
    assert targets["sentence"][0].tolist() == [0] * 5 + [1] * 3 + [UNKNOWN] * 2
    assert targets["spans"][:, :3].tolist() == [[0, 0, 0], [0, 2, 3], [0, 5, 5], [1, 0, 4], [1, 7, 7]]
    assert targets["spans"][:, 6].tolist() == [0, 0, 0, 1, 1]
    assert targets["scheme"].tolist() == [0, 1]


def test_heads_and_spans_that_leave_the_window_are_left_out() -> None:
    targets = target_tensors(lay_out([girl()], tokenizer(), (), 64), [(2, 10)])
    assert targets["head"][0].tolist() == [1, 2, 3, 3, 3, 6, 6, 6]
    assert targets["spans"][:, 1:3].tolist() == [[5, 5]]
    targets = target_tensors(lay_out([girl()], tokenizer(), (), 64), [(0, 3)])
    assert targets["head"][0].tolist() == [UNKNOWN] * 3
    assert len(targets["spans"]) == 0


def test_batches_hold_every_window_once() -> None:
    laid = lay_out([dog()] * 9, tokenizer(), (), 32)
    batches = batches_of(laid, 2, np.random.default_rng(1))
    assert sorted(window for batch in batches for window in batch) == sorted(laid.windows)


def test_variation_is_the_same_for_the_same_seed_and_keeps_the_labels_in_step() -> None:
    always = Variation(1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    varied = vary(girl(), always, np.random.default_rng(3))
    assert varied.words[1] == "blue-eyed"
    assert varied.paragraph_starts is None
    assert varied.space_before is None
    assert vary(dog(), always, np.random.default_rng(3)).paragraph_starts is not None
    quoting = replace(dog(), words=('"', *dog().words[1:]))
    assert vary(quoting, always, np.random.default_rng(3)).words[0] == "'"
    never = Variation(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert vary(girl(), never, np.random.default_rng(3)).words == girl().words


def test_epochs_together_read_every_document_equally_often() -> None:
    documents = [replace(girl(), name=str(number)) for number in range(8)]
    config = Config("tiny", 1, corpus_share={"gum/fiction": 0.25})
    read = [one.name for epoch in range(8) for one in choose_documents(documents, config, epoch)]
    assert sorted(read) == sorted([str(number) for number in range(8)] * 2)


def test_a_share_of_no_corpus_and_a_weight_of_no_loss_are_refused() -> None:
    with pytest.raises(ValueError, match="no 'gum/fction'"):
        choose_documents([girl()], Config("tiny", 1, corpus_share={"gum/fction": 0.5}), 0)
    with pytest.raises(ValueError, match="no loss 'events'"):
        Config("tiny", 1, weights={"events": 1.0})


def test_a_window_that_batches_would_outgrow_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 16"):
        Config("tiny", 1, window=250)
