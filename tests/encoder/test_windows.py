from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.encoder.windows import LATE_ENOUGH, N_SPECIAL_PIECES, SpecialPieces, cut_windows, make_batch

SPECIAL = SpecialPieces(opening=101, closing=102, padding=7)

# the pieces of each word; whether a sentence, whether a paragraph begins with it
texts = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 4).map(lambda n: n == 0), st.integers(0, 12).map(lambda n: n == 0)),
    max_size=60,
)


def offsets_of(sizes: list[int]) -> np.ndarray:
    return np.cumsum([0, *sizes]).astype(np.int32)


def starts(n_words: int, *places: int) -> np.ndarray:
    found = np.zeros(n_words, dtype=bool)
    found[list(places)] = True
    return found


def cut(sizes: list[int], sentences: tuple[int, ...], paragraphs: tuple[int, ...], limit: int) -> list[tuple[int, int]]:
    n_words = len(sizes)
    return cut_windows(offsets_of(sizes), starts(n_words, *sentences), starts(n_words, *paragraphs), limit)


@given(texts, st.integers(8, 40))
def test_windows_tile_a_text_and_end_where_they_should(text: list[tuple[int, bool, bool]], limit: int) -> None:
    sizes, sentences, paragraphs = ([one[part] for one in text] for part in range(3))
    offsets, room = offsets_of(sizes), limit - N_SPECIAL_PIECES
    windows = cut_windows(offsets, np.array(sentences, dtype=bool), np.array(paragraphs, dtype=bool), limit)
    assert [word for window in windows for word in range(*window)] == list(range(len(text)))
    for first, last in windows:
        assert 0 < offsets[last] - offsets[first] <= room
        if last == len(text):
            continue
        within = [place for place in range(first + 1, len(text)) if offsets[place] - offsets[first] <= room]
        late = [place for place in within if paragraphs[place] and sum(sizes[first:place]) >= LATE_ENOUGH * room]
        at_sentences = [place for place in within if sentences[place] or paragraphs[place]]
        assert last == max(late or at_sentences or within)


@pytest.mark.parametrize(
    ("sentences", "paragraphs", "expected"),
    [
        ((0, 4, 7, 9), (0, 7), [(0, 7), (7, 12)]),  # the paragraph at 7 is late enough
        ((0, 4, 7, 9), (0, 4), [(0, 9), (9, 12)]),  # the one at 4 is not
        ((0, 10), (0, 10), [(0, 10), (10, 12)]),  # a window filled to the last piece
        ((0, 11), (0,), [(0, 10), (10, 12)]),  # a sentence too long for a window
        ((0, 2), (0,), [(0, 2), (2, 12)]),
        ((0,), (0, 3), [(0, 3), (3, 12)]),  # where a paragraph begins, a sentence does
        ((), (), [(0, 10), (10, 12)]),
    ],
)
def test_a_window_ends_with_a_paragraph_or_a_sentence(
    sentences: tuple[int, ...], paragraphs: tuple[int, ...], expected: list[tuple[int, int]]
) -> None:
    assert cut([1] * 12, sentences, paragraphs, limit=12) == expected


def test_a_text_that_fits_is_one_window() -> None:
    assert cut([1, 2, 3], (0, 1), (0, 1), limit=8) == [(0, 3)]


def test_no_words_make_no_windows() -> None:
    assert cut([], (), (), limit=8) == []


def test_how_late_is_late_enough_can_be_chosen() -> None:
    ends = [
        cut_windows(offsets_of([1] * 12), starts(12, 0, 9), starts(12, 4), 12, late_enough=share)[0][1]
        for share in (0.4, 0.5)
    ]
    assert ends == [4, 9]


def test_a_word_larger_than_a_window_is_an_error() -> None:
    with pytest.raises(ValueError, match="a window of 8"):
        cut([1, 7], (0,), (0,), limit=8)
    assert cut([1, 6], (0,), (0,), limit=8) == [(0, 1), (1, 2)]


