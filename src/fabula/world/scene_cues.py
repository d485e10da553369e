"""Cues of scenes that begin without a break: another time, another place, other people; a letter, a memory, and its end.

No cue but a time that opens a paragraph, a document, and a memory is enough by itself; each has its weight, and where those of a
paragraph come to one together a scene begins.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fabula.lexicons import words_of
from fabula.types.annotations import TimeExpression
from fabula.types.world import Entity
from fabula.world.clauses import Clause
from fabula.world.embedded import Embedded
from fabula.world.paragraphs import Paragraphs
from fabula.world.presence import Sign
from fabula.world.reading import Reading
from fabula.world.scene_shifts import LEAST, SETTLED, SURE, SceneShifts
from fabula.world.scene_times import OPENING, SceneTimes
from fabula.world.setting import PLACE_TYPES

_NAMED_EARLY = 9  # tokens in which a place opens a paragraph
_AGAINST = -4.0  # log-odds by which a new place or tense does not open a scene
_NEXT_TO = 2  # paragraphs between two scenes that shifts tell of, however sure
_SETTLED = 1  # paragraphs after a scene's beginning that still belong to its opening
_AROUND = 3  # paragraphs whose people are compared
_INTO = frozenset({"to", "into", "towards", "toward", "onto", "for", "up", "down"})
_ENOUGH, _ENOUGH_AT_ONCE = 0.7, 1.5  # weights that open a scene, the second right after another has begun
_PLACE, _SOMEWHERE_ELSE, _OTHERS, _LEFT, _FOLLOWED = 0.7, 0.6, 0.5, 0.3, 0.3
_MOVED = 0.5
_PLACE_INSIDE, _FRAME, _TENSE, _WOKE = 0.3, 0.5, 0.6, 0.7


@dataclass(frozen=True, slots=True)
class SceneCues:
    """What the cues are read from; `shifts` are there where there are trees. `read_cues` makes them."""

    paragraphs: Paragraphs
    times: SceneTimes
    embedded: Embedded
    shifts: SceneShifts | None = None

    @property
    def reading(self) -> Reading:
        """The book as read so far."""
        return self.paragraphs.reading

    def find(self, explicit: Mapping[int, str]) -> dict[int, str]:
        """Return the paragraphs that begin scenes, with what tells so; those that follow breaks (`explicit`) are among them."""
        documents = [one for one in self.reading.discourse.documents if one.apart]
        found = dict(explicit) | {one.first: one.kind for one in documents if one.first not in explicit}
        ends = {one.last for one in documents}
        n = len(self.paragraphs)
        found |= {last: "return" for last in ends if last < n and last not in found}
        every = self.reading.discourse.documents
        exchanged = {number for one in every if one.messages for number in range(one.first, one.last)}
        within = {number for one in every for number in range(one.first, one.last)}
        begun, letter, opened_by = 0, self.embedded.is_quoted_letter(0), ""
        for number in range(1, n):
            if number in found:
                begun, letter, opened_by = number, self.embedded.is_quoted_letter(number), ""
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
        for number in range(1, len(self.paragraphs)):
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
        if self.embedded.is_quoted_letter(number):
            return None if letter else "letter"
        if letter and not self.paragraphs.opens_with_speech(number):
            return "return"
        if opened_by == "tale":
            return "return" if self.paragraphs.opens_with_speech(number) else None
        if opened_by == "memory":
            return "return" if not self.embedded.n_remembered(number) and self.embedded.acts(number) else None
        if opened_by == "dream":
            return "waking" if self.embedded.wakes(number) else None
        if self.embedded.is_memory(number):
            return "memory"
        if self.embedded.is_dream(number):
            return "dream"
        if self.paragraphs.opens_with_speech(number):
            return "time" if not written and number - begun > _SETTLED and self.times.is_said_later(number) else None
        if self.embedded.is_tale(number):
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
        if self.times.opens(number):
            yield "time", OPENING
        elif not written:
            inside = self.times.weight_inside(number)
            yield "time", inside + _FRAME * bool(inside and self._speaks_of_telling(number))
        if written:
            return
        yield "place", self._elsewhere(number, begun)
        yield "cast", self._company_changes(number)
        if self.embedded.wakes(number):
            yield "waking", _WOKE
        if self._tense_changes(number):
            yield "tense", _TENSE

    # -- time -----------------------------------------------------------------------------------------------------------

    def _speaks_of_telling(self, number: int) -> bool:
        """Tell whether the paragraph begins with what the teller says of his telling, in the present tense: *I must explain*."""
        sentence = self.paragraphs.first_sentence(number)
        main = self.paragraphs.main_clause(sentence)
        if main is None or main.tense not in ("present", "none") or main.subject is None:
            return False
        return main.subject.pronoun is not None and main.subject.pronoun.person == 1 and main.quotation < 0

    def _tense_changes(self, number: int) -> bool:
        """Tell whether the telling goes from the present tense to the past here, or back."""
        before, after = self.paragraphs.tense(number - 1), self.paragraphs.tense(number)
        return before is not None and after is not None and before != after

    # -- place and company ------------------------------------------------------------------------------------------------

    def _elsewhere(self, number: int, begun: int) -> float:
        """Return how much the paragraph's first sentence tells that it is somewhere else."""
        place = self._opening_place(number)
        if place is not None:
            return _PLACE if place not in self._places_of(begun, number) else 0.0
        tokens = self.paragraphs.tokens(number)
        if tokens and self.reading.discourse.tokens.lower[tokens.start] in words_of("elsewhere"):
            return _SOMEWHERE_ELSE
        main = self.paragraphs.opening_clause(number)
        if main is None or main.tense != "past" or not main.asserted:
            return 0.0
        moves = main.lemma in words_of("motion_verbs") or main.lemma in words_of("travel_verbs")
        for one in main.obliques:
            entity = self.reading.referent(one.reference) if one.reference is not None else None
            if entity is None or entity.type not in PLACE_TYPES or entity in self._places_of(begun, number):
                continue
            if moves and one.preposition.split(" ")[-1] in _INTO:
                return _MOVED + _PLACE_INSIDE
            if one.preposition in words_of("prepositions_of_opening"):
                return _PLACE_INSIDE
        return 0.0

    def _company_changes(self, number: int) -> float:
        before = self.paragraphs.people(number - _AROUND, number)
        after = self.paragraphs.people(number, number + _AROUND)
        others = bool(before and after) and 2 * len(before & after) < len(before | after)
        left = {sign.who for sign in self.paragraphs.signs_of(number - _AROUND, number) if sign.change < 0}
        return _OTHERS * others + _LEFT * bool(left) + _FOLLOWED * bool(others and left & after)

    def _opening_place(self, number: int) -> Entity | None:
        """Return the place that the paragraph's first sentence begins in: *In the flat, Anna…*; *The quay was empty*."""
        discourse = self.reading.discourse
        tokens = self.paragraphs.tokens(number)
        if not tokens or discourse.spoken[tokens.start] >= 0:
            return None
        lower = discourse.tokens.lower
        leading = words_of("prepositions_of_opening")
        there = lower[tokens.start : tokens.start + 2] in (("there", "was"), ("there", "were"))
        for one in discourse.references_between(
            tokens.start, min(tokens.start + _NAMED_EARLY + 3 * there, tokens.stop)
        ):
            entity = self.reading.referent(one)
            if (
                entity is None
                or entity.type not in PLACE_TYPES
                or discourse.sentence[one.first] != discourse.sentence[tokens.start]
            ):
                continue
            led = lower[tokens.start] in leading or (there and lower[one.first - 1] in leading)
            if led or (
                one.first == tokens.start and one.subject and entity.type != "VEH" and self._is_described(number)
            ):
                return entity
        return None

    def _is_described(self, number: int) -> bool:
        """Tell whether the paragraph's first clause says what something is or is like: *The quay was empty*."""
        main = self.paragraphs.opening_clause(number)
        return main is None or main.predicate is not None or main.lemma in words_of("describing_verbs")

    def _places_of(self, first: int, last: int) -> set[Entity]:
        start, end = self.paragraphs.span(first)[0], self.paragraphs.span(last - 1)[1]
        tokens = self.reading.discourse.tokens_between(start, end)
        found = (
            self.reading.referent(one) for one in self.reading.discourse.references_between(tokens.start, tokens.stop)
        )
        return {one for one in found if one is not None and one.type in PLACE_TYPES}


def read_cues(
    reading: Reading, clauses: Sequence[Clause], times: Sequence[TimeExpression], signs: Sequence[Sign]
) -> SceneCues:
    """Return the cues of a book; `clauses` are those of narration, `signs` those of who is there."""
    paragraphs = Paragraphs(reading, clauses, signs)
    shifts = None if reading.discourse.syntax is None else SceneShifts.of(paragraphs)
    return SceneCues(paragraphs, SceneTimes(paragraphs, times), Embedded(paragraphs), shifts)
