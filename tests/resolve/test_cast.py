from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from fabula.errors import CastError
from fabula.resolve.cast import parse_cast, read_cast
from fabula.types.cast import CastMember, Passage, SaidLine, SceneMark

TOML = """
[[character]]
name = "Anna Grey"
aliases = ["Miss Grey", "Anna"]
pronouns = "she/her"

[[character]]
name = "Tom"
gender = "M"
narrator = true
"""
JSON = """{"characters": [
  {"name": "Anna Grey", "aliases": ["Miss Grey", "Anna"], "pronouns": "she/her"},
  {"Name": "Tom", "gender": "male", "narrator": true}
]}"""
CSV = "Name,Aliases,Gender,Narrator\nAnna Grey,Anna; Miss Grey,F,\nTom,,man,yes\n"
PDNC = """Character ID,Main Name,Aliases,Gender,Category
0,Anna Grey,"{'Anna', 'Miss Grey', 'Anna Grey'}",F,major
1,Tom,"['Tom', '_narr']",M,minor
"""
EXPECTED = (
    CastMember("Anna Grey", ("Anna", "Miss Grey"), "female", False),
    CastMember("Tom", (), "male", True),
)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [("cast.toml", TOML), ("cast.json", JSON), ("cast.csv", CSV), ("character_info.csv", PDNC), ("CAST.TOML", TOML)],
)
def test_every_format_gives_the_same_cast(tmp_path: Path, name: str, content: str) -> None:
    assert read_cast(write(tmp_path, name, content)).members == EXPECTED


def test_a_json_list_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, "cast.json", b'\xef\xbb\xbf[{"name": "Zo\xc3\xab"}]')
    assert read_cast(path).members == (CastMember("Zoë"),)


def test_the_sum_is_the_file_s(tmp_path: Path) -> None:
    path = write(tmp_path, "cast.csv", CSV)
    assert read_cast(path).sha256 == hashlib.sha256(CSV.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cast.toml", "[[character]", "can't read"),
        ("cast.json", "[{", "can't read"),
        ("cast.csv", b"name\n\xff\xfe", "can't read"),
        ("cast.toml", "", "no characters"),
        ("cast.csv", "name\n", "no characters"),
        ("cast.json", '["Anna"]', "must be a list of characters"),
        ("cast.json", '"Anna"', "must be a list of characters"),
        ("cast.csv", "name,gender\n,F\n", "character 1 has no name"),
        ("cast.csv", "name\nAnna\nTom\nAnna\n", "two characters are called 'Anna'"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_s_name(tmp_path: Path, name: str, content: str | bytes, said: str) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(CastError, match=said) as caught:
        read_cast(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("pronouns", "gender"),
    [("she/they", "female"), ("they/them", "plural"), ("They / he", "plural"), ("it/its", "neuter"), ("xe/xem", None)],
)
def test_the_first_of_several_pronouns_is_the_one_to_look_for(
    tmp_path: Path, pronouns: str, gender: str | None
) -> None:
    path = write(tmp_path, "cast.csv", f"name,pronouns\nAnna,{pronouns}\n")
    assert read_cast(path).members[0].gender == gender


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CastError, match="No such file"):
        read_cast(tmp_path / "none.toml")


def test_odd_rows_do_not_crash(tmp_path: Path) -> None:
    path = write(tmp_path, "cast.csv", 'name,aliases\nAnna,"[broken"\nTom,a|b,extra\nGrey\n')
    assert [one.name for one in read_cast(path).members] == ["Anna", "Tom", "Grey"]
    path = write(tmp_path, "cast.json", '[{"name": 3, "aliases": 7, "pronouns": null}]')
    assert read_cast(path).members == (CastMember("3", ("7",)),)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cast.toml", '[[character]]\nname = "Mr. Grey"\nnot-the-same-as = ["John Grey", "Grey"]\n'),
        ("cast.json", '[{"name": "Mr. Grey", "not_the_same_as": ["John Grey", "Grey"]}]'),
        ("cast.csv", "Name,Not the same as\nMr. Grey,Grey; John Grey\n"),
    ],
)
def test_who_somebody_is_not_is_read(tmp_path: Path, name: str, content: str) -> None:
    (member,) = read_cast(write(tmp_path, name, content)).members
    assert sorted(member.not_same) == ["Grey", "John Grey"]


