"""The knowledge ledger: what somebody knows, believes, hides… by the narration or by his own words, and what people tell.

A claim comes from a mental verb with its complement (*she knew that the key was gone*), from reported speech (*he told Ann
that…*), or from a statement made aloud (`statements`). A claim is somebody's; whether it is true, the ledger doesn't say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from types import MappingProxyType

from fabula.lexicons import words_of
from fabula.types.world import Entity, Knowledge, PointOfView, Quote, Source, Stance
from fabula.world.claims import about_whom, ends_with, find_complement, stance_of, told_to, words_of_claim
from fabula.world.clauses import Clause, acts_of_narration
from fabula.world.reading import Reading
from fabula.world.secrets import find_secrets
from fabula.world.statements import find_statements

_HEARD = frozenset({"hear", "overhear"})
_FORGETTING = frozenset({"forget"})
_QUESTION = frozenset("?")
_SURE_THINKER, _THOUGHT = 0.5, 0.8  # how sure it must be whose a thought is, and how sure then what it says
_KEPT, _SEEN_THING, _OF_MATTER, _STATE, _WITNESSED = 0.6, 0.5, 0.5, 0.6, 0.5
_NOBODY = frozenset({"nobody", "none", "no-one", "noone"})
_NOTICING = frozenset({"notice", "understand", "realise", "realize"})
_SHORTEST = 2  # words of a claim
_NEAR_OBJECT = 3  # tokens between a verb of telling and whom it tells


def find_knowledge(
    reading: Reading,
    told: Sequence[Clause],
    quotes: Sequence[Quote],
    pov: Sequence[PointOfView] = (),
    deeds: Mapping[tuple[int, int], AbstractSet[Entity]] = MappingProxyType({}),
) -> tuple[Knowledge, ...]:
    """Return the claims in order of their evidence; `told` are all clauses, `quotes` carry their hearers.

    `deeds` are sentences of narration in which something happens to things or between people, with those who take part: they know
    of it, and so does whoever the paragraph is seen by (`pov`).
    """
    clauses = acts_of_narration(told)
    found = [
        *_from_narration(reading, clauses),
        *_from_states(reading, told),
        *_witnessed(reading, pov, deeds),
        *find_secrets(reading, clauses),
        *find_statements(reading, quotes, told if reading.discourse.syntax is not None else ()),
        *_from_thoughts(reading),
    ]
    # What a letter says is narrated and told: once is enough.
    once: dict[tuple[object, ...], Knowledge] = {}
    for one in found:
        once.setdefault((one.start, one.end, one.claim, one.stance, one.holders, one.unaware), one)
    ordered = sorted(once.values(), key=lambda one: (one.start, one.end, one.claim, one.stance))
    return tuple(replace(one, id=number) for number, one in enumerate(ordered))


def _from_narration(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    lower = reading.discourse.tokens.lower
    for clause in clauses:
        if clause.lemma in words_of("telling_verbs") and clause.subject is not None:
            nobody = clause.object_token is not None and lower[clause.object_token] in _NOBODY
            if nobody or (clause.negated and told_to(reading, clause) is not None):
                yield _kept(reading, clause)
                continue
        if clause.lemma in words_of("learning_by_chance") and clause.asserted and clause.object_token is not None:
            yield from _come_upon(reading, clause, clause.object_token)
        told = clause.lemma in words_of("telling_verbs")
        stance = "knows" if told else stance_of(clause.lemma)
        if clause.subject is None or stance is None:
            continue
        holder = reading.person(clause.subject)
        if holder is None:
            continue
        first = clause.object.last if told and _is_told_to(clause) and clause.object else clause.verb + 1
        complement = find_complement(reading, first, clause.lemma, stance) or _governed(reading, clause, stance)
        if ends_with(reading, clause.verb, _QUESTION):
            continue
        if complement is not None:
            yield (_told if told else _held)(reading, clause, holder, stance, complement)
        elif _is_of_matter(reading, clause, stance):
            whole = reading.discourse.tokens_between(*reading.sentence_span(clause.verb))
            yield replace((_told if told else _held)(reading, clause, holder, stance, whole), confidence=_OF_MATTER)


def _is_of_matter(reading: Reading, clause: Clause, stance: Stance) -> bool:
    """Tell whether a clause without another in it tells what somebody holds: *she believed him*, *he doubted the story*, *Tom
    noticed*, *she told him*."""
    if not clause.asserted and not clause.negated:
        return False
    if clause.lemma in words_of("telling_somebody"):
        return told_to(reading, clause) is not None and clause.asserted
    if stance in ("believes", "doubts"):
        return clause.object_token is not None or any(one.preposition in ("in", "of") for one in clause.obliques)
    return clause.lemma in _NOTICING and clause.object_token is None


def _from_states(reading: Reading, clauses: Sequence[Clause]) -> Iterator[Knowledge]:
    """Yield what somebody feels: *Anna was ashamed*."""
    lower = reading.discourse.tokens.lower
    for clause in clauses:
        if clause.predicate is None or clause.quotation >= 0 or clause.subject is None or not clause.asserted:
            continue
        holder = reading.person(clause.subject)
        if holder is not None and lower[clause.predicate] in words_of("inner_states"):
            whole = reading.discourse.tokens_between(*reading.sentence_span(clause.verb))
            yield _claim(reading, clause, whole, (holder,), (), "feels", "narrated", _STATE)


def _witnessed(
    reading: Reading, pov: Sequence[PointOfView], deeds: Mapping[tuple[int, int], AbstractSet[Entity]]
) -> Iterator[Knowledge]:
    """Yield what those know who do it, to whom it is done, and through whose eyes it is told."""
    for (start, end), who in deeds.items():
        place = bisect_right(pov, start, key=lambda one: one.start) - 1
        eyes = pov[place].entity if place >= 0 else None
        holders = {one for one in (*who, eyes) if one is not None and one.type == "PER" and not one.group}
        tokens = reading.discourse.tokens_between(start, end)
        if holders and tokens:
            claim, about = words_of_claim(reading, tokens), about_whom(reading, tokens)
            those = tuple(sorted(holders, key=lambda one: one.id))
            yield Knowledge(0, claim, about, those, (), "knows", "witnessed", start, end, None, _WITNESSED)


def _governed(reading: Reading, clause: Clause, stance: Stance) -> range | None:
    """Return the clause that the trees let the verb govern, if it is long enough to be a claim.

    Who has *learnt to swim*, or *forgot to write*, is able or remiss, and holds nothing.
    """
    found = clause.complement
    if found is None or len(found) < _SHORTEST:
        return None
    is_skill = stance == "knows" and reading.discourse.tokens.lower[found.start] == "to"
    return None if is_skill else found


def _kept(reading: Reading, clause: Clause) -> Knowledge:
    """Return what was never told: *she had not told her brother*; whoever could have told it hides it."""
    holder, other = reading.person(clause.subject) if clause.subject else None, told_to(reading, clause)
    start, end = reading.sentence_span(clause.verb)
    tokens = reading.discourse.tokens_between(start, end)
    holders = () if holder is None else (holder,)
    unaware = () if other is None or other == holder else (other,)
    claim, about = words_of_claim(reading, tokens), about_whom(reading, tokens)
    return Knowledge(0, claim, about, holders, unaware, "hides", "narrated", start, end, None, _KEPT)


def _come_upon(reading: Reading, clause: Clause, thing: int) -> Iterator[Knowledge]:
    """Yield what somebody found or noticed: a thing, not a person; that is known to him from then on."""
    holder = reading.person(clause.subject) if clause.subject is not None else None
    reference = reading.discourse.at_token.get(thing)
    is_person = clause.object is not None and reading.person(clause.object) is not None
    if (
        holder is None
        or is_person
        or (reference is not None and reference.pronoun is not None)
        or clause.complement is not None
    ):
        return
    start, end = reading.sentence_span(clause.verb)
    tokens = reading.discourse.tokens_between(start, end)
    how: Source = "witnessed"
    claim, about = words_of_claim(reading, tokens), about_whom(reading, tokens)
    yield Knowledge(0, claim, about, (holder,), (), "knows", how, start, end, None, _SEEN_THING)


def _from_thoughts(reading: Reading) -> Iterator[Knowledge]:
    """Yield what is thought in so many words: its thinker believes it, or doubts where it asks."""
    for thought in reading.thoughts:
        if thought.confidence < _SURE_THINKER:
            continue
        tokens = reading.discourse.tokens_between(thought.start, thought.end)
        stance: Stance = (
            "doubts" if reading.text[thought.start : thought.end].rstrip("’'").endswith("?") else "believes"
        )
        confidence = round(_THOUGHT * thought.confidence, 4)
        yield Knowledge(
            0, words_of_claim(reading, tokens).strip("‘’' ,"), about_whom(reading, tokens), (thought.thinker,), (), stance,
            "thought", thought.start, thought.end, None, confidence,
        )  # fmt: skip


def _is_told_to(clause: Clause) -> bool:
    return clause.object is not None and clause.object.first - clause.verb <= _NEAR_OBJECT


def _held(reading: Reading, clause: Clause, holder: Entity, stance: Stance, tokens: range) -> Knowledge:
    """Return the claim of a mental verb; who did not know it, or had forgotten it, is unaware."""
    forgets = clause.lemma in _FORGETTING
    ignorant = stance == "knows" and clause.negated != forgets
    if clause.negated and stance == "believes":
        stance = "doubts"
    confidence = 0.7 if clause.asserted or ignorant else 0.4
    if clause.negated and stance in ("intends", "feels", "hides", "lies"):
        confidence = 0.3
    return _claim(
        reading, clause, tokens, () if ignorant else (holder,), (holder,) if ignorant else (), stance,
        _how(clause.lemma, stance), confidence,
    )  # fmt: skip


def _told(reading: Reading, clause: Clause, holder: Entity, stance: Stance, tokens: range) -> Knowledge:
    """Return the claim that somebody told, which both then hold; what was never told leaves the other unaware."""
    hearer = reading.person(clause.object) if _is_told_to(clause) and clause.object is not None else None
    other = () if hearer is None or hearer == holder else (hearer,)
    if clause.negated and clause.lemma in words_of("telling_somebody"):
        return _claim(reading, clause, tokens, (holder,), other, "hides", "narrated", 0.6)
    confidence = 0.7 if clause.asserted else 0.4
    return _claim(reading, clause, tokens, (holder, *other), (), stance, "told", confidence)


def _claim(
    reading: Reading, clause: Clause, tokens: range, holders: tuple[Entity, ...], unaware: tuple[Entity, ...],
    stance: Stance, how: Source, confidence: float,
) -> Knowledge:  # fmt: skip
    start, end = reading.sentence_span(clause.verb)
    claim, about = words_of_claim(reading, tokens), about_whom(reading, tokens)
    return Knowledge(0, claim, about, holders, unaware, stance, how, start, end, None, confidence)


def _how(lemma: str, stance: Stance) -> Source:
    if lemma in words_of("learning_by_sight"):
        return "witnessed"
    if lemma in _HEARD:
        return "overheard"
    if lemma in words_of("learning_by_inference"):
        return "inferred"
    return "thought" if stance in ("believes", "doubts", "intends", "feels") else "narrated"
