from __future__ import annotations

import pytest

from fabula.resolve.kinds_of_names import how_it_goes_with


@pytest.mark.parametrize(
    ("written", "others", "why"),
    [
        ("Anna", ["Anna Grey"], "the given name of Anna Grey"),
        ("Grey", ["Anna Grey"], "the surname of Anna Grey"),
        ("Miss Grey", ["Anna Grey"], "title and surname of Anna Grey"),
        ("Anna Grey", ["Grey"], "Grey in full"),
        ("Captain Grey", ["Mr. Grey"], "Mr. Grey with another title"),
        ("Captain Grey", ["Grey"], "Grey, with or without the title"),
        ("A. Grey", ["Anna Grey"], "Anna Grey with an initial"),
        ("Miss Anna Grey", ["Anna Grey"], "Anna Grey, with or without the title"),
        ("Toby", ["Tobias Brown"], "a short form of the given name, or the full one, of Tobias Brown"),
        ("Vaughn", ["Idris Vaughan"], "one slip of the pen from Idris Vaughan"),
        ("ANNA GREY", ["Anna Grey"], "the same name"),
        ("Clara", ["Anna Grey"], None),
        ("Clara", [], None),
    ],
)
def test_how_a_name_goes_with_the_others(written: str, others: list[str], why: str | None) -> None:
    assert how_it_goes_with(written, others) == why


def test_the_plainest_reason_wins() -> None:
    assert how_it_goes_with("Anna", ["Ann", "Anna Grey"]) == "the given name of Anna Grey"
