"""Possessions by the trees: who takes, gives, holds, wears or puts away which thing, in narration.

A thing is a noun for an artefact that the story comes back to (or one of the list of notable things); no part of a body, nothing
that one only *takes* in a manner of speaking (*took a breath*). *It* is the thing named last.
"""

from __future__ import annotations

from bisect import bisect_left
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
# The tags of things; of a thing more mentions must have one than have any other tag. A message is followed where the list of
# notable things names what bears it.
_MATERIAL = (_THINGS - {"n.communication"}) | {"n.animal", "n.body", "n.plant", "n.shape"}
_TOLD_IN_SPEECH = frozenset({"past", "perfect", "pluperfect"})
_FEWEST = 2  # times that a thing that somebody handles must be named, if it is not notable in itself
_BACK, _LONG_BACK = 2, 8  # sentences in which what *it* stands for is named, or was handled last
_OUT = frozenset({"out", "off", "from", "up"})
_READING = frozenset({"read", "reread", "open", "unfold"})
_OWNED = frozenset({"in", "into", "inside", "between", "under", "on", "round", "around", "about", "against"})
_HELD_AT = _OWNED | {"to", "over", "across", "beside", "by"}
_POSSESSIVES = frozenset({"his", "her", "my", "their", "our"})
_UPON = frozenset({"onto", "upon", "over", "to"})
_GIVING = frozenset({"give", "hand", "return"})


def possession_steps(reading: Reading, clauses: Sequence[Clause], syntax: Syntax) -> Iterator[Step]:
    """Yield what happens to things, in order of the verbs; `clauses` are all those of narration."""
    yield from _Things(reading, clauses, syntax).steps()


