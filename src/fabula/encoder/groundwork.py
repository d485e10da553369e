"""What a first reading leaves for later ones: enough to resolve a book anew without the network's pass."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fabula.encoder.analysis import Analysis
from fabula.types.annotations import Quotation
from fabula.types.cast import Cast
from fabula.types.text import Book, Tokens


@dataclass(frozen=True, slots=True, eq=False)
class Groundwork:
    """A book as read, and what the network says of its words.

    `quotations` are those that were given, ``None`` where they are to be found; `cast` is the one that was given, the
    series' among it, without the corrections made since; `with_tokens` tells whether the world carries its tokens. `model` is
    the network's name or folder and `model_sha256` its sum; `tokens_sha256` that of the tokens that `analysis` is about, which
    is ``None`` for the reading without a network.
    """

    book: Book
    quotations: tuple[Quotation, ...] | None
    cast: Cast | None
    with_tokens: bool
    model: str
    model_sha256: str
    tokens_sha256: str
    analysis: Analysis | None

    def fits(self, model_sha256: str, tokens: Tokens) -> bool:
        """Tell whether the analysis is what this network would say of these tokens."""
        return (self.model_sha256, self.tokens_sha256) == (model_sha256, sum_of_tokens(tokens))


def sum_of_tokens(tokens: Tokens) -> str:
    """Return the SHA-256 sum, in hexadecimal, of where the tokens and their paragraphs lie."""
    parts = (tokens.start, tokens.end, tokens.paragraph)
    return hashlib.sha256(b"".join(part.astype("<i4").tobytes() for part in parts)).hexdigest()
