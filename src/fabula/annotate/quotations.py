"""Quotations: which stretches stand between quotation marks, in which style, and which of them somebody says.

A book is read in its main style (double marks, single marks, guillemets, dashes), found by counting; guillemets and
curly double marks count in every book. Custom and error are told apart: a speech that runs over paragraphs opens each of them
with a mark and closes only the last; a mark that is missing against that custom leaves ``closed=False``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from fabula.annotate.dashed_speech import OPENING as DASH
from fabula.annotate.dashed_speech import dashed_stretches
from fabula.annotate.documents import find_documents, with_messages
from fabula.annotate.spaced_quotations import find_spaced_stretches
from fabula.annotate.tokens import WORD
from fabula.lexicons import forms_of, past_forms_of, words_of
from fabula.types.annotations import Quotation
from fabula.types.text import Book, Paragraph

Style = Literal["double", "single", "guillemet", "dash"]

_DOUBLE = '"“”„‟″'
_GUILLEMETS = "«»"
_SINGLE_OPENING = re.compile(r"(?<![\w’'.])(?:[‘'`](?=[\w“\"—…-])|‘(?=’\w))")
_SINGLE_CLOSING = re.compile(r"(?<=[\w.,!?;:…—–\-)*_])['’](?!\w)")
_STRONG_END = ".,!?;:…—–-"
_TAG_WINDOW = 60  # characters beside a quotation in which a speech verb is looked for
_LONG_PARAGRAPHS_IN_QUOTE = 6  # a speech is never carried over more paragraphs without a new mark


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    style: Style
    closed: bool


def find_quotations(book: Book) -> tuple[Quotation, ...]:
    """Return the quotations of the story in order, disjoint; nested ones are part of the outer one.

    The lines of messages, transcripts and plays are among them: what follows a name and a colon is said.
    """
    if book.format == "pretokenized":
        return _find_in_spaced(book.text)
    paragraphs = book.paragraphs
    style = _main_style(book.text, paragraphs)
    found: list[Quotation] = []
    carried: int | None = None  # the utterance that runs on from the paragraph before
    pending = 0  # paragraphs still to come that lie wholly inside an open quotation
    for index, paragraph in enumerate(paragraphs):
        stretches = list(_stretches(book.text, paragraph, style, inside=pending > 0))
        pending = max(0, pending - 1)
        for number, stretch in enumerate(stretches):
            last = number == len(stretches) - 1
            continues = False
            if last and not stretch.closed:
                pending = pending or _paragraphs_inside(book.text, paragraphs, index, stretch.style)
                following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
                continues = pending > 0 or (following is not None and _opens(book.text, following, stretch.style))
            utterance = carried if number == 0 and carried is not None else len(found)
            found.append(
                Quotation(stretch.start, stretch.end, utterance, stretch.style, stretch.closed or continues, continues)
            )
            carried = utterance if last and continues else None
        if not stretches:
            carried = None
    joined = _join_utterances(book.text, _mark_unspoken(book.text, paragraphs, found))
    return with_messages(joined, find_documents(book))


def _find_in_spaced(text: str) -> tuple[Quotation, ...]:
    found: list[Quotation] = []
    for number, (start, end, style, closed) in enumerate(find_spaced_stretches(text)):
        quotation = Quotation(start, end, number, cast(Style, style), closed=closed, continued=not closed)
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end + 1)
        line = Paragraph(line_start, line_end if line_end >= 0 else len(text))
        goes_on = bool(found) and found[-1].spoken and found[-1].start >= line_start
        found.append(replace(quotation, spoken=_is_spoken(text, line, quotation, goes_on=goes_on)))
    return _join_utterances(text, found)


def _paragraphs_inside(text: str, paragraphs: Sequence[Paragraph], index: int, style: Style) -> int:
    """Count the paragraphs after `index` that an open quotation runs through, to the one that closes it.

    0 unless the first mark met is a closing one within a few paragraphs: the quotation carries verse, a letter, a list.
    """
    if style != "double":
        return 0
    for count, paragraph in enumerate(paragraphs[index + 1 : index + 1 + _LONG_PARAGRAPHS_IN_QUOTE], start=1):
        mark = re.compile(f"[{_DOUBLE}]").search(text, paragraph.start, paragraph.end)
        if mark:
            closes = mark.start() > paragraph.start and _role(text, mark.start(), paragraph) == "close"
            return count if closes else 0
    return 0


def _main_style(text: str, paragraphs: Sequence[Paragraph]) -> Style:
    """Return the style that most paragraphs with any mark open in."""
    counts: dict[Style, int] = {"double": 0, "single": 0, "guillemet": 0, "dash": 0}
    for paragraph in paragraphs:
        piece = text[paragraph.start : paragraph.end]
        if any(mark in piece for mark in _DOUBLE):
            counts["double"] += 1
        elif any(mark in piece for mark in _GUILLEMETS):
            counts["guillemet"] += 1
        elif DASH.match(piece):
            counts["dash"] += 1
        elif _single_pairs(piece):
            counts["single"] += 1
    order: tuple[Style, ...] = ("double", "single", "guillemet", "dash")
    counts["dash"] //= 2  # a dash may begin narration, too
    return max(order, key=lambda style: (counts[style], -order.index(style)))


def _single_pairs(piece: str) -> bool:
    opening = _SINGLE_OPENING.search(piece)
    closings = _SINGLE_CLOSING.finditer(piece, opening.end()) if opening else ()
    return any(piece[match.start() - 1] in _STRONG_END for match in closings)


def _opens(text: str, paragraph: Paragraph, style: Style) -> bool:
    marks = {"double": _DOUBLE, "single": "‘'`", "guillemet": _GUILLEMETS, "dash": ""}[style]
    return text[paragraph.start : paragraph.start + 2].lstrip("_").startswith(tuple(marks))


def _stretches(text: str, paragraph: Paragraph, style: Style, *, inside: bool) -> Iterator[_Stretch]:
    if style == "single":
        yield from _single_stretches(text, paragraph)
        return
    if style == "dash":
        found = [_Stretch(*one, "dash", closed=True) for one in dashed_stretches(text, paragraph.start, paragraph.end)]
        if found:
            yield from found
            return
    yield from _paired_stretches(text, paragraph, inside=inside)


# -- double marks and guillemets ------------------------------------------------------------------------------------


def _paired_stretches(text: str, paragraph: Paragraph, *, inside: bool) -> Iterator[_Stretch]:
    start: int | None = paragraph.start if inside else None
    for match in re.finditer(f"[{_DOUBLE}{_GUILLEMETS}]", text[paragraph.start : paragraph.end]):
        at = paragraph.start + match.start()
        style: Style = "guillemet" if text[at] in _GUILLEMETS else "double"
        role = _role(text, at, paragraph)
        if start is None:
            if role != "close":
                start = at
        elif role == "open":
            yield _Stretch(start, _cut_unclosed(text, start, at), style, closed=False)
            start = at
        else:
            yield _Stretch(start, at + 1, style, closed=True)
            start = None
    if start is not None:
        style = "guillemet" if text[start] in _GUILLEMETS else "double"
        yield _Stretch(start, paragraph.end, style, closed=False)


def _role(text: str, at: int, paragraph: Paragraph) -> Literal["open", "close", "either"]:
    """Tell what a mark can be from its shape and its neighbours."""
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    shape = text[at]
    if shape in "“„‟":
        # Fan fiction from word processors turns marks the wrong way after a dash: “I—“
        return "close" if after.isspace() and not before.isspace() else "open"
    if shape in "”":
        return "open" if before.isspace() and not after.isspace() and at + 1 < paragraph.end else "close"
    if shape in _GUILLEMETS:
        return "open" if not after.isspace() and after.isalnum() is not False and before.isspace() else "either"
    if before.isspace() or before in "([{_*—-":
        if after.isspace():
            return "either"
        return "open" if before.isspace() or before in "([{" else "either"
    return "close" if after.isspace() or after in ".,;:!?)]}—-" else "either"


_TAG_AFTER_COMMA = re.compile(r"[,!?.…—-]['’]?\s+(?=[a-z]+\s+\w|[A-Z][\w.]+(?: [A-Z][\w.]+)?\s+[a-z])")


def _cut_unclosed(text: str, start: int, limit: int) -> int:
    """Return where a quotation without closing mark may end: before its tag, if it has one, else before `limit`."""
    for match in _TAG_AFTER_COMMA.finditer(text, start, limit):
        words = [word.lower() for word in WORD.findall(text[match.end() : min(limit, match.end() + _TAG_WINDOW)])[:3]]
        if any(word in past_forms_of("speech_verbs") for word in words[:3]) and words[0] not in ("and", "that", "to"):
            return match.start() + 1
    return start + len(text[start:limit].rstrip())


# -- single marks ---------------------------------------------------------------------------------------------------


def _single_stretches(text: str, paragraph: Paragraph) -> Iterator[_Stretch]:
    position = paragraph.start
    while True:
        opening = _SINGLE_OPENING.search(text, position, paragraph.end)
        if opening is None:
            return
        if _is_elision(text, opening.start()):
            position = opening.end()
            continue
        end = _single_close(text, opening.end(), paragraph.end)
        if end is None:
            if opening.start() == paragraph.start:
                yield _Stretch(opening.start(), paragraph.end, "single", closed=False)
                return
            position = opening.end()
            continue
        yield _Stretch(opening.start(), end, "single", closed=True)
        position = end


def _is_elision(text: str, at: int) -> bool:
    word = WORD.match(text, at + 1)
    return bool(word and text[at] in "'’" and word.group().lower() in words_of("elisions"))


def _single_close(text: str, start: int, limit: int) -> int | None:
    """Return the end of a single-marked stretch: a mark after punctuation, else the first bare one that may close."""
    fallback: int | None = None
    for match in _SINGLE_CLOSING.finditer(text, start, limit):
        at = match.start()
        if text[at - 1] in _STRONG_END + ")*_":
            return match.end()
        if _SINGLE_OPENING.search(text, start, at):
            break
        possessive = text[at - 1] in "sS"
        if fallback is None and not possessive:
            fallback = match.end()
    return fallback


# -- which of them somebody says ------------------------------------------------------------------------------------


def _mark_unspoken(text: str, paragraphs: Sequence[Paragraph], found: Sequence[Quotation]) -> list[Quotation]:
    marked: list[Quotation] = []
    index = 0
    for quotation in found:
        while paragraphs[index].end < quotation.end:
            index += 1
        paragraph = paragraphs[index]
        goes_on = bool(marked) and marked[-1].spoken and marked[-1].start >= paragraph.start
        marked.append(replace(quotation, spoken=_is_spoken(text, paragraph, quotation, goes_on=goes_on)))
    return marked


def _is_spoken(text: str, paragraph: Paragraph, quotation: Quotation, *, goes_on: bool) -> bool:
    """Tell speech from titles and words as words: by the punctuation inside, the place, and a speech verb beside it.

    `goes_on` tells that somebody has spoken in the same paragraph before.
    """
    inside = text[quotation.start + 1 : quotation.end - quotation.closed].strip(" _*'‘’\r\n\t")
    words = WORD.findall(inside)
    if not words:
        return bool(inside) and quotation.start == paragraph.start
    if not quotation.closed or quotation.continued or quotation.style == "dash":
        return True
    before = text[max(paragraph.start, quotation.start - _TAG_WINDOW) : quotation.start].rstrip()
    after = text[quotation.end : min(paragraph.end, quotation.end + _TAG_WINDOW)].lstrip()
    if before and inside[0].isupper() and _says(before):
        return True
    if not before:
        return bool(inside[-1] in _STRONG_END or not after or _speech_verb_near(after) or len(words) > 4)
    if goes_on and before[-1] in ",;:-—–)" and (len(words) > 2 or inside[-1] in ".!?,—-"):
        return True
    if inside[-1] in "!?…—–-" or (inside[-1] in ".,;:" and not _mid_sentence(before, after, inside)):
        return len(words) > 1 or before[-1] in ',:.!?—-”"' or inside[0].isupper()
    if before[-1] in ",:" and inside[0].isupper():
        return _speech_verb_near(before) or _speech_verb_near(after) or len(words) > 4
    return (len(words) > 8 or (goes_on and before[-1] in ".!?" and len(words) > 1)) and inside[0].isupper()


def _says(before: str) -> bool:
    """Tell whether a plain verb of saying stands right before: *the porter said “Rather”*."""
    words = WORD.findall(before[-20:])
    return bool(words) and before[-1].isalpha() and words[-1].lower() in past_forms_of("plain_speech")


def _mid_sentence(before: str, after: str, inside: str) -> bool:
    """Tell whether American punctuation has drawn a sentence's own comma or stop into a title or a word as word."""
    if before[-1] in ',:.!?—-;”"’':
        return False
    if inside[0].islower():
        return True
    return len(WORD.findall(inside)) <= 4 and not _speech_verb_near(before[-25:]) and not _speech_verb_near(after)


