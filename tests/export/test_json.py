from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from worlds import ADA, STORY, make_tokens, make_world, worlds

from fabula.errors import SourceError
from fabula.export.json import dump_world, encode_world, load_world, world_from_dict, world_to_dict
from fabula.types.world import StoryWorld

KEYS = {
    "": "format version provenance text work entities mentions events quotes scenes pov knowledge relations objects"
    " timeline findings",
    "provenance": "fabula model model_sha256 source source_sha256 cast_sha256",
    "work": "title author language tags chapters paratext",
    "entities": "id type name aliases group pronouns narrator mentions confidence",
    "mentions": "start end entity type form confidence",
    "events": "start end lemma agent patient",
    "quotes": "id start end utterance speaker addressees hearers kind cue speaker_mention confidence",
    "scenes": "id start end place time present break",
    "pov": "start end entity person",
    "knowledge": "id claim about holders unaware stance how start end quote confidence",
    "relations": "from to aspect change value start end confidence",
    "objects": "name history",
    "timeline": "start end text kind value anchor",
    "findings": "kind severity message spans confidence",
}


@pytest.mark.parametrize("layer", KEYS)
def test_keys_and_their_order_are_those_of_the_format(layer: str) -> None:
    exported: Any = world_to_dict(make_world())
    if layer:
        exported = exported[layer]
    record = exported[0] if isinstance(exported, list) else exported
    assert " ".join(record) == KEYS[layer]


def test_nested_records_have_the_formats_keys() -> None:
    exported = world_to_dict(make_world(tokens=make_tokens()))
    assert " ".join(exported["work"]["chapters"][0]) == "number title start end"
    assert " ".join(exported["work"]["paratext"][0]) == "kind start end"
    assert " ".join(exported["objects"][0]["history"][0]) == "holder to action start end"
    assert " ".join(exported["tokens"][0]) == "start end sentence paragraph lemma upos xpos head deprel"
    assert list(exported)[5] == "tokens"


def test_references_become_ids_and_spans_become_pairs() -> None:
    quote = world_to_dict(make_world())["quotes"][0]
    assert (quote["speaker"], quote["addressees"]) == (1, [0])
    start, end = quote["cue"]
    assert STORY[start:end] == "said"


@given(worlds())
def test_an_export_read_again_is_the_same_world(world: StoryWorld) -> None:
    assert world_from_dict(world_to_dict(world)) == world
    assert world_from_dict(json.loads(encode_world(world))) == world


def test_the_same_world_gives_the_same_bytes() -> None:
    content = encode_world(make_world())
    assert content == encode_world(make_world())
    assert content.endswith(b"}\n")
    assert content.count(b"\n") == 1
    assert "“You’re late,”".encode() in content


def test_numbers_have_four_decimals() -> None:
    world = make_world(entities=(Entity_with(ADA, 0.123456789),), **NO_CLAIMS)
    assert world_to_dict(world)["entities"][0]["confidence"] == 0.1235
    zero = make_world(entities=(Entity_with(ADA, -0.00001),), **NO_CLAIMS)
    assert b'"confidence":0.0}' in encode_world(zero)


def test_lone_surrogates_survive() -> None:
    world = make_world(text="a\ud800b", work=make_world().work.__class__(), entities=(), **NO_CLAIMS)
    assert world_from_dict(json.loads(encode_world(world))) == world


def test_a_world_goes_to_a_file_or_an_open_one(tmp_path: Path) -> None:
    world = make_world()
    path = tmp_path / "world.json"
    dump_world(world, path)
    assert load_world(path) == world
    binary, text = io.BytesIO(), io.StringIO()
    dump_world(world, binary)
    dump_world(world, text)
    assert binary.getvalue() == path.read_bytes() == text.getvalue().encode()


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    dump_world(make_world(), "-")
    assert capfdbinary.readouterr().out == encode_world(make_world())


def _set(exported: Any, path: str, value: Any) -> None:
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        exported = exported[step]
    if value is KeyError:
        del exported[last]
    else:
        exported[last] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("format", "other", 'no "format": "fabula-world"'),
        ("version", 2, "version 2"),
        ("quotes", KeyError, "quotes is missing"),
        ("quotes/3/kind", KeyError, "quotes[3].kind is missing"),
        ("quotes/3/speaker", 99, "quotes[3].speaker there is no entity with the id 99"),
        ("quotes/3/hearers/1", 98, "quotes[3].hearers[1] there is no entity with the id 98"),
        ("quotes/3/kind", "shouted", "quotes[3].kind must be one of explicit, anaphoric, implicit"),
        ("quotes/2/end", 99_999, "quotes[2].end must be an offset"),
        ("quotes/2/end", 0, "quotes[2] the span ["),
        ("quotes/2/cue", [5], "quotes[2].cue must be [start, end]"),
        ("quotes/2/cue", [5, 4], "quotes[2].cue the span [5, 4) ends before it starts"),
        ("quotes/2/id", 1, "quotes has 2 with the id 1"),
        ("quotes/2/id", True, "quotes[2].id must be a whole number, not True"),
        ("quotes/0", [], "quotes[0] must be an object"),
        ("entities/1/id", 0, "entities has 2 with the id 0"),
        ("entities/1/group", 1, "entities[1].group must be true or false"),
        ("entities/1/confidence", float("nan"), "entities[1].confidence must be a number"),
        ("entities/1/name", "x" * 3, None),
        ("entities/1/name", ["x" * 300], "…"),
        ("scenes/0/break", KeyError, "scenes[0].break is missing"),
        ("pov/0/person", 4, "pov[0].person must be one of 1, 2, 3"),
        ("pov/0/person", True, "pov[0].person must be one of"),
        ("knowledge/0/quote", 77, "knowledge[0].quote there is no quote with the id 77"),
        ("objects/0/history/2/action", "eats", "objects[0].history[2].action must be one of"),
        ("work/tags/fandom", "x", "work.tags.fandom must be a list"),
        ("text", None, "text must be a string"),
    ],
)
def test_a_bad_export_is_refused_with_its_place(tmp_path: Path, path: str, value: Any, message: str | None) -> None:
    exported = json.loads(encode_world(make_world()))
    _set(exported, path, value)
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(exported), encoding="utf-8")
    if message is None:
        load_world(file)
        return
    with pytest.raises(SourceError) as caught:
        load_world(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert message in str(caught.value)
    assert "export" in str(caught.value) or "fabula read" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"null"])
def test_what_is_no_export_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.json"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=r"bad\.json"):
        load_world(file)


def test_a_missing_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="check the path"):
        load_world(tmp_path / "none.json")


NO_CLAIMS: dict[str, Any] = dict.fromkeys(
    ["mentions", "events", "quotes", "scenes", "pov", "knowledge", "relations", "objects", "timeline", "findings"], ()
)


def Entity_with(entity: Any, confidence: float) -> Any:  # noqa: N802
    from dataclasses import replace

    return replace(entity, confidence=confidence)
