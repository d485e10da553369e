"""Passages: how words that somebody pointed at are found again in a text that may have changed since.

The words decide first and those around them second, as with the selectors of the Web Annotation Data Model; what has no likely
place any more has none. Punctuation, capitals, the shape of quotation marks and the wrapping of lines never count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Protocol

from fabula.types.cast import Passage

_AROUND = 40  # characters kept before and after a passage
_OPENING = 8  # words that a paragraph is told by
_LETTERS_OF_A_WORD = 12  # at most, on an average, with what stands between two
_APOSTROPHES = "‘’‛`´"
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LONGEST = 150  # words of two passages that are compared
_RAREST, _MOST_PLACES, _TELLING = (
    8,
    100,
    4,
)  # words of a passage that tell its place, how often one may stand, its letters
_TRIED = 5  # places that a passage with other words is compared with
_IN_ONE, _PART = 4, 0.25  # words that one passage must have to be told within another, and of how many of that
_SHORT = 60  # characters up to which letters are compared too, not words alone
# How alike the words must be, how alike those around them, and from how many words on these are no matter.
_RULES = ((0.999, 0.6, 5), (0.75, 0.35, 8), (0.4, 0.8, 10_000))
_ONE_SIDE = 0.7  # what the words around are worth where those of one side alone are the same
_TEXT_WEIGHT = 0.6
_SURE = 0.9  # how like a passage a place must be for no other to be looked at


class Placed(Protocol):
    """Whatever stands between two characters of a text."""

    @property
    def start(self) -> int:
        """The first character."""
        ...

    @property
    def end(self) -> int:
        """The character after the last."""
        ...


def passage_at(text: str, start: int, end: int) -> Passage:
    """Return the words between two characters of a text, with whole words of the 40 characters before and after."""
    first, last = max(0, start - 2 * _AROUND), min(len(text), end + 2 * _AROUND)
    before, after = text[first:start].split(), text[end:last].split()
    if before and first and not (text[first - 1].isspace() or text[first].isspace()):
        before.pop(0)
    if after and last < len(text) and not (text[last - 1].isspace() or text[last].isspace()):
        after.pop()
    near = " ".join(reversed(_near_words(reversed(before))))
    return Passage(" ".join(text[start:end].split()), near, " ".join(_near_words(after)))


def _near_words(words: Iterable[str]) -> list[str]:
    """Return the first of some words, as many as 40 characters hold."""
    found: list[str] = []
    room = _AROUND + 1
    for word in words:
        room -= len(word) + 1
        if room < 0:
            break
        found.append(word)
    return found


def opening_at(text: str, start: int, end: int) -> Passage:
    """Return the first words of the paragraph between two characters of a text, with words before and after them."""
    words = list(re.finditer(r"\S+", text[start:end]))[:_OPENING]
    return passage_at(text, start, start + words[-1].end() if words else end)


def find_passages(
    text: str, places: Sequence[Placed], passages: Sequence[Passage], *, opening: bool = False
) -> tuple[int | None, ...]:
    """Return for each passage which of some places of a text it means, ``None`` for one that none of them is likely to be.

    With `opening`, the passages are the first words of their places. Passages whose words and surroundings are the same take
    such places in turn.
    """
    finder = _Finder(text, places, passages, opening=opening)
    found = finder.with_same_words()
    return tuple(finder.with_other_words(one) if at is None else at for one, at in enumerate(found))


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a passage, in lower case, and those before and after it; `text` is the passage as it stands."""

    inside: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    text: str

    @property
    def key(self) -> str:
        """The words as one text; the marks of a passage that has none."""
        return " ".join(self.inside) or _plain(self.text)


