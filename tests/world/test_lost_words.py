from __future__ import annotations

import pytest
from texts import world_of

from fabula.lexicons import strangers


def marked(*parts: str) -> list[str]:
    world = world_of(*parts)
    return [one.spans[0].of(world.text) for one in world.findings if one.kind == "garbled"]


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("They went down to the was cold and grey that morning.", "the was"),
        ("She had seen the of the town, and it was very small.", "the of"),
        ("He gave them all that he had, and his. It was late.", ""),
        ("They walked for an hour with the, and then they slept.", "the,"),
    ],
)
def test_words_that_never_follow_each_other_are_noted(text: str, pair: str) -> None:
    assert marked(text) == [pair] * bool(pair)


def test_speech_names_and_short_sentences_may_put_any_words_side_by_side() -> None:
    assert marked("“They went down to the was cold and grey that morning,” said Anna.") == []
    assert marked("They went down to the Was cold and grey that morning.") == []
    assert marked("The was cold.") == []


def test_the_table_has_words_in_lower_case_and_marks_only() -> None:
    table = strangers()
    assert "was" in table["the"]
    assert all(word.isalpha() and word.islower() for word in table)
    assert all(word.islower() or word in ",.;!?" for after in table.values() for word in after)
