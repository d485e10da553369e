"""Matching predicted quotations to gold ones by their place in the text."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from benchmarks.annotated import SpokenQuotation
from benchmarks.tallies import Tally, tally_sets
from fabula.types.text import Span

V = TypeVar("V", bound=Hashable)

# What may differ at the edges of two spans that still count as the same quotation: PDNC leaves the marks out, fabula
# keeps them in, and neither is consistent about the underscores and dashes next to them.
EDGE = "\"'`“”‘’‚„«»‹›_-–—―"


def trimmed(text: str, span: Span) -> Span:
    """Return `span` without the white space, quotation marks, underscores and dashes at its two ends.

    A span of nothing else comes back empty, at its own start.
    """
    start, end = span.start, min(span.end, len(text))
    while start < end and (text[start].isspace() or text[start] in EDGE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in EDGE):
        end -= 1
    return Span(start, end) if start < end else Span(span.start, span.start)


def with_marks(text: str, span: Span) -> Span:
    """Return `span` with the quotation mark that stands right before it and the one right after it, where they do."""
    marks = "\"'“”‘’«»"
    start = span.start - 1 if span.start > 0 and text[span.start - 1] in marks else span.start
    end = span.end + 1 if span.end < len(text) and text[span.end] in marks else span.end
    return Span(start, end)


def _spans(text: str, quotations: Iterable[SpokenQuotation]) -> frozenset[Span]:
    return frozenset(trimmed(text, span) for quotation in quotations for span in quotation.spans)


def tally_exact(text: str, gold: Iterable[SpokenQuotation], predicted: Iterable[SpokenQuotation]) -> Tally:
    """Return the tally of quotation stretches with the same two ends, once both are trimmed."""
    return tally_sets(_spans(text, gold), _spans(text, predicted))


def tally_overlap(text: str, gold: Iterable[SpokenQuotation], predicted: Iterable[SpokenQuotation]) -> Tally:
    """Return the tally of stretches (trimmed) of which at least half the characters are quotation on the other side."""
    gold_spans, predicted_spans = _spans(text, gold), _spans(text, predicted)
    recalled = _half_covered(len(text), gold_spans, predicted_spans)
    precise = _half_covered(len(text), predicted_spans, gold_spans)
    return Tally(precise, len(predicted_spans), recalled, len(gold_spans))


def _half_covered(n_characters: int, spans: Iterable[Span], cover: Iterable[Span]) -> int:
    covered = np.zeros(n_characters + 1, dtype=np.bool_)
    for span in cover:
        covered[span.start : span.end] = True
    return sum(2 * int(covered[span.start : span.end].sum()) >= max(1, span.end - span.start) for span in spans)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One gold quotation and what was predicted for it: `predicted` is ``None`` when no predicted quote touches it."""

    gold: SpokenQuotation
    predicted: SpokenQuotation | None

    @property
    def right(self) -> bool:
        """Tell whether a speaker was named, and the right one."""
        return self.predicted is not None and self.predicted.speaker is not None and self.same_speaker

    @property
    def same_speaker(self) -> bool:
        """Tell whether gold and prediction have the same speaker (``None`` equals only ``None``)."""
        return self.predicted is not None and self.predicted.speaker == self.gold.speaker


def judge(text: str, gold: Sequence[SpokenQuotation], predicted: Sequence[SpokenQuotation]) -> tuple[Judgement, ...]:
    """Return one judgement a gold quotation, in gold order.

    The speaker of a gold quotation is the one whose predicted quotes cover most of its characters; a tie goes to the
    one that comes first, and quotes without a speaker have no vote against one. The addressees are chosen likewise, as
    whole sets. Confidence and kind are those of the winning speaker's longest overlap.
    """
    owner = _owners(text, predicted)
    return tuple(Judgement(one, _merge(one, predicted, _overlaps(one, owner))) for one in gold)


def _owners(text: str, predicted: Sequence[SpokenQuotation]) -> npt.NDArray[np.int32]:
    """Return int32 ``(n_characters,)``: the index of the predicted quotation over each character, -1 for none.

    The ends are trimmed, so that a mark which two quotes share cannot make them touch; a nested quote hides its host.
    """
    owner = np.full(len(text), -1, dtype=np.int32)
    for index, quotation in enumerate(predicted):
        for span in quotation.spans:
            core = trimmed(text, span)
            owner[core.start : core.end] = index
    return owner


def _overlaps(gold: SpokenQuotation, owner: npt.NDArray[np.int32]) -> dict[int, int]:
    """Return the characters that each predicted quotation shares with `gold`, in order of first contact."""
    shared: dict[int, int] = {}
    for span in gold.spans:
        indices, first, counts = np.unique(owner[span.start : span.end], return_index=True, return_counts=True)
        for position in np.argsort(first):
            if indices[position] >= 0:
                index = int(indices[position])
                shared[index] = shared.get(index, 0) + int(counts[position])
    return shared


def _merge(
    gold: SpokenQuotation, predicted: Sequence[SpokenQuotation], shared: Mapping[int, int]
) -> SpokenQuotation | None:
    if not shared:
        return None
    speaker = _most({index: one for index in shared if (one := predicted[index].speaker) is not None}, shared)
    addressees = _most({index: those for index in shared if (those := predicted[index].addressees)}, shared)
    winner = max((index for index in shared if predicted[index].speaker == speaker), key=lambda index: shared[index])
    return SpokenQuotation(
        spans=tuple(span for index in shared for span in predicted[index].spans),
        speaker=speaker,
        addressees=addressees or frozenset(),
        kind=predicted[winner].kind,
        confidence=predicted[winner].confidence,
        id=gold.id,
    )


def _most(value_of: Mapping[int, V], weight: Mapping[int, int]) -> V | None:
    """Return the value with the greatest summed weight, on a tie the one met first; ``None`` without any value."""
    votes: dict[V, int] = {}
    for index, value in value_of.items():
        votes[value] = votes.get(value, 0) + weight[index]
    return max(votes, key=lambda value: votes[value], default=None)
