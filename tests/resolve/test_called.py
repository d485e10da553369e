from __future__ import annotations

from texts import discourse_of

from fabula.resolve.called import find_apart, find_misplaced, find_reached
from fabula.resolve.characters import build_characters
from fabula.resolve.people import gather_people
from fabula.resolve.turns import find_turns

SCENE = (
    "The tea was cold before {told} had found a cup that was clean.",
    "“You are very good, {called},” said Mr. Dray, and put the letter away.",
    "“It is only the post, Mr. Dray,” said {told}. {She} had a burn on {her} thumb from the oven.",
)


def scenes(*parts: str, n_times: int, **names: str) -> list[str]:
    return [part.format(**names) for _ in range(n_times) for part in parts]


def reached(*parts: str) -> set[tuple[str, str]]:
    discourse = discourse_of(*parts)
    people = gather_people(discourse, build_characters(discourse, None))
    return set(find_reached(discourse, people, find_turns(discourse, people)))


def apart(*parts: str) -> set[tuple[str, str]]:
    discourse = discourse_of(*parts)
    people = gather_people(discourse, build_characters(discourse, None))
    return set(find_apart(discourse, people, find_turns(discourse, people)))


def people(*parts: str) -> list[set[str]]:
    discourse = discourse_of(*parts)
    found = build_characters(discourse, None, reached(*parts), apart(*parts))
    return [{one.name, *one.aliases} for one in found.people]


def test_who_answers_is_who_was_called() -> None:
    told = scenes(*SCENE, n_times=4, told="Nell", called="Miss Harrow", She="She", her="her")
    assert reached(*told) == {("Miss Harrow", "Nell")}
    assert {"Nell", "Miss Harrow"} in people(*told)


def test_a_few_answers_tell_nothing() -> None:
    assert not reached(*scenes(*SCENE, n_times=2, told="Nell", called="Miss Harrow", She="She", her="her"))


def test_a_man_is_no_miss_whoever_answers() -> None:
    assert not reached(*scenes(*SCENE, n_times=6, told="Nathan", called="Miss Harrow", She="He", her="his"))


def test_two_given_names_are_two_persons_whoever_answers() -> None:
    assert not reached(*scenes(*SCENE, n_times=6, told="Nell", called="Clara", She="She", her="her"))


def test_two_whom_narration_names_together_are_two() -> None:
    together = ["Nell and Miss Harrow went down to the ferry with the post."] * 6
    told = scenes(*SCENE, n_times=4, told="Nell", called="Miss Harrow", She="She", her="her")
    assert not reached(*told, *together)


def test_who_hardly_appears_but_where_she_is_called_is_who_is_there() -> None:
    filler = ["The road went on between the hedges, and nobody came. " * 40]
    call = ["Mrs. Penhallow stood at the sink.", "“Oh, Aunt Bess, you spoil us.”", "The kettle began to sing."]
    others = ["Mr. Dray sat in the yard.", "“Morning, Mr. Dray,” said Tom. “Cold.”", "Nobody came."]
    told = [part for _ in range(4) for part in (*filler, *call, *filler, *others, *filler)]
    assert ("Aunt Bess", "Mrs. Penhallow") in reached(*told)


def test_nobody_names_himself() -> None:
    father = [
        "“George never writes,” said Mr. Tolland.",
        "George Tolland came in with the dog.",
        "“Where were you, George?” said Mr. Tolland.",
    ]
    found = people(*father * 2)
    assert {"George", "George Tolland"} in found
    assert {"Mr. Tolland"} in found


def test_who_names_himself_once_among_many_words_is_still_himself() -> None:
    told = ["“No,” said Anna.", "“Maybe,” said Anna."] * 12
    assert not apart("“I am Anna Tolland,” said Anna.", "“Anna Tolland, of the mill,” said Anna.", *told)


def test_who_is_always_there_when_one_is_called_is_the_one() -> None:
    call = ["Ottilie stood at the sink, and she sang.", "“Oh, Miss Marlow, you spoil us.”", "The kettle began to sing."]
    assert ("Miss Marlow", "Ottilie") in reached(*call * 5)
    another = ["Agnes stood there, and she hummed.", *call[1:]]
    assert not reached(*[*call, *another] * 5)


def test_a_given_name_that_only_one_answers_to_who_has_none_is_soon_believed() -> None:
    told = ["“You are late, Ambrose,” said Clara.", "“I was kept,” said Mr. Dray.", "The rain came on."]
    assert ("Ambrose", "Mr. Dray") in reached(*told * 2)


def test_an_answer_undoes_what_rules_made_of_a_name() -> None:
    call = [
        "“You are very good, Miss Harrow,” said Mr. Dray, and put the letter away.",
        "“It is only the post, Mr. Dray,” said Nell. She had a burn on her thumb.",
    ]
    told = ["Ida Harrow sat upstairs.", "Ida was ill."] * 3 + call * 6
    discourse = discourse_of(*told)
    everyone = gather_people(discourse, build_characters(discourse, None))
    found = find_misplaced(discourse, everyone, find_turns(discourse, everyone))
    assert ("miss harrow", "Nell") in found.same
    assert ("miss harrow", "ida harrow") in found.apart
    mended = build_characters(discourse, None, found.same, found.apart)
    assert {"Ida Harrow", "Ida"} in [{one.name, *one.aliases} for one in mended.people]
