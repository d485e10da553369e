"""Whom a pronoun cannot mean by its own sentence."""

from __future__ import annotations

from texts import parsed, referents


def she(*parts: str) -> list[str | None]:
    return [who for word, who in referents(parsed(*parts)) if word.lower() == "she"]


def test_a_subject_is_not_whom_a_later_name_under_its_verb_means() -> None:
    before = "Anna Grey sat down. Emma Hale came in."
    assert she(before, "She saw that Emma was tired.") == ["Anna Grey"]
    assert she(before, "She saw that Anna was tired.") == ["Emma Hale"]


def test_a_name_in_a_clause_beside_rules_nobody_out() -> None:
    before = "Anna Grey sat in the kitchen. Anna sang. Anna lit the lamp."
    assert she(before, "She slept, and Anna dreamt of the sea.") == ["Anna Grey"]
