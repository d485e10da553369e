"""Thoughts: words that somebody says to nobody, set apart from narration by italics or by other marks than speech has.

What stands in the marks of speech is a quotation, thought or said; its tag tells which.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from fabula.annotate.tokens import WORD
from fabula.lexicons import past_forms_of, words_of
from fabula.types.annotations import Quotation
from fabula.types.text import Book, Span

_SINGLE = re.compile(r"(?<![\w’'.])[‘'](?=[\w—…-])((?:[^‘’'“”\"]|(?<=\w)['’](?=\w))+?[.,!?…—-])['’](?!\w)")
_ENDS = ".!?…—-"
_MARKS = "*_‘’'“”\""
_LONGEST, _SHORTEST = 60, 3  # words of a thought without a tag
_LONGEST_TAG = 4  # words from a thought to its verb


def with_thoughts(book: Book, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Return the quotations and, among them, the thoughts of a book that stand outside them."""
    starts = [one.start for one in quotations]
    ends = [one.end for one in quotations]
    found: list[Quotation] = []
    slanted = _slanted_paragraphs(book)
    utterance = max((one.utterance for one in quotations), default=-1) + 1
    for span, marked in _stretches(book):
        place = bisect_right(starts, span.end - 1)
        covered = place and ends[place - 1] > span.start
        if covered or (found and found[-1].end > span.start) or not _is_thought(book, span, slanted, marked=marked):
            continue
        found.append(Quotation(span.start, span.end, utterance, "single" if marked else "italic", thought=True))
        utterance += 1
    return tuple(sorted((*quotations, *found), key=lambda one: one.start))


def _stretches(book: Book) -> Iterator[tuple[Span, bool]]:
    """Yield what is in italics, and what stands in single marks, with whether it is the latter, in order."""
    found = {(span.start, span.end): False for span in book.emphasis}
    for paragraph in book.paragraphs:
        for match in _SINGLE.finditer(book.text, paragraph.start, paragraph.end):
            found.setdefault(match.span(), True)
    yield from ((Span(*span), found[span]) for span in sorted(found, key=lambda one: (one[0], -one[1])))


def _is_thought(book: Book, span: Span, slanted: AbstractSet[int], *, marked: bool) -> bool:
    """Tell whether a stretch is a thought: by a verb of thinking beside it, or in italics as a sentence that says *I*.

    Paragraphs in italics as a whole, `slanted`, are none where one follows another: a letter, a song, a scene of another time.
    """
    place = _paragraph_at(book, span.start)
    if place is None or span.end > book.paragraphs[place].end:
        return False
    paragraph = book.paragraphs[place]
    words = [word.lower() for word in WORD.findall(book.text, span.start, span.end)]
    if len(words) < 2:
        return False
    before = book.text[paragraph.start : span.start].rstrip(f" \n\t{_MARKS}")
    after = book.text[span.end : paragraph.end].lstrip(f" \n\t{_MARKS}")
    if _tagged(before, after):
        return True
    if marked or not _SHORTEST <= len(words) <= _LONGEST:
        return False
    inside = book.text[span.start : span.end].strip(_MARKS + " \n")
    says_i = any(word.split("’")[0].split("'")[0] in words_of("pronouns_I") for word in words)
    alone = not before or before[-1] in _ENDS or before[-1] in ":”"
    runs_on = not slanted.isdisjoint((place - 1, place + 1)) and _slants(book, place, span)
    return says_i and alone and inside[0].isupper() and inside[-1] in _ENDS and not runs_on


def _slanted_paragraphs(book: Book) -> frozenset[int]:
    """Return the places of the paragraphs that are in italics as a whole."""
    places = ((_paragraph_at(book, span.start), span) for span in book.emphasis)
    return frozenset(place for place, span in places if place is not None and _slants(book, place, span))


def _slants(book: Book, place: int, span: Span) -> bool:
    """Tell whether a span covers a paragraph but for marks."""
    paragraph = book.paragraphs[place]
    rest = book.text[paragraph.start : span.start] + book.text[span.end : paragraph.end]
    return not rest.strip(_MARKS + " \n")


def _paragraph_at(book: Book, at: int) -> int | None:
    """Return the place of the paragraph that a character stands in; ``None`` between two."""
    place = bisect_right(book.paragraphs, at, key=lambda one: one.start) - 1
    return place if place >= 0 and book.paragraphs[place].end > at else None


def _tagged(before: str, after: str) -> bool:
    """Tell whether a verb of thinking leads in or follows: *she thought*, *thought Anna*, *he told himself*."""
    follows = _clause(after)
    leads = WORD.findall(before.rstrip(",:"))[-_LONGEST_TAG:] if before.endswith((",", ":")) else []
    return any(_thinks([word.lower() for word in part]) for part in (follows, leads))


def _clause(after: str) -> list[str]:
    """Return the first words after a thought, up to the next mark."""
    stop = re.search(r"[.!?;:“”\"]|,\s", after.lstrip(", "))
    return WORD.findall(after.lstrip(", ")[: stop.start() if stop else 80])[: _LONGEST_TAG + 1]


def _thinks(words: Sequence[str]) -> bool:
    verbs = past_forms_of("thinking_verbs")
    for place, word in enumerate(words):
        if word in verbs:
            return len(words) > 1
        if word in words_of("telling_oneself") and any(
            one in words_of("reflexive_pronouns") for one in words[place + 1 :]
        ):
            return True
    return False
