"""Messages and transcripts: lines that begin with the name of whoever says them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.annotate.documents.document import Document, DocumentKind, Message
from fabula.annotate.documents.openings import LONGEST_HEAD, date_of
from fabula.annotate.documents.page import Page
from fabula.lexicons import words_of
from fabula.types.text import Span

_FEWEST_LINES = 2  # with names before them, for messages to be told from a list or a play's direction
_MOST_IN_LINE = 4  # words of the name before a message
_LABEL = re.compile(
    r"(?P<open>[*_]{0,3})(?:[\[(]?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?[\])]? ?[-–]? ?)?<?(?P<label>[^\W\d_][^\n:*_\"“”.!?]{0,30}?)>?"
    r"(?: (?:to|->?|→|>) (?P<to>[^\n:()*_]{1,30}?))?(?: ?\([^)\n]{1,20}\))?"
    r"(?P<shut>[*_]{0,3}):(?P<after>[*_]{0,3})[ \t]+(?P<words>[^\n]*\S)"
)
_ASIDE = re.compile(r"\s*[\[(][^\n]*[\])]\s*")
_TRANSCRIPT = re.compile(r"\b(?:transcript|recording|interview|call log)\b", re.IGNORECASE)


def exchange_at(page: Page, number: int, *, after: bool) -> Document | None:
    """Return the messages, or the transcript, that a paragraph begins."""
    at, date, transcribed = number, None, False
    head = page.text_of(number)
    if not messages_of(page, at) and len(head) <= LONGEST_HEAD and at + 1 < len(page.paragraphs):
        date, transcribed = date_of(page, at), bool(_TRANSCRIPT.search(head))
        if date is None and not transcribed:
            return None
        at += 1
    messages: list[Message] = []
    last = at
    while last < len(page.paragraphs) and (last == at or last not in page.broken):
        found = messages_of(page, last)
        if not found and not (messages and _ASIDE.fullmatch(page.span_of(last).of(page.text))):
            break
        messages += found
        last += 1
    if not messages or not _are_messages(page, messages):
        return None
    kind: DocumentKind = "transcript" if transcribed else "messages"
    apart = at > number or transcribed or (after and len(messages) > _FEWEST_LINES)
    return Document(kind, number, last, None, None, date, apart, tuple(messages))


def messages_of(page: Page, number: int) -> list[Message]:
    """Return the messages of a paragraph, each of whose lines begins with a name and a colon."""
    span = page.span_of(number)
    found = []
    for line in re.finditer(r"[^\n]+", page.text[span.start : span.end]):
        label = _LABEL.fullmatch(line.group().strip())
        if label is None or not _may_be_name(label):
            return []
        start = span.start + line.start() + line.group().index(line.group().strip())
        found.append(
            Message(
                Span(start + label.start("label"), start + label.end("label")),
                Span(start + label.start("words"), start + label.end("words")),
                None if label["to"] is None else Span(start + label.start("to"), start + label.end("to")),
            )
        )
    return found


def _may_be_name(label: re.Match[str]) -> bool:
    words = label["label"].lower().split()
    if len(words) > _MOST_IN_LINE or " ".join(words).rstrip(".") in words_of("no_speakers"):
        return False
    marked = label["open"] or label["shut"] or label["after"]
    return bool(marked) or len(words) <= 2 or label["label"].isupper() or label["to"] is not None


def _are_messages(page: Page, messages: Sequence[Message]) -> bool:
    """Tell whether lines are said by few who speak again and again, or set their names apart by marks."""
    names = [one.label.of(page.text).lower() for one in messages]
    if len(messages) <= _FEWEST_LINES:
        return page.text[messages[0].label.start - 1] in "*_" if messages[0].label.start else False
    return len(set(names)) < len(names)
