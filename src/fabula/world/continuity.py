"""Findings, first version: what a careful editor would mark in the text itself.

Misspelt names, unclosed quotations, lost lines of dialogue, repeated text, garbled characters, chapter numbers out of order,
eyes that change colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from fabula.lexicons import forms_of, past_forms_of
from fabula.resolve.resolution import Resolution
from fabula.types.text import Book, Span
from fabula.types.world import Entity, Finding, Quote
from fabula.world.reading import Reading

_LEAST_REPEATED = 60  # characters of a paragraph that is worth marking when it stands twice
_NEAR = 12  # paragraphs within which a repetition is a slip of copying and no refrain
_MOJIBAKE = re.compile(r"â€[\x80-\xbf™œ\u009d˜\u201c“”]|Ã[\x80-\xbf©¨¢ª«®´¶¼]|ï»¿|\ufffd+")
_DOUBLED = re.compile(r"\b([a-z]{2,})\s+\1\b")
_MAY_DOUBLE = frozenset(
    [
        "that",
        "had",
        "very",
        "so",
        "no",
        "yes",
        "ha",
        "ho",
        "tut",
        "now",
        "there",
        "well",
        "more",
        "far",
        "many",
        "much",
        "long",
        "by",
        "and",
        "poor",
        "dear",
        "too",
        "on",
        "in",
        "is",
        "oh",
        "ah",
        "bye",
        "her",
        "knock",
        "tick",
        "rub",
        "pat",
        "choo",
    ]
)
_EYES = re.compile(
    r"\b(blue|brown|green|gr[ae]y|hazel|black|amber|violet|dark)\s+eyes\b|\beyes\s+were\s+(?:\w+\s+)?(blue|brown|green|gr[ae]y|hazel|black|amber|violet)\b"
)
_REPLY = frozenset({"answer", "reply", "respond", "retort", "rejoin"})
_SURE = 0.8  # of both speakers, for a line between them to be missed;
_SURE_OF_QUESTION = 0.5  # less will do where the first line asks, since a question wants an answer
_ADJACENT = 1  # paragraphs between two quotes that follow on each other


def find_text_findings(book: Book, resolution: Resolution) -> tuple[Finding, ...]:
    """Return what the text alone shows: variants of names, marks, repetition, garbling, numbering."""
    return (
        *_name_variants(resolution),
        *_unclosed(book, resolution),
        *_repeated(book),
        *_garbled(book),
        *_numbering(book),
    )


def _name_variants(resolution: Resolution) -> Iterator[Finding]:
    for variant in resolution.variants:
        message = f"“{variant.written}” is probably meant for {variant.intended}."
        yield Finding("name_variant", "warning", message, (variant.span,), 0.7)


def _unclosed(book: Book, resolution: Resolution) -> Iterator[Finding]:
    for quotation in resolution.discourse.quotations:
        if not quotation.closed and quotation.spoken:
            first = " ".join(book.text[quotation.start : quotation.end].split())[:40]
            message = f"The quotation that begins {first!r} is never closed."
            yield Finding("unclosed_quote", "warning", message, (Span(quotation.start, quotation.end),), 0.8)


def _repeated(book: Book) -> Iterator[Finding]:
    seen: dict[str, tuple[int, int]] = {}
    for number, paragraph in enumerate(book.paragraphs):
        words = " ".join(book.text[paragraph.start : paragraph.end].split())
        if len(words) < _LEAST_REPEATED:
            continue
        if words in seen and number - seen[words][0] <= _NEAR:
            first = book.paragraphs[seen[words][1]]
            spans = (Span(paragraph.start, paragraph.end), Span(first.start, first.end))
            yield Finding("repeated_text", "warning", "This paragraph stands twice.", spans, 0.9)
        seen[words] = (number, number)


def _garbled(book: Book) -> Iterator[Finding]:
    for paragraph in book.paragraphs:
        for match in _MOJIBAKE.finditer(book.text, paragraph.start, paragraph.end):
            message = f"Characters damaged by a wrong encoding: {match.group()!r}."
            yield Finding("garbled", "warning", message, (Span(*match.span()),), 0.9)
        for match in _DOUBLED.finditer(book.text, paragraph.start, paragraph.end):
            if match.group(1) not in _MAY_DOUBLE:
                message = f"The word “{match.group(1)}” stands twice in a row."
                yield Finding("garbled", "note", message, (Span(*match.span()),), 0.6)


def _numbering(book: Book) -> Iterator[Finding]:
    numbered = [one for one in book.chapters if one.number is not None]
    for before, after in pairwise(numbered):
        if before.number is not None and after.number not in (before.number + 1, 1):
            message = f"Chapter {before.number} is followed by chapter {after.number}."
            spans = tuple(Span(one.start, min(one.end, one.start + 80)) for one in (after, before))
            yield Finding("numbering", "warning", message, spans, 0.8)


# -- what needs to know who is who ----------------------------------------------------------------------------------


def find_story_findings(reading: Reading, quotes: Sequence[Quote]) -> tuple[Finding, ...]:
    """Return what the story contradicts: lost lines of dialogue, eyes that change colour."""
    return (*_lost_lines(reading, quotes), *_missing_speeches(reading), *_eye_colours(reading))


def _lost_lines(reading: Reading, quotes: Sequence[Quote]) -> Iterator[Finding]:
    """Yield places where the same person is named as the speaker of a question and of what follows it in a new paragraph."""
    paragraphs = {id(quote): _paragraph(reading, quote) for quote in quotes}
    for before, after in pairwise(quotes):
        gap = paragraphs[id(after)] - paragraphs[id(before)]
        if before.utterance == after.utterance or gap != _ADJACENT or before.speaker is None:
            continue
        if (
            before.speaker != after.speaker
            or "explicit" not in (before.kind, after.kind)
            or "implicit" in (before.kind, after.kind)
        ):
            continue
        asks = reading.text[before.start : before.end].rstrip("\"”'’» ").endswith("?")
        sure = min(before.confidence, after.confidence)
        if (asks and sure >= _SURE_OF_QUESTION) or (sure >= _SURE and _replies(reading, after)):
            message = f"{before.speaker.name} speaks twice in a row across paragraphs; an answer between may be lost."
            spans = (Span(after.start, after.end), Span(before.start, before.end))
            yield Finding("lost_dialogue", "warning", message, spans, 0.5)


def _replies(reading: Reading, quote: Quote) -> bool:
    if quote.cue is None:
        return False
    return forms_of("speech_verbs").get(quote.cue.of(reading.text).lower()) in _REPLY


def _paragraph(reading: Reading, quote: Quote) -> int:
    token = reading.discourse.tokens_between(quote.start, quote.end).start
    return reading.discourse.paragraph[token]


def _missing_speeches(reading: Reading) -> Iterator[Finding]:
    """Yield paragraphs that introduce a speech (*Then she said:*) where none follows."""
    discourse, paragraphs = reading.discourse, reading.discourse.book.paragraphs
    verbs = past_forms_of("speech_verbs")
    for number, paragraph in enumerate(paragraphs[:-1]):
        tokens = discourse.tokens_between(paragraph.start, paragraph.end)
        if len(tokens) < 3 or discourse.spoken[tokens.stop - 1] >= 0:
            continue
        words = discourse.tokens.lower[max(tokens.start, tokens.stop - 6) : tokens.stop]
        introduces = words[-1] in (":", ",") and any(word in verbs for word in words[-4:-1])
        following = discourse.tokens_between(paragraphs[number + 1].start, paragraphs[number + 1].end)
        if (
            introduces
            and following
            and not any(discourse.spoken[i] >= 0 for i in following[:3])
            and not _is_set_off(reading, number + 1)
        ):
            message = "A speech is introduced here, but none follows."
            yield Finding("lost_dialogue", "warning", message, (Span(paragraph.start, paragraph.end),), 0.6)


def _is_set_off(reading: Reading, number: int) -> bool:
    """Tell whether a paragraph is verse or a letter rather than speech: short lines, or a mark of its own."""
    paragraph = reading.discourse.book.paragraphs[number]
    words = reading.text[paragraph.start : paragraph.end]
    return words[:1] in "\"“‘'_*[(—-" or len(words) < 60 or any(len(line) < 50 for line in words.splitlines()[:-1])


def _eye_colours(reading: Reading) -> Iterator[Finding]:
    """Yield persons whose eyes narration gives two colours."""
    first: dict[Entity, tuple[str, Span]] = {}
    for match in _EYES.finditer(reading.text):
        who = _whose_eyes(reading, match.start())
        colour = (match.group(1) or match.group(2)).replace("gray", "grey")
        if who is None or colour == "dark":
            continue
        span = Span(*reading.sentence_span(reading.discourse.tokens_between(match.start(), match.end()).start))
        if who not in first:
            first[who] = (colour, span)
        elif first[who][0] != colour and first[who][0] + colour not in (
            "greyblue",
            "bluegrey",
            "hazelbrown",
            "brownhazel",
            "blackbrown",
            "brownblack",
        ):
            message = f"The eyes of {who.name} are {first[who][0]} in one place and {colour} in another."
            yield Finding("contradiction", "warning", message, (span, first[who][1]), 0.6)


def _whose_eyes(reading: Reading, start: int) -> Entity | None:
    """Return the possessor right before the phrase; nobody for eyes spoken of in dialogue or in general."""
    discourse = reading.discourse
    token = discourse.tokens_between(start, start + 1).start
    if token >= len(discourse.spoken) or discourse.spoken[token] >= 0:
        return None
    for one in reversed(discourse.references_between(max(0, token - 4), token)):
        possessive = one.pronoun is not None and one.pronoun.case == "possessive"
        genitive = discourse.tokens.lower[one.last : one.last + 1] in (("'s",), ("’s",))
        if possessive or genitive:
            return reading.person(one)
    return None
