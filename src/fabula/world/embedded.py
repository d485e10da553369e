"""Scenes inside scenes: what somebody tells, dreams or remembers, and letters in quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.lexicons import words_of
from fabula.world.paragraphs import Paragraphs

_SALUTATION = re.compile(
    r"[\"“‘'_*]*(?:(?:My|Our) )?(?:(?:own|very|poor|sweet) )?(?:[Dd]ear(?:est)?|[Dd]arling|Sir|Madam)\b"
    r"[^.!?\n]{0,40}(?:,|:|--|—|–|;|\.—)"
)
_TALE = re.compile(
    r"(?:Once(?: upon a time)?,? )?[Tt]here (?:was|were|lived|came)(?: once)? (?:an?|two|three|some)\b|Once,? "
)
_EARLY, _NAMED_EARLY = 4, 9  # tokens of a tale in which its hero begins, and those that are searched
_DREAMS, _IN_DREAM = frozenset({"dream", "dreams", "nightmare"}), 3  # tokens of *in the dream*
_LONGEST_DREAM = 15  # paragraphs
_WAKING = frozenset({"wake", "awake", "awaken"})
_REMEMBERED = 0.5  # the share of a paragraph's verbs in the past perfect that makes it a memory, if it begins so,
_LEAST_REMEMBERED = 4  # and how many these must be


@dataclass(frozen=True, slots=True)
class Embedded:
    """Tells which paragraphs begin, and end, a scene inside another."""

    paragraphs: Paragraphs

    def is_tale(self, number: int) -> bool:
        """Tell whether somebody's story begins: *There was a ferryman*, after words that it is told."""
        start, end = self.paragraphs.span(number)
        if _TALE.match(self.paragraphs.reading.text, start, end) is None:
            return False
        discourse = self.paragraphs.reading.discourse
        first = self.paragraphs.tokens(number).start
        opening = discourse.references_between(first, first + _NAMED_EARLY)
        if not opening or opening[0].mention.type != "PER" or opening[0].first > first + _EARLY:
            return False
        before = discourse.tokens_between(self.paragraphs.span(max(0, number - 2))[0], start + 200)
        return bool(words_of("tale_words") & {discourse.tokens.lower[i] for i in before})

    def is_dream(self, number: int) -> bool:
        """Tell whether a paragraph begins a dream that somebody wakes from: *That night she dreamt…*; *In the dream, …*."""
        tokens = self.paragraphs.tokens(number)
        opening = self.paragraphs.reading.discourse.tokens.lower[tokens.start : tokens.start + _IN_DREAM]
        main = self.paragraphs.opening_clause(number)
        dreams = (
            main is not None and main.lemma == "dream" and main.tense == "past" and main.asserted and main.quotation < 0
        )
        last = min(number + _LONGEST_DREAM, len(self.paragraphs))
        named = opening[:1] == ("in",) and bool(_DREAMS & set(opening))
        return (dreams or named) and any(self.wakes(after) for after in range(number + 1, last))

    def wakes(self, number: int) -> bool:
        """Tell whether a paragraph begins with somebody's waking."""
        main = self.paragraphs.opening_clause(number)
        return main is not None and main.lemma in _WAKING and main.tense == "past" and main.asserted

    def is_memory(self, number: int) -> bool:
        """Tell whether a paragraph begins in the past perfect and mostly keeps to it."""
        clauses = [clause for clause in self.paragraphs.clauses_of(number) if clause.tense in ("past", "pluperfect")]
        if not clauses or clauses[0].tense != "pluperfect":
            return False
        sentence, remembered = self.paragraphs.reading.discourse.sentence, self.n_remembered(number)
        opens = sentence[clauses[0].verb] == sentence[self.paragraphs.tokens(number).start]
        return opens and remembered >= _LEAST_REMEMBERED and remembered >= _REMEMBERED * len(clauses)

    def n_remembered(self, number: int) -> int:
        """Return how many verbs of a paragraph are in the past perfect."""
        return sum(clause.tense == "pluperfect" for clause in self.paragraphs.clauses_of(number))

    def acts(self, number: int) -> bool:
        """Tell whether somebody does something in a paragraph, in the past tense."""
        told = (clause for clause in self.paragraphs.clauses_of(number) if clause.tense == "past" and clause.asserted)
        return any(clause.subject is not None for clause in told)

    def is_quoted_letter(self, number: int) -> bool:
        """Tell whether a paragraph opens a letter that stands in quotation marks."""
        start, end = self.paragraphs.span(number)
        salutation = _SALUTATION.match(self.paragraphs.reading.text, start, end)
        if salutation is None or not self.paragraphs.opens_with_speech(number):
            return False
        return self._is_written(number, salutation.end())

    def _is_written(self, number: int, end: int) -> bool:
        """Tell whether a speech that opens with *Dear …,* is a letter: it stands alone, goes on over paragraphs, or *it said*."""
        discourse = self.paragraphs.reading.discourse
        quotation = discourse.quotations[discourse.spoken[self.paragraphs.tokens(number).start]]
        alone = quotation.end <= end + 2 and quotation.end >= self.paragraphs.span(number)[1]
        after = discourse.tokens_between(quotation.end, quotation.end + 12)
        return alone or quotation.continued or discourse.tokens.lower[after.start : after.start + 1] == ("it",)
