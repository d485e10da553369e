"""Links between turns: what tells whether a turn has the speaker of the one before, or of the one before that."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.resolve.surroundings import FAR
from fabula.resolve.turns import Turn

Features = dict[str, float]


def link_features(turns: Sequence[Turn], i: int) -> tuple[Features, Features] | None:
    """Return the features of turn `i` having the speaker of the turn before, and of the one before that (empty: too far).

    ``None`` where the turn before is too far for either.
    """
    if not i or turns[i].gap > FAR:
        return None
    same = _pair(turns[i - 1], turns[i], turns[i].gap)
    if i < 2 or turns[i - 1].gap > FAR:
        return same, {}
    return same, _pair(turns[i - 2], turns[i], turns[i].gap + turns[i - 1].gap)


def _pair(before: Turn, turn: Turn, gap: int) -> Features:
    """Return what tells whether one person says both of two turns, with `gap` paragraphs of narration between them."""
    return {
        "always": 1.0,
        "one_paragraph" if turn.paragraph == before.paragraph else f"gap_{min(gap, 3)}": 1.0,
        f"kinds_{_kind(before)}_{_kind(turn)}": 1.0,
        f"ends_{before.closing}": 1.0,
    }


def _kind(turn: Turn) -> str:
    if turn.tag is not None:
        return "pronoun" if turn.tag.reference.pronoun is not None else "named"
    if turn.is_bare:
        return "bare"
    return "before" if turn.before is not None else "after" if turn.after is not None else "beat"
