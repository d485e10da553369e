from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from lxml import html
from worlds import ADA, make_world, worlds

from fabula.present.notebook import render_notebook
from fabula.types.annotations import EntityType
from fabula.types.world import Entity, StoryWorld, Work, WorldEvent


def test_a_world_shows_itself_in_a_notebook() -> None:
    page = html.fromstring(make_world()._repr_html_())
    assert page.findtext(".//strong") == "The Lamp at Carrow"
    assert "E. Marsh" in page.text_content()
    assert "86 words · 2 chapters · 2 scenes · 3 characters · 6 quotes" in page.text_content()
    cells = [[cell.text_content() for cell in row.findall("td")] for row in page.findall(".//tbody/tr")]
    assert cells[0] == ["Ada Quill", "Ada, Miss Quill", "2", "6"]
    assert [row[0] for row in cells] == ["Ada Quill", "Captain Brandt", "Tobias"]


def test_text_is_escaped() -> None:
    bad = "<script>alert(1)</script>&\"'"
    who = replace(ADA, name=bad, aliases=(bad,))
    world = make_world(
        work=Work(title=bad, author=bad),
        events=(WorldEvent(0, 1, "be", who),),
        entities=(who,),
        quotes=(),
        knowledge=(),
    )
    assert "<script" not in render_notebook(world)
    assert html.fromstring(render_notebook(world)).findtext(".//strong") == bad


def test_a_world_without_title_or_characters() -> None:
    empty = StoryWorld(make_world("/books/moor.txt").provenance, "", Work())
    assert "moor.txt" in render_notebook(empty)
    assert "No character" in render_notebook(empty)


def test_a_long_cast_is_cut() -> None:
    kind: EntityType = "PER"
    cast = tuple(Entity(number, kind, f"Person {number}") for number in range(40))
    events = tuple(WorldEvent(0, 1, "go", one) for one in cast)
    page = render_notebook(make_world(entities=cast, events=events, quotes=(), knowledge=()))
    assert page.count("<td>Person") == 25
    assert "and 15 more" in page


@given(worlds())
def test_any_world_renders(world: StoryWorld) -> None:
    assert render_notebook(world).endswith("</div>")
