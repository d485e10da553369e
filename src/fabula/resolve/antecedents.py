"""Antecedents: how likely each earlier mention means the same as a mention, and how likely none does.

A small network of two layers scores pairs of mentions by what the shared encoder's mention vectors say of them and by form,
distance, role, agreement, wording, and who speaks (``python -m fabula_training.antecedents`` trains it). Everything here
runs over blocks of mentions at once.

Sizes of arrays: `n` mentions, of which a block has `m`; `c` candidates of each, `u` features of a mention, `p` of a pair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from fabula.errors import ModelError
from fabula.resolve.mention_table import (
    DETERMINERS,
    ENTITY_TYPES,
    FORMS,
    GENDERS,
    PRONOUN_CLASSES,
    ROLES,
    Float,
    Int,
    MentionTable,
    tabulate_columns,
)  # fmt: skip

Bool = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]  # of truth values, whole numbers or shares

REACH = 60  # mentions back in which every one is a candidate
FAR = 4  # further candidates, of the same wording, that a noun or name has at any distance
SAME_WORDING = 2  # of them by the whole phrase, and as many by its head
BLOCK = 64  # mentions whose pairs are scored at once: their features stay in the processor's cache

_PROP, _NOM, _PRON = (FORMS.index(form) for form in ("PROP", "NOM", "PRON"))
_SUBJECT, _POSSESSOR, _REFLEXIVE, _VOCATIVE, _APPOSITION = (
    ROLES.index(role) for role in ("subject", "possessor", "reflexive", "vocative", "apposition")
)
_I, _YOU, _HE, _SHE, _IT, _WE, _THEY = (
    PRONOUN_CLASSES.index(word) for word in ("I", "you", "he", "she", "it", "we", "they")
)
_PERSON, _ORGANISATION = ENTITY_TYPES.index("PER"), ENTITY_TYPES.index("ORG")
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


@cache
def count_features() -> tuple[int, int]:
    """Return how many features one mention has, and a pair."""
    table = tabulate_columns({})
    no_pairs = np.zeros((0, REACH + FAR), dtype=np.int32)
    return unary_features(table).shape[1], pair_features(
        table, np.zeros(0, dtype=np.int64), no_pairs, no_pairs.astype(np.float32)
    ).shape[0]


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


def _one_hot(values: Int, count: int) -> list[Bool]:
    return [values == value for value in range(count)]


def unary_features(table: MentionTable) -> Float:
    """Return float32 ``(n, u)``: what a mention is by itself."""
    columns: list[Column] = [
        *_one_hot(table.form, len(FORMS)),
        *_one_hot(table.type, len(ENTITY_TYPES)),
        *_one_hot(table.pronoun, len(PRONOUN_CLASSES)),
        *_one_hot(table.role, len(ROLES)),
        *_one_hot(table.gender, len(GENDERS)),
        *_one_hot(table.determiner, len(DETERMINERS)),
        table.plural,
        table.joined,
        table.kin,
        table.long,
        table.quotation >= 0,
        table.speaker >= 0,
        table.addressee >= 0,
        table.row < 0,
        table.confidence,
        np.log1p(table.frequency) / 4,
        np.log1p(table.seen_head) / 2,
        table.seen_head > 0,
        table.seen_content > 0,
        np.minimum(np.arange(len(table)), 100) / 100,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def summary_features(closeness: Float, exists: Bool) -> Float:
    """Return float32 ``(m, 2)``: the best affinity of any candidate, and all of them taken together."""
    known = np.where(exists, closeness, np.float32(-20.0))
    best = known.max(axis=1, initial=-20.0)
    together = np.log1p(np.exp(np.clip(known, -20.0, 20.0)).sum(axis=1))
    return np.stack([best / 5, together / 5], axis=1).astype(np.float32)


def pair_features(table: MentionTable, mine: npt.NDArray[np.int64], candidates: Int, closeness: Float) -> Float:
    """Return float32 ``(p, m, c)``: what stands between each mention of a block, at the places `mine`, and its candidates."""
    one, other = table.at(mine[:, None]), table.at(np.maximum(candidates, 0))
    exists = candidates >= 0
    columns: list[Column] = [closeness / 5, np.maximum(closeness, 0) / 5]
    columns += _distances(one, other, np.maximum(mine[:, None] - candidates, 1))
    columns += _forms(one, other)
    columns += _agreement(one, other)
    columns += _wording(one, other)
    columns += _structure(one, other)
    columns += _speech(one, other)
    columns += _recency(one, other, exists)
    features = np.empty((len(columns), *candidates.shape), dtype=np.float32)
    for place, column in enumerate(columns):
        features[place] = column
    return features


def _between(values: npt.NDArray[np.signedinteger[Any]], *bounds: tuple[int, int]) -> list[Column]:
    return [(values >= low) & (values <= high) for low, high in bounds]


_ANY = 10**9


def _distances(one: MentionTable, other: MentionTable, mentions: npt.NDArray[np.signedinteger[Any]]) -> list[Column]:
    sentences, paragraphs = one.sentence - other.sentence, one.paragraph - other.paragraph
    return [
        np.log2(mentions) / 6,
        *_between(mentions, (1, 1), (2, 2), (3, 4), (5, 8), (9, 16), (17, 32), (33, REACH)),
        *_between(sentences, (0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (9, _ANY)),
        *_between(paragraphs, (0, 0), (1, 1), (2, 2), (5, _ANY)),
    ]


def _forms(one: MentionTable, other: MentionTable) -> list[Column]:
    return [
        *_one_hot(one.form * len(FORMS) + other.form, len(FORMS) ** 2),
        (one.pronoun == other.pronoun) & (one.pronoun > 0),
        one.role == other.role,
    ]


def _agreement(one: MentionTable, other: MentionTable) -> list[Column]:
    told, other_told = one.gender > 0, other.gender > 0
    return [
        one.type == other.type,
        (one.type == _PERSON) != (other.type == _PERSON),
        told & (one.gender == other.gender),
        told & other_told & (one.gender != other.gender),
        ~told & other_told,
        *((one.gender == gender) & ~other_told for gender in range(1, len(GENDERS))),
        (one.plural == 1) & (other.plural == 1),
        one.plural != other.plural,
        (one.plural == 1) & (other.plural == 0),
        (one.pronoun == _THEY) & (other.plural == 0),
        (one.pronoun == _THEY) & (other.joined == 1),
        (one.pronoun == _THEY) & (other.type == _ORGANISATION),
    ]


def _wording(one: MentionTable, other: MentionTable) -> list[Column]:
    nouns = (one.form != _PRON) & (other.form != _PRON)
    head = nouns & (one.head == other.head)
    content = nouns & (one.content == other.content)
    owned = DETERMINERS.index("possessive")
    return [
        head,
        content,
        nouns & (one.words == other.words),
        *(head & (one.determiner == kind) for kind in range(4)),
        *((one.form == _NOM) & (one.determiner == kind) & ~head for kind in range(4)),
        head & (other.determiner == DETERMINERS.index("indefinite")),
        head & (other.determiner == owned),
        head & (one.determiner == owned) & (other.determiner == owned) & ~content,
        (one.person >= 0) & (one.person == other.person),
        (one.person >= 0) & (other.person >= 0) & (one.person != other.person),
    ]


def _structure(one: MentionTable, other: MentionTable) -> list[Column]:
    here = one.sentence == other.sentence
    same_governor = here & (one.governor == other.governor)
    inside = one.first <= other.last
    own = one.role == _POSSESSOR
    return [
        same_governor,
        same_governor & (one.role == _REFLEXIVE),
        same_governor & (other.role == _SUBJECT) & (one.role != _REFLEXIVE) & ~own,
        same_governor & own,
        here & (one.governor == other.head_token),
        here & (other.governor == one.head_token),
        here & (other.governor == one.head_token) & (other.role == _SUBJECT),  # Anna was the cook
        here & (one.governor == other.head_token) & (one.role == _APPOSITION),  # Anna, the cook
        inside,
        inside & own,
        inside & (one.pronoun > 0) & ~own,
    ]


def _speech(one: MentionTable, other: MentionTable) -> list[Column]:
    said, other_said = one.quotation >= 0, other.quotation >= 0
    same = said & other_said & (one.utterance == other.utterance)
    apart = said & other_said & (one.utterance != other.utterance)
    known = (one.speaker >= 0) & (other.speaker >= 0)
    by_one, by_two = apart & known & (one.speaker == other.speaker), apart & known & (one.speaker != other.speaker)
    i, you = one.pronoun == _I, one.pronoun == _YOU
    other_i, other_you = other.pronoun == _I, other.pronoun == _YOU
    third = (one.pronoun == _HE) | (one.pronoun == _SHE)
    speaker, heard = one.speaker >= 0, one.addressee >= 0
    named = other.person >= 0
    is_speaker, is_heard = named & (other.person == one.speaker), named & (other.person == one.addressee)
    return [
        ~said & ~other_said,
        said & ~other_said,
        ~said & other_said,
        same,
        apart,
        by_one,
        by_two,
        *(
            i & other_i & where
            for where in (same, by_one, by_two, apart & ~known, ~said & ~other_said, said != other_said)
        ),
        *(i & other_you & where for where in (same, by_one, by_two, apart & ~known)),
        *(you & other_i & where for where in (same, by_one, by_two, apart & ~known)),
        *(you & other_you & where for where in (same, by_one, by_two, apart & ~known)),
        i & speaker & is_speaker,
        i & speaker & named & ~is_speaker,
        speaker & is_speaker & ~i,
        you & heard & is_heard,
        you & heard & named & ~is_heard,
        third & heard & is_heard,
        third & ~said & other_i & (other.speaker >= 0),
        you & (other.role == _VOCATIVE) & same,
        (one.role == _VOCATIVE) & other_you & same,
        third & (other_i | other_you) & same,
        (one.pronoun == _WE) & (other.pronoun == _WE) & (same | by_one),
    ]


def _recency(one: MentionTable, other: MentionTable, exists: Bool) -> list[Column]:
    """Return how many nearer candidates could be meant as well."""
    told = one.gender > 0
    clash = told & (other.gender > 0) & (one.gender != other.gender)
    numbers = (one.plural != other.plural) & (one.pronoun != _YOU) & (other.pronoun != _YOU)
    able = exists & ~clash & ~numbers & ((one.type == _PERSON) == (other.type == _PERSON))
    subjects = able & (other.role == _SUBJECT)
    sure = exists & told & (one.gender == other.gender)
    rank, subject_rank, sure_rank = (np.cumsum(which, axis=1) - which for which in (able, subjects, sure))
    return [
        able,
        *(able & one_of for one_of in _between(rank, (0, 0), (1, 1), (2, 3), (4, 7), (8, _ANY))),
        subjects & (subject_rank == 0),
        subjects & (subject_rank == 1),
        sure & (sure_rank == 0),
        sure & (sure_rank <= 2),
    ]
