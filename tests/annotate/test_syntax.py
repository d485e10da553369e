from __future__ import annotations

from texts import analysis_of, tokens_of

from fabula.annotate.syntax import core_end, head_token, read_syntax

#                0    1   2   3   4    5   6    7
TOKENS = tokens_of("The old man , who came , slept")
HEADS = {
    0: (2, "det"), 1: (2, "amod"), 3: (5, "punct"), 4: (5, "nsubj"), 5: (2, "acl:relcl"), 6: (5, "punct"), 2: (7, "nsubj"),
}  # fmt: skip


def test_labels_are_spelt_out() -> None:
    syntax = read_syntax(analysis_of(TOKENS, heads=HEADS, tags={7: ("VERB", "VBD")}), TOKENS.words)
    assert syntax.relation == ("det", "amod", "nsubj", "punct", "nsubj", "acl:relcl", "punct", "root")
    assert (syntax.upos[7], syntax.xpos[7], syntax.lemma[0]) == ("VERB", "VBD", "the")
    assert syntax.head.tolist() == [2, 2, 7, 5, 5, 2, 5, 7]


def test_the_head_of_a_span_is_the_word_that_hangs_outside() -> None:
    heads = read_syntax(analysis_of(TOKENS, heads=HEADS), TOKENS.words).head.tolist()
    assert head_token(heads, 0, 6) == 2
    assert head_token(heads, 0, 8) == 7  # a root
    assert head_token(heads, 0, 2) == 0  # no word of it heads the others: the first
    assert head_token([1, 0], 0, 2) == 1  # a broken tree: the last


def test_a_core_ends_before_a_clause_an_apposition_and_a_joined_phrase() -> None:
    syntax = read_syntax(analysis_of(TOKENS, heads=HEADS), TOKENS.words)
    assert core_end(syntax, syntax.head.tolist(), 2, 6) == 3
    tokens = tokens_of("the master of the house and his wife")
    heads = {
        0: (1, "det"), 2: (4, "case"), 3: (4, "det"), 4: (1, "nmod"), 5: (7, "cc"), 6: (7, "nmod:poss"), 7: (1, "conj"),
    }  # fmt: skip
    syntax = read_syntax(analysis_of(tokens, heads=heads), tokens.words)
    assert core_end(syntax, syntax.head.tolist(), 1, 8) == 5


def test_a_core_is_at_least_its_head() -> None:
    syntax = read_syntax(analysis_of(TOKENS), TOKENS.words)
    assert core_end(syntax, syntax.head.tolist(), 2, 6) == 3
