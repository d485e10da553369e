"""Words as the network sees them: one way of writing marks, the shape of each word, and its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Int = npt.NDArray[np.int32]

MAX_PIECES_PER_WORD = 12  # a longer “word” is a web address or noise; the rest of it tells nothing more

SHAPES = (
    "none", "lower", "title", "upper", "capital", "mixed", "digit", "mark", "opening_quote", "closing_quote", "quote",
)  # fmt: skip
_SHAPE = {name: number for number, name in enumerate(SHAPES)}

_WRITTEN = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'", "–": "—", "―": "—"}
)
_OPENING, _CLOSING, _EITHER = frozenset("“„«‘‚"), frozenset("”»’"), frozenset("\"'`")


def written(word: str) -> str:
    """Return a word with its quotation marks straight, a run of dashes as one ``—`` and a run of dots as one ``…``."""
    if word.isalnum():
        return word
    if word in ("``", "''"):
        return '"'
    word = word.translate(_WRITTEN)
    if len(word) > 1 and not word.strip("-—"):
        return "—"
    if len(word) > 1 and not word.strip(". …"):
        return "…"
    return word


def shape_of(word: str, *, space_before: bool | None, space_after: bool | None) -> int:
    """Return the index into `SHAPES` of a word.

    The white space on both sides tells an opening straight quotation mark from a closing one; ``None`` for not known.
    """
    if word.isalpha():
        if word.islower():
            return _SHAPE["lower"]
        if word.isupper():
            return _SHAPE["capital"] if len(word) == 1 else _SHAPE["upper"]
        return _SHAPE["title"] if word[0].isupper() and word[1:].islower() else _SHAPE["mixed"]
    first = word[0]
    if first in _OPENING:
        return _SHAPE["opening_quote"] if len(word) < 3 else _letters_shape(word)
    if first in _CLOSING and len(word) < 3 and not any(map(str.isalpha, word)):
        return _SHAPE["closing_quote"]
    if first in _EITHER and len(word) < 3 and not any(map(str.isalpha, word)):
        if space_before is None or space_after is None or space_before == space_after:
            return _SHAPE["quote"]
        return _SHAPE["opening_quote" if space_before else "closing_quote"]
    return _letters_shape(word)


def _letters_shape(word: str) -> int:
    if any(map(str.isdigit, word)):
        return _SHAPE["digit"]
    letters = [letter for letter in word if letter.isalpha()]
    if not letters:
        return _SHAPE["mark"]
    if all(map(str.islower, letters)):
        return _SHAPE["lower"]
    if all(map(str.isupper, letters)):
        return _SHAPE["upper"]
    return _SHAPE["title"] if letters[0].isupper() else _SHAPE["mixed"]


def shapes_of(words: Sequence[str], space_before: Sequence[bool] | None) -> Int:
    """Return int32 ``(n_words,)``, the shape of each word; `space_before` tells where white space (or a line end) stands."""
    cache: dict[tuple[str, bool | None, bool | None], int] = {}
    found = np.empty(len(words), dtype=np.int32)
    for i, word in enumerate(words):
        before = after = None
        if space_before is not None and not word[0].isalnum():
            before = space_before[i]
            after = space_before[i + 1] if i + 1 < len(words) else True
        key = (word, before, after)
        shape = cache.get(key)
        if shape is None:
            shape = cache[key] = shape_of(word, space_before=before, space_after=after)
        found[i] = shape
    return found


def pieces_of(words: Iterable[str], tokenizer: Tokenizer) -> tuple[Int, Int]:
    """Return the word pieces of all words in one row, and where each word's begin.

    int32 ``(n_pieces,)`` vocabulary ids and int32 ``(n_words + 1,)`` offsets; every word has at least one piece.
    """
    words = list(words)
    distinct = dict.fromkeys(words)
    forms = [written(word).encode("utf-8", "replace").decode("utf-8") for word in distinct]  # no lone surrogates
    encodings = tokenizer.encode_batch(forms, add_special_tokens=False)
    unknown = tokenizer.token_to_id("[UNK]") or 0
    numbers = {
        word: np.array(one.ids[:MAX_PIECES_PER_WORD] or [unknown], dtype=np.int32)
        for word, one in zip(distinct, encodings, strict=True)
    }
    rows = [numbers[word] for word in words]
    offsets = np.zeros(len(rows) + 1, dtype=np.int32)
    np.cumsum([len(row) for row in rows], out=offsets[1:])
    return (np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)), offsets
