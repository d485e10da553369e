"""Coreference scores: MUC, B³, CEAF with entity similarity, and their mean, the CoNLL F1.

Predicted mentions and singletons are kept as they stand; a mention on one side only counts against that side, as in
the reference implementation (Pradhan, Luo, Recasens, Hovy, Ng, Strube 2014). Tallies add up over documents (micro).
A chain is a set of hashable mentions, and a mention lies in one chain only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.tallies import EMPTY, Tally, percent

Clusters = Sequence[AbstractSet[Hashable]]


@dataclass(frozen=True, slots=True)
class ClusterTally:
    """The three tallies of one document or of many, added up."""

    muc: Tally = EMPTY
    b_cubed: Tally = EMPTY
    ceaf_e: Tally = EMPTY

    def __add__(self, other: ClusterTally) -> ClusterTally:
        return ClusterTally(self.muc + other.muc, self.b_cubed + other.b_cubed, self.ceaf_e + other.ceaf_e)

    @property
    def conll(self) -> float:
        """Return the CoNLL F1 in 0..1: the mean of the three F1s."""
        return (self.muc.f1 + self.b_cubed.f1 + self.ceaf_e.f1) / 3

    def as_json(self) -> dict[str, object]:
        """Return the three tallies and the CoNLL F1, in per cent."""
        return {
            "conll": percent(self.conll),
            "muc": self.muc.as_json(),
            "b_cubed": self.b_cubed.as_json(),
            "ceaf_e": self.ceaf_e.as_json(),
        }


# The tallies of nothing; adding them changes nothing.
NO_CLUSTERS = ClusterTally()


def tally_clusters(gold: Clusters, predicted: Clusters) -> ClusterTally:
    """Return MUC, B³ and CEAFe of one document."""
    return ClusterTally(tally_muc(gold, predicted), tally_b_cubed(gold, predicted), tally_ceaf_e(gold, predicted))


def tally_antecedents(gold: Clusters, predicted: Clusters, pronouns: AbstractSet[Hashable]) -> Tally:
    """Return how many of the gold's pronouns have the right antecedent; mentions must sort in reading order.

    The antecedent is the last mention before the pronoun in its predicted chain; it is right in the same gold chain. One that
    begins its predicted chain is right if it begins its gold chain too.
    """

    def is_right(pronoun: Any, chain: AbstractSet[Any], gold_chain: AbstractSet[Any]) -> bool:
        before = [one for one in chain if one < pronoun]
        return max(before) in gold_chain if before else min(gold_chain) == pronoun

    return _tally_pronouns(gold, predicted, pronouns, is_right)


def tally_pronouns(gold: Clusters, predicted: Clusters, pronouns: AbstractSet[Hashable]) -> Tally:
    """Return how many of the gold's pronouns mean the right entity by name; mentions must sort in reading order.

    One is right if the mention that is no pronoun and stands nearest before it (else after it) in its predicted chain lies in
    its gold chain; in a chain of pronouns alone, if its gold chain has no other mentions either and shares the nearest one.
    """

    def is_right(pronoun: Any, chain: AbstractSet[Any], gold_chain: AbstractSet[Any]) -> bool:
        others = {one for one in chain if one not in pronouns}
        if others:
            return _nearest(pronoun, others) in gold_chain
        rest = chain - {pronoun}
        return gold_chain <= pronouns and (_nearest(pronoun, rest) in gold_chain if rest else len(gold_chain) == 1)

    return _tally_pronouns(gold, predicted, pronouns, is_right)


def _tally_pronouns(
    gold: Clusters,
    predicted: Clusters,
    pronouns: AbstractSet[Hashable],
    is_right: Callable[[Any, AbstractSet[Any], AbstractSet[Any]], bool],
) -> Tally:
    predicted_of = _owners(predicted)
    found = [(one, chain) for chain in gold for one in chain if one in pronouns]
    right = sum(is_right(one, predicted[predicted_of[one]], chain) for one, chain in found if one in predicted_of)
    return Tally(right, sum(mention in pronouns for mention in predicted_of), right, len(found))


def _nearest(mention: Any, others: Collection[Any]) -> Any:
    before = [one for one in others if one < mention]
    return max(before) if before else min(others)


def tally_muc(gold: Clusters, predicted: Clusters) -> Tally:
    """Return MUC (Vilain et al. 1995): links that need not be added; chains of one have none."""
    recalled, n_gold = _muc_links(gold, predicted)
    precise, n_predicted = _muc_links(predicted, gold)
    return Tally(precise, n_predicted, recalled, n_gold)


def _muc_links(chains: Clusters, others: Clusters) -> tuple[int, int]:
    """Return how many of the links in `chains` survive the partition by `others`, and how many there are."""
    owner = _owners(others)
    kept = links = 0
    for chain in chains:
        parts = {owner.get(mention, -1) for mention in chain}
        n_absent = sum(mention not in owner for mention in chain)
        n_parts = len(parts - {-1}) + n_absent
        kept += len(chain) - n_parts
        links += len(chain) - 1
    return kept, links


def tally_b_cubed(gold: Clusters, predicted: Clusters) -> Tally:
    """Return B³ (Bagga and Baldwin 1998): each mention's share of its chain that the other side puts together too."""
    overlap = _overlaps(gold, predicted)
    recalled = sum(count**2 / len(gold[row]) for (row, _), count in overlap.items())
    precise = sum(count**2 / len(predicted[column]) for (_, column), count in overlap.items())
    return Tally(precise, sum(map(len, predicted)), recalled, sum(map(len, gold)))


