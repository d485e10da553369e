"""Notes by the author of a fan fiction: blocks of their own, header fields, closing words, brackets in the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from fabula.readers.markers import (
    CLOSING_PHRASES,
    CLOSING_STARTS,
    FAN_FIELDS,
    HEADER_FIELDS,
    META_WORDS,
    NOTE_LABELS,
    NOTE_PHRASES,
    TELLING_WORDS,
    TITLE_FIELDS,
)
from fabula.readers.marks import Mark, lines_of
from fabula.types.text import Paragraph, ParatextKind, Span

_MAX_PHRASE_BLOCK = 400
_MAX_CLOSING = 700
_MAX_ABSORBED = 12  # blocks that a note may run on
_HEADER_ZONE = 14  # blocks at the beginning of a chapter that may hold header fields
_MAX_INLINE = 1500  # characters of a bracketed note
_MAX_BRACKET_BLOCKS = 6
_HEAD = 80
_LEADING_MARKS = " \t\u00a0*_~=#<>|-–—•"
_AN = re.compile(r"A\.?N\.?s?\s*[:–—-]")
_PHRASE = re.compile("(?:" + "|".join(map(re.escape, sorted(NOTE_PHRASES, key=len, reverse=True))) + r")(?![a-z0-9])")
_LABEL = re.compile("|".join(map(re.escape, sorted(NOTE_LABELS, key=len, reverse=True))))
_FIELD = re.compile(r"[*_~#\s]*([A-Za-z][A-Za-z/' ]{0,23}?)[*_\s]*\(?s?\)?[*_\s]*:")
_WORD = re.compile(r"[a-z][a-z0-9'-]*")
_OPENER = re.compile(r"[(\[{*]\s*(?:A/Ns?\b|AN\s*[:–—-]|author(?:'s|’s|s|s'|s’)?\s+notes?\s*[:–—-])", re.IGNORECASE)
_READERS = frozenset({"you", "your", "everyone", "guys", "y'all"})
_WRITER = frozenset({"i", "i'm", "i'll", "i've", "my", "me"})
_SMILE = re.compile(r"[:;=]['-]?[()]")
_BRACKET = re.compile(r"[()\[\]{}]")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


class Field(NamedTuple):
    """A header field: the index of its block and its name in lower case."""

    at: int
    name: str


def mark_notes(text: str, marks: Sequence[Mark]) -> list[Mark]:
    """Return `marks` with the author's notes, summaries and header fields marked; doubtful ones stay in the story."""
    marked = list(marks)
    for first, end in _segments(marks):
        _mark_header(text, marked, first, end)
        _mark_labelled(text, marked, first, end)
        _mark_closing(text, marked, first, end)
    return marked


