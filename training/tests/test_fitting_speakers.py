"""Fitting of the speaker model, on dialogue made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.resolve.scorer import Scorer
from fabula.resolve.speakers import linear_model
from fabula.resolve.turns import Turn
from fabula_training.speakers import Segment, feature_names, fit, load_segments, prepare, share_right

NOBODY: frozenset[int] = frozenset()
TEXT = (
    "The lamp was out, and the old ferryman stood on the quay with Anna Grey.\n\n"
    "“Who goes there?” said the old ferryman.\n\n"
    "“Only me,” said Anna Grey. “Open the gate.”\n\n"
    "“Not tonight,” said the old ferryman.\n"
)
CAST = 'Character ID,Main Name,Aliases,Gender,Category\n0,Anna Grey,"{\'Anna\'}",F,major\n1,The Old Ferryman,"{}",M,minor\n'


def turn(number: int) -> Turn:
    return Turn((number,), number, 0, None, None, None, NOBODY, NOBODY, is_bare=True)


def dialogue(n_turns: int, first: int, second: int) -> Segment:
    """Return a dialogue of two, of whom only the first turn tells which speaks, while a third is about."""
    tables = [{first: {"near": 1.0}, second: {"near": 1.0}, 9: {"far": 1.0}} for _ in range(n_turns)]
    tables[0][first]["named"] = 1.0
    gold = tuple(frozenset({(first, second)[i % 2]}) for i in range(n_turns))
    return Segment(tuple(map(turn, range(n_turns))), tuple(tables), gold)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with one tiny novel, which is read without a network."""
    monkeypatch.setenv("FABULA_BENCHMARK_MODEL", "rules")
    folder = tmp_path / "pdnc" / "Quay"
    folder.mkdir(parents=True)
    (folder / "novel_text.txt").write_text(TEXT, encoding="utf-8", newline="")
    (folder / "character_info.csv").write_text(CAST, encoding="utf-8")
    head = "quoteID,quoteText,subQuotationList,quoteByteSpans,speaker,addressees,quoteType,referringExpression,"
    rows = [head + "mentionTextsList,mentionSpansList,mentionEntitiesList"]
    said = ("“Who goes there?”", "“Only me,”", "“Not tonight,”")
    for number, (words, who) in enumerate(zip(said, ("The Old Ferryman", "Anna Grey") * 2, strict=False)):
        start = TEXT.index(words)
        span = json.dumps([[start, start + len(words)]])
        rows.append(f'Q{number},,[],"{span}",{who},[],Explicit,nan,[],[[]],[[]]')
    (folder / "quotation_info.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_a_fitted_model_has_learnt_who_speaks_and_that_people_take_turns() -> None:
    segments = [dialogue(2 + i % 4, *pair) for i in range(120) for pair in ((1, 2), (2, 1))]
    names = feature_names(segments)
    assert set(names.candidate) == {"near", "far", "named"}
    assert "kinds_bare_bare" in names.link
    before = linear_model({"near": 1.0, "named": 1.0})
    model = fit(prepare(segments, names, before), names, epochs=6, seed=1)
    assert share_right(segments, model) == (share_right(segments, model)[1],) * 2
    link = model.links([turn(0), turn(1), turn(2)])
    assert link[1][0] < 0
    assert isinstance(model.scorer, Scorer)
    assert len(model.scorer.second) == 3  # the mean of three


def test_turns_whose_speaker_is_not_known_teach_nothing_alone() -> None:
    unknown = Segment((turn(0),), ({1: {"near": 1.0}},), (NOBODY,))
    names = feature_names([unknown])
    assert prepare([unknown], names, linear_model({"near": 1.0})) == []


def test_one_who_is_only_described_is_gold_too_with_nothing_given(data: Path) -> None:
    first, last = load_segments(data, "Quay", linear_model({"tag_role": 3.0, "tag_name": 3.0}), given=False)
    for segments in (first, last):
        gold = [one for segment in segments for one in segment.gold]
        assert [bool(one) for one in gold] == [True, True, True]
        assert gold[0] == gold[2] != gold[1]
        tables = [one for segment in segments for one in segment.tables]
        assert all(truth & table.keys() for truth, table in zip(gold, tables, strict=True))
