"""The network: a BERT-like encoder cut to some layers, and the heads that read its words.

Layer layout and names follow BERT (Devlin et al. 2019) and MPNet (Song et al. 2020); the arc head is Dozat and Manning
2017, the span head Yu, Bohnet and Poesio 2020.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from fabula.encoder.labels import ENTITY_TYPES, FORMS, REFERENT_TYPES, RELATIONS, SUPERSENSES, UPOS, XPOS
from fabula.encoder.words import SHAPES

N_SCHEMES = 2  # of mentions: LitBank's, GUM's


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The measures of an encoder; `relative_buckets` is 0 for one without relative positions (BERT)."""

    n_layers: int
    width: int
    n_heads: int
    inner_width: int
    vocabulary: int
    n_positions: int
    first_position: int
    relative_buckets: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class HeadShape:
    """The widths of the heads."""

    arc: int = 256
    relation: int = 256
    span: int = 192
    span_label: int = 192
    vector: int = 128


class MaskedPool:
    """Dropout whose masks come from a pool drawn once: drawing anew takes a fifth of a training step on a CPU."""

    def __init__(self, rate: float, size: int = 1 << 23) -> None:
        self.rate = rate
        self.pool = (torch.rand(size, generator=torch.Generator().manual_seed(5)) >= rate).float() / (1 - rate)

    def __call__(self, x: Tensor) -> Tensor:
        """Return `x` with a random share of its values zeroed, the others scaled up."""
        n = x.numel()
        if n > len(self.pool):
            return functional.dropout(x, self.rate)
        offset = int(torch.randint(len(self.pool) - n + 1, ()))
        return x * self.pool[offset : offset + n].view_as(x)


class Layer(nn.Module):
    """One transformer layer, normalised after each half."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.n_heads = shape.n_heads
        self.query_key_value = nn.Linear(shape.width, 3 * shape.width)
        self.attended = nn.Linear(shape.width, shape.width)
        self.attended_norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.inner = nn.Linear(shape.width, shape.inner_width)
        self.outer = nn.Linear(shape.inner_width, shape.width)
        self.outer_norm = nn.LayerNorm(shape.width, shape.epsilon)

    def forward(self, x: Tensor, bias: Tensor, dropout: MaskedPool | None) -> Tensor:
        """Return float ``(n, l, width)`` from the same; `bias` is float ``(n, heads, l, l)``."""
        n, length, width = x.shape
        q, k, v = (
            part.view(n, length, self.n_heads, -1).transpose(1, 2) for part in self.query_key_value(x).split(width, -1)
        )
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        mixed = self.attended(mixed.transpose(1, 2).reshape(n, length, width))
        x = self.attended_norm(x + (dropout(mixed) if dropout else mixed))
        inner = self.outer(functional.gelu(self.inner(x)))
        return self.outer_norm(x + (dropout(inner) if dropout else inner))


def relative_bucket(distance: Tensor, n_buckets: int) -> Tensor:
    """Return the bucket of each distance (key minus query), as MPNet counts them: half exact, half logarithmic to 128."""
    half = n_buckets // 2
    back = (distance > 0).long() * half
    size = distance.abs()
    exact = half // 2
    far = exact + (torch.log(size.clamp(min=1).float() / exact) / math.log(128 / exact) * (half - exact)).long()
    return back + torch.where(size < exact, size, far.clamp(max=half - 1))


class Encoder(nn.Module):
    """Pieces to vectors; the word embeddings stay as they were trained, the shape of each word is added to them."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.n_positions, shape.width)
        self.shapes = nn.Embedding(len(SHAPES), shape.width)
        self.paragraphs = nn.Embedding(2, shape.width)
        self.norm = nn.LayerNorm(shape.width, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.n_layers))
        buckets = max(shape.relative_buckets, 1)
        self.relative = nn.Embedding(buckets, shape.n_heads)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.paragraphs.weight)
        nn.init.zeros_(self.relative.weight)
        self.words.weight.requires_grad_(False)
        self.relative.weight.requires_grad_(False)

    def bias(self, n_pieces: Tensor, length: int) -> Tensor:
        """Return float ``(n, heads, l, l)``, what is added to the attention scores: relative positions and padding."""
        places = torch.arange(length)
        if self.shape.relative_buckets:
            bucket = relative_bucket(places[None, :] - places[:, None], self.shape.relative_buckets)
            bias = self.relative(bucket).permute(2, 0, 1)[None]
        else:
            bias = torch.zeros(1, 1, length, length)
        padding = torch.where(places[None, :] < n_pieces[:, None], 0.0, -1e4)
        return (bias + padding[:, None, None, :]).expand(-1, self.shape.n_heads, -1, -1).contiguous()

    def forward(
        self, pieces: Tensor, shapes: Tensor, paragraph_starts: Tensor, n_pieces: Tensor, dropout: MaskedPool | None
    ) -> Tensor:
        """Return float ``(n, l, width)``, a vector a piece."""
        length = pieces.shape[1]
        x = self.words(pieces) + self.positions.weight[self.shape.first_position :][:length]
        x = self.norm(x + self.shapes(shapes) + self.paragraphs(paragraph_starts))
        if dropout:
            x = dropout(x)
        bias = self.bias(n_pieces, length)
        for layer in self.layers:
            x = layer(x, bias, dropout)
        return x


