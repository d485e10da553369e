"""Things: notable objects that somebody takes, gives, wears, holds or loses in narration.

Shown by verbs (*took the key*), by *had* and its thing (*had the key in her hand*), and by where a thing is put or kept (*slid
the key into her boot*).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from fabula.annotate.tokens import GENITIVE_CLITICS
from fabula.lexicons import words_of
from fabula.types.world import Entity, ObjectAction, Possession, StoryObject
from fabula.world.actuality import is_past_perfect
from fabula.world.clauses import Clause, acts_of_narration, is_object_her
from fabula.world.possessions import possession_steps
from fabula.world.reading import Reading

_ACTIONS: tuple[tuple[str, ObjectAction], ...] = (
    ("object_have", "has"),
    ("object_take", "takes"),
    ("object_give", "gives"),
    ("object_wear", "wears"),
    ("object_remove", "removes"),
    ("object_lose", "loses"),
)
_REACH = 6  # tokens after the verb in which the thing is named
_IT_REACH = 16  # tokens before a verb and its *it* in which the thing is named
_GIVING_REACH = 9
_KEEPING_REACH = 5  # tokens after a thing in which the place is named that it is put in
_STOPS = frozenset({".", ",", ";", ":", "!", "?", "--", "—", "and", "but", "that", "of"})
_SUBJECTS = frozenset({"i", "he", "she", "they", "we"})  # of a clause of its own: *forgot he had a rifle*
_SUPPOSED = frozenset({"if", "would", "could", "should", "might", "not", "n't", "n’t", "no", "never", "without"})
_SUPPOSED_REACH = 8
_PULLING = frozenset({"pull", "draw", "produce", "whip"})


@cache
def _actions() -> dict[str, ObjectAction]:
    return {word: action for name, action in reversed(_ACTIONS) for word in words_of(name)}


def find_objects(reading: Reading, clauses: Sequence[Clause]) -> tuple[StoryObject, ...]:
    """Return the things, known by their nouns, with their histories in order, in order of first appearance.

    `clauses` are all those of narration.
    """
    syntax = reading.discourse.syntax
    if syntax is not None and syntax.sense:
        steps = dict.fromkeys(possession_steps(reading, clauses, syntax))
    else:
        steps = dict.fromkeys((*_from_clauses(reading, acts_of_narration(clauses)), *_from_having(reading)))
    found = sorted(steps, key=lambda one: one[0])
    histories: defaultdict[str, list[Possession]] = defaultdict(list)
    for verb, thing, action, holder, to in found:
        step = Possession(holder, to, action, *reading.sentence_span(verb))
        if step not in histories[thing]:
            histories[thing].append(step)
    return tuple(StoryObject(name, tuple(steps)) for name, steps in histories.items())


_Step = tuple[int, str, ObjectAction, Entity | None, Entity | None]


def _from_clauses(reading: Reading, clauses: Sequence[Clause]) -> Iterator[_Step]:
    for clause in clauses:
        if not clause.asserted or clause.subject is None:
            continue
        thing = _thing(reading, clause.verb)
        holder = reading.person(clause.subject)
        action = _action(reading, clause, thing) if thing is not None else None
        if thing is None or holder is None or action is None:
            continue
        to = _receiver(reading, clause) if action == "gives" else None
        yield clause.verb, _name(reading, thing), action, holder, to


def _action(reading: Reading, clause: Clause, thing: int) -> ObjectAction | None:
    """Return what the verb does with the thing; particles and the place it is put in tell of ordinary verbs."""
    lower = reading.discourse.tokens.lower
    named = thing if thing > clause.verb else clause.verb + 1  # or *it*
    words = (*lower[clause.verb + 1 : named], *lower[named + 1 : named + 2])
    if lower[thing] in words_of("worn_plainly") and clause.lemma in ("put", "pull", "throw", "draw") and "on" in words:
        return "wears"
    if lower[thing] in words_of("worn_plainly") and clause.lemma in ("take", "pull", "throw") and "off" in words:
        return "removes"
    if clause.lemma in words_of("object_put_plainly"):
        return "has" if _is_kept_on(reading, named) else _actions().get(clause.lemma)
    if clause.lemma in _PULLING:
        return "takes" if "out" in words or "from" in words else None
    return _actions().get(clause.lemma)


def _thing(reading: Reading, verb: int) -> int | None:
    """Return the token of the notable thing that the verb's object is headed by."""
    lower, sentence = reading.discourse.tokens.lower, reading.discourse.sentence
    if lower[verb + 1 : verb + 2] == ("it",):
        return _named_before(reading, verb)
    determined = False
    for i in range(verb + 1, min(len(lower), verb + 1 + _REACH)):
        if sentence[i] != sentence[verb] or lower[i] in _STOPS or lower[i] in _SUBJECTS:
            return None
        if lower[i] in words_of("notable_objects") and not _modifies(reading, i):
            return i if determined else None
        determined = determined or lower[i] in words_of("determiners") or lower[i] in GENITIVE_CLITICS
    return None


