"""One type for the annotated documents of every corpus: words with whatever layers the corpus has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int32]
Bool = npt.NDArray[np.bool_]

UNKNOWN = -1  # in a layer of labels: this word has none, and is left out of the loss


@dataclass(frozen=True, slots=True)
class Layers:
    """The word layers of a document, each int32 ``(n_words,)`` or ``None`` where the corpus does not have it.

    `head` holds word indices into the document, the word itself for a root; `event` 0 or 1; the others label indices,
    `UNKNOWN` where a single word has none.
    """

    upos: Int | None = None
    xpos: Int | None = None
    head: Int | None = None
    relation: Int | None = None
    supersense: Int | None = None
    event: Int | None = None
    lemma: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Spans:
    """The mentions of a document: int32 ``(n_spans,)`` each; `last` is inclusive.

    `scheme` is ``"litbank"`` (types `ENTITY_TYPES`, with forms) or ``"gum"`` (types `REFERENT_TYPES`, no forms); `chain`
    numbers the coreference chains.
    """

    scheme: str
    first: Int
    last: Int
    type: Int
    form: Int
    chain: Int


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document of words; the three bool ``(n_words,)`` arrays tell what stands before each word."""

    name: str
    corpus: str
    genre: str
    words: tuple[str, ...]
    space_before: Bool | None
    sentence_starts: Bool
    paragraph_starts: Bool | None
    layers: Layers
    spans: Spans | None

    def __len__(self) -> int:
        return len(self.words)
