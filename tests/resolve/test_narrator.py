from __future__ import annotations

from texts import discourse_of, make_cast, resolution_of, spoken

from fabula.resolve.narrator import is_first_person
from fabula.types.cast import Cast, CastMember

DIALOGUE = (
    "I saw Anna there, and I spoke to her. I was cold.",
    "“Well, Jack?” said Anna.",
    "“Well,” I said.",
    "“You are late, Jack,” said Anna.",
    "“I am,” I answered.",
    "“Jack, sit down,” she said.",
    "“No,” I said.",
)


def narrator(*parts: str, cast: Cast | None = None) -> str | None:
    found = [one.name for one in resolution_of(*parts, cast=cast).people if one.narrator]
    assert len(found) <= 1
    return found[0] if found else None


def test_only_narration_tells_the_first_person() -> None:
    assert is_first_person(discourse_of("I met Anna. She knew me."))
    assert not is_first_person(discourse_of("“I know,” said Anna. “I know my own mind.”"))
    assert not is_first_person(discourse_of("Anna sat down."))
    assert not is_first_person(discourse_of("“I know.”"))
    assert not is_first_person(discourse_of())


def test_the_narrator_has_the_name_that_others_call() -> None:
    assert narrator(*DIALOGUE) == "Jack"


def test_a_nameless_narrator_is_i() -> None:
    resolution = resolution_of("I saw Anna there. I was cold.", "“Well?” said Anna.", "“Well,” I said.")
    assert [one.name for one in resolution.people if one.narrator] == ["I"]
    assert resolution.first_person


def test_a_story_in_the_third_person_has_no_narrator() -> None:
    assert narrator("Anna sat down.", "“I am cold, Tom,” she said.") is None


def test_one_who_is_often_named_in_narration_is_no_narrator() -> None:
    assert narrator(*DIALOGUE, "Jack sat. Jack ran. Jack slept. I saw Jack.") == "I"


def test_no_name_is_taken_where_others_are_called_far_more() -> None:
    others = ("“Go,” I said.", "“Emma, come here,” said Anna.", "Emma sat. Emma ran.") * 8
    assert narrator(*DIALOGUE, *others) == "I"
    assert narrator(*DIALOGUE, *others[:3]) == "Jack"


def test_the_narrator_of_a_given_cast_is_taken() -> None:
    cast = Cast((CastMember("John Grey", (), "male", narrator=True), CastMember("Anna")), "")
    assert narrator(*DIALOGUE, cast=cast) == "John Grey"


def test_with_a_whole_cast_only_its_members_narrate_by_name() -> None:
    assert narrator(*DIALOGUE, "Anna sat. Anna ran. I saw Anna. " * 3, cast=make_cast("Anna")) == "I"


def test_beside_a_few_given_characters_others_narrate_by_name_too() -> None:
    assert narrator(*DIALOGUE, cast=make_cast("Anna")) == "Jack"


TURNS = (
    "Ben's POV",
    "I waited on the landing with two mugs going cold. I could hear her swear at the clock.",
    "“Ben, if you open that door I will end you,” she said.",
    "“Noted,” I said. I drank her coffee.",
    "~Anna~",
    "I hated Mondays. I had hated them since school, and I hated my shoes.",
    "“Anna,” Ben said at the stop, “you have odd shoes.”",
    "“I know,” I said. I did not look at him.",
)


def test_lines_tell_who_tells_each_part() -> None:
    resolution = resolution_of(*TURNS)
    assert {one.name for one in resolution.people if one.narrator} == {"Anna", "Ben"}
    assert [resolution.people[who].name for _, who in resolution.tellers if who is not None] == ["Ben", "Anna"]
    said = dict(spoken(resolution))
    assert (said["Noted,"], said["I know,"]) == ("Ben", "Anna")


def test_the_title_of_a_chapter_names_who_tells_it() -> None:
    resolution = resolution_of("# 1 Ben", *TURNS[1:4], "# 2 Anna (POV)", *TURNS[5:])
    assert [resolution.people[who].name for _, who in resolution.tellers if who is not None] == ["Ben", "Anna"]


def test_a_line_with_the_name_of_somebody_spoken_of_names_no_teller() -> None:
    about = ("Ben", "I met Ben at the fair. Ben was thin, and Ben had my hat. I wanted it back, so I asked Ben.")
    assert resolution_of(*about, *about).tellers == ()
    assert resolution_of("Ben's POV", *about[1:]).tellers != ()


def test_a_part_that_nobody_tells_has_no_teller() -> None:
    third = "She went down to the road and waited for the bus. It did not come. The rain did."
    resolution = resolution_of(*TURNS[:4], "Anna's point of view", third)
    assert [who is None for _, who in resolution.tellers] == [False, True]


def test_what_stands_before_the_first_line_has_a_teller_if_it_says_i() -> None:
    third = "She went down to the road and waited for the bus. It did not come. The rain did."
    line = ("Anna's POV", *TURNS[5:])
    assert [who is None for _, who in resolution_of(third, *line).tellers] == [True, False]
    assert [who is None for _, who in resolution_of("I waited. I hated my hat.", *line).tellers] == [False]


def test_one_signature_makes_no_teller() -> None:
    letter = ("“I shall be late,” he wrote.", "Ben", "I read it on the stairs. I was not pleased.")
    assert resolution_of(*DIALOGUE, "Ben came in. I saw Ben.", *letter).tellers == ()


def test_whom_a_letter_is_written_to_tells_the_story_where_nobody_else_can() -> None:
    told = (
        "I saw Anna there. I was cold, and I went home, and I lit the lamp.",
        "“Well?” said Anna.",
        "“Well,” I said.",
    )
    letter = (
        "Anna gave me this.",
        "My dear Jack,",
        "I have found the key. You must come.",
        "Your affectionate uncle, Josiah Reed.",
    )
    assert narrator(*told, *letter, "I folded it.") == "Jack"
    other = "Jack came in. Jack sat down and read it."  # so that narration knows him as another
    assert narrator(*told, *letter, other) == "I"


def test_two_calls_are_enough_for_whom_narration_never_names() -> None:
    assert narrator(*DIALOGUE[:5]) == "Jack"
    assert narrator(*DIALOGUE[:3]) == "I"
