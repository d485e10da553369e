"""BookNLP's files: as pandas and our own reader read them, out and in again, and files that are damaged."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import ADA, make_tokens, make_world, worlds

from fabula.encoder.labels import SUPERSENSES as LABELS
from fabula.errors import SourceError
from fabula.export.booknlp import ENTITIES, QUOTES, SUPERSENSES, TOKENS, category_of, world_to_booknlp
from fabula.export.from_booknlp import load_booknlp, read_booknlp
from fabula.types.world import StoryWorld, Token

# A book as BookNLP writes it: ids from 1, both ends of a span inside, quotes apart from their marks' spaces, None.
TEXT = "“Go,” said Ada.\nShe smiled at the cook.\n\n“I will not.”\n"
WORDS = [
    "“",
    "Go",
    ",",
    "”",
    "said",
    "Ada",
    ".",
    "She",
    "smiled",
    "at",
    "the",
    "cook",
    ".",
    "“",
    "I",
    "will",
    "not",
    ".",
    "”",
]


def table_of(content: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(content), sep="\t", quoting=3, keep_default_na=False)


def write(folder: Path, files: dict[str, str], text: str) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    (folder / "book.txt").write_text(text, encoding="utf-8", newline="")
    return folder / "book.txt"


def by_hand() -> dict[str, str]:
    """Return the files that BookNLP might write of `TEXT`."""
    lines, at = ["\t".join(TOKENS)], 0
    for number, word in enumerate(WORDS):
        at = TEXT.index(word, at)
        sentence, paragraph = (0, 0) if number < 7 else (1, 0) if number < 13 else (2, 1)
        event = "EVENT" if word in ("said", "smiled") else "O"
        cells = (
            paragraph, sentence, number, number, word, word.lower(), at, at + len(word), "X", "XX", "dep", number, event
        )  # fmt: skip
        lines.append("\t".join(map(str, cells)))
        at += len(word)
    entities = (
        "1\t5\t5\tPROP\tPER\tAda\n1\t7\t7\tPRON\tPER\tShe\n7\t10\t11\tNOM\tPER\tthe cook\n7\t14\t14\tPRON\tPER\tI\n"
    )
    quotes = "0\t3\t5\t5\tAda\t1\t“ Go , ”\n13\t18\tNone\tNone\tNone\tNone\t“ I will not . ”\n"
    genders = {"argmax": "she/her", "max": 0.9}
    characters = [{"id": 1, "g": genders, "agent": [], "count": 2}, {"id": 7, "g": None}, {"id": 99, "g": genders}]
    return {
        "book.tokens": "\n".join(lines) + "\n",
        "book.entities": "\t".join(ENTITIES) + "\n" + entities,
        "book.quotes": "\t".join(QUOTES) + "\n" + quotes,
        "book.book": json.dumps({"characters": characters}),
        "book.supersense": "start_token\tend_token\tsupersense_category\ttext\n",
        "book.book.html": "<html>",
    }


def back(world: StoryWorld, folder: Path) -> StoryWorld:
    files = world_to_booknlp(world)
    write(folder, files, "")
    (prefix,) = (folder / name.removesuffix(".tokens") for name in files if name.endswith(".tokens"))
    return read_booknlp(prefix, world.text)


# -- out ------------------------------------------------------------------------------------------------------------


def test_pandas_reads_the_tables(example: StoryWorld) -> None:
    files = world_to_booknlp(example)
    assert list(files) == [f"the-salt-ledger.{end}" for end in ("tokens", "entities", "quotes", "book", "supersense")]
    tokens, entities, quotes = (table_of(files[f"the-salt-ledger.{end}"]) for end in ("tokens", "entities", "quotes"))
    assert (tuple(tokens), tuple(entities), tuple(quotes)) == (TOKENS, ENTITIES, QUOTES)
    assert len(tokens) == len(example.tokens or ())
    assert list(tokens.token_ID_within_document) == list(range(len(tokens)))
    for row in tokens.itertuples():
        assert example.text[row.byte_onset : row.byte_offset] == row.word
    for row in entities.itertuples():
        assert row.text == " ".join(tokens.word[row.start_token : row.end_token + 1])
    assert (entities.sort_values(["start_token", "end_token"]).index == entities.index).all()
    assert len(quotes) == len(example.quotes)
    assert set(quotes.char_id.astype(str)) <= {*map(str, entities.COREF), "None"}
    for row in quotes.itertuples():
        assert row.quote == " ".join(tokens.word[row.quote_start : row.quote_end + 1])


def test_sentences_count_their_tokens(example: StoryWorld) -> None:
    tokens = table_of(world_to_booknlp(example)["the-salt-ledger.tokens"])
    for _, sentence in tokens.groupby("sentence_ID"):
        assert list(sentence.token_ID_within_sentence) == list(range(len(sentence)))
    assert sum(tokens.event == "EVENT") == len({one.start for one in example.events})


def test_the_book_has_what_characters_do(example: StoryWorld) -> None:
    files = world_to_booknlp(example)
    tokens = table_of(files["the-salt-ledger.tokens"])
    book = json.loads(files["the-salt-ledger.book"])
    assert set(book["characters"][0]) == {"agent", "patient", "mod", "poss", "id", "g", "count", "mentions"}
    counts = [one["count"] for one in book["characters"]]
    assert counts == sorted(counts, reverse=True)
    maren = book["characters"][0]
    assert maren["mentions"]["proper"][0]["n"] == "Maren"
    assert maren["g"]["argmax"] == "she/her"
    assert {"found", "laughed"} <= {use["w"] for use in maren["agent"]}
    assert "hands" in {use["w"] for use in maren["poss"]}
    for one in book["characters"]:
        for use in (*one["agent"], *one["patient"], *one["mod"], *one["poss"]):
            assert tokens.word[use["i"]] == use["w"]


def test_the_narrator_is_number_nought() -> None:
    teller = replace(ADA, narrator=True)
    mentions = tuple(replace(one, entity=teller) for one in make_world().mentions if one.entity == ADA)
    world = replace(make_world(tokens=make_tokens()), mentions=mentions, quotes=())
    assert set(table_of(world_to_booknlp(world)["lamp.entities"]).COREF) == {0}


# -- and in again ---------------------------------------------------------------------------------------------------


def test_a_world_comes_back(example: StoryWorld, tmp_path: Path) -> None:
    found = back(example, tmp_path)
    assert found.tokens == example.tokens
    names = {one.id: one.name for one in found.entities}
    assert [(one.start, one.end, one.type, one.form) for one in found.mentions] == [
        (one.start, one.end, one.type, one.form) for one in example.mentions
    ]
    assert [one.entity.id for one in found.mentions] == [one.entity.id for one in example.mentions]
    assert names[example.characters[0].id] == "Maren"
    assert [(one.start, one.end) for one in found.quotes] == [(one.start, one.end) for one in example.quotes]
    assert [one.speaker and one.speaker.id for one in found.quotes] == [
        one.speaker and one.speaker.id for one in example.quotes
    ]
    assert [one.speaker_mention for one in found.quotes] == [one.speaker_mention for one in example.quotes]
    assert {(one.start, one.end) for one in found.events} == {(one.start, one.end) for one in example.events}
    persons = {one.id: one.pronouns for one in found.characters}
    assert {one.id: one.pronouns for one in example.characters if one.id in persons and one.mentions > 1}.items() <= (
        persons.items()
    )


def test_and_goes_out_as_the_same_files(example: StoryWorld, tmp_path: Path) -> None:
    found = back(example, tmp_path)
    again = world_to_booknlp(replace(found, provenance=example.provenance))
    before = world_to_booknlp(example)
    del before["the-salt-ledger.supersense"]  # which no world of the library has
    assert again == before


@settings(max_examples=25)
@given(worlds(), st.data())
def test_any_world_comes_back(tmp_path_factory: pytest.TempPathFactory, world: StoryWorld, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(world.text)))))
    spans = [(start, end) for start, end in pairwise(edges) if world.text[start:end].strip()]
    tokens = tuple(Token(start, end, 0, 0) for start, end in spans)
    found = back(replace(world, tokens=tokens), tmp_path_factory.mktemp("booknlp"))
    assert found.tokens == tokens
    assert len(found.quotes) <= len(world.quotes)
    # Spans are those of whole tokens.
    assert {(one.start, one.end) for one in found.mentions} <= {
        (start, end) for start, _ in spans for _, end in spans if start < end
    }


# -- files of BookNLP itself ----------------------------------------------------------------------------------------


def test_its_files_are_a_world(tmp_path: Path) -> None:
    world = load_booknlp(tmp_path, write(tmp_path, by_hand(), TEXT))
    ada, cook = world.entities
    assert (ada.id, ada.name, ada.pronouns, ada.mentions) == (0, "Ada", "she", 2)
    assert (cook.name, cook.pronouns) == ("the cook", None)
    said, refused = world.quotes
    assert world.text[said.start : said.end] == "“Go,”"
    assert (said.speaker, said.kind) == (ada, "explicit")
    assert (refused.speaker, refused.speaker_mention, refused.kind) == (None, None, "implicit")
    assert [one.lemma for one in world.events] == ["said", "smiled"]
    assert world.work.title == "book"
    assert (world.scenes, world.knowledge) == ((), ())


def test_ends_of_lines_may_be_one_character_or_two(tmp_path: Path) -> None:
    windows = TEXT.replace("\n", "\r\n")
    assert load_booknlp(tmp_path / "book", write(tmp_path, by_hand(), windows)).text == TEXT
    files = {name: content.replace("\n", "\r\n") for name, content in by_hand().items()}
    assert len(load_booknlp(tmp_path / "book", write(tmp_path, files, TEXT)).quotes) == 2


def test_without_a_book_nobodys_pronouns_are_known(tmp_path: Path) -> None:
    files = by_hand()
    del files["book.book"]
    assert load_booknlp(tmp_path, write(tmp_path, files, TEXT)).entities[0].pronouns is None


def broken(ending: str, old: str, new: str) -> Callable[[dict[str, str]], None]:
    def damage(files: dict[str, str]) -> None:
        assert old in files[f"book.{ending}"]
        files[f"book.{ending}"] = files[f"book.{ending}"].replace(old, new, 1)

    return damage


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (broken("tokens", "byte_onset", "onset"), r"book.tokens: line 1 has no column 'byte_onset'; give the files"),
        (broken("tokens", "\tsaid", "\tsaid\tx"), r"book.tokens: line 6 has 14 cells, not 13; BookNLP quotes none"),
        (broken("tokens", "\tAda\t", "\tEve\t"), r"book.tokens: line 7: the text does not have 'Eve' at 11; give the very"),
        (broken("tokens", "0\t0\t0\t0\t", "0\tx\t0\t0\t"), r"book.tokens: line 2: sentence_ID is no number, but 'x'"),
        (broken("entities", "1\t5\t5", "1\t5\t500"), r"book.entities: line 2: there are no tokens 5 to 500, the last is 18;"),
        (broken("entities", "1\t5\t5", "None\t5\t5"), r"book.entities: line 2: COREF is no number, but 'None'"),
        (broken("quotes", "\t1\t“ Go", "\t3\t“ Go"), r"book.quotes: line 2: nobody in .entities is number 3; give"),
        (broken("quotes", "0\t3\t5\t5", "0\t3\t5\tNone"), r"book.quotes: line 2: mention_end is no number, but 'None'"),
        (broken("book", "{", "{{"), r"book.book: is not JSON .*; remove it"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(
    damage: Callable[[dict[str, str]], None], message: str, tmp_path: Path
) -> None:
    files = by_hand()
    damage(files)
    text = write(tmp_path, files, TEXT)
    with pytest.raises(SourceError, match=message):
        load_booknlp(tmp_path, text)


def test_missing_and_foreign_files_are_named(tmp_path: Path) -> None:
    text = write(tmp_path, {}, TEXT)
    with pytest.raises(SourceError, match=r"has no .tokens file; give the folder of BookNLP's output"):
        load_booknlp(tmp_path, text)
    write(tmp_path, {**by_hand(), "second.tokens": ""}, TEXT)
    with pytest.raises(SourceError, match=r"has the files of 2 books \(book, second\); give one as FOLDER/NAME"):
        load_booknlp(tmp_path, text)
    with pytest.raises(SourceError, match=r"third.tokens: can't be read .*; give FOLDER/NAME"):
        load_booknlp(tmp_path / "third", text)
    with pytest.raises(SourceError, match=r"nothing.txt: can't be read .*; give the text that BookNLP read"):
        load_booknlp(tmp_path / "book", tmp_path / "nothing.txt")
    text.write_bytes(b"caf\xe9")
    with pytest.raises(SourceError, match=r"the text does not have .*; give the very text that BookNLP read"):
        load_booknlp(tmp_path / "book", text)
    (tmp_path / "book.quotes").write_bytes(b"\xff")
    text.write_text(TEXT, encoding="utf-8")
    with pytest.raises(SourceError, match=r"book.quotes: is not UTF-8; give the files that BookNLP wrote"):
        load_booknlp(tmp_path / "book", text)


def test_supersenses_have_a_file_where_there_are_any() -> None:
    world = make_world()
    plain = world_to_booknlp(replace(world, tokens=make_tokens(world.text)))
    assert not any(name.endswith(".supersense") for name in plain)
    first, second, *others = make_tokens(world.text)
    tagged = (replace(first, supersense="n.person"), replace(second, supersense="v.motion"), *others)
    assert tagged == (first, second, *others), "the export has no place for them"
    (content,) = (
        content
        for name, content in world_to_booknlp(replace(world, tokens=tagged)).items()
        if name.endswith(".supersense")
    )
    table = table_of(content)
    assert tuple(table) == SUPERSENSES
    assert table.supersense_category.tolist() == ["noun.person", "verb.motion"]
    assert table.start_token.tolist() == table.end_token.tolist() == [0, 1]
    assert table.text.tolist() == [world.text[one.start : one.end] for one in tagged[:2]]


def test_supersenses_go_by_the_names_of_wordnet() -> None:
    names = {category_of(one) for one in LABELS if one != "O"}
    assert {"noun.object", "noun.person", "verb.stative"} <= names
    assert len(names) == len(LABELS) - 1
