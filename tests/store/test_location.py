from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from fabula.store.location import library_path


def test_a_given_path_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert library_path("x.sqlite") == Path("x.sqlite")
    assert library_path("~/x.sqlite") == Path("/home/ada/x.sqlite")


def test_then_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FABULA_HOME", str(tmp_path))
    assert library_path() == tmp_path / "library.sqlite"


def test_then_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FABULA_HOME", "")
    assert library_path().parent == platformdirs.user_data_path("fabula", appauthor=False)
    assert library_path().name == "library.sqlite"
