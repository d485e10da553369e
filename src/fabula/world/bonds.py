"""Bonds by the trees: what one person does to another, is towards another, and says to another or of him.

Acts and states tell of their subject's bond to whom they are meant for; words of the speaker's to whom he speaks to or of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fabula.lexicons import words_of
from fabula.resolve.discourse import Reference
from fabula.types.world import Aspect, Change, Entity, Quote, Relation
from fabula.world.clauses import Clause
from fabula.world.reading import Reading
from fabula.world.tones import find_tones

Shown = tuple[Aspect, Change, float]

ACTS: tuple[tuple[str, Aspect, Change, float], ...] = (
    ("affection_up", "affection", "up", 0.6),
    ("affection_down", "affection", "down", -0.6),
    ("trust_up", "trust", "up", 0.5),
    ("trust_down", "trust", "down", -0.5),
    ("fear_verbs", "fear", "up", 0.6),
    ("anger_verbs", "anger", "up", 0.5),
    ("authority_verbs", "authority", "state", 0.5),
    ("allegiance_up", "allegiance", "up", 0.4),
    ("allegiance_down", "allegiance", "down", -0.5),
)
_VERBS: tuple[tuple[str, Aspect, Change, float], ...] = (
    *ACTS,
    ("acts_of_affection", "affection", "up", 0.4),
    ("acts_of_dislike", "affection", "down", -0.5),
    ("acts_of_trust", "trust", "up", 0.5),
    ("acts_of_anger", "anger", "up", 0.5),
    ("acts_of_fear", "fear", "up", 0.5),
    ("acts_of_allegiance", "allegiance", "up", 0.5),
)
_STATES: tuple[tuple[str, Aspect, float], ...] = (
    ("states_of_affection", "affection", 0.6),
    ("states_of_trust", "trust", 0.5),
    ("states_of_distrust", "trust", -0.5),
    ("states_of_fear", "fear", 0.6),
    ("states_of_anger", "anger", 0.6),
    ("states_of_dislike", "affection", -0.4),
)
_REVERSED = frozenset({"obey", "serve", "follow", "work"})
_TOWARDS = frozenset({"of", "to", "with", "at", "towards", "toward", "for", "about", "in"})
_ACT, _STATE, _SAID = 0.6, 0.6, 0.55
_SURE_SPEAKER = 0.5


def shown_by_word(acts: Sequence[tuple[str, Aspect, Change, float]]) -> dict[str, Shown]:
    """Return what each word of some lists shows; of two lists that have a word, the first counts."""
    return {word: (aspect, change, value) for name, aspect, change, value in reversed(acts) for word in words_of(name)}


@cache
def _verbs() -> dict[str, Shown]:
    return shown_by_word(_VERBS)


@cache
def _states() -> dict[str, tuple[Aspect, float]]:
    return {word: (aspect, value) for name, aspect, value in reversed(_STATES) for word in words_of(name)}


def find_bonds(reading: Reading, clauses: Sequence[Clause], quotes: Sequence[Quote]) -> Iterator[Relation]:
    """Yield the bonds that clauses and speech show; `clauses` are all, those of speech too."""
    quote_of = {one.id: one for one in quotes}
    for clause in clauses:
        quote = None
        if clause.quotation >= 0:
            said = reading.quote_of[clause.quotation]
            quote = quote_of.get(said.id) if said is not None else None
            if quote is None or quote.speaker is None or quote.confidence < _SURE_SPEAKER:
                continue
        yield from _from_clause(reading, clause, quote)
    yield from find_tones(reading, quotes)


def _from_clause(reading: Reading, clause: Clause, quote: Quote | None) -> Iterator[Relation]:
    if clause.tense == "future" or (clause.embedded and quote is None):
        return
    if not clause.asserted and not clause.negated:
        return
    sources = _whose(reading, clause, quote)
    for shown, target in _shown(reading, clause, quote):
        aspect, change, value = shown
        if clause.negated:
            if clause.lemma not in words_of("lasting_feelings") and clause.predicate is None:
                continue
            change, value = "state", -value
        start, end = reading.sentence_span(clause.verb)
        confidence = _STATE if clause.predicate is not None else _ACT
        for source in sources:
            if source == target:
                continue
            one, other = (target, source) if clause.lemma in _REVERSED and aspect == "authority" else (source, target)
            sure = confidence if quote is None else _SAID * quote.confidence
            yield Relation(one, other, aspect, change, value, start, end, round(sure, 4))


def _whose(reading: Reading, clause: Clause, quote: Quote | None) -> list[Entity]:
    """Return whose bond a clause tells: its subjects; in speech, the speaker where he says *I*."""
    found = []
    for one in (clause.subject, *clause.others):
        if one is None:
            continue
        who = quote.speaker if quote is not None and _is_i(one) else reading.person(one)
        if who is not None and who.type == "PER" and not who.group:
            found.append(who)
    return found


def _shown(reading: Reading, clause: Clause, quote: Quote | None) -> Iterator[tuple[Shown, Entity]]:
    """Yield what a clause shows, and towards whom."""
    lower = reading.discourse.tokens.lower
    direct = _verbs().get(clause.lemma)
    if direct is not None:
        change: Change = "state" if clause.lemma in words_of("lasting_feelings") else direct[1]
        target = _person(reading, clause.object, quote)
        if target is not None:
            yield (direct[0], change, direct[2]), target
    yield from _friendship(reading, clause, quote)
    state = _states().get(lower[clause.predicate]) if clause.predicate is not None else None
    for preposition, _, reference in clause.obliques:
        who = _person(reading, reference, quote)
        if who is None:
            continue
        act = _verbs().get(f"{clause.lemma}_{preposition}")
        if act is not None:
            yield act, who
        elif state is not None and preposition in _TOWARDS:
            yield (state[0], "state", state[1]), who


def _friendship(reading: Reading, clause: Clause, quote: Quote | None) -> Iterator[tuple[Shown, Entity]]:
    """Yield whose friend somebody is: *he was my friend*, *she's his best mate*."""
    lower = reading.discourse.tokens.lower
    if clause.predicate is None or lower[clause.predicate] not in words_of("friends"):
        return
    for one in reversed(reading.discourse.references_between(max(0, clause.predicate - 4), clause.predicate)):
        if one.pronoun is not None and one.pronoun.case == "possessive":
            who = _person(reading, one, quote)
            if who is not None:
                yield ("affection", "state", 0.6), who
            return


def _person(reading: Reading, reference: Reference | None, quote: Quote | None) -> Entity | None:
    if reference is None:
        return None
    if quote is not None and reference.pronoun is not None and reference.pronoun.person == 2:
        return quote.addressees[0] if len(quote.addressees) == 1 else None
    if quote is not None and _is_i(reference):
        return quote.speaker
    return reading.person(reference)


def _is_i(reference: Reference) -> bool:
    return reference.pronoun is not None and reference.pronoun.person == 1 and reference.pronoun.gender is None
