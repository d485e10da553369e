"""A part of a groundwork as one of its own: some chapters of a book, with what the network says of their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from fabula.encoder.analysis import Analysis
from fabula.encoder.groundwork import Groundwork, sum_of_tokens
from fabula.encoder.heads import FoundSpans
from fabula.types.text import Book, Span, Tokens


def part_of(groundwork: Groundwork, start: int, end: int, whole: Tokens, part: Tokens) -> Groundwork | None:
    """Return the groundwork of the text between two offsets, at which no paragraph is cut; offsets count from `start`.

    `whole` are the tokens of the book, `part` those of `part_of_book`. ``None`` where a token of the one is none of the other,
    or the quotations were given.
    """
    analysis = groundwork.analysis
    first, last = (int(np.searchsorted(whole.start, np.int32(offset))) for offset in (start, end))
    if analysis is None or groundwork.quotations is not None or last - first != len(part):
        return None
    places = ((whole.start, part.start), (whole.end, part.end))
    if not all(np.array_equal(ours[first:last] - start, theirs) for ours, theirs in places):
        return None
    return replace(
        groundwork,
        book=part_of_book(groundwork.book, start, end),
        analysis=_part_of_analysis(analysis, first, last),
        tokens_sha256=sum_of_tokens(part),
    )


def part_of_book(book: Book, start: int, end: int) -> Book:
    """Return the text between two offsets as a book without chapters."""
    return replace(
        book,
        text=book.text[start:end],
        chapters=(),
        paragraphs=tuple(replace(one, chapter=None) for one in _shifted(book.paragraphs, start, end)),
        paratext=tuple(_shifted(book.paratext, start, end)),
        breaks=tuple(_shifted(book.breaks, start, end)),
        emphasis=tuple(Span(one.start, one.end) for one in _shifted(book.emphasis, start, end)),
    )


def _shifted(spans: Iterable[Any], start: int, end: int) -> list[Any]:
    inside = (one for one in spans if start <= one.start and one.end <= end)
    return [replace(one, start=one.start - start, end=one.end - start) for one in inside]


def _part_of_analysis(analysis: Analysis, first: int, last: int) -> Analysis:
    """Return what is said of some words; a head that is none of them makes its word a root."""
    own = np.arange(last - first, dtype=np.int32)
    head = analysis.head[first:last] - np.int32(first)
    words = {
        name: getattr(analysis, name)[first:last]
        for name in ("upos", "xpos", "relation", "supersense", "event", "lemmas")
    }
    sentence = analysis.sentence[first:last]
    return Analysis(
        head=np.where((head >= 0) & (head < last - first), head, own).astype(np.int32),
        sentence=sentence - sentence[:1].sum(dtype=np.int32),
        mentions=_part_of_spans(analysis.mentions, first, last),
        referents=_part_of_spans(analysis.referents, first, last),
        **words,
    )


def _part_of_spans(spans: FoundSpans, first: int, last: int) -> FoundSpans:
    inside = (spans.first >= first) & (spans.last < last)
    kept = {one.name: getattr(spans, one.name)[inside] for one in fields(FoundSpans)}
    return FoundSpans(**{**kept, "first": kept["first"] - np.int32(first), "last": kept["last"] - np.int32(first)})
