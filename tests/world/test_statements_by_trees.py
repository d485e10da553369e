"""What is said, kept and lied about, by the shipped network's trees."""

from __future__ import annotations

from texts import parsed_world

from fabula.types.world import Knowledge

ROOM = "Anna and Tom sat in the kitchen with Mrs. Pell."


def ledger(*parts: str) -> list[Knowledge]:
    return list(parsed_world(ROOM, *parts).knowledge)


def held(*parts: str) -> list[tuple[str, set[str], set[str]]]:
    return [
        (one.stance, {who.name for who in one.holders}, {who.name for who in one.unaware}) for one in ledger(*parts)
    ]


def test_a_statement_is_known_to_all_who_hear_it() -> None:
    assert ("knows", {"Anna", "Tom", "Mrs. Pell"}, set()) in held("“The key lies under the stone,” said Anna to Tom.")


def test_questions_orders_and_greetings_are_no_statements() -> None:
    assert held("“Where is the key?” said Anna to Tom.", "“Go home now,” said Tom.", "“Good morning,” said Anna.") == []


def test_an_intention_is_the_speaker_s() -> None:
    assert held("“I shall ask him tomorrow,” said Anna to Tom.") == [("intends", {"Anna"}, set())]


def test_what_is_denied_is_doubted() -> None:
    assert ("doubts", {"Tom"}, set()) in held("“No, she has not gone,” said Tom.")


def test_what_is_not_to_be_told_is_hidden_from_somebody() -> None:
    assert held("“I won’t tell Tom,” said Anna to Mrs. Pell.")[0] == ("hides", {"Anna"}, {"Tom"})
    assert ("hides", {"Anna"}, {"Tom"}) in held("Anna had not told Tom about the letter.")


def test_what_narration_calls_a_lie_is_one() -> None:
    assert ("lies", {"Anna"}, set()) in held("“I was asleep all night,” said Anna. It was a good lie.")
    assert ("lies", {"Tom"}, set()) in held("“I have never seen the key,” lied Tom.")


def test_what_somebody_finds_is_known_to_him() -> None:
    assert ("knows", {"Anna"}, set()) in held("Anna found the letter under the stone.")
    assert held("Anna noticed Tom.") == []
