from __future__ import annotations

import pytest
from kettle import ORIGIN, PORT
from starlette.testclient import TestClient

from fabula.serve import guards

CORRECTION = {"do": "pronouns", "name": "Anna Reed", "pronouns": "she"}


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8230", "127.0.0.1", f"127.0.0.1.evil.example:{PORT}", ""]
)
def test_another_name_is_turned_away(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Library" not in answer.text


@pytest.mark.parametrize("host", [f"127.0.0.1:{PORT}", f"localhost:{PORT}", f"[::1]:{PORT}"])
def test_this_machine_has_several_names(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", f"https://127.0.0.1:{PORT}", "http://127.0.0.1:1"]
)
@pytest.mark.parametrize("path", ["/works/1/corrections", "/works/1/undo", "/works/1/redo"])
def test_another_page_changes_nothing(client: TestClient, origin: str, path: str) -> None:
    assert client.post(path, json=CORRECTION, headers={"Origin": origin}).status_code == 403
    assert "nothing has been corrected" in client.get("/works/1/corrections").text


def test_looking_changes_nothing(client: TestClient) -> None:
    assert client.get("/works/1/undo").status_code in (404, 405)


def test_a_request_that_is_too_long_is_not_read(client: TestClient) -> None:
    answer = client.post("/works/1/corrections", content=b"x" * (guards.LONGEST_BODY + 1))
    assert answer.status_code == 413


def test_a_request_says_how_long_it_is(client: TestClient) -> None:
    answer = client.post("/works/1/corrections", content=iter([b"do=x"]))
    assert answer.status_code == 411


@pytest.mark.parametrize("path", ["/", "/works/1", "/static/reader.js", "/nothing", "/works/9"])
def test_every_answer_has_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_pages_are_not_kept_by_the_browser(client: TestClient) -> None:
    assert client.get("/works/1").headers["cache-control"] == "no-store"


def test_the_origin_is_that_of_the_pages() -> None:
    assert ORIGIN.endswith(str(PORT))
