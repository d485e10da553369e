"""What the network says of a whole book, word by word and span by span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fabula.encoder.heads import FoundSpans, WindowLabels, join_spans
from fabula.encoder.lemmas import lemma_by

Int = npt.NDArray[np.int32]
Tag = npt.NDArray[np.int8]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """The network's reading of a book's words; every word layer is ``(n_words,)``.

    `upos`, `xpos`, `relation` and `supersense` are int8 indices into the label sets of `fabula.encoder.labels`; `lemmas`
    strings; `head` int32 word indices, the word itself for a root; `sentence` int32, rising from 0; `event` float16, the
    probability of a realis event. `mentions` follow LitBank's scheme, `referents` GUM's (things, times, ideas too).
    """

    upos: Tag
    xpos: Tag
    lemmas: tuple[str, ...]
    head: Int
    relation: Tag
    supersense: Tag
    sentence: Int
    event: npt.NDArray[np.float16]
    mentions: FoundSpans
    referents: FoundSpans

    def __len__(self) -> int:
        return len(self.head)


def assemble_analysis(
    words: Sequence[str], windows: Sequence[tuple[int, int]], labels: Sequence[WindowLabels], rules: Sequence[str]
) -> Analysis:
    """Return the labels of all windows, in order, as those of the book."""
    firsts = [first for first, _ in windows]
    ends = _joined([one.sentence_end for one in labels], bool)
    chosen = _joined([one.lemma_rule for one in labels], np.int32)
    return Analysis(
        upos=_joined([one.upos for one in labels], np.int8),
        xpos=_joined([one.xpos for one in labels], np.int8),
        lemmas=tuple(lemma_by(rules[rule], word) for word, rule in zip(words, chosen.tolist(), strict=True)),
        head=_joined([one.head + first for one, first in zip(labels, firsts, strict=True)], np.int32),
        relation=_joined([one.relation for one in labels], np.int8),
        supersense=_joined([one.supersense for one in labels], np.int8),
        sentence=(np.cumsum(ends) - ends).astype(np.int32),
        event=_joined([one.event for one in labels], np.float16),
        mentions=join_spans([(first, one.mentions) for one, first in zip(labels, firsts, strict=True)]),
        referents=join_spans([(first, one.referents) for one, first in zip(labels, firsts, strict=True)]),
    )


def _joined(parts: Sequence[npt.NDArray[Any]], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.concatenate(parts).astype(kind) if parts else np.zeros(0, dtype=kind)
