"""Idiolects: how like the words of one person those of a turn are, by the turns that tags give to each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fabula.resolve.turns import Turn

_FEWEST_WORDS = 40  # spoken by one person before they tell anything
_PRIOR = 200.0  # words of the book's common speech that everybody is taken to have said besides
_STRONGEST = 6.0  # nats, beyond which a likeness says no more


@dataclass(slots=True)
class Idiolects:
    """The words that each person is known to say, and those of all dialogue.

    `words` holds the distinct words of each turn in lower case, in order, `said` counts by person in how many turns each stands,
    `turn_of` the person whose count a turn is in.
    """

    words: tuple[tuple[str, ...], ...]
    said: Mapping[int, Counter[str]]
    all: Counter[str]
    turn_of: Mapping[int, int]
    totals: dict[int, int] = field(default_factory=dict)
    told: dict[int, dict[str, float]] = field(default_factory=dict)  # by person, what each word told so far

    def likeness(self, turn: int, person: int) -> float:
        """Return how much likelier the turn's words are in this person's mouth than in anybody's: nats, -6 to 6.

        Words that the person is known to say in this very turn do not count; 0 where too little is known.
        """
        said = self.said.get(person)
        own = self.turn_of.get(turn) == person
        words = self.words[turn]
        total = self.totals.get(person, 0) - (len(words) if own else 0)
        if said is None or total < _FEWEST_WORDS:
            return 0.0
        known = {} if own else self.told.setdefault(person, {})
        found = 0.0
        for word in words:
            worth = known.get(word)
            if worth is None:
                worth = known[word] = self._worth(word, said[word] - own, total)
            found += worth
        return max(-_STRONGEST, min(_STRONGEST, found))

    def _worth(self, word: str, count: int, total: int) -> float:
        """Return how much likelier a word is in the mouth of whoever says it `count` times among `total` words, in nats."""
        common = self.all[word] / self.totals[-1]
        return math.log((count + _PRIOR * common) / ((total + _PRIOR) * common))


def gather_idiolects(turns: Sequence[Turn], named: Sequence[int | None]) -> Idiolects:
    """Return the idiolects of a book; `named` tells for each turn whom its tag names."""
    words = tuple(tuple(sorted(set(turn.words))) for turn in turns)
    said: dict[int, Counter[str]] = {}
    every: Counter[str] = Counter()
    turn_of = {}
    for number, (inside, who) in enumerate(zip(words, named, strict=True)):
        every.update(inside)
        if who is not None:
            said.setdefault(who, Counter()).update(inside)
            turn_of[number] = who
    totals = {who: counts.total() for who, counts in said.items()} | {-1: every.total()}
    return Idiolects(words, said, every, turn_of, totals)
