"""What the scorer of antecedents reads: of a mention by itself, of a pair of mentions, and of its candidates together.

Sizes of arrays: `n` mentions, of which a block has `m`; `c` candidates of each, `u` features of a mention, `p` of a pair.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from fabula.resolve.antecedent_candidates import FAR, REACH
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

_NOM, _PRON = FORMS.index("NOM"), FORMS.index("PRON")
_SUBJECT, _POSSESSOR, _REFLEXIVE, _VOCATIVE, _APPOSITION = (
    ROLES.index(role) for role in ("subject", "possessor", "reflexive", "vocative", "apposition")
)
_I, _YOU, _HE, _SHE, _IT, _WE, _THEY = (
    PRONOUN_CLASSES.index(word) for word in ("I", "you", "he", "she", "it", "we", "they")
)
_PERSON, _ORGANISATION = ENTITY_TYPES.index("PER"), ENTITY_TYPES.index("ORG")
_ANY = 10**9  # no bound


@cache
def count_features() -> tuple[int, int]:
    """Return how many features one mention has, and a pair."""
    table = tabulate_columns({})
    no_pairs = np.zeros((0, REACH + FAR), dtype=np.int32)
    return unary_features(table).shape[1], pair_features(
        table, np.zeros(0, dtype=np.int64), no_pairs, no_pairs.astype(np.float32)
    ).shape[0]


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


def _one_hot(values: Int, count: int) -> list[Bool]:
    return [values == value for value in range(count)]


def _between(values: npt.NDArray[np.signedinteger[Any]], *bounds: tuple[int, int]) -> list[Column]:
    return [(values >= low) & (values <= high) for low, high in bounds]


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
