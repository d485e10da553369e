from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import html
from texts import EXAMPLE, parts_of_books, world_of
from worlds import ADA, make_world, worlds

import fabula
from fabula.errors import FabulaError
from fabula.present.report import render_report, write_report
from fabula.present.views import PAGE_VIEWS
from fabula.types.world import (
    Entity,
    EntityMention,
    Finding,
    Knowledge,
    PointOfView,
    Provenance,
    Relation,
    Scene,
    StoryWorld,
    Work,
    WorldEvent,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "</title></style></script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)",
    "&amp;<b>&lt;",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- ",
    "]]>",
    "\u202eevil\u202c \u2067right to left\u2069 \u200f",
    "javascript:alert(1)",
]
OWN_SCRIPTS = 1


def hostile_world(words: str) -> StoryWorld:
    """Return a world in which whatever a book can name is named `words`, and the text is nothing else."""
    text = f"{words}\n\n“{words}” said {words}."
    start = len(words) + 2
    who = Entity(0, "PER", words, (words, words + "!"), pronouns="she", mentions=2)
    other = Entity(1, "PER", words + "?", (), mentions=1)
    world = make_world(words)
    quote = replace(
        world.quotes[0], start=start, end=start + len(words) + 2, speaker=who, addressees=(other,), hearers=(other,),
        cue=None, speaker_mention=None,
    )  # fmt: skip
    origin = Provenance(words, words, words, words, words, words)
    return StoryWorld(
        origin, text, Work(title=words, author=words, tags={words: (words,)}),
        entities=(who, other),
        mentions=(EntityMention(0, len(words), who, "PER", "PROP"),),
        events=(WorldEvent(0, 1, words, who, other),),
        quotes=(quote,),
        scenes=(Scene(0, 0, len(text), who, words, (who, other), words),),
        pov=(PointOfView(0, len(words), who, 3), PointOfView(start, len(text), None, 3)),
        knowledge=(Knowledge(0, words, (who,), (who,), (other,), "knows", "told", 0, len(words)),),
        relations=(Relation(who, other, "trust", "up", 0.5, 0, len(words)),),
        findings=(Finding("garbled", "error", words, ()),),
    )  # fmt: skip


