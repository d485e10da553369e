"""What a line says as a heading: its rank, its number, its title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from fabula.lexicons.numbers import SPELLED, SPELLED_PATTERN, number_value, roman_value
from fabula.readers.markers import CHAPTER_WORDS, DIVISION_WORDS, NAMED_HEADINGS, SMALL_WORDS, WEAK_WORDS

MAX_HEADING = 240
MAX_TITLE = 120
_MAX_SEPARATED = 220  # characters of a title that a colon or a stop sets off from its number

Rank = Literal["chapter", "division", "weak", "number"]
"""``weak`` and ``number`` (a bare ``IV.``) count only in a run of their kind."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as read: `word` is its lower-case heading word; for a bare number, how that is written."""

    rank: Rank
    word: str
    number: int | None = None
    title: str | None = None


_NUMBER = rf"\d{{1,4}}|[ivxlc]{{1,9}}|{SPELLED_PATTERN}"
_WORDED = re.compile(
    rf"({'|'.join(CHAPTER_WORDS + WEAK_WORDS + DIVISION_WORDS)})\b[.:]?\s*(?:the\s+|no\.?\s*|number\s+|#\s*)?"
    rf"({_NUMBER})(?![\w'’])(.*)",
    re.IGNORECASE,
)
_REVERSED = re.compile(
    rf"(?:the\s+)?({SPELLED_PATTERN})\s+({'|'.join(CHAPTER_WORDS + DIVISION_WORDS)})(?![\w'’])(.*)", re.IGNORECASE
)
_NAMED = re.compile(rf"({'|'.join(sorted(NAMED_HEADINGS, key=len, reverse=True))})(?![\w'’])(.*)", re.IGNORECASE)
_BARE = re.compile(rf"({_NUMBER})(?![\w'’])(.*)", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[.:)\]|]?\s*[-–—:|~]*\s*")
_FIRST_WORD = re.compile(r"[^\W\d_]+|\d+")
_ROMAN_OR_DIGITS = re.compile(r"[ivxlc]+|\d{1,4}")
EDGE_MARKS = " \t*_~=#|•-–—"
_BRACKETS = ("[]", "()", "<>", "{}")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_RANKS: dict[str, Rank] = {
    **dict.fromkeys(CHAPTER_WORDS, "chapter"),
    **dict.fromkeys(WEAK_WORDS, "weak"),
    **dict.fromkeys(DIVISION_WORDS, "division"),
}


_STARTERS = frozenset(
    [*_RANKS, *(name.split()[0] for name in NAMED_HEADINGS), *(spelled.split("-")[0].split()[0] for spelled in SPELLED)]
) - {"a"}


def read_heading(line: str) -> Heading | None:
    """Return what `line` says as a heading, ``None`` when it doesn't look like one."""
    if len(line) > MAX_HEADING:
        return None
    bare = line.strip(EDGE_MARKS)
    if bare[:1] + bare[-1:] in _BRACKETS:
        bare = bare[1:-1].strip(EDGE_MARKS)
    if not may_start(bare):
        return None
    wide = "  " in bare or "\t" in bare
    bare = " ".join(bare.split())
    return _read_worded(bare) or _read_named(bare) or _read_bare(bare, wide=wide)


def may_start(bare: str) -> bool:
    """Tell quickly whether the first word could begin a heading; most lines of prose end here."""
    match = _FIRST_WORD.match(bare)
    if not match:
        return False
    word = match.group().lower()
    return word in _STARTERS or _ROMAN_OR_DIGITS.fullmatch(word) is not None


def is_heading_word(line: str) -> bool:
    """Tell whether `line` is a chapter or division word with its number still to come."""
    return len(line) < 40 and line.strip(EDGE_MARKS + ".:").lower() in CHAPTER_WORDS + DIVISION_WORDS


