"""Novels that a teacher labels; needs no torch."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
from texts import analysis_of, tokens_of

pytest.importorskip("onnxruntime")

from fabula.encoder.analysis import Analysis
from fabula_training import silver


class Teacher:
    """Says of every text that its first word is a name and its second one an event."""

    def read(self, words: tuple[str, ...], *layout: object) -> Analysis:
        return analysis_of(tokens_of(" ".join(words)), [(0, 0, "PER", "PROP")], events=[1])


@pytest.fixture
def novel(tmp_path: Path) -> Path:
    path = tmp_path / "1_lamp.txt"
    path.write_text("\n\n".join(["Anna saw the lamp and it went out"] * 40), encoding="utf-8")
    return path


def test_stretches_are_whole_paragraphs_with_the_teacher_s_labels(novel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silver, "STRETCH", 20)
    found = silver.label_novel(Teacher(), novel, 3, seed=1)  # type: ignore[arg-type]
    assert len(found) == 3
    for document in found:
        assert (document.corpus, len(document)) == ("silver", 24)
        assert document.words[0] == "Anna"
        assert document.paragraph_starts is not None
        assert document.paragraph_starts.nonzero()[0].tolist() == [0, 8, 16]
        assert document.layers.event is not None
        assert document.layers.event.nonzero()[0].tolist() == [1]
        assert document.spans is not None
        assert (document.spans.scheme, document.spans.first.tolist()) == ("litbank", [0])
    again = silver.label_novel(Teacher(), novel, 3, seed=1)  # type: ignore[arg-type]
    assert [one.name for one in again] == [one.name for one in found]


def test_a_short_book_gives_nothing(novel: Path) -> None:
    assert silver.label_novel(Teacher(), novel, 3, seed=1) == []  # type: ignore[arg-type]


def test_what_was_labelled_is_loaded_in_order(novel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silver, "STRETCH", 20)
    documents = silver.label_novel(Teacher(), novel, 2, seed=1)  # type: ignore[arg-type]
    (tmp_path / "b.pickle").write_bytes(pickle.dumps(documents[1:]))
    (tmp_path / "a.pickle").write_bytes(pickle.dumps(documents[:1]))
    loaded = list(silver.load_silver(tmp_path))
    assert [one.name for one in loaded] == [one.name for one in documents]
    assert np.array_equal(loaded[0].sentence_starts, documents[0].sentence_starts)
