"""Triggers of realis events: the words by which the text asserts that something happened (Sims, Park, Bamman 2019)."""

from __future__ import annotations

import numpy as np

from fabula.encoder.analysis import Analysis

_LIKELY = 0.5


def find_triggers(analysis: Analysis) -> tuple[int, ...]:
    """Return the tokens that are triggers, in order."""
    return tuple(np.flatnonzero(analysis.event > _LIKELY).tolist())
