from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpora import CorpusMissingError
from benchmarks.layers import UNKNOWN
from benchmarks.treebanks import load_ewt, load_gum, load_litbank
from fabula.encoder.labels import ENTITY_TYPES, FORMS, REFERENT_TYPES, RELATIONS, SUPERSENSES, UPOS, XPOS

EWT = """# newdoc id = reviews-007-one
# sent_id = reviews-007-0001
# newpar id = reviews-007-p0001
# text = It's mine.
1-2\tIt's\t_\t_\t_\t_\t_\t_\t_\t_
1\tIt\tit\tPRON\tPRP\t_\t3\tnsubj\t_\t_
2\t's\tbe\tAUX\tVBZ\t_\t3\tcop\t_\t_
3\tmine\tmine\tPRON\tPRP\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# sent_id = reviews-007-0002
# text = Go on
1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_
1.1\tnow\tnow\tADV\tRB\t_\t_\t_\t_\t_
2\ton\ton\tADP\tXX\t_\t1\tcompound:prt\t_\t_

# newdoc id = reviews-008-two
# sent_id = reviews-008-0001
# newpar id = reviews-008-p0001
1\tYes\tyes\tINTJ\tUH\t_\t0\tdiscourse:new\t_\t_

"""

STREUSLE = "1\tGo\tgo\tVERB\tB-motion\t0\t\tmotion\tewtb.r.007.2\n2\ton\ton\tADP\tI_\t1\t_\t\tewtb.r.007.2\n"

GUM = """# newdoc id = GUM_fiction_lamp
# newpar
# newpar_block = p (1 s)
# sent_id = GUM_fiction_lamp-1
1\tHer\ther\tPRON\tPRP$\t_\t2\tnmod:poss\t_\tEntity=(2-object-new-nnnnn-cf1-2-coref(1-person-new-sssss-cf2-1-ana)
2\tlamp\tlamp\tNOUN\tNN\t_\t3\tnsubj\t_\tEntity=2)
3\tfell\tfall\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# sent_id = GUM_fiction_lamp-2
1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj\t_\tEntity=(2-object-giv:act-nnnnn-cf1-1-ana)
2\tbroke\tbreak\tVERB\tVBD\t_\t0\troot\t_\t_

"""


@pytest.fixture
def treebanks(data: Path) -> Path:
    (data / "ud" / "ewt").mkdir()
    (data / "ud" / "ewt" / "dev.conllu").write_text(EWT, encoding="utf-8")
    (data / "ud" / "gum" / "dev" / "GUM_fiction_lamp.conllu").write_text(GUM, encoding="utf-8")
    (data / "streusle").mkdir()
    (data / "streusle" / "streusle.upos.tags").write_text(STREUSLE, encoding="utf-8")
    coref = data / "litbank" / "dev" / "coref"
    coref.mkdir()
    rows = ["MENTION\tT1\t0\t0\t0\t0\tAnna\tPER\tPROP", "COREF\tT1\tAnna-1", "MENTION\tT2\t0\t2\t0\t6\tx\tFAC\tNOM"]
    (coref / "1_anna.ann").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return data


def test_ewt_has_tags_trees_and_layout(treebanks: Path) -> None:
    first, second = load_ewt(treebanks, "dev")
    assert (first.name, first.corpus, first.genre) == ("reviews-007-one", "ewt", "reviews")
    assert first.words == ("It", "'s", "mine", ".", "Go", "on")
    assert first.space_before is not None
    assert first.space_before.tolist() == [True, False, True, False, True, True]
    assert first.sentence_starts.tolist() == [True, False, False, False, True, False]
    assert first.paragraph_starts is not None
    assert first.paragraph_starts.tolist() == [True, False, False, False, False, False]
    layers = first.layers
    assert layers.head is not None
    assert layers.head.tolist() == [2, 2, 2, 2, 4, 4]
    assert layers.upos is not None
    assert [UPOS[n] for n in layers.upos][:2] == ["PRON", "AUX"]
    assert layers.xpos is not None
    assert XPOS[layers.xpos[0]] == "PRP"
    assert layers.xpos[5] == UNKNOWN, "a tag that the set does not have"
    assert layers.relation is not None
    assert RELATIONS[layers.relation[5]] == "compound:prt"
    assert layers.lemma == ("it", "be", "mine", ".", "go", "on")
    assert second.layers.relation is not None
    assert RELATIONS[second.layers.relation[0]] == "discourse", "an unknown subtype is the relation itself"


def test_reviews_have_supersenses_where_streusle_has_them(treebanks: Path) -> None:
    first, second = load_ewt(treebanks, "dev")
    senses = first.layers.supersense
    assert senses is not None
    assert senses.tolist() == [UNKNOWN] * 4 + [SUPERSENSES.index("v.motion"), 0]
    assert second.layers.supersense is None


def test_gum_has_nested_referents_in_chains(treebanks: Path) -> None:
    (document,) = load_gum(treebanks, "dev")
    assert (document.corpus, document.genre) == ("gum", "fiction")
    spans = document.spans
    assert spans is not None
    assert list(zip(spans.first, spans.last, spans.chain, strict=True)) == [(0, 0, 1), (0, 1, 2), (4, 4, 2)]
    assert [REFERENT_TYPES[n] for n in spans.type] == ["person", "object", "object"]
    assert document.paragraph_starts is not None
    assert document.paragraph_starts.tolist() == [True] + [False] * 5


def test_litbank_has_mentions_events_and_chains(treebanks: Path) -> None:
    (document,) = load_litbank(treebanks, "dev")
    assert (len(document), document.space_before, document.paragraph_starts) == (17, None, None)
    spans = document.spans
    assert spans is not None
    assert list(zip(spans.first, spans.last, strict=True)) == [(0, 0), (2, 6)]
    assert [ENTITY_TYPES[n] for n in spans.type] == ["PER", "FAC"]
    assert [FORMS[n] for n in spans.form] == ["PROP", "NOM"]
    assert spans.chain.tolist() == [1, 2]
    assert document.layers.event is not None
    assert document.layers.event.nonzero()[0].tolist() == [1, 15]


def test_a_missing_treebank_is_told(data: Path) -> None:
    with pytest.raises(CorpusMissingError):
        load_ewt(data, "dev")
