"""Clauses as the trees tell them: who does what to whom, what is said, known or wanted of it, and whether it happens.

Every verb has one, in narration and in speech; so has every adjective or noun that something *is*. A clause that has no
subject of its own borrows it from the one that it hangs on (*she rose and left*, *smiling, she left*, *made him laugh*).
"""

from __future__ import annotations

from collections.abc import Iterator

from fabula.annotate.verbs import past_lemma
from fabula.lexicons import verb_lemmas, words_of
from fabula.resolve.discourse import Reference
from fabula.types.annotations import Syntax
from fabula.world.clauses import Clause, Oblique, Tense, inverted_subject
from fabula.world.reading import Reading

_SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer"})
_REMOTE = frozenset(
    {"would", "could", "should", "might", "may", "must", "can", "will", "shall", "ought", "'ll", "’ll", "wo", "ca"}
)
_ABLE = frozenset({"could", "can"})  # *could see* is to see
_CONDITIONS = frozenset({"if", "unless", "whether", "lest", "until", "till"})
_AS_THOUGH = frozenset({"as", "though"})
_WHO = frozenset({"who", "that", "which", "whom"})
_NEGATIVE = frozenset(
    {"not", "n't", "n’t", "never", "no", "nobody", "nothing", "none", "neither", "nor", "hardly", "scarcely"}
)
_NEGATING = frozenset({"advmod", "nsubj", "obj", "det", "cc:preconj"})
_NAMING = frozenset({"ADJ", "NOUN", "PROPN", "ADV", "PRON"})  # what something can be
_GOVERNED = _NAMING | {"VERB", "AUX", "NUM"}  # heads of a clause that a verb governs
_RELATED = frozenset({"acl", "acl:relcl"})
_BORROWING = frozenset({"conj", "xcomp", "advcl", "parataxis"})
_DEEPEST = 6  # clauses above one that it may borrow from
_HAD = frozenset({"had", "'d", "’d"})
_HAVE = frozenset({"have", "has", "'ve", "’ve"})
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_WERE = frozenset({"was", "were", "did"})
_ARE = frozenset({"is", "are", "am", "'s", "'re", "'m", "’s", "’re", "’m", "do", "does"})


def tree_clauses(reading: Reading, syntax: Syntax) -> Iterator[Clause]:
    """Yield the clauses of a book in order of their verbs."""
    yield from _Trees(reading, syntax).clauses()


