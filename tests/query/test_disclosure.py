"""What is kept from whom, what is not heard, and what is told twice."""

from __future__ import annotations

from dataclasses import replace

from worlds import ADA, BRANDT, CREW, TOBIAS, at, make_world

from fabula.export.frames import rows
from fabula.query.disclosure import find_retold, find_secrets, find_unheard
from fabula.types.world import Knowledge

WORLD = make_world()
GAVE, WENT_OUT = WORLD.knowledge


def test_a_secret_tells_who_lacks_it_and_who_of_them_is_there() -> None:
    (secret,) = find_secrets(WORLD)
    assert secret.held.claim == WENT_OUT
    assert secret.unaware == (BRANDT, ADA)
    assert secret.beside == (ADA,)
    assert secret.learnt == ()


def test_a_secret_is_out_where_one_of_them_holds_what_is_alike_later() -> None:
    later = Knowledge(
        2, "the lamp on Carrow Rock went out", about=(), holders=(BRANDT,), unaware=(), stance="knows", how="told",
        **at("He lost it"), confidence=0.6,
    )  # fmt: skip
    text = WORLD.text.replace("He lost it", "the lamp on Carrow Rock went out")
    later = replace(later, start=text.index("the lamp on", 400), end=text.index("the lamp on", 400) + 30)
    hidden = replace(
        WENT_OUT,
        start=WORLD.text.index("the lamp on"),
        end=WORLD.text.index("the lamp on") + len("the lamp on Carrow Rock"),
    )
    (secret,) = find_secrets(replace(make_world(knowledge=(hidden, later)), text=text))
    assert [one.claim for one in secret.learnt] == [later]


def test_who_hears_a_lie_lacks_the_truth() -> None:
    lie = replace(GAVE, stance="lies", holders=(ADA,))
    (secret,) = find_secrets(make_world(knowledge=(lie,)))
    assert secret.unaware == (TOBIAS, CREW)


def test_words_that_somebody_of_the_scene_does_not_hear() -> None:
    assert list(find_unheard(WORLD)) == []
    whispered = replace(WORLD.quotes[3], hearers=(CREW,))
    (unheard,) = find_unheard(make_world(quotes=(whispered,)))
    assert (unheard.quote, unheard.by) == (whispered, (ADA,))


def test_what_is_told_again_to_who_knows_it_is_retold() -> None:
    again = replace(GAVE, id=2, quote=5, **at("“He lost it.”"))
    (retold,) = find_retold(make_world(knowledge=(GAVE, again)))
    assert (retold.held.claim, retold.to, retold.first.claim) == (again, (TOBIAS,), GAVE)
    assert list(find_retold(make_world(knowledge=(GAVE, replace(again, holders=(BRANDT,)))))) == []


def test_they_are_tables_too() -> None:
    (row,) = rows(WORLD, "secrets")
    assert (row["kept_by"], row["unaware"], row["beside"], row["chapter"]) == (
        "Tobias",
        "Captain Brandt; Ada Quill",
        "Ada Quill",
        2,
    )
    assert rows(WORLD, "unheard") == rows(WORLD, "retold") == []
