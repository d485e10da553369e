from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from kettle import STORY, served
from pages import has, page, speakers, words
from starlette.testclient import TestClient
from worlds import make_world

from fabula.corrections.preview import with_entities
from fabula.present.views import PAGE_VIEWS
from fabula.store.library import Library

ADDRESSES = [
    *("/", "/search?q=letter", "/works/1", "/works/1/read/1", "/works/1/read/2", "/works/1/doubts"),
    *("/works/1/corrections", "/works/1/search?q=letter", *(f"/works/1/{view.key}" for view in PAGE_VIEWS)),
]


def text_of(tree: object) -> str:
    article = tree.xpath("//article")[0]  # type: ignore[attr-defined]
    for other in article.xpath(f".//*[{has('who')} or {has('tagline')} or {has('scene-mark')}]"):
        other.drop_tree()
    return " ".join(article.text_content().split())


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_have_a_frame(whole: TestClient, address: str) -> None:
    tree = page(whole, address)
    assert len(tree.xpath("//h1")) == 1
    assert len(tree.xpath("//main")) == 1
    assert tree.xpath("//title")[0].text_content().endswith("– fabula")
    assert not tree.xpath("//*[@style]"), "the policy forbids it"
    assert not tree.xpath("//script[not(@src)]"), "the policy forbids it"
    for link in tree.xpath("//a/@href | //form/@action | //script/@src | //link[@rel='stylesheet']/@href"):
        assert not link or link[0] in "/#", link


def test_every_link_leads_somewhere(whole: TestClient) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        tree = page(whole, address)
        ids = set(tree.xpath("//@id"))
        for link in tree.xpath("//a/@href"):
            path, _, fragment = link.partition("#")
            if path and path.split("?")[0] not in {one.split("?")[0] for one in seen}:
                waiting.append(path)
            if not path and fragment:
                assert fragment in ids, (address, link)
    assert {"/works/1/read/2", "/works/1/cast", "/works/1/who/0"} <= {one.split("?")[0] for one in seen}


def test_links_into_the_text_lead_to_paragraphs(whole: TestClient) -> None:
    links = {link for address in ADDRESSES for link in page(whole, address).xpath("//a/@href") if "?w=" in link}
    assert len(links) > 10
    for link in links:
        path, fragment = link.split("#")
        assert page(whole, path).xpath(f"//*[@id='{fragment}']"), link


def test_the_text_is_all_there(whole: TestClient) -> None:
    shown = " ".join(text_of(page(whole, f"/works/1/read/{part}")) for part in (1, 2))
    assert shown == " ".join(STORY.split())


def test_speakers_stand_in_the_margin(whole: TestClient) -> None:
    assert speakers(whole)[:3] == ["Tom Hale", "Anna Reed", "Tom Hale"]


def test_who_is_not_named_yet_has_no_name_yet(whole: TestClient) -> None:
    labels = speakers(whole, 2)
    assert labels[0] != "Rose Webb" or "Rose Webb" in STORY[: STORY.index("I am Rose")]


def test_nothing_is_told_before_it_was_read(client: TestClient) -> None:
    assert "so nothing is told" in client.get("/works/1").text
    client.cookies.set("place-1", str(STORY.index("* * *")))
    cast = client.get("/works/1/cast").text
    assert "Anna" in cast
    for word in ("Brandt", "Rose", "Webb"):
        assert word not in cast
    assert "Brandt" not in client.get("/works/1/scenes").text
    assert "The Letter" not in client.get("/works/1").text, "not even the next chapter's title"
    assert "Rose" in client.get("/works/1/cast?at=all").text
    assert "Rose" in client.get("/works/1/cast").text, "what was asked for is remembered"
    assert "Rose" not in client.get("/works/1/cast?at=here").text
    assert "Brandt" in client.get(f"/works/1/cast?at={STORY.index('Chapter 2')}").text


def test_reading_on_moves_the_place(client: TestClient) -> None:
    client.get("/works/1/read/1")
    assert "Rose" not in client.get("/works/1/cast").text
    client.get("/works/1/read/2")
    assert int(client.cookies["place-1"]) == STORY.index("Chapter 2")
    client.get("/works/1/read/1")
    assert int(client.cookies["place-1"]) == STORY.index("Chapter 2"), "who leafs back has read on all the same"


