"""Word lists: data in files beside this module, each list with its source (`NOTICE.md`), read once when first asked for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import cast

from fabula.lexicons.inflection import lemmas_of_irregular, past_forms, verb_forms
from fabula.types.annotations import EntityType, Gender

_PACKAGE = files(__package__ or "fabula.lexicons")


@cache
def _own_lists() -> dict[str, str]:
    return tomllib.loads((_PACKAGE / "words.toml").read_text(encoding="utf-8"))


@cache
def words_of(name: str) -> frozenset[str]:
    """Return the words of one list of ``words.toml``, as they stand there; ``KeyError`` for an unknown list."""
    return frozenset(series_of(name))


@cache
def series_of(name: str) -> tuple[str, ...]:
    """Return the words of one list of ``words.toml`` in their order (*january* is the first of ``"months"``)."""
    return tuple(_own_lists()[name].split())


@cache
def phrases_of(name: str) -> tuple[str, ...]:
    """Return the phrases of one list of ``words.toml`` in their order, with blanks for its underscores: *get out*."""
    return tuple(one.replace("_", " ") for one in series_of(name))


@cache
def pairs_of(name: str) -> MappingProxyType[str, str]:
    """Return what goes with each word or phrase of one list, in the list's order; the list has both as ``word=other``."""
    return MappingProxyType({one: other for one, _, other in (pair.partition("=") for pair in phrases_of(name))})


@cache
def pattern_of(*names: str, capitals: bool = False) -> str:
    """Return a regular expression for any one word or phrase of some lists, the longest first; `capitals` for *Dinner* too."""
    words = {phrase for name in names for phrase in phrases_of(name)}
    words |= {word.capitalize() for word in words if capitals}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(' '.join(map(re.escape, word.split())) for word in longest_first)})"


@cache
def forms_of(name: str) -> MappingProxyType[str, str]:
    """Return every inflected form of the verbs of one list, each with its lemma."""
    forms: dict[str, str] = {}
    for lemma in sorted(words_of(name)):
        for form in (*verb_forms(lemma), *past_forms(lemma)):
            forms.setdefault(form, lemma)
    return MappingProxyType(forms)


@cache
def past_forms_of(name: str) -> MappingProxyType[str, str]:
    """Return the past and present third-person forms of the verbs of one list, each with its lemma."""
    forms: dict[str, str] = {}
    for lemma in sorted(words_of(name)):
        for form in (*past_forms(lemma), verb_forms(lemma)[1]):
            forms.setdefault(form, lemma)
    return MappingProxyType(forms)


@cache
def forms_of_address() -> MappingProxyType[str, Gender]:
    """Return what somebody is called to the face (*sir*, *madam*) in lower case, each with the sex that it tells."""
    sexes: tuple[Gender, ...] = ("female", "male")
    return MappingProxyType({word: sex for sex in sexes for word in words_of(f"addresses_{sex}")})


@cache
def given_names() -> MappingProxyType[str, Gender | None]:
    """Return given names in lower case with the sex that uses them, ``None`` where both do (Kantrowitz, Ross 1994)."""
    names: dict[str, Gender | None] = {}
    for line in (_PACKAGE / "given_names.tsv").read_text(encoding="utf-8").splitlines():
        name, sex = line.split("\t")
        names[name] = {"f": "female", "m": "male"}.get(sex)  # type: ignore[assignment]
    return MappingProxyType(names)


@cache
def short_forms() -> MappingProxyType[str, frozenset[str]]:
    """Return for each given name in lower case its nicknames and short forms."""
    pairs: dict[str, set[str]] = {}
    for line in (_PACKAGE / "nicknames.tsv").read_text(encoding="utf-8").splitlines():
        full, short = line.split("\t")
        pairs.setdefault(full, set()).add(short)
    return MappingProxyType({name: frozenset(others) for name, others in pairs.items()})


@cache
def title_genders() -> MappingProxyType[str, Gender | None]:
    """Return titles in lower case without full stop, each with the sex it tells."""
    genders: dict[str, Gender | None] = {}
    for name, gender in (("titles_female", "female"), ("titles_male", "male"), ("titles_neutral", None)):
        for word in words_of(name):
            genders[word.lower()] = gender  # type: ignore[assignment]
    return MappingProxyType(genders)


@cache
def person_nouns() -> MappingProxyType[str, Gender | None]:
    """Return common nouns for persons and kin, each with the sex it tells; ``"plural"`` for groups."""
    nouns: dict[str, Gender | None] = {}
    for name, gender in (
        ("person_neutral", None),
        ("kin_neutral", None),
        ("person_groups", "plural"),
        ("person_female", "female"),
        ("kin_female", "female"),
        ("person_male", "male"),
        ("kin_male", "male"),
    ):
        for word in words_of(name):
            nouns[word] = gender  # type: ignore[assignment]
    return MappingProxyType(nouns)


@cache
def kin_nouns() -> frozenset[str]:
    """Return nouns for family members, in lower case."""
    return words_of("kin_female") | words_of("kin_male") | words_of("kin_neutral")


@cache
def kin_degrees() -> MappingProxyType[str, str]:
    """Return nouns for family members with their degrees: *dad* is a ``"parent"``, *aunt* an ``"uncle"``."""
    degrees = ("parent", "child", "sibling", "spouse", "uncle", "nephew", "grandparent", "grandchild", "cousin")
    return MappingProxyType({noun: degree for degree in degrees for noun in words_of(f"kin_{degree}")})


@cache
def kin_titles() -> MappingProxyType[str, str]:
    """Return nouns of kin whose surname is likely the same as one's own, each with the title that it then has (*aunt*: *mrs*)."""
    return MappingProxyType({noun: title for title in ("mr", "mrs") for noun in words_of(f"kin_titled_{title}")})


@cache
def learnt_heads() -> MappingProxyType[str, EntityType | None]:
    """Return nouns that head LitBank's entities with their type; ``None`` for listed ones that its annotators pass over."""
    heads: dict[str, EntityType | None] = {}
    for line in (_PACKAGE / "head_nouns.tsv").read_text(encoding="utf-8").splitlines():
        word, kind = line.split("\t")
        heads[word] = None if kind == "-" else cast(EntityType, kind)
    return MappingProxyType(heads)


@cache
def strangers() -> MappingProxyType[str, frozenset[str]]:
    """Return for common words, in lower case, the words and marks that never follow them (`fabula_training.strangers`)."""
    lines = (_PACKAGE / "strangers.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return MappingProxyType({word: frozenset(after.split()) for word, after in pairs})


@cache
def verb_lemmas() -> frozenset[str]:
    """Return English verbs of one word, in lower case (Open English WordNet)."""
    listed = (_PACKAGE / "verbs.txt").read_text(encoding="utf-8").split()
    return frozenset(listed) | frozenset(lemmas_of_irregular().values()) | words_of("speech_verbs")


@cache
def lemma_exceptions() -> MappingProxyType[tuple[str, str], str]:
    """Return the lemmas that no rule gives, by word in lower case and Penn tag (counted on EWT and GUM)."""
    rows = (line.split("\t") for line in (_PACKAGE / "lemma_exceptions.tsv").read_text(encoding="utf-8").splitlines())
    return MappingProxyType({(word, xpos): lemma for word, xpos, lemma in rows})
