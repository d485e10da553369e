"""Shifts: what tells, sentence by sentence, that a paragraph does not go on from where the story was.

After the breaks that books have themselves, a paragraph names its people anew, says where they are, speaks of things that nobody
spoke of before, and takes up no speech. How much each of these tells is learnt from those breaks, taken away
(``python -m fabula_training.scene_shifts``), so that a scene is found that begins without one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fabula.lexicons import words_of
from fabula.resolve.discourse import Reference
from fabula.world.clauses import Clause
from fabula.world.paragraphs import Paragraphs
from fabula.world.setting import PLACE_TYPES

Features = Mapping[str, float]

SURE, LEAST = -2.0, -2.8  # log-odds that open a scene at once, and after `SETTLED` paragraphs of the one before
SETTLED = 5
_WINDOW = 5  # paragraphs whose words and people are compared
_SEEN = 10  # paragraphs before in which a thing may have been spoken of
_GOING_ON = frozenset(
    {"and", "but", "so", "then", "yet", "still", "nor", "or", "besides", "however", "indeed", "again", "now"}
)
_POINTING = frozenset({"this", "that", "these", "those", "such", "it"})
_TIMES = frozenset(
    {"when", "after", "before", "as", "while", "until", "since", "once", "by", "at", "on", "in", "during"}
)
_NOUNS = ("NN", "NNS")
_CONTENT = frozenset({"NN", "NNS", "NNP", "NNPS", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "JJ"})


@dataclass(frozen=True, slots=True)
class SceneShifts:
    """Reads the shifts of a book with trees."""

    paragraphs: Paragraphs
    lemmas: tuple[frozenset[str], ...]  # the telling words of each paragraph
    rarity: Mapping[str, float]  # of each such word

    @classmethod
    def of(cls, paragraphs: Paragraphs) -> SceneShifts:
        """Return the shifts of a book's paragraphs, which must have trees."""
        syntax = paragraphs.reading.discourse.syntax
        assert syntax is not None, "shifts are read off trees"
        lemmas = tuple(
            frozenset(syntax.lemma[i].lower() for i in paragraphs.tokens(number) if syntax.xpos[i] in _CONTENT)
            for number in range(len(paragraphs))
        )
        counts = Counter(word for words in lemmas for word in words)
        return cls(paragraphs, lemmas, {word: math.log(len(lemmas) / count) for word, count in counts.items()})

    def features(self, number: int, begun: int, cues: Mapping[str, float]) -> Features:
        """Return what tells whether paragraph `number` opens a scene, the one before having begun with paragraph `begun`.

        `cues` are the weights of whatever else tells it; a feature that does not hold is left out, which is 0.
        """
        found = self._features(number, begun) | {f"cue_{cue}": weight for cue, weight in cues.items()}
        return {name: value for name, value in found.items() if value}

    def odds(self, number: int, begun: int, cues: Mapping[str, float]) -> float:
        """Return the log-odds that paragraph `number` opens a scene; the arguments are those of `features`."""
        weights = shift_weights()
        return math.fsum(value * weights.get(name, 0.0) for name, value in self.features(number, begun, cues).items())

    def _features(self, number: int, begun: int) -> dict[str, float]:
        discourse = self.paragraphs.reading.discourse
        lower, spoken = discourse.tokens.lower, discourse.spoken
        tokens, before = self.paragraphs.tokens(number), self.paragraphs.tokens(number - 1)
        if not tokens or not before:
            return {"nothing": 1.0}
        opening = self.paragraphs.first_sentence(number)
        told = [i for i in tokens if spoken[i] < 0]
        words = [i for i in opening if lower[i][0].isalpha()]
        main = self.paragraphs.main_clause(opening)
        found = {
            "always": 1.0,
            "opens_with_speech": float(spoken[tokens.start] >= 0),
            "spoken_share": 1 - len(told) / len(tokens),
            "length": math.log(len(tokens)) / 4,
            "length_before": math.log(len(before)) / 4,
            "before_ends_with_speech": float(spoken[before.stop - 1] >= 0),
            "before_is_speech": float(all(spoken[i] >= 0 for i in before)),
            "goes_on": float(lower[tokens.start] in _GOING_ON),
            "opens_with_time_word": float(lower[tokens.start] in _TIMES),
            "points_back": float(any(lower[i] in _POINTING for i in words[:4])),
            "there_was": float(
                tuple(lower[i] for i in words[:2]) in (("there", "was"), ("there", "were"), ("there", "is"))
            ),
            "since_scene": math.log(number - begun) / 3,
            "new_scene": float(number - begun <= 2),
        }
        found |= self._of_clause(main)
        found |= self._of_people(number, tokens, opening)
        found |= self._of_things(number, opening)
        found |= self._of_words(number)
        found |= self._of_ending(before)
        return found

    # -- the first sentence ---------------------------------------------------------------------------------------------

    def _of_clause(self, main: Clause | None) -> dict[str, float]:
        if main is None:
            return {"no_clause": 1.0}
        lower = self.paragraphs.reading.discourse.tokens.lower
        progressive = lower[main.verb].endswith("ing")
        return {
            f"tense_{main.tense}": 1.0,
            "progressive": float(progressive and main.tense in ("past", "present", "pluperfect")),
            "describes": float(main.predicate is not None or main.lemma in words_of("posture_verbs")),
            "moves": float(
                any(one.reference is not None and one.reference.mention.type in PLACE_TYPES for one in main.obliques)
            ),
            "negated": float(main.negated),
        }

    def _of_people(self, number: int, tokens: range, opening: range) -> dict[str, float]:
        discourse = self.paragraphs.reading.discourse
        inside = [
            one
            for one in discourse.references_between(opening.start, opening.stop)
            if one.mention.type == "PER" and one.quotation < 0
        ]
        found: dict[str, float] = {"nobody": float(not inside)}
        if inside:
            first = inside[0]
            form = first.mention.form
            found[f"first_{form}"] = 1.0
            found["full_name"] = float(form == "PROP" and first.last - first.first > 1)
            found |= self._last_seen(first, tokens.start)
        named = [one for one in inside if one.mention.form == "PROP"]
        found["named_anew"] = float(any(self._paragraphs_since(one, tokens.start) > 2 for one in named))
        earlier, here, later = (
            self.paragraphs.people(*edges)
            for edges in ((number - _WINDOW, number), (number, number + 1), (number, number + _WINDOW))
        )
        if earlier and later:
            found["company_changes"] = 1 - len(earlier & later) / len(earlier | later)
            found["all_new"] = float(not earlier & later)
            found["gone"] = len(earlier - later) / len(earlier)
        found["here_new"] = float(bool(here) and not here & earlier)
        found["here_known"] = float(bool(here & self.paragraphs.people(number - 1, number)))
        left = {one.who for one in self.paragraphs.signs_of(number - 3, number) if one.change < 0}
        found["somebody_left"] = float(bool(left))
        found["follows_who_left"] = float(bool(left & here))
        return found

    def _last_seen(self, first: Reference, start: int) -> dict[str, float]:
        since = self._paragraphs_since(first, start)
        pronoun = first.mention.form == "PRON"
        return {
            "pronoun_of_before": float(pronoun and since <= 1),
            "first_just_seen": float(not pronoun and since <= 1),
            "first_long_unseen": float(not pronoun and 5 < since < math.inf),
            "first_never_seen": float(not pronoun and since == math.inf),
        }

    def _paragraphs_since(self, one: Reference, start: int) -> float:
        """Return how many paragraphs ago somebody was mentioned last before a token; infinity: never."""
        who = self.paragraphs.reading.referent(one)
        discourse = self.paragraphs.reading.discourse
        here = discourse.paragraph[start]
        low = discourse.tokens_between(discourse.book.paragraphs[max(0, here - 4 * _SEEN)].start, 0).start
        earlier = discourse.references_between(low, start)
        place = next((other for other in reversed(earlier) if self.paragraphs.reading.referent(other) == who), None)
        return math.inf if who is None or place is None else here - place.paragraph

    def _of_things(self, number: int, opening: range) -> dict[str, float]:
        """Return what is new of the places and things that the first sentence speaks of."""
        discourse = self.paragraphs.reading.discourse
        syntax = discourse.syntax
        assert syntax is not None
        lately = frozenset().union(*self.lemmas[max(0, number - _SEEN) : number])
        nouns = [i for i in opening if syntax.xpos[i] in _NOUNS and discourse.spoken[i] < 0]
        new = [i for i in nouns if syntax.lemma[i].lower() not in lately]
        places = [
            one
            for one in discourse.references_between(opening.start, opening.stop)
            if one.mention.type in PLACE_TYPES and one.quotation < 0
        ]
        early = [one for one in places if one.first < opening.start + 9]
        new_places = [one for one in places if self._paragraphs_since(one, opening.start) > _SEEN]
        return {
            "new_nouns": len(new) / len(nouns) if nouns else 0.0,
            "n_new_nouns": min(len(new), 6) / 6,
            "place": float(bool(places)),
            "place_early": float(bool(early)),
            "new_place": float(bool(new_places)),
            "new_place_early": float(any(one in early for one in new_places)),
            "opens_with_place": float(bool(early) and early[0].first - opening.start <= 2),
        }

    def _of_words(self, number: int) -> dict[str, float]:
        """Return how much the words after the paragraph's beginning are those before it, rare ones counting more."""
        before = frozenset().union(*self.lemmas[max(0, number - _WINDOW) : number])
        after = frozenset().union(*self.lemmas[number : number + _WINDOW])
        here = self.lemmas[number]
        return {
            "words_alike": self._alike(before, after),
            "words_here_alike": self._share(here, before),
        }

    def _alike(self, one: frozenset[str], other: frozenset[str]) -> float:
        weights = [math.fsum(self.rarity[word] for word in some) for some in (one & other, one, other)]
        return weights[0] / math.sqrt(weights[1] * weights[2]) if weights[1] and weights[2] else 0.0

    def _share(self, words: frozenset[str], of: frozenset[str]) -> float:
        every = math.fsum(self.rarity[word] for word in words)
        return math.fsum(self.rarity[word] for word in words & of) / every if every else 0.0

    def _of_ending(self, before: range) -> dict[str, float]:
        """Return how the paragraph before ends."""
        discourse = self.paragraphs.reading.discourse
        last, number = discourse.sentence[before.stop - 1], discourse.paragraph[before.start]
        final = [one for one in self.paragraphs.clauses_in(before) if discourse.sentence[one.verb] == last]
        leaves = any(sign.change < 0 for sign in self.paragraphs.signs_of(number, number + 1))
        asks = "?" in discourse.tokens.lower[max(before.start, before.stop - 2) : before.stop]
        return {
            "before_leaves": float(leaves),
            "before_ends_short": float(len([i for i in before if discourse.sentence[i] == last]) <= 6),
            "before_ends_with_act": float(bool(final) and final[-1].asserted),
            "before_asks": float(asks),
        }


@cache
def shift_weights() -> Mapping[str, float]:
    """Return what each feature adds to the log-odds."""
    lines = Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()
    return {name: float(value) for name, value in (line.split("\t") for line in lines)}
