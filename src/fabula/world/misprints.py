"""Misprints: what the text alone shows to be wrong. Names misspelt, text repeated or garbled, chapters out of order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fabula.lexicons import words_of
from fabula.resolve.resolution import Resolution
from fabula.types.text import Book, Chapter, Paragraph, Span
from fabula.types.world import Finding
from fabula.world.name_variants import find_name_variants

_LEAST_REPEATED = 60  # characters of a paragraph that is worth marking when it stands twice,
_LEAST_ADJACENT = 30  # or twice in a row
_LEAST_SENTENCE = 30  # characters of a sentence that is worth marking when it stands twice in a row
_NEAR = 12  # paragraphs within which a repetition is a slip of copying and no refrain
_VERSE_LINE = 50
_MOJIBAKE = re.compile(r"â€[\x80-\xbf™œ\u009d˜\u201c“”¦]?|Ã[\x80-\xbf©¨¢ª«®´¶¼]|ï»¿|\ufffd+|Â[£ ]")
_DOUBLED = re.compile(r"(?<![\w’'-])([A-Za-z]?[a-z]+)\s+([a-z]+)(?![\w’'-])")
_SENTENCE = re.compile(r"[^.!?\s][^.!?]*+(?:[.!?]+[\"”’')]*|\Z)")  # takes an endless one once, or it were quadratic
_MOST_DOUBLED = 2  # times that a book doubles a word by mistake; more is its way of speaking


def find_misprints(book: Book, resolution: Resolution) -> Iterator[Finding]:
    """Yield misspelt names, repetitions, damaged characters, doubled words and gaps between chapter numbers."""
    yield from find_name_variants(book, resolution)
    yield from _repeated(book)
    yield from _mojibake(book)
    yield from _doubled(book)
    yield from _numbering(book)


# -- repetition -----------------------------------------------------------------------------------------------------


def _repeated(book: Book) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for number, paragraph in enumerate(book.paragraphs):
        if paragraph.end - paragraph.start < _LEAST_ADJACENT:
            continue
        words = " ".join(book.text[paragraph.start : paragraph.end].split())
        before = seen.get(words)
        seen[words] = number
        if before is None or number - before > _NEAR or _is_verse(book.text, paragraph):
            yield from _repeated_sentences(book.text, paragraph)
            continue
        if number - before > 1 and len(words) < _LEAST_REPEATED:
            continue
        first = book.paragraphs[before]
        spans = (Span(paragraph.start, paragraph.end), Span(first.start, first.end))
        severity, confidence = (
            ("error", 0.95) if number - before == 1 and len(words) >= _LEAST_REPEATED else ("warning", 0.7)
        )
        yield Finding("repeated_text", severity, "This paragraph stands twice.", spans, confidence)  # type: ignore[arg-type]


def _is_verse(text: str, paragraph: Paragraph) -> bool:
    """Tell whether a paragraph has short lines, as a refrain has."""
    lines = text[paragraph.start : paragraph.end].splitlines()
    return len(lines) > 1 and all(len(line) < _VERSE_LINE for line in lines[:-1])


def _repeated_sentences(text: str, paragraph: Paragraph) -> Iterator[Finding]:
    if paragraph.end - paragraph.start < 2 * _LEAST_SENTENCE:
        return
    found = _SENTENCE.finditer(text, paragraph.start, paragraph.end)
    sentences = [one for one in found if one.end() - one.start() >= _LEAST_SENTENCE]
    times = Counter(one.group() for one in sentences)
    for one, other in pairwise(sentences):
        meant = "!" in one.group() or times[one.group()] > _MOST_DOUBLED
        if one.group().split() == other.group().split() and other.start() - one.end() < 3 and not meant:
            spans = (Span(*other.span()), Span(*one.span()))
            yield Finding("repeated_text", "warning", "This sentence stands twice in a row.", spans, 0.7)


# -- damage ---------------------------------------------------------------------------------------------------------


def _mojibake(book: Book) -> Iterator[Finding]:
    if not _MOJIBAKE.search(book.text):
        return
    for paragraph in book.paragraphs:
        for match in _MOJIBAKE.finditer(book.text, paragraph.start, paragraph.end):
            message = f"Characters damaged by a wrong encoding: {match.group()!r}."
            yield Finding("garbled", "error", message, (Span(*match.span()),), 0.95)


def _doubled(book: Book) -> Iterator[Finding]:
    """Yield words that stand twice in a row, unless English or this book likes to double them."""
    found: list[tuple[str, Span]] = []
    for paragraph in book.paragraphs:
        found.extend(_doubled_in(book.text, paragraph))
    often = Counter(word for word, _ in found)
    for word, span in found:
        never = word in words_of("never_doubled")
        if not never and (word in words_of("may_double") or often[word] > _MOST_DOUBLED):
            continue
        message = f"The word “{word}” stands twice in a row."
        yield Finding("garbled", "warning" if never else "note", message, (span,), 0.85 if never else 0.5)


def _doubled_in(text: str, paragraph: Paragraph) -> Iterator[tuple[str, Span]]:
    position = paragraph.start
    while match := _DOUBLED.search(text, position, paragraph.end):
        word = match.group(1).lower()
        if word != match.group(2):
            position = match.start(2)
            continue
        again = _DOUBLED.match(text, match.start(2), paragraph.end)
        if again is None or again.group(2) != word:
            yield word, Span(*match.span())
            position = match.end()
            continue
        while again is not None and again.group(2) == word:  # three in a row are meant
            position = again.end(2)
            again = _DOUBLED.match(text, again.start(2), paragraph.end)


# -- numbers --------------------------------------------------------------------------------------------------------


def _numbering(book: Book) -> Iterator[Finding]:
    """Yield chapters whose number doesn't follow on the one before; a new part may begin at one again."""
    numbered = [one for one in book.chapters if one.number is not None]
    steps = [(before, after) for before, after in pairwise(numbered) if not _follows(before, after)]
    if len(steps) * 4 > len(numbered) and len(steps) > 1:
        return  # numbered by a rule of its own
    for before, after in steps:
        twice = after.number == before.number
        message = f"Chapter {before.number} {'stands twice' if twice else f'is followed by chapter {after.number}'}."
        spans = tuple(Span(one.start, min(one.end, one.start + 80)) for one in (after, before))
        yield Finding("numbering", "warning", message, spans, 0.8)


def _follows(before: Chapter, after: Chapter) -> bool:
    assert before.number is not None
    return after.number in (before.number + 1, 1)


def paragraph_of(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Return the index of the paragraph that the character at `start` stands in."""
    low, high = 0, len(paragraphs)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if paragraphs[middle].end <= start else (low, middle)
    return min(low, len(paragraphs) - 1)
