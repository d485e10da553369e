"""Chains put together from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from fabula.resolve.antecedents import AntecedentScores
from fabula.resolve.linking import NO_ANCHOR, Chains, Known, link_mentions, mentions_to_score
from fabula.resolve.mention_table import FORMS, GENDERS, NARRATION, PRONOUN_CLASSES, MentionTable, tabulate_columns

UNLIKELY = -20.0


def table_of(forms: str, *, genders: str = "", owners: Sequence[int] = (), heads: Sequence[int] = ()) -> MentionTable:
    """Return a table of mentions: N a name, D a description, P a pronoun; m and f for genders, a dot for none."""
    n = len(forms)
    kinds = {"N": FORMS.index("PROP"), "D": FORMS.index("NOM"), "P": FORMS.index("PRON")}
    sexes = {".": 0, "m": GENDERS.index("male"), "f": GENDERS.index("female")}
    columns: dict[str, Sequence[float]] = {name: [0] * n for name in MentionTable.__slots__}
    columns |= {
        "form": [kinds[one] for one in forms],
        "gender": [sexes[one] for one in genders or "." * n],
        "owner": owners or [-1] * n,
        "kin": [int(owner >= 0) for owner in owners] or [0] * n,
        "head": heads or range(n),
        "person": [-1] * n,
    }
    return tabulate_columns(columns)


def blocks_of(n: int, pairs: dict[tuple[int, int], float], size: int = 3) -> list[AntecedentScores]:
    """Return blocks where each pair (mention, earlier one) that is given has its score, and none has 0."""
    candidates = np.arange(n)[:, None] - 1 - np.arange(n)[None]
    candidates = np.maximum(candidates, -1).astype(np.int32)
    scores = np.full(candidates.shape, UNLIKELY, dtype=np.float32)
    for (mention, earlier), score in pairs.items():
        scores[mention, mention - 1 - earlier] = score
    parts = [slice(first, first + size) for first in range(0, n, size)]
    fresh = np.zeros(n, dtype=np.float32)
    return [AntecedentScores(np.arange(n)[part], candidates[part], scores[part], fresh[part]) for part in parts]


def link(table: MentionTable, pairs: dict[tuple[int, int], float], anchor: Sequence[int] = ()) -> Chains:
    n = len(table)
    return link_mentions(table, blocks_of(n, pairs), anchor or [NO_ANCHOR] * n)


def test_a_mention_joins_the_likeliest_chain_or_begins_one() -> None:
    found = link(table_of("DPDP"), {(1, 0): 2.0, (3, 0): 0.5, (3, 2): 1.5})
    assert found.chain == (0, 0, 1, 1)
    assert found.anchors == (NO_ANCHOR, NO_ANCHOR)
    assert found.confidence[1] == pytest.approx(np.exp(2.0) / (1 + np.exp(2.0)))
    assert found.confidence[3] == pytest.approx(np.exp(1.5) / (1 + np.exp(0.5) + np.exp(1.5)))


def test_the_mentions_of_a_chain_count_together() -> None:
    found = link(table_of("DPDP"), {(1, 0): 3.0, (3, 0): 1.0, (3, 1): 1.0, (3, 2): 1.5})
    assert found.chain == (0, 0, 1, 0)


def test_chains_of_two_anchors_never_become_one() -> None:
    found = link(table_of("NPN"), {(1, 0): 3.0, (2, 0): 9.0, (2, 1): 9.0}, [7, NO_ANCHOR, 8])
    assert found.chain == (0, 0, 1)
    assert found.anchors == (7, 8)


def test_a_name_is_found_again_whatever_the_scores_say() -> None:
    found = link(table_of("NDN"), {(2, 1): 9.0}, [7, NO_ANCHOR, 7])
    assert found.chain == (0, 1, 0)


def test_the_first_name_may_tell_whom_mentions_before_it_mean() -> None:
    found = link(table_of("DPN"), {(1, 0): 3.0, (2, 0): 2.0}, [NO_ANCHOR, NO_ANCHOR, 7])
    assert found.chain == (0, 0, 0)
    assert found.anchors == (7,)


def test_a_known_pronoun_begins_a_chain_rather_than_join_a_stranger_s() -> None:
    found = link(table_of("DP"), {(1, 0): 9.0}, [NO_ANCHOR, 7])
    assert found.chain == (0, 1)
    assert found.confidence[1] == 1.0


def test_genders_that_differ_never_meet() -> None:
    found = link(table_of("PPP", genders="m.f"), {(1, 0): 3.0, (2, 1): 9.0})
    assert found.chain == (0, 0, 1)


def test_her_brother_is_the_same_whatever_lies_between() -> None:
    owners, heads = [-1, 0, -1, 0, 2], [0, 5, 2, 5, 5]
    found = link(table_of("NDNDD", owners=owners, heads=heads), {}, [7, NO_ANCHOR, 8, NO_ANCHOR, NO_ANCHOR])
    assert found.chain == (0, 1, 2, 1, 3)  # the other's brother is another's


def test_nobody_is_a_relative_of_himself() -> None:
    table = table_of("ND", owners=[-1, 0])
    assert link_mentions(table, blocks_of(2, {(1, 0): 9.0}), [7, NO_ANCHOR]).chain == (0, 1)


def test_a_relative_who_is_known_is_anchored() -> None:
    table = table_of("NND", owners=[-1, -1, 0])

    def relative(owner: int, place: int) -> int | None:
        assert (owner, place) == (7, 2)
        return 8

    found = link_mentions(table, blocks_of(3, {(2, 0): 9.0}), [7, 8, NO_ANCHOR], Known(relative))
    assert found.chain == (0, 1, 1)


def test_only_mentions_that_can_gain_by_it_are_scored() -> None:
    table = table_of("NDNPPN")
    anchor = [7, NO_ANCHOR, 7, 7, NO_ANCHOR, 8]
    wanted = mentions_to_score(table, anchor)
    assert wanted.tolist() == [0, 1, 4, 5]
    blocks = [
        AntecedentScores(one.mentions[keep], one.candidates[keep], one.scores[keep], one.fresh[keep])
        for one in blocks_of(6, {(4, 0): 2.0})
        for keep in [np.isin(one.mentions, wanted)]
    ]
    assert link_mentions(table, blocks, anchor).chain == (0, 1, 0, 0, 0, 2)


@pytest.mark.parametrize(("pronoun", "speaker", "joins"), [("we", 1, True), ("we", 3, False), ("they", 1, False)])
def test_we_are_the_speaker_s_group_and_they_are_not(pronoun: str, speaker: int, joins: bool) -> None:
    pronouns = [0, PRONOUN_CLASSES.index(pronoun)]
    table = replace(table_of("PP"), pronoun=np.array(pronouns), speaker=np.array([NARRATION, speaker]))
    known = Known(members={9: frozenset({1, 2})})
    found = link_mentions(table, blocks_of(2, {(1, 0): 9.0}), [9, NO_ANCHOR], known)
    assert (found.chain == (0, 0)) is joins


def test_what_is_asked_for_tells_all_that_it_may_mean() -> None:
    pairs = {(2, 0): 1.0, (2, 1): 2.0, (3, 1): 2.0}
    found = link_mentions(table_of("NNPP"), blocks_of(4, pairs), [7, 8, NO_ANCHOR, NO_ANCHOR], asked=frozenset({2}))
    every = 1 + np.exp(1.0) + np.exp(2.0)
    assert found.shares.keys() == {2}
    assert dict(found.shares[2]) == pytest.approx({0: np.exp(1.0) / every, 1: np.exp(2.0) / every})
    assert found.chain == (0, 1, 1, 1)


def test_what_is_doubted_tells_it_too_though_it_stays_where_it_is_anchored() -> None:
    table, anchor = table_of("NND"), [7, 8, 8]
    assert mentions_to_score(table, anchor, frozenset({2})).tolist() == [0, 1, 2]
    found = link_mentions(table, blocks_of(3, {(2, 0): 2.0}), anchor, asked=frozenset({2}))
    assert found.chain == (0, 1, 1)
    assert found.confidence[2] == 1.0
    assert dict(found.shares[2]) == pytest.approx({0: np.exp(2.0) / (1 + np.exp(2.0))})


def test_a_chain_without_an_anchor_becomes_that_of_the_description_in_it_that_has_one() -> None:
    pairs = {(2, 1): 3.0, (3, 2): 3.0, (4, 3): 3.0}  # a man, the man, him: the old man, anchored, and he
    anchor = [7, NO_ANCHOR, NO_ANCHOR, 7, NO_ANCHOR]
    table = table_of("NDDDP")
    assert link_mentions(table, blocks_of(5, pairs), anchor).chain == (0, 1, 1, 0, 0)
    found = link_mentions(table, blocks_of(5, pairs), anchor, Known(by_phrase=frozenset({3})))
    assert found.chain == (0, 0, 0, 0, 0)
    first = link_mentions(
        table_of("DDP"), blocks_of(3, {(1, 0): 3.0}), [NO_ANCHOR, 7, 7], Known(by_phrase=frozenset({1}))
    )
    assert first.chain == (0, 0, 0)
    assert first.anchors[0] == 7


def test_a_chain_of_another_sex_does_not_become_it() -> None:
    known = Known(by_phrase=frozenset({3}))
    found = link_mentions(table_of("NDDD", genders="ffm."), blocks_of(4, {(3, 2): 3.0}), [7, 7, NO_ANCHOR, 7], known)
    assert found.chain == (0, 0, 1, 0)


def test_what_is_ruled_out_is_so_for_all_that_is_linked_with_it() -> None:
    never = (frozenset({7}), frozenset[int](), frozenset[int]())  # the old man, he, a name
    pairs = {(1, 0): 3.0, (2, 1): 3.0}
    table, anchor = table_of("DPN"), [NO_ANCHOR, NO_ANCHOR, 7]
    assert link_mentions(table, blocks_of(3, pairs), anchor).chain == (0, 0, 0)
    assert link_mentions(table, blocks_of(3, pairs), anchor, Known(never=never)).chain == (0, 0, 1)
    back = link_mentions(table_of("ND"), blocks_of(2, {(1, 0): 9.0}), [7, NO_ANCHOR], Known(never=(frozenset(), {7})))
    assert back.chain == (0, 1)


def test_a_relative_who_is_ruled_out_is_not_anchored() -> None:
    known = Known(lambda _owner, _place: 8, never=(frozenset(), frozenset(), frozenset({8})))
    found = link_mentions(table_of("NND", owners=[-1, -1, 0]), blocks_of(3, {}), [7, 8, NO_ANCHOR], known)
    assert found.chain == (0, 1, 2)


def test_nothing_to_link() -> None:
    assert link(table_of(""), {}) == Chains((), (), (), {})


@pytest.mark.parametrize(("said", "chain"), [("nn", (0, 1)), ("nq", (0, 0)), ("qn", (0, 0))])
def test_who_tells_the_story_is_nobody_that_it_tells_of(said: str, chain: tuple[int, ...]) -> None:
    """*I* and then a description, each in narration (n) or in a quotation (q)."""
    table = replace(
        table_of("PD"),
        pronoun=np.array([PRONOUN_CLASSES.index("I"), 0], dtype=np.int32),
        speaker=np.array([NARRATION if one == "n" else 0 for one in said], dtype=np.int32),
    )
    assert link(table, {(1, 0): 3.0}).chain == chain
    turned = replace(table, pronoun=table.pronoun[::-1], speaker=table.speaker[::-1], form=table.form[::-1])
    assert link(turned, {(1, 0): 3.0}).chain == chain
