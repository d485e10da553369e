"""Proper names: which capitalised words name somebody or some place, where each name begins and ends, and its type.

Nothing is looked up but titles, given names and a few places; the rest is counted over the whole book. A word is a name
word when it stands capitalised inside sentences and seldom in lower case; a name is a person's when persons' titles,
verbs of speech and thought, or a given name go with it, a place's when prepositions of place do.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fabula.annotate.spelling import one_slip
from fabula.annotate.verbs import past_lemma
from fabula.lexicons import given_names, kin_nouns, past_forms_of, person_nouns, title_genders, words_of
from fabula.types.annotations import EntityType, Gender, Mention
from fabula.types.text import Span, Tokens

_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ’'A-ZÀ-ÖØ-Þ\-]*[a-zß-öø-ÿ]$")
_INITIAL = re.compile(r"(?:[A-Z]\.)+$")
_OPENING = frozenset("\"“‘'`([—–-_*«") | {"--", "...", "…", ":", ". . ."}
_ACTING = 3  # times a common word must act like a person to be a name (*Grace laughed*)
_SUBJECT_ONLY = frozenset({"was", "had", "'s", "’s", "is", "has"})  # *May was*: no modal verb
_VERY_COMMON = 20
_LONGEST_NAME = 6  # words of a name, or titles before one
_RARE, _COMMON = 2, 3  # times a run of two names stands at most, and each of the names at least
_FREQUENT = 5  # times a name must stand, once at least inside a sentence, for a rare word to be a misspelling of it


@dataclass(frozen=True, slots=True)
class NameRun:
    """A name as tokens ``[first, last)``; `title` is its title's first token's word in lower case, or ``None``."""

    first: int
    last: int
    title: str | None
    key: str  # the name without title, for counting


def find_names(tokens: Tokens, spoken: list[int]) -> list[Mention]:
    """Return the proper names of a book, in order.

    `spoken` holds for each token the index of the quotation it stands in, -1 outside.
    """
    opens = _opening_positions(tokens)
    is_name = _NameWords(tokens, opens)
    runs = list(_split_neighbours(tokens, list(_runs(tokens, opens, is_name))))
    types = _types(tokens, runs, spoken)
    return [_mention(tokens, run, types[run.key]) for run in runs if run.key in types]


def _opening_positions(tokens: Tokens) -> list[bool]:
    """Tell for each token whether a capital there may come from its position alone."""
    sentence = tokens.sentence.tolist()
    words = tokens.words
    opens = [True] * len(words)
    for i in range(1, len(words)):
        opens[i] = sentence[i] != sentence[i - 1] or words[i - 1] in _OPENING
    return opens


class _NameWords:
    """Decides from counts over the book whether a capitalised word is part of a name where it stands."""

    def __init__(self, tokens: Tokens, opens: list[bool]) -> None:
        self._words, self._lower_words, self._opens = tokens.words, tokens.lower, opens
        self._inside, self._lower, self._opening = _count_capitals(tokens, opens)
        self._never = words_of("not_names")
        self._given = given_names()
        self._acting = self._count_acting()
        self._frequent = [
            word.lower()
            for word in self._inside
            if self._inside[word] + self._opening[word] >= _FREQUENT and word not in self._never
        ]
        self._slips: dict[str, bool] = {}

    def __call__(self, i: int) -> bool:
        """Tell whether token `i` is a word of a name."""
        word, opens = self._words[i], self._opens[i]
        if not _CAPITALISED.match(word):
            return bool(_INITIAL.match(word)) and not opens
        if word in self._never:
            return self._acting[word] >= _ACTING and self._is_called(i)
        inside, lower = self._inside[word], self._lower[word.lower()]
        if not opens:
            return inside * 4 >= lower
        if inside:
            return inside >= lower
        if lower:
            return False
        return word.lower() in self._given or self._opening[word] >= 2 or self._is_slip(word)

    def _count_acting(self) -> Counter[str]:
        """Count for given names that are common words too (*May*, *Will*, *Grace*) how often they act inside a sentence."""
        found: Counter[str] = Counter()
        for i, word in enumerate(self._words[:-1]):
            if word in self._never and not self._opens[i] and word.lower() in self._given and self._acts(i):
                found[word] += 1
        return found

    def _acts(self, i: int) -> bool:
        after = self._lower_words[i + 1] if i + 1 < len(self._words) else ""
        return past_lemma(after) is not None and after not in words_of("auxiliaries")

    def _is_called(self, i: int) -> bool:
        """Tell whether a common word that is somebody's name too is the name here: not *in May*, not *May I*."""
        after = self._lower_words[i + 1] if i + 1 < len(self._words) else ""
        before = self._lower_words[i - 1] if i else ""
        if self._opens[i]:
            return self._acts(i) or after in _SUBJECT_ONLY
        return before not in words_of("before_months")

    def _is_slip(self, word: str) -> bool:
        """Tell whether a word met only where a capital says nothing is a misspelling of a name met elsewhere."""
        if word not in self._slips:
            small = word.lower()
            self._slips[word] = any(one_slip(small, other) for other in self._frequent)
        return self._slips[word]


