"""Chains: mentions that mean the same, put together from left to right.

Each mention joins the chain whose mentions score best together as its antecedents, or begins one. Some mentions are anchored:
it is known whom they mean (a name's bearer, *I* of a known speaker), and the others take their bearings from these. Chains of
two different anchors never become one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fabula.resolve.antecedents import AntecedentScores
from fabula.resolve.mention_table import FORMS, NARRATION, PRONOUN_CLASSES, MentionTable

NO_ANCHOR = -1
_PROP = FORMS.index("PROP")
_I = PRONOUN_CLASSES.index("I")
_WE, _THEY = PRONOUN_CLASSES.index("we"), PRONOUN_CLASSES.index("they")
_OF_TELLER_TOO = tuple(PRONOUN_CLASSES.index(one) for one in ("we", "who"))
_THIRD = tuple(PRONOUN_CLASSES.index(one) for one in ("he", "she"))
_ACROSS = 0.3  # what a candidate before a break of the book is worth to *he* and *she* (by the tags of PDNC's novels)
_SAME_KIN = 40.0  # how much likelier than not it is that *her brother* is the same as before, whatever lies between
_HOPELESS = 0.0025  # times as likely as none, below which a candidate is left out
_SUREST = 30.0  # the most that a score may lie above that of none


@dataclass(frozen=True, slots=True)
class Chains:
    """For each mention its chain, and how likely it is that it belongs there (1 where it is anchored).

    Chains are numbered from 0 in order of their first mention; `anchors` gives each chain's anchor, or `NO_ANCHOR`. `shares`
    are, for the mentions asked for, all chains that they may belong to, each with its likelihood.
    """

    chain: tuple[int, ...]
    confidence: tuple[float, ...]
    anchors: tuple[int, ...]
    shares: Mapping[int, Sequence[tuple[int, float]]]


Relative = Callable[[int, int], int | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known besides anchors; each may be left out.

    `relative` is asked for the anchor of a mention whose possessor has an anchor (*her mother*): it gets that and the mention's
    number, and returns ``None`` where none is known. `parts` tells for each mention which part of the book it stands in, where
    different parts are told by different persons. `members` are those of the anchors that are groups. `barred` are for each
    mention the anchors that its sentence rules out, `scene` tells how many breaks of the book stand before it. `never` are for
    each mention the anchors that neither it nor whatever is linked with it can have. `by_phrase` are the mentions whose anchor
    a description tells: a chain without one that they belong to is the anchor's too.
    """

    relative: Relative = lambda _owner, _mention: None
    parts: Sequence[int] = ()
    members: Mapping[int, AbstractSet[int]] = field(default_factory=dict)
    barred: Sequence[AbstractSet[int]] = ()
    scene: Sequence[int] = ()
    never: Sequence[AbstractSet[int]] = ()
    by_phrase: AbstractSet[int] = frozenset()


def link_mentions(
    table: MentionTable,
    blocks: Iterable[AntecedentScores],
    anchor: Sequence[int],
    known: Known | None = None,
    asked: AbstractSet[int] = frozenset(),
) -> Chains:
    """Return the chains of all mentions; `anchor` names whom each is known to mean (`NO_ANCHOR`: not known).

    `asked` are those of which all likely chains are wanted.
    """
    linker = _Linker(table, anchor, known or Known(), asked)
    for block in blocks:
        shares = np.exp(np.minimum(block.scores - block.fresh[:, None], _SUREST))
        likely = shares > _HOPELESS
        for row, number in enumerate(block.mentions.tolist()):
            linker.add_known(number)
            here = likely[row]
            linker.add(number, block.candidates[row][here].tolist(), shares[row][here].tolist())
    linker.add_known(len(table))
    return Chains(tuple(linker.chain), tuple(linker.confidence), tuple(linker.anchors), linker.shares)


