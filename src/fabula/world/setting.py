"""Setting: where and when a scene is, as its narration puts those present somewhere; nothing rather than a guess."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.annotate.verbs import past_lemma
from fabula.lexicons import words_of
from fabula.resolve.discourse import Reference
from fabula.types.annotations import TimeExpression
from fabula.types.world import Entity
from fabula.world.actuality import acts_now, is_past_perfect
from fabula.world.reading import Reading

PLACE_TYPES = frozenset({"FAC", "GPE", "LOC", "VEH"})  # of entities that somebody can be at
_OPENING = 1.5  # what a place in the first sentence tells, if only what is told of it does not speak for it
_REACHED = frozenset({"reach", "enter"})
_TOWARDS = frozenset({"to"})
_DEFINITE = frozenset({"the", "this", "his", "her", "their", "its"})
_OWN = frozenset({"my", "our"})  # definite where the narrator is one of those present
_BEING = frozenset(
    {"was", "were", "lay", "stood", "had", "is", "are", "lies", "stands", "has"}
)  # *The post office was the warmest room…*
_BEFORE_VERB_REACH = 7  # tokens before a place in which the verb that goes with it stands
_FRONTED = 6  # tokens of a sentence in which a place that goes before its clause begins
_EARLY = 4  # paragraphs of a scene that usually say where it is
_EARLY_WEIGHT = 2.0
_LEAST = 3.0  # less evidence than one early and definite "in the kitchen" of somebody present is none
_TIME_OPENS = 6  # paragraphs in which the time of a scene is told,
_TIME_SHARE = 0.2  # or this share of it
_PAST_MARKS = ("ago", "before", "earlier", "now", "nowadays")
_BOUNDING = frozenset({"by", "since", "until", "till", "before", "of"})
_NOT_NOW = frozenset(
    {"would", "should", "will", "shall", "might", "may", "must", "if", "since", "had", "'d", "’d", "until", "till"}
)


def find_place(reading: Reading, start: int, end: int) -> Entity | None:
    """Return the place that the narration of ``[start, end)`` puts those present in, ``None`` when it doesn't tell."""
    discourse = reading.discourse
    tokens = discourse.tokens_between(start, end)
    if not tokens:
        return None
    opening = discourse.paragraph[tokens.start]
    scores: defaultdict[Entity, float] = defaultdict(float)
    for one in discourse.references_between(tokens.start, tokens.stop):
        entity = reading.referent(one)
        if entity is None or one.quotation >= 0 or entity.type not in PLACE_TYPES:
            continue
        weight = _weight(reading, one) or _opening_weight(reading, one, tokens.start)
        early = discourse.paragraph[one.first] - opening < _EARLY
        scores[entity] += weight * (_EARLY_WEIGHT if early else 1.0)
    best = min(scores, key=lambda one: (-scores[one], one.id), default=None)
    return best if best is not None and scores[best] >= _LEAST else None


def _weight(reading: Reading, place: Reference) -> float:
    """Return how strongly one mention says that the scene is there, 0 when it doesn't."""
    lower = reading.discourse.tokens.lower
    head = reading.text[place.mention.head.start : place.mention.head.end].lower()
    named = place.mention.form == "PROP"
    if head in words_of("no_settings") or not place.first:
        return 0.0
    definite = (
        named
        or lower[place.first] in _DEFINITE
        or any(one in GENITIVE_CLITICS for one in lower[place.first : place.last])
    )
    definite = definite or (reading.narrator is not None and lower[place.first] in _OWN)
    before = lower[place.first - 1]
    if place.subject and place.mention.type in ("FAC", "GPE") and definite and _opens_sentence(reading, place):
        return 1.5 if lower[place.last] in _BEING else 0.0
    reached = past_lemma(before) in _REACHED
    leads = reached or before in words_of("prepositions_inside") or before in _TOWARDS
    if not leads or not _somebody_is_there(reading, place):
        return 0.0
    if before in _TOWARDS:
        return 0.5 if definite else 0.0
    return 2.0 if definite else 0.5


