"""Bonds by the trees: what one person does to another, is towards another, and says to another or of him.

Acts and states tell of their subject's bond to whom they are meant for; words of the speaker's to whom he speaks to or of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fabula.lexicons import past_forms_of, words_of
from fabula.resolve.discourse import Reference
from fabula.types.world import Aspect, Change, Entity, Quote, Relation
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

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
_LASTING = frozenset(
    {
        "love",
        "hate",
        "like",
        "trust",
        "fear",
        "admire",
        "despise",
        "adore",
        "detest",
        "believe",
        "pity",
        "miss",
        "distrust",
        "dread",
        "loathe",
    }
)
_REVERSED = frozenset({"obey", "serve", "follow"})
_TOWARDS = frozenset({"of", "to", "with", "at", "towards", "toward", "for", "about", "in"})
_ACT, _STATE, _SAID, _CALLED, _LOUD = 0.6, 0.6, 0.55, 0.4, 0.35
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
    for quote in quotes:
        yield from _from_words(reading, quote)


def _from_clause(reading: Reading, clause: Clause, quote: Quote | None) -> Iterator[Relation]:
    if clause.tense == "future" or (clause.embedded and quote is None):
        return
    if not clause.asserted and not clause.negated:
        return
    sources = _whose(reading, clause, quote)
    for shown, target in _shown(reading, clause, quote):
        aspect, change, value = shown
        if clause.negated:
            if clause.lemma not in _LASTING and clause.predicate is None:
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
        change: Change = "state" if clause.lemma in _LASTING else direct[1]
        target = _person(reading, clause.object, quote)
        if target is not None:
            yield (direct[0], change, direct[2]), target
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


def _from_words(reading: Reading, quote: Quote) -> Iterator[Relation]:
    """Yield what the speaker's tone, and what he calls the other, tell."""
    others = [one for one in quote.addressees if one.type == "PER" and not one.group and one != quote.speaker]
    if quote.speaker is None or quote.confidence < _SURE_SPEAKER or len(others) != 1:
        return
    (other,) = others
    tokens = reading.discourse.tokens_between(quote.start, quote.end)
    words = [reading.discourse.tokens.lower[i] for i in tokens]
    shown: list[tuple[Aspect, Change, float, float, bool]] = []
    if quote.cue is not None and quote.cue.of(reading.text).lower() in _angry_forms():
        shown.append(("anger", "up", 0.4, _LOUD, False))
    if _calls(words, words_of("endearments")):
        shown.append(("affection", "state", 0.6, _CALLED, False))
    if _calls(words, words_of("insults")):
        shown.append(("anger", "up", 0.5, _CALLED, False))
    if _calls(words, words_of("superiors")):
        shown.append(("authority", "state", 0.4, _CALLED, True))
    if "sorry" in words and "not" not in words and ("i" in words or words[:1] == ["sorry"]):
        shown.append(("affection", "up", 0.3, _CALLED, False))
    for aspect, change, value, sure, reversed_ in shown:
        one, two = (other, quote.speaker) if reversed_ else (quote.speaker, other)
        yield Relation(one, two, aspect, change, value, quote.start, quote.end, round(sure * quote.confidence, 4))


def _calls(words: Sequence[str], names: frozenset[str]) -> bool:
    """Tell whether one of some names is called: between marks, not after a determiner."""
    for i, word in enumerate(words):
        if word in names:
            before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
            if (not before[:1].isalnum() or before in ("my", "you", "old", "dear", "yes", "no")) and not after[
                :1
            ].isalnum():
                return True
    return False


@cache
def _angry_forms() -> frozenset[str]:
    return frozenset(past_forms_of("delivery_angry")) | {"shouted", "yelled", "screamed", "demanded"}