def mentions_to_score(
    table: MentionTable, anchor: Sequence[int], doubted: AbstractSet[int] = frozenset()
) -> npt.NDArray[np.int64]:
    """Return the places of the mentions that antecedents must be sought for, rising.

    They are those without an anchor, those whose anchor is `doubted`, and the first name with each anchor, which may tell
    whom mentions before it mean.
    """
    seen: set[int] = set()
    wanted = []
    for place, (who, form) in enumerate(zip(anchor, table.form.tolist(), strict=True)):
        if who == NO_ANCHOR or place in doubted or (form == _PROP and who not in seen):
            wanted.append(place)
        seen.add(who)
    return np.array(wanted, dtype=np.int64)


class _Linker:
    """The chains so far."""

    def __init__(self, table: MentionTable, anchor: Sequence[int], known: Known, asked: AbstractSet[int]) -> None:
        self.anchor = list(anchor)
        self.asked = asked
        self.shares: dict[int, Sequence[tuple[int, float]]] = {}
        self.relative, self.members, self.barred = known.relative, known.members, known.barred
        self.scene = known.scene or [0] * len(table)
        self.never, self.by_phrase = known.never, known.by_phrase
        self.never_of: defaultdict[int, set[int]] = defaultdict(set)  # by chain
        self.is_third = (np.isin(table.pronoun, _THIRD)).tolist()
        self.speaker = table.speaker.tolist()
        self.is_we, self.is_they = ((table.pronoun == one).tolist() for one in (_WE, _THEY))
        self.owner, self.head, self.kin = table.owner.tolist(), table.head.tolist(), table.kin.tolist()
        self.is_name = (table.form == _PROP).tolist()
        self.gender_of = table.gender.tolist()
        narration = table.speaker == NARRATION
        self.tells = (narration & (table.pronoun == _I)).tolist()
        self.is_told = (narration & ~np.isin(table.pronoun, (_I, *_OF_TELLER_TOO))).tolist()
        self.part = known.parts or [0] * len(table)
        self.telling: set[tuple[int, int]] = set()  # by part, the chains with *I* in narration,
        self.told: set[tuple[int, int]] = set()  # and those of whom narration speaks in the third person
        self.chain: list[int] = []
        self.confidence: list[float] = []
        self.anchors: list[int] = []
        self.genders: list[int] = []
        self.chain_of_anchor: dict[int, int] = {}
        self.relatives: dict[tuple[int, int], int] = {}  # by the owner's chain and the head: the chain of *her brother*

    def add_known(self, end: int) -> None:
        """Put all mentions before place `end` into chains that no antecedents were sought for."""
        while len(self.chain) < end:
            self.add(len(self.chain), (), ())

    def add(self, number: int, candidates: Sequence[int], shares: Sequence[float]) -> None:
        """Put the next mention into a chain, given candidates and how many times as likely as none each of them is."""
        owner = self.chain[self.owner[number]] if self.owner[number] >= 0 else -1
        if owner >= 0 and self.anchor[number] == NO_ANCHOR and self.anchors[owner] != NO_ANCHOR:
            found = self.relative(self.anchors[owner], number)
            self.anchor[number] = NO_ANCHOR if found is None or self._is_never(number, found) else found
        anchor = self.anchor[number]
        chain, confidence = self.chain_of_anchor.get(anchor, -1), 1.0
        if candidates and anchor != NO_ANCHOR and number in self.asked:
            self.anchor[number] = NO_ANCHOR
            self._best(number, owner, candidates, shares)  # for what else it may mean
            self.anchor[number] = anchor
        if candidates and anchor != NO_ANCHOR and number in self.by_phrase:
            chain = self._with_nameless(number, owner, candidates, shares, chain)
        elif chain < 0 and (anchor == NO_ANCHOR or self.is_name[number]):
            chain, confidence = self._best(number, owner, candidates, shares)
        if chain < 0:
            chain = len(self.anchors)
            self.anchors.append(NO_ANCHOR)
            self.genders.append(0)
        if anchor != NO_ANCHOR and self.anchors[chain] == NO_ANCHOR:
            self.anchors[chain] = anchor
            self.chain_of_anchor[anchor] = chain
        if self.never:
            self.never_of[chain] |= self.never[number]
        self.genders[chain] = self.genders[chain] or self.gender_of[number]
        if owner >= 0 and self.kin[number]:
            self.relatives[owner, self.head[number]] = chain
        if self.tells[number]:
            self.telling.add((self.part[number], chain))
        elif self.is_told[number]:
            self.told.add((self.part[number], chain))
        self.chain.append(chain)
        self.confidence.append(confidence if anchor == NO_ANCHOR else 1.0)

    def _is_never(self, number: int, anchor: int) -> bool:
        return bool(self.never) and anchor in self.never[number]

    def _with_nameless(
        self, number: int, owner: int, candidates: Sequence[int], shares: Sequence[float], chain: int
    ) -> int:
        """Return the chain of a mention whose anchor a description tells; the chain without an anchor that it would belong to
        otherwise becomes part of it."""
        anchor = self.anchor[number]
        self.anchor[number] = NO_ANCHOR
        best, _ = self._best(number, owner, candidates, shares)
        self.anchor[number] = anchor
        if best < 0 or self.anchors[best] != NO_ANCHOR or not self._may_join(number, best):
            return chain
        if chain < 0:
            return best
        if not self.genders[best] or not self.genders[chain] or self.genders[best] == self.genders[chain]:
            self._merge(best, chain)
        return chain

    def _merge(self, one: int, other: int) -> None:
        """Let all mentions of one chain be another's."""
        self.chain = [other if chain == one else chain for chain in self.chain]
        self.genders[other] = self.genders[other] or self.genders[one]
        self.never_of[other] |= self.never_of.pop(one, set())
        self.relatives = {
            (other if owner == one else owner, head): other if chain == one else chain
            for (owner, head), chain in self.relatives.items()
        }
        for seen in (self.telling, self.told):
            seen |= {(part, other) for part, chain in tuple(seen) if chain == one}

    def _best(self, number: int, owner: int, candidates: Sequence[int], shares: Sequence[float]) -> tuple[int, float]:
        """Return the likeliest chain, -1 for a new one, and its share of all likelihood."""
        totals: dict[int, float] = {}
        third, scene = self.is_third[number], self.scene[number]
        for candidate, share in zip(candidates, shares, strict=True):
            chain = self.chain[candidate]
            worth = share * _ACROSS if third and self.scene[candidate] != scene else share
            totals[chain] = totals.get(chain, 0.0) + worth
        same_kin = self.relatives.get((owner, self.head[number]), -1) if self.kin[number] else -1
        if same_kin >= 0:
            totals[same_kin] = totals.get(same_kin, 0.0) + _SAME_KIN
        every = 1.0 + sum(totals.values())
        best, most = -1, 1.0
        wanted = number in self.asked
        able = []
        for chain, share in totals.items():
            if (wanted or share > most) and chain != owner and self._may_join(number, chain):
                able.append((chain, share / every))
                if share > most:
                    best, most = chain, share
        if wanted:
            self.shares[number] = able
        return best, most / every

    def _may_join(self, number: int, chain: int) -> bool:
        """Tell whether anchor, teller, gender and speaker allow it: who says *I* in narration is not also *the old man*, and
        *we* are no group without the speaker."""
        members = self.members.get(self.anchors[chain], frozenset())
        speaker = self.speaker[number]
        if (
            members
            and speaker >= 0
            and ((self.is_we[number] and speaker not in members) or (self.is_they[number] and speaker in members))
        ):
            return False
        if self.anchor[number] != NO_ANCHOR and self.anchors[chain] != NO_ANCHOR:
            return False
        if self.never and (
            self._is_never(number, self.anchors[chain]) or self.anchor[number] in self.never_of.get(chain, ())
        ):
            return False
        here = (self.part[number], chain)
        if (self.is_told[number] and here in self.telling) or (self.tells[number] and here in self.told):
            return False
        if self.barred and self.anchors[chain] in self.barred[number]:
            return False
        gender, other = self.gender_of[number], self.genders[chain]
        return not gender or not other or gender == other
