from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.annotated import SpokenQuotation
from benchmarks.quotations import judge, tally_exact, tally_overlap, trimmed, with_marks
from fabula.types.text import Span

TEXT = '"Come in," she said. "Sit down there." He sat.'


def said(*parts: str, speaker: str | None = None, to: tuple[str, ...] = (), text: str = TEXT) -> SpokenQuotation:
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)
    return SpokenQuotation(spans, speaker, frozenset(to))


GOLD = said("Come in,", "Sit down there.", speaker="Anna", to=("Tom",))


@pytest.mark.parametrize(
    ("text", "core"),
    [('"Yes,"', "Yes,"), (" “_Yes_”\n", "Yes"), ("—yes--", "yes"), ("don't", "don't"), ('""', ""), ("  ", "")],
)
def test_trimming_takes_marks_dashes_and_white_space(text: str, core: str) -> None:
    assert trimmed(text, Span(0, len(text))).of(text) == core


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_trimming_stays_inside(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    span = Span(start, min(start + length, len(text)))
    core = trimmed(text, span)
    assert span.start <= core.start <= core.end <= span.end
    assert trimmed(text, core) == core


def test_marks_are_put_back_where_they_stand() -> None:
    assert with_marks(TEXT, GOLD.spans[0]).of(TEXT) == '"Come in,"'
    assert with_marks(TEXT, Span(11, 14)).of(TEXT) == "she"


def test_exact_spans_may_differ_in_their_marks_only() -> None:
    right, wrong = said('"Come in,"'), said('"Sit down')
    tally = tally_exact(TEXT, [GOLD], [right, wrong])
    assert (tally.precision, tally.recall) == (0.5, 0.5)


def test_overlap_wants_half_the_characters() -> None:
    tally = tally_overlap(TEXT, [GOLD], [said("Sit down the"), said("He sat")])
    assert (tally.precision, tally.recall) == (0.5, 0.5)
    assert tally_overlap(TEXT, [GOLD], [said("Sit")]).recall == 0


def test_the_speaker_of_most_characters_wins() -> None:
    (judgement,) = judge(TEXT, [GOLD], [said("Come in,", speaker="Tom"), said("Sit down there.", speaker="Anna")])
    assert judgement.right
    assert judgement.predicted is not None
    assert judgement.predicted.speaker == "Anna"


def test_a_tie_goes_to_the_first() -> None:
    gold = said("Come", "down", speaker="Anna")
    (judgement,) = judge(TEXT, [gold], [said("Come", speaker="Anna"), said("down", speaker="Tom")])
    assert judgement.right


def test_a_quote_without_speaker_has_no_vote() -> None:
    predicted = [said("Come in,", speaker="Anna", to=("Tom",)), said("Sit down there.")]
    (judgement,) = judge(TEXT, [GOLD], predicted)
    assert judgement.right
    assert judgement.predicted is not None
    assert judgement.predicted.addressees == {"Tom"}


def test_found_without_speaker_and_not_found_are_wrong() -> None:
    (null,) = judge(TEXT, [GOLD], [said("Come in,")])
    (missed,) = judge(TEXT, [GOLD], [said("He sat", speaker="Anna")])
    assert null.predicted is not None
    assert null.predicted.speaker is None
    assert missed.predicted is None
    assert not null.right
    assert not missed.right


def test_neighbours_that_share_a_mark_do_not_touch() -> None:
    text = '"One.""Two."'
    first, second = (SpokenQuotation((Span(a, z),), who) for a, z, who in ((1, 5, "Anna"), (7, 11, "Tom")))
    predicted = [SpokenQuotation((Span(0, 7),), "Anna"), SpokenQuotation((Span(5, 12),), "Tom")]
    assert [one.right for one in judge(text, [first, second], predicted)] == [True, True]
