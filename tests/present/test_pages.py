from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from lxml import html
from texts import EXAMPLE
from worlds import ADA, BRANDT, STORY, make_world, worlds

import fabula
from fabula.present.columns import VIEWS
from fabula.present.pages import Mend, legible, make_environment, render_view, static
from fabula.present.views import ONE_FILE, PAGE_VIEWS, Limits, PageView, page_view
from fabula.types.world import Entity, StoryWorld, Work

ENVIRONMENT = make_environment()
TERMINAL = {  # the terminal's views by the view that shows the same
    "cast": ("cast",),
    "scenes": ("scenes",),
    "timeline": ("timeline",),
    "knowledge": ("knows", "secrets"),
    "arcs": ("arcs",),
    "relations": ("relations",),
    "things": ("objects",),
}


def place(offset: int) -> str:
    return f"/read#o{offset}"


def shown(
    view: PageView,
    world: StoryWorld,
    *,
    card: Callable[[Entity], str | None] = lambda one: f"/characters/{one.id}",
    limits: Limits = ONE_FILE,
    level: int = 2,
) -> html.HtmlElement:
    piece = render_view(ENVIRONMENT, view, world, href=place, card=card, limits=limits, level=level)
    return html.fromstring(f"<main>{piece}</main>")


def world_with_an_arc() -> StoryWorld:
    """Return the small world with a bond that both of its scenes show."""
    world = make_world()
    early = world.relations[0]
    late = replace(early, start=STORY.index("He lost"), end=STORY.index("He lost") + 10, value=0.5)
    return replace(world, relations=(*world.relations, late))


def assert_fit_for_a_strict_policy(root: html.HtmlElement) -> None:
    """Check that a piece has no style, script or handler of its own, and loads nothing."""
    for element in root.iter():
        assert element.tag not in {"style", "script", "img", "iframe", "form", "link"}
        assert "style" not in element.attrib
        assert not [name for name in element.attrib if name.startswith("on") or name == "src"], element.attrib


@pytest.fixture(scope="module")
def example() -> StoryWorld:
    return fabula.read(EXAMPLE)


@pytest.mark.parametrize("view", PAGE_VIEWS, ids=lambda view: view.key)
def test_a_view_is_fit_for_a_strict_policy(view: PageView, example: StoryWorld) -> None:
    assert_fit_for_a_strict_policy(shown(view, example))


@pytest.mark.parametrize("view", PAGE_VIEWS, ids=lambda view: view.key)
def test_a_view_has_tables_that_say_what_they_are(view: PageView, example: StoryWorld) -> None:
    root = shown(view, example)
    tables = root.findall(".//table")
    assert tables
    for table in tables:
        assert table.findtext("caption")
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter("th"))
        assert len(table.findall(".//tbody/tr")) > 0
    regions = root.xpath("//*[@role='region']")
    labels = [region.get("aria-label") for region in regions]
    assert len(set(labels)) == len(labels)
    assert all(region.get("tabindex") == "0" for region in regions)


@pytest.mark.parametrize("view", PAGE_VIEWS, ids=lambda view: view.key)
def test_a_view_links_to_the_text_and_names_each_link(view: PageView, example: StoryWorld) -> None:
    root = shown(view, example)
    claims = root.xpath("//a[@data-end]")
    assert claims or view.key == "balance"  # whose columns lead to chapters
    assert root.xpath("//a[starts-with(@href, '/read#o')]")
    for link in claims:
        start = int(link.get("href").removeprefix("/read#o"))
        assert 0 <= start < int(link.get("data-end")) <= len(example.text)
    for link in root.xpath("//a[not(ancestor::*[@aria-hidden='true'])]"):
        assert link.text_content().strip() or link.get("aria-label")


@pytest.mark.parametrize("view", PAGE_VIEWS, ids=lambda view: view.key)
def test_headings_of_a_view_begin_where_the_host_says(view: PageView, example: StoryWorld) -> None:
    found = {element.tag for element in shown(view, example, level=3).iter("h1", "h2", "h3", "h4")}
    assert found <= {"h3"}


@pytest.mark.parametrize("key", TERMINAL)
def test_tables_have_the_headings_of_the_terminal(key: str) -> None:
    root = shown(page_view(key), world_with_an_arc())
    headings = {cell.text_content().strip() for cell in root.xpath("//thead//th")}
    for name in TERMINAL[key]:
        assert {column.header for column in VIEWS[name].columns} <= headings


def test_characters_lead_to_their_cards() -> None:
    for key in ("cast", "network", "strip", "matrix", "knowledge", "balance"):
        assert shown(page_view(key), make_world()).xpath(f"//a[@href='/characters/{ADA.id}']"), key


def test_who_has_no_card_is_a_name_without_a_link() -> None:
    root = shown(page_view("cast"), make_world(), card=lambda one: None)
    assert root.xpath("//tbody//th")[0].text_content().strip() == ADA.name
    assert not root.xpath("//tbody//th/a")
    network = shown(page_view("network"), make_world(), card=lambda one: None)
    (node,) = network.xpath(f"//a[contains(@class, 'node')][contains(., '{ADA.name}')]")
    assert node.get("href").startswith("/read#o")