def _read_worded(bare: str) -> Heading | None:
    """Read ``Chapter 3: The Storm``, ``Phase the First``, ``FIRST PERIOD``."""
    match = _WORDED.match(bare)
    word, number, rest = match.groups() if match else ("", "", "")
    if not match:
        match = _REVERSED.match(bare)
        if not match:
            return None
        number, word, rest = match.groups()
    title, fits = _title_after(rest, sure=True, shouted=word.isupper() and len(word) > 2)
    if not fits or (title and not word[0].isupper() and not number[0].isupper()):
        return None
    return Heading(_RANKS[word.lower()], word.lower(), number_value(number), title)


def _read_named(bare: str) -> Heading | None:
    """Read ``Prologue`` and ``Epilogue: Ten Years On``."""
    match = _NAMED.match(bare)
    if not match or not bare[0].isupper():
        return None
    name, rest = match.groups()
    title, fits = _title_after(rest)
    if not fits or (title and not (rest.lstrip().startswith((":", ".", "-", "–", "—")) and looks_like_title(title))):
        return None
    return Heading("chapter", name.lower(), None, bare.rstrip(".:") if title else name)


def _read_bare(bare: str, *, wide: bool) -> Heading | None:
    """Read ``IV.``, ``12``, ``One``, ``I. The Return``; `wide` when more than one space stands in the line."""
    match = _BARE.match(bare)
    if not match:
        return None
    number, rest = match.groups()
    if not number_value(number):
        return None
    if not rest.strip(" .:)]-–—"):
        return Heading("number", _style(number), number_value(number))
    separated = rest.lstrip()[:1] in (".", ":", "-", "–", "—", ")") or wide
    title, fits = _title_after(rest)
    if not fits or not title or number[0].islower():
        return None
    if not separated and not (looks_like_title(title) and (number.isdigit() or number.isupper())):
        return None
    style = "pronoun" if number == "I" and not separated else _style(number)
    return Heading("number", style, number_value(number), title)


def _style(number: str) -> str:
    """Return how a number is written; only numbers written alike count up together."""
    if number.isdigit():
        return "arabic"
    if roman_value(number) is None:
        return "spelled"
    return "roman" if number.isupper() else "small roman"


def _title_after(rest: str, *, sure: bool = False, shouted: bool = False) -> tuple[str | None, bool]:
    """Return the title that follows a number and whether it may stand there at all.

    After a heading word (`sure`) whatever a colon sets off is a title; after one in capitals (`shouted`) capitals are.
    """
    match = _SEPARATOR.match(rest)
    at = match.end() if match else 0
    title, separated = rest[at:].strip(), bool(rest[:at].strip())
    if not title:
        return None, True
    if len(title) > (_MAX_SEPARATED if sure and separated else MAX_TITLE):
        return None, False
    if (sure and (separated or title[0] in "([")) or (shouted and title.isupper()):
        return title, True
    return title, (separated and not _runs_on(title)) or looks_like_title(title)


def _runs_on(title: str) -> bool:
    """Tell whether `title` reads as a sentence of prose: it starts small, or ends like one after many words."""
    return title[0].islower() or title[-1] == "," or (title[-1] == "." and len(title.split()) > 8)


def looks_like_title(line: str) -> bool:
    """Tell whether `line` has the shape of a title: short, in capitals or title case, no sentence's end."""
    line = " ".join(line.strip().strip("*_~=# ").split())
    if not line or len(line) > MAX_TITLE or line[-1] in ",;:-–—":
        return False
    words = _WORD.findall(line)
    if not words:
        return False
    if line.isupper():
        return not _is_speech(line) and line[-1] != "!"
    return line[-1] not in ".!" and not _is_speech(line) and _is_title_case(words)


def _is_speech(line: str) -> bool:
    """Tell whether `line` is a quotation that ends like a sentence."""
    return line[0] in "\"“‘'«" and line.rstrip("\"”’'»")[-1:] in ".!?,-—"


def _is_title_case(words: list[str]) -> bool:
    """Tell whether every word but the small ones has its capital."""
    small = [word for word in words[1:] if word[0].islower()]
    capitals = len(words) - len(small)
    return words[0][0].isupper() and all(word in SMALL_WORDS for word in small) and capitals >= len(small)
