"""Dependency trees from arc scores: the best head of each word, and the best tree where those make none.

The best tree is Chu-Liu-Edmonds' (Edmonds 1967) with a single root.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float = npt.NDArray[np.float32]
Int = npt.NDArray[np.int32]

IMPOSSIBLE = np.float32(-1e9)
_DEAR = 1e4  # a word that hangs on the root pays so much that a second one never pays off


def decode_heads(arcs: Float, roots: Float, sentence: Int) -> Int:
    """Return the head of each word of a window, the word itself for a root; one tree a sentence.

    `arcs` is float32 ``(w, w)``, row *i* scoring the heads of word *i*; `roots` float32 ``(w,)`` scores it as a root;
    `sentence` is int32 ``(w,)``, rising. The heads are int32 ``(w,)``, positions in the window.
    """
    scores = np.where(sentence[:, None] == sentence[None, :], arcs, IMPOSSIBLE)
    np.fill_diagonal(scores, roots)
    heads: Int = scores.argmax(axis=1).astype(np.int32)
    for first, last in _broken(heads, sentence):
        heads[first:last] = best_tree(scores[first:last, first:last]) + first
    return heads


def _broken(heads: Int, sentence: Int) -> list[tuple[int, int]]:
    """Return the sentences ``[first, last)`` whose heads are no tree: more or less than one root, or a cycle."""
    places = np.arange(len(heads))
    reached = heads
    for _ in range(int(np.ceil(np.log2(max(len(heads), 2))))):
        reached = reached[reached]
    is_root = heads == places
    first = np.flatnonzero(np.diff(sentence, prepend=sentence[0] - 1))
    n_roots = np.add.reduceat(is_root, first)
    n_lost = np.add.reduceat(~is_root[reached], first)
    bounds = np.append(first, len(heads))
    return [(int(bounds[number]), int(bounds[number + 1])) for number in np.flatnonzero((n_roots != 1) | (n_lost > 0))]


def best_tree(scores: Float) -> Int:
    """Return the heads int32 ``(n,)`` of the highest-scoring tree with one root.

    `scores` is float32 ``(n, n)``, row *i* scoring the heads of word *i*, the diagonal scoring it as the root.
    """
    n = len(scores)
    peak = scores.max(axis=1, keepdims=True)
    logs = (scores - peak - np.log(np.exp(scores - peak).sum(axis=1, keepdims=True))).astype(np.float64)
    weights = np.full((n + 1, n + 1), -np.inf)  # node 0 is the root
    weights[1:, 1:] = logs
    np.fill_diagonal(weights, -np.inf)
    tree = np.zeros(n + 1, dtype=np.int64)
    for price in (
        0.0,
        _DEAR,
    ):  # the best tree of all mostly has one root; only else must roots be made scarce, which is slow
        weights[1:, 0] = np.diag(logs) - price
        tree = _chu_liu_edmonds(weights)
        if np.count_nonzero(tree[1:] == 0) == 1:
            break
    heads = tree[1:] - 1
    return np.where(heads < 0, np.arange(n), heads).astype(np.int32)


def _chu_liu_edmonds(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the head of each node of the best arborescence from node 0; row *i* of `weights` scores the heads of *i*."""
    heads: npt.NDArray[np.int64] = weights.argmax(axis=1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    inside = np.zeros(len(weights), dtype=bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside)
    kept = weights[cycle, heads[cycle]]
    # the cycle becomes the last node of a smaller graph
    entering = weights[np.ix_(cycle, outside)] - kept[:, None]
    leaving = weights[np.ix_(outside, cycle)]
    smaller = np.full((len(outside) + 1, len(outside) + 1), -np.inf)
    smaller[:-1, :-1] = weights[np.ix_(outside, outside)]
    smaller[-1, :-1] = entering.max(axis=0)
    smaller[:-1, -1] = leaving.max(axis=1)
    found = _chu_liu_edmonds(smaller)
    for place, node in enumerate(outside):
        if node == 0:
            continue
        head = found[place]
        heads[node] = cycle[leaving[place].argmax()] if head == len(outside) else outside[head]
    enters_from = found[-1]
    entered = cycle[entering[:, enters_from].argmax()]
    heads[entered] = outside[enters_from]
    return heads


def _cycle(heads: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | None:
    """Return the nodes of one cycle, ``None`` where every path ends at node 0."""
    state = np.zeros(len(heads), dtype=np.int8)  # 1 on the path just walked, 2 known to reach node 0
    state[0] = 2
    for start in range(1, len(heads)):
        node, path = start, []
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node])
        if state[node] == 1:
            return np.array(path[path.index(node) :], dtype=np.int64)
        state[path] = 2
    return None
