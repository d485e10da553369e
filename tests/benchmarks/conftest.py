"""Tiny corpora in the formats of the real ones, and worlds built by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

# `benchmarks` is no installed package: it is run from the repository's root.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

NOVEL = (
    '"Good morning," said Miss Grey. "Is it raining?"\n'
    "\n"
    '"Always," he answered.\n'
    "\n"
    '"Then I shall stay."\n'
    "\n"
    '"Stay away!" cried a voice.\n'
)

CHARACTERS = """Character ID,Main Name,Aliases,Gender,Category
0,Anna Grey,"{'Anna', 'Miss Grey', 'Anna Grey'}",F,major
1,Mr. Brown,"{'Tom', 'Mr. Brown'}",M,intermediate
2,_unknowable,['_unknowable'],X,minor
"""

QUOTATION_HEAD = (
    '"quoteID","quoteText","subQuotationList","quoteByteSpans","speaker","addressees","quoteType",'
    '"referringExpression","mentionTextsList","mentionSpansList","mentionEntitiesList"\n'
)

LITBANK_TEXT = 'Anna saw the old house of Tom .\n" I like it , " she said .\n'

LITBANK_ENTITIES = [
    ("Anna", "B-PER", "O"), ("saw", "O", "O"), ("the", "B-FAC", "O"), ("old", "I-FAC", "O"), ("house", "I-FAC", "O"),
    ("of", "I-FAC", "O"), ("Tom", "I-FAC", "B-PER"), (".", "O", "O"), None,
    *[(word, "O", "O") for word in ('"', "I", "like", "it", ",", '"', "she", "said", ".")],
]  # fmt: skip

CONLL = {0: "(1)", 2: "(2", 6: "(3)|2)", 9: "(1)", 11: "(2)", 14: "(1)"}


def quotation_rows() -> str:
    """Return PDNC rows for `NOVEL`; the second has a leading blank and an alias for a speaker."""

    def spans(*parts: str) -> str:
        starts = [NOVEL.index(part) for part in parts]
        return str([[start, start + len(part)] for start, part in zip(starts, parts, strict=True)])

    rows = [
        ("Q0", spans("Good morning,", "Is it raining?"), "Anna Grey", "['Tom']", "Explicit", "[[], []]", "[[], []]"),
        ("Q1", spans("Always,"), "Tom", "['Anna Grey']", "Anaphoric", "[[]]", "[[]]"),
        (
            "Q2",
            spans("Then I shall stay."),
            "Anna",
            "['Mr. Brown', 'Nobody']",
            "Implicit",
            "[[[78, 79]]]",
            "[[['Anna']]]",
        ),
        ("Q3", spans("Stay away!"), "_unknowable", "[]", "nan", "nan", "nan"),
    ]
    lines = [
        ",".join(f'"{cell}"' for cell in (key, "", "[]", where, who, to, kind, "nan", "[]", mentions, entities))
        for key, where, who, to, kind, mentions, entities in rows
    ]
    return QUOTATION_HEAD + "\n".join(lines) + "\n"


def write_pdnc(root: Path, name: str = "Emma") -> None:
    folder = root / "pdnc" / name
    folder.mkdir(parents=True)
    (folder / "novel_text.txt").write_text(NOVEL, encoding="utf-8", newline="")
    (folder / "character_info.csv").write_text(CHARACTERS, encoding="utf-8")
    (folder / "quotation_info.csv").write_text(quotation_rows(), encoding="utf-8")


def write_litbank(root: Path, split: str = "dev", name: str = "1_anna") -> None:
    folder = root / "litbank" / split
    for part in ("text", "entities", "events", "conll", "quotations"):
        (folder / part).mkdir(parents=True)
    (folder / "text" / f"{name}.txt").write_text(LITBANK_TEXT, encoding="utf-8", newline="")
    entities = "\n".join("" if row is None else "\t".join((*row, "O", "O", "")) for row in LITBANK_ENTITIES)
    (folder / "entities" / f"{name}.tsv").write_text(entities + "\n", encoding="utf-8")
    words = [word for line in LITBANK_TEXT.splitlines() for word in [*line.split(), ""]]
    events = "\n".join(f"{word}\t{'EVENT' if word in ('saw', 'said') else 'O'}" if word else "" for word in words)
    (folder / "events" / f"{name}.tsv").write_text(events + "\n", encoding="utf-8")
    tokens = [word for word in words if word]
    conll = "\n".join(f"x\t0\t{i}\t{word}\t_\t{CONLL.get(i, '_')}" for i, word in enumerate(tokens))
    (folder / "conll" / f"{name}.conll").write_text(
        f"#begin document (x); part 0\n{conll}\n#end document\n", encoding="utf-8"
    )
    (folder / "quotations" / f"{name}.ann").write_text(
        'QUOTE\tQ1\t1\t0\t1\t5\t" I like it , "\nATTRIB\tQ1\tAnna-1\n', encoding="utf-8"
    )


def write_gap(root: Path) -> None:
    folder = root / "gap"
    folder.mkdir()
    head = "ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL\n"
    text = 'Ann met "Sue" when she sang.'
    for part in ("development", "validation"):
        row = f"{part}-1\t{text}\tshe\t19\tAnn\t0\tTRUE\tSue\t9\tFALSE\thttp://example.org\n"
        (folder / f"gap-{part}.tsv").write_text(head + row, encoding="utf-8")


@pytest.fixture
def novel(data: Path) -> Callable[[str], None]:
    """Return what adds another novel to `data`, with the same text."""
    return lambda name: write_pdnc(data, name)


def write_gum(root: Path) -> None:
    """Write one document of GUM: *Anna saw the lamp. She left.*"""
    rows = [
        "# newdoc id = GUM_fiction_lamp", "# sent_id = GUM_fiction_lamp-1",
        "1 Anna Anna PROPN NNP _ 2 nsubj _ Entity=(1-person-new-cf1-1-coref)",
        "2 saw see VERB VBD _ 0 root _ _", "3 the the DET DT _ 4 det _ Entity=(2-object-new-cf2-2-sgl",
        "4 lamp lamp NOUN NN _ 2 obj _ Entity=2)", "5 . . PUNCT . _ 2 punct _ _", "",
        "# sent_id = GUM_fiction_lamp-2", "1 She she PRON PRP _ 2 nsubj _ Entity=(1-person-giv:act-cf1-1-ana)",
        "2 left leave VERB VBD _ 0 root _ _", "3 . . PUNCT . _ 2 punct _ _", "",
    ]  # fmt: skip
    folder = root / "ud" / "gum" / "dev"
    folder.mkdir(parents=True)
    lines = [row if row.startswith("#") else "\t".join(_cells(row)) for row in rows]
    (folder / "GUM_fiction_lamp.conllu").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cells(row: str) -> list[str]:
    """Return the ten columns of a row of nine words: the features are left out, the enhanced graph is empty."""
    cells = row.split()
    return [*cells[:5], "_", *cells[6:8], "_", cells[9]] if cells else []


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with one tiny novel, one tiny excerpt, two GAP items and one document of GUM."""
    root = tmp_path / "data"
    write_pdnc(root)
    write_litbank(root)
    (root / "litbank" / "train" / "text").mkdir(parents=True)
    write_gap(root)
    write_gum(root)
    return root
