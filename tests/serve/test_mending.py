from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from kettle import STORY, served
from pages import has, page, speakers, words
from starlette.testclient import TestClient

from fabula.resolving import resolve_anew
from fabula.store.library import Library

JSON = {"Accept": "application/json"}
FIRST = [STORY.index("“You are late,”"), STORY.index("“You are late,”") + len("“You are late,”")]
LATER = [STORY.index("“Sit down, then.”"), STORY.index("“Sit down, then.”") + len("“Sit down, then.”")]


def correct(client: TestClient, code: int = 200, **action: Any) -> Any:
    answer = client.post("/works/1/corrections", json=action, headers=JSON)
    assert answer.status_code == code, answer.text
    return answer.json()


def file_of(story: Path) -> Path:
    return story.with_name("kettle.cast.toml")


def test_a_line_is_given_to_somebody_and_the_rest_follows(whole: TestClient, story: Path, library: Path) -> None:
    told = correct(whole, do="said-by", lines=[FIRST], who="Brandt")
    assert told["label"] == "“You are late,”: said by Brandt"
    assert told["busy"] is False
    assert speakers(whole)[0] in ("Brandt", "Old Brandt")
    assert 'text = "“You are late,”"' in file_of(story).read_text()
    with Library.open(library) as shelf:
        assert shelf.latest().cast_sha256 is not None
        quote = shelf.load(1).quotes[0]
        assert quote.speaker is not None
        assert "Brandt" in quote.speaker.name


def test_a_form_does_the_same_without_a_script(whole: TestClient) -> None:
    line = page(whole, f"/works/1/lines/{FIRST[0]}")
    form = line.xpath(f"//form[{has('speaker')}]")[0]
    fields = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='hidden']")}
    button = next(one for one in form.xpath(".//button[@name='who']") if "Anna" in one.text_content())
    answer = whole.post(form.get("action"), data={**fields, "who": button.get("value"), "typed": ""})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/works/1/read/1")
    assert speakers(whole)[0] == "Anna Reed"


def test_a_name_that_is_typed_goes_before_one_that_is_pressed(whole: TestClient) -> None:
    data = {"do": "said-by", "lines": f"{FIRST[0]}-{FIRST[1]}", "who": "Anna Reed", "typed": "Mrs. Gray"}
    assert whole.post("/works/1/corrections", data=data).status_code == 303
    assert speakers(whole)[0] == "Mrs. Gray"


def test_many_lines_are_given_at_once_and_undone_at_once(whole: TestClient) -> None:
    before = speakers(whole)
    data = {
        "do": "said-by",
        "lines": [f"{a}-{b}" for a, b in (FIRST, LATER)],
        "who": "Rose Webb",
        "back": "/works/1/doubts",
    }
    answer = whole.post("/works/1/corrections", data=data)
    assert answer.headers["location"] == "/works/1/doubts"
    assert speakers(whole).count("Rose Webb") + speakers(whole).count("unknown") >= 2
    whole.post("/works/1/undo", data={})
    assert speakers(whole) == before
    whole.post("/works/1/redo", data={})
    assert speakers(whole) != before


def test_two_are_one_and_parted_again(whole: TestClient) -> None:
    correct(whole, do="same", one="Anna Reed", other="Rose Webb")
    cast = words(page(whole, "/works/1/cast"), "//tbody//th")
    assert not [name for name in cast if name.startswith("Rose")]
    correct(whole, do="apart", one="Anna Reed", other="Rose Webb")
    cast = words(page(whole, "/works/1/cast"), "//tbody//th")
    assert [name for name in cast if name.startswith("Rose")]


def test_what_is_no_person_is_in_no_cast(whole: TestClient) -> None:
    correct(whole, do="not-a-person", name="Brandt")
    assert "Brandt" not in " ".join(words(page(whole, "/works/1/cast"), "//tbody//th"))


