from __future__ import annotations

from dataclasses import replace

import pytest
from texts import DIVIDER, reading_of, world_of

from fabula.types.world import Finding
from fabula.world.lost_lines import find_lost_lines

LONG = "It was a very long paragraph about the harbour and the sea, and about nothing else."


def findings(*parts: str) -> list[tuple[str, list[str]]]:
    """Return the kind of each finding with the words at its places."""
    world = world_of(*parts)
    return [(one.kind, [span.of(world.text) for span in one.spans]) for one in world.findings]


def kinds(*parts: str) -> list[str]:
    return [kind for kind, _ in findings(*parts)]


def often(name: str) -> str:
    return " ".join(f"Then {name} spoke, and he heard {name}." for _ in range(6))


def test_a_sound_story_has_no_findings() -> None:
    assert findings("Anna sat down.", "“Are you there?” asked Anna.", "“I am,” said Tom.", "It rained.") == []


def test_a_misspelt_name_is_marked() -> None:
    assert findings(often("Marchetti"), "At last Marchettti said no.") == [("name_variant", ["Marchettti"])]


def test_a_quotation_that_is_never_closed_is_marked() -> None:
    assert findings("“Go away, said Anna.", "Tom left.") == [("unclosed_quote", ["“Go away, said Anna."])]
    assert (
        kinds(f"“{LONG} The harbour was grey, and {LONG} Nobody came, since {LONG}", "“It ended,” said Anna.") == []
    )  # one who speaks on
    assert kinds("“It began.", "“It ended,” said Anna.") == ["unclosed_quote"]  # nobody speaks on so soon


def test_a_paragraph_that_stands_twice_is_marked() -> None:
    assert findings(LONG, "Tom left.", LONG) == [("repeated_text", [LONG, LONG])]


def test_a_refrain_is_not() -> None:
    assert findings(LONG, *["Tom left."] * 20, LONG) == []
    assert findings("Tom left.", "Tom left.") == []


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("It was donâ€™t.", "â€™"),
        ("The cafÃ© shut.", "Ã©"),
        ("A hole \ufffd\ufffd here.", "\ufffd\ufffd"),
        ("They saw the the boat.", "the the"),
        ("The the boat sank.", "The the"),
    ],
)
def test_damaged_characters_and_doubled_words_are_marked(text: str, marked: str) -> None:
    assert findings(text) == [("garbled", [marked])]


@pytest.mark.parametrize("text", ["He had had enough.", "I know that that is so.", "Very very cold.", "A café, don’t."])
def test_what_may_stand_twice_is_not(text: str) -> None:
    assert findings(text) == []


def test_chapters_out_of_order_are_marked() -> None:
    assert [kind for kind, _ in findings("# 1 A", "One.", "# 3 B", "Two.")] == ["numbering"]
    assert findings("# 1 A", "One.", "# 2 B", "Two.", "# 1 C", "Three.") == []


def test_a_question_answered_by_the_one_who_asks_is_a_lost_line() -> None:
    (kind, spans), *others = findings("“Where were you?” Anna asked.", "“And why?” said Anna.", "“Out,” said Tom.")
    assert (kind, spans) == ("lost_dialogue", ["“And why?”", "“Where were you?”"])
    assert others == []


def test_the_same_name_in_two_tags_running_is_worth_a_look() -> None:
    (finding,) = world_of("“I was out,” said Anna.", "“I was cold,” said Anna.").findings
    assert (finding.kind, finding.severity) == ("lost_dialogue", "note")


def test_speeches_with_narration_or_a_break_between_are_not() -> None:
    assert kinds("“Where were you?” Anna asked.", "It rained.", "“And why?” said Anna.") == []
    assert (
        kinds("“I was out,” said Anna, and she went to the window and looked out at it.", "“I was,” said Anna.") == []
    )
    assert kinds("“Where were you?” Anna asked.", DIVIDER, "“Go,” said Tom.") == []


def test_a_speech_that_is_introduced_and_never_comes_is_marked() -> None:
    lead = "Then she turned to him and said:"
    rain = "It rained all the day upon the little town of which she was so fond, and all the night."
    assert findings(lead, rain) == [("lost_dialogue", [lead])]
    assert findings(lead, "“Go.”") == []
    assert findings(lead, "Go away.") == []  # short: verse, or a letter


def test_eyes_that_change_colour_are_marked() -> None:
    (kind, spans), *others = findings("Anna's blue eyes shone.", "It rained.", "Her eyes were brown.")
    assert (kind, spans, others) == ("contradiction", ["Her eyes were brown.", "Anna's blue eyes shone."], [])


@pytest.mark.parametrize(
    "second", ["Her blue eyes wept.", "Tom's brown eyes shone.", "“Your brown eyes,” said Tom.", "Her dark eyes shone."]
)
def test_eyes_of_one_colour_or_another_s_are_not(second: str) -> None:
    assert "contradiction" not in kinds("Anna's blue eyes shone.", second)


def test_findings_stand_in_order_with_their_confidence() -> None:
    world = world_of("They saw the the boat.", LONG, LONG, "It was donâ€™t.")
    found: tuple[Finding, ...] = world.findings
    starts = [one.spans[0].start for one in found]
    assert len(found) == 3
    assert starts == sorted(starts)
    assert all(0 < one.confidence <= 1 and one.message for one in found)


def test_lines_without_tags_that_one_speaker_is_likeliest_for_are_noted() -> None:
    reading = reading_of("Anna met Tom.", "“Go,” said Anna.", "“It is late.”", "“No.”")
    anna = reading.quotes[0].speaker
    sure = tuple(replace(one, speaker=anna, confidence=0.8) for one in reading.quotes)
    found = list(find_lost_lines(reading, sure))
    assert [(one.severity, one.spans[0].of(reading.text)) for one in found][-1] == ("note", "“No.”")
    unsure = tuple(replace(one, confidence=0.3) for one in sure)
    assert list(find_lost_lines(reading, unsure)) == []


def test_where_the_model_misses_a_line_it_is_noted_once() -> None:
    told = [f"“{word}.”" for word in ("Go", "It is late", "No", "Then stay", "Why", "It rains", "So be it")]
    reading = reading_of("Anna met Tom.", *told)
    noted = replace(reading, unseen={1: -1.0, 2: 0.3, 3: -2.0, 5: -2.4, 6: -4.0})
    found = sorted(find_lost_lines(noted, reading.quotes), key=lambda one: one.spans)
    assert [(one.severity, [span.of(reading.text) for span in one.spans]) for one in found] == [
        ("note", ["“No.”", "“It is late.”"]),
        ("note", ["“It rains.”", "“Why.”"]),
    ]
    assert found[0].confidence > found[1].confidence > 0
