from __future__ import annotations

from worlds import ADA, BRANDT, TOBIAS, make_world

from fabula.query.counts import count_quotes, count_words, speaking_cast
from fabula.types.text import Paratext
from fabula.types.world import Work


def test_words_are_those_of_the_story() -> None:
    nested = Work(paratext=(Paratext(2, 6, "heading"), Paratext(0, 9, "front_matter"), Paratext(3, 4, "divider")))
    assert count_words(make_world(text="x one two y three four", work=nested)) == 3
    assert count_words(make_world(text=" \n", work=Work())) == 0


def test_quotes_are_counted_by_speaker() -> None:
    assert count_quotes(make_world()) == {ADA.id: 2, BRANDT.id: 2, TOBIAS.id: 1}


def test_who_speaks_most_comes_first() -> None:
    quotes = tuple(quote for quote in make_world().quotes if quote.speaker == TOBIAS)
    world = make_world(quotes=quotes, knowledge=())
    assert speaking_cast(world)[0] == (TOBIAS, 1)
    assert (ADA, 0) in speaking_cast(world)
