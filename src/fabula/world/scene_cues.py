"""Cues of scenes that begin without a break: another time, another place, other people; a letter, a memory, and its end.

A paragraph that opens with a time of the telling begins a scene by itself. A place that is new to the scene does so together
with a sign that the company has changed: somebody left, or others act from there on.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.types.annotations import TimeExpression
from fabula.types.world import Entity
from fabula.world.clauses import Clause
from fabula.world.presence import Sign
from fabula.world.reading import Reading
from fabula.world.setting import is_now

_PART = "(?:day|morning|evening|afternoon|night|week)"
_JUMP = re.compile(
    rf"It was (?:\w+ ){{0,4}}{_PART}\b|(?:It was|By) (?:\w+ ){{0,3}}(?:midnight|noon|dawn|dusk|o['’]clock)\b"
    rf"|The (?:next|following) {_PART}\b"
    rf"|(?:Next|Later|Early|Late) (?:that |the next |the following |in the |on |one )?(?:{_PART}|\w+day)\b"
    rf"|That (?:same )?{_PART}\b|One {_PART}\b|Meanwhile\b|On the (?:next|following) {_PART}\b"
    r"|In the (?:morning|evening|afternoon)\b"
    r"|(?:\w+|A few|Some|Several) (?:hours?|days?|weeks?|months?|years?) (?:later|after(?:wards)?|passed)\b"
    r"|(?:An|Half an) hour later\b|When (?:she|he|they|I|\w+) (?:woke|awoke)\b"
    rf"|By the time\b.{{0,40}}\b{_PART}\b"
)
_AT_NIGHT = re.compile(r"At night\b|At (?:last|first|once|least|length|that)\b", re.IGNORECASE)
_SALUTATION = re.compile(
    r"[\"“‘'_*]*(?:(?:My|Our) )?(?:(?:own|very|poor|sweet) )?(?:[Dd]ear(?:est)?|[Dd]arling|Sir|Madam)\b"
    r"[^.!?\n]{0,40}(?:,|:|--|—|–|;|\.—)"
)
_LONGEST_HEADER = 60  # characters of a line that dates a letter, an entry or a message
_SIGNED = re.compile(
    r"(?:Yours|Your|Ever|With|Love|Affectionately|Sincerely|Faithfully|Always)\b[^.!?\n]{0,60}$", re.MULTILINE
)
_EARLY = 4  # tokens in which a time opens a paragraph, these before it,
_LEADING = frozenset(
    {"at", "on", "in", "about", "around", "towards", "toward", "late", "early", "then", "and", "but", "by"}
)
_NAMED_EARLY = 9  # or a place
_SETTLED = 1  # paragraphs after a scene's beginning that still belong to its opening
_HEADED = 2  # paragraphs that may head a letter: its date, its place, its salutation
_AROUND = 3  # paragraphs whose people are compared
_PLACES = frozenset({"FAC", "GPE", "LOC", "VEH"})
_IN = frozenset(
    {
        "in",
        "at",
        "on",
        "inside",
        "outside",
        "over",
        "under",
        "behind",
        "aboard",
        "by",
        "across",
        "beyond",
        "back",
        "down",
        "up",
    }
)
_PLACE, _OTHERS, _LEFT, _ENOUGH = 0.7, 0.5, 0.3, 1.0
_REMEMBERED = 0.5  # the share of a paragraph's verbs in the past perfect that makes it a memory, if it begins so,
_LEAST_REMEMBERED = 4  # and how many these must be


@dataclass(frozen=True, slots=True)
class SceneCues:
    """What the cues are read from: a book's reading, its clauses and times, and the signs of who is there."""

    reading: Reading
    clauses: Sequence[Clause]
    times: Sequence[TimeExpression]
    signs: Sequence[Sign]

    def find(self, explicit: Mapping[int, str]) -> dict[int, str]:
        """Return the paragraphs that begin scenes, with what tells so; those that follow breaks (`explicit`) are among them."""
        found = dict(explicit)
        begun = 0
        letter, memory = self._is_letter(0), False
        for number in range(1, len(self.reading.discourse.book.paragraphs)):
            if number in explicit:
                begun, letter, memory = number, self._is_letter(number), False
                continue
            cue = self._cue(number, begun, letter=letter, memory=memory)
            if cue is not None:
                found[number] = cue
                begun, letter, memory = number, cue == "letter", cue == "memory"
        return found

    def _cue(self, number: int, begun: int, *, letter: bool, memory: bool) -> str | None:
        if self._is_letter(number):
            return None if letter and number - begun <= _HEADED else "letter"
        if letter and self._is_after_quoted_letter(number, begun):
            return "return"
        if memory:
            return "return" if not self._n_remembered(number) and self._acts(number) else None
        if self._is_memory(number):
            return "memory"
        if number - begun <= _SETTLED or self._opens_with_speech(number):
            return None
        if self._opens_with_time(number):
            return "time"
        return "place" if self._is_elsewhere(number, begun) else None

    # -- time -----------------------------------------------------------------------------------------------------------

    def _span(self, number: int) -> tuple[int, int]:
        paragraph = self.reading.discourse.book.paragraphs[number]
        return paragraph.start, paragraph.end

    def _tokens(self, number: int) -> range:
        return self.reading.discourse.tokens_between(*self._span(number))

    def _opens_with_speech(self, number: int) -> bool:
        tokens = self._tokens(number)
        return bool(tokens) and self.reading.discourse.spoken[tokens.start] >= 0

    def _opens_with_time(self, number: int) -> bool:
        start, end = self._span(number)
        text = self.reading.text
        if _JUMP.match(text, start, end):
            return True
        if _AT_NIGHT.match(text, start, end):
            return False
        tokens = self._tokens(number)
        place = bisect_left(self.times, start, key=lambda one: one.start)
        if place == len(self.times) or not tokens:
            return False
        time = self.times[place]
        token = bisect_right(self.reading.discourse.starts, time.start) - 1
        leads = self.reading.discourse.tokens.lower[tokens.start : token]
        opens = time.start < end and len(leads) < _EARLY and all(word in _LEADING for word in leads)
        return opens and time.kind in ("date", "time", "relative", "season") and is_now(self.reading, time, token)

    # -- place and company ------------------------------------------------------------------------------------------------

    def _is_elsewhere(self, number: int, begun: int) -> bool:
        place = self._opening_place(number)
        if place is None or place in self._places_of(begun, number):
            return False
        before = self._people(number - _AROUND, number)
        after = self._people(number, number + _AROUND)
        others = bool(before and after) and 2 * len(before & after) < len(before | after)
        left = any(sign.change < 0 for sign in self._signs_of(number - _AROUND, number))
        return _PLACE + _OTHERS * others + _LEFT * left >= _ENOUGH

    def _opening_place(self, number: int) -> Entity | None:
        """Return the place that the paragraph's first sentence begins in: *In the flat, Anna…*; *The quay was empty*."""
        discourse = self.reading.discourse
        tokens = self._tokens(number)
        if not tokens or discourse.spoken[tokens.start] >= 0:
            return None
        for one in discourse.references_between(tokens.start, min(tokens.start + _NAMED_EARLY, tokens.stop)):
            entity = self.reading.referent(one)
            if (
                entity is None
                or entity.type not in _PLACES
                or discourse.sentence[one.first] != discourse.sentence[tokens.start]
            ):
                continue
            led = discourse.tokens.lower[tokens.start] in _IN
            if led or (one.first == tokens.start and one.subject and entity.type != "VEH"):
                return entity
        return None

    def _places_of(self, first: int, last: int) -> set[Entity]:
        start, end = self._span(first)[0], self._span(last - 1)[1]
        tokens = self.reading.discourse.tokens_between(start, end)
        found = (
            self.reading.referent(one) for one in self.reading.discourse.references_between(tokens.start, tokens.stop)
        )
        return {one for one in found if one is not None and one.type in _PLACES}

    def _signs_of(self, first: int, last: int) -> Sequence[Sign]:
        paragraphs = self.reading.discourse.book.paragraphs
        first, last = max(first, 0), min(last, len(paragraphs))
        tokens = self.reading.discourse.tokens_between(paragraphs[first].start, paragraphs[last - 1].end)
        low, high = (bisect_left(self.signs, edge, key=lambda one: one.token) for edge in (tokens.start, tokens.stop))
        return self.signs[low:high]

    def _people(self, first: int, last: int) -> set[Entity]:
        return {sign.who for sign in self._signs_of(first, last)}

    # -- letters, memories ------------------------------------------------------------------------------------------------

    def _is_letter(self, number: int) -> bool:
        """Tell whether a paragraph opens a letter or an entry: a salutation, or a short line that is a date."""
        start, end = self._span(number)
        salutation = _SALUTATION.match(self.reading.text, start, end)
        if salutation is not None:
            return not self._opens_with_speech(number) or self._is_written(number, salutation.end())
        if end - start > _LONGEST_HEADER or self.reading.text[end - 1] in '!?”"':
            return False
        place = bisect_left(self.times, start, key=lambda one: one.start)
        dated = place < len(self.times) and self.times[place].start < end and self.times[place].kind in ("date", "time")
        return dated and not any(clause.tense == "past" for clause in self._clauses_of(number))

    def _is_written(self, number: int, end: int) -> bool:
        """Tell whether a speech that opens with *Dear …,* is a letter: it stands alone, goes on over paragraphs, or *it said*."""
        discourse = self.reading.discourse
        quotation = discourse.quotations[discourse.spoken[self._tokens(number).start]]
        alone = quotation.end <= end + 2 and quotation.end >= self._span(number)[1]
        after = discourse.tokens_between(quotation.end, quotation.end + 12)
        return alone or quotation.continued or discourse.tokens.lower[after.start : after.start + 1] == ("it",)

    def _is_after_quoted_letter(self, number: int, begun: int) -> bool:
        """Tell whether narration goes on after a letter that stood in quotation marks, or that was signed."""
        if self._opens_with_speech(begun):
            return not self._opens_with_speech(number)
        start, end = self._span(number - 1)
        signed = end - start < 2 * _LONGEST_HEADER and _SIGNED.search(self.reading.text, start, end) is not None
        return signed and number - begun > 1 and not self._says_i(number)

    def _says_i(self, number: int) -> bool:
        tokens = self._tokens(number)
        return any(self.reading.discourse.tokens.lower[i] in ("i", "my", "me") for i in tokens)

    def _clauses_of(self, number: int) -> Sequence[Clause]:
        tokens = self._tokens(number)
        low, high = (bisect_left(self.clauses, edge, key=lambda one: one.verb) for edge in (tokens.start, tokens.stop))
        return self.clauses[low:high]

    def _n_remembered(self, number: int) -> int:
        return sum(clause.tense == "pluperfect" for clause in self._clauses_of(number))

    def _is_memory(self, number: int) -> bool:
        clauses = [clause for clause in self._clauses_of(number) if clause.tense in ("past", "pluperfect")]
        if not clauses or clauses[0].tense != "pluperfect":
            return False
        sentence, remembered = self.reading.discourse.sentence, self._n_remembered(number)
        opens = sentence[clauses[0].verb] == sentence[self._tokens(number).start]
        return opens and remembered >= _LEAST_REMEMBERED and remembered >= _REMEMBERED * len(clauses)

    def _acts(self, number: int) -> bool:
        told = (clause for clause in self._clauses_of(number) if clause.tense == "past" and clause.asserted)
        return any(clause.subject is not None for clause in told)