class _Finder:
    """The places of a text by their words, and those that passages have taken."""

    def __init__(self, text: str, places: Sequence[Placed], passages: Sequence[Passage], *, opening: bool) -> None:
        self._text, self._opening = _with_apostrophes(text), opening
        self._places = sorted(range(len(places)), key=lambda i: (places[i].start, places[i].end))
        self._spans = [(places[i].start, places[i].end) for i in self._places]
        self._passages = [_words_of(one) for one in passages]
        self._by_key: dict[int, Mapping[str, Sequence[int]]] = {}  # by the number of words; -1: all of them
        self._taken: set[int] = set()
        self._lost: Sequence[_Words] = ()

    def with_same_words(self) -> list[int | None]:
        """Return the place of each passage whose words are there as they were."""
        found = [self._take(self._best(one, self._same_words(one))) for one in self._passages]
        self._lost = [one for one, at in zip(self._passages, found, strict=True) if at is None]
        return found

    def with_other_words(self, number: int) -> int | None:
        """Return the place of a passage whose words have changed."""
        return self._take(self._likeliest(self._passages[number]))

    def _take(self, place: int | None) -> int | None:
        if place is None:
            return None
        self._taken.add(place)
        return self._places[place]

    def _same_words(self, wanted: _Words) -> Sequence[int]:
        n_words = len(wanted.inside) if self._opening else -1
        if n_words not in self._by_key:
            index = defaultdict(list)
            for place in range(len(self._spans)):
                index[self._key(place, n_words)].append(place)
            self._by_key[n_words] = index
        return self._by_key[n_words].get(wanted.key, ())

    def _key(self, place: int, n_words: int) -> str:
        start, end = self._spans[place]
        if n_words >= 0:
            end = min(end, start + _LETTERS_OF_A_WORD * (n_words + 2))
        words = _WORD.findall(self._text[start:end].lower())
        return " ".join(words[:n_words] if n_words >= 0 else words) or _plain(self._text[start:end])

    def _best(self, wanted: _Words, places: Sequence[int]) -> int | None:
        """Return the likeliest of the places with a passage's words, if it is likely; of equals the first that is not taken."""
        alone = len(places) == 1 and not (wanted.before or wanted.after)
        best: int | None = None
        most = (0.0, False, False)
        for place in places:
            there = self._words_at(place, len(wanted.inside))
            around = 1.0 if alone else _likeness_around(wanted, there)
            rank = (around, _plain(there.text) == _plain(wanted.text), place not in self._taken)
            if _is_likely(1.0, around, len(wanted.inside)) and (best is None or rank > most):
                best, most = place, rank
        return best

    def _words_at(self, place: int, n_words: int) -> _Words:
        """Return the words of a place; with `opening` only as many as asked for."""
        start, end = self._spans[place]
        if self._opening:
            limit = start + _LETTERS_OF_A_WORD * (n_words + 2)
            words = list(_WORD.finditer(self._text, start, min(end, limit)))[:n_words]
            end = words[-1].end() if words else end
        before, after = self._text[max(0, start - 2 * _AROUND) : start], self._text[end : end + 2 * _AROUND]
        inside = self._text[start:end]
        first = _lower_words(inside[: _LONGEST * _LETTERS_OF_A_WORD]) if n_words < _LONGEST else _lower_words(inside)
        return _Words(first, _lower_words(before), _lower_words(after), inside)

    # -- where the words have changed -------------------------------------------------------------------------------------

    def _likeliest(self, wanted: _Words) -> int | None:
        """Return the place that is most like a passage in its words and around them, if it is likely."""
        best, most = None, 0.0
        for place in self._near(wanted):
            there = self._words_at(place, len(wanted.inside))
            around = _likeness_around(wanted, there)
            alike = _likeness(wanted, there)
            worth = _TEXT_WEIGHT * alike + (1 - _TEXT_WEIGHT) * around
            if worth > most and _is_likely(alike, around, len(wanted.inside)):
                best, most = place, worth
            if most >= _SURE:
                break
        return best

    def _near(self, wanted: _Words) -> list[int]:
        """Return the places that have most of a passage's rare words in them or around them, the likeliest first."""
        words = dict.fromkeys((*wanted.inside[:_LONGEST], *wanted.before, *wanted.after))
        rare = sorted((len(at), word) for word in words if (at := self._places_of.get(word)))
        votes: Counter[int] = Counter()
        for times, word in rare[:_RAREST]:
            if times <= _MOST_PLACES or not votes:
                for at_letter in self._places_of[word][:_MOST_PLACES]:
                    votes.update(self._around(at_letter))
        return sorted(votes, key=lambda place: (-votes[place], place))[:_TRIED]

    @cached_property
    def _places_of(self) -> Mapping[str, Sequence[int]]:
        """Where the words of the passages stand that are not found by these alone; the shortest words tell nothing."""
        around = (word for one in self._lost for word in (*one.inside, *one.before, *one.after))
        wanted = {word for word in around if len(word) >= _TELLING}
        found = defaultdict(list)
        for one in _WORD.finditer(self._text):
            if (word := one[0].lower()) in wanted:
                found[word].append(one.start())
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._spans]

    def _around(self, at: int) -> list[int]:
        """Return the places that a character stands in, or near."""
        last = bisect_right(self._starts, at + _AROUND)
        first = max(0, bisect_right(self._starts, at) - 2)
        return [place for place in range(first, last) if self._spans[place][1] + _AROUND >= at]


def _words_of(passage: Passage) -> _Words:
    text, before, after = map(_with_apostrophes, (passage.text, passage.before, passage.after))
    return _Words(_lower_words(text), _lower_words(before), _lower_words(after), text)


def _with_apostrophes(text: str) -> str:
    """Return a text, as long as before, with one kind of apostrophe."""
    for mark in _APOSTROPHES:
        text = text.replace(mark, "'")
    return text


def _lower_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))


def _plain(text: str) -> str:
    """Return a passage with one kind of quotation marks, dashes and ellipses, and single blanks."""
    one_kind = re.sub(r"[“”„«»\"']+", "'", _with_apostrophes(text.lower()))
    dashes = re.sub(r"\s*[-‐‑‒–—―−]+\s*", "-", one_kind)
    return " ".join(re.sub(r"…|\.(?:\s*\.)+", "...", dashes).split())


def _is_likely(alike: float, around: float, n_words: int) -> bool:
    """Tell whether a place with words so much alike, and such surroundings, is the one."""
    return any(alike >= words and (around >= least or n_words >= enough) for words, least, enough in _RULES)


def _likeness(one: _Words, other: _Words) -> float:
    """Return how alike two passages are, from 0 to 1; one that is a part of the other is quite like it."""
    if one.key == other.key:
        return 1.0
    first, second = one.inside[:_LONGEST], other.inside[:_LONGEST]
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    found = matcher.ratio()
    shorter, longer = sorted((len(first), len(second)))
    if shorter >= max(_IN_ONE, _PART * longer) and matcher.find_longest_match().size == shorter:
        found = max(found, 0.75 + found / 5)
    if max(len(one.key), len(other.key)) <= _SHORT:
        found = max(found, SequenceMatcher(None, one.key, other.key, autojunk=False).ratio() - 0.1)
    return min(found, 0.998)


def _likeness_around(one: _Words, other: _Words) -> float:
    """Return how alike the words around two passages are, as far as the first tells of them."""
    sides = []
    if one.before:
        sides.append(_ratio(one.before, other.before[-len(one.before) :]))
    if one.after:
        sides.append(_ratio(one.after, other.after[: len(one.after)]))
    if not sides:
        return 0.0
    return _ONE_SIDE * max(sides) + (1 - _ONE_SIDE) * min(sides)


def _ratio(one: Sequence[str], other: Sequence[str]) -> float:
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()
