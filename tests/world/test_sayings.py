from __future__ import annotations

from texts import reading_of, world_of

from fabula.world.sayings import (
    QUESTION,
    Said,
    closes_with,
    find_said_aloud,
    find_written,
    make_claim,
    sentences_of,
)

DIALOGUE = (
    "Anna sat in the kitchen, and Tom and Emma stood by the door.",
    "“Where is the key?” said Anna to Tom.",
    "“Under the stone. It is wet,” said Tom to Anna.",
)


def said_in(*parts: str) -> list[Said]:
    return list(find_said_aloud(reading_of(*parts), world_of(*parts).quotes))


def test_what_is_said_aloud_has_its_speaker_its_hearers_and_the_question_before_it() -> None:
    reading = reading_of(*DIALOGUE)
    question, answer = said_in(*DIALOGUE)
    assert (question.speaker.name, answer.speaker.name) == ("Anna", "Tom")
    assert {one.name for one in question.hearers} == {"Tom", "Emma"}
    assert question.asked is None
    assert answer.asked == question.tokens
    assert [closes_with(reading, one.tokens, QUESTION) for one in (question, answer)] == [True, False]


def test_a_question_far_before_is_not_answered() -> None:
    between = ("The clock struck.", "It rained.", "Nobody moved.")
    _, late = said_in(*DIALOGUE[:2], *between, DIALOGUE[2])
    assert late.asked is None


def test_what_a_letter_says_is_its_writer_s() -> None:
    letter = ("Saturday, 3 May", "Dear Anna,", "I have found the key. I hid it.", "Yours, Tom")
    reading = reading_of("Anna met Tom.", *letter)
    lower = reading.discourse.tokens.lower
    (body,) = (one for one in find_written(reading) if "key" in lower[one.tokens.start : one.tokens.stop])
    assert (body.speaker.name, body.hearers, body.quote) == ("Tom", (), None)


def test_sentences_are_cut_where_the_words_begin_and_end() -> None:
    reading = reading_of("Anna met Tom. It rained. Tom wept.")
    assert list(sentences_of(reading, range(1, 9))) == [range(1, 4), range(4, 7), range(7, 9)]
    assert list(sentences_of(reading, range(2, 2))) == []


def test_a_claim_that_is_told_is_held_by_all_who_hear_it() -> None:
    reading, answer = reading_of(*DIALOGUE), said_in(*DIALOGUE)[1]
    sentence = next(sentences_of(reading, answer.tokens))
    told, thought = (make_claim(reading, answer, sentence, sentence, "knows", how, 0.5) for how in ("told", "thought"))
    unaware = make_claim(reading, answer, sentence, sentence, "knows", "narrated", 0.5, ignorant=True)
    assert told.claim == "Under the stone."
    assert {one.name for one in told.holders} == {"Anna", "Tom", "Emma"}
    assert [one.name for one in thought.holders] == ["Tom"]
    assert ([one.name for one in unaware.unaware], unaware.holders) == (["Tom"], ())
