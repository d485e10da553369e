"""Lemmas: what a word's tag and the lexicon say, and the network's own rule for what they do not know.

A network that reads word pieces knows well which tag a word has, but spells badly (*stopp*, *companie*); a list of verbs, the
regular plural and a table of exceptions spell well once the tag is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from fabula.lexicons import lemma_exceptions, verb_lemmas
from fabula.lexicons.inflection import past_forms, verb_forms

_STRAIGHT = str.maketrans("’‘“”", "''\"\"")
_KEPT = frozenset({"NNP", "NNPS", "FW", "ADD", "GW", "LS", "AFX", "SYM"})  # lemmas of these keep their capitals
_COMPARED = frozenset({"JJR", "JJS", "RBR", "RBS"})
_HISSING = ("ses", "xes", "zes", "ches", "shes")


@lru_cache(maxsize=65536)
def lemma_of(word: str, xpos: str, suggested: str) -> str:
    """Return the lemma of a word with the Penn tag `xpos`; `suggested` is the network's, taken where nothing is known."""
    plain = word.translate(_STRAIGHT)
    lower = plain.lower()
    found = lemma_exceptions().get((lower, xpos))
    if found is not None:
        return found
    if xpos in _KEPT:
        return plain if xpos == "NNP" else suggested
    if xpos in ("VBD", "VBN", "VBG", "VBZ"):
        lemmas = _verbs_by_form(xpos).get(lower, ())
        return suggested if suggested in lemmas or not lemmas else lemmas[0]
    if xpos == "NNS":
        return singular(lower)
    return suggested if xpos in _COMPARED else lower


def singular(word: str) -> str:
    """Return the singular of a regular plural in lower case; the word itself where it has no plural ending."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_HISSING) and not word.endswith(("uses", "ases", "oses", "ises", "aches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 2 else word


@cache
def _verbs_by_form(xpos: str) -> Mapping[str, tuple[str, ...]]:
    """Return the verbs that have a form, for one tag; those with a final *e* first (*bathed* is *bathe*'s)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    place = {"VBZ": 1, "VBN": 3, "VBG": 4}
    for lemma in verb_lemmas():
        forms = past_forms(lemma) if xpos == "VBD" else (verb_forms(lemma)[place[xpos]],)
        for form in (*forms, *(past_forms(lemma) if xpos == "VBN" else ())):
            if lemma not in found[form]:
                found[form].append(lemma)
    return MappingProxyType(
        {form: tuple(sorted(lemmas, key=lambda one: (not one.endswith("e"), one))) for form, lemmas in found.items()}
    )
