"""Windows: the stretches of words that the network reads at once, and the arrays it reads them from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int32]
Long = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

N_SPECIAL_PIECES = 2  # one piece opens a window, one closes it
LATE_ENOUGH = 0.6  # a window may end at a paragraph that fills this share of it, rather than at a later sentence


def cut_windows(
    offsets: Int, sentence_starts: Bool, paragraph_starts: Bool, limit: int, *, late_enough: float = LATE_ENOUGH
) -> list[tuple[int, int]]:
    """Return windows ``[first, last)`` of words that tile a text, each of at most `limit` pieces.

    `offsets` is int32 ``(n_words + 1,)``, where each word's pieces begin; the other two are bool ``(n_words,)``. A window
    ends with a paragraph where one ends after the share `late_enough` of it, else with a sentence; only a sentence longer
    than a window is cut inside. `ValueError` if one word has more pieces than a window holds.
    """
    room = limit - N_SPECIAL_PIECES
    n_words = len(offsets) - 1
    if n_words and int(np.diff(offsets).max()) > room:
        raise ValueError(f"a word has more pieces than a window of {limit} holds")
    sentences = np.flatnonzero(sentence_starts | paragraph_starts)
    paragraphs = np.flatnonzero(paragraph_starts)
    windows = []
    first = 0
    while first < n_words:
        last = int(np.searchsorted(offsets, offsets[first] + room, side="right")) - 1
        if last < n_words:
            last = _best_cut(offsets, sentences, paragraphs, first, last, late_enough * room)
        windows.append((first, last))
        first = last
    return windows


def _best_cut(offsets: Int, sentences: Long, paragraphs: Long, first: int, last: int, least: float) -> int:
    """Return where the window from `first` ends.

    `last` is as far as it can reach, `least` the number of pieces from which on a paragraph may end it.
    """
    paragraph = _last_at_most(paragraphs, last)
    if paragraph > first and offsets[paragraph] - offsets[first] >= least:
        return paragraph
    sentence = _last_at_most(sentences, last)
    return sentence if sentence > first else last


def _last_at_most(positions: Long, bound: int) -> int:
    found = int(np.searchsorted(positions, bound, side="right")) - 1
    return int(positions[found]) if found >= 0 else 0


@dataclass(frozen=True, slots=True)
class Batch:
    """What the network reads: `n` windows of at most `l` pieces and `w` words, padded at the end.

    `pieces` int32 ``(n, l)`` vocabulary ids; `shapes` int32 ``(n, l)`` word shapes (0 for padding and special pieces);
    `paragraph_starts` int32 ``(n, l)`` 1 where a paragraph begins; `n_pieces` int32 ``(n,)``; `firsts` and `lasts` int64
    ``(n, w)``, the positions of each word's first and last piece; `n_words` int32 ``(n,)``.
    """

    pieces: Int
    shapes: Int
    paragraph_starts: Int
    n_pieces: Int
    firsts: Long
    lasts: Long
    n_words: Int


@dataclass(frozen=True, slots=True)
class SpecialPieces:
    """The vocabulary ids of the pieces that open, close and pad a window."""

    opening: int
    closing: int
    padding: int


def make_batch(
    windows: Sequence[tuple[int, int]],
    pieces: Int,
    offsets: Int,
    shapes: Int,
    paragraph_starts: Bool,
    special: SpecialPieces,
    *,
    round_to: int = 16,
) -> Batch:
    """Return the arrays for some windows of one text; lengths are rounded up to a multiple of `round_to` pieces."""
    n_words = np.array([last - first for first, last in windows], dtype=np.int32)
    n_pieces = np.array([offsets[last] - offsets[first] + N_SPECIAL_PIECES for first, last in windows], dtype=np.int32)
    length = -(-int(n_pieces.max()) // round_to) * round_to
    width = int(n_words.max())
    batch = Batch(
        pieces=np.full((len(windows), length), special.padding, dtype=np.int32),
        shapes=np.zeros((len(windows), length), dtype=np.int32),
        paragraph_starts=np.zeros((len(windows), length), dtype=np.int32),
        n_pieces=n_pieces,
        firsts=np.zeros((len(windows), width), dtype=np.int64),
        lasts=np.zeros((len(windows), width), dtype=np.int64),
        n_words=n_words,
    )
    for row, (first, last) in enumerate(windows):
        bounds = offsets[first : last + 1] - offsets[first] + 1
        count = int(n_pieces[row])
        batch.pieces[row, 0], batch.pieces[row, count - 1] = special.opening, special.closing
        batch.pieces[row, 1 : count - 1] = pieces[offsets[first] : offsets[last]]
        batch.shapes[row, 1 : count - 1] = np.repeat(shapes[first:last], np.diff(bounds))
        batch.paragraph_starts[row, bounds[:-1]] = paragraph_starts[first:last]
        batch.firsts[row, : last - first] = bounds[:-1]
        batch.lasts[row, : last - first] = bounds[1:] - 1
    return batch
