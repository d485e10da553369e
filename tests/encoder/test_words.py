from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from fabula.encoder.words import MAX_PIECES_PER_WORD, SHAPES, pieces_of, shape_of, shapes_of, written

VOCABULARY = ("[PAD]", "[UNK]", "the", "cat", "##s", "a", "##a", '"', "'", "—", "…", ".", "e", "?")
PIECE = {piece: number for number, piece in enumerate(VOCABULARY)}

words = st.text(min_size=1, max_size=20) | st.text("a“”‘’'\"`-—–.… Bb3", min_size=1, max_size=5)
spaces = st.none() | st.booleans()


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    made = Tokenizer(models.WordPiece(PIECE, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def shape(word: str, before: bool | None = None, after: bool | None = None) -> str:
    return SHAPES[shape_of(word, space_before=before, space_after=after)]


def pieces(tokenizer: Tokenizer, *forms: str) -> list[list[str]]:
    ids, offsets = pieces_of(forms, tokenizer)
    assert ids.dtype == offsets.dtype == np.int32
    return [[VOCABULARY[one] for one in row] for row in np.split(ids, offsets[1:-1])]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        *[(mark, '"') for mark in ("“", "”", "„", "«", "»", '"', "``", "''")],
        *[(mark, "'") for mark in ("‘", "’", "‚", "`", "'")],
        *[(dash, "—") for dash in ("—", "–", "―", "--", "---", "——", "–-", "―-")],
        *[(dots, "…") for dots in ("…", "..", "...", "....", "……", "….", ". . .")],
        ("-", "-"),
        (".", "."),
        ("n’t", "n't"),
        ("O’Hara", "O'Hara"),
        ("well-known", "well-known"),
        ("Mr.", "Mr."),
        ("J.R.", "J.R."),
        ("1914–18", "1914—18"),
        ("ʻOkina", "ʻOkina"),
        ("word", "word"),
        ("", ""),
    ],
)
def test_marks_are_written_in_one_way(word: str, expected: str) -> None:
    assert written(word) == expected


@given(words)
def test_what_is_written_in_one_way_stays_so(word: str) -> None:
    assert written(written(word)) in (written(word), '"')  # two curly ’’ become two straight ones, which are one mark


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cat", "lower"),
        ("naïve", "lower"),
        ("Anna", "title"),
        ("Élan", "title"),
        ("NATO", "upper"),
        ("I", "capital"),
        ("É", "capital"),
        ("McCoy", "mixed"),
        ("iPad", "mixed"),
        ("中文", "mixed"),
        ("1914", "digit"),
        ("3rd", "digit"),
        ("½", "mark"),
        ("’90s", "digit"),
        ("n’t", "lower"),
        ("’s", "lower"),
        ("'em", "lower"),
        ("well-known", "lower"),
        ("X-RAY", "upper"),
        ("J.", "upper"),
        ("O’Hara", "title"),
        ("Mr.", "title"),
        ("e-Book", "mixed"),
        (",", "mark"),
        ("—", "mark"),
        ("...", "mark"),
        *[(mark, "opening_quote") for mark in ("“", "„", "«", "‘", "‚", "“‘")],
        *[(mark, "closing_quote") for mark in ("”", "»", "’", "’”")],
        *[(mark, "quote") for mark in ('"', "'", "`", "``", "''")],
        ("‘Tis", "title"),
        ("’tis", "lower"),
    ],
)
def test_each_word_has_a_shape(word: str, expected: str) -> None:
    assert shape(word) == expected


@pytest.mark.parametrize("mark", ['"', "'", "`", "''"])
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (True, False, "opening_quote"),
        (False, True, "closing_quote"),
        (True, True, "quote"),
        (False, False, "quote"),
        (None, True, "quote"),
        (True, None, "quote"),
    ],
)
def test_spaces_tell_which_way_a_straight_quotation_mark_looks(
    mark: str, before: bool | None, after: bool | None, expected: str
) -> None:
    assert shape(mark, before, after) == expected


@given(words, spaces, spaces)
def test_spaces_matter_for_straight_marks_alone(word: str, before: bool | None, after: bool | None) -> None:
    assert shape(word, before, after) != "none"
    if word[0] not in "\"'`":
        assert shape(word, before, after) == shape(word)


@given(st.lists(st.tuples(words, st.booleans()), max_size=12))
def test_the_shapes_of_a_text_are_those_of_its_words(text: list[tuple[str, bool]]) -> None:
    forms, before = [word for word, _ in text], [space for _, space in text]
    found = shapes_of(forms, before)
    assert found.dtype == np.int32
    assert found.tolist() == [
        shape_of(word, space_before=one, space_after=after)
        for word, one, after in zip(forms, before, [*before[1:], True], strict=False)
    ]
    assert shapes_of(forms, None).tolist() == [shape_of(word, space_before=None, space_after=None) for word in forms]


def test_one_mark_has_the_shape_of_its_place() -> None:
    forms = ['"', "Go", '"', "said", "Tom", ":", '"', "No", '"']
    found = shapes_of(forms, [True, False, False, True, True, False, True, False, False])
    assert [SHAPES[one] for one in found if "quote" in SHAPES[one]] == ["opening_quote", "closing_quote"] * 2


def test_each_word_is_its_pieces(tokenizer: Tokenizer) -> None:
    assert pieces(tokenizer, "The", "cats", "“", "--", "...", "dog", "THE") == [
        ["the"], ["cat", "##s"], ['"'], ["—"], ["…"], ["[UNK]"], ["the"],
    ]  # fmt: skip


def test_a_mark_inside_a_word_parts_its_pieces(tokenizer: Tokenizer) -> None:
    assert pieces(tokenizer, "cat’a") == [["cat", "'", "a"]]


def test_a_long_word_is_cut_off(tokenizer: Tokenizer) -> None:
    assert pieces(tokenizer, "a" * 40, "a") == [["a"] + ["##a"] * (MAX_PIECES_PER_WORD - 1), ["a"]]


@pytest.mark.parametrize("nothing", ["\u200b", "\x00", "\x07", "\u00ad", "\ufeff", " "])
def test_a_word_of_nothing_is_unknown(tokenizer: Tokenizer, nothing: str) -> None:
    assert pieces(tokenizer, "the", nothing, "cat") == [["the"], ["[UNK]"], ["cat"]]


def test_half_a_surrogate_pair_is_a_question_mark(tokenizer: Tokenizer) -> None:
    assert pieces(tokenizer, "cat\ud83d", "\udcff") == [["cat", "?"], ["?"]]


def test_no_words_have_no_pieces(tokenizer: Tokenizer) -> None:
    ids, offsets = pieces_of([], tokenizer)
    assert (ids.tolist(), offsets.tolist()) == ([], [0])
    assert ids.dtype == offsets.dtype == np.int32
    assert shapes_of([], []).tolist() == shapes_of([], None).tolist() == []


@given(text=st.lists(words, min_size=1, max_size=12))
def test_every_word_has_some_pieces_wherever_it_stands(tokenizer: Tokenizer, text: list[str]) -> None:
    ids, offsets = pieces_of(iter(text), tokenizer)
    sizes = np.diff(offsets)
    assert len(sizes) == len(text)
    assert offsets[-1] == len(ids)
    assert 1 <= sizes.min() <= sizes.max() <= MAX_PIECES_PER_WORD
    for number, word in enumerate(text):
        assert ids[offsets[number] : offsets[number + 1]].tolist() == pieces_of([word], tokenizer)[0].tolist()
