"""The scores of antecedents."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from fabula.errors import ModelError
from fabula.resolve import antecedents
from fabula.resolve.antecedent_candidates import find_candidates
from fabula.resolve.antecedent_features import count_features, pair_features, summary_features, unary_features
from fabula.resolve.antecedents import AntecedentWeights, EncoderPart, affinity, score_antecedents, weights_from
from fabula.resolve.mention_table import MentionTable, tabulate_columns

WIDTH, HIDDEN, SECOND = 6, 5, 4


def random_table(n: int, seed: int = 1) -> MentionTable:
    """Return a table of any mentions whatever, in reading order."""
    rng = np.random.default_rng(seed)
    most = {
        "form": 3, "type": 6, "pronoun": 11, "role": 10, "gender": 4, "determiner": 5, "plural": 2, "joined": 2, "kin": 2,
        "long": 2, "head": 6, "words": 12, "content": 9, "quotation": 4, "utterance": 4, "person": 5, "speaker": 4,
        "addressee": 4, "governor": 30,
    }  # fmt: skip
    columns = {name: rng.integers(0, count, n) for name, count in most.items()}
    first = np.sort(rng.integers(0, 4 * n + 1, n))
    columns |= {
        "reference": np.arange(n), "owner": np.full(n, -1), "first": first, "last": first + rng.integers(0, 3, n),
        "head_token": first, "sentence": first // 7, "paragraph": first // 20, "row": np.arange(n) - 1,
        "confidence": rng.random(n), "person": columns["person"] - 1, "speaker": columns["speaker"] - 2,
        "quotation": columns["quotation"] - 1,
    }  # fmt: skip
    return tabulate_columns({name: values.tolist() for name, values in columns.items()})


def random_arrays(seed: int = 2) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    rng = np.random.default_rng(seed)
    u, p = count_features()
    shapes: dict[str, tuple[int, ...]] = {
        "query": (WIDTH, WIDTH), "query_bias": (WIDTH,), "anaphoric": (WIDTH,), "anaphoric_bias": (1,),
        "anaphor": (u, HIDDEN), "antecedent": (u, HIDDEN), "pair": (p, HIDDEN), "hidden_bias": (HIDDEN,),
        "second": (HIDDEN, SECOND), "second_bias": (SECOND,), "last": (SECOND,), "last_bias": (1,),
        "fresh": (u + 2, SECOND), "fresh_bias": (SECOND,), "fresh_last": (SECOND,), "fresh_last_bias": (1,),
    }  # fmt: skip
    return {name: (rng.normal(size=shape) / 3).astype(np.float32) for name, shape in shapes.items()}


def test_affinity_is_the_encoder_s_own_score() -> None:
    table = random_table(90)
    arrays = random_arrays()
    part = EncoderPart(*(arrays[field.name] for field in fields(EncoderPart)))
    vectors = np.random.default_rng(3).normal(size=(89, WIDTH)).astype(np.float16)
    candidates = find_candidates(table)
    mine = np.array([0, 1, 70, 71, 75, 89])
    found = affinity(table, mine, candidates[mine], vectors, part)
    for row, i in enumerate(mine.tolist()):
        for column, j in enumerate(candidates[i].tolist()):
            expected = 0.0
            if j >= 0 and table.row[i] >= 0 and table.row[j] >= 0:
                one, other = (vectors[table.row[k]].astype(np.float64) for k in (i, j))
                expected = (one @ part.query + part.query_bias) @ other + one @ part.anaphoric + part.anaphoric_bias[0]
            assert found[row, column] == pytest.approx(expected, abs=1e-3)


def naive_scores(
    table: MentionTable, vectors: np.ndarray[tuple[int, int], np.dtype[np.float16]], i: int
) -> list[float]:
    """Return the score of "none", then those of the candidates of mention `i`, worked out pair by pair."""
    weights = weights_from(random_arrays())
    unary = unary_features(table)
    candidates = find_candidates(table)[i : i + 1]
    at = np.array([i])
    closeness = affinity(table, at, candidates, vectors, weights.encoder)
    pairs = pair_features(table, at, candidates, closeness)
    inputs = np.concatenate([unary[i], summary_features(closeness, candidates >= 0)[0]])
    none = np.maximum(inputs @ weights.fresh + weights.fresh_bias, 0) @ weights.fresh_last + weights.fresh_last_bias[0]
    found = [float(none)]
    for column, j in enumerate(candidates[0].tolist()):
        if j >= 0:
            hidden = unary[i] @ weights.anaphor + unary[j] @ weights.antecedent + pairs[:, 0, column] @ weights.pair
            hidden = np.maximum(hidden + weights.hidden_bias, 0)
            hidden = np.maximum(hidden @ weights.second + weights.second_bias, 0)
            found.append(float(hidden @ weights.last + weights.last_bias[0]))
    return found


def test_blocks_say_what_each_pair_says_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    table = random_table(100)
    vectors = np.random.default_rng(4).normal(size=(100, WIDTH)).astype(np.float16)
    wanted = np.array([0, 3, 4, 40, 41, 66, 90, 99])
    for size in (3, 64):
        monkeypatch.setattr(antecedents, "BLOCK", size)
        blocks = list(score_antecedents(table, vectors, weights_from(random_arrays()), wanted))
        assert np.concatenate([block.mentions for block in blocks]).tolist() == wanted.tolist()
        for block in blocks:
            for row, i in enumerate(block.mentions.tolist()):
                scores = block.scores[row][block.candidates[row] >= 0]
                assert [block.fresh[row], *scores] == pytest.approx(naive_scores(table, vectors, i), abs=1e-3)
                assert (block.scores[row][block.candidates[row] < 0] < -1000).all()


def test_a_book_without_mentions_has_no_scores() -> None:
    empty = tabulate_columns({})
    vectors = np.zeros((0, WIDTH), dtype=np.float16)
    assert list(score_antecedents(empty, vectors, weights_from(random_arrays()), np.zeros(0, dtype=np.int64))) == []


def test_weights_that_lack_a_part_or_are_of_another_version_are_refused() -> None:
    arrays = random_arrays()
    assert isinstance(weights_from(arrays), AntecedentWeights)
    for name in ("query", "fresh_last"):
        with pytest.raises(ModelError, match=f"lack a part .*{name}"):
            weights_from({key: value for key, value in arrays.items() if key != name})
    with pytest.raises(ModelError, match="another version"):
        weights_from(arrays | {"pair": arrays["pair"][1:]})
