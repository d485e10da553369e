"""Letters and e-mails: from the lines that open them to who signs."""

from __future__ import annotations

import re
from functools import cache

from fabula.annotate.documents.document import Document
from fabula.annotate.documents.openings import date_of, fields_of, greeting, is_head, salutation_of
from fabula.annotate.documents.page import MARKS, OPENING_MARKS, Page
from fabula.annotate.documents.signatures import signature_of, signed_at_end, without_stop
from fabula.lexicons import pattern_of
from fabula.types.text import Span

_HEADS = 2  # lines, at most, that say where and when a letter is written
_MOST_UNSIGNED = 60  # paragraphs of a letter that nobody signs
_CLOSES = {"“": "”", '"': '"', "‘": "’"}
_SIGNED_INLINE = re.compile(r"[.!?] ?(?:[—–-]{1,2} ?)?(?P<name>(?:[A-Z]\.? ?){1,3}|[A-Z][\w’']+)[*_]*$")
_AFTERWORDS = re.compile(r"[*_]*(?:P\.? ?P?\.? ?S\b|postscript)", re.IGNORECASE)
_FEWEST_FIELDS = 2
_PERSONAL = re.compile(r"\b(?:I|me|my|we|us|our|you|your)\b")


@cache
def _salutes_inline() -> re.Pattern[str]:
    return re.compile(
        rf"[*_]*{greeting()},? (?P<name>(?:(?:Dr|Mrs?|Ms|St)\. ?)?[^.!?\n,:;—–]{{1,40}}?)"
        r"(?:[,:;.]? ?(?P<dash>[—–]|--|- )|[,:])\s*(?=[A-Z“\"])",
        re.IGNORECASE,
    )


@cache
def _salutes_quoted() -> re.Pattern[str]:
    """Return the pattern of *“Dear Anna,” it said.*."""
    return re.compile(
        rf"{greeting()},? (?P<name>[^.!?\n,:;—–]{{1,40}}?)[,:—–-]+[”\"’']\s+(?:it|the (?:letter|note|message))\b",
        re.IGNORECASE,
    )


@cache
def _signed_quoted() -> re.Pattern[str]:
    closing = pattern_of("valedictions_in_quotes", capitals=True)
    return re.compile(
        rf"(?:\b{closing}\b[^.!?\n]{{0,50}}[,.—–-]\s*|[.!?][—–]\s*|\n\s*)"
        r"(?P<name>[A-Z][\w.’']*(?: [A-Z][\w.’']*){0,3}?)[.]?\s*$"
    )


def letter_at(page: Page, number: int, *, after: bool) -> Document | None:
    """Return the letter that a paragraph begins: with where and when it is written, or with whom it is for."""
    at, date = number, None
    while (
        at < number + _HEADS
        and at + 1 < len(page.paragraphs)
        and is_head(page, at)
        and salutation_of(page, at, sure=True) is None
    ):
        date = date or date_of(page, at)
        at += 1
    inline = _inline_letter(page, number, at, date)
    if inline is not None:
        return inline
    salutation = salutation_of(page, at, sure=date is not None or after)
    if salutation is None or (at > number and date is None):
        return None
    last, writer = _end(page, at + 1, at)
    if writer is None:
        last = _end_unsigned(page, at + 1, last)
    if writer is None and (date is None or last - at > _MOST_UNSIGNED) and not after:
        return None
    return Document("letter", number, last, writer, salutation if salutation.end > salutation.start else None, date)


def email_at(page: Page, number: int) -> Document | None:
    """Return the e-mail whose fields a paragraph begins; ``None`` where it does not."""
    at = number
    fields: dict[str, Span] = {}
    while at < len(page.paragraphs) and (more := fields_of(page, at)):
        fields = {**more, **fields}
        at += 1
    if len(fields) < _FEWEST_FIELDS or not fields.keys() & {"from", "to"}:
        return None
    body = at + 1 if at < len(page.paragraphs) and page.text_of(at)[-1:] in ",:" else at  # *Celia,*
    last, writer = _end(page, body, number)
    reader = fields.get("to") or (salutation_of(page, at, sure=True) if body > at else None)
    writer = _address(page, fields.get("from")) or writer
    return Document("email", number, last, writer, _address(page, reader), fields.get("sent") or fields.get("date"))


def quoted_letter_at(page: Page, number: int) -> Document | None:
    """Return the letter that a paragraph begins inside quotation marks, up to its signature before the closing mark."""
    span = page.span_of(number)
    opening = page.text[span.start]
    found = _salutes_quoted().match(page.text, span.start + 1, span.end)
    if found is None:
        found = _salutes_inline().match(page.text, span.start + 1, span.end)
        if found is not None and not found["dash"]:
            return None  # *“Dear Anna, do sit down”* is no letter
    if found is None or opening not in _CLOSES:
        return None
    for last in range(number, min(number + _MOST_UNSIGNED, len(page.paragraphs))):
        span = page.span_of(last)
        if last > number and (last in page.broken or not page.text.startswith(opening, span.start)):
            return None
        text = span.of(page.text).rstrip(MARKS)
        n_marks = text.count(_CLOSES[opening]) - (opening == '"')
        one = n_marks == 1 or found.re is _salutes_quoted()  # one speech, but for *it said* after the salutation
        if text.endswith(_CLOSES[opening]) and (last > number or one):
            signed = _signed_quoted().search(text[:-1])
            if signed is None:
                return None
            signature = Span(span.start + signed.start("name"), span.start + signed.end("name"))
            writer = without_stop(page.text, signature)
            return Document("letter", number, last + 1, writer, Span(*found.span("name")), None, quoted=True)
    return None


def _inline_letter(page: Page, number: int, at: int, date: Span | None) -> Document | None:
    """Return the letter whose words go on right after the salutation: *Dear Tom,—I have found it.*"""
    span = page.span_of(at)
    found = _salutes_inline().match(page.text, span.start, span.end)
    if found is None or (date is None and not found["dash"]):
        return None
    reader = Span(*found.span("name"))
    signed = _SIGNED_INLINE.search(page.text, found.end(), span.end)
    if signed is not None:
        return Document("letter", number, at + 1, Span(*signed.span("name")), reader, date)
    last, writer = _end(page, at + 1, at)
    return None if writer is None else Document("letter", number, last, writer, reader, date)


def _end(page: Page, number: int, salutation: int) -> tuple[int, Span | None]:
    """Return where a letter ends whose words begin with a paragraph, and the name that signs it."""
    limit = page.limit_after(salutation)
    at = number
    while at < limit:
        writer = signature_of(page, at) or signed_at_end(page, at)
        if writer is not None:
            last = at + 1
            while last < limit and _AFTERWORDS.match(page.text_of(last)):
                last += 1
            return last, writer
        if at > number and (
            fields_of(page, at) or (is_head(page, at) and salutation_of(page, at + 1, sure=True) is not None)
        ):
            break
        at += 1
    return at, None


def _end_unsigned(page: Page, number: int, limit: int) -> int:
    """Return where a letter ends that nobody signs: before speech, and before what speaks of no *I* and no *you*."""
    at = number
    while at < limit and page.text_of(at)[:1] not in OPENING_MARKS and _PERSONAL.search(page.text_of(at)):
        at += 1
    return max(at, min(number + 1, limit))


def _address(page: Page, span: Span | None) -> Span | None:
    """Return the name of an address without what stands in brackets after it."""
    if span is None:
        return None
    name = re.split(r"[<(\[]", span.of(page.text))[0].rstrip()
    return Span(span.start, span.start + len(name)) if name and "@" not in name else None
