from __future__ import annotations

from hypothesis import given, settings
from texts import make_cast, parts_of_books, resolution_of

TALK = (
    "Anna Grey met Tom.",
    "“Go,” said Anna.",
    "“I won’t,” he answered.",
    "“Then stay.”",
    "The word “harbour” was new to him.",
)


def test_attributions_are_parallel_to_the_quotations() -> None:
    resolution = resolution_of(*TALK)
    assert len(resolution.attributions) == len(resolution.discourse.quotations) == 4
    assert [one is None for one in resolution.attributions] == [False, False, False, True]
    assert len(resolution.referents) == len(resolution.discourse.references)


def test_kinds_are_those_of_pdnc() -> None:
    found = [one for one in resolution_of(*TALK).attributions if one is not None]
    assert [one.kind for one in found] == ["explicit", "anaphoric", "implicit"]


def test_cue_and_mention_stand_in_the_tag() -> None:
    resolution = resolution_of(*TALK)
    text = resolution.discourse.book.text
    shown = [
        (one.cue and one.cue.of(text), one.speaker_mention and one.speaker_mention.of(text))
        for one in resolution.attributions
        if one is not None
    ]
    assert shown == [("said", "Anna"), ("answered", "he"), (None, None)]


def test_those_of_a_cast_come_first_and_as_given() -> None:
    people = resolution_of(*TALK, cast=make_cast("Thomas Brown|Tom", "Nobody Else", "Anna Grey|Anna")).people
    assert [one.name for one in people[:3]] == ["Thomas Brown", "Nobody Else", "Anna Grey"]
    assert all(one.given for one in people[:3])


def test_the_same_text_is_resolved_the_same_way() -> None:
    one, other = resolution_of(*TALK), resolution_of(*TALK)
    assert (one.attributions, one.referents, one.people) == (other.attributions, other.referents, other.people)


def test_only_a_story_told_as_i_is_in_the_first_person() -> None:
    assert not resolution_of(*TALK).first_person
    assert resolution_of("I met Tom.", *TALK).first_person


@settings(max_examples=60, deadline=None)
@given(parts_of_books())
def test_numbers_are_places_in_the_list_of_people(parts: list[str]) -> None:
    resolution = resolution_of(*parts)
    known = set(range(len(resolution.people)))
    assert [one.number for one in resolution.people] == sorted(known)
    assert {number for number in resolution.referents if number is not None} <= known
    for quotation, one in zip(resolution.discourse.quotations, resolution.attributions, strict=True):
        assert quotation.spoken == (one is not None)
        if one is not None:
            assert {one.speaker, *one.addressees} - {None} <= known
            assert one.speaker not in one.addressees
            assert 0.0 <= one.confidence <= 1.0
