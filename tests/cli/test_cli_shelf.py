"""``fabula ls``, ``search``, ``rm`` and ``serve``."""

from __future__ import annotations

import socket

from runs import Run

from fabula.store.location import library_path


def test_ls_lists(run: Run, shelved: None) -> None:
    lines = run("ls").out.splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["1", "2"]
    assert "The Moor" in lines[2]


def test_ls_of_nothing_makes_nothing(run: Run) -> None:
    done = run("ls")
    assert done.code == 0
    assert "fabula read" in done.out
    assert not library_path().exists()


def test_search_finds(run: Run, shelved: None) -> None:
    done = run("search", "tide", "--work", "lamp")
    assert done.out.splitlines() == [
        "The Lamp at Carrow (2), Captain Brandt, at 187",
        "  “The tide won’t wait for you, Miss Quill.”",
    ]
    assert len(run("search", "key", "--limit", "1").out.splitlines()) == 2
    assert run("search", "zebra") == (0, "", "fabula: nothing found for 'zebra'\n")
    assert run("search", '"(late').code == 0


def test_rm_removes(run: Run, shelved: None) -> None:
    assert run("rm", "moor").out == "Removed work 1, The Moor\n"
    assert run("rm", "moor").code == 5


def test_a_port_that_is_taken_is_told(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("serve", "--port", port)
    assert done.code == 10
    assert f"port {port}: can't be served at" in done.err
    assert "--port" in done.err
