from __future__ import annotations

from typing import Any

import pytest

from fabula.corrections.actions import (
    Apart,
    CalledToo,
    CorrectionError,
    HasPronouns,
    Narrates,
    NoPerson,
    Renamed,
    SaidBy,
    Same,
    SceneAt,
    Waive,
    in_words,
    parse_action,
)
from fabula.types.text import Span

TEXT = "“I never saw the key that you are asking me about,” said Ada. “Nor the lamp.”"


@pytest.mark.parametrize(
    ("given", "action", "words"),
    [
        ({"do": "said-by", "lines": [[0, 51]], "who": " Ada "}, SaidBy((Span(0, 51),), "Ada"), "… : said by Ada"),
        ({"do": "said-by", "lines": [[0, 51], [62, 77]], "who": ""}, SaidBy((Span(0, 51), Span(62, 77)), ""), "2 lines: said"),
        ({"do": "said-by", "lines": [[0, 51]]}, SaidBy((Span(0, 51),), None), "as it was read"),
        ({"do": "same", "one": "Ada", "other": "Ida"}, Same("Ada", "Ida"), "Ida is Ada"),
        ({"do": "apart", "one": "Ada", "other": "Ida"}, Apart("Ada", "Ida"), "Ida is not Ada"),
        ({"do": "not-a-person", "name": "Rome"}, NoPerson("Rome"), "Rome is not a person"),
        ({"do": "alias", "name": "Ada", "alias": "Addie"}, CalledToo("Ada", "Addie"), "also called Addie"),
        ({"do": "rename", "name": "Ada", "new": "Ada Quill"}, Renamed("Ada", "Ada Quill"), "goes by Ada Quill"),
        ({"do": "pronouns", "name": "Ada", "pronouns": "they"}, HasPronouns("Ada", "they"), "Ada is “they”"),
        ({"do": "narrator", "name": "Ada"}, Narrates("Ada"), "Ada tells the story"),
        ({"do": "narrator", "name": ""}, Narrates(""), "nobody in it tells the story"),
        ({"do": "scene", "at": 62, "begins": True}, SceneAt(62, True), "a scene begins at “Nor the lamp.”"),
        ({"do": "scene", "at": 62, "begins": False}, SceneAt(62, False), "no scene begins at"),
        ({"do": "waive", "kind": "name_variant", "text": "the\nkey"}, Waive("name_variant", "the key"), "waived: name variant"),
    ],
)  # fmt: skip
def test_a_correction_is_read_and_told(given: dict[str, Any], action: Any, words: str) -> None:
    assert parse_action(given) == action
    assert words.replace("… :", "…:") in in_words(action, TEXT)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, "no correction None"),
        ({"do": "explode"}, "no correction 'explode'; there are said-by, same"),
        ({"do": "said-by", "who": "Ada"}, "`lines` is missing"),
        ({"do": "said-by", "lines": [], "who": "Ada"}, "`lines` is missing"),
        ({"do": "said-by", "lines": [[3, 3]], "who": "Ada"}, "no quote"),
        ({"do": "said-by", "lines": [[True, 3]], "who": "Ada"}, "no quote"),
        ({"do": "said-by", "lines": [[0, 3]], "who": 7}, "`who` is missing"),
        ({"do": "same", "one": "Ada"}, "`other` is missing"),
        ({"do": "not-a-person", "name": "  "}, "`name` is missing"),
        ({"do": "not-a-person", "name": "x" * 1_000_000}, "1,000,000 characters"),
        ({"do": "not-a-person", "name": "A\u202eda"}, "can't be seen"),
        ({"do": "pronouns", "name": "Ada", "pronouns": "xe"}, "pronouns are she"),
        ({"do": "scene", "at": "3", "begins": True}, "`at`"),
        ({"do": "scene", "at": 3, "begins": 1}, "`begins`"),
        ({"do": "waive", "kind": "numbering", "text": " "}, "`text`"),
    ],
)
def test_what_is_no_correction_is_told(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(CorrectionError, match=problem):
        parse_action(given)
