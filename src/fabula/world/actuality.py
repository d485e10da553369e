"""Actuality: which subjects of narration act in the scene itself, and which are only remembered, imagined or told of."""

from __future__ import annotations

from functools import cache

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import past_forms_of, words_of
from fabula.resolve.discourse import Reference
from fabula.world.reading import Reading

_HAD = frozenset({"had", "'d", "’d"})
_REMOTE_MODALS = frozenset({"would", "should", "might", "may", "must", "will", "shall", "'ll", "’ll"})
_RELATIVES = frozenset({"whom", "whose", "which"})
_CONDITIONS = frozenset({"if", "unless", "whether", "though", "although"})
_SUBORDINATORS = frozenset({"that", "how", "why", "what", "where", "who"})
_MINDS = (
    "cognition_know",
    "cognition_believe",
    "cognition_doubt",
    "cognition_hide",
    "cognition_intend",
    "cognition_feel",
)
_EMBEDDED_REACH = 12  # tokens before a subject in which the clause that embeds it may begin


def acts_now(reading: Reading, reference: Reference) -> bool:
    """Tell whether a reference is the subject of something that narration tells as happening in the scene.

    Not so in the past perfect (*had gone*), under a modal, in a condition, or in what somebody thinks or says.
    """
    if not reference.subject or reference.quotation >= 0:
        return False
    return _is_told_as_fact(reading, reference) and not _is_embedded(reading, reference)


def is_past_perfect(reading: Reading, token: int) -> bool:
    """Tell whether *had* and a participle stand at `token`, adverbs apart."""
    lower = reading.discourse.tokens.lower
    if token >= len(lower) or lower[token] not in _HAD:
        return False
    after = _skip_adverbs(reading, token + 1)
    if lower[after : after + 1] == ("been",):
        return not any(
            word.endswith("ing") for word in lower[after + 1 : after + 2]
        )  # had been waiting: she waits still
    return after < len(lower) and past_lemma(lower[after]) is not None


def _is_told_as_fact(reading: Reading, reference: Reference) -> bool:
    lower = reading.discourse.tokens.lower
    at = _skip_adverbs(reading, reference.last)
    if at >= len(lower) or lower[at] in ("'s", "’s") or lower[at] in _REMOTE_MODALS:
        return False
    if lower[at : at + 2] == ("used", "to"):
        return False
    return not is_past_perfect(reading, at)


def _skip_adverbs(reading: Reading, token: int) -> int:
    lower = reading.discourse.tokens.lower
    while token < len(lower) and (
        lower[token] in words_of("tag_adverbs") or lower[token] in words_of("negations") or lower[token].endswith("ly")
    ):
        token += 1
    return token


def _is_embedded(reading: Reading, reference: Reference) -> bool:
    """Tell whether a subject stands in a condition, a relative clause or the complement of a mental verb or a report."""
    discourse = reading.discourse
    lower, sentence = discourse.tokens.lower, discourse.sentence
    first = reference.first
    before = lower[first - 1] if first and sentence[first - 1] == sentence[first] else "."
    if before in _CONDITIONS or before in _RELATIVES or before in _thinking():
        return True
    for i in range(first - 1, max(0, first - _EMBEDDED_REACH), -1):
        if sentence[i] != sentence[first] or lower[i] in (";", ":", "--", "—") or discourse.spoken[i] >= 0:
            return False
        if lower[i] in _SUBORDINATORS and any(word in _embedding() for word in lower[max(0, i - 3) : i]):
            return True
    return False


@cache
def _embedding() -> frozenset[str]:
    """Return the past forms of verbs that take a clause for what is thought or said; seeing is of what is there."""
    seeing = past_forms_of("perception_verbs")
    thinking = {form for name in _MINDS for form in past_forms_of(name)} | set(past_forms_of("speech_verbs"))
    return frozenset(thinking - set(seeing))


@cache
def _thinking() -> frozenset[str]:
    """Return the past forms after which a bare clause tells a thought: *she knew he was there*."""
    return frozenset(form for name in _MINDS[:3] for form in past_forms_of(name)) - set(
        past_forms_of("perception_verbs")
    )
