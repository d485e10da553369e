"""Who says it, and to whom: figures over judged quotations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from benchmarks.corpora import is_unknowable
from benchmarks.quotations import Judgement
from benchmarks.tallies import Tally, percent, tally_sets, total

KINDS = ("explicit", "anaphoric", "implicit")
N_BINS = 10


class SpeakerFigures(TypedDict):
    """Shares in per cent: of gold quotations with the right speaker, not found, found without a speaker."""

    quotations: int
    accuracy: float
    missed: float
    null: float


class AddresseeFigures(TypedDict):
    """Micro precision, recall and F1 over (quotation, addressee), and how often at least one is right; per cent."""

    quotations: int
    precision: float
    recall: float
    f1: float
    any_right: float


def share(hits: Iterable[bool]) -> float:
    """Return the per cent of true values, 0 for none."""
    values = list(hits)
    return percent(sum(values) / len(values)) if values else 0.0


def speaker_figures(judgements: Sequence[Judgement]) -> SpeakerFigures:
    """Return the figures over all gold quotations: a missed quotation is wrong, and so is one without a speaker."""
    return {
        "quotations": len(judgements),
        "accuracy": share(one.right for one in judgements),
        "missed": share(one.predicted is None for one in judgements),
        "null": share(one.predicted is not None and one.predicted.speaker is None for one in judgements),
    }


def speakers_by_kind(judgements: Sequence[Judgement]) -> dict[str, SpeakerFigures]:
    """Return `speaker_figures` by the gold kind of quotation; the few that the gold files as 'nan' are left out."""
    return {kind: speaker_figures([one for one in judgements if one.gold.kind == kind]) for kind in KINDS}


def knowable(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return the judgements whose gold speaker is somebody, not PDNC's 'Unknowable'."""
    return [one for one in judgements if not is_unknowable(one.gold.speaker)]


def calibration_error(judgements: Iterable[Judgement]) -> float:
    """Return the expected calibration error of speaker confidence, per cent, over ten equal bins.

    Counted where a speaker was named: the mean distance between confidence and accuracy in a bin, weighted by the
    bin's size (Naeini, Cooper, Hauskrecht 2015).
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(N_BINS)]
    for one in judgements:
        if one.predicted is not None and one.predicted.speaker is not None:
            confidence = min(1.0, max(0.0, one.predicted.confidence))
            bins[min(N_BINS - 1, int(confidence * N_BINS))].append((confidence, one.right))
    n_named = sum(map(len, bins))
    gap = sum(abs(sum(confidence - right for confidence, right in one)) for one in bins)
    return percent(gap / n_named) if n_named else 0.0


def addressee_figures(judgements: Sequence[Judgement]) -> AddresseeFigures:
    """Return the figures over the gold quotations that have an addressee; predictions for the others are not scored."""
    addressed = [one for one in judgements if one.gold.addressees]
    tally: Tally = total(tally_sets(one.gold.addressees, _named(one)) for one in addressed)
    return {
        "quotations": len(addressed),
        "precision": percent(tally.precision),
        "recall": percent(tally.recall),
        "f1": percent(tally.f1),
        "any_right": share(bool(one.gold.addressees & _named(one)) for one in addressed),
    }


def _named(judgement: Judgement) -> frozenset[str]:
    return judgement.predicted.addressees if judgement.predicted else frozenset()
