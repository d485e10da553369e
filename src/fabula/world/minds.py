"""Minds: how strongly the narration of each paragraph looks into whose, by what only he himself can know.

Thoughts and knowledge tell most, then perceptions, then states and parts of the body that are felt from inside; to *seem* tells
that somebody is seen from outside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

from fabula.lexicons import kin_nouns, words_of
from fabula.resolve.discourse import Reference
from fabula.types.world import Entity
from fabula.world.clauses import Clause
from fabula.world.kinship import possessive_of
from fabula.world.reading import Reading

Look = Literal[
    "thought",
    "felt",
    "sensed",
    "state",
    "part",
    "remembered",
    "acts",
    "is_called",
    "outside",
    "seems",
    "in_words",
    "ponders",
    "kin",
]
# How much each kind of look tells, by the ten annotated stories in benchmarks/gold_stories/open, taken so that leaving any one
# of them out changes little.
WEIGHTS: dict[Look, float] = {
    "thought": 1.5,
    "felt": 1.2,
    "sensed": 1.2,
    "state": 1.2,
    "part": 0.8,
    "remembered": 0.4,
    "acts": 0.2,
    "is_called": 0.15,
    "outside": 0.2,
    "seems": -1.5,
    "in_words": 2.5,
    "ponders": 0.3,
    "kin": 0.5,
}
BY_NAME = 1.25  # how much more a name tells than a pronoun that is sure
CHANGE, STAYS = 2.0, 1.0  # what a change of viewpoint costs, and what the eyes of the scene before are worth
OPENS = 1.0  # what it is worth to be whom a scene is first told of
NOBODY = 0.05  # what a paragraph says for nobody's eyes
OTHERS = 0.5  # how much a look into another mind tells against one
LEAST = 1.0  # a scene's looks into a mind, for it to be through its eyes at all
_THINKING = ("cognition_know", "cognition_believe", "cognition_doubt", "cognition_intend")
_SURE_THINKER = 0.5
_SELF = frozenset({"himself", "herself", "themself", "themselves", "myself"})
_LOOKED_AT = frozenset({"at", "for", "up", "down"})  # he does it himself
_ABLE = frozenset({"could", "can"})
_MIGHT = frozenset({"could", "might", "should", "would", "must", "ought"})


def look_into_minds(reading: Reading, clauses: Iterable[Clause]) -> list[Counter[Entity]]:
    """Return for each paragraph the weights of the minds that it looks into; `clauses` are those of narration, all of them."""
    counts: list[Counter[Entity]] = [Counter() for _ in reading.discourse.book.paragraphs]
    for paragraph, who, kind, sure in looks(reading, clauses):
        counts[paragraph][who] += WEIGHTS[kind] * sure  # type: ignore[assignment]
    return counts


def looks(reading: Reading, clauses: Iterable[Clause]) -> Iterator[tuple[int, Entity, Look, float]]:
    """Yield the looks into minds: the paragraph, whose mind, what kind of look, and how sure it is that it is his."""
    paragraph = reading.discourse.paragraph
    for clause in clauses:
        if clause.quotation < 0:
            for who, kind, sure in _looks(reading, clause):
                yield paragraph[clause.verb], who, kind, sure
    for reference in reading.discourse.references:
        kin = _of_kin(reading, reference)
        if kin is not None:
            yield reference.paragraph, kin[0], "kin", kin[1]
    for thought in reading.thoughts:
        tokens = reading.discourse.tokens_between(thought.start, thought.end)
        if thought.confidence >= _SURE_THINKER and tokens:
            yield paragraph[tokens.start], thought.thinker, "in_words", 1.0


def _looks(reading: Reading, clause: Clause) -> Iterator[tuple[Entity, Look, float]]:
    owner = _owner_of_part(reading, clause)
    if owner is not None:
        yield owner, "part", 1.0
        return
    for one in (clause.subject, *clause.others):
        who = reading.person(one) if one is not None else None
        if one is None or who is None:
            continue
        named = one.mention.form == "PROP"
        kind = _kind(reading, clause)
        if kind == "acts" and named:
            kind = "is_called"
        yield who, kind, (BY_NAME if kind != "is_called" else 1.0) if named else reading.confidence[one.number]


def _kind(reading: Reading, clause: Clause) -> Look:
    lemma, lower = clause.lemma, reading.discourse.tokens.lower
    before, after = lower[max(0, clause.verb - 3) : clause.verb], lower[clause.verb + 1 : clause.verb + 3]
    if lemma in words_of("seeming_verbs") and not _LOOKED_AT & set(after[:1]):
        return "seems"
    if clause.predicate is not None:
        return "state" if lower[clause.predicate] in words_of("inner_states") else "acts"
    if lemma in ("tell", "ask", "say") and _SELF & set(after):
        return "thought"
    if lemma == "tell" and _ABLE & set(before) and clause.object is None:
        return "thought"
    seldom = lemma in words_of("seldom_inner_verbs")
    if any(lemma in words_of(name) for name in _THINKING) and not seldom:
        return "outside" if lemma in words_of("seen_from_outside") and lemma != "think" else "thought"
    if lemma in words_of("cognition_feel"):
        return "felt"
    if lemma in words_of("perception_verbs"):
        return "outside" if seldom else "sensed"
    if clause.tense == "pluperfect":
        return "remembered"
    return "ponders" if not clause.asserted and _MIGHT & set(before) else "acts"


def _of_kin(reading: Reading, reference: Reference) -> tuple[Entity, float] | None:
    """Return from whom narration names somebody as kin (*her brother*), and how sure that is; ``None`` for other mentions."""
    if reference.mention.form != "NOM" or reference.quotation >= 0:
        return None
    if reference.mention.head.of(reading.text).lower() not in kin_nouns():
        return None
    owner = possessive_of(reading, reference)
    who = None if owner is None else reading.person(owner)
    return None if owner is None or who is None else (who, reading.confidence[owner.number])


def _owner_of_part(reading: Reading, clause: Clause) -> Entity | None:
    """Return whose heart or mind a clause's subject is; ``None`` for other subjects."""
    part, lower = clause.subject_token, reading.discourse.tokens.lower
    if part is None or lower[part] not in words_of("inner_parts"):
        return None
    return reading.owner(part)


