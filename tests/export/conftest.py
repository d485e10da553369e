from __future__ import annotations

import pytest
from texts import EXAMPLE

import fabula
from fabula.types.world import StoryWorld


@pytest.fixture(scope="session")
def example() -> StoryWorld:
    """Return the world of the example story, with its tokens."""
    return fabula.read(EXAMPLE, tokens=True)