def test_the_panel_tells_of_here(client: TestClient) -> None:
    early = client.get(f"/works/1/here/{STORY.index('You are late')}").text
    assert "Anna" in early
    assert "Brandt" not in early
    later = client.get(f"/works/1/here/{STORY.index('She did,')}").text
    assert "Brandt" in later
    assert client.get(f"/works/1/here/{len(STORY) + 9}").status_code == 404


def test_a_card_tells_who_somebody_is(whole: TestClient) -> None:
    cast = page(whole, "/works/1/cast")
    address = next(link for link in cast.xpath("//table//a/@href") if "/who/" in link)
    card = page(whole, address)
    assert words(card, "//h1")[0] in ("Tom Hale", "Anna Reed")
    piece = whole.get(f"{address}?fragment=1").text
    assert "<html" not in piece
    assert "<h1" in piece


def test_a_search_finds_what_has_been_read(client: TestClient) -> None:
    client.cookies.set("place-1", str(STORY.index("* * *")))
    found = page(client, "/works/1/search?q=letter")
    assert not found.xpath(f"//ol[{has('hits')}]/li")
    assert "further on than you have read" in found.text_content()
    assert len(page(client, "/works/1/search?q=kettle").xpath(f"//ol[{has('hits')}]/li")) >= 1
    everywhere = page(client, "/search?q=letter&at=all")
    assert words(everywhere, f"//ol[{has('hits')}]//mark")
    assert "300 characters at most" in client.get(f"/search?q={'x' * 5000}").text
    assert client.get("/search?q=%22%28").status_code == 200


def test_looks_are_kept(client: TestClient) -> None:
    answer = client.get("/settings?theme=dark&size=xl&scope=all&back=/works/1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/works/1")
    tree = page(client, "/works/1")
    assert tree.get("data-theme") == "dark"
    assert "size-xl" in tree.xpath("//body/@class")[0]
    assert client.get("/settings?theme=pink&back=//evil.example/").headers["location"] == "/"


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/works/9", "holds no work 9"),
        ("/works/1/nothing", "no page 'nothing'"),
        ("/works/1/read/99", "no part 99"),
        ("/works/1/read/0", "no part 0"),
        ("/works/1/who/99999", "nobody of that number"),
        ("/works/1/lines/3", "no quote begins there"),
        ("/works/x", "no page of this address"),
        ("/static/../secrets", "no page of this address"),
        ("/static/report.py", "no such file"),
        (f"/works/{10**30}", "holds no work"),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, address: str, problem: str) -> None:
    assert problem in page(client, address, 404).text_content()


def test_an_empty_library_tells_what_to_do(tmp_path: Path) -> None:
    with served(tmp_path / "none.sqlite") as client:
        assert "fabula read BOOK" in page(client, "/").text_content()
    assert not (tmp_path / "none.sqlite").exists()


def test_a_damaged_library_tells_which_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "bad.sqlite"
    path.write_bytes(b"no library" * 500)
    with served(path) as client:
        for address in ("/", "/works/1", "/works/1/cast"):
            told = page(client, address, 500).text_content()
            assert "bad.sqlite: is damaged" in told
    assert path.read_bytes() == b"no library" * 500


HOSTILE = "<script>alert(1)</script>&amp;\u202eevil\x07 " + "X" * 1_000_000


def test_hostile_text_is_shown_as_text(tmp_path: Path, library: Path) -> None:
    world = make_world("hostile.txt")
    bad = replace(world.entities[0], name=HOSTILE, aliases=(HOSTILE + "2",))
    world = with_entities(world, lambda one: bad if one.id == bad.id else one)
    world = replace(world, work=replace(world.work, title=HOSTILE, author=HOSTILE))
    with Library.open(library) as shelf:
        work = shelf.store(world)
    with served(library) as client:
        client.cookies.set("scope", "all")
        for address in ("/", *(one.replace("/works/1", f"/works/{work}") for one in ADDRESSES[2:])):
            if address.endswith("/read/2"):
                continue
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert "<script>alert" not in answer.text
            assert "\x07" not in answer.text
            assert len(answer.text) < 300_000, (address, "a name has not to be shown whole")
