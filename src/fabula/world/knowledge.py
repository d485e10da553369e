"""The knowledge ledger, first version: what narration says that somebody knows, believes, hides…, and what people tell.

A claim comes from a mental verb with its complement (*she knew that the key was gone*), from reported speech (*he told Ann
that…*), or from a statement about a named person made aloud, which its addressees and hearers then hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from fabula.lexicons import words_of
from fabula.types.world import Entity, Knowledge, Quote, Source, Stance
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_STANCES: tuple[tuple[str, Stance], ...] = (
    ("cognition_hide", "hides"),
    ("cognition_doubt", "doubts"),
    ("cognition_intend", "intends"),
    ("cognition_feel", "feels"),
    ("cognition_believe", "believes"),
    ("cognition_know", "knows"),
)
_SEEN = frozenset({"see", "notice", "perceive", "find", "discover"})
_HEARD = frozenset({"hear", "overhear"})
_TELLING = frozenset({"tell", "inform", "assure", "warn", "remind", "confess", "explain", "admit", "report", "reveal"})
_COMPLEMENTS = frozenset({"that", "how", "why", "what", "where", "who", "whether", "if", "when", "which"})
_TO = frozenset({"to"})
_LONGEST = 40  # tokens of a claim
_SHORTEST_STATEMENT = 4
_PAST_VERBS_AHEAD = 6


@cache
def _stance_of() -> dict[str, Stance]:
    return {word: stance for name, stance in _STANCES for word in words_of(name)}


def find_knowledge(reading: Reading, clauses: Sequence[Clause], quotes: Sequence[Quote]) -> tuple[Knowledge, ...]:
    """Return the claims in order of their evidence; `quotes` carry their hearers."""
    found = [*_from_narration(reading, clauses), *_from_speech(reading, quotes)]
    ordered = sorted(found, key=lambda one: (one.start, one.end, one.claim))
    return tuple(
        Knowledge(i, k.claim, k.about, k.holders, k.unaware, k.stance, k.how, k.start, k.end, k.quote, k.confidence)
        for i, k in enumerate(ordered)
    )


# -- narration ------------------------------------------------------------------------------------------------------


def _from_narration(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    for clause in clauses:
        if clause.subject is None:
            continue
        holder = reading.person(clause.subject)
        if holder is None:
            continue
        told = clause.lemma in _TELLING
        stance = "knows" if told else _stance_of().get(clause.lemma)
        complement = _complement(reading, clause, told=told, stance=stance)
        if stance is None or complement is None:
            continue
        yield _claim(reading, clause, holder, stance, complement, told=told)


def _complement(reading: Reading, clause: Clause, *, told: bool, stance: Stance | None) -> range | None:
    """Return the tokens of the clause that the verb governs: after a subordinator, or a bare subject and verb."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    first = clause.object.last if told and clause.object is not None else clause.verb + 1
    if first >= len(lower) or discourse.sentence[first] != discourse.sentence[clause.verb]:
        return None
    starts = lower[first] in _COMPLEMENTS or (stance == "intends" and lower[first] in _TO)
    if not starts and not told:
        subject = discourse.at_token.get(first)
        starts = subject is not None and subject.subject and subject.last < first + _PAST_VERBS_AHEAD
    if not starts:
        return None
    last = first
    while last < len(lower) and discourse.sentence[last] == discourse.sentence[clause.verb] and last - first < _LONGEST:
        if lower[last] in (".", "!", "?", ";", "--", "—") or discourse.spoken[last] >= 0:
            break
        last += 1
    return range(first, last) if last - first >= 3 else None


def _claim(reading: Reading, clause: Clause, holder: Entity, stance: Stance, tokens: range, *, told: bool) -> Knowledge:
    hearer = reading.person(clause.object) if told and clause.object is not None else None
    knows = stance == "knows"
    ignorant = knows and clause.negated and not told
    holders = () if ignorant else (holder, *((hearer,) if hearer is not None and hearer != holder else ()))
    start, end = reading.sentence_span(clause.verb)
    return Knowledge(
        0,
        _words(reading, tokens),
        _about(reading, tokens),
        holders,
        (holder,) if ignorant else (),
        "doubts" if clause.negated and stance == "believes" else stance,
        _how(clause.lemma, told=told),
        start,
        end,
        None,
        0.7 if clause.asserted or ignorant else 0.4,
    )


def _how(lemma: str, *, told: bool) -> Source:
    if told:
        return "told"
    if lemma in _SEEN:
        return "witnessed"
    if lemma in _HEARD:
        return "overheard"
    return "thought" if _stance_of().get(lemma) in ("believes", "doubts", "intends", "feels") else "narrated"


def _words(reading: Reading, tokens: range) -> str:
    first, last = tokens.start, tokens.stop - 1
    words = reading.text[reading.discourse.starts[first] : reading.discourse.ends[last]].split()
    return " ".join(words[1:] if words and words[0].lower() == "that" else words).rstrip(" ,")


def _about(reading: Reading, tokens: range) -> tuple[Entity, ...]:
    found = {reading.referent(one) for one in reading.discourse.references_between(tokens.start, tokens.stop)}
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.id))


# -- speech ---------------------------------------------------------------------------------------------------------


def _from_speech(reading: Reading, quotes: Sequence[Quote]) -> Iterator[Knowledge]:
    """Yield what is stated aloud about named others; whoever hears it holds it as told, whether it is true or not."""
    for quote in quotes:
        if quote.speaker is None or quote.confidence < 0.5:
            continue
        tokens = reading.discourse.tokens_between(quote.start, quote.end)
        for sentence in _sentences(reading, tokens):
            if _is_statement(reading, sentence, quote.speaker):
                yield _told(reading, quote, sentence)


def _sentences(reading: Reading, tokens: range) -> Iterator[range]:
    discourse = reading.discourse
    first = tokens.start
    for i in tokens:
        if i + 1 >= tokens.stop or discourse.sentence[i + 1] != discourse.sentence[i]:
            yield range(first, i + 1)
            first = i + 1


def _is_statement(reading: Reading, tokens: range, speaker: Entity) -> bool:
    lower = reading.discourse.tokens.lower
    words = [lower[i] for i in tokens if lower[i][0].isalnum()]
    if len(words) < _SHORTEST_STATEMENT or any(lower[i] == "?" for i in tokens):
        return False
    for one in reading.discourse.references_between(tokens.start, tokens.stop):
        who = reading.person(one)
        if one.mention.form == "PROP" and one.subject and who is not None and who != speaker:
            return True
    return False


def _told(reading: Reading, quote: Quote, tokens: range) -> Knowledge:
    assert quote.speaker is not None
    marks = "\"“”‘’'«» "
    claim = " ".join(
        reading.text[reading.discourse.starts[tokens.start] : reading.discourse.ends[tokens.stop - 1]].split()
    )
    holders = (quote.speaker, *(one for one in quote.hearers if one != quote.speaker))
    confidence = round(0.6 * quote.confidence, 4)
    return Knowledge(
        0, claim.strip(marks).rstrip(","), _about(reading, tokens), holders, (), "knows", "told",
        reading.discourse.starts[tokens.start], reading.discourse.ends[tokens.stop - 1], quote.id, confidence,
    )  # fmt: skip
