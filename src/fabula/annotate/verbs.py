"""Verb forms: the lemma of a past or third-person form."""

from __future__ import annotations

from functools import lru_cache

from fabula.lexicons import past_forms_of, verb_lemmas, words_of
from fabula.lexicons.inflection import lemmas_of_irregular, verb_forms


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
    known = [one for one in candidates if one in verb_lemmas()]
    return next((one for one in known if verb_forms(one)[2] == word), next(iter(known), None))  # hoped is not hop's


@lru_cache(maxsize=65536)
def looks_finite(word: str) -> bool:
    """Tell whether a word in lower case is, by its form, a past-tense or auxiliary verb."""
    return (
        word in words_of("auxiliaries")
        or word in lemmas_of_irregular()
        or word in past_forms_of("speech_verbs")
        or (len(word) > 3 and word.endswith("ed"))
        or word in words_of("finite_present_verbs")
        or word in ("'d", "'s", "’s", "'ll", "’d")
    )