def test_a_scene_is_joined_and_cut(whole: TestClient) -> None:
    def scenes() -> int:
        return len(page(whole, "/works/1/read/1").xpath(f"//p[{has('scene-mark')}]"))

    n, at = scenes(), STORY.index("In the evening Tom")
    correct(whole, do="scene", at=at, begins=False)
    assert scenes() == n - 1
    correct(whole, do="scene", at=at, begins=True)
    assert scenes() == n
    correct(whole, do="scene", at=STORY.index("“I am never late,”"), begins=True)
    assert scenes() == n + 1


def test_doubts_are_settled(whole: TestClient) -> None:
    def doubts() -> list[str]:
        return page(whole, "/works/1/doubts").xpath(f"//li[{has('doubt')}]//input[@type='checkbox']/@value")  # type: ignore[no-any-return]

    assert doubts()
    first = doubts()[0]
    correct(whole, do="said-by", lines=[[int(one) for one in first.split("-")]], who="Tom Hale")
    assert first not in doubts()


def test_a_new_reading_keeps_what_was_corrected(whole: TestClient, story: Path, library: Path) -> None:
    from fabula.cli.works import read_book

    correct(whole, do="said-by", lines=[FIRST], who="Rose Webb")
    story.write_text("A line more.\n\n" + STORY.replace("“You are late,”", "“You are very late,”"), encoding="utf-8")
    groundwork, world = read_book(str(story), library, quiet=True, model="rules")
    with Library.open(library) as shelf:
        shelf.store(world, groundwork)
    assert speakers(whole, 2)[0] == "Rose Webb"


def test_corrections_are_shown_with_their_file(whole: TestClient, story: Path) -> None:
    correct(whole, do="pronouns", name="Anna Reed", pronouns="they")
    tree = page(whole, "/works/1/corrections")
    assert str(file_of(story)) in tree.text_content()
    assert 'pronouns = "they"' in words(tree, "//pre")[0]
    assert words(tree, f"//ol[{has('steps')}]/li") == ["Anna Reed is “they” (now)", "as it was read"]
    file_of(story).write_text("[[character]\n")
    tree = page(whole, "/works/1/corrections")
    assert "can't read the cast file" in words(tree, "//*[@role='alert']")[0]
    assert "can't read the cast file" in correct(whole, 409, do="pronouns", name="Anna Reed", pronouns="she")["error"]
    assert file_of(story).read_text() == "[[character]\n"


def test_words_that_are_gone_are_told(whole: TestClient, story: Path) -> None:
    file_of(story).write_text('[[line]]\nsaid-by = "Tom"\ntext = "“Nothing like this was ever said in it.”"\n')
    tree = page(whole, "/works/1/corrections")
    assert "Without a place" in tree.text_content()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"{", "can't be read"),
        (b"[1]", "one object"),
        (b'{"do": "said-by"}', "`lines` is missing"),
        (b'{"do": "said-by", "lines": [[1, 2]], "who": "Tom"}', "no quote"),
        (b'{"do": "same", "one": "Anna Reed", "other": "Anna"}', "one already"),
        (b"[" * 100_000, "can't be read"),
    ],
)
def test_what_is_no_correction_is_told(whole: TestClient, body: bytes, problem: str) -> None:
    answer = whole.post("/works/1/corrections", content=body, headers={**JSON, "Content-Type": "application/json"})
    assert answer.status_code == 409
    assert problem in answer.json()["error"]


