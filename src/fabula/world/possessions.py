"""Possessions by the trees: who takes, gives, holds, wears or puts away which thing, in narration.

A thing is a noun for an artefact that the story comes back to (or one of the list of notable things); no part of a body, nothing
that one only *takes* in a manner of speaking (*took a breath*). *It* is the thing named last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from fabula.lexicons import words_of
from fabula.resolve.discourse import Reference
from fabula.types.annotations import Syntax
from fabula.types.world import Entity, ObjectAction
from fabula.world.clauses import Clause
from fabula.world.reading import Reading

Step = tuple[int, str, ObjectAction, Entity | None, Entity | None]  # verb, thing, action, holder, to whom

_ACTIONS: tuple[tuple[str, ObjectAction], ...] = (
    ("object_have", "has"),
    ("object_take", "takes"),
    ("object_come_by", "takes"),
    ("object_give", "gives"),
    ("object_wear", "wears"),
    ("object_remove", "removes"),
    ("object_lose", "loses"),
)
_THINGS = frozenset(
    {"n.artifact", "n.possession", "n.communication", "n.food", "n.natural_object", "n.substance"}
)  # STREUSLE's
_FEWEST = 2  # times that a thing that somebody handles must be named, if it is not notable in itself
_BACK = 2  # sentences in which what *it* stands for is named
_PUTTING = frozenset(
    {
        "put",
        "slip",
        "slide",
        "push",
        "tuck",
        "thrust",
        "stuff",
        "drop",
        "hide",
        "place",
        "stow",
        "fold",
        "shove",
        "stick",
    }
)
_LAYING = frozenset({"lay", "put", "set", "leave", "place", "throw", "toss", "fling"})
_PULLING = frozenset({"pull", "draw", "produce", "whip", "fish", "dig", "slide", "lift", "get", "bring", "take"})
_OUT = frozenset({"out", "off", "from", "up"})
_HANDING = frozenset({"hold", "toss", "throw", "push", "slide"})
_CLOTHES_ON, _CLOTHES_OFF = (
    frozenset({"put", "pull", "throw", "draw", "slip"}),
    frozenset({"take", "pull", "throw", "tug", "shrug"}),
)
_READING = frozenset({"read", "reread", "open", "unfold"})
_OWNED = frozenset({"in", "into", "inside", "between", "under", "on", "round", "around", "about"})


def possession_steps(reading: Reading, clauses: Sequence[Clause], syntax: Syntax) -> Iterator[Step]:
    """Yield what happens to things, in order of the verbs; `clauses` are all those of narration."""
    yield from _Things(reading, clauses, syntax).steps()


class _Things:
    """The things of a book and where each is named."""

    def __init__(self, reading: Reading, clauses: Sequence[Clause], syntax: Syntax) -> None:
        self.reading, self.syntax = reading, syntax
        self.lower = reading.discourse.tokens.lower
        self.clauses = [one for one in clauses if one.quotation < 0 and not one.embedded and one.tense != "future"]
        self.persons = {one.first for one in reading.discourse.references if one.mention.type == "PER"}
        self.named = self._named()

    def _named(self) -> frozenset[str]:
        """Return the nouns that are things worth following."""
        handled = {
            self.syntax.lemma[one.object_token].lower()
            for one in self.clauses
            if one.object_token is not None and one.lemma in _handling()
        }
        times: Counter[str] = Counter()
        for i, upos in enumerate(self.syntax.upos):
            if upos == "NOUN" and self.syntax.sense[i] in _THINGS:
                times[self.syntax.lemma[i].lower()] += 1
        barred = words_of("body_parts") | words_of("light_nouns")
        frequent = {noun for noun in handled if times[noun] >= _FEWEST}
        return frozenset((frequent | words_of("notable_objects")) - barred)

    def _is_thing(self, i: int) -> bool:
        noun = self.syntax.upos[i] == "NOUN" and self.syntax.lemma[i].lower() in self.named
        return noun and i not in self.persons and self.syntax.relation[i] not in ("compound", "nmod:poss")

    def steps(self) -> Iterator[Step]:
        """Yield them."""
        for clause in self.clauses:
            holder = self.reading.person(clause.subject) if clause.subject is not None else None
            if holder is None or not clause.asserted:
                continue
            for preposition, token, _ in clause.obliques:
                if preposition == "with" and self._is_thing(token) and self._is_on_person(token):
                    yield clause.verb, self._name(token), "has", holder, None
            thing = self._thing(clause)
            action = self._action(clause, thing) if thing is not None else None
            if thing is None or action is None:
                continue
            to = self._receiver(clause, holder) if action == "gives" else None
            if action == "gives" and to is None and clause.lemma in _HANDING:
                continue
            yield clause.verb, self._name(thing), action, holder, to

    def _name(self, token: int) -> str:
        return self.lower[token]

    def _thing(self, clause: Clause) -> int | None:
        token = clause.object_token
        if token is None or token in self.persons:
            return None
        if self.lower[token] in ("it", "them", "this", "that"):
            return self._named_before(token)
        return token if self._is_thing(token) else None

    def _named_before(self, token: int) -> int | None:
        """Return the last thing named before *it*, in this sentence or the ones before it, outside speech."""
        sentence, spoken = self.reading.discourse.sentence, self.reading.discourse.spoken
        first = next((i for i in range(token - 1, -1, -1) if sentence[token] - sentence[i] > _BACK), -1)
        for i in range(token - 1, first, -1):
            if spoken[i] < 0 and self._is_thing(i):
                return i
        return None

    def _is_on_person(self, token: int) -> bool:
        """Tell whether a thing is in somebody's hand or on him: *with a lantern between her feet*."""
        for i in range(token + 1, min(token + 5, len(self.lower))):
            if self.lower[i] in _OWNED:
                return any(
                    self.lower[j] in ("his", "her", "my", "their") for j in range(i + 1, min(i + 3, len(self.lower)))
                )
        return False

    def _carries(self, clause: Clause) -> bool:
        """Tell whether the thing is put where somebody carries it: *into her boot*."""
        for preposition, token, _ in clause.obliques:
            if self.lower[token] in words_of("carrying_places") and preposition.split(" ")[-1] in _OWNED:
                return True
        return False

    def _action(self, clause: Clause, thing: int) -> ObjectAction | None:
        lemma, particles = clause.lemma, clause.particles
        worn = self._is_worn(thing)
        if worn and lemma in _CLOTHES_ON and ("on" in particles or self.lower[clause.verb + 1] == "on"):
            return "wears"
        if (
            lemma in _CLOTHES_OFF
            and ("off" in particles or any(one.preposition.startswith("from") for one in clause.obliques))
            and worn
        ):
            return "removes"
        if self._receiver(clause, None) is not None and (
            lemma in words_of("object_give") or lemma in _HANDING or lemma == "bring"
        ):
            return "gives"
        if lemma == "hold" and "out" in particles:
            return "gives"
        if lemma in _PUTTING and self._carries(clause):
            return "has"
        if lemma in _LAYING and (particles & {"down", "aside", "away"} or self._is_laid(clause)):
            return "loses"
        if lemma in _PULLING and (
            particles & _OUT or any(one.preposition.split(" ")[0] in _OUT for one in clause.obliques)
        ):
            return "takes"
        if lemma in _READING and self.syntax.sense[thing] == "n.communication":
            return "has"
        return _actions().get(lemma)

    def _is_worn(self, token: int) -> bool:
        return self.syntax.lemma[token].lower() in words_of("worn_things")

    def _is_laid(self, clause: Clause) -> bool:
        return any(preposition in ("on", "onto", "upon", "in", "at", "beside") for preposition, _, _ in clause.obliques)

    def _receiver(self, clause: Clause, holder: Entity | None) -> Entity | None:
        found: list[Reference] = [one for one in (clause.recipient, clause.object) if one is not None]
        for one in found:
            who = self.reading.person(one)
            if who is not None and who != holder:
                return who
        return None


@cache
def _actions() -> dict[str, ObjectAction]:
    return {word: action for name, action in reversed(_ACTIONS) for word in words_of(name)}


@cache
def _handling() -> frozenset[str]:
    return frozenset(_actions()) | _PUTTING | _LAYING | _PULLING | _HANDING
