"""Antecedents: how likely each earlier mention means the same as a mention, and how likely none does.

A small network of two layers scores pairs of mentions by what the shared encoder's mention vectors say of them and by form,
distance, role, agreement, wording, and who speaks (``python -m fabula_training.antecedents`` trains it). Everything here
runs over blocks of mentions at once.

Sizes of arrays: `n` mentions, of which a block has `m`; `c` candidates of each, `u` features of a mention, `p` of a pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from fabula.errors import ModelError
from fabula.resolve.antecedent_candidates import REACH, find_candidates
from fabula.resolve.antecedent_features import count_features, pair_features, summary_features, unary_features
from fabula.resolve.mention_table import Float, Int, MentionTable

BLOCK = 64  # mentions whose pairs are scored at once: their features stay in the processor's cache

_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True, eq=False)
class EncoderPart:
    """How the encoder itself scores antecedents: of mentions with vectors `v`, `j` as that of `i` by
    ``(v[i] @ query + query_bias) @ v[j] + v[i] @ anaphoric + anaphoric_bias``.

    float32 ``(d, d)``, ``(d,)``, ``(d,)`` and ``(1,)``.
    """

    query: Float
    query_bias: Float
    anaphoric: Float
    anaphoric_bias: Float


@dataclass(frozen=True, slots=True, eq=False)
class AntecedentWeights:
    """The weights of the scorer, float32.

    The first layer adds up what anaphor ``(u, h)``, antecedent ``(u, h)`` and pair ``(p, h)`` give; the second is ``(h, k)``,
    the last ``(k,)``. "None of them" is scored from ``(u + 2, k)`` and ``(k,)``.
    """

    encoder: EncoderPart
    anaphor: Float
    antecedent: Float
    pair: Float
    hidden_bias: Float
    second: Float
    second_bias: Float
    last: Float
    last_bias: Float
    fresh: Float
    fresh_bias: Float
    fresh_last: Float
    fresh_last_bias: Float


def weights_from(arrays: Mapping[str, Float]) -> AntecedentWeights:
    """Return the weights in a model's file, by their names; `ModelError` where one is missing or of another version."""
    try:
        encoder = EncoderPart(**{field.name: arrays[field.name] for field in fields(EncoderPart)})
        rest = {field.name: arrays[field.name] for field in fields(AntecedentWeights) if field.name != "encoder"}
    except KeyError as error:
        raise ModelError(f"the model's antecedents lack a part ({error}); install fabula again") from error
    weights = AntecedentWeights(encoder, **rest)
    n_unary, n_pair = count_features()
    if len(weights.anaphor) != n_unary or len(weights.pair) != n_pair:
        raise ModelError(
            "the model's antecedents were trained for another version of fabula; train or install them again"
        )
    return weights


@dataclass(frozen=True, slots=True, eq=False)
class AntecedentScores:
    """For a block of mentions: their places int64 ``(m,)``, the candidates' places int32 ``(m, c)`` (-1: none), their scores
    float32 ``(m, c)`` (very low where there is none), and the score of having no antecedent float32 ``(m,)``."""

    mentions: npt.NDArray[np.int64]
    candidates: Int
    scores: Float
    fresh: Float


def score_antecedents(
    table: MentionTable, vectors: npt.NDArray[np.float16], weights: AntecedentWeights, wanted: npt.NDArray[np.int64]
) -> Iterator[AntecedentScores]:
    """Yield the scores of the mentions `wanted` (rising places), block by block; `vectors` ``(rows, d)`` are the encoder's."""
    unary = unary_features(table)
    from_anaphor = unary @ weights.anaphor + weights.hidden_bias
    from_antecedent = (unary @ weights.antecedent).T.copy()
    candidates = find_candidates(table)
    for first in range(0, len(wanted), BLOCK):
        mine = wanted[first : first + BLOCK]
        chosen = candidates[mine]
        exists = chosen >= 0
        closeness = affinity(table, mine, chosen, vectors, weights.encoder)
        pairs = pair_features(table, mine, chosen, closeness)
        hidden = (weights.pair.T @ pairs.reshape(len(pairs), -1)).reshape(-1, *chosen.shape)
        hidden += from_anaphor[mine].T[:, :, None]
        hidden += from_antecedent[:, np.maximum(chosen, 0)]
        np.maximum(hidden, 0.0, out=hidden)
        second = weights.second.T @ hidden.reshape(len(hidden), -1) + weights.second_bias[:, None]
        scores = (weights.last @ np.maximum(second, 0.0) + weights.last_bias).reshape(chosen.shape)
        inputs = np.concatenate([unary[mine], summary_features(closeness, exists)], axis=1)
        fresh = (
            np.maximum(inputs @ weights.fresh + weights.fresh_bias, 0.0) @ weights.fresh_last + weights.fresh_last_bias
        )
        yield AntecedentScores(mine, chosen, np.where(exists, scores, _NEVER), fresh)


def affinity(
    table: MentionTable,
    mine: npt.NDArray[np.int64],
    candidates: Int,
    vectors: npt.NDArray[np.float16],
    encoder: EncoderPart,
) -> Float:
    """Return float32 ``(m, c)``: the encoder's own score of each pair, 0 where it does not know one of the two."""
    known = (table.row[mine][:, None] >= 0) & (candidates >= 0)
    known &= table.row[np.maximum(candidates, 0)] >= 0
    if not known.any():
        return np.zeros(candidates.shape, dtype=np.float32)
    own = vectors[table.row[mine]].astype(np.float32)
    queries = own @ encoder.query + encoder.query_bias
    low, high = max(0, int(mine[0]) - REACH), int(mine[-1])
    near, far = np.maximum(candidates[:, :REACH], low), np.maximum(candidates[:, REACH:], 0)
    keys = vectors[table.row[low : high + 1]].astype(np.float32)  # each serves many of the block's mentions
    by_near = np.take_along_axis(queries @ keys.T, near - low, axis=1)
    by_far = (vectors[table.row[far]].astype(np.float32) @ queries[..., None])[..., 0]
    found = np.concatenate([by_near, by_far], axis=1) + (own @ encoder.anaphoric + encoder.anaphoric_bias)[:, None]
    return np.where(known, found, np.float32(0.0)).astype(np.float32)
