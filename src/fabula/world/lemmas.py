"""The token layer of the export: exact tokens and sentences, with tags and trees where a network read them."""

from __future__ import annotations

from fabula.annotate.verbs import past_lemma
from fabula.types.annotations import Syntax
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


def token_layer(tokens: Tokens, syntax: Syntax | None = None) -> tuple[Token, ...]:
    """Return the tokens for the export; without `syntax`, ``None`` stands wherever no rule is sure."""
    places = zip(
        tokens.start.tolist(), tokens.end.tolist(), tokens.sentence.tolist(), tokens.paragraph.tolist(), strict=True
    )
    if syntax is None:
        return tuple(Token(*place, _lemma(word)) for place, word in zip(places, tokens.words, strict=True))
    layers = zip(syntax.lemma, syntax.upos, syntax.xpos, syntax.head.tolist(), syntax.relation, strict=True)
    return tuple(
        Token(*place, lemma, upos, xpos, None if head == token else head, relation)
        for token, (place, (lemma, upos, xpos, head, relation)) in enumerate(zip(places, layers, strict=True))
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
