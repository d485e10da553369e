"""Figures on GAP: is an ambiguous pronoun linked to the name it means? (Webster, Recasens, Axelrod, Baldridge 2018)."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from benchmarks.annotated import GapItem
from benchmarks.corpora import load_gap
from benchmarks.reading import read_passage
from benchmarks.tallies import Tally, total
from fabula.types.text import Span
from fabula.types.world import EntityMention, StoryWorld

Gender = Literal["masculine", "feminine"]
MASCULINE = frozenset({"he", "him", "his", "himself"})


@dataclass(frozen=True, slots=True)
class GapScore:
    """What some items of one gender add to the totals; `errors` are what the pipeline raised."""

    gender: Gender
    tally: Tally
    errors: tuple[str, ...] = ()


def score_items(data: Path, first: int, last: int) -> list[GapScore]:
    """Return the scores of GAP's items `first` to `last` (half-open), each passage read on its own."""
    return [score_item(item) for item in load_gap(data)[first:last]]


def score_item(item: GapItem) -> GapScore:
    """Return the score of one item; where the pipeline breaks, the pronoun is linked to nothing."""
    pronoun = item.text[item.pronoun.start : item.pronoun.end].casefold()
    gender: Gender = "masculine" if pronoun in MASCULINE else "feminine"
    try:
        world = read_passage(item.text)
    except Exception:  # one passage that breaks must not stop the others
        return GapScore(gender, tally_item(item, None), (f"{item.id}: {traceback.format_exc(limit=-3)}",))
    return GapScore(gender, tally_item(item, world))


def tally_item(item: GapItem, world: StoryWorld | None) -> Tally:
    """Return the tally of (pronoun, name) pairs, two an item, of which the gold links at most one."""
    linked = [(is_linked(world, item.pronoun, name), same) for name, same in _pairs(item)]
    right = sum(predicted and same for predicted, same in linked)
    return Tally(right, sum(predicted for predicted, _ in linked), right, sum(same for _, same in linked))


def _pairs(item: GapItem) -> tuple[tuple[Span, bool], tuple[Span, bool]]:
    return (item.a, item.a_same), (item.b, item.b_same)


def is_linked(world: StoryWorld | None, pronoun: Span, name: Span) -> bool:
    """Tell whether pronoun and name are one entity.

    The mention on the pronoun is the exact one, that on the name the shortest one that touches it.
    """
    if world is None:
        return False
    of_pronoun = next((one for one in world.mentions if (one.start, one.end) == (pronoun.start, pronoun.end)), None)
    touching = [one for one in world.mentions if one.start < name.end and name.start < one.end]
    of_name = min(touching, key=_length, default=None)
    return of_pronoun is not None and of_name is not None and of_pronoun.entity.id == of_name.entity.id


def _length(mention: EntityMention) -> int:
    return mention.end - mention.start


def gap_report(scores: Sequence[GapScore]) -> dict[str, Any]:
    """Return F1 overall, masculine and feminine, and the bias ratio feminine to masculine."""
    masculine = total(one.tally for one in scores if one.gender == "masculine")
    feminine = total(one.tally for one in scores if one.gender == "feminine")
    errors = [error for one in scores for error in one.errors]
    return {
        "corpus": "gap",
        "items": len(scores),
        "total": (masculine + feminine).as_json(),
        "masculine": masculine.as_json(),
        "feminine": feminine.as_json(),
        "bias": round(feminine.f1 / masculine.f1, 3) if masculine.f1 else 0.0,
        "errors": errors,
    }