def _named_before(reading: Reading, verb: int) -> int | None:
    """Return the last notable thing before the verb in its sentence, which its *it* stands for."""
    lower, sentence = reading.discourse.tokens.lower, reading.discourse.sentence
    for i in range(verb - 1, max(0, verb - _IT_REACH), -1):
        if sentence[i] != sentence[verb]:
            return None
        if lower[i] in words_of("notable_objects") and not _modifies(reading, i):
            return i
    return None


def _modifies(reading: Reading, i: int) -> bool:
    """Tell whether a noun stands before another (*letter box*), or is what a part belongs to (*the sword's hilt*)."""
    lower = reading.discourse.tokens.lower
    after = lower[i + 1] if i + 1 < len(lower) else "."
    return after in words_of("notable_objects") or after in GENITIVE_CLITICS


def _name(reading: Reading, thing: int) -> str:
    return reading.discourse.tokens.lower[thing]


def _is_kept_on(reading: Reading, thing: int) -> bool:
    """Tell whether what follows the thing is a place that somebody wears or carries: *into her boot*, *in his pocket*."""
    lower, sentence = reading.discourse.tokens.lower, reading.discourse.sentence
    for i in range(thing + 1, min(thing + 1 + _KEEPING_REACH, len(lower))):
        if sentence[i] != sentence[thing] or lower[i] in (".", ";", ","):
            return False
        if lower[i] in words_of("carrying_places"):
            return any(
                word in ("his", "her", "my", "their") or word in GENITIVE_CLITICS for word in lower[thing + 1 : i]
            )
    return False


def _receiver(reading: Reading, clause: Clause) -> Entity | None:
    """Return who is given the thing: *gave her the key*, *gave the key to Tom*."""
    discourse = reading.discourse
    for one in discourse.references_between(clause.verb + 1, clause.verb + _GIVING_REACH):
        if one.sentence == discourse.sentence[clause.verb] and discourse.tokens.lower[one.first - 1] == "to":
            return reading.person(one)
    return reading.person(clause.object) if clause.object is not None else None


# -- having ---------------------------------------------------------------------------------------------------------


def _from_having(reading: Reading) -> Iterator[_Step]:
    """Yield who *had* a thing, and things that are in somebody's hand, pocket or boot."""
    discourse = reading.discourse
    lower = discourse.tokens.lower
    for i, word in enumerate(lower):
        if word not in _candidates() or discourse.spoken[i] >= 0:
            continue
        if any(one in _SUPPOSED for one in lower[max(0, i - _SUPPOSED_REACH) : i + 2]):
            continue
        if word == "had" and not is_past_perfect(reading, i):
            yield from _had(reading, i)
        elif word in words_of("notable_objects") and _is_kept_on(reading, i):
            yield from _kept(reading, i)


@cache
def _candidates() -> frozenset[str]:
    return words_of("notable_objects") | {"had"}


def _had(reading: Reading, had: int) -> Iterator[_Step]:
    discourse = reading.discourse
    subject = next((one for one in discourse.references_between(had - 4, had) if one.last == had and one.subject), None)
    thing = _thing(reading, had)
    if subject is None or thing is None or discourse.tokens.lower[had + 1] in ("no", "to", "never", "better"):
        return
    holder = reading.person(subject)
    if holder is not None:
        yield had, _name(reading, thing), "has", holder, None


def _kept(reading: Reading, thing: int) -> Iterator[_Step]:
    """Yield whose hand or pocket a thing is in, where no verb of the list tells it: *the key in her boot*."""
    discourse = reading.discourse
    before = discourse.tokens.lower[thing + 1 : thing + 2]
    if before not in (("in",), ("inside",)):
        return
    for one in discourse.references_between(thing + 1, thing + 1 + _KEEPING_REACH):
        if one.pronoun is not None and one.pronoun.case == "possessive" and not is_object_her(reading, one):
            holder = reading.person(one)
            if holder is not None:
                yield thing, _name(reading, thing), "has", holder, None
            return
