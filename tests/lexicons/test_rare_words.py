"""Words that a text seldom has."""

from __future__ import annotations

from fabula.lexicons.rare_words import RareWords


def test_what_stands_often_is_not_rare() -> None:
    text = "the lamp and the key " + "the lamp " * 20
    assert RareWords(text).of("The lamp, and a Key!") == {"key", "and"}
    assert RareWords(text).of("no such word") == {"such", "word"}
    assert RareWords("").of("") == frozenset()
