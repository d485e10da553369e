"""Spoken stances: what a speaker says to know, believe, hope, want or fear, or says that another does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import words_of
from fabula.lexicons.inflection import verb_forms
from fabula.types.world import Knowledge, Stance
from fabula.world.claims import STANCES, find_complement, stance_of
from fabula.world.reading import Reading
from fabula.world.sayings import QUESTION, Said, closes_with, make_claim

_NOT = frozenset({"not", "n't", "never", "do", "did"})
_MAY_BE_ASKED = frozenset({"whether", "if", "what", "why", "where", "how", "who", "that"})
_VERB_REACH = 4


def find_spoken_stance(reading: Reading, said: Said, tokens: range) -> Knowledge | None:
    """Return the claim of a sentence that tells in so many words what is in a mind: the speaker's own, else another's."""
    return _own_stance(reading, said, tokens) or _others_stance(reading, said, tokens)


def _own_stance(reading: Reading, said: Said, tokens: range) -> Knowledge | None:
    """Return what the speaker says to know, believe, hope, want or fear, from the first *I* with such a verb."""
    lower = reading.discourse.tokens.lower
    if closes_with(reading, tokens, QUESTION):
        return None
    for i in tokens:
        if lower[i] != "i":
            continue
        verb = next((j for j in range(i + 1, min(i + _VERB_REACH, tokens.stop)) if not _is_passed(lower[j])), None)
        if verb is None:
            return None
        lemma = lower[verb] if stance_of(lower[verb]) else past_lemma(lower[verb]) or lower[verb]
        stance = stance_of(lemma)
        complement = find_complement(reading, verb + 1, lemma, stance) if stance is not None else None
        if stance is None or complement is None or complement.stop > tokens.stop:
            continue
        negated = any(word in words_of("negations") for word in lower[i + 1 : verb])
        return _of_self(reading, said, tokens, complement, lemma, stance, negated=negated)
    return None


def _is_passed(word: str) -> bool:
    return (
        word in _NOT
        or word.endswith("ly")
        or word in ("do", "did", "can", "could", "always", "still", "also", "'ve", "’ve")
    )


def _of_self(
    reading: Reading, said: Said, sentence: range, claim: range, lemma: str, stance: Stance, *, negated: bool
) -> Knowledge | None:
    if stance == "knows" and lemma not in words_of("known_in_speech"):
        return None
    if stance == "knows":
        if negated:
            return make_claim(reading, said, sentence, claim, stance, "narrated", 0.6, ignorant=True)
        asked = reading.discourse.tokens.lower[claim.start] in _MAY_BE_ASKED - {"that"}
        return make_claim(reading, said, sentence, claim, stance, "narrated" if asked else "told", 0.6)
    if negated:
        if stance != "believes":
            return None
        stance = "doubts"
    return make_claim(reading, said, sentence, claim, stance, "thought", 0.6)


def _others_stance(reading: Reading, said: Said, tokens: range) -> Knowledge | None:
    """Return what the speaker says that another knows or believes: *he knows that you wrote*."""
    discourse = reading.discourse
    for i in tokens:
        lemma = _third_persons().get(discourse.tokens.lower[i])
        subject = (
            next((one for one in discourse.references_between(i - 4, i) if one.last == i), None) if lemma else None
        )
        who = reading.person(subject) if subject is not None and subject.quotation >= 0 else None
        stance = stance_of(lemma) if lemma is not None else None
        if lemma is None or stance is None or who is None or who == said.speaker:
            continue
        complement = find_complement(reading, i + 1, lemma, stance)
        if complement is not None and complement.stop <= tokens.stop and not closes_with(reading, tokens, QUESTION):
            return replace(
                make_claim(reading, said, tokens, complement, stance, "thought", 0.4), holders=(who,), how="told"
            )
    return None


@cache
def _third_persons() -> dict[str, str]:
    """Return the third-person forms of the verbs that tell a stance, each with its lemma."""
    return {verb_forms(lemma)[1]: lemma for name, _ in STANCES for lemma in words_of(name)}
