from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hostile_worlds import NAMES
from hypothesis import given
from hypothesis import strategies as st
from worlds import make_world

from fabula.export.file_names import file_names, safe_name, stem_of


@given(st.lists(st.text() | st.sampled_from(NAMES)))
def test_names_are_safe_and_no_two_alike(names: list[str]) -> None:
    found = file_names(names, "Nameless", ["Taken"])
    folded = [unicodedata.normalize("NFC", one).casefold() for one in (*found, "Taken")]
    assert len(set(folded)) == len(names) + 1
    for one in found:
        assert one == one.strip(". ")
        assert 0 < len(one.encode()) < 120
        assert not re.search(r'[<>:"/\\|?*#^\[\]\x00-\x1f\x7f]', one)
        assert one.split(".")[0].strip().casefold() not in ("con", "prn", "aux", "nul", "com1")


@pytest.mark.parametrize(
    ("name", "safe"),
    [("Mrs. Grey", "Mrs. Grey"), ("../x", "x"), ("CON", "CON_"), ("nul.txt", "nul_.txt"), ("NUL .0", "NUL_ .0"),
     ("Conrad", "Conrad"), ("x" * 90, "x" * 80), ("a/b", "a b"), ("", ""),
     ("\u202eevil\u200f", "evil"), ("line\nbreak", "line break"), ("É…", "É…")],
)  # fmt: skip
def test_names_stay_themselves_where_they_can(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_files_are_called_as_their_source() -> None:
    assert stem_of(make_world()) == "lamp"
    assert stem_of(make_world(source="/home/x/b.c.epub")) == "b.c"
    world = make_world(source="..")
    assert stem_of(world) == "The Lamp at Carrow"
    assert stem_of(replace(world, work=replace(world.work, title=None))) == "story"
