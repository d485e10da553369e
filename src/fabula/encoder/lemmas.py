"""Lemma rules: how a word turns into its lemma, as a label that a network can choose.

A rule is ``CASE|N|SUFFIX``: take the word in lower case (``l``) or as it stands (``k``), drop its last N characters and
add SUFFIX, after Chrupała 2006 and Straka 2018.
"""

from __future__ import annotations

from functools import lru_cache


def rule_for(word: str, lemma: str) -> str:
    """Return the rule that turns `word` into `lemma`."""
    word = word.replace("’", "'")
    case, base = ("l", word.lower()) if lemma == lemma.lower() else ("k", word)
    kept = 0
    while kept < min(len(base), len(lemma)) and base[kept] == lemma[kept]:
        kept += 1
    return f"{case}|{len(base) - kept}|{lemma[kept:]}"


@lru_cache(maxsize=65536)
def lemma_by(rule: str, word: str) -> str:
    """Return the lemma of `word` by a rule; the word in lower case where the rule would drop more than the word has."""
    case, dropped, suffix = rule.split("|", 2)
    base = word.replace("’", "'")
    base = base.lower() if case == "l" else base
    kept = len(base) - int(dropped)
    if kept < 0 or (kept == 0 and not suffix):
        return word.lower()
    return base[:kept] + suffix
