"""The parts of a personal name, and which names can belong to one person."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from fabula.lexicons import given_names, pairs_of, person_nouns, short_forms, title_genders, words_of
from fabula.types.annotations import Gender

_ARTICLES = frozenset({"the", "a", "an"})
_TOKEN = re.compile(r"[^\s,()\"“”]+")
_FOND_ENDING, _SHORTEST_FOND = re.compile(r"(?:ie|ey|i)$"), 3  # letters of a fond form that has no such ending to lose


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name in parts, all in lower case without full stops.

    `titles` come before the name proper, `parts` are its words; a one-word name may be a given name or a surname.
    """

    titles: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def first(self) -> str | None:
        """The given name, if the name has more than one word or its one word is only ever a given name."""
        return self.parts[0] if len(self.parts) > 1 else None

    @property
    def last(self) -> str | None:
        """The surname, if the name has more than one word or a title that goes with surnames."""
        if len(self.parts) > 1:
            return self.parts[-1]
        if not self.parts or not self.titles or self.titles[-1] in words_of("titles_of_given_names"):
            return None
        return self.parts[0]

    @property
    def gender(self) -> Gender | None:
        """What titles tell, else what the given name tells."""
        for title in self.titles:
            if title_genders().get(title):
                return title_genders()[title]
        if len(self.parts) == 1 and self.titles and self.last is not None:
            return None
        return word_gender(self.parts[0]) if self.parts else None

    @property
    def form(self) -> str:
        """The name as one key: its titles and parts."""
        return " ".join((*self.titles, *self.parts))

    @property
    def married(self) -> bool:
        """Whether the title says that the bearer is a married woman."""
        return bool(self.titles) and self.titles[0] == "mrs"


def canonical_title(title: str) -> str:
    """Return the one spelling of a title that has several: *dr* for *doctor*."""
    return pairs_of("same_titles").get(title, title)


@lru_cache(maxsize=65536)
def parse_name(text: str) -> Name:
    """Return the parts of a name as it stands in the text or in a cast file; articles, possessives and accents are dropped."""
    written = [word.strip("'’-_*").lower() for word in _TOKEN.findall(without_accents(text))]
    while written and written[0] in _ARTICLES:  # not *A.*, which is an initial
        written = written[1:]
    if any(word.endswith(("'s", "’s")) for word in written[:-1]):
        return Name((), (" ".join(written),))  # *Anna's brother* is a description
    words = [_without_suffix(re.sub(r"['’]s$", "", word.strip("'’.-_*"))) for word in written]
    words = [word for word in words if word]
    inner = [i for i, word in enumerate(words[:-1]) if i and canonical_title(word) in words_of("titles_only")]
    if inner and words[0] not in title_genders() and "of" not in words[: inner[0]]:
        words = words[inner[0] :]  # *Charming Miss Hill* is Miss Hill; *a friend of Miss Hill* is not
    titles = []
    while len(words) > 1 and words[0] in title_genders():
        title = words.pop(0)
        titles.append(canonical_title(title))
    parts = _join_particles(words)
    where = next((i for i, part in enumerate(parts) if i and part.startswith("of ")), len(parts))
    return Name(tuple(titles), tuple(parts[:where]))  # *Mr. Hill of the Mill* is Mr. Hill


def _without_suffix(word: str) -> str:
    """Return a name without what is put to it with hyphens to address its bearer: *Hanako-chan*, *Tommy-boy*."""
    name, *rest = word.split("-")
    return name if name and rest and all(one in words_of("name_suffixes") for one in rest) else word


def without_accents(text: str) -> str:
    """Return the text as those write it who have no accents on their keyboard: *Zoë* and *Zoe* are one name."""
    if text.isascii():
        return text
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def _join_particles(words: list[str]) -> list[str]:
    """Return the words with particles made part of the word they lead to: *van der Berg* is one surname."""
    joined: list[str] = []
    pending: list[str] = []
    for word in words:
        pending.append(word)
        if word not in words_of("name_particles"):
            joined.append(" ".join(pending))
            pending = []
    return joined + ([" ".join(pending)] if pending else [])


@lru_cache(maxsize=65536)
def normal_form(text: str) -> str:
    """Return a name as one key: lower case, articles and full stops dropped, white space single."""
    return parse_name(text).form


def word_gender(word: str) -> Gender | None:
    """Return the sex that a given name, a kin word or another noun for a person tells; ``None`` when it tells none."""
    found = person_nouns().get(word) or given_names().get(word)
    return None if found in ("plural", "neuter") else found


def shortens(short: str, full: str) -> bool:
    """Tell whether `short` is a known short form of the given name `full`, its spelling cut off (*Em*, *Emma*), or one in
    *-ie* (*Evie*, *Evelyn*)."""
    known = short_forms().get(full, frozenset())
    if short in known or _sounded(short) in {_sounded(one) for one in known}:
        return True
    stem = short.removesuffix("ie")
    cut_off = 3 <= len(short) <= len(full) - 2 and full.startswith(short)
    fond = stem != short and 2 <= len(stem) <= len(full) - 2 and full.startswith(stem)
    return full in given_names() and (cut_off or fond)


def _sounded(fond: str) -> str:
    """Return a fond form with one spelling for its last sound: *Addie*, *Addy* and *Addi* are said alike."""
    return _FOND_ENDING.sub("y", fond) if len(fond) > _SHORTEST_FOND else fond


def are_nicknames(one: str, other: str) -> bool:
    """Tell whether one given name is a known short form of the other, or shortens it by its spelling (*Em*, *Emma*)."""
    if one == other:
        return True
    return shortens(one, other) or shortens(other, one)


def genders_agree(one: Gender | None, other: Gender | None) -> bool:
    """Tell whether two genders can be one person's; unknown agrees with all."""
    return one is None or other is None or one == other