def test_a_batch_holds_its_windows_side_by_side() -> None:
    sizes = [1, 2, 1, 3, 1]
    pieces = np.arange(10, 18, dtype=np.int32)
    shapes = np.array([1, 2, 3, 4, 5], dtype=np.int32)
    batch = make_batch(
        [(0, 3), (3, 5)], pieces, offsets_of(sizes), shapes, starts(5, 0, 2, 4), SPECIAL, round_to=4
    )  # fmt: skip
    assert batch.pieces.tolist() == [[101, 10, 11, 12, 13, 102, 7, 7], [101, 14, 15, 16, 17, 102, 7, 7]]
    assert batch.shapes.tolist() == [[0, 1, 2, 2, 3, 0, 0, 0], [0, 4, 4, 4, 5, 0, 0, 0]]
    assert batch.paragraph_starts.tolist() == [[0, 1, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 0]]
    assert batch.n_pieces.tolist() == [6, 6]
    assert batch.firsts.tolist() == [[1, 2, 4], [1, 4, 0]]
    assert batch.lasts.tolist() == [[1, 3, 4], [3, 4, 0]]
    assert batch.n_words.tolist() == [3, 2]
    kinds = {name: getattr(batch, name).dtype for name in batch.__slots__}
    assert {name for name, kind in kinds.items() if kind == np.int64} == {"firsts", "lasts"}
    assert {kind.name for kind in kinds.values()} == {"int32", "int64"}


@pytest.mark.parametrize(
    ("n_pieces", "round_to", "expected"), [(14, 16, 16), (15, 16, 32), (1, 16, 16), (5, 1, 7), (6, 8, 8)]
)
def test_the_length_of_a_batch_is_rounded_up(n_pieces: int, round_to: int, expected: int) -> None:
    ones = np.ones(n_pieces, dtype=np.int32)
    batch = make_batch(
        [(0, n_pieces)], ones, offsets_of([1] * n_pieces), ones, starts(n_pieces, 0), SPECIAL, round_to=round_to
    )  # fmt: skip
    assert batch.pieces.shape == batch.shapes.shape == batch.paragraph_starts.shape == (1, expected)


@given(texts.filter(len), st.integers(8, 40))
def test_every_word_of_a_batch_finds_its_pieces(text: list[tuple[int, bool, bool]], limit: int) -> None:
    sizes, sentences, paragraphs = ([one[part] for one in text] for part in range(3))
    offsets, is_paragraph = offsets_of(sizes), np.array(paragraphs, dtype=bool)
    pieces, shapes = 1000 + np.arange(offsets[-1], dtype=np.int32), np.arange(1, len(text) + 1, dtype=np.int32)
    windows = cut_windows(offsets, np.array(sentences, dtype=bool), is_paragraph, limit)
    batch = make_batch(windows, pieces, offsets, shapes, is_paragraph, SPECIAL)
    for row, (first, last) in enumerate(windows):
        assert batch.pieces[row, 0] == SPECIAL.opening
        assert batch.pieces[row, batch.n_pieces[row] - 1] == SPECIAL.closing
        assert (batch.pieces[row, batch.n_pieces[row] :] == SPECIAL.padding).all()
        for place, word in enumerate(range(first, last)):
            here = slice(batch.firsts[row, place], batch.lasts[row, place] + 1)
            assert batch.pieces[row, here].tolist() == list(range(1000 + offsets[word], 1000 + offsets[word + 1]))
            assert set(batch.shapes[row, here].tolist()) == {word + 1}
            assert batch.paragraph_starts[row, here].tolist() == [int(paragraphs[word])] + [0] * (sizes[word] - 1)
    assert batch.paragraph_starts.sum() == sum(paragraphs)
    assert all(one < two for row in batch.firsts for one, two in pairwise(row[row > 0]))
