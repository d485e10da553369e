"""The candidates for antecedents: the mentions before each, and farther ones worded alike."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from fabula.resolve.mention_table import FORMS, Int, MentionTable

REACH = 60  # mentions back in which every one is a candidate
FAR = 4  # further candidates, of the same wording, that a noun or name has at any distance
SAME_WORDING = 2  # of them by the whole phrase, and as many by its head

_PRON = FORMS.index("PRON")


def find_candidates(table: MentionTable) -> Int:
    """Return int32 ``(n, REACH + FAR)``: the mentions before each, nearest first, then farther ones worded alike; -1: none."""
    n = len(table)
    near = np.arange(n)[:, None] - 1 - np.arange(REACH)[None]
    far = np.full((n, FAR), -1)
    seen: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    columns = (table.form.tolist(), table.content.tolist(), table.head.tolist())
    for i, (form, content, head) in enumerate(zip(*columns, strict=True)):
        if form == _PRON:
            continue
        keys = (("content", content), ("head", head))
        found = dict.fromkeys(j for key in keys for j in seen[key][: -SAME_WORDING - 1 : -1] if j < i - REACH)
        far[i, : len(found)] = list(found)
        for key in keys:
            seen[key].append(i)
    return np.concatenate([np.maximum(near, -1), far], axis=1).astype(np.int32)
