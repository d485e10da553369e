"""A library with one small story in it, read without a network, and who looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kettle import STORY, served
from starlette.testclient import TestClient

from fabula.pipeline import read_and_keep
from fabula.store.library import Library


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "kettle.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path, story: Path) -> Path:
    path = tmp_path / "home" / "library.sqlite"
    with Library.open(path) as shelf:
        groundwork, world = read_and_keep(story, model="rules")
        shelf.store(world, groundwork)
    return path


@pytest.fixture
def client(library: Path) -> Iterator[TestClient]:
    with served(library) as client:
        yield client


@pytest.fixture
def whole(client: TestClient) -> TestClient:
    """A reader who wants to see everything."""
    client.cookies.set("scope", "all")
    return client
