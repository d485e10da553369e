"""The token layer of the export: exact tokens and sentences, with tags and trees where a network read them."""

from __future__ import annotations

from itertools import repeat

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import pairs_of, words_of
from fabula.types.annotations import Syntax
from fabula.types.text import Tokens
from fabula.types.world import Token


def token_layer(tokens: Tokens, syntax: Syntax | None = None) -> tuple[Token, ...]:
    """Return the tokens for the export; without `syntax`, ``None`` stands wherever no rule is sure."""
    places = zip(
        tokens.start.tolist(), tokens.end.tolist(), tokens.sentence.tolist(), tokens.paragraph.tolist(), strict=True
    )
    if syntax is None:
        return tuple(Token(*place, _lemma(word)) for place, word in zip(places, tokens.words, strict=True))
    heads = (None if head == token else head for token, head in enumerate(syntax.head.tolist()))
    senses = (None if sense == "O" else sense for sense in syntax.sense or repeat("O", len(tokens)))
    layers = zip(syntax.lemma, syntax.upos, syntax.xpos, heads, syntax.relation, senses, strict=True)
    return tuple(Token(*place, *layer) for place, layer in zip(places, layers, strict=True))


def _lemma(word: str) -> str | None:
    lower = word.lower()
    irregular = pairs_of("irregular_lemmas").get(lower)
    if irregular is not None:
        return irregular or None
    if not lower[0].isalpha():
        return lower
    if lower in words_of("ambiguous_forms"):
        return None
    verb = past_lemma(lower)
    if verb is not None:
        return verb
    return None if lower.endswith(("s", "ing", "ed", "er", "est")) else (word if word[0].isupper() else lower)
