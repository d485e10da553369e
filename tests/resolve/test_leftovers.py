from __future__ import annotations

from texts import discourse_of

from fabula.resolve.leftovers import group_leftovers


def leftovers(*parts: str) -> list[tuple[str, int | None]]:
    """Return each mention that nobody was found for, with the number of whom it is taken for."""
    discourse = discourse_of(*parts)
    _, numbers = group_leftovers(discourse, [None] * len(discourse.references))
    text = discourse.book.text
    return [
        (text[one.mention.start : one.mention.end], number)
        for one, number in zip(discourse.references, numbers, strict=True)
    ]


def test_they_are_one_group_for_a_few_sentences() -> None:
    assert leftovers("They came. Their boat sank. It rained. So they swam.") == [
        ("They", 0), ("Their boat", 1), ("Their", 0), ("they", 0),
    ]  # fmt: skip
    far = "They came. It rained. It rained. It rained. It rained. They swam."
    assert leftovers(far) == [("They", 0), ("They", 1)]


def test_we_who_tell_are_one_group_and_those_who_speak_another() -> None:
    assert leftovers("We came. “We know,” said we, “and we do.”") == [("We", 0), ("We", 1), ("we", 0), ("we", 1)]


def test_i_and_you_are_one_in_a_speech() -> None:
    found = leftovers("“I told you that I know.”", "“You do not.”")
    assert found == [("I", 0), ("you", 1), ("I", 0), ("You", 2)]


def test_those_with_a_referent_are_left_out() -> None:
    discourse = discourse_of("They came. They went.")
    found, numbers = group_leftovers(discourse, [7, None])
    assert numbers == (None, 0)
    assert [(one.name, one.group) for one in found] == [("They", True)]
