"""Links between turns: what tells whether a turn has the speaker of the one before, or of the one before that."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fabula.resolve.surroundings import FAR
from fabula.resolve.turns import Turn

Features = dict[str, float]

_SHORT = 4  # letters of a word from which it is taken up again for its meaning
_BEGINNING = 2  # first words of a turn that may tell that it answers


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
    features = {
        "always": 1.0,
        f"gap_{min(gap, 3)}": 1.0,
        f"kinds_{_kind(before)}_{_kind(turn)}": 1.0,
        f"ends_{before.closing}": 1.0,
        f"ends_{before.closing}_{_kind(turn)}": 1.0,
        "asks": float(turn.asks),
        "length_before": math.log1p(len(before.words)) / 4,
        "length": math.log1p(len(turn.words)) / 4,
        "echo": _echo(before.words, turn.words),
        "call_alike": float(bool(before.vocatives & turn.vocatives)),
        "calls": float(bool(turn.vocatives)),
        "called_before": float(bool(before.vocatives)),
        "names_alike": float(bool((before.spoken_of | before.vocatives) & (turn.spoken_of | turn.vocatives))),
        "you_then_i": float("you" in before.words and "i" in turn.words),
        "i_then_you": float("i" in before.words and "you" in turn.words),
        "i_then_i": float("i" in before.words and "i" in turn.words),
    }
    for word in turn.words[:_BEGINNING]:
        features[f"begins_{word}"] = 1.0
    return features


def _kind(turn: Turn) -> str:
    if turn.tag is not None:
        return "pronoun" if turn.tag.reference.pronoun is not None else "named"
    if turn.is_bare:
        return "bare"
    return "before" if turn.before is not None else "after" if turn.after is not None else "beat"


def _echo(before: Sequence[str], words: Sequence[str]) -> float:
    """Return the share of a turn's longer words that stand in another."""
    own = {word for word in words if len(word) >= _SHORT}
    return len(own.intersection(before)) / len(own) if own else 0.0
