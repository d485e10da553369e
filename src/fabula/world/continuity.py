"""Findings: what a careful editor would mark, in the text itself (`misprints`, `unclosed`) and in what it tells."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.resolve.resolution import Resolution
from fabula.types.annotations import TimeExpression
from fabula.types.text import Book
from fabula.types.world import Finding, Quote
from fabula.world.absences import find_absent_speakers, find_ages, find_dead_actors
from fabula.world.calendar import find_wrong_days
from fabula.world.clauses import Clause
from fabula.world.lost_lines import find_lost_lines
from fabula.world.lost_words import find_lost_words
from fabula.world.misprints import find_misprints
from fabula.world.presence import Company, Sign
from fabula.world.reading import Reading
from fabula.world.told_otherwise import find_first_times, find_kin_conflicts
from fabula.world.traits import find_contradictions
from fabula.world.unclosed import find_unclosed


def find_text_findings(book: Book, resolution: Resolution) -> tuple[Finding, ...]:
    """Return what the text alone shows: variants of names, marks, repetition, garbling, lost words, numbering."""
    return (
        *find_misprints(book, resolution),
        *find_lost_words(resolution.discourse),
        *find_unclosed(book, resolution),
    )


def find_story_findings(
    reading: Reading,
    quotes: Sequence[Quote],
    clauses: Sequence[Clause],
    companies: Sequence[Company],
    signs: Sequence[Sign],
    times: Sequence[TimeExpression],
) -> tuple[Finding, ...]:
    """Return what needs to know who is who: lost lines of dialogue, what is told otherwise elsewhere, and who can't be there.

    `clauses` are all those of narration; without trees they tell too little of who has left or died.
    """
    found = (*find_lost_lines(reading, quotes), *find_contradictions(reading))
    if reading.discourse.syntax is None:
        return found
    absent = find_absent_speakers(reading, companies, signs, quotes)
    otherwise = (*find_kin_conflicts(reading), *find_first_times(reading, clauses), *find_wrong_days(reading, times))
    return (*found, *absent, *find_dead_actors(reading, clauses), *find_ages(reading, clauses), *otherwise)