def _count_capitals(tokens: Tokens, opens: list[bool]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how often each word stands capitalised inside sentences, in lower case, and capitalised at openings."""
    inside: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    for word, at_opening in zip(tokens.words, opens, strict=True):
        first = word[0]
        if first.islower():
            lower[word] += 1
        elif first.isupper() and len(word) > 1:
            (opening if at_opening else inside)[word] += 1
    return inside, lower, opening


def _runs(tokens: Tokens, opens: list[bool], is_name: _NameWords) -> Iterator[NameRun]:
    words = tokens.words
    sentence = tokens.sentence.tolist()
    n, i = len(words), 0
    while i < n:
        if not words[i][0].isupper():
            i += 1
            continue
        run = _run_at(words, sentence, opens, is_name, i)
        if run is None:
            i += 1
        else:
            yield run
            i = run.last


def _run_at(
    words: tuple[str, ...],
    sentence: list[int],
    opens: list[bool],
    is_name: _NameWords,
    i: int,
) -> NameRun | None:
    title_end = _after_titles(words, sentence, i)
    end = title_end
    if title_end < len(words) and sentence[title_end] == sentence[i]:
        end = _after_names(words, sentence, is_name, title_end, titled=title_end > i)
    if end == title_end:
        return _bare_title(words, opens, i, title_end)
    title = words[i].rstrip(".").lower() if title_end > i else None
    return NameRun(i, end, title, " ".join(words[title_end:end]))


def _after_titles(words: tuple[str, ...], sentence: list[int], i: int) -> int:
    titles = title_genders()
    end = i
    while (
        end < min(len(words), i + _LONGEST_NAME)
        and sentence[end] == sentence[i]
        and words[end][0].isupper()
        and words[end].rstrip(".").lower() in titles
    ):
        end += 1
    return end


def _after_names(words: tuple[str, ...], sentence: list[int], is_name: _NameWords, i: int, *, titled: bool) -> int:
    """Return where the name words from `i` on end; a particle counts only between two of them, or after a title."""
    particles = words_of("name_particles")
    end = position = i
    while position < len(words) and sentence[position] == sentence[i]:
        word = words[position]
        first = titled and end == i
        if word[0].isupper() and (is_name(position) or (first and bool(_CAPITALISED.match(word)))):
            end = position = position + 1
        elif word in particles and (first or (end > i and position - end < 2)) and (word != "of" or titled):
            position += 1
        else:
            break
    return end


def _bare_title(words: tuple[str, ...], opens: list[bool], first: int, last: int) -> NameRun | None:
    """Return a run for a kin word or a role used as a name: ``Mother``, ``the Captain``, ``Papa``."""
    if last - first != 1:
        return None
    word = words[first]
    lower = word.lower()
    if word.endswith(".") or (opens[first] and lower not in kin_nouns()):
        return None
    if lower in kin_nouns():
        return NameRun(first, last, None, word)
    after_the = first > 0 and words[first - 1] in ("the", "The")
    return NameRun(first, last, None, word) if after_the and lower in person_nouns() else None


def _split_neighbours(tokens: Tokens, runs: list[NameRun]) -> Iterator[NameRun]:
    """Yield the runs, those divided that hold two names side by side: *To Anna High Farm was home*.

    Such a run is rare while both its parts are common names, and the second has several words, names a place, or both
    are very common.
    """
    counts = Counter(run.key for run in runs)
    places: Counter[str] = Counter()
    for run in runs:
        places[run.key] += int(_place_evidence(tokens, run) > 0)
    for run in runs:
        words = run.key.split()
        cut = next(
            (
                i
                for i in range(1, min(len(words), _LONGEST_NAME))
                if counts[run.key] <= _RARE
                and counts[" ".join(words[:i])] >= _COMMON
                and counts[" ".join(words[i:])] >= _COMMON
                and (
                    len(words) - i > 1
                    or places[words[i]] * 2 >= counts[words[i]]
                    or min(counts[" ".join(words[:i])], counts[words[i]]) >= _VERY_COMMON
                )
            ),
            None,
        )
        if cut is None:
            yield run
            continue
        middle = run.last - len(words) + cut
        yield NameRun(run.first, middle, run.title, " ".join(words[:cut]))
        yield NameRun(middle, run.last, None, " ".join(words[cut:]))


# -- types ----------------------------------------------------------------------------------------------------------


def _types(tokens: Tokens, runs: list[NameRun], spoken: list[int]) -> dict[str, EntityType]:
    """Return the type of each name, from what goes with it over the whole book; names of nothing known are left out."""
    person: defaultdict[str, float] = defaultdict(float)
    place: defaultdict[str, float] = defaultdict(float)
    for run in runs:
        person[run.key] += _person_evidence(tokens, run, spoken)
        place[run.key] += _place_evidence(tokens, run)
    votes_by_part: defaultdict[str, float] = defaultdict(float)
    for key, votes in person.items():
        for part in key.split():
            votes_by_part[part] += max(0.0, votes - place[key])
    types: dict[str, EntityType] = {}
    for key in person:
        fixed = _fixed_type(key)
        shared = 0.5 if any(votes_by_part[part] > 3 for part in key.split()) else 0.0
        for_person = person[key] + shared
        if fixed and for_person < 2 * place[key] + 4:
            types[key] = fixed
        elif for_person > 0 and for_person >= place[key]:
            types[key] = "PER"
        elif place[key] > 0:
            types[key] = "GPE"
    return types


def _fixed_type(key: str) -> EntityType | None:
    last = key.split()[-1]
    if last in words_of("places"):
        return "GPE"
    for name, kind in (("place_name_heads", "FAC"), ("place_name_gpe_heads", "GPE"), ("place_name_loc_heads", "LOC")):
        if last in words_of(name) and " " in key:
            return kind  # type: ignore[return-value]
    return None


_MENTAL = (
    "speech_verbs",
    "cognition_know",
    "cognition_believe",
    "cognition_feel",
    "perception_verbs",
    "motion_enter",
    "motion_exit",
)


def _person_evidence(tokens: Tokens, run: NameRun, spoken: list[int]) -> float:
    lower = tokens.lower
    votes = 3.0 if run.title else 0.0
    first = run.key.split()[0].lower()
    if first in given_names() or first in kin_nouns():
        votes += 1.0
    after = lower[run.last] if run.last < len(lower) else ""
    before = lower[run.first - 1] if run.first else ""
    if any(after in past_forms_of(name) for name in _MENTAL) or after in ("who", "himself", "herself"):
        votes += 1.5
    if before in past_forms_of("speech_verbs") and spoken[run.first] < 0:
        votes += 1.5
    if spoken[run.first] >= 0 and before in (",", "“", '"', "‘") and after in (",", "!", "?", ".", "”"):
        votes += 1.0
    if past_lemma(after) is not None and not _follows_preposition(tokens, run):
        votes += 0.5
    return votes + (0.5 if after in ("'s", "’s", "was", "had", "and") else 0.0)


def _follows_preposition(tokens: Tokens, run: NameRun) -> bool:
    return run.first > 0 and tokens.lower[run.first - 1] in words_of("locative_prepositions")


def _place_evidence(tokens: Tokens, run: NameRun) -> float:
    if run.title or run.first == 0:
        return 0.0
    before = tokens.lower[run.first - 1]
    if before in ("in", "at"):
        return 2.0
    return 1.0 if before in words_of("locative_prepositions") else 0.0


def _mention(tokens: Tokens, run: NameRun, kind: EntityType) -> Mention:
    start, end = int(tokens.start[run.first]), int(tokens.end[run.last - 1])
    head = Span(int(tokens.start[run.last - 1]), end)
    if run.title is not None and kind not in ("PER",):
        kind = "PER"
    return Mention(start, end, kind, "PROP", head, gender_of_name(run.title, run.key) if kind == "PER" else None)


def gender_of_name(title: str | None, key: str) -> Gender | None:
    """Return the sex that a person's name tells: by its title, else by the first word of the name proper."""
    if title and title_genders().get(title):
        return title_genders()[title]
    if title and " " not in key:
        return None  # Dr. Ross: a surname tells nothing
    first = key.split()[0].lower() if key else ""
    if first in kin_nouns():
        return person_nouns().get(first)
    return given_names().get(first)