def _segments(marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of blocks between the headings of chapters."""
    first = 0
    for at, mark in enumerate(marks):
        if mark.kind in ("chapter", "division"):
            if at > first:
                yield first, at
            first = at + 1
    if first < len(marks):
        yield first, len(marks)


def note_kind(words: str) -> ParatextKind | None:
    """Return the kind of note that a block's first words make it, ``None`` for story."""
    head = words[:_HEAD].lstrip(_LEADING_MARKS)
    bare = head.lstrip("([{" + _LEADING_MARKS).replace("’", "'")
    lowered = bare.lower()
    if _AN.match(bare) or _is_note_phrase(lowered, words) or _is_note_label(lowered):
        return "summary" if lowered.startswith("chapter summary") else "author_note"
    return None


def _is_note_phrase(lowered: str, words: str) -> bool:
    """Tell whether a block begins with a phrase that only notes begin with."""
    match = _PHRASE.match(lowered)
    return match is not None and (match.group().startswith("a/n") or len(words) <= _MAX_PHRASE_BLOCK)


def _is_note_label(lowered: str) -> bool:
    """Tell whether a block begins with a label alone or set off from what follows."""
    match = _LABEL.match(lowered)
    if not match:
        return False
    offset = lowered[match.end() : match.end() + 1]
    rest = lowered[match.end() :].lstrip("*_ \t")
    return not rest or offset in "\r\n" or rest[0] in ":;-–—)](#\r\n" or (rest[0] in ".!," and "'" in match.group())


def _mark_labelled(text: str, marks: list[Mark], first: int, end: int) -> None:
    """Mark the blocks that begin as notes do, and those that go on with them."""
    at = first
    while at < end:
        kind = note_kind(marks[at].text(text)[: _MAX_PHRASE_BLOCK + 1]) if marks[at].kind == "story" else None
        if kind is None:
            at += 1
            continue
        last = _note_end(text, marks, at, end)
        for i in range(at, last):
            if marks[i].kind == "story":
                marks[i] = marks[i].named(kind)
        at = last


def _note_end(text: str, marks: Sequence[Mark], at: int, end: int) -> int:
    """Return the index after the last block of the note that begins at `at`."""
    closed = _bracket_end(text, marks, at, end)
    if closed:
        return closed
    after = at + 1
    if _is_label_alone(marks[at].text(text)) and after < end and _may_follow_label(text, marks[after]):
        after += 1
    while after < min(end, at + _MAX_ABSORBED) and marks[after].kind == "story" and _goes_on(marks[after].text(text)):
        after += 1
    return after


def _is_label_alone(words: str) -> bool:
    """Tell whether a block is a label and nothing else, so that the note itself must follow."""
    lowered = words[:_HEAD].lower().replace("’", "'").strip(_LEADING_MARKS + "([{")
    match = _PHRASE.match(lowered) or _LABEL.match(lowered)
    return match is not None and len(words) < _HEAD and not lowered[match.end() :].strip(_LEADING_MARKS + ":.)]}")


def _may_follow_label(text: str, mark: Mark) -> bool:
    """Tell whether a block may be the note that a label announces: no speech, no page of prose."""
    return mark.kind == "story" and mark.length <= 3000 and text[mark.block.start] not in "\"“‘'"


def _bracket_end(text: str, marks: Sequence[Mark], at: int, end: int) -> int | None:
    """Return the index after the block that closes the bracket which the note at `at` opens, if it's a later one."""
    opener = marks[at].text(text).lstrip(_LEADING_MARKS)[:1]
    if opener not in _CLOSERS:
        return None
    depth = 0
    for i in range(at, min(end, at + _MAX_BRACKET_BLOCKS)):
        if marks[i].kind != "story":
            return None
        words = marks[i].text(text)
        depth += words.count(opener) - words.count(_CLOSERS[opener])
        if depth <= 0:
            return i + 1 if i > at else None
    return None


def _goes_on(words: str) -> bool:
    """Tell whether a block after a note speaks of writing and reading, not of the story."""
    if len(words) > 3000 or words.lstrip()[:1] in "\"“‘'":
        return False
    found = set(_WORD.findall(words.lower().replace("’", "'")))
    n_hits = _meta_hits(words)
    if len(words) > _MAX_CLOSING:
        return n_hits >= 3 and not TELLING_WORDS.isdisjoint(found)
    to_readers = not _READERS.isdisjoint(found) and not _WRITER.isdisjoint(found)
    return n_hits >= 2 or not TELLING_WORDS.isdisjoint(found) or (n_hits == 1 and to_readers)


def _meta_hits(words: str) -> int:
    """Return how many different words and phrases of fan fiction's own talk are in `words`."""
    lowered = words.lower().replace("’", "'")
    return len(META_WORDS.intersection(_WORD.findall(lowered))) + sum(phrase in lowered for phrase in CLOSING_PHRASES)


def _field_names(words: str) -> list[str]:
    """Return the header fields that the lines of a block begin with."""
    names = []
    for line in lines_of(words[:4000])[:30]:
        match = _FIELD.match(line[:60].replace("’", "'"))
        name = " ".join(match.group(1).lower().split()) if match else ""
        if name in HEADER_FIELDS or name + "s" in HEADER_FIELDS:
            names.append(name)
    return names


def _mark_header(text: str, marks: list[Mark], first: int, end: int) -> None:
    """Mark the header block of a fan fiction at the beginning of a file or a chapter."""
    fields = _header_fields(text, marks[first : min(end, first + _HEADER_ZONE)], first)
    if not fields or not _is_header(marks, fields, first):
        return
    covered = {field.at: _field_kind(field.name) for field in reversed(fields)}
    previous: int | None = None
    for at in sorted(covered):
        if previous is not None and at - previous == 2 and marks[at - 1].kind == "story":
            marks[at - 1] = marks[at - 1].named(covered[previous])
        if marks[at].kind == "story":
            marks[at] = marks[at].named(covered[at])
        previous = at


def _header_fields(text: str, zone: Sequence[Mark], first: int) -> list[Field]:
    """Return the header fields in the blocks of `zone`, the first of which has the index `first`, up to the prose."""
    fields: list[Field] = []
    n_missed = 0
    for at, mark in enumerate(zone, first):
        names = _field_names(mark.text(text)) if mark.kind in ("story", "front_matter") else []
        n_missed = 0 if names else n_missed + (mark.kind == "story")
        if n_missed > 1 or (n_missed and mark.length > _MAX_PHRASE_BLOCK):
            break
        fields += (Field(at, name) for name in names)
    return fields


def _is_header(marks: Sequence[Mark], fields: Sequence[Field], first: int) -> bool:
    """Tell whether the fields make a header: two with one that fan fiction alone has, or one set off."""
    names = {field.name for field in fields}
    if len(names) >= 2:
        return bool(names & FAN_FIELDS) or (first == 0 and (len(names) >= 3 or {"title", "author"} <= names))
    at = fields[0].at
    before = all(mark.kind not in ("story",) for mark in marks[first:at])
    after = marks[at + 1].kind if at + 1 < len(marks) else "rule"
    telling = names & (FAN_FIELDS | {"summary", "warning", "warnings", "note", "notes"})
    return bool(telling) and before and after in ("rule", "divider", "author_note", "chapter")


def _field_kind(name: str) -> ParatextKind:
    """Return the kind of paratext that a header field is."""
    if name == "summary":
        return "summary"
    return "front_matter" if name in TITLE_FIELDS else "author_note"


def _mark_closing(text: str, marks: list[Mark], first: int, end: int) -> None:
    """Mark the author's last words to the reader at the end of a chapter."""
    at = end - 1
    while at >= first and marks[at].kind in ("divider", "rule", "author_note", "back_matter", "licence"):
        at -= 1
    while at > first and marks[at].kind == "story" and _is_closing(marks[at].text(text)):
        marks[at] = marks[at].named("author_note")
        at -= 1


def _is_closing(words: str) -> bool:
    """Tell whether a chapter's last block is the author's: it begins like one or has several of their words."""
    if len(words) > _MAX_CLOSING or words.lstrip("*_ (")[:1] in "\"“‘'":
        return False
    lowered = words.lower().replace("’", "'").lstrip("*_~([-– ")
    begins = lowered.startswith(CLOSING_STARTS) and len(words) < 300
    return begins or (_meta_hits(words) >= 3 and not TELLING_WORDS.isdisjoint(_WORD.findall(lowered)))


def inline_notes(text: str, paragraphs: Sequence[Paragraph]) -> list[Span]:
    """Return the bracketed notes inside paragraphs (``(A/N: sorry!)``), each from bracket to bracket."""
    found: list[Span] = []
    for match in _OPENER.finditer(text):
        paragraph = _paragraph_at(paragraphs, match.start())
        if paragraph is None or (found and match.start() < found[-1].end):
            continue
        end = _closing(text, match.start(), min(paragraph.end, match.start() + _MAX_INLINE))
        if end is not None:
            found.append(Span(match.start(), end))
    return found


def _paragraph_at(paragraphs: Sequence[Paragraph], at: int) -> Paragraph | None:
    """Return the paragraph that holds the character at `at`."""
    low, high = 0, len(paragraphs)
    while low < high:
        middle = (low + high) // 2
        if paragraphs[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return paragraphs[low] if low < len(paragraphs) and paragraphs[low].start <= at else None


def _closing(text: str, start: int, limit: int) -> int | None:
    """Return the offset after the bracket that closes the one at `start`, ``None`` when there is none by `limit`."""
    if text[start] == "*":
        star = text.find("*", start + 1, limit)
        return star + 1 if star > 0 else None
    if text.find(_CLOSERS[text[start]], start, limit) < 0:
        return None
    smiles = {match.end() - 1 for match in _SMILE.finditer(text, start, limit)}
    end = _balance(text, start, limit, smiles)
    return end if end is not None else _balance(text, start, limit, frozenset())


def _balance(text: str, start: int, limit: int, passed: AbstractSet[int]) -> int | None:
    """Return the offset after the closing bracket, where the brackets at the offsets `passed` don't count."""
    opener, closer = text[start], _CLOSERS[text[start]]
    depth = 0
    for match in _BRACKET.finditer(text, start, limit):
        if match.start() not in passed:
            depth += (match.group() == opener) - (match.group() == closer)
        if depth == 0:
            return match.end()
    return None
