"""Full-text search over quotations and story text: the index holds no text of its own, only where the passages lie."""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fabula.types.text import Span
from fabula.types.world import StoryWorld

_LONGEST_PASSAGE = 1200  # characters; a longer paragraph is cut where a line or a sentence ends
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*")
_CUT = re.compile(r"\n|(?<=[.!?…])[”’\"')\]]*\s")
_OPEN, _CLOSE = "\x02", "\x03"  # marks around a match in a snippet; prose has none
_SNIPPET_TOKENS = 28


@dataclass(frozen=True, slots=True)
class Hit:
    """One place that a search found: the span of the quote or passage, and an excerpt with the matches in it.

    `work` is the work's id in the library; `matches` are spans of `snippet`; `speaker` is ``None`` for story text.
    """

    work: int
    title: str | None
    kind: Literal["quote", "text"]
    start: int
    end: int
    snippet: str
    matches: tuple[Span, ...]
    speaker: str | None = None


# -- indexing -------------------------------------------------------------------------------------------------------


def index_passages(connection: sqlite3.Connection, work: int, world: StoryWorld) -> None:
    """Put the quotes and the story text of a world into the index."""
    first = int(connection.execute("SELECT coalesce(max(id), 0) + 1 FROM passages").fetchone()[0])
    places = list(find_passages(world))
    starts = [place.start for place in places]
    rows: list[tuple[int, int, str, int | None, int | None, int, int]] = [
        (first + n, work, "text", None, None, place.start, place.end) for n, place in enumerate(places)
    ]
    for number, quote in enumerate(world.quotes, first + len(places)):
        at = bisect_right(starts, quote.start) - 1
        within = first + at if at >= 0 and quote.end <= places[at].end else None
        rows.append((number, work, "quote", quote.id, within, quote.start, quote.end))
    connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    bodies = ((row[0], world.text[row[5] : row[6]]) for row in rows)
    connection.executemany("INSERT INTO passage_index (rowid, body) VALUES (?, ?)", bodies)


def forget_passages(connection: sqlite3.Connection, work: int) -> None:
    """Take the passages of a work out of the index; its text must still be there, for the index forgets by content."""
    row = connection.execute("SELECT text FROM texts WHERE work = ?", (work,)).fetchone()
    if row is None:
        return
    places = connection.execute("SELECT id, start, end FROM passages WHERE work = ?", (work,)).fetchall()
    bodies = ((number, row[0][start:end]) for number, start, end in places)
    query = "INSERT INTO passage_index (passage_index, rowid, body) VALUES ('delete', ?, ?)"
    connection.executemany(query, bodies)
    connection.execute("DELETE FROM passages WHERE work = ?", (work,))


def find_passages(world: StoryWorld) -> Iterator[Span]:
    """Yield the paragraphs of the story text in order, disjoint, long ones in pieces; paratext has none."""
    at = 0
    for stretch in sorted(world.work.paratext, key=lambda one: (one.start, one.end)):
        yield from _paragraphs(world.text, at, max(at, stretch.start))
        at = max(at, stretch.end)
    yield from _paragraphs(world.text, at, len(world.text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _PARAGRAPH.finditer(text, start, end):
        yield from _pieces(text, *match.span())


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the stretch whole, or cut after the last sentence that still fits."""
    while end - start > _LONGEST_PASSAGE:
        cuts = [match.end() for match in _CUT.finditer(text, start, start + _LONGEST_PASSAGE)]
        cut = cuts[-1] if cuts else start + _LONGEST_PASSAGE
        yield Span(start, cut)
        start = cut
    end = start + len(text[start:end].rstrip())
    if start < end:
        yield Span(start, end)


# -- searching ------------------------------------------------------------------------------------------------------


def search(connection: sqlite3.Connection, query: str, work: int | None, limit: int) -> list[Hit]:
    """Return the places that match, best first, one hit a place: a quote counts before the paragraph around it."""
    if not query.strip() or limit < 1:
        return []
    phrase = '"' + query.replace("\0", " ").replace('"', '""') + '"'
    for expression in (query, phrase):
        try:
            return _search(connection, expression, work, limit)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR or expression is phrase:
                raise
    return []


def _search(connection: sqlite3.Connection, expression: str, work: int | None, limit: int) -> list[Hit]:
    rows = connection.execute(
        """SELECT passages.id, within FROM passage_index JOIN passages ON passages.id = passage_index.rowid
        WHERE passage_index MATCH ?1 AND (?2 IS NULL OR passages.work = ?2) ORDER BY rank, passages.id""",
        (expression, work),
    ).fetchall()
    doubled = {within for _, within in rows}
    best = [number for number, _ in rows if number not in doubled][:limit]
    return [_hit(connection, expression, number) for number in best]


def _hit(connection: sqlite3.Connection, expression: str, number: int) -> Hit:
    row = connection.execute(
        """SELECT passages.work, works.title, passages.kind, passages.start, passages.end, entities.name,
            snippet(passage_index, 0, ?3, ?4, '…', ?5)
        FROM passage_index JOIN passages ON passages.id = passage_index.rowid JOIN works ON works.id = passages.work
        LEFT JOIN quotes ON quotes.work = passages.work AND quotes.id = passages.quote
        LEFT JOIN entities ON entities.work = quotes.work AND entities.id = quotes.speaker
        WHERE passage_index MATCH ?1 AND passage_index.rowid = ?2""",
        (expression, number, _OPEN, _CLOSE, _SNIPPET_TOKENS),
    ).fetchone()
    work, title, kind, start, end, speaker, marked = row
    return Hit(work, title, kind, start, end, *_unmarked(marked), speaker)


def _unmarked(marked: str) -> tuple[str, tuple[Span, ...]]:
    """Return a snippet without its marks, and the spans they stood around."""
    snippet, matches = "", []
    for number, piece in enumerate(re.split(f"[{_OPEN}{_CLOSE}]", marked)):
        if number % 2:  # pieces alternate: outside a match, inside one
            matches.append(Span(len(snippet), len(snippet) + len(piece)))
        snippet += piece
    return snippet, tuple(matches)