def likeliest_eyes(
    looks: Sequence[Counter[Entity]], before: Entity | None, there: AbstractSet[Entity], first: Entity | None = None
) -> list[Entity | None]:
    """Return the likeliest viewpoint of each paragraph of a scene (Viterbi); ``None`` where nobody's mind is shown.

    It is that of one of those who are `there`, where anybody is. Whom the scene is `first` told of has the better claim, if it
    looks into him at all. A change of viewpoint has its price; so it has to leave the eyes of the scene `before` where their
    owner is there.
    """
    total: Counter[Entity] = Counter()
    for one in looks:
        total.update({who: weight for who, weight in one.items() if weight > 0})
    able = {who for who in total if total[who] >= LEAST or who == before}
    if first in able:
        opening = Counter(looks[0])
        opening[first] += OPENS  # type: ignore[assignment]
        looks = [opening, *looks[1:]]
    people = sorted(able & there or able, key=lambda one: one.id)
    states: list[Entity | None] = [None, *people]
    best = {state: STAYS if state is not None and state == before else 0.0 for state in states}
    back: list[dict[Entity | None, Entity | None]] = []
    for one in looks:
        top = max(states, key=lambda state: best[state])
        came = {
            state: state if best[state] > best[top] - CHANGE or state is top else top for state in states
        }  # as late as may be
        shown = sum(weight for weight in one.values() if weight > 0)
        reached = {state: best[state] if came[state] is state else best[top] - CHANGE for state in states}
        best = {state: reached[state] + _worth(one, state, shown) for state in states}
        back.append(came)
    state = max(states, key=lambda one: best[one])
    found: list[Entity | None] = []
    for came in reversed(back):
        found.append(state)
        state = came[state]
    return found[::-1]


def _worth(looks: Counter[Entity], state: Entity | None, shown: float) -> float:
    own = NOBODY if state is None else looks.get(state, 0.0)
    return own - OTHERS * (shown - max(own if state is not None else 0.0, 0.0))
