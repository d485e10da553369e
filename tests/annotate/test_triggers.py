from __future__ import annotations

from texts import analysis_of, tokens_of

from fabula.annotate.events import find_triggers


def test_triggers_are_the_likely_tokens_in_order() -> None:
    tokens = tokens_of("She rose and left the room.")
    assert find_triggers(analysis_of(tokens, events=[3, 1])) == (1, 3)
    assert find_triggers(analysis_of(tokens)) == ()
