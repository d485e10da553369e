from __future__ import annotations

import pytest
from texts import analysis_of, make_book, world_of

from fabula.annotate.mentions import find_mentions
from fabula.annotate.syntax import read_syntax
from fabula.annotate.tokens import tokenize
from fabula.resolve.resolution import resolve
from fabula.world.events import events_at
from fabula.world.reading import build_reading


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


# -- read off a tree ------------------------------------------------------------------------------------------------

# 0 Anna 1 rose 2 and 3 kissed 4 Tom 5 , 6 who 7 was 8 struck 9 by 10 Brown 11 .
TREE = {
    0: (1, "nsubj"), 2: (3, "cc"), 3: (1, "conj"), 4: (3, "obj"), 5: (8, "punct"), 6: (8, "nsubj:pass"),
    7: (8, "aux:pass"), 8: (4, "acl:relcl"), 9: (10, "case"), 10: (8, "obl:agent"), 11: (1, "punct"),
}  # fmt: skip
NAMES = [(0, 0, "PER", "PROP"), (4, 4, "PER", "PROP"), (10, 10, "PER", "PROP")]


def test_agents_and_patients_are_read_off_the_tree() -> None:
    book = make_book("Anna rose and kissed Tom, who was struck by Brown.")
    tokens = tokenize(book)
    analysis = analysis_of(tokens, NAMES, heads=TREE)
    syntax = read_syntax(analysis, tokens.words)
    reading = build_reading(resolve(book, tokens, (), find_mentions(tokens, (), analysis, syntax), None))
    found = events_at(reading, (1, 3, 8), syntax)
    assert [(book.text[one.start : one.end], one.lemma) for one in found] == [
        ("rose", "rose"),
        ("kissed", "kissed"),  # the lemmas of this made-up analysis are the words
        ("struck", "struck"),
    ]
    assert [(one.agent and one.agent.name, one.patient and one.patient.name) for one in found] == [
        ("Anna", None),
        ("Anna", "Tom"),
        ("Brown", None),
    ]
