from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest
from bytes_of_corpora import bytes_of

from fabula.corpus import plan as planning
from fabula.corpus.batch import DIED, Options, Outcome, read_batch
from fabula.corpus.folder import PLAN, CorpusFolder
from fabula.corpus.plan import Batch
from fabula.corpus.run import Pool, read_corpus
from fabula.errors import CorpusError, SourceError
from fabula.export.files import OutputError

OPTIONS = Options("rules", ("quotes", "scenes"))


def here(batches: Iterable[Batch], options: Options) -> Iterator[Outcome]:
    """Read batches in this process."""
    for one in batches:
        yield read_batch(one, options)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "MOST_WORKS", 3)


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    return (
        ds.dataset(out / "tables" / table)
        .sort_by("source" if table in ("works", "errors") else "work")
        .to_table()
        .to_pylist()
    )


def test_works_become_tables(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    counts = read_corpus([str(works)], out, OPTIONS, here)
    assert (counts.n_works, counts.n_errors) == (9, 2)
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (manifest["planned"], manifest["n_works"], manifest["n_errors"]) == (11, 9, 2)
    for name, total in manifest["tables"].items():
        assert hashlib.sha256((out / "tables" / name).read_bytes()).hexdigest() == total
    assert len(manifest["tables"]) == len(list((out / "tables").rglob("*.parquet")))
    found = rows(out, "works")
    assert sum(one["same_as"] is not None for one in found) == 1
    assert {one["quotes"] for one in found if one["same_as"] is None} == {3}
    errors = {Path(one["source"]).name: one["message"] for one in rows(out, "errors")}
    assert "is empty" in errors["empty.txt"]
    assert "is binary" in errors["binary.txt"]
    speakers = {one["speaker"] for one in rows(out, "quotes")}
    assert {"Anna", "Felix", "Hannah", "Tom"} <= speakers
    assert len(rows(out, "quotes")) == 8 * 3, "the same story is read once"


def test_processes_give_the_same_bytes(works: Path, tmp_path: Path) -> None:
    read_corpus([str(works)], tmp_path / "one", OPTIONS, here)
    read_corpus([str(works)], tmp_path / "two", OPTIONS, Pool(2))
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_what_is_done_is_not_done_again(works: Path, tmp_path: Path) -> None:
    def none(batches: Iterable[Batch], options: Options) -> Iterator[Outcome]:
        assert list(batches) == []
        yield from ()

    out = tmp_path / "corpus"
    read_corpus([str(works)], out, OPTIONS, here)
    before = bytes_of(out)
    read_corpus([str(works)], out, OPTIONS, none)
    assert bytes_of(out) == before


def test_works_that_are_added_are_read_then(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    read_corpus([str(works)], out, OPTIONS, here)
    before = bytes_of(out / "tables")
    (works / "Zoe.txt").write_text("“Last,” said Zoe.", encoding="utf-8")
    assert read_corpus([str(works)], out, OPTIONS, here).n_works == 10
    after = bytes_of(out / "tables")
    assert {name: after[name] for name in before} == before


def test_stopped_after_any_batch_it_goes_on_to_the_same_bytes(works: Path, tmp_path: Path) -> None:
    read_corpus([str(works)], tmp_path / "whole", OPTIONS, here)
    n_batches = len(list((tmp_path / "whole" / "done").iterdir()))
    for stop in range(n_batches):

        def stopping(batches: Iterable[Batch], options: Options, stop: int = stop) -> Iterator[Outcome]:
            for number, one in enumerate(batches):
                if number == stop:
                    raise KeyboardInterrupt
                yield read_batch(one, options)

        out = tmp_path / f"stopped{stop}"
        with pytest.raises(KeyboardInterrupt):
            read_corpus([str(works)], out, OPTIONS, stopping)
        read_corpus([str(works)], out, OPTIONS, here)
        assert bytes_of(out) == bytes_of(tmp_path / "whole")


def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(works: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "fabula",
        "corpus",
        "read",
        str(works),
        "--model",
        "rules",
        "--processes",
        "1",
        "--quiet",
    ]
    subprocess.run([*command, "--out", str(tmp_path / "whole")], check=True, capture_output=True)
    for round_ in range(6):
        out = tmp_path / f"killed{round_}"
        running = subprocess.Popen([*command, "--out", str(out)], start_new_session=True, stderr=subprocess.DEVNULL)
        time.sleep(0.3 + 0.45 * round_)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        subprocess.run([*command, "--out", str(out)], check=True, capture_output=True)
        assert bytes_of(out) == bytes_of(tmp_path / "whole")


def deadly(batch: Batch, options: Options, fatal: Collection[str]) -> Outcome:
    """Read a batch as usual, but that one work ends the process."""
    if any(one.source.endswith("Boas.txt") and one.source not in fatal for one in batch.works):
        os._exit(9)
    return read_batch(batch, options, fatal)


def test_a_work_that_ends_its_process_stops_no_other(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    counts = read_corpus([str(works)], out, OPTIONS, Pool(2, deadly))
    assert (counts.n_works, counts.n_errors) == (8, 3)
    died = [one for one in rows(out, "errors") if one["message"] == DIED]
    assert [Path(one["source"]).name for one in died] == ["Boas.txt"]


def test_a_work_that_changes_meanwhile_is_told(works: Path, tmp_path: Path) -> None:
    def changing(batches: Iterable[Batch], options: Options) -> Iterator[Outcome]:
        (works / "Dinah.txt").write_text("“Changed,” said Dinah.", encoding="utf-8")
        yield from here(batches, options)

    read_corpus([str(works)], tmp_path / "corpus", OPTIONS, changing)
    assert any("has changed since" in one["message"] for one in rows(tmp_path / "corpus", "errors"))


def test_two_do_not_read_the_same_corpus_at_once(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    with CorpusFolder(out).alone(), pytest.raises(CorpusError, match="another process"):
        read_corpus([str(works)], out, OPTIONS, here)


def test_a_folder_with_other_things_is_left_alone(works: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="holds other things"):
        read_corpus([str(works)], works, OPTIONS, here)


def test_other_options_want_another_folder(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    read_corpus([str(works)], out, OPTIONS, here)
    with pytest.raises(CorpusError, match="was begun with the model 'rules' and the layers quotes scenes"):
        read_corpus([str(works)], out, Options("rules", ("quotes",)), here)


def test_a_corpus_of_another_version_is_left_as_it_is(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    read_corpus([str(works)], out, OPTIONS, here)
    about = json.loads((out / "corpus.json").read_bytes())
    (out / "corpus.json").write_text(json.dumps(about | {"version": 1}), encoding="utf-8")
    before = bytes_of(out)
    with pytest.raises(CorpusError, match="begun by another version of fabula"):
        read_corpus([str(works)], out, OPTIONS, here)
    assert bytes_of(out) == before


def test_a_corpus_in_which_nothing_is_planned_takes_other_options(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    with pytest.raises(SourceError, match="no such file"):
        read_corpus([str(works / "misspelt")], out, OPTIONS, here)
    read_corpus([str(works / "Anna.txt")], out, Options("rules", ("quotes",)), here)
    assert sorted(one.name for one in (out / "tables").iterdir()) == ["errors", "quotes", "works"]


def test_what_was_not_there_is_read_when_it_is_there_again(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    away = tmp_path / "away"

    def without_cyrus(batches: Iterable[Batch], options: Options) -> Iterator[Outcome]:
        (works / "Cyrus.txt").rename(away)
        yield from here(batches, options)

    read_corpus([str(works)], out, OPTIONS, without_cyrus)
    assert {one["kind"] for one in rows(out, "errors") if "Cyrus" in one["source"]} == {"Unavailable"}
    read_corpus([str(works)], out, OPTIONS, here)  # what has the same bytes is there
    assert {one["source"][-9:] for one in rows(out, "works") if one["words"] and "Cyrus" in str(one["source"])} == set()
    assert any(one["source"].endswith("again.txt") and one["words"] for one in rows(out, "works"))
    away.rename(works / "Cyrus.txt")
    counts = read_corpus([str(works)], out, OPTIONS, here)
    (cyrus,) = (one for one in rows(out, "works") if one["source"].endswith("Cyrus.txt"))
    assert cyrus["same_as"].endswith("again.txt")
    assert read_corpus([str(works)], out, OPTIONS, here) == counts, "and there is nothing more to do"


def test_a_fault_of_ours_costs_one_work_alone(works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fabula.corpus import batch

    made = batch.layer_rows

    def faulty(work: str, world: Any, layer: str) -> Any:
        if "Dinah" in world.text:
            raise KeyError("oops")
        return made(work, world, layer)

    monkeypatch.setattr(batch, "layer_rows", faulty)
    counts = read_corpus([str(works)], tmp_path / "corpus", OPTIONS, here)
    assert (counts.n_works, counts.n_errors) == (8, 3)
    assert {one["kind"] for one in rows(tmp_path / "corpus", "errors")} == {"SourceError", "InternalError"}


def test_a_folder_with_other_things_gets_no_lock(works: Path) -> None:
    with pytest.raises(CorpusError, match="holds other things"):
        read_corpus([str(works)], works, OPTIONS, here)
    assert not (works / ".lock").exists()


def test_damage_is_told(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    read_corpus([str(works)], out, OPTIONS, here)
    (out / PLAN).write_text("{" * 1000)
    with pytest.raises(CorpusError, match=r"plan\.sqlite: is damaged"):
        read_corpus([str(works)], out, OPTIONS, here)


def test_a_full_disk_is_told_and_what_is_done_stays(
    works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "corpus"
    written = []

    def full(path: Path, content: bytes, **how: bool) -> None:
        written.append(path)
        if len(written) == 8:
            raise OutputError(f"{path}: can't be written (no space left on device); free some space")
        whole(path, content, **how)

    from fabula.corpus import folder

    whole = folder.write_whole
    monkeypatch.setattr(folder, "write_whole", full)
    with pytest.raises(OutputError, match="no space left"):
        read_corpus([str(works)], out, OPTIONS, here)
    monkeypatch.undo()
    monkeypatch.setattr(planning, "MOST_WORKS", 3)
    read_corpus([str(works)], out, OPTIONS, here)
    read_corpus([str(works)], tmp_path / "whole", OPTIONS, here)
    assert bytes_of(out) == bytes_of(tmp_path / "whole")


def test_processes_do_not_outlive_the_one_that_began_them(works: Path, tmp_path: Path) -> None:
    command = [*(sys.executable, "-m", "fabula", "corpus", "read", str(works), "--out", str(tmp_path / "corpus"))]
    running = subprocess.Popen(
        [*command, "--model", "rules", "--processes", "2", "--quiet"], start_new_session=True, stderr=subprocess.DEVNULL
    )
    time.sleep(1.5)
    running.kill()  # it alone
    running.wait()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.killpg(running.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(running.pid, signal.SIGKILL)
    pytest.fail("a process goes on alone")


def test_what_a_killed_process_left_is_cleared_away(works: Path, tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    out.mkdir()
    (out / ".corpus.json.4711.tmp").write_bytes(b"{")
    read_corpus([str(works)], out, OPTIONS, here)
    (out / "tables" / "works" / ".part-000000.parquet.4711.tmp").write_bytes(b"PAR1")
    read_corpus([str(works)], out, OPTIONS, here)
    assert list(out.rglob("*.tmp")) == []
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / ".letter.4711.tmp").write_bytes(b"Dear")
    with pytest.raises(CorpusError, match="holds other things"):
        read_corpus([str(works)], mine, OPTIONS, here)
    assert (mine / ".letter.4711.tmp").exists()