class _Things:
    """The things of a book and where each is named."""

    def __init__(self, reading: Reading, clauses: Sequence[Clause], syntax: Syntax) -> None:
        self.reading, self.syntax = reading, syntax
        self.lower = reading.discourse.tokens.lower
        self.clauses = [
            one
            for one in clauses
            if not one.embedded and (one.tense in _TOLD_IN_SPEECH if one.quotation >= 0 else one.tense != "future")
        ]
        self.persons = {one.first for one in reading.discourse.references if one.mention.type == "PER"}
        self.named = self._named()
        self.handled = -1  # the thing that somebody handled last

    def _named(self) -> frozenset[str]:
        """Return the nouns that are things worth following."""
        handled = {
            self.syntax.lemma[one.object_token].lower()
            for one in self.clauses
            if one.object_token is not None and one.lemma in _handling()
        }
        often = Counter(
            self.syntax.lemma[one.object_token].lower()
            for one in self.clauses
            if one.object_token is not None
            and one.lemma in _handling()
            and self.syntax.upos[one.object_token] == "NOUN"
            and one.object_token not in self.persons
        )
        times: Counter[str] = Counter()
        material: Counter[str] = Counter()
        for i, upos in enumerate(self.syntax.upos):
            if upos == "NOUN":
                noun, sense = self.syntax.lemma[i].lower(), self.syntax.sense[i]
                times[noun] += sense in _THINGS
                material[noun] += (sense in _MATERIAL) - (sense != "O" and sense not in _MATERIAL)
        barred = words_of("body_parts") | words_of("light_nouns")
        frequent = {noun for noun in handled if times[noun] >= _FEWEST}
        frequent |= {noun for noun, n in often.items() if n >= _FEWEST}  # a hare of stone, though the word is a beast's
        frequent = {noun for noun in frequent if material[noun] > 0}  # a chance is *given* in a manner of speaking
        return frozenset((frequent | words_of("notable_objects")) - barred)

    def _is_thing(self, i: int) -> bool:
        noun = self.syntax.upos[i] == "NOUN" and self.syntax.lemma[i].lower() in self.named
        return noun and i not in self.persons and self.syntax.relation[i] not in ("compound", "nmod:poss")

    def steps(self) -> Iterator[Step]:
        """Yield them."""
        yield from self._carried()
        for clause in self.clauses:
            if not clause.asserted:
                continue
            yield from self._kept_on_somebody(clause)
            holder = self.reading.person(clause.subject) if clause.subject is not None else None
            if holder is None:
                continue
            thing = self._thing(clause)
            to = None if thing is None else self._laid_upon(clause, holder)
            action: ObjectAction | None = "gives"
            if to is None:
                action = self._action(clause, thing, holder) if thing is not None else None
                to = self._receiver(clause, holder) if action == "gives" else None
            if thing is None or action is None:
                continue
            self.handled = thing
            yield clause.verb, self._name(thing), action, holder, to

    def _carried(self) -> Iterator[Step]:
        """Yield what somebody has on him as he does something else: *with a lantern between her feet*, *the key in one hand*."""
        handled = {one.object_token for one in self.clauses if one.lemma in _handling() or one.lemma == "have"}
        verbs = [one.verb for one in self.clauses]
        for i in range(len(self.lower) - 3):
            if not self._is_thing(i) or i in handled or self.reading.discourse.spoken[i] >= 0:
                continue
            after = i + 1 + (self.lower[i + 1] in ("halfway", "safe", "tight"))
            if self.lower[after] not in _HELD_AT:
                continue
            whose, place = self.lower[after + 1], self.lower[after + 2]
            if place not in words_of("carrying_places") | words_of("body_parts") and whose != "each":
                continue
            owner = self.reading.owner(after + 2) if whose in _POSSESSIVES else None
            low = bisect_left(verbs, i) - 1
            if owner is None and whose in ("one", "each") and low >= 0:
                clause = self.clauses[low]
                same = self.reading.discourse.sentence[clause.verb] == self.reading.discourse.sentence[i]
                owner = self.reading.person(clause.subject) if clause.subject is not None and same else None
            if owner is not None:
                yield i, self._name(i), "has", owner, None

    def _kept_on_somebody(self, clause: Clause) -> Iterator[Step]:
        """Yield what is in somebody's glove or pocket: *the letter was inside her glove*, *the hare hung from his chain*."""
        thing = clause.subject_token
        if thing is None or not self._is_thing(thing) or clause.tense == "pluperfect":
            return
        if clause.predicate is not None:
            places = [(self._case(clause.predicate), clause.predicate)]
        elif clause.lemma in words_of("object_lie"):
            places = [(one.preposition, one.token) for one in clause.obliques]
        else:
            return
        for preposition, token in places:
            owner = self.reading.owner(token)
            carried = self.lower[token] in words_of("carrying_places") or self._is_worn(token)
            if owner is not None and carried and preposition.split(" ")[-1] in _OWNED | {"from"}:
                yield clause.verb, self._name(thing), "wears" if clause.lemma == "hang" else "has", owner, None

    def _case(self, token: int) -> str:
        return next(
            (
                self.lower[i]
                for i in range(max(0, token - 4), token)
                if self.lower[i] in _OWNED and self.syntax.relation[i] == "case"
            ),
            "",
        )

    def _laid_upon(self, clause: Clause, holder: Entity) -> Entity | None:
        """Return into whose hand, round whose neck or in front of whom somebody puts a thing: it is given to him."""
        if clause.lemma not in _placing():
            return None
        for preposition, token, reference in clause.obliques:
            last = preposition.split(" ")[-1]
            if self.lower[token] in words_of("carrying_places") | words_of("body_parts") and last in _OWNED | _UPON:
                owner = self.reading.owner(token)
            elif reference is not None and (
                preposition in ("in front of", "before") or (clause.lemma == "hang" and last in _OWNED)
            ):
                owner = self.reading.person(reference)
            else:
                continue
            if owner is not None and owner != holder:
                return owner
        return None

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
        """Return the last thing named before *it*, in this sentence or the ones before it; what was handled last, if none is."""
        sentence = self.reading.discourse.sentence
        first = next((i for i in range(token - 1, -1, -1) if sentence[token] - sentence[i] > _BACK), -1)
        found = next((i for i in range(token - 1, first, -1) if self._is_thing(i)), None)
        if found is None and self.handled >= 0 and sentence[token] - sentence[self.handled] <= _LONG_BACK:
            return self.handled
        return found

    def _carries(self, clause: Clause) -> bool:
        """Tell whether the thing is put where somebody carries it: *into her boot*."""
        for preposition, token, _ in clause.obliques:
            if self.lower[token] in words_of("carrying_places") and preposition.split(" ")[-1] in _OWNED:
                return True
        return False

    def _action(self, clause: Clause, thing: int, holder: Entity) -> ObjectAction | None:
        lemma, particles = clause.lemma, clause.particles
        worn = self._is_worn(thing)
        if worn and lemma in words_of("clothes_on") and ("on" in particles or self.lower[clause.verb + 1] == "on"):
            return "wears"
        if lemma == "have" and "on" in particles and worn:
            return "wears"
        if lemma in words_of("object_unfasten") or (
            lemma in words_of("clothes_off") and self._comes_off(clause, worn=worn)
        ):
            return "removes"
        if self._receiver(clause, holder) is not None and (
            lemma in words_of("object_give")
            or lemma in words_of("object_hand")
            or lemma in ("bring", "enclose", "send", "throw")
        ):
            return "gives"
        if lemma in _GIVING or (lemma == "hold" and "out" in particles):
            return "gives"
        if lemma in words_of("object_put") and self._carries(clause):
            return "has"
        if lemma in words_of("object_cast") or (
            lemma in words_of("object_lay") and (particles & {"down", "aside", "away"} or self._is_laid(clause))
        ):
            return "loses"
        if lemma in words_of("object_pull") and (
            particles & _OUT or any(one.preposition.split(" ")[0] in _OUT for one in clause.obliques)
        ):
            return "has" if self._is_own(clause, thing, holder) else "takes"
        if lemma in _READING and self.syntax.sense[thing] == "n.communication":
            return "has"
        return _actions().get(lemma)

    def _is_own(self, clause: Clause, thing: int, holder: Entity) -> bool:
        """Tell whether somebody brings out what he has on him: *took the form out of his coat*, *took out her handkerchief*."""
        places = [one.token for one in clause.obliques if one.preposition.split(" ")[0] in _OUT]
        carried = [
            i
            for i in places
            if self.lower[i] in words_of("carrying_places") | words_of("body_parts") or self._is_worn(i)
        ]
        if places:
            return any(self.reading.owner(i) == holder for i in carried)
        return thing > clause.verb - 1 and self.reading.owner(thing) == holder

    def _comes_off(self, clause: Clause, *, worn: bool) -> bool:
        """Tell whether a thing is taken off somebody: *off*, *from round her neck*, *over his head*."""
        from_body = any(
            one.preposition.split(" ")[0] in ("from", "over", "off") and self.lower[one.token] in words_of("worn_on")
            for one in clause.obliques
        )
        from_somebody = any(one.preposition == "from" and one.token in self.persons for one in clause.obliques)
        return from_body or (worn and ("off" in clause.particles or from_somebody))

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
def _placing() -> frozenset[str]:
    return words_of("object_put") | words_of("object_lay") | words_of("object_fasten")


@cache
def _handling() -> frozenset[str]:
    lists = ("object_pull", "object_hand", "object_unfasten", "object_cast")
    return _placing().union(_actions(), *map(words_of, lists))
