"""The benchmarks from the command line, on tiny corpora and with a pipeline of a few lines."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import accuracy, errors
from benchmarks.analyses import MODEL_VARIABLE
from benchmarks.folds import AUTHORS, FOLDS, fold_of
from benchmarks.reading import speech_models_of
from fabula.resolve.speech_models import SpeechModels
from fabula.types.world import Entity, EntityMention, Provenance, Quote, StoryWorld, Work, WorldEvent

ANNA, TOM = Entity(1, "PER", "Anna Grey", ("Anna",)), Entity(2, "PER", "Mr. Brown")


models_seen: dict[str, SpeechModels | None] = {}  # by the name of the source's folder


def read(
    source: Path,
    *,
    cast: Path | None = None,
    quotes: Path | None = None,
    pretokenized: bool = False,
    model: str = "best",
    speech_models: SpeechModels | None = None,
    analyse: object = None,
) -> StoryWorld:
    """Return a world in which Anna says everything to Tom, and every name or pronoun means Anna."""
    models_seen[source.parent.name] = speech_models
    text = source.read_text(encoding="utf-8")
    spans = json.loads(quotes.read_text()) if quotes else [one.span() for one in re.finditer('"[^"]*"', text)]
    said = tuple(Quote(i, a, z, i, ANNA, (TOM,), (), "implicit", confidence=0.5) for i, (a, z) in enumerate(spans))
    mentions = tuple(
        EntityMention(*one.span(), ANNA, "PER", "PRON" if one[0] in ("she", "I") else "PROP")
        for one in re.finditer(r"\b(Anna?|she|I)\b", text)
    )
    events = tuple(WorldEvent(*one.span(), "say") for one in re.finditer("said", text))
    origin = Provenance("0", "none", "", str(source), "")
    return StoryWorld(origin, text, Work(), (ANNA, TOM), mentions, events, said)


@pytest.fixture(autouse=True)
def pipeline(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("fabula.pipeline")
    module.read = read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fabula.pipeline", module)
    monkeypatch.setattr("benchmarks.reading.kept_analyse", lambda: None)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    return module


def run(data: Path, *arguments: str) -> dict:
    out = data / "out.json"
    assert accuracy.main(["--data", str(data), "--jobs", "1", "--out", str(out), *arguments]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize("setting", ["cast", "nothing", "quotes"])
def test_pdnc_end_to_end(data: Path, setting: str, capsys: pytest.CaptureFixture[str]) -> None:
    report = run(data, "--setting", setting)
    total = report["total"]
    assert total["speakers"] == {"quotations": 4, "accuracy": 50.0, "missed": 0.0, "null": 0.0}
    assert total["speakers_knowable"]["accuracy"] == pytest.approx(66.67)
    assert total["quotations_exact"]["f1"] == 100.0
    assert total["addressees"]["any_right"] == pytest.approx(66.67)
    assert total["cast"]["major"] == {"gold": 1, "found": 100.0, "as_one": 100.0, "mapped_as_one": 100.0}
    assert report["folds"]["0"]["books"] == ["Emma"]
    assert report["books"]["Emma"]["speakers_by_kind"]["anaphoric"]["accuracy"] == 0.0
    assert {"machine", "git", "fabula", "seed", "date"} <= report.keys()
    assert "Emma" in capsys.readouterr().out


@pytest.mark.parametrize("setting", ["cast", "nothing", "quotes"])
def test_a_novel_is_read_with_models_fitted_without_its_fold(
    data: Path, novel: Callable[[str], None], setting: str
) -> None:
    models_seen.clear()
    novel("TheSunAlsoRises")
    novel("NotInTheTable")
    run(data, "--setting", setting)
    for novel in ("Emma", "TheSunAlsoRises"):
        seen, expected = models_seen[novel], speech_models_of(novel)
        assert seen is not None
        assert expected is not None
        assert (seen.speakers, seen.addressees) == (expected.speakers, expected.addressees)
    assert models_seen["NotInTheTable"] is None


def test_every_fold_has_models_of_its_own() -> None:
    folds = [speech_models_of(next(novel for novel in AUTHORS if fold_of(novel) == n)) for n in range(len(FOLDS))]
    assert None not in folds
    assert (
        len({id(one.speakers) for one in folds if one})
        == len({id(one.addressees) for one in folds if one})
        == len(FOLDS)
    )
    linear = {one.speakers.scorer.linear.tobytes() for one in folds if one}
    assert len(linear) == len(FOLDS)
    assert speech_models_of("NoSuchNovel") is None


def test_other_texts_are_read_with_the_packages_own_models(data: Path) -> None:
    models_seen.clear()
    run(data, "--corpus", "litbank")
    assert set(models_seen.values()) == {None}


def test_a_book_that_breaks_counts_as_wrong(
    data: Path, pipeline: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(source: Path, **options: object) -> StoryWorld:
        raise RuntimeError("no such luck")

    pipeline.read = broken  # type: ignore[attr-defined]
    out = data / "all.json"
    assert accuracy.main(["--data", str(data), "--jobs", "1", "--out", str(out), "--corpus", "all"]) == 0
    reports = {
        what: json.loads((data / f"all-{what}.json").read_text(encoding="utf-8"))
        for what in ("pdnc-cast", "litbank", "gap", "gum-fiction")
    }
    assert [report["corpus"] for report in reports.values()] == ["pdnc", "litbank", "gap", "gum-fiction"]
    assert reports["gap"]["total"]["recall"] == 0.0
    assert reports["gum-fiction"]["total"]["coreference"]["conll"] == 0.0
    said = capsys.readouterr()
    assert "Emma (failed)" in said.out
    assert "no such luck" in said.err


def test_gum_s_things_are_no_mistakes(data: Path) -> None:
    total = run(data, "--corpus", "gum-fiction")["total"]
    assert total["coreference"]["b_cubed"]["precision"] == 100.0
    assert total["coreference"]["b_cubed"]["recall"] == 25.0  # *She* is another word to this pipeline than *she*
    assert total["antecedents"]["gold"] == 1


def test_a_changed_text_is_an_error(data: Path, pipeline: ModuleType) -> None:
    pipeline.read = lambda source, **options: StoryWorld(Provenance("", "", "", "", ""), "other", Work())  # type: ignore[attr-defined]
    report = run(data)
    assert report["total"]["errors"] == 1
    assert "the world's text is not the file's" in report["books"]["Emma"]["error"]


def test_litbank_end_to_end(data: Path) -> None:
    total = run(data, "--corpus", "litbank")["total"]
    assert total["documents"] == 1
    assert total["entities"]["recall"] == pytest.approx(33.33)
    assert total["entities"]["precision"] == 100.0
    assert total["events"]["recall"] == 50.0
    assert total["mentions"]["recall"] == 50.0
    assert total["coreference"]["muc"]["recall"] == pytest.approx(66.67)
    assert total["speakers"]["b_cubed"]["f1"] == 100.0
    assert total["speakers_quotes_given"]["b_cubed"]["f1"] == 100.0


def test_gap_end_to_end(data: Path) -> None:
    report = run(data, "--corpus", "gap")
    assert (report["items"], report["feminine"]["f1"], report["masculine"]["gold"]) == (1, 100.0, 0)


def test_a_missing_corpus_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main(["--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_errors_show_gold_predicted_and_context(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert errors.main(["Emma", "--data", str(data), "--kind", "anaphoric"]) == 0
    shown = capsys.readouterr().out
    assert "gold: Mr. Brown to Anna Grey" in shown
    assert "predicted: Anna Grey (0.50, implicit) to Mr. Brown" in shown
    assert '"⟦Always,⟧" he answered.' in shown
    assert "1 wrong to choose from" in shown
    assert errors.main(["Nothing", "--data", str(data)]) == 2


def test_a_sample_is_the_same_for_the_same_seed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def sample(seed: str) -> str:
        errors.main(["Emma", "--data", str(data), "--n", "1", "--seed", seed])
        return capsys.readouterr().out

    assert sample("3") == sample("3")


def test_every_author_lies_in_one_fold() -> None:
    authors = [author for fold in FOLDS for author in fold]
    assert sorted(authors) == sorted(set(AUTHORS.values()))
    assert {fold_of(novel) for novel in AUTHORS} == set(range(len(FOLDS)))
    assert fold_of("Emma") == fold_of("Persuasion")
    assert fold_of("NoSuchNovel") is None
