"""Quotations that were never closed: against the custom by which a speech of several paragraphs closes only its last."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from fabula.lexicons import past_forms_of
from fabula.resolve.resolution import Resolution
from fabula.types.annotations import Quotation
from fabula.types.text import Book, Paragraph, Span
from fabula.types.world import Finding
from fabula.world.misprints import paragraph_of

_DOUBLE = re.compile('["“”„‟″]')
_SHORT = 100  # characters: one who goes on in the next paragraph seldom says less in this one,
_FAIRLY_SHORT = 180  # and not often so little
_ENDINGS = ".!?…—-'’"
_INNER = "‘'"
_VERSE_LINE = 55
_CROWDED = 200  # quotations in one paragraph beyond which its marks are no longer anybody's custom


def find_unclosed(book: Book, resolution: Resolution) -> Iterator[Finding]:
    """Yield quotations whose closing mark is missing by mistake."""
    quotations = [one for one in resolution.discourse.quotations if one.spoken and not one.thought]
    around: list[Quotation | None] = [None, *quotations, None]
    places = [paragraph_of(book.paragraphs, one.start) for one in quotations]
    crowded = {number for number, count in Counter(places).items() if count > _CROWDED}
    for place, quotation in enumerate(quotations):
        if (quotation.closed and not quotation.continued) or places[place] in crowded:
            continue
        paragraph = book.paragraphs[places[place]]
        confidence = _confidence(book, paragraph, around[place], quotation, around[place + 2])
        if confidence is None:
            continue
        first = " ".join(book.text[quotation.start : quotation.end].split())[:40]
        message = f"The quotation that begins {first!r} is never closed."
        severity = "warning" if confidence >= 0.6 else "note"
        yield Finding("unclosed_quote", severity, message, (Span(quotation.start, quotation.end),), confidence)  # type: ignore[arg-type]


def _confidence(
    book: Book, paragraph: Paragraph, before: Quotation | None, quotation: Quotation, after: Quotation | None
) -> float | None:
    """Return how sure it is that the mark is missing, ``None`` when nothing speaks for it."""
    words = book.text[quotation.start : quotation.end].rstrip()
    if _is_verse(words) or (quotation.end >= paragraph.end and _is_letter_head(words)):
        return None
    if _tag_inside(words):
        return 0.8
    if not quotation.closed:
        return None if _nests(book.text, paragraph, quotation) else 0.7
    return _confidence_of_continued(words, paragraph.end - paragraph.start, before, after)


def _confidence_of_continued(
    words: str, length: int, before: Quotation | None, after: Quotation | None
) -> float | None:
    """Return how sure it is of a speech that the next paragraph's mark seems to carry on.

    `length` is that of its paragraph: one that speaks on begins a new paragraph after a long one.
    """
    alone = (before is None or not before.continued) and (after is None or not after.continued)
    if not alone or words[1:2] in _INNER or words[-1] not in _ENDINGS or len(words.splitlines()) > 3:
        return None
    if any(mark in words[1:-1] for mark in ("‘", " '", '"', "“")) or words.endswith(("--", "—")):
        return None
    return 0.7 if length < _SHORT else 0.4 if length < _FAIRLY_SHORT else None


def _nests(text: str, paragraph: Paragraph, quotation: Quotation) -> bool:
    """Tell whether a quotation's marks come out even, so that one of the same kind stands inside it."""
    marks = len(_DOUBLE.findall(text, paragraph.start, paragraph.end))
    inside = text[quotation.start : paragraph.end].rstrip()
    if quotation.style == "double" and quotation.end < paragraph.start + len(
        text[paragraph.start : paragraph.end].rstrip()
    ):
        return marks % 2 == 0
    return inside.count("“") == inside.count("”") and "”" in inside


def _is_verse(words: str) -> bool:
    """Tell whether lines are short and begin with capitals."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    short = sum(len(line) < _VERSE_LINE for line in lines)
    return (
        len(lines) > 1 and short >= len(lines) - 1 and all(line[:1].isupper() or line[0] in "\"“‘'" for line in lines)
    )


def _is_letter_head(words: str) -> bool:
    """Tell whether words are an address, a date, a title or a farewell, or announce a text: none of them ends a sentence."""
    inside = words.strip("\"“”‘’'_* ")
    if inside.endswith((":", ",", ":--", ",--")) or not any(letter.islower() for letter in inside):
        return True
    return (
        len(words) < _SHORT and inside[-1] not in "!?" and (any(one.isdigit() for one in inside) or " " not in inside)
    )


def _tag_inside(words: str) -> bool:
    """Tell whether a tag stands inside, so that the speech must have ended before it: “Come here, said Tom.”"""
    if any(mark in words[1:] for mark in ("‘", " '", '"', "“")) or words[1:2] in _INNER:
        return False
    verbs = past_forms_of("tag_verbs")
    return any(match.group("verb").lower() in verbs for form in _tag_forms() for match in form.finditer(words))


@cache
def _tag_forms() -> tuple[re.Pattern[str], ...]:
    """Return the forms of a tag right after a speech: *said Tom.*; after a mark that ends a sentence, *Tom said.* too."""
    name = r"(?:[A-Z][\w.]+(?:\s[A-Z]\w+)?)"
    return (
        re.compile(
            rf"(?<=[,!?])\s+(?P<verb>\w+)\s+(?:he|she|I|they|the\s\w+|{name})(?=[.,;]|\s(?:and|with|as|in|to|at)\b)"
        ),
        re.compile(rf"(?<=[!?])\s+(?:he|she|I|{name})\s+(?P<verb>\w+)(?=[.,;])"),
    )