def test_the_network_can_be_drawn_for_each_step() -> None:
    root = shown(page_view("network"), make_world())
    (network,) = root.find_class("network")
    assert network.get("data-steps") == '["chapter 1, The Key", "chapter 2, The Lamp"]'
    counts = [element.get("data-counts") for element in root.xpath("//circle | //line | //tbody/tr")]
    assert len(counts) == 3 + 2 + 2
    assert all(len(one.split()) == 2 for one in counts)
    (slider,) = root.xpath("//input[@type='range']")
    assert slider.getparent().get("hidden") is not None  # it is of no use without a script
    assert root.xpath("//label[@for='network-step']")


def test_marks_of_the_matrix_are_words_and_shapes() -> None:
    root = shown(page_view("matrix"), make_world())
    words = {mark.text for mark in root.xpath("//td//i")}
    assert words == {"viewpoint", "speaks", "spoken of"}
    assert len(root.xpath("//ul[@class='legend']/li")) == 4


def test_a_host_with_more_room_shows_more() -> None:
    claims = tuple(replace(make_world().knowledge[0], id=i, quote=None) for i in range(30))
    world, view = make_world(knowledge=claims), page_view("knowledge")
    few, many = shown(view, world, limits=Limits(rows=10)), shown(view, world)
    assert "and 20 more, in the export" in few.text_content()
    assert "more, in the export" not in many.text_content()


def test_a_world_of_nothing_has_empty_views() -> None:
    nothing = StoryWorld(make_world().provenance, "", Work())
    for view in PAGE_VIEWS:
        root = shown(view, nothing)
        assert root.find_class("empty"), view.key
        assert not root.findall(".//table")


def test_names_in_pictures_are_cut() -> None:
    long = replace(ADA, name="N" * 300)
    quotes = tuple(replace(one, speaker=long if one.speaker == ADA else one.speaker) for one in make_world().quotes)
    root = shown(page_view("network"), make_world(quotes=quotes))
    assert max(len(label.text) for label in root.iter("text")) == 22


@pytest.mark.parametrize("view", PAGE_VIEWS, ids=lambda view: view.key)
@pytest.mark.parametrize(
    "bad", ["</table><script>alert(1)</script>", "\"'><svg onload=alert(1)>", "\u202eevil", "a\x00b\x1b\x9b"]
)
def test_hostile_text_is_text(view: PageView, bad: str) -> None:
    world = world_with_an_arc()
    who = replace(ADA, name=bad, aliases=(bad,))
    hostile = replace(
        world,
        text=STORY.replace("Ada Quill", (bad + "x" * 9)[:9]),
        work=replace(world.work, chapters=tuple(replace(one, title=bad) for one in world.work.chapters)),
        entities=(who, *world.entities[1:]),
        quotes=tuple(replace(one, speaker=who if one.speaker == ADA else one.speaker) for one in world.quotes),
        scenes=tuple(replace(one, time=bad, break_cue=bad, place=who, present=(who,)) for one in world.scenes),
        knowledge=tuple(replace(one, claim=bad, holders=(who,)) for one in world.knowledge),
        relations=tuple(replace(one, source=who, target=BRANDT) for one in world.relations),
        objects=tuple(replace(one, name=bad) for one in world.objects),
        timeline=tuple(replace(one, text=bad, value=bad, anchor=bad) for one in world.timeline),
        findings=tuple(replace(one, message=bad) for one in world.findings),
    )
    root = shown(view, hostile)
    assert_fit_for_a_strict_policy(root)
    assert legible(bad)[:20] in root.text_content()


def test_what_a_page_cannot_hold_is_replaced_and_nothing_else() -> None:
    assert legible("a\x00b\ud800c\x7f") == "a\ufffdb\ufffdc\ufffd"
    assert legible("line\nline\ttab “é” \u202e") == "line\nline\ttab “é” \u202e"
    assert legible(7) == 7


@pytest.mark.parametrize("name", ["story.css", "views.js", "highlight.js"])
def test_static_files_load_nothing_and_can_stand_in_a_page(name: str) -> None:
    text = static(name)
    assert not {"url(", "@import", "</", "http:", "https:"} & {
        part for part in ("url(", "@import", "</", "http:", "https:") if part in text
    }


@settings(max_examples=10, deadline=None)
@given(worlds())
def test_any_world_can_be_shown(world: StoryWorld) -> None:
    for view in PAGE_VIEWS:
        assert_fit_for_a_strict_policy(shown(view, world))


def test_findings_are_let_stand_where_the_host_takes_corrections() -> None:
    world = make_world()
    view = page_view("findings")
    assert world.findings[0].spans
    assert not shown(view, world).xpath("//form")
    mend = Mend("/correct", "/findings")
    piece = render_view(ENVIRONMENT, view, world, href=place, card=lambda one: None, mend=mend)
    form = html.fromstring(f"<main>{piece}</main>").xpath("//li//form")[0]
    assert (form.get("action"), form.get("method")) == ("/correct", "post")
    fields = {one.get("name"): one.get("value") for one in form.iter("input")}
    assert fields["do"] == "waive"
    assert fields["back"] == "/findings"
    assert fields["text"] in " ".join(world.text.split())
