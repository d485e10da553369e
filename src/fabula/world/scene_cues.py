"""Cues of scenes that begin without a break: another time, another place, other people; a letter, a memory, and its end.

No cue but a time that opens a paragraph, a document, and a memory is enough by itself; each has its weight, and where those of a
paragraph come to one together a scene begins.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fabula.lexicons import words_of
from fabula.types.annotations import TimeExpression
from fabula.types.world import Entity
from fabula.world.clauses import Clause
from fabula.world.presence import Sign
from fabula.world.reading import Reading
from fabula.world.scene_shifts import LEAST, SETTLED, SURE, SceneShifts
from fabula.world.setting import is_now

_PART = "(?:day|morning|evening|afternoon|night|week)"
_JUMP = re.compile(
    rf"It was (?:\w+ ){{0,4}}{_PART}\b|(?:It was|By) (?:\w+ ){{0,3}}(?:midnight|noon|dawn|dusk|o['’]clock)\b"
    rf"|(?:Next|Later|Early|Late) (?:that |the next |the following |in the |on |one )?(?:{_PART}|\w+day)\b"
    rf"|One {_PART}\b|Meanwhile\b"
    r"|(?:\w+|A few|Some|Several) (?:hours?|days?|weeks?|months?|years?) (?:later|after(?:wards)?|passed)\b"
    r"|(?:An|Half an) hour later\b|When (?:she|he|they|I|\w+) (?:woke|awoke)\b"
    rf"|By the time\b.{{0,40}}\b{_PART}\b|(?:Later|Afterwards?),"
    r"|(?:Back )?(?:At|In) (?:home|school|work|church|bed|college|court)\b|On the (?:way|road|train|bus|ferry|boat)\b"
    r"|When (?:she|he|they|we|I|the \w+|[A-Z]\w+)(?: and \w+)? (?:finally |at last )?"
    r"(?:reached|arrived|got (?:to|home|back|in|there)|came (?:home|back|down|in|out|to)|returned|entered)\b"
    r"|(?:The )?(?:[Bb]reakfast|[Ll]unch|[Ll]uncheon|[Dd]inner|[Ss]upper|[Tt]ea|party|wedding|funeral|meeting|trial|service"
    r"|ceremony|lesson|rehearsal|interview|journey|drive|walk|ride) (?:was|were|began|passed|ended|went|took|started|home)\b"
    r"|(?:After|Before|Over|At) (?:the )?(?:breakfast|lunch|luncheon|dinner|supper|tea|work|school|class|practice|church|mass"
    r"|funeral|wedding|meeting|ceremony|service|performance|show|rehearsal)\b"
)
_AT_NIGHT = re.compile(r"At night\b|At (?:last|first|once|least|length|that)\b", re.IGNORECASE)
_SALUTATION = re.compile(
    r"[\"“‘'_*]*(?:(?:My|Our) )?(?:(?:own|very|poor|sweet) )?(?:[Dd]ear(?:est)?|[Dd]arling|Sir|Madam)\b"
    r"[^.!?\n]{0,40}(?:,|:|--|—|–|;|\.—)"
)
_TALE = re.compile(
    r"(?:Once(?: upon a time)?,? )?[Tt]here (?:was|were|lived|came)(?: once)? (?:an?|two|three|some)\b|Once,? "
)
_TELLING = frozenset({"story", "tale", "turn", "tell", "told", "legend", "ballad"})
_LATER = re.compile(r"\b(?:later|after(?:wards?)?)$|^(?:the )?(?:next|following) ", re.IGNORECASE)
_TAG = 16  # tokens of a tag
_EARLY = 4  # tokens in which a time opens a paragraph, these before it,
_LEADING = frozenset(
    {"at", "on", "in", "about", "around", "towards", "toward", "late", "early", "then", "and", "but", "by"}
)
_NAMED_EARLY = 9  # or a place
_AGAINST = -4.0  # log-odds by which a new place or tense does not open a scene
_NEXT_TO = 2  # paragraphs between two scenes that shifts tell of, however sure
_SETTLED = 1  # paragraphs after a scene's beginning that still belong to its opening
_AROUND = 3  # paragraphs whose people are compared
_PLACES = frozenset({"FAC", "GPE", "LOC", "VEH"})
_SOMEWHERE = frozenset({"upstairs", "downstairs", "indoors", "outdoors", "elsewhere", "overhead"})
_IN = frozenset(
    {"in", "at", "on", "inside", "outside", "over", "under", "behind", "aboard", "by", "across", "beyond", "back", "down",
     "up", "out", "from", "near", "below", "above"}
)  # fmt: skip
_NO_TIME_OF = frozenset(
    {"of", "about", "since", "until", "till", "for", "before", "after", "from", "like", "than", "as"}
)
_INTO = frozenset({"to", "into", "towards", "toward", "onto", "for", "up", "down"})
_TRAVELLING = frozenset(
    {"drive", "sail", "fly", "travel", "return", "climb", "cycle", "row", "head", "set", "move", "arrive"}
)
_DESCRIBING = frozenset(
    {"be", "lie", "stand", "have", "smell", "look", "seem", "sit", "hold", "stretch", "overlook", "face"}
)
_DREAMS, _IN_DREAM = frozenset({"dream", "dreams", "nightmare"}), 3  # tokens of *in the dream*
_LONGEST_DREAM = 15  # paragraphs
_WAKING = frozenset({"wake", "awake", "awaken"})
_ENOUGH, _ENOUGH_AT_ONCE = 0.7, 1.5  # weights that open a scene, the second right after another has begun
_PLACE, _SOMEWHERE_ELSE, _OTHERS, _LEFT, _FOLLOWED = 0.7, 0.6, 0.5, 0.3, 0.3
_MOVED = 0.5
_TIME_INSIDE, _PLACE_INSIDE, _DATE_INSIDE, _FRAME, _TENSE, _WOKE = 0.7, 0.3, 1.5, 0.5, 0.6, 0.7
_REMEMBERED = 0.5  # the share of a paragraph's verbs in the past perfect that makes it a memory, if it begins so,
_LEAST_REMEMBERED = 4  # and how many these must be


@dataclass(frozen=True, slots=True)
class SceneCues:
    """What the cues are read from: a book's reading, its clauses and times, the signs of who is there, and, with trees, its
    shifts."""

    reading: Reading
    clauses: Sequence[Clause]
    times: Sequence[TimeExpression]
    signs: Sequence[Sign]
    shifts: SceneShifts | None = None

    def find(self, explicit: Mapping[int, str]) -> dict[int, str]:
        """Return the paragraphs that begin scenes, with what tells so; those that follow breaks (`explicit`) are among them."""
        documents = [one for one in self.reading.discourse.documents if one.apart]
        found = dict(explicit) | {one.first: one.kind for one in documents if one.first not in explicit}
        ends = {one.last for one in documents}
        n = len(self.reading.discourse.book.paragraphs)
        found |= {last: "return" for last in ends if last < n and last not in found}
        every = self.reading.discourse.documents
        exchanged = {number for one in every if one.messages for number in range(one.first, one.last)}
        within = {number for one in every for number in range(one.first, one.last)}
        begun, letter, opened_by = 0, self._is_quoted_letter(0), ""
        for number in range(1, n):
            if number in found:
                begun, letter, opened_by = number, self._is_quoted_letter(number), ""
                continue
            if number in exchanged:
                continue
            cue = self._cue(number, begun, opened_by, letter=letter, written=number in within)
            if cue is not None:
                found[number] = cue
                begun, letter, opened_by = number, cue == "letter", cue
        if self.shifts is not None:
            found |= self._shifted(found, within)
        return found

    def _shifted(self, found: Mapping[int, str], within: AbstractSet[int]) -> dict[int, str]:
        """Return the paragraphs that open a scene though no cue is strong enough, the likeliest first, none near another."""
        begun, likely = 0, []
        for number in range(1, len(self.reading.discourse.book.paragraphs)):
            if number in found or number in within:
                begun = number if number in found else begun
                continue
            odds = self._odds(number, begun)
            if odds > LEAST:
                likely.append((odds, number))
        places = sorted(found)
        added: dict[int, str] = {}
        for odds, number in sorted(likely, key=lambda one: (-one[0], one[1])):
            at = bisect_left(places, number)
            near = min(abs(number - other) for other in (*places[max(0, at - 1) : at + 1], 0))
            if near > SETTLED or (odds > SURE and near > _NEXT_TO):
                added[number] = "shift"
                insort(places, number)
        return added

    def _cue(self, number: int, begun: int, opened_by: str, *, letter: bool, written: bool) -> str | None:
        """Return what tells that a paragraph begins a scene, after one that began with `begun`, opened by another cue."""
        if self._is_quoted_letter(number):
            return None if letter else "letter"
        if letter and not self._opens_with_speech(number):
            return "return"
        if opened_by == "tale":
            return "return" if self._opens_with_speech(number) else None
        if opened_by == "memory":
            return "return" if not self._n_remembered(number) and self._acts(number) else None
        if opened_by == "dream":
            return "waking" if self._wakes(number) else None
        if self._is_memory(number):
            return "memory"
        if self._is_dream(number):
            return "dream"
        if self._opens_with_speech(number):
            return "time" if not written and number - begun > _SETTLED and self._is_said_later(number) else None
        if self._is_tale(number):
            return "tale"
        weights = dict(self._weights(number, begun, written=written))
        first = max((cue for cue in weights if cue != "cast"), key=lambda cue: weights[cue], default=None)
        if first in ("place", "tense") and self.shifts is not None and self._odds(number, begun) < _AGAINST:
            return None
        if first is None or number - begun <= _SETTLED:
            return first if first is not None and weights[first] >= _ENOUGH_AT_ONCE else None
        others = sum(weight for cue, weight in weights.items() if cue != "cast")
        return first if others and others + weights.get("cast", 0.0) >= _ENOUGH else None

    def _odds(self, number: int, begun: int) -> float:
        """Return the log-odds by the paragraph's shifts and cues that it opens a scene."""
        assert self.shifts is not None
        return self.shifts.odds(number, begun, self.weights(number, begun))

    def weights(self, number: int, begun: int) -> dict[str, float]:
        """Return the weights of the cues of a paragraph of no document, but for its people, whom the shifts tell of."""
        return {cue: weight for cue, weight in self._weights(number, begun, written=False) if cue != "cast" and weight}

    def _weights(self, number: int, begun: int, *, written: bool) -> Iterator[tuple[str, float]]:
        """Yield the cues of a paragraph with their weights."""
        if self._opens_with_time(number):
            yield "time", _ENOUGH
        elif not written:
            inside = self._time_inside(number)
            yield "time", inside + _FRAME * bool(inside and self._speaks_of_telling(number))
        if written:
            return
        yield "place", self._elsewhere(number, begun)
        yield "cast", self._company_changes(number)
        if self._wakes(number):
            yield "waking", _WOKE
        if self._tense_changes(number):
            yield "tense", _TENSE

    # -- time -----------------------------------------------------------------------------------------------------------

    def _span(self, number: int) -> tuple[int, int]:
        paragraph = self.reading.discourse.book.paragraphs[number]
        return paragraph.start, paragraph.end

    def _tokens(self, number: int) -> range:
        return self.reading.discourse.tokens_between(*self._span(number))

    def _first_sentence(self, number: int) -> range:
        tokens, sentence = self._tokens(number), self.reading.discourse.sentence
        stop = tokens.start
        while stop < tokens.stop and sentence[stop] == sentence[tokens.start]:
            stop += 1
        return range(tokens.start, stop)

    def _main_clause(self, tokens: range) -> Clause | None:
        """Return the first main clause of narration that begins in some tokens."""
        place = bisect_left(self.clauses, tokens.start, key=lambda one: one.verb)
        inside = (one for one in self.clauses[place : place + len(tokens)] if one.verb < tokens.stop)
        return next((one for one in inside if one.main), None)

    def _opens_with_speech(self, number: int) -> bool:
        tokens = self._tokens(number)
        return bool(tokens) and self.reading.discourse.spoken[tokens.start] >= 0

    def _times_in(self, tokens: range) -> Iterator[tuple[TimeExpression, int]]:
        """Yield the times in some tokens, with the tokens that they begin at."""
        starts, ends = self.reading.discourse.starts, self.reading.discourse.ends
        if not tokens:
            return
        place = bisect_left(self.times, starts[tokens.start], key=lambda one: one.start)
        while place < len(self.times) and self.times[place].start < ends[tokens.stop - 1]:
            yield self.times[place], bisect_right(starts, self.times[place].start) - 1
            place += 1

    def _opens_with_time(self, number: int) -> bool:
        start, end = self._span(number)
        text = self.reading.text
        if _JUMP.match(text, start, end):
            return True
        if _AT_NIGHT.match(text, start, end):
            return False
        sentence = self._first_sentence(number)
        lower = self.reading.discourse.tokens.lower
        for time, token in self._times_in(sentence):
            leads = [word for word in lower[sentence.start : token] if word[0].isalnum()]
            if len(leads) >= _EARLY or not all(word in _LEADING for word in leads):
                return False
            if time.kind not in ("date", "time", "relative", "season"):
                continue
            main = self._main_clause(sentence)
            if "by" in leads:
                return main is not None and main.tense in ("past", "pluperfect") and not main.negated
            return main is None or (main.tense != "pluperfect" and is_now(self.reading, time, token, whole=False))
        return False

    def _time_inside(self, number: int) -> float:
        """Return how much a time in the paragraph's first sentence tells, or in its second after one in the present tense."""
        sentence = self._first_sentence(number)
        main = self._main_clause(sentence)
        if _AT_NIGHT.match(self.reading.text, *self._span(number)):
            return 0.0
        if main is not None and main.tense in ("present", "none"):
            second = range(sentence.stop, min(sentence.stop + 20, self._tokens(number).stop))
            sentence, main = second, self._main_clause(second)
        if main is None or main.tense != "past" or not (main.asserted or main.negated) or main.quotation >= 0:
            return 0.0
        if self._tense(number - 1) == "present":
            return 0.0  # told in the present tense, the past is past
        lower = self.reading.discourse.tokens.lower
        for time, token in self._times_in(sentence):
            before = lower[token - 1] if token else ""
            if before in _NO_TIME_OF or not is_now(self.reading, time, token, whole=False):
                continue
            if time.kind == "date" and time.value is not None and not time.value.startswith("XXXX-WXX"):
                return _DATE_INSIDE
            if time.kind in ("date", "time", "season") or (time.value or "").startswith(("P0D-", "P1D-")):
                return _TIME_INSIDE
        return 0.0

    def _is_said_later(self, number: int) -> bool:
        """Tell whether the tag of the first words says that some time has passed: *“Ready?” she said an hour later*."""
        tokens, spoken = self._tokens(number), self.reading.discourse.spoken
        first = next((i for i in tokens if spoken[i] < 0), tokens.stop)
        tag = range(first, min(first + _TAG, tokens.stop))
        return any(
            _LATER.search(time.text) is not None
            and spoken[token] < 0
            and is_now(self.reading, time, token, whole=False)
            for time, token in self._times_in(tag)
        )

    def _speaks_of_telling(self, number: int) -> bool:
        """Tell whether the paragraph begins with what the teller says of his telling, in the present tense: *I must explain*."""
        sentence = self._first_sentence(number)
        main = self._main_clause(sentence)
        if main is None or main.tense not in ("present", "none") or main.subject is None:
            return False
        return main.subject.pronoun is not None and main.subject.pronoun.person == 1 and main.quotation < 0

    def _is_tale(self, number: int) -> bool:
        """Tell whether somebody's story begins: *There was a ferryman*, after words that it is told."""
        start, end = self._span(number)
        if _TALE.match(self.reading.text, start, end) is None:
            return False
        discourse = self.reading.discourse
        opening = discourse.references_between(self._tokens(number).start, self._tokens(number).start + _NAMED_EARLY)
        if not opening or opening[0].mention.type != "PER" or opening[0].first > self._tokens(number).start + _EARLY:
            return False
        before = discourse.tokens_between(self._span(max(0, number - 2))[0], start + 200)
        return bool(_TELLING & {self.reading.discourse.tokens.lower[i] for i in before})

    def _wakes(self, number: int) -> bool:
        main = self._main_clause(self._first_sentence(number))
        return main is not None and main.lemma in _WAKING and main.tense == "past" and main.asserted

    def _is_dream(self, number: int) -> bool:
        """Tell whether a paragraph begins a dream that somebody wakes from: *That night she dreamt…*; *In the dream, …*."""
        tokens = self._tokens(number)
        opening = self.reading.discourse.tokens.lower[tokens.start : tokens.start + _IN_DREAM]
        main = self._main_clause(self._first_sentence(number))
        dreams = (
            main is not None and main.lemma == "dream" and main.tense == "past" and main.asserted and main.quotation < 0
        )
        last = min(number + _LONGEST_DREAM, len(self.reading.discourse.book.paragraphs))
        named = opening[:1] == ("in",) and bool(_DREAMS & set(opening))
        return (dreams or named) and any(self._wakes(after) for after in range(number + 1, last))

    def _tense_changes(self, number: int) -> bool:
        """Tell whether the telling goes from the present tense to the past here, or back."""
        before, after = self._tense(number - 1), self._tense(number)
        return before is not None and after is not None and before != after

    def _tense(self, number: int) -> str | None:
        told = [
            one.tense for one in self._clauses_of(number) if one.main and one.tense in ("past", "present", "perfect")
        ]
        past = sum(tense == "past" for tense in told)
        if len(told) < 2 or 0.2 < past / len(told) < 0.8:
            return None
        return "past" if past > len(told) / 2 else "present"

    # -- place and company ------------------------------------------------------------------------------------------------

    def _elsewhere(self, number: int, begun: int) -> float:
        """Return how much the paragraph's first sentence tells that it is somewhere else."""
        place = self._opening_place(number)
        if place is not None:
            return _PLACE if place not in self._places_of(begun, number) else 0.0
        tokens = self._tokens(number)
        if tokens and self.reading.discourse.tokens.lower[tokens.start] in _SOMEWHERE:
            return _SOMEWHERE_ELSE
        main = self._main_clause(self._first_sentence(number))
        if main is None or main.tense != "past" or not main.asserted:
            return 0.0
        moves = main.lemma in words_of("motion_verbs") or main.lemma in _TRAVELLING
        for one in main.obliques:
            entity = self.reading.referent(one.reference) if one.reference is not None else None
            if entity is None or entity.type not in _PLACES or entity in self._places_of(begun, number):
                continue
            if moves and one.preposition.split(" ")[-1] in _INTO:
                return _MOVED + _PLACE_INSIDE
            if one.preposition in _IN:
                return _PLACE_INSIDE
        return 0.0

    def _company_changes(self, number: int) -> float:
        before = self._people(number - _AROUND, number)
        after = self._people(number, number + _AROUND)
        others = bool(before and after) and 2 * len(before & after) < len(before | after)
        left = {sign.who for sign in self._signs_of(number - _AROUND, number) if sign.change < 0}
        return _OTHERS * others + _LEFT * bool(left) + _FOLLOWED * bool(others and left & after)

    def _opening_place(self, number: int) -> Entity | None:
        """Return the place that the paragraph's first sentence begins in: *In the flat, Anna…*; *The quay was empty*."""
        discourse = self.reading.discourse
        tokens = self._tokens(number)
        if not tokens or discourse.spoken[tokens.start] >= 0:
            return None
        lower = discourse.tokens.lower
        there = lower[tokens.start : tokens.start + 2] in (("there", "was"), ("there", "were"))
        for one in discourse.references_between(
            tokens.start, min(tokens.start + _NAMED_EARLY + 3 * there, tokens.stop)
        ):
            entity = self.reading.referent(one)
            if (
                entity is None
                or entity.type not in _PLACES
                or discourse.sentence[one.first] != discourse.sentence[tokens.start]
            ):
                continue
            led = lower[tokens.start] in _IN or (there and lower[one.first - 1] in _IN)
            if led or (
                one.first == tokens.start and one.subject and entity.type != "VEH" and self._is_described(number)
            ):
                return entity
        return None

    def _is_described(self, number: int) -> bool:
        """Tell whether the paragraph's first clause says what something is or is like: *The quay was empty*."""
        main = self._main_clause(self._first_sentence(number))
        return main is None or main.predicate is not None or main.lemma in _DESCRIBING

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

    # -- letters in quotation marks, memories -------------------------------------------------------------------------------

    def _is_quoted_letter(self, number: int) -> bool:
        """Tell whether a paragraph opens a letter that stands in quotation marks."""
        start, end = self._span(number)
        salutation = _SALUTATION.match(self.reading.text, start, end)
        return salutation is not None and self._opens_with_speech(number) and self._is_written(number, salutation.end())

    def _is_written(self, number: int, end: int) -> bool:
        """Tell whether a speech that opens with *Dear …,* is a letter: it stands alone, goes on over paragraphs, or *it said*."""
        discourse = self.reading.discourse
        quotation = discourse.quotations[discourse.spoken[self._tokens(number).start]]
        alone = quotation.end <= end + 2 and quotation.end >= self._span(number)[1]
        after = discourse.tokens_between(quotation.end, quotation.end + 12)
        return alone or quotation.continued or discourse.tokens.lower[after.start : after.start + 1] == ("it",)

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