class Network(nn.Module):
    """The encoder with all heads.

    `forward` gives, for `n` windows of at most `w` words (see `fabula.encoder.heads` for what each means): ``tags``
    ``(n, w, n_tags)``, ``arcs`` ``(n, w, w)``, ``relations`` ``(n, w, 2, relation)``, ``spans`` ``(n, 2, w, w)``,
    ``span_labels`` ``(n, w, 2, span_label)``, ``vectors`` ``(n, w, 2, vector)``.
    """

    def __init__(self, shape: EncoderShape, heads: HeadShape, n_lemma_rules: int) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.heads = heads
        self.tag_sizes = (len(UPOS), len(XPOS), n_lemma_rules, len(SUPERSENSES), 1, 1)
        width = shape.width
        self.tags = nn.Linear(width, sum(self.tag_sizes))
        self.arc_parts = nn.Linear(width, 2 * heads.arc)
        self.arc_middle = nn.Linear(heads.arc, heads.arc)
        self.arc_root = nn.Linear(heads.arc, 1)
        self.relations = nn.Linear(width, 2 * heads.relation)
        self.relation_out = nn.Linear(heads.relation, len(RELATIONS))
        self.span_parts = nn.Linear(width, 2 * heads.span)
        self.span_middle = nn.Linear(heads.span, N_SCHEMES * heads.span)
        self.span_ends = nn.Linear(heads.span, N_SCHEMES)
        self.span_labels = nn.Linear(width, 2 * heads.span_label)
        self.span_label_out = nn.Linear(heads.span_label, len(ENTITY_TYPES) + len(FORMS) + len(REFERENT_TYPES))
        self.vectors = nn.Linear(width, 2 * heads.vector)
        self.pair = nn.Linear(heads.vector, heads.vector)
        self.anaphor = nn.Linear(heads.vector, 1)
        self.distance = nn.Embedding(12, 1)
        nn.init.constant_(self.span_ends.bias, -6.0)
        nn.init.zeros_(self.distance.weight)

    def word_vectors(self, batch: dict[str, Tensor], dropout: MaskedPool | None) -> Tensor:
        """Return float ``(n, w, width)``: a word is the mean of its first and its last piece."""
        x = self.encoder(batch["pieces"], batch["shapes"], batch["paragraph_starts"], batch["n_pieces"], dropout)
        width = x.shape[-1]
        first = x.gather(1, batch["firsts"][..., None].expand(-1, -1, width))
        last = x.gather(1, batch["lasts"][..., None].expand(-1, -1, width))
        return (first + last) / 2

    def forward(self, batch: dict[str, Tensor], dropout: MaskedPool | None = None) -> dict[str, Tensor]:
        """Return the scores of every head."""
        words = self.word_vectors(batch, dropout)
        if dropout:
            words = dropout(words)
        n, width, _ = words.shape
        dependents, heads = functional.gelu(self.arc_parts(words)).split(self.heads.arc, -1)
        arcs = self.arc_middle(dependents) @ heads.transpose(1, 2) / math.sqrt(self.heads.arc)
        root = self.arc_root(dependents)[..., 0]
        diagonal = torch.eye(width, dtype=torch.bool)
        arcs = torch.where(diagonal[None], root[..., None], arcs)
        starts, ends = functional.gelu(self.span_parts(words)).split(self.heads.span, -1)
        middle = self.span_middle(starts).view(n, width, N_SCHEMES, -1).transpose(1, 2)
        spans = middle @ ends.transpose(1, 2)[:, None] / math.sqrt(self.heads.span)
        spans = spans + self.span_ends(ends).transpose(1, 2)[:, :, None, :]
        return {
            "tags": self.tags(words),
            "arcs": arcs,
            "relations": self.relations(words).view(n, width, 2, -1),
            "spans": spans,
            "span_labels": self.span_labels(words).view(n, width, 2, -1),
            "vectors": self.vectors(words).view(n, width, 2, -1),
        }