def assert_harmless(page: str) -> html.HtmlElement:
    """Check that the page runs nothing but its own script, loads nothing, and that each link leads somewhere."""
    root = html.document_fromstring(page)
    assert len(root.findall(".//script")) == OWN_SCRIPTS
    assert root.find(".//script[@src]") is None
    tags = {element.tag for element in root.iter() if isinstance(element.tag, str)}
    assert not tags & {"img", "iframe", "object", "embed", "link", "base", "form", "b", "video", "audio", "source"}
    for element in root.iter():
        assert not [name for name in element.attrib if name.startswith("on")], element.attrib
        assert not {"src", "srcset", "action", "formaction", "data", "xlink:href"} & set(element.attrib)
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids))
    for link in root.iter("a"):
        href = link.get("href")
        assert href is None or (href.startswith("#") and href[1:] in ids), href
    for css in root.findall(".//style"):
        assert "url(" not in (css.text or "")
        assert "@import" not in (css.text or "")
    policies = [one.get("content") for one in root.iter("meta") if one.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert "default-src 'none'" in (policies[0] or "")
    return root


@pytest.fixture(scope="module")
def example() -> str:
    return render_report(fabula.read(EXAMPLE))


def test_the_example_s_report_stands_alone(example: str) -> None:
    root = assert_harmless(example)
    assert root.findtext(".//h1") == "The Salt Ledger"
    assert "http:" not in example
    assert "https:" not in example
    assert "//" not in re.sub(r"<script>.*?</script>|<style>.*?</style>", "", example, flags=re.DOTALL)


@pytest.mark.parametrize("section", [*(view.key for view in PAGE_VIEWS), "text"])
def test_the_example_s_report_has_every_section_with_content(example: str, section: str) -> None:
    root = html.document_fromstring(example)
    (found,) = root.xpath(f"//section[@id='{section}']")
    assert len(found.text_content().split()) > 10
    assert not found.find_class("empty")


def test_the_example_s_report_carries_the_whole_text(example: str) -> None:
    root = html.document_fromstring(example)
    for label in root.xpath("//*[contains(@class, 'who') or contains(@class, 'tagline')]"):
        label.drop_tree()
    (prose,) = root.xpath("//*[@id='prose']")
    words = " ".join(prose.text_content().split())
    for part in ("Maren Hale found the key on a Tuesday", '"Hello," said Tobias.', "and gave the key to her brother."):
        assert part in words


def test_the_report_is_the_same_for_the_same_world() -> None:
    assert render_report(make_world()) == render_report(make_world())


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(words: str) -> None:
    root = assert_harmless(render_report(hostile_world(words)))
    assert root.findtext(".//h1") == words
    assert words in root.findtext(".//title", "")
    rows = root.xpath("//section[@id='cast']//tbody/tr/th")
    assert rows[0].text_content().strip() == words.strip()
    claims = root.xpath("//section[@id='knowledge']//a[@class='jump']")
    assert [claim.text_content() for claim in claims].count(words) == 3  # in the grid, the secrets and the ledger


def test_a_name_of_a_megabyte_is_borne() -> None:
    page = render_report(hostile_world("<" + "N" * 1_000_000))
    assert page.endswith("</html>")
    assert "<N" not in page
    assert page.count("&lt;" + "N" * 100) > 10
    assert len(page) < 6_000_000  # the text holds it twice; elsewhere it is cut


def test_control_characters_and_lone_surrogates_are_written(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(hostile_world("a\x00b\x07\ud800c"), path)
    assert path.read_bytes().decode("utf-8").rstrip().endswith("</html>")


def test_a_world_of_nothing_has_a_report() -> None:
    root = assert_harmless(render_report(StoryWorld(make_world("/books/moor.txt").provenance, "", Work())))
    assert root.findtext(".//h1") == "moor"
    assert len(root.find_class("empty")) >= 5


def test_long_lists_are_cut_and_say_so() -> None:
    claims = tuple(replace(make_world().knowledge[0], id=i, quote=None) for i in range(500))
    page = render_report(make_world(knowledge=claims))
    assert "and 250 more, in the export" in page
    cast = tuple(replace(ADA, id=i, name=f"N{i}") for i in range(60))
    events = tuple(WorldEvent(0, 1, "go", one) for one in cast)
    page = render_report(make_world(entities=cast, events=events, quotes=(), knowledge=()))
    assert "and 20 more, in the export" in page


def test_every_link_of_a_long_cast_leads_somewhere() -> None:
    world = make_world()
    cast = [replace(ADA, id=10 + i, name=f"N{i}") for i in range(60)]
    quotes = tuple(replace(world.quotes[0], id=i, speaker=one, addressees=(cast[i - 1],)) for i, one in enumerate(cast))
    assert_harmless(render_report(make_world(entities=tuple(cast), quotes=quotes, mentions=(), knowledge=())))


def test_what_is_written_is_what_is_rendered(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(make_world(), path)
    assert path.read_text(encoding="utf-8") == render_report(make_world())


def test_a_report_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FabulaError):
        write_report(make_world(), tmp_path / "none" / "report.html")


@settings(max_examples=15, deadline=None)
@given(worlds())
def test_any_world_has_a_report_that_parses(world: StoryWorld) -> None:
    page = render_report(world)
    assert page.endswith("</html>")
    assert page.count("<script") == OWN_SCRIPTS


@settings(max_examples=15, deadline=None)
@given(parts_of_books())
def test_every_link_of_any_book_leads_somewhere(parts: list[str]) -> None:
    assert_harmless(render_report(world_of(*parts)))
