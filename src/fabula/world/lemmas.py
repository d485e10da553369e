"""The token layer of the export: exact tokens and sentences; lemmas where a rule is sure, tags and trees not yet."""

from __future__ import annotations

from fabula.annotate.verbs import past_lemma
from fabula.types.text import Tokens
from fabula.types.world import Token

_IRREGULAR = {
    "am": "be", "is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "'re": "be", "’re": "be",
    "'m": "be", "’m": "be", "has": "have", "had": "have", "'ve": "have", "’ve": "have", "does": "do", "did": "do",
    "n't": "not", "n’t": "not", "'ll": "will", "’ll": "will", "'s": None, "’s": None, "an": "a",
    "men": "man", "women": "woman", "children": "child", "feet": "foot", "teeth": "tooth",
    "me": "I", "him": "he", "them": "they", "us": "we",
}  # fmt: skip
_AMBIGUOUS = frozenset({"left", "felt", "found", "ground", "wound", "saw", "lay", "rose", "bore", "fell"})


def token_layer(tokens: Tokens) -> tuple[Token, ...]:
    """Return the tokens for the export; ``None`` stands wherever nothing is known without a trained model."""
    return tuple(
        Token(int(start), int(end), int(sentence), int(paragraph), _lemma(word))
        for start, end, sentence, paragraph, word in zip(
            tokens.start, tokens.end, tokens.sentence, tokens.paragraph, tokens.words, strict=True
        )
    )


def _lemma(word: str) -> str | None:
    lower = word.lower()
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if not lower[0].isalpha():
        return lower
    if lower in _AMBIGUOUS:
        return None
    verb = past_lemma(lower)
    if verb is not None:
        return verb
    return None if lower.endswith(("s", "ing", "ed", "er", "est")) else (word if word[0].isupper() else lower)
