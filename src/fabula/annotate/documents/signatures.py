"""Who signs a letter: alone on the last line, after a formula, or with the last words of a paragraph."""

from __future__ import annotations

import re
from functools import cache

from fabula.annotate.documents.page import MARKS, Page
from fabula.lexicons import pattern_of
from fabula.types.text import Span

_LONGEST_SIGNATURE = 160  # characters of the paragraph that signs
INITIALS = re.compile(r"(?:[A-Z]\.? ?){1,3}")
_SIGNED_NAME = re.compile(r"[—–-]{0,2} ?(?P<name>[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3})[.,]? ?x*", re.IGNORECASE)


@cache
def _formula() -> re.Pattern[str]:
    return re.compile(rf"{pattern_of('valedictions')}\b", re.IGNORECASE)


@cache
def _signed_at_end() -> re.Pattern[str]:
    """Return the pattern of *…nothing.—Yours very truly, T. Reed.*, at the end of a paragraph of the letter's words."""
    return re.compile(
        r"[.!?][*_]* ?(?:[—–]|-{1,2})? ?(?:(?:I (?:am|remain)|Believe me),? [^.!?\n]{0,60}, ?)?"
        rf"{pattern_of('valedictions_at_end', capitals=True)}\b[^.!?\n—–]{{0,50}}[,—–] ?"
        r"(?P<name>(?:(?:Dr|Mrs?|Ms|Sir|Lady)\.? )?(?:[A-Z]\.? ?){0,2}[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,2})\.?[*_]*$"
    )


def signature_of(page: Page, number: int) -> Span | None:
    """Return the name that a paragraph signs with: after a formula (*Your old friend, Hester*), or alone on its last line."""
    span, text = page.span_of(number), page.text_of(number)
    if not text or len(text) > _LONGEST_SIGNATURE:
        return None
    lines = [line.strip(MARKS) for line in text.split("\n") if line.strip(MARKS)]
    formula = _formula().match(lines[0])
    last = lines[-1]
    if len(lines) == 1 and formula:
        last = re.split(r"[,—–]", last)[-1].strip(MARKS)
    elif len(lines) > 3 or (len(lines) > 1 and not formula and lines[0][-1:] not in ","):
        return None
    found = _SIGNED_NAME.fullmatch(last)
    if found is None or (len(lines) == 1 and formula and "," not in text and "—" not in text):
        return None
    name = found["name"]
    initials = INITIALS.fullmatch(name.strip()) is not None
    sentence = not initials and last[-1:] == "."
    if not formula and (not name[0].isupper() or sentence or len(name.split()) > (3 if initials else 2)):
        return None
    start = page.text.rindex(name, span.start, span.end)
    return without_stop(page.text, Span(start, start + len(name)))


def signed_at_end(page: Page, number: int) -> Span | None:
    """Return the name that the last words of a paragraph sign with, after a formula."""
    span = page.span_of(number)
    found = _signed_at_end().search(page.text, span.start, span.end)
    return None if found is None else Span(*found.span("name"))


def without_stop(text: str, name: Span) -> Span:
    """Return a name without the full stop that ends its line, but for initials."""
    words = name.of(text)
    ends = words.endswith(".") and INITIALS.fullmatch(words.split()[-1]) is None
    return Span(name.start, name.end - 1) if ends else name
