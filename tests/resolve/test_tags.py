from __future__ import annotations

import pytest
from texts import discourse_of

from fabula.resolve.discourse import Discourse, Reference
from fabula.resolve.tags import find_beats, find_tag


def words(discourse: Discourse, reference: Reference | None) -> str | None:
    return None if reference is None else " ".join(discourse.tokens.words[reference.first : reference.last])


def tag(*parts: str, number: int = 0) -> tuple[str | None, str | None, str | None] | None:
    """Return the speaker's mention, the verb and the hearer of the tag of one quotation."""
    discourse = discourse_of(*parts)
    found = find_tag(discourse, number)
    if found is None:
        return None
    verb = None if found.verb is None else discourse.tokens.words[found.verb]
    return words(discourse, found.reference), verb, words(discourse, found.hearer)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Go,” said Anna.", ("Anna", "said", None)),
        ("“Go,” Anna said.", ("Anna", "said", None)),
        ("“Go,” she said.", ("she", "said", None)),
        ("“Go,” said the old man.", ("the old man", "said", None)),
        ("“Go,” said Anna to her brother.", ("Anna", "said", "her brother")),
        ("“Go,” Anna told him.", ("Anna", "told", "him")),
        ("“Go,” said Mr. Brown, with a smile.", ("Mr. Brown", "said", None)),
        ("“Go!” quietly said Anna.", ("Anna", "said", None)),
        ("“Go,” Anna suddenly said.", ("Anna", "said", None)),
        ("“Go,” Anna had said.", ("Anna", "said", None)),
        ("“Go,” Anna, her eyes shut, said.", ("Anna", "said", None)),
        ("“Go?” asked Captain Vaughan.", ("Captain Vaughan", "asked", None)),
        ("Anna said, “Go.”", ("Anna", "said", None)),
        ("Then Anna turned round and said: “Go.”", ("Anna", "said", None)),
        ("The gulls were loud. Anna said to Tom, “Go.”", ("Anna", "said", "Tom")),
        ("“Go,” Anna turned and said.", ("Anna", "said", None)),
    ],
)
def test_a_tag_names_speaker_verb_and_hearer(text: str, expected: tuple[str, str, str | None]) -> None:
    assert tag("Anna came. I met Tom and Anna there.", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“Go.”",
        "“Go.” The door fell shut.",
        "“Go.” He smiled.",
        "“Go.” Anna’s brother had a boat.",
        "The door fell shut. “Go.”",
    ],
)
def test_other_narration_is_no_tag(text: str) -> None:
    assert tag("Anna came. I met Tom and Anna there.", text) is None


def test_a_tag_of_the_next_paragraph_is_not_taken() -> None:
    assert tag("“Go.”", "Anna said nothing.") is None


def test_a_speech_may_be_introduced_in_the_paragraph_before() -> None:
    assert tag("I met Anna. Then Anna said:", "“Go.”") == ("Anna", "said", None)
    assert tag("I met Anna. Then Anna looked at me:", "“Go.”") == ("Anna", None, None)


def test_beats_are_the_subjects_beside_a_quotation() -> None:
    discourse = discourse_of("I like Anna and Tom.", "Anna shut the door. “Go.” Tom sat down.")
    before, after = find_beats(discourse, 0)
    assert (words(discourse, before), words(discourse, after)) == ("Anna", "Tom")


def test_no_narration_has_no_beats() -> None:
    assert find_beats(discourse_of("“Go.”"), 0) == (None, None)
