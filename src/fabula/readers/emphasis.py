"""Emphasis written with marks in plain text: ``_word_``, ``*word*``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fabula.types.text import Paragraph, Span

_MAX = 400
_MOST_MARKS = 3
_EMPHASIS = re.compile(
    rf"_{{1,3}}(?=[^\s_])([^_]{{0,{_MAX}}}[^\s_])_{{1,3}}(?![\w*_])"
    rf"|\*{{1,3}}(?=[^\s*])([^*]{{0,{_MAX}}}[^\s*])\*{{1,3}}(?![\w*_])"
)


def emphasis_marks(text: str, inner: Span) -> Span:
    """Return the span of words between emphasis marks together with the marks."""
    start, end = inner.start, inner.end
    mark = text[start - 1]
    while start and text[start - 1] == mark and inner.start - start < _MOST_MARKS:
        start -= 1
    while text[end : end + 1] == mark and end - inner.end < _MOST_MARKS:
        end += 1
    return Span(start, end)


def marked_emphasis(text: str, paragraphs: Sequence[Paragraph | Span]) -> Iterator[Span]:
    """Yield the spans of words between emphasis marks, the marks left out, paragraph by paragraph."""
    if "_" not in text and "*" not in text:
        return
    for paragraph in paragraphs:
        for match in _EMPHASIS.finditer(text, paragraph.start, paragraph.end):
            before = text[match.start() - 1 : match.start()]
            if not (before.isalnum() or before in ("_", "*")):
                yield Span(*match.span(1 if match.group(1) is not None else 2))
