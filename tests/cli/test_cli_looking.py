"""``fabula show``, ``explain``, ``ask``, ``knows`` and ``check``."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from runs import Run
from worlds import STORY, make_world

from fabula.cli.showing import Form, View
from fabula.present.columns import VIEWS
from fabula.store.library import Library
from fabula.store.location import library_path


@pytest.mark.parametrize(
    "arguments", [("show", "cast"), ("search", "x"), ("export", "1"), ("script", "1"), ("rm", "1")]
)
def test_without_a_library_nothing_is_shown(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.code == 5
    assert "there is no library yet; read a book with `fabula read BOOK`" in done.err
    assert not library_path().exists()


@pytest.mark.parametrize("view", View)
@pytest.mark.parametrize("form", Form)
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
    assert [view.value for view in View] == list(VIEWS)


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
