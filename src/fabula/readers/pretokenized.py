"""LitBank's own text files: one sentence a line, a space between two tokens (Bamman, Popat, Shen 2019)."""

from __future__ import annotations

import re

from fabula.types.text import Book, Paragraph

_LINE = re.compile(r"\S[^\r\n]*")
_MAX_LINES = 40  # an unclosed quotation must not swallow the rest of the book


def sentence_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a pretokenised text; every line is in one.

    The format keeps no paragraphs, so they are what the sentences allow: a line goes on with the paragraph before when
    a quotation is still open there, or when it begins in lower case, as a speech tag does.
    """
    paragraphs: list[Paragraph] = []
    open_quote, n_lines = False, 0
    for match in _LINE.finditer(text):
        line = match.group().rstrip()
        start, end = match.start(), match.start() + len(line)
        goes_on = open_quote or line.lstrip("-— ")[:1].islower()
        if goes_on and paragraphs and n_lines < _MAX_LINES:
            paragraphs[-1] = Paragraph(paragraphs[-1].start, end)
            n_lines += 1
        else:
            paragraphs.append(Paragraph(start, end))
            open_quote, n_lines = False, 1
        open_quote = _leaves_quote_open(line, open_quote)
    return tuple(paragraphs)


def _leaves_quote_open(line: str, already: bool) -> bool:
    """Tell whether a double quotation is open after `line`."""
    opening, closing = line.count("“"), line.count("”")
    if opening or closing:
        return opening + already > closing
    return already != (line.count('"') % 2 == 1)


def read_pretokenized(text: str) -> Book:
    """Return the book of a pretokenised text, unchanged: paragraphs only, all of it story."""
    return Book(text, "", "", "pretokenized", paragraphs=sentence_paragraphs(text))
