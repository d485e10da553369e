"""Minds: how strongly the narration of each paragraph looks into whose, by what only he himself can know.

Thoughts and knowledge tell most, then perceptions, then states and parts of the body that are felt from inside; to *seem* tells
that somebody is seen from outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fabula.lexicons import words_of
from fabula.types.world import Entity
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

_THINKING = ("cognition_know", "cognition_believe", "cognition_doubt", "cognition_intend")
_THOUGHT, _FELT, _SENSED, _STATE, _PART, _REMEMBERED, _ACTS = 2.0, 1.2, 1.2, 1.2, 0.8, 0.4, 0.1
_FROM_OUTSIDE, _SEEMS = 0.2, -1.5
_BY_NAME = 1.25  # how much more a name tells than a pronoun that is sure
_IN_WORDS = 2.5  # a thought in so many words
_SURE_THINKER = 0.5
_LEAST = 1.0  # a scene's looks into a mind, for it to be through its eyes at all
_CHANGE, _STAYS = 2.0, 1.0  # what a change of viewpoint costs, and what the eyes of the scene before are worth
_NOBODY = 0.05  # what a paragraph says for nobody's eyes
_OTHERS = 0.5  # how much a look into another mind tells against one
_SELF = frozenset({"himself", "herself", "themself", "themselves", "myself"})
_LOOKED = frozenset({"at", "for", "up", "down", "round", "around", "away", "out", "over", "back"})  # he does it himself
_OWNER_REACH = 4  # tokens before a part in which its owner stands
_GENITIVE = frozenset({"'s", "’s"})


def look_into_minds(reading: Reading, clauses: Iterable[Clause]) -> list[Counter[Entity]]:
    """Return for each paragraph the weights of the minds that it looks into; `clauses` are those of narration, all of them."""
    counts: list[Counter[Entity]] = [Counter() for _ in reading.discourse.book.paragraphs]
    for clause in clauses:
        if clause.quotation < 0:
            for who, weight in _looks(reading, clause):
                counts[reading.discourse.paragraph[clause.verb]][who] += weight  # type: ignore[assignment]
    for thought in reading.thoughts:
        tokens = reading.discourse.tokens_between(thought.start, thought.end)
        if thought.confidence >= _SURE_THINKER and tokens:
            counts[reading.discourse.paragraph[tokens.start]][thought.thinker] += _IN_WORDS  # type: ignore[assignment]
    return counts


def _looks(reading: Reading, clause: Clause) -> Iterator[tuple[Entity, float]]:
    owner = _owner_of_part(reading, clause)
    if owner is not None:
        yield owner, _PART
        return
    for one in (clause.subject, *clause.others):
        who = reading.person(one) if one is not None else None
        if one is not None and who is not None:
            yield (
                who,
                _weight(reading, clause) * (reading.confidence[one.number] if one.mention.form != "PROP" else _BY_NAME),
            )


def _weight(reading: Reading, clause: Clause) -> float:
    lemma, lower = clause.lemma, reading.discourse.tokens.lower
    if lemma in words_of("seeming_verbs") and lower[clause.verb + 1 : clause.verb + 2] not in (
        ("at",),
        ("for",),
        ("up",),
        ("down",),
    ):
        return _SEEMS
    if clause.predicate is not None:
        return _STATE if lower[clause.predicate] in words_of("inner_states") else 0.0
    seldom = lemma in words_of("seldom_inner_verbs")
    if lemma in ("tell", "ask", "say") and _SELF & set(lower[clause.verb + 1 : clause.verb + 3]):
        return _THOUGHT
    if any(lemma in words_of(name) for name in _THINKING) and not seldom:
        return _FROM_OUTSIDE if lemma in words_of("seen_from_outside") and lemma not in ("think",) else _THOUGHT
    if lemma in words_of("cognition_feel") or lemma == "feel":
        return _FELT
    if lemma in words_of("perception_verbs"):
        return _FROM_OUTSIDE if seldom else _SENSED
    return _REMEMBERED if clause.tense == "pluperfect" else _ACTS


def _owner_of_part(reading: Reading, clause: Clause) -> Entity | None:
    """Return whose heart or mind a clause's subject is; ``None`` for other subjects."""
    part, lower = clause.subject_token, reading.discourse.tokens.lower
    if part is None or lower[part] not in words_of("inner_parts"):
        return None
    for one in reversed(reading.discourse.references_between(part - _OWNER_REACH, part)):
        possessive = one.pronoun is not None and one.pronoun.case in ("possessive", "object")
        if possessive or (one.last < len(lower) and lower[one.last] in _GENITIVE):
            return reading.person(one)
    return None


def likeliest_eyes(looks: Sequence[Counter[Entity]], before: Entity | None) -> list[Entity | None]:
    """Return the likeliest viewpoint of each paragraph of a scene (Viterbi); ``None`` where nobody's mind is shown.

    A change of viewpoint has its price; so it has to leave the eyes of the scene `before` where their owner is there.
    """
    total: Counter[Entity] = Counter()
    for one in looks:
        total.update({who: weight for who, weight in one.items() if weight > 0})
    people = sorted((who for who in total if total[who] >= _LEAST or who == before), key=lambda one: one.id)
    states: list[Entity | None] = [None, *people]
    best = {state: _STAYS if state is not None and state == before else 0.0 for state in states}
    back: list[dict[Entity | None, Entity | None]] = []
    for one in looks:
        top = max(states, key=lambda state: best[state])
        came = {
            state: state if best[state] > best[top] - _CHANGE or state is top else top for state in states
        }  # as late as may be
        shown = sum(weight for weight in one.values() if weight > 0)
        reached = {state: best[state] if came[state] is state else best[top] - _CHANGE for state in states}
        best = {state: reached[state] + _worth(one, state, shown) for state in states}
        back.append(came)
    state = max(states, key=lambda one: best[one])
    found: list[Entity | None] = []
    for came in reversed(back):
        found.append(state)
        state = came[state]
    return found[::-1]


def _worth(looks: Counter[Entity], state: Entity | None, shown: float) -> float:
    own = _NOBODY if state is None else looks.get(state, 0.0)
    return own - _OTHERS * (shown - max(own if state is not None else 0.0, 0.0))
