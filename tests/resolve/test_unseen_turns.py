from __future__ import annotations

import pytest
from texts import make_book, parsed

from fabula.annotate.mentions import find_mentions
from fabula.annotate.quotations import find_quotations
from fabula.annotate.tokens import tokenize
from fabula.resolve.resolution import choose_in_rounds, open_resolution, surroundings_after
from fabula.resolve.scorer import linear_scorer
from fabula.resolve.speech_models import shipped_models
from fabula.resolve.unseen_turns import Dialogue, find_unseen_turns, open_dialogue, successions, unseen_features

ANNA_TWICE = ("“Where were you, Tom?” asked Anna.", "“And why?” said Anna.", "“Out,” said Tom.")


def dialogue_of(*parts: str) -> Dialogue:
    book = make_book(*parts)
    tokens, quotations = tokenize(book), find_quotations(book)
    opening = open_resolution(book, tokens, quotations, find_mentions(tokens, quotations, None, None), None)
    rounds = choose_in_rounds(opening, shipped_models().speakers, None, 2)
    return open_dialogue(surroundings_after(opening, rounds), rounds.first, rounds.choices)


def test_lines_follow_each_other_where_a_quotation_opens_the_next_paragraph() -> None:
    around = dialogue_of("“Go,” said Anna.", "“No,” said Tom.", "It rained.", "“Go.”", "Anna said, “Now.”").around
    assert list(successions(around)) == [1]


def test_who_is_asked_and_does_not_answer_is_seen() -> None:
    dialogue = dialogue_of(*ANNA_TWICE)
    missing, whole = unseen_features(dialogue, 1), unseen_features(dialogue, 2)
    assert missing["last_unseen"] > whole["last_unseen"]
    assert missing["last_one_speaker"] == missing["called_other"] == missing["1_asks"] == missing["last_bad_1"] == 1
    assert {"last_one_speaker", "called_other", "last_bad_1"}.isdisjoint(whole)
    assert whole["last_good_1"] == 1


def test_words_that_both_lines_have_are_echoes() -> None:
    dialogue = dialogue_of("“I saw the ferry,” said Anna.", "“A ferry?” said Tom.", "“Yes, it sank,” said Anna.")
    first, second = unseen_features(dialogue, 1), unseen_features(dialogue, 2)
    assert first["echoes_10"] > second["echoes_10"] == 0
    assert second["asked_opens_yes"] == second["opens_yes"] == second["question_bare"] == 1


def test_scores_are_told_by_quotation() -> None:
    scorer = linear_scorer({"last_one_speaker": 2.0, "always": -1.0})
    assert find_unseen_turns(dialogue_of(*ANNA_TWICE), scorer) == pytest.approx({1: 1.0, 2: -1.0})
    assert find_unseen_turns(dialogue_of("It rained."), scorer) == {}


def test_the_shipped_model_misses_an_answer() -> None:
    found = parsed("Anna came in, and Tom stood up.", *ANNA_TWICE, "“You went out?”", "“I did,” said Tom.").unseen
    assert max(found, key=lambda one: found[one]) == 1