def test_nobody_is_and_is_not_called_the_same(tmp_path: Path) -> None:
    path = write(tmp_path, "cast.json", '[{"name": "Anna", "aliases": ["Grey"], "not-the-same-as": ["Grey"]}]')
    with pytest.raises(CastError, match="'Grey' is a name of Anna and is not"):
        read_cast(path)


def test_waivers_stand_beside_the_characters(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text(
        "[[waive]]\ntext = 'She has\\n blue eyes'\nkind = 'contradiction'\n".replace("\\n", " "), encoding="utf-8"
    )
    (waiver,) = read_cast(path).waived
    assert (waiver.text, waiver.kind) == ("She has blue eyes", "contradiction")
    path.write_text("waive = 3\n", encoding="utf-8")
    with pytest.raises(CastError, match="must stand in"):
        read_cast(path)


CORRECTIONS = """
[[not-a-person]]
name = "Rome"

[[line]]
said-by = "Anna Grey"
text = "“I never\\n  saw it.”"
before = "He sat down."
after = "She rose."

[[line]]
said-by = ""
text = "“Go.”"

[[scene]]
begins = true
text = "The next morning the rain"
after = "had begun"

[[scene]]
begins = false
text = "Nobody"
"""


def test_lines_scenes_and_names_of_no_person_need_no_characters() -> None:
    cast = parse_cast(CORRECTIONS, "corrections")
    assert cast.members == ()
    assert cast.not_persons == ("Rome",)
    assert cast.lines == (
        SaidLine(Passage("“I never saw it.”", "He sat down.", "She rose."), "Anna Grey"),
        SaidLine(Passage("“Go.”"), None),
    )
    assert cast.scenes == (
        SceneMark(Passage("The next morning the rain", "", "had begun"), begins=True),
        SceneMark(Passage("Nobody"), begins=False),
    )


def test_text_in_hand_is_read_as_a_file_is(tmp_path: Path) -> None:
    text = TOML + CORRECTIONS
    assert parse_cast(text, "here") == parse_cast(text.encode(), "there") == read_cast(write(tmp_path, "a.toml", text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[line]]\nsaid-by = 'Anna'\n", "here: line 1 has no `text`; give the words of the quote"),
        ("[[line]]\nsaid-by = 'Anna'\ntext = ' '\n", "line 1 has no `text`"),
        ("[[line]]\ntext = '“Go.”'\n", "line 1 has no `said-by`; give a name, or"),
        ("[[line]]\ntext = '“Go.”'\nsaid-by = 3\n", "line 1 has no `said-by`"),
        ("[[line]]\ntext = '“Go.”'\nsaid-by = ''\nbefore = 3\n", "line 1: `before` is 3; give the words before"),
        ("[[scene]]\ntext = 'The'\n", "scene 1 has no `begins`; give true"),
        ("[[scene]]\ntext = 'The'\nbegins = 'yes'\n", "scene 1 has no `begins`"),
        ("[[scene]]\nbegins = true\n", "scene 1 has no `text`; give the first words"),
        ("[[not-a-person]]\nname = 'Rome'\n[[not-a-person]]\n", "not-a-person 2 has no `name`"),
        ("[[not-a-person]]\nname = 'the'\n", "not-a-person 1 has no `name`"),
        ("[line]\ntext = 'a'\n", r"`line` must stand in \[\[line\]\] tables"),
        ("[[character]]\nname = 'Anna'\naliases = ['The Moon']\n[[not-a-person]]\nname = 'moon'\n", "and no person's"),
        ("character = 3", "must be a list of characters"),
    ],
)
def test_what_is_wrong_in_a_correction_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(CastError, match=said) as caught:
        parse_cast(text, "here")
    assert str(caught.value).startswith("here: ")
