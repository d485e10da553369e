from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from worlds import STORY, make_tokens, make_world

from fabula import __version__, cli, console
from fabula.errors import SourceError, StageError
from fabula.export.json import encode_world, load_world
from fabula.export.script import script_lines
from fabula.export.script_formats import FORMATS
from fabula.pipeline import STAGES
from fabula.present.terminal import VIEWS
from fabula.resolve.cast import read_cast
from fabula.store.library import Library
from fabula.store.location import library_path
from fabula.types.world import StoryWorld


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in this process."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FABULA_DEBUG", raising=False)

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["fabula", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as done:
            cli.main()
        return Done(int(done.value.code or 0), *capfd.readouterr())

    return run


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Put a pipeline in place that knows one story; return what it was asked."""
    calls: list[dict[str, Any]] = []

    def read(source: str, **options: Any) -> tuple[None, StoryWorld]:
        calls.append({"source": source, **options})
        if "missing" in source:
            raise SourceError(f"{source}: no such file;\n check the path")
        if "stage" in source:
            raise StageError(f"{source}: the stage 'mentions' failed")
        if "bug" in source:
            raise KeyError("oops")
        if "stop" in source:
            raise KeyboardInterrupt
        return None, make_world(source, tokens=make_tokens() if options.get("tokens") else None)

    monkeypatch.setattr("fabula.pipeline.read_and_keep", read)
    return calls


@pytest.fixture
def shelved(asked: list[dict[str, Any]]) -> None:
    """Put two works into the library, the first with another title."""
    with Library.open(library_path()) as library:
        other = make_world("moor.txt", quotes=(), knowledge=())
        library.store(replace(other, work=replace(other.work, title="The Moor")))
        library.store(make_world())


# -- read -----------------------------------------------------------------------------------------------------------


def test_read_stores_and_sums_up(run: Run, asked: list[dict[str, Any]]) -> None:
    done = run("read", "lamp.txt")
    assert done.code == 0
    assert done.err == ""
    lines = done.out.splitlines()
    assert lines[0] == "The Lamp at Carrow, by E. Marsh"
    assert lines[1].startswith("86 words, 2 chapters")
    assert any(line.split() == ["Ada", "Quill", "2", "6"] for line in lines)
    assert lines[-2:] == [f"Stored as work 1 in {library_path()}", "Next: fabula show findings 1"]
    with Library.open(library_path()) as library:
        assert library.load(1) == make_world()


def test_read_hands_its_options_on(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    run("read", "a.txt", "--cast", "c.toml", "--quotes", "q.json", "--pretokenized", "--tokens", "--model", "fast")
    assert asked[0]["source"] == "a.txt"
    assert (asked[0]["cast"], asked[0]["quotes"]) == (Path("c.toml"), Path("q.json"))
    assert (asked[0]["pretokenized"], asked[0]["tokens"], asked[0]["model"]) == (True, True, "fast")
    assert (asked[0]["progress"], asked[0]["watch"]) == (None, None)  # a pipe gets no bar


def test_read_writes_json(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    done = run("read", "lamp.txt", "--json", tmp_path / "w.json", "--no-store")
    assert load_world(tmp_path / "w.json") == make_world()
    assert f"World: {tmp_path / 'w.json'}" in done.out
    assert "Stored" not in done.out
    assert not library_path().exists()


def test_standard_output_has_nothing_but_the_json(run: Run, asked: list[dict[str, Any]]) -> None:
    done = run("read", "lamp.txt", "--json", "-")
    assert done.out.encode() == encode_world(make_world())
    assert library_path().exists()


def test_read_writes_a_report(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = types.ModuleType("fabula.present.report")
    report.write_report = lambda world, path: path.write_text(world.text)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fabula.present.report", report)
    done = run("read", "lamp.txt", "--report", tmp_path / "r.html")
    assert (tmp_path / "r.html").read_text() == STORY
    assert "Report: " in done.out


def test_quiet_is_quiet(run: Run, asked: list[dict[str, Any]]) -> None:
    assert run("read", "lamp.txt", "--quiet") == (0, "", "")


def test_another_library(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    run("read", "lamp.txt", "--library", tmp_path / "mine.sqlite")
    assert not library_path().exists()
    assert "The Lamp" in run("ls", "--library", tmp_path / "mine.sqlite").out


def test_what_can_not_end_well_is_refused_before_any_reading(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    done = run("read", "lamp.txt", "--json", tmp_path / "no" / "w.json")
    assert done.code == 8
    assert done.err.startswith("fabula: error: ")
    assert run("read", "a.txt", "b.txt", "--json", "-").code == 2
    assert asked == []


def test_one_bad_source_does_not_stop_the_rest(run: Run, asked: list[dict[str, Any]]) -> None:
    done = run("read", "a.txt", "missing.txt", "b.txt", "stage.txt", "bug.txt", "c.txt")
    assert done.code == SourceError.exit_code
    assert [call["source"][:3] for call in asked] == ["a.t", "mis", "b.t", "sta", "bug", "c.t"]
    first, second, third = done.err.splitlines()
    assert first == "fabula: error: missing.txt: no such file; check the path"
    assert second == "fabula: error: stage.txt: the stage 'mentions' failed"
    assert third.startswith("fabula: internal error in ")
    with Library.open(library_path()) as library:
        assert [work.source for work in library.works()] == ["a.txt", "b.txt", "c.txt"]


def test_a_broken_library_does_not_cost_the_json(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"no library" * 500)
    done = run("read", "lamp.txt", "--json", tmp_path / "w.json", "--library", tmp_path / "bad.sqlite")
    assert done.code == 5
    assert "bad.sqlite: is damaged" in done.err
    assert load_world(tmp_path / "w.json") == make_world()


def test_an_odd_text_is_warned_of(run: Run, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    silent = make_world(quotes=(), knowledge=())
    monkeypatch.setattr("fabula.pipeline.read_and_keep", lambda *_, **__: (None, silent))
    monkeypatch.setattr("fabula.readers.language.looks_english", lambda text: text != STORY)
    done = run("read", "lamp.txt", "--quiet")
    assert done.code == 0
    assert [line.split(":")[1].strip() for line in done.err.splitlines()] == ["warning", "warning"]
    assert "does not look like English" in done.err
    assert "no dialogue" in done.err


def test_an_interrupt_is_quiet(run: Run, asked: list[dict[str, Any]]) -> None:
    assert run("read", "stop.txt") == (130, "", "")


def test_an_error_of_fabula_itself_says_so(
    run: Run, asked: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("read", "bug.txt")
    assert done.code == console.INTERNAL_ERROR
    assert done.err.count("\n") == 1
    assert "internal error in works.read_book (KeyError: 'oops'); please report it with what --debug shows" in done.err
    assert "Traceback" in run("read", "bug.txt", "--debug").err
    monkeypatch.setenv("FABULA_DEBUG", "1")
    assert "Traceback" in run("read", "stage.txt").err


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    with console.progress_bar("lamp.txt", quiet=False) as watchers:
        assert watchers == (None, None)  # a pipe gets none
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with console.progress_bar("lamp.txt", quiet=True) as watchers:
        assert watchers == (None, None)
    with console.progress_bar("[bold]lamp.txt", quiet=False) as watchers:
        assert watchers.progress is not None
        assert watchers.watch is not None
        for stage in STAGES:
            if stage == "encode":
                watchers.watch(50, 100)
            watchers.progress(stage, 0.1)
    assert capfd.readouterr().out == ""


# -- the library ----------------------------------------------------------------------------------------------------


def test_ls_lists(run: Run, shelved: None) -> None:
    lines = run("ls").out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["1", "2"]
    assert "The Moor" in lines[2]


def test_ls_of_nothing_makes_nothing(run: Run) -> None:
    done = run("ls")
    assert done.code == 0
    assert "fabula read" in done.out
    assert not library_path().exists()


@pytest.mark.parametrize(
    "arguments", [("show", "cast"), ("search", "x"), ("export", "1"), ("script", "1"), ("rm", "1")]
)
def test_without_a_library_nothing_is_shown(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 5
    assert "there is no library yet; read a book with `fabula read BOOK`" in done.err
    assert not library_path().exists()


@pytest.mark.parametrize("view", cli.View)
@pytest.mark.parametrize("form", cli.Form)
def test_show_shows_every_layer_in_every_form(run: Run, shelved: None, view: str, form: str) -> None:
    done = run("show", view, "2", "--format", form)
    assert done.code == 0
    may_be_empty = view in ("unheard", "retold")  # everybody hears everything once
    if form == "json":
        assert json.loads(done.out) or may_be_empty
    elif form == "csv":
        assert list(csv.DictReader(io.StringIO(done.out))) or may_be_empty
    else:
        assert len(done.out.splitlines()) > 2 or (may_be_empty and "nothing to show" in done.err)


def test_the_views_are_the_terminals() -> None:
    assert [view.value for view in cli.View] == list(VIEWS)


def test_show_takes_the_work_read_last(run: Run, shelved: None) -> None:
    done = run("show", "quotes")
    assert "Captain Brandt" in done.out
    assert done.err == "fabula: showing work 2, The Lamp at Carrow, the one read last\n"
    run("rm", "moor")
    assert run("show", "quotes").err == ""


def test_show_names_the_choices(run: Run, shelved: None) -> None:
    done = run("show", "quotes", "the")
    assert done.code == 5
    assert "1 The Moor; 2 The Lamp at Carrow" in done.err
    assert run("show", "quotes", "lamp").code == 0


def test_show_stops_at_its_limit(run: Run, shelved: None) -> None:
    done = run("show", "quotes", "2", "--limit", "2")
    assert len(done.out.splitlines()) == 4
    assert done.err == "fabula: 4 more rows; --limit 0 shows all\n"
    assert len(json.loads(run("show", "quotes", "2", "--limit", "2", "--format", "json").out)) == 2
    assert len(run("show", "quotes", "2", "--limit", "0").out.splitlines()) == 8


def test_show_narrows(run: Run, shelved: None) -> None:
    def ids(*arguments: str) -> list[int]:
        return [row["id"] for row in json.loads(run("show", *arguments, "--format", "json").out)]

    assert ids("quotes", "2", "--character", "ada") == [2, 4]
    assert ids("quotes", "2", "--character", "ada", "--chapter", "2") == [4]
    assert ids("knows", "2", "--character", "tobias") == [0, 1]
    assert ids("doubts", "2", "--character", "brandt") == [0, 1]


def test_show_doubts_begins_with_the_least_sure(run: Run, shelved: None) -> None:
    first, second = run("show", "doubts", "2", "--limit", "2").out.splitlines()[2:]
    assert first.split() == ["2", "–", "31%", "“He", "lost", "it.”"]
    assert second.split()[:4] == ["1", "Ada", "Quill", "90%"]
    rows = json.loads(run("show", "doubts", "2", "--format", "json").out)
    assert [row["id"] for row in rows] == [5, 2, 3, 4, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("quotes", "2", "--character", "Zed"), "no character matches 'Zed'; choose one of: Ada Quill"),
        (("quotes", "2", "--chapter", "3"), "there is no chapter 3; the work has 2"),
        (("findings", "2", "--character", "Ada"), "not findings"),
        (("cast", "2", "--chapter", "1"), "one place"),
    ],
)
def test_show_refuses_what_can_not_be(run: Run, shelved: None, arguments: tuple[str, ...], message: str) -> None:
    done = run("show", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_show_of_nothing(run: Run, shelved: None) -> None:
    assert run("show", "quotes", "moor") == (0, "", "fabula: nothing to show: no quotes found\n")
    assert run("show", "quotes", "moor", "--format", "json").out == "[]\n"
    assert run("show", "quotes", "moor", "--format", "csv").out.startswith("id,utterance,chapter,start,end,text,")


def test_show_is_harmless(run: Run) -> None:
    text = STORY.replace("You’re late", "\x1b[31m\u202e[x]\x07")
    with Library.open(library_path()) as library:
        world = make_world(text=text)
        library.store(replace(world, work=replace(world.work, title="\x1b]0;gotcha\x07")))
    for arguments in (("ls",), ("show", "quotes"), ("search", "31m"), ("rm", "1")):
        assert not {"\x1b", "\x07", "\u202e"} & set(run(*arguments).out)


# -- ask, knows -----------------------------------------------------------------------------------------------------


def test_ask_answers_with_records(run: Run, shelved: None) -> None:
    assert "the lamp went out" in run("ask", "2", "who knows about the lamp?").out
    rows = json.loads(run("ask", "2", "who knows about the lamp?", "--format", "json").out)
    assert [(row["holders"], row["chapter"]) for row in rows] == [("Tobias", 2)]
    assert run("ask", "2", "who knows about the treasure?").err == "fabula: the ledger has no answer\n"
    refused = run("ask", "2", "who knows about the lamp by chapter 7?")
    assert refused.code == 2
    assert "there is no chapter 7" in refused.err


def test_knows_shows_what_a_character_holds_as_of_a_chapter(run: Run, shelved: None) -> None:
    assert "the lamp went out" in run("knows", "tobias", "2").out
    assert run("knows", "tobias", "2", "--at", "1").err.endswith("the ledger has no answer\n")
    rows = json.loads(run("knows", "brandt", "2", "--format", "json").out)
    assert {row["stance"] for row in rows} == {"unaware"}
    assert run("knows", "nobody", "2").code == 2


# -- check -------------------------------------------------------------------------------------------------------------


def test_check_shows_both_passages_and_exits_with_1(run: Run, shelved: None) -> None:
    done = run("check", "2", "--severity", "note")
    assert done.code == 1
    assert "here: " in done.out
    rows = json.loads(run("check", "2", "--severity", "note", "--format", "json").out)
    assert {"severity", "message", "passage", "other"} <= set(rows[0])
    ranks = ["error", "warning", "note"]
    assert [ranks.index(row["severity"]) for row in rows] == sorted(ranks.index(row["severity"]) for row in rows)


def test_what_is_waived_is_not_found_again(run: Run, shelved: None, tmp_path: Path) -> None:
    rows = json.loads(run("check", "2", "--severity", "note", "--format", "json").out)
    cast = tmp_path / "cast.toml"
    cast.write_text(
        "".join(f"[[waive]]\ntext = {json.dumps(row['passage'] or row['message'])}\n" for row in rows), encoding="utf-8"
    )
    done = run("check", "2", "--severity", "note", "--cast", cast)
    assert (done.code, done.err) == (0, "fabula: no findings\n")
    cast.write_text("[[waive]]\nkind = 'numbering'\n", encoding="utf-8")
    refused = run("check", "2", "--cast", cast)
    assert refused.code == 4
    assert "waive 1 has no `text`" in refused.err


# -- explain --------------------------------------------------------------------------------------------------------


def test_explain_tells_why_mentions_are_one_character_s(run: Run, shelved: None) -> None:
    done = run("explain", "character", "ada", "2")
    assert (done.code, done.err) == (0, "")
    assert "the name that it goes by" in done.out
    rows = json.loads(run("explain", "character", "ada", "2", "--format", "json").out)
    assert [row["form"] for row in rows] == sorted((row["form"] for row in rows), reverse=True)
    assert sum(row["mentions"] for row in rows) == 5
    assert run("explain", "character", "ada", "2", "--format", "csv").out.startswith(
        "words,form,mentions,confidence,why"
    )


def test_explain_names_the_choices(run: Run, shelved: None) -> None:
    done = run("explain", "character", "Zed", "2")
    assert (done.code, done.out) == (2, "")
    assert "no character matches 'Zed'" in done.err


def test_search_finds(run: Run, shelved: None) -> None:
    done = run("search", "tide", "--work", "lamp")
    assert done.out.splitlines() == [
        "The Lamp at Carrow (2), Captain Brandt, at 187",
        "  “The tide won’t wait for you, Miss Quill.”",
    ]
    assert len(run("search", "key", "--limit", "1").out.splitlines()) == 2
    assert run("search", "zebra") == (0, "", "fabula: nothing found for 'zebra'\n")
    assert run("search", '"(late').code == 0


def test_export_writes_the_world(run: Run, shelved: None, tmp_path: Path) -> None:
    assert run("export", "lamp").out.encode() == encode_world(make_world())
    assert run("export", "2", "--to", "json", "--out", tmp_path / "w.json") == (0, "", "")
    assert load_world(tmp_path / "w.json") == make_world()
    assert run("export", "2", "--out", tmp_path).code == 8


def test_export_writes_the_cast(run: Run, shelved: None, tmp_path: Path) -> None:
    assert run("export", "2", "--to", "cast", "--out", tmp_path / "cast.toml") == (0, "", "")
    assert "Ada Quill" in {one.name for one in read_cast(tmp_path / "cast.toml").members}


def test_read_knows_the_cast_of_other_works(run: Run, shelved: None, asked: list[dict[str, Any]]) -> None:
    assert run("read", "b.txt", "--series", "lamp", "--series", "1").code == 0
    assert [one.work.title for one in asked[-1]["series"]] == ["The Lamp at Carrow", "The Moor"]
    assert run("read", "b.txt", "--series", "no such work").code == 5


# -- script ---------------------------------------------------------------------------------------------------------

COUNTED = "fabula: 14 lines; 6 of them speech; 1 by unknown speakers (16.7%)\n"


def test_the_formats_of_a_script_are_the_exports() -> None:
    assert [one.value for one in cli.ScriptFormat] == list(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_script_writes_every_format(run: Run, shelved: None, tmp_path: Path, form: str) -> None:
    written = FORMATS[form](script_lines(make_world()))
    assert run("script", "lamp", "--to", form) == (0, written, COUNTED)
    assert run("script", "2", "--to", form, "--out", tmp_path / "script") == (0, "", COUNTED)
    assert (tmp_path / "script").read_bytes() == written.encode()
    assert [path.name for path in tmp_path.glob("*.json")] == (["script.macros.json"] if form == "sml" else [])


def test_script_writes_json_lines_unless_told(run: Run, shelved: None) -> None:
    rows = [json.loads(row) for row in run("script", "lamp").out.splitlines()]
    assert [row["speaker"] for row in rows][:3] == ["Narrator", "Narrator", "Captain Brandt"]


def test_script_reads_a_book_and_does_not_keep_it(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text(STORY, encoding="utf-8")
    done = run("script", tmp_path / "lamp.txt")
    assert (done.code, done.err) == (0, COUNTED)
    assert done.out == FORMATS["jsonl"](script_lines(make_world()))
    assert run("script", "-").out == done.out
    assert [call["source"] for call in asked] == [str(tmp_path / "lamp.txt"), "-"]
    assert not library_path().exists()


def test_script_leaves_the_book_alone(run: Run, asked: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text(STORY, encoding="utf-8")
    done = run("script", tmp_path / "lamp.txt", "--out", tmp_path / "lamp.txt")
    assert (done.code, done.err) == (2, "fabula: error: --out is the book itself; name another file\n")
    assert asked == []


def test_script_makes_unsure_speakers_unknown(run: Run, shelved: None) -> None:
    done = run("script", "2", "--unknown-below", "0.96")
    assert done.err == "fabula: 14 lines; 6 of them speech; 3 by unknown speakers (50.0%)\n"
    speakers = [row["speaker"] for row in map(json.loads, done.out.splitlines()) if row["kind"] == "speech"]
    assert speakers == ["Captain Brandt", "Captain Brandt", None, None, "Ada Quill", None]
    assert run("script", "moor").err.endswith("0 of them speech; 0 by unknown speakers (0.0%)\n")


def test_script_keeps_the_recordings_in_its_macros(run: Run, shelved: None, tmp_path: Path) -> None:
    def voices(path: Path) -> dict[str, str]:
        found: dict[str, str] = json.loads(path.read_bytes())["macros"]["voices"]
        return found

    run("script", "2", "--to", "sml", "--out", tmp_path / "book.sml")
    beside = tmp_path / "book.macros.json"
    assert voices(beside) == dict.fromkeys(["Narrator", "CaptainBrandt", "AdaQuill", "Tobias", "Unknown"], "")
    beside.write_text(beside.read_text().replace('"Tobias": ""', '"Tobias": "voices/tobias.wav"'))
    run("script", "2", "--to", "sml", "--out", tmp_path / "book.sml")
    assert voices(beside)["Tobias"] == "voices/tobias.wav"
    assert run("script", "2", "--to", "sml", "--macros", tmp_path / "mine.json").code == 0
    assert set(voices(tmp_path / "mine.json")) == set(voices(beside))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--to", "opera"), 2, "opera"),
        (("--unknown-below", "1.1"), 2, "--unknown-below"),
        (("--unknown-below", "-0.1"), 2, "--unknown-below"),
        (("--unknown-below", "nan"), 2, "--unknown-below"),
        (("--out", "no/such/script"), 8, "does not exist"),
        (("--to", "sml", "--macros", "no/such/macros"), 8, "does not exist"),
        (("--macros", "macros.json"), 2, "--macros goes with --to sml"),
        (("--to", "sml", "--out", "one", "--macros", "one"), 2, "the same file"),
        (("--to", "sml", "--macros", "notes.json"), 8, "no macros file"),
    ],
)
def test_script_refuses_what_can_not_be_before_any_reading(
    run: Run, asked: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], code: int, message: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("lamp.txt").write_text(STORY, encoding="utf-8")
    Path("notes.json").write_text("{}")
    done = run("script", "lamp.txt", *arguments)
    assert (done.code, done.out, asked) == (code, "", [])
    assert message in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lamp.txt", "notes.json"]


def test_script_of_no_work(run: Run, shelved: None) -> None:
    assert run("script", "zebra").code == 5


def test_rm_removes(run: Run, shelved: None) -> None:
    assert run("rm", "moor").out == "Removed work 1, The Moor\n"
    assert run("rm", "moor").code == 5


# -- the program ----------------------------------------------------------------------------------------------------


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"fabula {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("show", "weather"), ("read",), ("dance",), ("show", "cast", "--limit", "-1")])
def test_a_wrong_command_line_is_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err


def test_help_tells_the_exit_codes(run: Run) -> None:
    text = run("--help").out
    for code in (*cli_codes(), 0, 2, 70, 130):
        assert f"\n    {code} " in text


def cli_codes() -> set[int]:
    """Return the exit codes of every error that fabula raises on purpose."""
    from fabula.errors import FabulaError

    return {kind.exit_code for kind in FabulaError.__subclasses__()}


def python(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, **options)


def test_help_imports_nothing_heavy() -> None:
    code = """
import sys
sys.argv = ["fabula", "--help"]
from fabula import cli
try:
    cli.main()
except SystemExit:
    print(sorted({"numpy", "rich", "lxml", "sqlite3", "pandas", "jinja2"} & set(sys.modules)), file=sys.stderr)
"""
    assert python("-c", code).stderr.strip() == "[]"


def test_a_reader_that_leaves_is_no_error(shelved: None) -> None:
    with Library.open(library_path()) as library:
        library.store(make_world(text=STORY * 500))
    program = f'"{sys.executable}" -c "from fabula.cli import main; main()"'
    for arguments in ("export 2", "show quotes 2", "show quotes 2 --format json", "ls"):
        command = f"{program} {arguments} | head -c 5"
        shell = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
        assert shell.stderr == ""


def test_a_terminal_that_knows_little_is_no_error(shelved: None) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = python("-c", "from fabula.cli import main; main()", "show", "quotes", "2", env=environment)
    assert done.returncode == 0
    assert "Captain Brandt" in done.stdout


def test_the_real_pipeline_reads_a_story(run: Run, tmp_path: Path) -> None:
    (tmp_path / "lamp.txt").write_text(STORY, encoding="utf-8")
    done = run("read", tmp_path / "lamp.txt", "--json", tmp_path / "w.json")
    assert done.code == 0
    world = load_world(tmp_path / "w.json")
    assert world.text == STORY
    with Library.open(library_path()) as library:
        assert encode_world(library.load(1)) == encode_world(world)


def test_reading_heeds_what_was_corrected(run: Run, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("“Come in,” said Anna Reed.\n\n“I will,” said Tom Hale.\n", encoding="utf-8")
    corrections = tmp_path / "story.cast.toml"
    corrections.write_text(
        '[[line]]\nsaid-by = "Rose"\ntext = "“I will,”"\n\n[[line]]\nsaid-by = "Rose"\ntext = "“Quite another story.”"\n',
        encoding="utf-8",
    )
    done = run("read", story, "--model", "rules", "--json", tmp_path / "w.json")
    assert done.code == 0
    assert f"with the corrections in {corrections}" in done.err
    assert "1 correction finds no place in this text; the first is about '“Quite another story.”'" in done.err
    assert [one.speaker and one.speaker.name for one in load_world(tmp_path / "w.json").quotes] == ["Anna Reed", "Rose"]
    corrections.write_text("[[line]\n", encoding="utf-8")
    done = run("read", story, "--model", "rules")
    assert done.code == 4
    assert "story.cast.toml: can't read" in done.err


def test_corrections_made_by_hand_are_heeded_without_the_network(run: Run, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text("“Come in,” said Anna Reed.\n\n“I will,” said Tom Hale.\n", encoding="utf-8")
    assert run("read", story, "--model", "rules").code == 0
    assert run("resolve").out == f"Work 1, {story}: nothing to do\n"
    (tmp_path / "story.cast.toml").write_text('[[line]]\nsaid-by = "Rose"\ntext = "“I will,”"\n', encoding="utf-8")
    assert run("resolve", "1").out == f"Work 1, {story}: resolved anew\n"
    rows = json.loads(run("show", "quotes", "--format", "json").out)
    assert [row["speaker"] for row in rows] == ["Anna Reed", "Rose"]
    assert run("resolve", "no such work").code == 5


def test_a_port_that_is_taken_is_told(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", port)
    assert done.code == 10
    assert f"port {port}: can't be served at" in done.err
    assert "--port" in done.err


def test_many_works_become_tables(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    works = tmp_path / "works"
    works.mkdir()
    (works / "one.txt").write_text("“Come in,” said Anna Reed.\n", encoding="utf-8")
    (works / "two.txt").write_bytes(b"")
    out = tmp_path / "corpus"
    done = run("corpus", "read", works, "--out", out, "--model", "rules", "--processes", "1")
    assert (done.code, done.out) == (0, f"{out}: 1 works, 5 words, 1 that could not be read\n")
    assert "the table of errors says which" in done.err
    assert run("corpus", "status", out).out == f"{out}: 1 of 1 parts; 2 of 2 works, 1 of them errors\n"
    assert run("corpus", "status", works).code == 2
    assert run("corpus", "read", works, "--out", works).code == 8
    assert run("corpus", "read", tmp_path / "none", "--out", tmp_path / "other").code == 3
    done = run("corpus", "read", works, "--out", tmp_path / "third", "--layers", "quotes,cast")
    assert done.code == 2
    assert "there is no layer 'cast'" in done.err
