from __future__ import annotations

from texts import DIVIDER, resolution_of

from fabula.resolve.resolution import Resolution


def heard(*parts: str) -> list[set[str]]:
    resolution: Resolution = resolution_of(*parts)
    return [
        {resolution.people[number].name for number in one.addressees}
        for one in resolution.attributions
        if one is not None
    ]


def test_who_is_called_is_addressed() -> None:
    assert heard("Tom sat down. Emma wept.", "“Go, Tom,” said Anna.")[0] == {"Tom"}
    assert heard("Tom sat down. Emma wept.", "“Tom! Emma! Go,” said Anna.")[0] == {"Tom", "Emma"}


def test_whom_the_tag_names_is_addressed() -> None:
    assert heard("Emma sat. “Go,” said Anna to Tom.") == [{"Tom"}]


def test_the_other_party_of_a_dialogue_is_addressed() -> None:
    assert heard("“Go,” said Anna.", "“No,” said Tom.", "“Go!” said Anna.") == [{"Tom"}, {"Anna"}, {"Tom"}]


def test_nobody_is_addressed_across_a_break() -> None:
    assert heard("“Go,” said Anna.", DIVIDER, "“No,” said Tom.") == [set(), set()]


def test_one_who_talks_alone_addresses_nobody() -> None:
    assert heard("“Go,” said Anna.") == [set()]


def test_nobody_addresses_himself() -> None:
    assert heard("It rained on Anna.", "“Anna, Anna, what have I done?” said Anna.") == [set()]


def test_one_who_talks_to_himself_is_his_own_addressee() -> None:
    assert heard("Tom sat. “Go,” said Anna to herself.") == [{"Anna"}]