@pytest.mark.parametrize("data", ["do=scene&at=x&begins=true", "do=said-by&lines=a-b", "%ff=%ff", "do=scene"])
def test_a_form_that_is_none_is_told(whole: TestClient, data: str) -> None:
    answer = whole.post(
        "/works/1/corrections", content=data, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 409
    assert "Something is wrong" in answer.text


def test_nobody_is_sent_to_another_site(whole: TestClient) -> None:
    for back in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"):
        data = {"do": "pronouns", "name": "Anna Reed", "pronouns": "she", "back": back}
        assert whole.post("/works/1/corrections", data=data).headers["location"] == "/works/1/corrections"


class Later(Executor):
    """Does what is submitted when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()

        def run() -> None:
            try:
                done.set_result(fn(*args, **kwargs))
            except Exception as error:
                done.set_exception(error)

        self.waiting.append(run)
        return done

    def run(self) -> None:
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            one()


def test_a_correction_is_shown_before_the_rest_follows(library: Path) -> None:
    later = Later()
    with served(library, later) as client:
        client.cookies.set("scope", "all")
        client.get("/works/1")
        later.run()
        told = correct(client, do="said-by", lines=[FIRST], who="Rose Webb")
        assert told["busy"] is True
        assert client.get("/works/1/state").json()["busy"] is True
        assert speakers(client)[0] == "Rose Webb" or speakers(client)[0] == "unknown"
        correct(client, do="said-by", lines=[LATER], who="Anna Reed")
        later.run()  # the first; the second was asked for meanwhile
        assert client.get("/works/1/state").json()["busy"] is True
        later.run()
        state = client.get("/works/1/state").json()
        assert (state["busy"], state["problem"]) == (False, None)
        assert state["version"] != told["version"]
        assert "Anna Reed" in speakers(client)


def test_what_fails_behind_is_told_and_the_correction_kept(library: Path, story: Path) -> None:
    def fails(library: str, work: int) -> bool:
        raise RuntimeError("no such luck")

    with served(library, whole=fails) as client:
        client.cookies.set("scope", "all")
        correct(client, do="said-by", lines=[FIRST], who="Anna Reed")
        assert "no such luck" in words(page(client, "/works/1"), "//*[@role='alert']")[0]
        assert speakers(client)[0] == "Anna Reed"
        assert "Anna Reed" in file_of(story).read_text()


def test_corrections_made_before_the_server_was_stopped_are_heeded(library: Path, story: Path) -> None:
    file_of(story).write_text('[[line]]\nsaid-by = "Rose Webb"\ntext = "“You are late,”"\n')
    with served(library) as client:
        client.cookies.set("scope", "all")
        client.get("/works/1")
        with Library.open(library) as shelf:
            quote = shelf.load(1).quotes[0]
        assert quote.speaker is not None
        assert quote.speaker.name == "Rose Webb"


def test_a_work_without_its_groundwork_says_how_to_have_the_rest(library: Path) -> None:
    with Library.open(library) as shelf:
        shelf.store(shelf.load(1))
    with served(library) as client:
        client.cookies.set("scope", "all")
        correct(client, do="said-by", lines=[FIRST], who="Anna Reed")
        assert speakers(client)[0] == "Anna Reed"
        assert "read again with `fabula read`" in words(page(client, "/works/1"), "//*[@role='alert']")[0]


def test_two_who_correct_at_once_lose_nothing(library: Path, story: Path) -> None:
    names = [f"Person {letter}" for letter in "abcdefgh"]
    with served(library, whole=lambda library, work: False) as client:
        threads = [
            threading.Thread(target=lambda name=name: correct(client, do="alias", name="Anna Reed", alias=name))
            for name in names
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    text = file_of(story).read_text()
    assert all(f'"{name}"' in text for name in names)


def test_resolving_anew_does_nothing_where_nothing_was_corrected(library: Path) -> None:
    assert not resolve_anew(str(library), 1)


def test_what_follows_near_a_correction_is_shown_before_the_whole_is_done(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def part(
        library: str, work: int, span: tuple[int, int], before: str, after: str
    ) -> list[tuple[int, int, str | None]]:
        asked.append(span)
        return [] if before == after else [(LATER[0], LATER[1], "Anna Reed"), (*FIRST, "Nobody of that name")]  # type: ignore[list-item]

    asked: list[tuple[int, int]] = []
    monkeypatch.setattr("fabula.serve.shelf._LONG", 10)
    later = Later()
    with served(library, later, part=part) as client:
        client.cookies.set("scope", "all")
        client.get(f"/works/1/lines/{FIRST[0]}")
        assert len(asked) == 1, "the process is warm before it is needed"
        correct(client, do="said-by", lines=[FIRST], who="Anna Reed")
        assert client.get("/works/1/state").json()["busy"] is True
        assert page(client, f"/works/1/lines/{LATER[0]}").text_content().count("Read as said by Anna Reed") == 1
        later.run()
        assert client.get("/works/1/state").json()["busy"] is False
