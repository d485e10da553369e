"""Figures on PDNC: quotations found, speakers, addressees, and the cast."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.annotated import Novel
from benchmarks.casts import CastTally, tally_cast, wrong_merges
from benchmarks.corpora import load_novel
from benchmarks.folds import FOLDS, fold_of
from benchmarks.quotations import Judgement, judge, tally_exact, tally_overlap
from benchmarks.reading import Setting, named_quotations, read_novel
from benchmarks.speakers import addressee_figures, calibration_error, knowable, speaker_figures, speakers_by_kind
from benchmarks.tallies import EMPTY, Tally, percent, total
from benchmarks.told import tally_told
from fabula.types.world import StoryWorld

CATEGORIES = ("major", "intermediate", "minor")


@dataclass(frozen=True, slots=True)
class NovelScore:
    """What one novel adds to the totals; `error` is what the pipeline raised, and then everything is missed."""

    name: str
    judgements: tuple[Judgement, ...]
    exact: Tally
    overlap: Tally
    told: Tally = EMPTY
    cast: dict[str, CastTally] = field(default_factory=dict)
    merges: tuple[tuple[str, tuple[str, ...]], ...] = ()
    n_characters: int = 0
    seconds: float = 0.0
    error: str | None = None


def score_novel(data: Path, name: str, setting: Setting) -> NovelScore:
    """Return the score of one novel, read end to end; an error of the pipeline is reported, not raised."""
    novel = load_novel(data, name)
    started = time.perf_counter()
    try:
        world = read_novel(novel, setting)
    except Exception:  # a book that breaks must not stop the others; it counts as wholly wrong
        return missed_novel(novel, traceback.format_exc(limit=-3))
    return score_world(novel, world, setting, seconds=time.perf_counter() - started)


def score_world(novel: Novel, world: StoryWorld, setting: Setting, *, seconds: float = 0.0) -> NovelScore:
    """Return the score of a world that was read from `novel` in `seconds`."""
    predicted = named_quotations(world, novel, setting)
    judgements = judge(novel.text, novel.quotations, predicted)
    return NovelScore(
        name=novel.name,
        judgements=judgements,
        exact=tally_exact(novel.text, novel.quotations, predicted),
        overlap=tally_overlap(novel.text, novel.quotations, predicted),
        told=tally_told(novel, world, judgements, setting),
        cast={category: tally_cast(world.entities, novel.cast, category) for category in CATEGORIES},
        merges=tuple(wrong_merges(world.entities, novel.cast)),
        n_characters=len(novel.text),
        seconds=seconds,
    )


def missed_novel(novel: Novel, error: str) -> NovelScore:
    """Return the score of a novel that could not be read: every gold quotation missed."""
    judgements = judge(novel.text, novel.quotations, ())
    return NovelScore(
        name=novel.name,
        judgements=judgements,
        exact=tally_exact(novel.text, novel.quotations, ()),
        overlap=tally_overlap(novel.text, novel.quotations, ()),
        told=tally_told(novel, None, judgements, "nothing"),
        cast={category: tally_cast((), novel.cast, category) for category in CATEGORIES},
        n_characters=len(novel.text),
        error=error,
    )


def pdnc_figures(scores: Sequence[NovelScore]) -> dict[str, Any]:
    """Return the pooled figures of some novels, micro over quotations, shares in per cent."""
    judgements = [judgement for score in scores for judgement in score.judgements]
    n_merges = sum(len(score.merges) for score in scores)
    n_found = sum(tally.found for score in scores for tally in score.cast.values())
    return {
        "speakers": speaker_figures(judgements),
        "speakers_by_kind": speakers_by_kind(judgements),
        "speakers_knowable": speaker_figures(knowable(judgements)),
        "calibration_error": calibration_error(judgements),
        "addressees": addressee_figures(judgements),
        "told_about": total(score.told for score in scores).as_json(),
        "quotations_exact": total(score.exact for score in scores).as_json(),
        "quotations_overlap": total(score.overlap for score in scores).as_json(),
        "cast": {category: _cast_figures(scores, category) for category in CATEGORIES},
        "wrong_merges": n_merges,
        "wrong_merges_of_found": percent(n_merges / n_found) if n_found else 0.0,
        "seconds": round(sum(score.seconds for score in scores), 2),
        "errors": sum(score.error is not None for score in scores),
    }


def _cast_figures(scores: Sequence[NovelScore], category: str) -> dict[str, float]:
    tally = sum((score.cast.get(category, CastTally()) for score in scores), CastTally())
    return {
        "gold": tally.gold,
        "found": percent(tally.found / tally.gold) if tally.gold else 0.0,
        "as_one": percent(tally.as_one / tally.gold) if tally.gold else 0.0,
        "mapped_as_one": percent(tally.mapped_as_one / tally.gold) if tally.gold else 0.0,
    }


def pdnc_report(scores: Sequence[NovelScore], setting: Setting) -> dict[str, Any]:
    """Return the results of a run: totals, folds by author, and each book with its merges and its error, if any."""
    folds: dict[str, Any] = {}
    for number in range(len(FOLDS)):
        members = [score for score in scores if fold_of(score.name) == number]
        if members:
            folds[str(number)] = {"books": [one.name for one in members]} | pdnc_figures(members)
    books = {
        score.name: pdnc_figures([score]) | {"merges": [list(one) for one in score.merges], "error": score.error}
        for score in scores
    }
    return {"corpus": "pdnc", "setting": setting, "total": pdnc_figures(scores), "folds": folds, "books": books}
