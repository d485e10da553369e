"""Times that open scenes: at a paragraph's beginning, in its first sentence, or in the tag of its first words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fabula.lexicons import pattern_of
from fabula.types.annotations import TimeExpression
from fabula.world.paragraphs import Paragraphs
from fabula.world.setting import is_now

_PART = "(?:day|morning|evening|afternoon|night|week)"
_JUMP = re.compile(
    rf"It was (?:\w+ ){{0,4}}{_PART}\b|(?:It was|By) (?:\w+ ){{0,3}}(?:midnight|noon|dawn|dusk|o['’]clock)\b"
    rf"|(?:Next|Later|Early|Late) (?:that |the next |the following |in the |on |one )?(?:{_PART}|\w+day)\b"
    rf"|One {_PART}\b|Meanwhile\b"
    r"|(?:\w+|A few|Some|Several) (?:hours?|days?|weeks?|months?|years?) (?:later|after(?:wards)?|passed)\b"
    r"|(?:An|Half an) hour later\b|When (?:she|he|they|I|\w+) (?:woke|awoke)\b"
    rf"|By the time\b.{{0,40}}\b{_PART}\b|(?:Later|Afterwards?),"
    rf"|(?:Back )?(?:At|In) {pattern_of('places_without_article')}\b|On the {pattern_of('under_way')}\b"
    r"|When (?:she|he|they|we|I|the \w+|[A-Z]\w+)(?: and \w+)? (?:finally |at last )?"
    r"(?:reached|arrived|got (?:to|home|back|in|there)|came (?:home|back|down|in|out|to)|returned|entered)\b"
    rf"|(?:The )?(?:{pattern_of('meals', capitals=True)}|{pattern_of('occasions')}) {pattern_of('occasion_predicates')}\b"
    rf"|(?:After|Before|Over|At) (?:the )?{pattern_of('meals', 'occasions_to_go_to')}\b"
)
_AT_NIGHT = re.compile(r"At night\b|At (?:last|first|once|least|length|that)\b", re.IGNORECASE)
_LATER = re.compile(r"\b(?:later|after(?:wards?)?)$|^(?:the )?(?:next|following) ", re.IGNORECASE)
_TAG = 16  # tokens of a tag
_EARLY = 4  # tokens in which a time opens a paragraph, these before it
_LEADING = frozenset(
    {"at", "on", "in", "about", "around", "towards", "toward", "late", "early", "then", "and", "but", "by"}
)
_NO_TIME_OF = frozenset(
    {"of", "about", "since", "until", "till", "for", "before", "after", "from", "like", "than", "as"}
)
OPENING = 0.7  # what a time that opens a paragraph tells,
_INSIDE, _DATE_INSIDE = 0.7, 1.5  # one in its first sentence, and a date there


@dataclass(frozen=True, slots=True)
class SceneTimes:
    """The times of a book, and the paragraphs that they stand in."""

    paragraphs: Paragraphs
    times: Sequence[TimeExpression]

    def opens(self, number: int) -> bool:
        """Tell whether a paragraph opens with a time of the telling."""
        start, end = self.paragraphs.span(number)
        text = self.paragraphs.reading.text
        if _JUMP.match(text, start, end):
            return True
        if _AT_NIGHT.match(text, start, end):
            return False
        sentence = self.paragraphs.first_sentence(number)
        lower = self.paragraphs.reading.discourse.tokens.lower
        for time, token in self._times_in(sentence):
            leads = [word for word in lower[sentence.start : token] if word[0].isalnum()]
            if len(leads) >= _EARLY or not all(word in _LEADING for word in leads):
                return False
            if time.kind not in ("date", "time", "relative", "season"):
                continue
            main = self.paragraphs.main_clause(sentence)
            if "by" in leads:
                return main is not None and main.tense in ("past", "pluperfect") and not main.negated
            return main is None or (
                main.tense != "pluperfect" and is_now(self.paragraphs.reading, time, token, whole=False)
            )
        return False

    def weight_inside(self, number: int) -> float:
        """Return how much a time in the paragraph's first sentence tells, or in its second after one in the present tense."""
        sentence = self.paragraphs.first_sentence(number)
        main = self.paragraphs.main_clause(sentence)
        if _AT_NIGHT.match(self.paragraphs.reading.text, *self.paragraphs.span(number)):
            return 0.0
        if main is not None and main.tense in ("present", "none"):
            second = range(sentence.stop, min(sentence.stop + 20, self.paragraphs.tokens(number).stop))
            sentence, main = second, self.paragraphs.main_clause(second)
        if main is None or main.tense != "past" or not (main.asserted or main.negated) or main.quotation >= 0:
            return 0.0
        if self.paragraphs.tense(number - 1) == "present":
            return 0.0  # told in the present tense, the past is past
        lower = self.paragraphs.reading.discourse.tokens.lower
        for time, token in self._times_in(sentence):
            before = lower[token - 1] if token else ""
            if before in _NO_TIME_OF or not is_now(self.paragraphs.reading, time, token, whole=False):
                continue
            if time.kind == "date" and time.value is not None and not time.value.startswith("XXXX-WXX"):
                return _DATE_INSIDE
            if time.kind in ("date", "time", "season") or (time.value or "").startswith(("P0D-", "P1D-")):
                return _INSIDE
        return 0.0

    def is_said_later(self, number: int) -> bool:
        """Tell whether the tag of the first words says that some time has passed: *“Ready?” she said an hour later*."""
        tokens, spoken = self.paragraphs.tokens(number), self.paragraphs.reading.discourse.spoken
        first = next((i for i in tokens if spoken[i] < 0), tokens.stop)
        tag = range(first, min(first + _TAG, tokens.stop))
        return any(
            _LATER.search(time.text) is not None
            and spoken[token] < 0
            and is_now(self.paragraphs.reading, time, token, whole=False)
            for time, token in self._times_in(tag)
        )

    def _times_in(self, tokens: range) -> Iterator[tuple[TimeExpression, int]]:
        """Yield the times in some tokens, with the tokens that they begin at."""
        starts, ends = self.paragraphs.reading.discourse.starts, self.paragraphs.reading.discourse.ends
        if not tokens:
            return
        place = bisect_left(self.times, starts[tokens.start], key=lambda one: one.start)
        while place < len(self.times) and self.times[place].start < ends[tokens.stop - 1]:
            yield self.times[place], bisect_right(starts, self.times[place].start) - 1
            place += 1
