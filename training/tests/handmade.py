"""Annotated documents written by hand, and a tokenizer for them."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer

from benchmarks.layers import AnnotatedDocument, Layers, Spans
from benchmarks.treebanks import (
    ENTITY_NUMBER,
    FORM_NUMBER,
    REFERENT_NUMBER,
    RELATION_NUMBER,
    UPOS_NUMBER,
    XPOS_NUMBER,
    spans_of,
)
from fabula.encoder.windows import SpecialPieces

SPECIAL = SpecialPieces(opening=1, closing=2, padding=0)

GIRL = """
The   the   DET   DT  4 det
blue  blue  ADJ   JJ  3 obl
-     -     PUNCT HYPH 3 punct
eyed  eyed  ADJ   JJ  4 amod
girl  girl  NOUN  NN  5 nsubj
sang  sing  VERB  VBD 5 root
.     .     PUNCT .   5 punct
She   she   PRON  PRP 8 nsubj
left  leave VERB  VBD 8 root
.     .     PUNCT .   8 punct
"""


def girl(corpus: str = "gum") -> AnnotatedDocument:
    """``The blue-eyed girl sang. She left.`` as Universal Dependencies and GUM have it: the compound is three words."""
    rows = [line.split() for line in GIRL.strip().split("\n")]
    words, lemmas, upos, xpos, heads, relations = zip(*rows, strict=True)
    person = REFERENT_NUMBER["person"]
    return AnnotatedDocument(
        name="girl",
        corpus=corpus,
        genre="fiction",
        words=words,
        space_before=np.array([word not in ("-", "eyed", ".") for word in words]),
        sentence_starts=np.array([i in (0, 7) for i in range(len(words))]),
        paragraph_starts=np.array([i == 0 for i in range(len(words))]),
        layers=Layers(
            upos=np.array([UPOS_NUMBER[one] for one in upos], dtype=np.int32),
            xpos=np.array([XPOS_NUMBER[one] for one in xpos], dtype=np.int32),
            head=np.array(heads, dtype=np.int32),
            relation=np.array([RELATION_NUMBER[one] for one in relations], dtype=np.int32),
            lemma=lemmas,
        ),
        spans=spans_of("gum", {(0, 4, person, -1, 3), (7, 7, person, -1, 3)}),
    )


def dog() -> AnnotatedDocument:
    """``Anna saw the dog . It barked .`` as LitBank has it: no tags, no white space, but entities and events."""
    words = ("Anna", "saw", "the", "dog", ".", "It", "barked", ".")
    person = ENTITY_NUMBER["PER"]
    spans: Spans = spans_of(
        "litbank",
        {
            (0, 0, person, FORM_NUMBER["PROP"], 0),
            (2, 3, person, FORM_NUMBER["NOM"], 1),
            (5, 5, person, FORM_NUMBER["PRON"], 1),
        },
    )
    return AnnotatedDocument(
        name="dog",
        corpus="litbank",
        genre="fiction",
        words=words,
        space_before=None,
        sentence_starts=np.array([i in (0, 5) for i in range(len(words))]),
        paragraph_starts=None,
        layers=Layers(event=np.array([word in ("saw", "barked") for word in words], dtype=np.int32)),
        spans=spans,
    )


def tokenizer() -> Tokenizer:
    """A tokenizer that knows most words of the documents whole, and all others by letters."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.'\"—"
    known = [
        "[PAD]",
        "[CLS]",
        "[SEP]",
        "[UNK]",
        "The",
        "the",
        "girl",
        "sang",
        "She",
        "left",
        "Anna",
        "saw",
        "dog",
        "It",
    ]
    pieces = [*known, *letters, *(f"##{letter}" for letter in letters)]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    made = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    return made
