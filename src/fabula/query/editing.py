"""Findings as an editor reads them: each with the passages that it marks, side by side."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from fabula.types.world import StoryWorld

COLUMNS = ("severity", "kind", "chapter", "message", "passage", "other", "start", "end", "confidence")
_RANK = {"note": 0, "warning": 1, "error": 2}


def finding_rows(world: StoryWorld, severity: str = "note") -> list[dict[str, Any]]:
    """Return the findings of at least a severity as rows (`COLUMNS`), the gravest first, then in the order of the text.

    `passage` is where the finding lies, `other` what it disagrees with (``None`` where there is no such place).
    """
    starts = [one.start for one in world.work.chapters]
    chosen = [one for one in world.findings if _RANK[one.severity] >= _RANK[severity]]
    rows = []
    for one in sorted(chosen, key=lambda finding: -_RANK[finding.severity]):
        passages = [" ".join(span.of(world.text).split()) for span in one.spans[:2]]
        start, end = (one.spans[0].start, one.spans[0].end) if one.spans else (None, None)
        chapter = None if start is None else bisect_right(starts, start) or None
        first, second = (*passages, None, None)[:2]
        values = (one.severity, one.kind, chapter, one.message, first, second, start, end, one.confidence)
        rows.append(dict(zip(COLUMNS, values, strict=True)))
    return rows
