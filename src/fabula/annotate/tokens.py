"""Tokens and sentences of the story, with exact offsets.

The tokens follow the Penn Treebank habits that LitBank and UD English share: clitics apart (``do n't``, ``Emma 's``,
``can not``), hyphenated words whole, ``--`` and ``_`` alone, abbreviations with their full stop.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from sys import intern

import numpy as np

from fabula.lexicons import past_forms_of, words_of
from fabula.types.text import Book, Paragraph, Tokens

GENITIVE_CLITICS = frozenset({"'s", "’s"})  # tokens of their own; those of *is* and *has* look alike
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # of letters, in text that has no tokens yet
_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|ll|re|ve|d|m))$", re.IGNORECASE)
_CLOSERS = frozenset("\"”’')]}»_*")
_ENDERS = frozenset(".!?…")
_OPENERS = frozenset("\"“‘'([{«_*—–-")
_TAG_REACH = 4  # tokens after a closing mark in which a speech verb makes what follows a tag: “Well!” Mary quietly said


def _token_pattern() -> re.Pattern[str]:
    abbreviations = sorted(words_of("abbreviations"), key=lambda word: (-len(word), word))
    opening = {word.capitalize() for word in words_of("elisions") if word[:2] in ("ti", "tw")}  # ’Tis, ’Twas
    elisions = "|".join(sorted(words_of("elisions") | opening, key=lambda word: (-len(word), word)))
    letters = r"[^\W\d_]"
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, abbreviations))})\.(?!\.)"  # Mr. Dr. St.
        rf"|(?:[A-Z]\.){{2,}}"  # M.R.C.S.
        rf"|(?<![\w.])[A-HJ-Z]\.(?=\s+[A-Z])"  # the initial of a name; never I
        rf"|\.(?:\s?\.)+|…+|[—–]+|--+|\*+"
        rf"|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?"
        rf"|['’](?:{elisions})(?!\w)"
        rf"|{letters}+(?:['’\-]{letters}+|-\d+)*"
        rf"|\S",
    )


def _split_word(word: str) -> tuple[int, ...]:
    """Return where a word that carries a clitic divides; nothing for most words."""
    if word.lower() == "cannot":
        return (3,)
    if "'" not in word and "’" not in word:
        return ()
    found = _CLITIC.search(word)
    return (found.start(),) if found and found.start() > 0 else ()


def tokenize(book: Book) -> Tokens:
    """Return the tokens and sentences of the story paragraphs of `book`; paratext inside a paragraph has none."""
    if book.format == "pretokenized":
        pieces: Iterable[tuple[int, int, int, int]] = _given_tokens(book)
    else:
        pieces = _found_tokens(book)
    rows = list(pieces)
    table = np.array(rows, dtype=np.int32).reshape(-1, 4)
    words = tuple(intern(book.text[start:end]) for start, end, _, _ in rows)  # a novel has few different ones
    return Tokens(
        start=table[:, 0].copy(),
        end=table[:, 1].copy(),
        sentence=table[:, 2].copy(),
        paragraph=table[:, 3].copy(),
        words=words,
        lower=tuple(intern(word.lower()) for word in words),
    )


def _given_tokens(book: Book) -> Iterator[tuple[int, int, int, int]]:
    """Take a sentence a line and a token between spaces, as they stand."""
    sentence = 0
    for number, paragraph in enumerate(book.paragraphs):
        offset = paragraph.start
        for line in book.text[paragraph.start : paragraph.end].splitlines(keepends=True):
            found = False
            for match in re.finditer(r"\S+", line):
                yield offset + match.start(), offset + match.end(), sentence, number
                found = True
            sentence += found
            offset += len(line)


def _found_tokens(book: Book) -> Iterator[tuple[int, int, int, int]]:
    pattern = _token_pattern()
    notes = [(one.start, one.end) for one in book.paratext]
    sentence = 0
    for number, paragraph in enumerate(book.paragraphs):
        spans = list(_paragraph_spans(book.text, paragraph, pattern, notes))
        words = [book.text[start:end] for start, end in spans]
        for (start, end), ends in zip(spans, sentence_ends(words), strict=True):
            yield start, end, sentence, number
            sentence += ends


def _paragraph_spans(
    text: str, paragraph: Paragraph, pattern: re.Pattern[str], notes: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    inside = notes[bisect_left(notes, (paragraph.start, paragraph.start)) :]
    inside = [note for note in inside[:50] if note[0] < paragraph.end]
    for match in pattern.finditer(text, paragraph.start, paragraph.end):
        start, end = match.span()
        if inside and any(first <= start < last for first, last in inside):
            continue
        cuts = _split_word(match.group()) if end - start > 2 else ()
        for cut in cuts:
            yield start, start + cut
            start += cut
        yield start, end


def sentence_ends(words: list[str]) -> list[bool]:
    """Return for each token of one paragraph whether a sentence ends after it; the last one always does."""
    ends = [False] * len(words)
    position = 0
    while position < len(words):
        if words[position][0] not in _ENDERS:
            position += 1
            continue
        last = _absorb_closers(words, position)
        ends[last] = _may_begin(words, last + 1, closed_quote=last > position and words[last] in "\"”’'»")
        position = last + 1
    if ends:
        ends[-1] = True
    return ends


def _absorb_closers(words: list[str], position: int) -> int:
    """Return the last token of a full stop with what clings to it: ``?!``, then closing marks."""
    last = position
    while last + 1 < len(words) and words[last + 1][0] in _ENDERS:
        last += 1
    while last + 1 < len(words) and words[last + 1] in _CLOSERS:
        straight = words[last + 1] in "\"'_*"
        opens_next = straight and words[: last + 1].count(words[last + 1]) % 2 == 0
        if opens_next:  # an even count before it: this straight mark opens the next sentence
            break
        last += 1
    return last


def _may_begin(words: list[str], position: int, *, closed_quote: bool) -> bool:
    """Tell whether a sentence can begin at `position`."""
    if position >= len(words):
        return True
    first = words[position]
    if first[0] in "…,;:" or (first[0].islower() and not first[0].isdigit()):
        return False
    if first[0] in "—–-" and position + 1 < len(words):
        return words[position + 1][0].isupper() or words[position + 1][0] in "\"“‘'"
    if closed_quote:
        reach = words[position : position + _TAG_REACH]
        stop = next((i for i, word in enumerate(reach) if word[0] in ',.;:!?"“'), len(reach))
        return not any(word in past_forms_of("speech_verbs") for word in reach[1:stop])
    return first[0].isupper() or first[0].isdigit() or first[0] in _OPENERS or not first[0].isalnum()
