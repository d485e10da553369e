from __future__ import annotations

import pytest
from texts import world_of


def events(*parts: str) -> list[tuple[str, str | None, str | None]]:
    return [
        (one.lemma, one.agent and one.agent.name, one.patient and one.patient.name) for one in world_of(*parts).events
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna kissed Tom.", ("kiss", "Anna", "Tom")),
        ("Anna suddenly laughed.", ("laugh", "Anna", None)),
        ("The boat sank.", ("sink", "The boat", None)),
        ("Anna walked into the kitchen.", ("walk", "Anna", "the kitchen")),
        ("Anna had left.", ("leave", "Anna", None)),
    ],
)
def test_what_happened_with_agent_and_patient(text: str, expected: tuple[str, str | None, str | None]) -> None:
    assert events(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Anna never kissed Tom.",
        "Anna would have kissed Tom.",
        "If Anna kissed Tom, so be it.",
        "“Anna kissed Tom.”",
        "Anna might have left.",
    ],
)
def test_what_did_not_happen_or_is_only_said_is_no_event(text: str) -> None:
    assert events(text) == []


def test_two_verbs_of_one_subject_are_two_events() -> None:
    assert [(lemma, agent) for lemma, agent, _ in events("Anna rose and left.")] == [
        ("rise", "Anna"),
        ("leave", "Anna"),
    ]


def test_the_speaker_of_an_inverted_tag_is_its_agent() -> None:
    assert events("“Go,” said Anna.") == [("say", "Anna", None)]
    assert events("“Go,” said Anna to Tom.")[0][:2] == ("say", "Anna")


def test_the_trigger_is_the_verb() -> None:
    world = world_of("It rained. Anna kissed Tom.")
    assert [world.text[one.start : one.end] for one in world.events][-1] == "kissed"