def _speech_verb_near(piece: str) -> bool:
    words = [word.lower() for word in WORD.findall(piece)]
    return any(word in forms_of("speech_verbs") for word in words)


# -- which of them are one speech -----------------------------------------------------------------------------------


def _join_utterances(text: str, found: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Give one number to the parts of a speech that its tag or a beat interrupts in the middle of a sentence.

    Numbers count upwards from 0 in reading order.
    """
    joined: list[Quotation] = []
    numbers: dict[int, int] = {}
    n_utterances = 0
    for quotation in found:
        previous = joined[-1] if joined else None
        if previous is not None and _interrupted(text, previous, quotation):
            numbers[quotation.utterance] = previous.utterance
        number = numbers.setdefault(quotation.utterance, n_utterances)
        n_utterances = max(n_utterances, number + 1)
        joined.append(replace(quotation, utterance=number))
    return tuple(joined)


def _interrupted(text: str, previous: Quotation, quotation: Quotation) -> bool:
    between = text[previous.end : quotation.start]
    if len(between) > 300 or "\n\n" in between or "\r\n\r\n" in between or not (previous.spoken and quotation.spoken):
        return False
    inside = text[quotation.start + 1 : quotation.start + 3].lstrip()
    ended = text[previous.end - 2 : previous.end - 1]
    return bool(between.strip()) and (ended in ",—-;" or inside[:1].islower()) and between.strip()[-1:] not in ".!?:"
