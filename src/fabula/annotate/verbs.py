"""Verb forms: the lemma of a past or third-person form."""

from __future__ import annotations

from functools import lru_cache

from fabula.lexicons import verb_lemmas
from fabula.lexicons.inflection import lemmas_of_irregular


@lru_cache(maxsize=65536)
def past_lemma(word: str) -> str | None:
    """Return the lemma of a past form in lower case, ``None`` when it is no known verb's."""
    irregular = lemmas_of_irregular().get(word)
    if irregular is not None:
        return irregular
    if not word.endswith("ed") or len(word) < 4:
        return None
    stem = word[:-2]
    candidates = [stem, stem + "e"]
    if stem.endswith("i"):
        candidates.insert(0, stem[:-1] + "y")
    if len(stem) > 2 and stem[-1] == stem[-2]:
        candidates.append(stem[:-1])
    if len(stem) > 2 and stem[-1] not in "aeiouwxy" and stem[-2] in "aeiou":
        candidates = [stem + "e", stem] if stem[-1] in "szvcg" else candidates
    return next((one for one in candidates if one in verb_lemmas()), None)
