"""CoNLL-2012, by a small reader of the format: brackets balance, and the chains are ours."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from hostile_worlds import hostile_world
from hypothesis import given, settings
from worlds import ADA, BRANDT, make_tokens, make_world, worlds

from fabula.export.conll import world_to_conll
from fabula.types.world import Entity, EntityMention, Quote, StoryWorld, Token, Work


def sentences_in(content: str) -> list[list[list[str]]]:
    """Return the cells of each line of each sentence."""
    lines = content.split("\n")
    assert re.fullmatch(r"#begin document \(\S+\); part 000", lines[0])
    assert lines[-2:] == ["#end document", ""]
    found: list[list[list[str]]] = [[]]
    for line in lines[1:-2]:
        if line:
            found[-1].append(line.split())
        else:
            found.append([])
    assert found.pop() == []
    assert all(found)
    return found


def chains_in(content: str) -> dict[int, set[tuple[int, int]]]:
    """Return the spans of tokens of each chain, both ends inside; all that is opened must be closed."""
    chains: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    open_at: defaultdict[int, list[int]] = defaultdict(list)
    at = 0
    for sentence in sentences_in(content):
        for cells in sentence:
            for part in cells[-1].split("|") if cells[-1] != "-" else ():
                opens, number, closes = re.fullmatch(r"(\(?)(\d+)(\)?)", part).groups()  # type: ignore[union-attr]
                assert opens or closes
                if opens:
                    open_at[int(number)].append(at)
                if closes:
                    chains[int(number)].add((open_at[int(number)].pop(), at))
            at += 1
    assert not any(open_at.values())
    return chains


def expected(world: StoryWorld) -> dict[int, set[tuple[int, int]]]:
    """Return the tokens of each chain, counted one by one."""
    starts = {one.start: number for number, one in enumerate(world.tokens or ())}
    ends = {one.end: number for number, one in enumerate(world.tokens or ())}
    chains: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
    for one in world.mentions:
        chains[one.entity.id].add((starts[one.start], ends[one.end]))
    return chains


def test_the_chains_are_ours(example: StoryWorld) -> None:
    content = world_to_conll(example)
    assert chains_in(content) == expected(example)
    assert len(chains_in(content)) == len({one.entity for one in example.mentions})


def test_each_line_has_its_cells(example: StoryWorld) -> None:
    sentences = sentences_in(world_to_conll(example))
    cells = [line for sentence in sentences for line in sentence]
    assert {len(line) for line in cells} == {12}
    assert [line[3] for line in cells] == [example.text[one.start : one.end] for one in example.tokens or ()]
    assert [line[4] for line in cells] == [one.xpos for one in example.tokens or ()]
    assert all([int(line[2]) for line in sentence] == list(range(len(sentence))) for sentence in sentences)
    assert {"".join(line[5] for line in sentence).count("(") for sentence in sentences} == {1}


def test_speakers_stand_beside_what_they_say(example: StoryWorld) -> None:
    cells = [line for sentence in sentences_in(world_to_conll(example)) for line in sentence]
    for one, line in zip(example.tokens or (), cells, strict=True):
        quote = next((quote for quote in example.quotes if quote.start <= one.start < quote.end), None)
        speaker = quote.speaker.name.replace(" ", "_") if quote and quote.speaker else "-"
        assert line[9] == speaker


def test_of_two_that_cross_in_one_chain_the_first_is_kept() -> None:
    who = Entity(3, "PER", "Ada")
    spans = ((0, 11), (4, 17), (4, 11))
    mentions = tuple(EntityMention(*span, who, "PER", "NOM") for span in spans)
    text = "the old captain s"
    tokens = tuple(Token(*span, 0, 0) for span in ((0, 3), (4, 7), (8, 11), (12, 15), (16, 17)))
    content = world_to_conll(StoryWorld(make_world().provenance, text, Work(), (who,), mentions, tokens=tokens))
    assert chains_in(content) == {3: {(0, 2), (1, 2)}}


def test_odd_words_and_names_stay_one_cell() -> None:
    for sentence in sentences_in(world_to_conll(hostile_world())):
        assert {len(line) for line in sentence} == {12}


@settings(max_examples=25)
@given(worlds())
def test_any_world_balances(world: StoryWorld) -> None:
    tokens = replace(world, tokens=make_tokens(world.text)).tokens
    chains_in(world_to_conll(replace(world, tokens=tokens))) if tokens else None


def test_a_word_keeps_its_low_lines() -> None:
    words = ("_", "_so_", "said")
    starts = (0, 2, 7)
    tokens = tuple(Token(start, start + len(word), 0, 0) for start, word in zip(starts, words, strict=True))
    content = world_to_conll(StoryWorld(make_world().provenance, " ".join(words), Work(), tokens=tokens))
    assert [line.split("\t")[3] for line in content.splitlines()[1:4]] == list(words)


def test_who_speaks_again_after_many_quotes_within_his_own_is_still_the_speaker() -> None:
    text = "a b c d e f g h i j"
    tokens = tuple(Token(at, at + 1, 0, 0) for at in range(0, len(text), 2))
    quotes = tuple(
        Quote(number, start, end, number, who, (), (), "explicit")
        for number, (start, end, who) in enumerate([(0, 17, ADA), *((at, at + 1, BRANDT) for at in (2, 4, 6, 8))])
    )
    world = StoryWorld(make_world().provenance, text, Work(), (ADA, BRANDT), quotes=quotes, tokens=tokens)
    speakers = [line.split("\t")[9] for line in world_to_conll(world).splitlines()[1:11]]
    assert speakers == ["Ada_Quill", *["Captain_Brandt"] * 4, *["Ada_Quill"] * 4, "-"]
