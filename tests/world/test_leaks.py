"""Somebody says what he can't know."""

from __future__ import annotations

from texts import parsed_world

ROOM = "Anna and Tom sat in the kitchen with Mrs. Pell."
KEPT = "Anna had never told Tom that the ledger lay behind the chimney."


def leaks(*parts: str) -> list[str]:
    world = parsed_world(ROOM, *parts)
    return [one.spans[0].of(world.text) for one in world.findings if one.kind == "knowledge_leak"]


def test_who_was_never_told_a_thing_leaks_it() -> None:
    assert leaks(KEPT, "“The ledger is behind the chimney,” said Tom.") == ["“The ledger is behind the chimney,”"]


def test_who_was_told_meanwhile_leaks_nothing() -> None:
    told = "“The ledger lies behind the chimney,” said Anna to Tom."
    assert leaks(KEPT, told, "“So the ledger is behind the chimney,” said Tom.") == []


def test_a_question_leaks_nothing_and_who_knows_it_neither() -> None:
    assert leaks(KEPT, "“Is the ledger behind the chimney?” said Tom.") == []
    assert leaks(KEPT, "“The ledger is behind the chimney,” said Anna.") == []
