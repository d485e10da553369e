"""Counting of words that never follow each other."""

from __future__ import annotations

from fabula_training.strangers import count_pairs, strangers


def test_names_count_as_one_word_and_sentences_stay_apart() -> None:
    words = ("The", "ferry", "met", "Anna", ".", "Then", "I", "slept", ".")
    times, pairs, small = count_pairs(words, (0, 0, 0, 0, 0, 1, 1, 1, 1))
    assert times["the"] == times["then"] == times["<name>"] == times["I"] == 1
    assert pairs["met", "<name>"] == pairs["then", "I"] == 1
    assert (".", "then") not in pairs
    assert small == {"ferry", "met", "slept"}


def test_what_chance_would_often_put_together_and_never_is_are_strangers() -> None:
    words = ["the", "ferry", "was", "cold", "."] * 400
    counts = count_pairs(words, [i // 5 for i in range(len(words))])
    found = strangers([counts], least_novels=1)
    assert "was" in found["the"]
    assert "ferry" not in found["the"]
    assert strangers([counts], least_novels=2) == {}
