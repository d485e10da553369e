"""Paragraphs as the searches for scenes see them: their tokens, clauses, tense, and who is there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.types.world import Entity
from fabula.world.clauses import Clause
from fabula.world.presence import Sign
from fabula.world.reading import Reading

_FEWEST_TOLD, _OTHERWISE = 2, 0.2  # verbs that tell a paragraph's tense, and the share of them that may be in another


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A book's paragraphs by number; `clauses` are those of narration, `signs` those of who is there, both in order."""

    reading: Reading
    clauses: Sequence[Clause]
    signs: Sequence[Sign]

    def __len__(self) -> int:
        return len(self.reading.discourse.book.paragraphs)

    def span(self, number: int) -> tuple[int, int]:
        """Return the characters of a paragraph."""
        paragraph = self.reading.discourse.book.paragraphs[number]
        return paragraph.start, paragraph.end

    def tokens(self, number: int) -> range:
        """Return the tokens of a paragraph."""
        return self.reading.discourse.tokens_between(*self.span(number))

    def first_sentence(self, number: int) -> range:
        """Return the tokens of a paragraph's first sentence."""
        tokens, sentence = self.tokens(number), self.reading.discourse.sentence
        stop = tokens.start
        while stop < tokens.stop and sentence[stop] == sentence[tokens.start]:
            stop += 1
        return range(tokens.start, stop)

    def opens_with_speech(self, number: int) -> bool:
        """Tell whether a paragraph begins inside quotation marks."""
        tokens = self.tokens(number)
        return bool(tokens) and self.reading.discourse.spoken[tokens.start] >= 0

    def clauses_in(self, tokens: range) -> Sequence[Clause]:
        """Return the clauses of narration whose verbs are in some tokens."""
        low, high = (bisect_left(self.clauses, edge, key=lambda one: one.verb) for edge in (tokens.start, tokens.stop))
        return self.clauses[low:high]

    def clauses_of(self, number: int) -> Sequence[Clause]:
        """Return the clauses of narration in a paragraph."""
        return self.clauses_in(self.tokens(number))

    def main_clause(self, tokens: range) -> Clause | None:
        """Return the first main clause of narration in some tokens."""
        return next((one for one in self.clauses_in(tokens) if one.main), None)

    def opening_clause(self, number: int) -> Clause | None:
        """Return the first main clause of a paragraph's first sentence."""
        return self.main_clause(self.first_sentence(number))

    def tense(self, number: int) -> Literal["past", "present"] | None:
        """Return the tense that a paragraph is told in, ``None`` where too few verbs tell, or it is mixed."""
        told = [
            one.tense for one in self.clauses_of(number) if one.main and one.tense in ("past", "present", "perfect")
        ]
        past = sum(tense == "past" for tense in told)
        if len(told) < _FEWEST_TOLD or _OTHERWISE < past / len(told) < 1 - _OTHERWISE:
            return None
        return "past" if past > len(told) / 2 else "present"

    def signs_of(self, first: int, last: int) -> Sequence[Sign]:
        """Return the signs of who is there in paragraphs ``[first, last)``, as far as there are such."""
        paragraphs = self.reading.discourse.book.paragraphs
        first, last = max(first, 0), min(last, len(paragraphs))
        tokens = self.reading.discourse.tokens_between(paragraphs[first].start, paragraphs[last - 1].end)
        low, high = (bisect_left(self.signs, edge, key=lambda one: one.token) for edge in (tokens.start, tokens.stop))
        return self.signs[low:high]

    def people(self, first: int, last: int) -> set[Entity]:
        """Return whom the signs in paragraphs ``[first, last)`` show."""
        return {sign.who for sign in self.signs_of(first, last)}