def tally_ceaf_e(gold: Clusters, predicted: Clusters) -> Tally:
    """Return CEAF with φ4 (Luo 2005): the best one-to-one pairing of chains by ``2 |K ∩ R| / (|K| + |R|)``."""
    similarity = np.zeros((len(gold), len(predicted)))
    for (row, column), count in _overlaps(gold, predicted).items():
        similarity[row, column] = 2 * count / (len(gold[row]) + len(predicted[column]))
    common = best_assignment(similarity)
    return Tally(common, len(predicted), common, len(gold))


def _owners(chains: Clusters) -> dict[Hashable, int]:
    return {mention: index for index, chain in enumerate(chains) for mention in chain}


def _overlaps(gold: Clusters, predicted: Clusters) -> dict[tuple[int, int], int]:
    """Return the number of shared mentions by (gold chain, predicted chain), where there are any."""
    owner = _owners(predicted)
    shared: dict[tuple[int, int], int] = {}
    for row, chain in enumerate(gold):
        for mention in chain:
            if mention in owner:
                shared[row, owner[mention]] = shared.get((row, owner[mention]), 0) + 1
    return shared


def best_assignment(similarity: npt.NDArray[np.float64]) -> float:
    """Return the greatest sum of entries of float64 ``(n, m)`` with at most one a row and one a column.

    Hungarian method with potentials, O(n² m) for n <= m (Jonker, Volgenant 1987, shortest augmenting paths).
    """
    cost = -(similarity if similarity.shape[0] <= similarity.shape[1] else similarity.T)
    n, m = cost.shape
    row_price, column_price = np.zeros(n), np.zeros(m + 1)
    row_of = np.full(m + 1, -1)  # column m stands for 'no column', where each search starts
    for row in range(n):
        row_of[m] = row
        way = _augmenting_path(cost, row_price, column_price, row_of)
        column = way.pop()
        while way:
            row_of[column], column = row_of[way[-1]], way.pop()
    taken = np.flatnonzero(row_of[:m] >= 0)
    return float(-cost[row_of[taken], taken].sum())


def _augmenting_path(
    cost: npt.NDArray[np.float64],
    row_price: npt.NDArray[np.float64],
    column_price: npt.NDArray[np.float64],
    row_of: npt.NDArray[np.intp],
) -> list[int]:
    """Return the columns from 'no column' to a free one along the cheapest path, moving the prices on the way."""
    m = cost.shape[1]
    slack, previous = np.full(m, np.inf), np.full(m + 1, m)
    done = np.zeros(m + 1, dtype=np.bool_)
    column = m
    while row_of[column] >= 0:
        done[column] = True
        row = row_of[column]
        reduced = cost[row] - row_price[row] - column_price[:m]
        closer = ~done[:m] & (reduced < slack)
        slack[closer], previous[:m][closer] = reduced[closer], column
        nearest = int(np.argmin(np.where(done[:m], np.inf, slack)))
        step = slack[nearest]
        row_price[row_of[done]] += step
        column_price[done] -= step
        slack[~done[:m]] -= step
        column = nearest
    path = [column]
    while path[-1] != m:
        path.append(int(previous[path[-1]]))
    return path[::-1]
