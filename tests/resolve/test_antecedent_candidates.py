from __future__ import annotations

from dataclasses import fields

from fabula.resolve.antecedent_candidates import FAR, REACH, find_candidates
from fabula.resolve.mention_table import MentionTable, tabulate_columns


def test_candidates_are_the_mentions_before_and_farther_ones_worded_alike() -> None:
    n = REACH + 10
    columns = {field.name: [0] * n for field in fields(MentionTable)}
    columns["form"] = [1] * n
    columns["content"] = [*range(8), *range(100, 100 + n - 9), 0]
    columns["head"] = [*range(8), *range(100, 100 + n - 9), 3]
    found = find_candidates(tabulate_columns(columns))
    assert found.shape == (n, REACH + FAR)
    assert found[0].tolist() == [-1] * (REACH + FAR)
    assert found[3, :4].tolist() == [2, 1, 0, -1]
    assert found[-1, :REACH].tolist() == list(range(n - 2, n - 2 - REACH, -1))
    assert found[-1, REACH:].tolist() == [0, 3, -1, -1]
