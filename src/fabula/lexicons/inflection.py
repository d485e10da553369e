"""English verb inflection: regular forms by rule, irregular ones from ``irregular_verbs.tsv``."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

_VOWELS = "aeiou"
# Verbs of two syllables stressed on the last, whose final consonant doubles (others of that length do not).
_DOUBLING = frozenset(
    {"admit", "commit", "permit", "prefer", "refer", "occur", "regret", "rebel", "compel", "propel", "expel", "concur"}
    | {"confer", "defer", "infer", "equip", "quip"}
)


@cache
def _irregular() -> dict[str, tuple[str, str]]:
    rows = (files(__package__) / "irregular_verbs.tsv").read_text(encoding="utf-8").splitlines()
    return {lemma: (past, participle) for lemma, past, participle in (row.split("\t") for row in rows)}


@lru_cache(maxsize=65536)
def verb_forms(lemma: str) -> tuple[str, str, str, str, str]:
    """Return base, third person, past, past participle and ``-ing`` form of a verb in lower case."""
    past, participle = _irregular().get(lemma) or (_past(lemma), _past(lemma))
    return lemma, _third(lemma), past, participle, _gerund(lemma)


@lru_cache(maxsize=65536)
def past_forms(lemma: str) -> tuple[str, ...]:
    """Return the past forms of a verb; the regular one too, since many irregular verbs know both (*dreamt, dreamed*)."""
    return tuple(dict.fromkeys((verb_forms(lemma)[2], _past(lemma))))


@cache
def lemmas_of_irregular() -> dict[str, str]:
    """Return irregular past forms and participles, each with its lemma."""
    forms: dict[str, str] = {}
    for lemma, pair in sorted(_irregular().items()):
        for form in pair:
            forms.setdefault(form, lemma)
    return forms


def _doubles(lemma: str) -> bool:
    if len(lemma) < 3 or lemma[-1] in _VOWELS + "wxyh" or lemma[-2] not in _VOWELS or lemma[-3] in _VOWELS:
        return False
    syllables = sum(
        1 for i, c in enumerate(lemma) if c in _VOWELS + "y" and (i == 0 or lemma[i - 1] not in _VOWELS + "y")
    )
    return syllables == 1 or lemma in _DOUBLING


def _third(lemma: str) -> str:
    if lemma.endswith(("s", "x", "z", "ch", "sh", "o")):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ies"
    return lemma + "s"


def _past(lemma: str) -> str:
    if lemma.endswith("e"):
        return lemma + "d"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ied"
    return lemma + (lemma[-1] if _doubles(lemma) else "") + "ed"


def _gerund(lemma: str) -> str:
    if lemma.endswith("ie"):
        return lemma[:-2] + "ying"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")) and lemma != "be":
        return lemma[:-1] + "ing"
    return lemma + (lemma[-1] if _doubles(lemma) else "") + "ing"
