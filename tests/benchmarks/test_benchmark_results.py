from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import speed, table
from benchmarks.results import newest_results, write_results
from benchmarks.tables import speed_table, text_table

FIGURES = {"total": {"speakers": {"accuracy": 71.234}}}


def write_page(folder: Path, name: str) -> Path:
    page = folder / name
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"before\n{table.START}\nold\n{table.END}\nafter\n", encoding="utf-8")
    return page


def run(folder: Path, *arguments: str) -> int:
    return table.main(["--root", str(folder), "--results", str(folder / "results"), *arguments])


def test_results_carry_what_it_takes_to_repeat_them(tmp_path: Path) -> None:
    path = write_results("pdnc-cast", FIGURES, seed=3, out=tmp_path / "a.json")
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["what"] == "pdnc-cast"
    assert found["seed"] == 3
    assert set(found["machine"]) == {"cpu", "cores", "python", "platform"}
    assert set(found["git"]) == {"commit", "dirty"}
    assert found["total"] == FIGURES["total"]


def test_the_newest_results_of_each_kind(tmp_path: Path) -> None:
    for day, what in (("2026-01-02", "gap"), ("2026-01-10", "gap"), ("2026-01-01", "speed")):
        (tmp_path / f"{day}-{what}.json").write_text(json.dumps({"what": what, "date": day}))
    assert [(one["what"], one["date"]) for one in newest_results(tmp_path)] == [
        ("gap", "2026-01-10"),
        ("speed", "2026-01-01"),
    ]


def test_the_table_is_written_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pages = [write_page(tmp_path, "docs/accuracy.md"), write_page(tmp_path, "README.md")]
    card = write_page(tmp_path, "docs/model-card.md")
    write_results("pdnc-cast", FIGURES, out=tmp_path / "results" / "2026-01-01-pdnc-cast.json")
    heads = {"litbank": {"events": 70.04}, "ewt": {"upos": 96.0}, "model_sha256": "0"}
    write_results("encoder-best", heads, out=tmp_path / "results" / "2026-01-01-encoder-best.json")
    write_results("encoder-best-float", {"ewt": {"upos": 96.1}}, out=tmp_path / "results" / "2026-01-01-float.json")
    assert run(tmp_path, "--check") == 1
    assert "out of date" in capsys.readouterr().err
    assert run(tmp_path) == 0
    assert run(tmp_path, "--check") == 0
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "| PDNC speakers, cast given | 71.2 |" in text
        assert "| LitBank events, F1 | not measured | 74.1 | BookNLP big |" in text
        assert text.startswith("before\n")
        assert text.endswith("\nafter\n")
    told = card.read_text(encoding="utf-8")
    assert "| corpus | head | best | best, float32 |" in told
    assert "| LitBank dev | events | 70.0 | – |" in told
    assert "| EWT dev | upos | 96.0 | 96.1 |" in told


def test_a_page_without_markers_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_page(tmp_path, "docs/accuracy.md")
    assert run(tmp_path) == 2
    assert "README.md has no place for the figures" in capsys.readouterr().err


def test_text_table_aligns() -> None:
    assert text_table(("name", "n"), [["a", 1.25], ["bcdef", 10]]) == "name     n\na      1.2\nbcdef   10"


def test_a_timed_run_has_seconds_memory_and_output() -> None:
    run = speed.run_timed(["-c", "print('done')"], 1000)
    assert run["output"] == "done"
    assert run["seconds"] > 0
    assert run["peak_mib"] > 1
    assert run["words_per_second"] > 0


def test_a_failed_run_tells_its_last_line() -> None:
    run = speed.run_timed(["-c", "raise SystemExit('it broke')"], 1000)
    assert run == {"words": 1000, "error": "it broke"}


def test_joined_novels_are_cut_after_the_words_asked_for(tmp_path: Path) -> None:
    (tmp_path / "novels").mkdir()
    (tmp_path / "novels" / "1.txt").write_text("one two\nthree", encoding="utf-8")
    (tmp_path / "novels" / "2.txt").write_text("four  five six", encoding="utf-8")
    assert speed.joined_novels(tmp_path, 5) == "one two\nthree\n\nfour  five"
    assert speed.joined_novels(tmp_path, 3) == "one two\nthree"
    assert len(speed.joined_novels(tmp_path, 50).split()) == 6


def test_the_speed_table_names_what_failed() -> None:
    good = {"words": 10, "seconds": 2.0, "words_per_second": 5, "peak_mib": 30.0}
    report = {
        "source": "x.txt", "words": 10, "cold": good, "warm": good, "scales": [good], "models": {"rules": good},
        "spacy": {"error": "not installed"}, "stages": {"read": 0.5},
    }  # fmt: skip
    shown = speed_table(report)
    assert "spaCy small (tags, trees, names alone), fresh process: not installed" in shown
    assert "joined novels, 10 words" in shown
    assert "fabula read --model rules, fresh process" in shown


def test_a_missing_source_is_exit_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert speed.main(["--data", str(tmp_path)]) == 2
    assert speed.main(["--source", str(tmp_path / "none.txt"), "--scales"]) == 2
    assert capsys.readouterr().err.count("\n") == 2
