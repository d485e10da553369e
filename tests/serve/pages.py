"""What a test reads off a page."""

from __future__ import annotations

from typing import Any

from lxml import html
from starlette.testclient import TestClient


def page(client: TestClient, address: str, code: int = 200) -> Any:
    """Return the tree of a page, which came with a status code."""
    answer = client.get(address)
    assert answer.status_code == code, answer.text
    return html.fromstring(answer.text)


def words(tree: Any, path: str) -> list[str]:
    """Return the texts of some elements, white space as one blank."""
    return [" ".join(one.text_content().split()) for one in tree.xpath(path)]


def has(name: str) -> str:
    """Return an XPath condition: the element has a class."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


def speakers(client: TestClient, part: int = 1) -> list[str]:
    """Return the labels beside the text of a part."""
    return words(page(client, f"/works/1/read/{part}"), f"//article//a[{has('who')}]")