class _Trees:
    """The trees of a book with their indices: the dependents of each token, and the references by head."""

    def __init__(self, reading: Reading, syntax: Syntax) -> None:
        self.reading, self.syntax = reading, syntax
        self.lower = reading.discourse.tokens.lower
        spoken = reading.discourse.spoken
        heads = syntax.head.tolist()
        # What is said hangs on nothing of the narration around it.
        self.heads: list[int] = [head if spoken[head] == spoken[i] else i for i, head in enumerate(heads)]
        self.below: list[list[int]] = [[] for _ in self.heads]
        for token, head in enumerate(self.heads):
            if head != token:
                self.below[head].append(token)
        self.at_head = references_by_head(reading)
        self.asked = {reading.discourse.sentence[i] for i, word in enumerate(self.lower) if word == "?"}

    def clauses(self) -> Iterator[Clause]:
        """Yield them."""
        for token, upos in enumerate(self.syntax.upos):
            if (
                upos == "VERB"
                or (upos == "AUX" and self._is_main(token))
                or (upos in _NAMING and self._child(token, "cop") is not None)
            ):
                yield self._clause(token)

    def _is_main(self, token: int) -> bool:
        """Tell whether an auxiliary is the verb itself: *had the key*, *there was a letter*."""
        return self.syntax.relation[token] not in ("aux", "aux:pass", "cop")

    def _child(self, token: int, *relations: str) -> int | None:
        return next((one for one in self.below[token] if self.syntax.relation[one] in relations), None)

    def _children(self, token: int, *relations: str) -> list[int]:
        return [one for one in self.below[token] if self.syntax.relation[one] in relations]

    # -- the clause -----------------------------------------------------------------------------------------------------

    def _clause(self, verb: int) -> Clause:
        discourse = self.reading.discourse
        copula = self._child(verb, "cop")
        passive = self._child(verb, "nsubj:pass", "aux:pass") is not None
        subjects = self._subjects(verb)
        target = self._child(verb, "obj")
        patient = self._reference(target)
        agents: tuple[Reference, ...] = subjects
        inverted = inverted_subject(self.reading, verb)
        if inverted is not None:  # a tag's: the trees often take it for an object
            agents = (inverted,)
        elif passive:
            patient = subjects[0] if subjects else None
            target = self._child(verb, "nsubj:pass")
            agent = self._reference(self._child(verb, "obl:agent"))
            agents = (agent,) if agent is not None else ()
        negated = self._is_negated(verb)
        remote = self._is_remote(verb)
        asked = discourse.sentence[verb] in self.asked and discourse.spoken[verb] < 0
        return Clause(
            agents[0] if agents else None,
            verb,
            "be" if copula is not None else self._lemma(verb),
            patient,
            not (negated or remote or asked),
            negated,
            others=agents[1:],
            recipient=self._recipient(verb),
            subject_token=self._child(verb, *_SUBJECTS, "expl"),
            object_token=target,
            predicate=verb if copula is not None else None,
            obliques=tuple(self._obliques(verb)),
            complement=self._complement(verb),
            particles=frozenset(self.lower[one] for one in self.below[verb] if self._is_particle(one)),
            tense=self._tense(verb),
            quotation=discourse.spoken[verb],
            embedded=self._is_embedded(verb),
            main=self._is_main_clause(verb),
        )

    def _is_main_clause(self, verb: int) -> bool:
        for _ in range(_DEEPEST):
            above = self.heads[verb]
            if above == verb:
                return True
            if self.syntax.relation[verb] not in ("root", "parataxis", "conj"):
                return False
            verb = above
        return False

    def _lemma(self, verb: int) -> str:
        found = self.syntax.lemma[verb].lower()
        return found if found in verb_lemmas() else past_lemma(self.lower[verb]) or found

    def _is_particle(self, token: int) -> bool:
        relation = self.syntax.relation[token]
        return relation in ("compound:prt", "mark") or (relation == "advmod" and self.syntax.upos[token] != "NOUN")

    def _reference(self, token: int | None) -> Reference | None:
        return None if token is None else self.at_head.get(token)

    # -- who does it ----------------------------------------------------------------------------------------------------

    def _subjects(self, verb: int, depth: int = 0) -> tuple[Reference, ...]:
        """Return the subjects, conjuncts too; those of the clause above where there are none."""
        own = self._child(verb, *_SUBJECTS)
        if own is not None:
            if self.lower[own] in _WHO and self.syntax.relation[verb] == "acl:relcl":
                return self._with_conjuncts(self.heads[verb])
            return self._with_conjuncts(own)
        above, relation = self.heads[verb], self.syntax.relation[verb]
        if above == verb or depth >= _DEEPEST:
            return ()
        if relation in _RELATED:
            return self._with_conjuncts(above) if self.syntax.xpos[verb] in ("VBG", "VBD", "VBZ", "VBP") else ()
        if relation not in _BORROWING or (relation == "parataxis" and self.syntax.xpos[verb] != "VBG"):
            return ()
        if relation == "xcomp" and self.syntax.lemma[above].lower() in words_of("object_governors"):
            done_by = self._child(above, "obj", "iobj")
            if done_by is not None:
                return self._with_conjuncts(done_by)
        if relation == "advcl" and self.syntax.xpos[verb] not in ("VBG", "VBN", "VB"):
            return ()
        return self._subjects(above, depth + 1)

    def _with_conjuncts(self, token: int) -> tuple[Reference, ...]:
        found = [self.at_head.get(one) for one in (token, *self._children(token, "conj"))]
        return tuple(one for one in found if one is not None)

    def _recipient(self, verb: int) -> Reference | None:
        """Return to whom: *gave her the key*, *said to Tom*, *told him*."""
        direct = self._reference(self._child(verb, "iobj"))
        if direct is not None:
            return direct
        for one in self._children(verb, "obl"):
            case = self._child(one, "case")
            if case is not None and self.lower[case] == "to" and one in self.at_head:
                return self.at_head[one]
        return None

    def _obliques(self, verb: int) -> Iterator[Oblique]:
        for one in self._children(verb, "obl"):
            cases = [self.lower[other] for other in self._children(one, "case")]
            yield Oblique(" ".join(cases), one, self.at_head.get(one))

    def _complement(self, verb: int) -> range | None:
        """Return the tokens of the clause that the verb governs: what is said, known, wanted."""
        found = self._child(verb, "ccomp", "xcomp")
        if found is None or self.syntax.upos[found] not in _GOVERNED:
            return None
        inside = self._subtree(found)
        spoken = self.reading.discourse.spoken
        tokens = [one for one in inside if one > verb and spoken[one] == spoken[verb]]
        if not tokens:
            return None
        return range(tokens[0], tokens[-1] + 1)

    def _subtree(self, token: int) -> list[int]:
        found, waiting = [], [token]
        while waiting:
            one = waiting.pop()
            found.append(one)
            waiting += [other for other in self.below[one] if self.syntax.relation[other] != "punct"]
        return sorted(found)

    # -- whether it happens ---------------------------------------------------------------------------------------------

    def _is_negated(self, verb: int) -> bool:
        for one in self.below[verb]:
            if self.lower[one] in _NEGATIVE and self.syntax.relation[one] in _NEGATING:
                return True
            if self.syntax.relation[one] in ("nsubj", "obj") and any(
                self.lower[other] == "no" for other in self._children(one, "det")
            ):
                return True
        return False

    def _auxiliaries(self, verb: int) -> list[str]:
        return [self.lower[one] for one in self._children(verb, "aux", "aux:pass", "cop")]

    def _is_remote(self, verb: int, depth: int = 0) -> bool:
        """Tell whether the clause stands under a modal, a condition or a verb of wanting."""
        own = self._auxiliaries(verb)
        modal = [word for word in own if word in _REMOTE]
        if modal:
            seen = self.syntax.lemma[verb].lower() in words_of("perception_verbs")
            return not (seen and modal[-1] in _ABLE)
        marks = [self.lower[one] for one in self._children(verb, "mark", "advmod")]
        if any(word in _CONDITIONS for word in marks) or set(marks) >= _AS_THOUGH:
            return True
        above, relation = self.heads[verb], self.syntax.relation[verb]
        if above == verb or depth >= _DEEPEST:
            return False
        if relation == "xcomp":
            return self.syntax.lemma[above].lower() in words_of("unreal_governors") or self._is_remote(above, depth + 1)
        if relation == "advcl" and "to" in marks and self.syntax.xpos[verb] == "VB":
            return True
        if relation == "acl" and self.syntax.xpos[verb] == "VB":
            return True
        if relation == "conj" and not own and self._child(verb, *_SUBJECTS) is None:
            return self._is_remote(above, depth + 1)
        return False

    def _is_embedded(self, verb: int) -> bool:
        """Tell whether the clause is what somebody says, thinks or feels; it may be no more than that."""
        token = verb
        for _ in range(_DEEPEST):
            relation, above = self.syntax.relation[token], self.heads[token]
            if above == token or relation in ("root", "parataxis"):
                return False
            if relation == "ccomp" and self.syntax.lemma[above].lower() not in words_of("perception_verbs"):
                return True
            token = above
        return False

    def _tense(self, verb: int) -> Tense:
        own = self._own_tense(verb)
        above = self.heads[verb]
        if own != "none" or above == verb or self.syntax.relation[verb] not in (*_BORROWING, "acl"):
            return own
        return self._own_tense(above) if self.syntax.upos[above] in ("VERB", "AUX") else "none"

    def _own_tense(self, verb: int) -> Tense:
        words, tag = frozenset(self._auxiliaries(verb)), self.syntax.xpos[verb]
        if words & _WILL:
            return "future"
        if words & _HAD and tag not in ("VB", "VBP"):
            return "pluperfect"
        if words & _HAVE:
            return "perfect"
        if tag == "VBD" or words & _WERE:
            return "past"
        return "present" if tag in ("VBP", "VBZ") or words & _ARE else "none"


def references_by_head(reading: Reading) -> dict[int, Reference]:
    """Return for each token the longest reference whose head it is."""
    places = {start: token for token, start in enumerate(reading.discourse.starts)}
    found: dict[int, Reference] = {}
    for one in reading.discourse.references:
        found.setdefault(places[one.mention.head.start], one)
    return found
