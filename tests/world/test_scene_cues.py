"""Scenes that begin without a break."""

from __future__ import annotations

from texts import parsed_world

PLAIN = ("Anna and Tom sat in the kitchen.", "Anna lit the lamp.", "Tom laughed at her.")


def cues(*parts: str) -> list[tuple[str, str]]:
    world = parsed_world(*parts)
    return [(one.break_cue, world.text[one.start : one.end].split(".")[0]) for one in world.scenes]


def test_a_time_of_the_telling_opens_a_scene() -> None:
    for opening in (
        "The next morning Anna woke",
        "In the evening Tom came home",
        "Thursday was wet",
        "At midnight Anna rose",
    ):
        assert cues(*PLAIN, f"{opening}.", "It rained.")[1:] == [("time", opening)]


def test_a_time_in_speech_or_in_a_habit_opens_none() -> None:
    assert cues(*PLAIN, "“Tomorrow I shall go,” said Anna.", "At night she slept badly.") == [("start", PLAIN[0][:-1])]


def test_a_place_opens_a_scene_where_the_company_changes() -> None:
    parts = (*PLAIN, "Tom went out.", "In the church, Mrs. Pell lit the candles.", "Mrs. Pell sat down.")
    assert [cue for cue, _ in cues(*parts)] == ["start", "place"]
    assert [cue for cue, _ in cues(*PLAIN, "In the kitchen, Anna and Tom waited.")] == ["start"]


def test_a_letter_is_a_scene_of_its_own_and_what_follows_another() -> None:
    parts = (
        *PLAIN,
        "“Dear Anna,” it said. “I am in London, and I shall not come home.",
        "“Your father.”",
        "Anna folded it.",
    )
    assert [cue for cue, _ in cues(*parts)] == ["start", "letter", "return"]
    assert [cue for cue, _ in cues(*PLAIN, "“Dear Anna, do sit down,” said Tom.", "Anna sat down.")] == ["start"]


def test_dates_and_salutations_open_letters_and_entries() -> None:
    parts = (
        "Saturday, 3 May", "Dear Anna,", "I have found the key. I hid it.", "Yours, Tom",
        "Monday, 5 May", "Dear Tom,", "Come home. I am ill.", "Anna",
    )  # fmt: skip
    assert [start for _, start in cues(*parts)] == [
        "Saturday, 3 May\n\nDear Anna,\n\nI have found the key",
        "Monday, 5 May\n\nDear Tom,\n\nCome home",
    ]


def test_a_memory_is_a_scene_until_the_telling_goes_on() -> None:
    memory = (
        "Her mother had given it to her. They had walked to the pier that summer, and her mother had bought ices,"
        " and they had sat on the wall until it had grown dark, and nobody had called them home."
    )
    assert [cue for cue, _ in cues(*PLAIN, memory, "Anna put the ring away.", "Tom laughed.")] == [
        "start",
        "memory",
        "return",
    ]


def test_what_happens_in_a_dream_has_not_happened() -> None:
    dream = (
        "That night Anna dreamt of the sea.",
        "Tom took the key from her and threw it into the waves. He kissed her.",
    )
    parts = (
        "Anna had the key in her hand. She put the key under the pillow.",
        *PLAIN,
        *dream,
        "Anna woke in the dark.",
        *PLAIN,
    )
    world = parsed_world(*parts)
    assert [one.break_cue for one in world.scenes] == ["start", "dream", "waking"]
    assert [step.action for one in world.objects for step in one.history] == ["has"]
    start, end = (world.text.index(part) for part in (dream[1], "Anna woke"))
    assert not any(start <= one.start < end for one in (*world.relations, *world.events))


def test_a_dream_that_nobody_wakes_from_is_an_ambition() -> None:
    assert cues(*PLAIN, "Anna dreamt of the stage.", *PLAIN)[1:] == []
