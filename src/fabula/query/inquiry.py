"""Questions put to the ledger of knowledge: what somebody knows as of a place in the text, and who knows what is asked.

Nothing is made up: an answer is a record of the ledger with the sentence that supports it. Records are found by their words
(SQLite's FTS5 with Porter's stemmer, ranked by BM25), narrowed to whom and to which chapters the question names.
"""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from fabula.lexicons import pattern_of, words_of
from fabula.query.names import joined_names
from fabula.query.selection import check_chapter
from fabula.types.world import Entity, Knowledge, Stance, StoryWorld

_WORD = re.compile(r"[^\W_]+")
_CHAPTER = re.compile(
    r"\b(?P<how>before|until|till|by|at|in|as of|after)\s+(?:the\s+)?(?:(?P<edge>end|start|beginning)\s+of\s+)?"
    r"chapter\s+(?P<number>\d+)",
    re.IGNORECASE,
)
_KNOWS = re.compile(
    r"\bwhat\s+(?:does|do|did|has|have)\s+(?P<who>.+?)\s+(?:know|believe|think|hide|intend|doubt|feel)", re.IGNORECASE
)
_WHO_TOLD = re.compile(r"\bwho\s+(?:told|tells|has told|had told)\b", re.IGNORECASE)
_STANCES: tuple[tuple[str, tuple[Stance, ...]], ...] = (
    ("asks_of_lies", ("lies",)),
    ("asks_of_hiding", ("hides",)),
    ("asks_of_intentions", ("intends",)),
    ("asks_of_doubts", ("doubts",)),
    ("asks_of_beliefs", ("believes", "knows", "doubts")),
)


@dataclass(frozen=True, slots=True)
class Held:
    """A record of the ledger with its chapter (counted from 1 in reading order) and who told it, if somebody did."""

    claim: Knowledge
    chapter: int | None
    told_by: Entity | None
    text: str


COLUMNS = ("chapter", "holders", "stance", "claim", "how", "told_by", "unaware", "text", "start", "end", "confidence")


def rows_of(found: Iterable[Held], who: Entity | None = None) -> list[dict[str, Any]]:
    """Return records as flat rows (`COLUMNS`); of what `who` does not hold the stance is ``"unaware"``."""
    rows = []
    for one in found:
        claim = one.claim
        stance = "unaware" if who is not None and who not in claim.holders else claim.stance
        values = (
            one.chapter, joined_names(claim.holders), stance, claim.claim, claim.how, one.told_by.name if one.told_by else None,
            joined_names(claim.unaware), one.text, claim.start, claim.end, claim.confidence,
        )  # fmt: skip
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows


def known_by(world: StoryWorld, who: Entity, chapter: int | None = None) -> tuple[Held, ...]:
    """Return what somebody holds, and what he demonstrably does not, up to the end of a chapter (all: ``None``), in order.

    Raises ``ValueError`` for a chapter that there is none of.
    """
    if chapter is not None:
        check_chapter(world, chapter)
    found = (one for one in world.knowledge if who in one.holders or who in one.unaware)
    return tuple(one for one in map(holding(world), found) if chapter is None or (one.chapter or 0) <= chapter)


def ask(world: StoryWorld, question: str) -> tuple[Held, ...]:
    """Return the records that answer a question, the likeliest first; ``()`` where the ledger has none.

    *Who knows about the key by the end of chapter 4?* is for holders of what is asked; *What does Anna know about Tom?* for what
    Anna holds; *Who told Tom that…?* for what was told. Raises ``ValueError`` for a chapter that there is none of, and for a
    question without a word to look for.
    """
    first, last = _chapters(world, question)
    words = _CHAPTER.sub(" ", question)
    persons = _named(world, words)
    asked = _KNOWS.search(words)
    holders = [one for one in persons if asked is not None and _is_named_in(one, asked["who"])]
    terms = [term for term in map(str.lower, _WORD.findall(words)) if term not in words_of("question_stopwords")]
    own = {part.lower() for one in holders for name in (one.name, *one.aliases) for part in _WORD.findall(name)}
    terms = [term for term in terms if term not in own]
    if not terms and not holders:
        raise ValueError(
            f"{question!r} names nobody and nothing to look for; ask, for instance, 'who knows about the key?'"
        )
    stances = next(
        (found for name, found in _STANCES if re.search(rf"\b{pattern_of(name)}\b", words, re.IGNORECASE)), None
    )
    hold = holding(world)
    answers = []
    for place in _ranked(world, terms):
        one = hold(world.knowledge[place])
        within = (first is None or (one.chapter or 0) >= first) and (last is None or (one.chapter or 0) <= last)
        of_whom = not holders or any(who in (*one.claim.holders, *one.claim.unaware) for who in holders)
        told = _WHO_TOLD.search(words) is None or one.told_by is not None
        if within and of_whom and told:
            answers.append(one)
    meant = [one for one in answers if stances is not None and one.claim.stance in stances]
    return tuple(meant or answers)  # *what lies behind the door* asks for no lies


def holding(world: StoryWorld) -> Callable[[Knowledge], Held]:
    """Return what puts to a record of the ledger its chapter, its teller and its sentence."""
    starts = [one.start for one in world.work.chapters]
    speakers = {one.id: one.speaker for one in world.quotes}

    def hold(claim: Knowledge) -> Held:
        teller = speakers.get(claim.quote) if claim.quote is not None else None
        if teller is None and claim.how == "told" and len(claim.holders) > 1:
            teller = claim.holders[0]
        chapter = bisect_right(starts, claim.start) or None
        return Held(claim, chapter, teller, " ".join(world.text[claim.start : claim.end].split()))

    return hold


def _chapters(world: StoryWorld, question: str) -> tuple[int | None, int | None]:
    """Return the first and the last chapter that a question is about."""
    match = _CHAPTER.search(question)
    if match is None:
        return None, None
    number, how, edge = int(match["number"]), match["how"].lower(), (match["edge"] or "").lower()
    check_chapter(world, number)
    if how == "after":
        return number + (edge in ("", "end")), None
    if how == "in":
        return number, number
    return None, number - (how == "before" or edge in ("start", "beginning"))


def _named(world: StoryWorld, words: str) -> list[Entity]:
    return [one for one in world.entities if one.type == "PER" and _is_named_in(one, words)]


def _is_named_in(one: Entity, words: str) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", words, re.IGNORECASE) for name in (one.name, *one.aliases) if name)


def _ranked(world: StoryWorld, terms: Sequence[str]) -> list[int]:
    """Return the places of the records that have some of the terms, best first; all of them where there are no terms."""
    if not terms:
        return list(range(len(world.knowledge)))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE ledger USING fts5(claim, about, sentence, tokenize = 'porter unicode61')"
        )
        rows = (
            (place, one.claim, joined_names(one.about), world.text[one.start : one.end])
            for place, one in enumerate(world.knowledge)
        )
        connection.executemany("INSERT INTO ledger (rowid, claim, about, sentence) VALUES (?, ?, ?, ?)", rows)
        query = " OR ".join(f'"{term}"' for term in dict.fromkeys(terms))
        found = connection.execute(
            "SELECT rowid FROM ledger WHERE ledger MATCH ? ORDER BY bm25(ledger, 4.0, 1.0, 2.0), rowid", (query,)
        )
        return [int(place) for (place,) in found]
