from __future__ import annotations

import pytest

from benchmarks.annotated import SpokenQuotation
from benchmarks.quotations import Judgement
from benchmarks.speakers import addressee_figures, calibration_error, knowable, speaker_figures, speakers_by_kind
from fabula.types.annotations import QuotationKind
from fabula.types.text import Span

SPAN = (Span(0, 4),)


def judged(
    gold: str,
    predicted: str | None,
    *,
    kind: QuotationKind | None = "explicit",
    found: bool = True,
    to: tuple[str, ...] = (),
    predicted_to: tuple[str, ...] = (),
    confidence: float = 1.0,
) -> Judgement:
    answer = SpokenQuotation(SPAN, predicted, frozenset(predicted_to), confidence=confidence) if found else None
    return Judgement(SpokenQuotation(SPAN, gold, frozenset(to), kind), answer)


def test_missed_and_null_count_as_wrong() -> None:
    figures = speaker_figures([judged("A", "A"), judged("A", "B"), judged("A", None), judged("A", None, found=False)])
    assert figures == {"quotations": 4, "accuracy": 25.0, "missed": 25.0, "null": 25.0}


def test_by_kind_leaves_out_the_unclassified() -> None:
    judgements = [judged("A", "A"), judged("A", "B", kind="implicit"), judged("A", "A", kind=None)]
    by_kind = speakers_by_kind(judgements)
    assert [by_kind[kind]["quotations"] for kind in ("explicit", "anaphoric", "implicit")] == [1, 0, 1]
    assert by_kind["explicit"]["accuracy"] == 100.0
    assert speaker_figures(judgements)["quotations"] == 3


def test_unknowable_speakers_count_but_can_be_left_out() -> None:
    judgements = [judged("A", "A"), judged("Unknowable", None), judged("_unknowable", "A")]
    assert speaker_figures(judgements)["accuracy"] == pytest.approx(33.33)
    assert speaker_figures(knowable(judgements))["accuracy"] == 100.0


def test_calibration_error_by_hand() -> None:
    # One bin of two at 0.95 with one right (gap 0.45 twice), one bin of two at 0.55 with one right (gap 0.05 twice).
    judgements = [
        judged("A", who, confidence=sure) for who, sure in (("A", 0.95), ("B", 0.95), ("A", 0.55), ("B", 0.55))
    ]
    assert calibration_error(judgements) == pytest.approx(25.0)
    assert calibration_error([judged("A", None)]) == 0.0


def test_addressees_are_pairs_over_addressed_quotations() -> None:
    judgements = [
        judged("A", "A", to=("B", "C"), predicted_to=("B", "D")),
        judged("A", "A", to=("B",), predicted_to=()),
        judged("A", "A", to=("B",), found=False),
        judged("A", "A", to=(), predicted_to=("B",)),
    ]
    figures = addressee_figures(judgements)
    assert figures["quotations"] == 3
    assert (figures["precision"], figures["recall"]) == (50.0, 25.0)
    assert figures["any_right"] == pytest.approx(33.33)
