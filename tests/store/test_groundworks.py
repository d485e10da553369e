from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from texts import analysis_of, make_book, parts_of_books

from fabula.annotate.tokens import tokenize
from fabula.encoder.groundwork import Groundwork, sum_of_tokens
from fabula.errors import LibraryError
from fabula.store.groundworks import pack, unpack
from fabula.types.annotations import Quotation
from fabula.types.cast import Cast, CastMember, Passage, SaidLine, SceneMark, Waiver
from fabula.types.text import Book, Chapter, Paratext, SceneBreak, Span

CAST = Cast(
    (CastMember("Ada Quill", ("Ada",), "female", True, ("Ida",)),),
    "c" * 64,
    (Waiver("late", "numbering"),),
    ("Rome",),
    (SaidLine(Passage("Go.", "before", "after"), None),),
    (SceneMark(Passage("Later"), True),),
)


def groundwork_of(book: Book, **changes: object) -> Groundwork:
    tokens = tokenize(book)
    analysis = analysis_of(tokens, [(0, 0, "PER", "PROP")] if len(tokens) else [])
    made = Groundwork(book, None, None, False, "best", "m" * 64, sum_of_tokens(tokens), analysis)
    return replace(made, **changes)  # type: ignore[arg-type]


def assert_same(one: Groundwork, other: Groundwork) -> None:
    for name in ("book", "quotations", "cast", "with_tokens", "model", "model_sha256", "tokens_sha256"):
        assert getattr(one, name) == getattr(other, name)
    if one.analysis is None or other.analysis is None:
        assert one.analysis is other.analysis
        return
    assert one.analysis.lemmas == other.analysis.lemmas
    for name in ("upos", "xpos", "head", "relation", "supersense", "sentence", "event"):
        np.testing.assert_array_equal(getattr(one.analysis, name), getattr(other.analysis, name), strict=True)
    for scheme in ("mentions", "referents"):
        for name in ("first", "last", "type", "form", "probability", "type_probability", "vector"):
            ours, theirs = getattr(one.analysis, scheme), getattr(other.analysis, scheme)
            np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), strict=True)


def test_everything_comes_back_as_it_was() -> None:
    book = make_book(
        "Ada came.", "“Go,” she said.", title="T", author="A", tags={"Fandom": ("One", "Two")},
        chapters=(Chapter(0, 9, 1, "One"),), paratext=(Paratext(0, 2, "heading"),),
        breaks=(SceneBreak(9, 11, "rule"),), emphasis=(Span(0, 3),),
    )  # fmt: skip
    quotations = (Quotation(11, 16, 0, "double", speaker="Ada"),)
    made = groundwork_of(book, quotations=quotations, cast=CAST, with_tokens=True)
    assert_same(unpack(pack(made), book.text), made)


def test_a_reading_without_a_network_comes_back_without() -> None:
    made = groundwork_of(make_book("Ada came."), analysis=None)
    assert_same(unpack(pack(made), made.book.text), made)


@settings(max_examples=30, deadline=None)
@given(parts_of_books())
def test_any_book_comes_back(parts: list[str]) -> None:
    made = groundwork_of(make_book(*parts))
    assert_same(unpack(pack(made), made.book.text), made)


def test_an_analysis_fits_its_own_network_and_tokens_alone() -> None:
    book = make_book("Ada came.", "Tom left.")
    made, tokens = groundwork_of(book), tokenize(book)
    assert made.fits("m" * 64, tokens)
    assert not made.fits("n" * 64, tokens)
    assert not made.fits("m" * 64, tokenize(make_book("Ada came. Tom left.")))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nothing", pack(groundwork_of(make_book("Ada came.")))[:-40]])
def test_bytes_that_are_none_are_told(data: bytes) -> None:
    with pytest.raises(LibraryError, match="read the book again"):
        unpack(data, "Ada came.")