def _opening_weight(reading: Reading, place: Reference, first: int) -> float:
    """Return how strongly a mention in a scene's first sentence, from token `first` on, says that it is there, whatever is told
    of it: *It was snowing at Hill End*; *read it by the kitchen lamp*."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    if discourse.sentence[place.first] != discourse.sentence[first] or place.quotation >= 0 or place.first <= first:
        return 0.0
    at = place.first - 1
    named = place.mention.form == "PROP"
    part = place.last < len(lower) and _is_noun(reading, place.last) and not named
    if part and lower[at] in ("the", "his", "her", "their", "my", "our"):
        at -= 1  # *the kitchen lamp*
    elif not named and lower[place.first] not in _DEFINITE | _OWN:
        return 0.0
    head = place.mention.head.of(reading.text).lower()
    stays = at >= first and lower[at] in words_of("prepositions_of_staying")
    return _OPENING if stays and head not in words_of("no_settings") else 0.0


def _is_noun(reading: Reading, token: int) -> bool:
    syntax = reading.discourse.syntax
    return syntax is not None and syntax.xpos[token] in ("NN", "NNS")


def _opens_sentence(reading: Reading, place: Reference) -> bool:
    sentence = reading.discourse.sentence
    return place.first == 0 or sentence[place.first - 1] != sentence[place.first]


def _somebody_is_there(reading: Reading, place: Reference) -> bool:
    """Tell whether somebody acts before the place in its sentence, in the scene itself and not with the eyes only."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    near = lower[max(0, place.first - _BEFORE_VERB_REACH) : place.first]
    if any(past_lemma(word) in words_of("looking_verbs") or word in ("looking", "gazing", "staring") for word in near):
        return False
    first = place.first
    while first > 0 and discourse.sentence[first - 1] == discourse.sentence[place.first]:
        first -= 1
    if any(is_past_perfect(reading, i) for i in range(first, place.first)):
        return False
    last = place.last
    if place.first - first <= _FRONTED:  # *In the flat, Anna was sitting…*
        while last < len(lower) and discourse.sentence[last] == discourse.sentence[place.first]:
            last += 1
    return any(
        one.mention.type == "PER" and acts_now(reading, one) for one in discourse.references_between(first, last)
    )


def find_time(reading: Reading, times: Sequence[TimeExpression], start: int, end: int) -> str | None:
    """Return the first expression early in ``[start, end)`` that says when the scene is; not a time only spoken of."""
    discourse = reading.discourse
    tokens = discourse.tokens_between(start, end)
    if not tokens:
        return None
    opening, last = discourse.paragraph[tokens.start], discourse.paragraph[tokens.stop - 1]
    limit = opening + max(_TIME_OPENS, int((last - opening) * _TIME_SHARE))
    starts = discourse.starts
    for one in times[bisect_left(times, start, key=lambda time: time.start) :]:
        token = bisect_right(starts, one.start) - 1  # it may begin inside a token
        if one.start >= end or discourse.paragraph[token] > limit:
            return None
        if one.kind in ("date", "time", "relative", "season") and is_now(reading, one, token):
            return " ".join(one.text.split())
    return None


def is_now(reading: Reading, time: TimeExpression, token: int, *, whole: bool = True) -> bool:
    """Tell whether a time is that of the telling: not in dialogue, not past, not to come, not a habit.

    When `whole`, nothing behind it in its sentence may be in the past perfect either.
    """
    discourse = reading.discourse
    words = time.text.lower().split()
    if discourse.spoken[token] >= 0 or words[-1] in _PAST_MARKS or words[0] in words_of("other_days"):
        return False
    lower, sentence = discourse.tokens.lower, discourse.sentence
    if token and lower[token - 1] in _BOUNDING:
        return False
    first = token
    while first > 0 and sentence[first - 1] == sentence[token]:
        first -= 1
    behind = token
    while behind < len(lower) and sentence[behind] == sentence[token] and lower[behind] not in (".", ";"):
        behind += 1
    if any(word in _NOT_NOW or word in words_of("negations") for word in lower[first:token]):
        return False
    if not whole:
        return True
    return not any(is_past_perfect(reading, i) or lower[i] == "would" for i in range(token, behind))
