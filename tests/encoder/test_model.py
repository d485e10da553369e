"""The model that these tests run knows ten pieces, each a vector of its own; every head is a table of what they mean."""

from __future__ import annotations

import hashlib
import io
import json
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

import fabula.encoder.model
from fabula.encoder.analysis import Analysis
from fabula.encoder.heads import LastLayers
from fabula.encoder.labels import ENTITY_TYPES, FORMS, REFERENT_TYPES, SUPERSENSES, UPOS, XPOS
from fabula.encoder.model import (
    FILES,
    PARTS,
    Embeddings,
    Model,
    open_model,
    relative_bias,
    relative_buckets,
)
from fabula.encoder.windows import Batch, SpecialPieces
from fabula.errors import ModelError

VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "dog", "ran", "slept", ".")
PIECE = {piece: number for number, piece in enumerate(VOCABULARY)}
SPECIAL = {"opening": PIECE["[CLS]"], "closing": PIECE["[SEP]"], "padding": PIECE["[PAD]"]}
RULES = ("l|0|", "l|2|un", "l|4|leep")
TAGS = {"the": "DET", "cat": "NOUN", "dog": "NOUN", "ran": "VERB", "slept": "VERB", ".": "PUNCT"}
NOUNS, VERBS = ("cat", "dog"), ("ran", "slept")
N_TAGS = len(UPOS) + len(XPOS) + len(RULES) + len(SUPERSENSES) + 2
N_SPAN_LABELS = len(ENTITY_TYPES) + len(FORMS) + len(REFERENT_TYPES)
N_RELATIONS, N_VECTOR, N_PIECES, N_HEADS = 5, 3, len(VOCABULARY), 2
WINDOW = 16

Contents = dict[str, bytes]
Labels = tuple[
    tuple[str, ...], list[str], list[int], list[int], list[int], list[tuple[int, int]], list[tuple[int, int]]
]


def head_tables() -> dict[str, np.ndarray]:
    """Return what each piece ``(pieces, …)`` means to each head, or each two of them."""
    tables = {
        "tags": np.zeros((N_PIECES, N_TAGS)),
        "arcs": np.full((N_PIECES, N_PIECES), -9.0),
        "roots": np.full((N_PIECES, 1), -9.0),
        "relations": np.zeros((N_PIECES, 2 * N_RELATIONS)),
        "spans": np.full((N_PIECES, 2 * N_PIECES), -9.0),
        "span_labels": np.zeros((N_PIECES, 2 * N_SPAN_LABELS)),
        "vectors": np.zeros((N_PIECES, 2 * N_VECTOR)),
    }
    rules = len(UPOS) + len(XPOS)
    for word, tag in TAGS.items():
        tables["tags"][PIECE[word], UPOS.index(tag)] = 3
        tables["relations"][PIECE[word], UPOS.index(tag) % N_RELATIONS] = 3
        tables["vectors"][PIECE[word], :N_VECTOR] = PIECE[word] / 10
    tables["tags"][PIECE["ran"], rules + 1] = tables["tags"][PIECE["slept"], rules + 2] = 3
    tables["tags"][:, -2:] = -9
    tables["tags"][PIECE["."], -2] = 9
    tables["tags"][[PIECE[verb] for verb in VERBS], -1] = 9
    for noun in NOUNS:
        tables["arcs"][PIECE["the"], PIECE[noun]] = 9
        tables["spans"][PIECE["the"], PIECE[noun]] = 9
        tables["spans"][PIECE[noun], N_PIECES + PIECE[noun]] = 9
        tables["span_labels"][PIECE[noun], N_SPAN_LABELS + len(ENTITY_TYPES) + FORMS.index("NOM")] = 5
    for verb in VERBS:
        tables["roots"][PIECE[verb]] = 9
        for word in (*NOUNS, "."):
            tables["arcs"][PIECE[word], PIECE[verb]] = 9
    return {name: table.astype(np.float32) for name, table in tables.items()}


def build_layers(parts: Sequence[str] = PARTS) -> bytes:
    """Return a graph that gives each word the mean of its first and last pieces' vectors, and looks up the tables."""
    onnx = pytest.importorskip("onnx")
    helper, kinds = onnx.helper, onnx.TensorProto
    constants: dict[str, np.ndarray] = {
        **{f"{name}_table": table for name, table in head_tables().items()},
        "half": np.array(0.5, dtype=np.float32),
        "row": np.array([-1, N_PIECES], dtype=np.int64),
        "halves": np.array([0, 0, 2, -1], dtype=np.int64),
        "schemes": np.array([1], dtype=np.int64),
    }
    nodes: list[Any] = []

    def add(kind: str, inputs: str, output: str, **attributes: Any) -> None:
        nodes.append(helper.make_node(kind, inputs.split(), [output], **attributes))

    add("Reshape", "embedded row", "pieces")
    add("Gather", "pieces firsts", "first")
    add("Gather", "pieces lasts", "last")
    add("Add", "first last", "both")
    add("Mul", "both half", "words")
    add("Transpose", "words", "turned", perm=[0, 2, 1])
    add("Unsqueeze", "turned schemes", "turned_twice")
    for part in PARTS:
        add("MatMul", f"words {part}_table", part if part in ("tags", "roots") else f"{part}_flat")
    add("MatMul", "arcs_flat turned", "arcs")
    for part in ("relations", "span_labels", "vectors"):
        add("Reshape", f"{part}_flat halves", part)
    add("Reshape", "spans_flat halves", "spans_by_word")
    add("Transpose", "spans_by_word", "spans_by_scheme", perm=[0, 2, 1, 3])
    add("MatMul", "spans_by_scheme turned_twice", "spans")
    graph = helper.make_graph(
        nodes,
        "tables",
        [
            helper.make_tensor_value_info("embedded", kinds.FLOAT, ["n", "l", N_PIECES]),
            helper.make_tensor_value_info("bias", kinds.FLOAT, [1, N_HEADS, "l", "l"]),
            helper.make_tensor_value_info("firsts", kinds.INT64, ["n", "w"]),
            helper.make_tensor_value_info("lasts", kinds.INT64, ["n", "w"]),
        ],
        [helper.make_tensor_value_info(part, kinds.FLOAT, None) for part in parts],
        [onnx.numpy_helper.from_array(values, name) for name, values in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 9
    return model.SerializeToString()


def packed(arrays: Mapping[str, np.ndarray]) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def word_arrays() -> dict[str, np.ndarray]:
    return {"words": 4 * np.eye(N_PIECES, dtype=np.int8), "scales": np.full(N_PIECES, 0.25, dtype=np.float32)}


def table_arrays() -> dict[str, np.ndarray]:
    return {
        "positions": np.zeros((WINDOW, N_PIECES), dtype=np.float32),
        "shapes": np.zeros((11, N_PIECES), dtype=np.float32),
        "paragraphs": np.zeros((2, N_PIECES), dtype=np.float32),
        "relative": np.zeros((4, N_HEADS), dtype=np.float32),
        "relation": np.eye(N_RELATIONS, dtype=np.float32),
        "relation_bias": np.zeros(N_RELATIONS, dtype=np.float32),
        "span_label": np.eye(N_SPAN_LABELS, dtype=np.float32),
        "span_label_bias": np.zeros(N_SPAN_LABELS, dtype=np.float32),
    }


def tokenizer_text() -> str:
    tokenizer = Tokenizer(models.WordPiece(PIECE, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return str(tokenizer.to_str())


def make_contents(layers: bytes = b"") -> Contents:
    return {
        "layers.onnx": layers,
        "words.npz": packed(word_arrays()),
        "tables.npz": packed(table_arrays()),
        "tokenizer.json": tokenizer_text().encode("utf-8"),
    }


def make_manifest(contents: Contents) -> dict[str, Any]:
    return {
        "format": "fabula-encoder",
        "version": 1,
        "name": "tiny",
        "window": WINDOW,
        "special": SPECIAL,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "lemma_rules": list(RULES),
    }


def write_model(folder: Path, contents: Contents, manifest: dict[str, Any] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "manifest.json").write_text(json.dumps(manifest or make_manifest(contents)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def layers() -> bytes:
    return build_layers()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, layers: bytes) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "tiny", make_contents(layers))


@pytest.fixture(scope="module")
def model(folder: Path) -> Model:
    return open_model(folder)


def read(model: Model, text: str, *, paragraphs: Sequence[int] = (0,), **options: Any) -> Analysis:
    """Read the words of a text that stand between spaces; sentences begin after full stops."""
    words = text.split()
    sentence_starts = np.array([not i or words[i - 1] == "." for i in range(len(words))], dtype=bool)
    paragraph_starts = np.isin(np.arange(len(words)), paragraphs)
    return model.read(words, [True] * len(words), sentence_starts, paragraph_starts, **options)


def random_text(n_sentences: int) -> str:
    draw = random.Random(7)
    return " ".join(
        f"The {draw.choice(NOUNS)} {'' if draw.random() < 0.2 else draw.choice(VERBS)} ." for _ in range(n_sentences)
    )


def labels_of(analysis: Analysis) -> Labels:
    spans = [
        list(zip(found.first.tolist(), found.last.tolist(), strict=True))
        for found in (analysis.mentions, analysis.referents)
    ]
    return (
        analysis.lemmas,
        [UPOS[tag] for tag in analysis.upos],
        analysis.head.tolist(),
        analysis.sentence.tolist(),
        analysis.event.round().astype(int).tolist(),
        spans[0],
        spans[1],
    )


def arrays_of(analysis: Analysis) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields(analysis):
        value = getattr(analysis, one.name)
        if one.name in ("mentions", "referents"):
            found.update({f"{one.name}.{part.name}": getattr(value, part.name).tolist() for part in fields(value)})
        else:
            found[one.name] = list(value)
    return found


def test_a_model_reads_words(model: Model) -> None:
    found = read(model, "The cat ran . The dog slept .")
    assert labels_of(found) == (
        ("the", "cat", "run", ".", "the", "dog", "sleep", "."),
        ["DET", "NOUN", "VERB", "PUNCT"] * 2,
        [1, 2, 2, 2, 5, 6, 6, 6],
        [0, 0, 0, 0, 1, 1, 1, 1],
        [0, 0, 1, 0, 0, 0, 1, 0],
        [(0, 1), (4, 5)],
        [(1, 1), (5, 5)],
    )
    assert [FORMS[form] for form in found.mentions.form] == ["NOM", "NOM"]
    assert found.relation.tolist()[:4] == [UPOS.index(tag) % N_RELATIONS for tag in ("DET", "NOUN", "VERB", "PUNCT")]
    assert found.mentions.vector[:, 0].tolist() == pytest.approx([np.tanh(PIECE["the"] / 10)] * 2, abs=1e-3)


def test_windows_are_no_part_of_the_outcome(model: Model) -> None:
    found = read(model, "The cat ran . The dog slept . " * 30)
    assert len(found) == 240  # three sentences fill a window, four windows a batch
    assert found.head.tolist() == [head + first for first in range(0, 240, 4) for head in (1, 2, 2, 2)]
    assert found.sentence.tolist() == [number for number in range(60) for _ in range(4)]
    assert found.mentions.first.tolist() == list(range(0, 240, 4))
    assert found.referents.first.tolist() == list(range(1, 240, 4))
    assert found.lemmas == ("the", "cat", "run", ".", "the", "dog", "sleep", ".") * 30


@pytest.mark.parametrize("n_sentences", [1, 3, 40, 300])
def test_the_outcome_does_not_depend_on_the_number_of_threads(model: Model, n_sentences: int) -> None:
    text = random_text(n_sentences)
    one, two, many = (arrays_of(read(model, text, threads=threads)) for threads in (1, 2, 5))
    assert one == two == many
    assert one == arrays_of(read(model, text))


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_counts_words(model: Model, threads: int) -> None:
    text, seen = random_text(60), []
    read(model, text, threads=threads, progress=lambda done, total: seen.append((done, total)))
    n_words = len(text.split())
    done = [one for one, _ in seen]
    assert {total for _, total in seen} == {n_words}
    assert done == sorted(set(done))
    assert len(done) > 2
    assert done[-1] == n_words


@pytest.mark.parametrize("given", [False, True])
def test_no_words_have_an_empty_analysis(model: Model, given: bool) -> None:
    seen: list[tuple[int, int]] = []
    nothing = np.zeros(0, dtype=bool)
    for spaces in ([], None):
        found = model.read(
            [], spaces, nothing, nothing, sentences_given=given, progress=lambda *counts: seen.append(counts)
        )  # fmt: skip
        assert len(found) == len(found.mentions) == len(found.referents) == 0
        assert found.lemmas == ()
    assert seen == []


def test_one_word_is_a_text(model: Model) -> None:
    assert labels_of(read(model, "Cat")) == (("cat",), ["NOUN"], [0], [0], [0], [], [(0, 0)])


def test_a_paragraph_ends_a_sentence(model: Model) -> None:
    found = read(model, "the cat ran the dog slept", paragraphs=(0, 3))
    assert found.sentence.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.head.tolist() == [1, 2, 2, 4, 5, 5]


def test_given_sentences_are_kept_whatever_the_network_says(model: Model) -> None:
    words = ["the", "cat", "ran", ".", "the", "dog", "slept", "."]
    starts = np.isin(np.arange(8), (0, 3, 4))
    found = model.read(words, None, starts, np.isin(np.arange(8), (0,)), sentences_given=True)
    assert found.sentence.tolist() == [0, 0, 0, 1, 2, 2, 2, 2]
    assert found.head.tolist() == [1, 2, 2, 3, 5, 6, 6, 6]


def test_a_sentence_longer_than_a_window_is_read_in_parts(model: Model) -> None:
    found = read(model, "the cat " * 12 + "ran .")
    assert len(found) == 26
    assert found.sentence.tolist() == [0] * 14 + [1] * 12
    assert (found.head[:14] < 14).all()
    assert (found.head[14:] >= 14).all()


def test_unknown_and_long_words_are_read_too(model: Model) -> None:
    found = read(model, f"\u200b the-{'-cat' * 40} zebra ran .")
    assert len(found) == 5
    assert found.head.tolist()[3:] == [3, 3]
    assert found.lemmas[2:] == ("zebra", "run", ".")


class Recorder:
    """A session that keeps what it is fed, and answers with the number of each part."""

    def __init__(self, *wanted: str) -> None:
        self.wanted = wanted

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name=name) for name in self.wanted]

    def run(self, parts: Sequence[str], fed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.fed = fed
        return [np.array(number) for number, _ in enumerate(parts)]


def model_of(session: Recorder) -> Model:
    """Return a model with random tables."""
    rng = np.random.default_rng(1)
    tables = {name: rng.normal(size=values.shape).astype(np.float32) for name, values in table_arrays().items()}
    embeddings = Embeddings(
        rng.integers(-127, 128, (N_PIECES, N_PIECES)).astype(np.int8), rng.random(N_PIECES).astype(np.float32),
        tables["positions"], tables["shapes"], tables["paragraphs"],
    )  # fmt: skip
    return Model(
        "tiny", "", "", WINDOW, SpecialPieces(**SPECIAL), RULES, Tokenizer.from_str(tokenizer_text()), embeddings,
        tables["relative"],
        LastLayers(tables["relation"], tables["relation_bias"], tables["span_label"], tables["span_label_bias"]),
        session,  # type: ignore[arg-type]
    )  # fmt: skip


def window_of(pieces: Sequence[int], n_pieces: int | None = None) -> Batch:
    """Return a window of these pieces, the first and the last of them special, each other one a word."""
    n = len(pieces)
    words = np.arange(1, n - 1)[None]
    return Batch(
        pieces=np.array([pieces], dtype=np.int32),
        shapes=np.arange(n, dtype=np.int32)[None] % 11,
        paragraph_starts=np.arange(n, dtype=np.int32)[None] % 2,
        n_pieces=np.array([n if n_pieces is None else n_pieces], dtype=np.int32),
        firsts=words,
        lasts=words,
        n_words=np.array([n - 2], dtype=np.int32),
    )


def test_the_network_is_fed_what_it_was_trained_on() -> None:
    session = Recorder("embedded", "bias", "mask", "firsts", "lasts")
    model, window = model_of(session), window_of([2, 5, 6, 3])
    assert model.scores(window) == {part: number for number, part in enumerate(PARTS)}
    embeddings = model.embeddings
    expected = [
        embeddings.words[piece].astype(np.float32) * embeddings.word_scales[piece]
        + embeddings.positions[place] + embeddings.shapes[shape] + embeddings.paragraphs[start]
        for place, (piece, shape, start) in enumerate(
            zip(window.pieces[0], window.shapes[0], window.paragraph_starts[0], strict=True)
        )
    ]  # fmt: skip
    np.testing.assert_allclose(session.fed["embedded"], [expected], rtol=1e-5, atol=1e-5)
    assert session.fed["mask"].tolist() == [[1, 1, 1, 1]]
    assert session.fed["firsts"].tolist() == session.fed["lasts"].tolist() == [[1, 2]]
    np.testing.assert_array_equal(session.fed["bias"], relative_bias(model.relative, 4, WINDOW))
    assert {name: values.dtype.name for name, values in session.fed.items()} == {
        "embedded": "float32", "bias": "float32", "mask": "int32", "firsts": "int64", "lasts": "int64",
    }  # fmt: skip


def test_a_network_without_relative_places_is_fed_none() -> None:
    session = Recorder("embedded", "firsts", "lasts")
    model_of(session).scores(window_of([2, 5, 3]))
    assert sorted(session.fed) == ["embedded", "firsts", "lasts"]


def test_the_network_reads_one_window_at_a_time() -> None:
    model, window = model_of(Recorder()), window_of([2, 5, 3])
    two = replace(window, pieces=np.concatenate([window.pieces, window.pieces]))
    for several in (two, window_of([2, 5, 3, 0], n_pieces=3)):
        with pytest.raises(ValueError, match="one window at a time"):
            model.scores(several)


def bucket_of(distance: int, n_buckets: int) -> int:
    """Return the bucket of one distance, written out from the paper."""
    half = n_buckets // 2
    exact, size = half // 2, abs(distance)
    if size >= exact:
        size = min(half - 1, exact + int(math.log(size / exact) / math.log(128 / exact) * (half - exact) + 1e-6))
    return size + half * (distance > 0)


@pytest.mark.parametrize("n_buckets", [4, 8, 32])
def test_near_places_have_their_own_bucket_and_far_ones_share(n_buckets: int) -> None:
    found = relative_buckets(200, n_buckets)
    assert found.tolist() == [[bucket_of(key - query, n_buckets) for key in range(200)] for query in range(200)]
    assert (found.min(), found.max()) == (0, n_buckets - 1)


@pytest.mark.parametrize("longest", [20, 64])
def test_relative_places_add_what_their_bucket_says(longest: int) -> None:
    table = np.arange(32 * 3, dtype=np.float32).reshape(32, 3)
    bias = relative_bias(table, 20, longest)
    assert bias.shape == (1, 3, 20, 20)
    assert bias.dtype == np.float32
    assert bias[0, 2, 4, 7] == table[bucket_of(3, 32), 2]
    assert bias[0, 1, 19, 0] == table[bucket_of(-19, 32), 1]


def test_a_model_knows_its_name_and_checksum(folder: Path) -> None:
    model = open_model(str(folder))
    assert (model.name, model.window, model.lemma_rules) == ("tiny", WINDOW, RULES)
    assert model.sha256 == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert model.special == SpecialPieces(**SPECIAL)


def test_the_weights_of_antecedents_change_the_model_but_not_what_the_network_reads(
    tmp_path: Path, folder: Path, layers: bytes
) -> None:
    plain = open_model(folder)
    assert plain.antecedents is None
    weights = {"query": np.ones((2, 2), dtype=np.float32)}
    model = open_model(write_model(tmp_path, make_contents(layers) | {"antecedents.npz": packed(weights)}))
    assert model.antecedents is not None
    assert model.antecedents["query"].tolist() == [[1, 1], [1, 1]]
    assert model.network_sha256 == plain.network_sha256
    assert model.sha256 != plain.sha256
    (tmp_path / "antecedents.npz").write_bytes(b"spoilt")
    assert_unusable(tmp_path, str(tmp_path / "antecedents.npz"), "damaged")


def test_a_model_of_fabula_s_own_is_opened_by_its_name(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fabula.encoder.model, "MODELS", folder.parent)
    monkeypatch.chdir(tmp_path)
    assert open_model("tiny").name == "tiny"
    (tmp_path / "tiny").mkdir()  # a folder that happens to be called so
    assert open_model("tiny").name == "tiny"
    with pytest.raises(ModelError, match="manifest"):
        open_model("./tiny")


def assert_unusable(folder: Path | str, *parts: str) -> None:
    """Check that the error says what is wrong and what to do."""
    with pytest.raises(ModelError) as caught:
        open_model(folder)
    message = str(caught.value)
    assert caught.value.exit_code == 9
    assert "install fabula again" in message
    assert all(part in message for part in parts), message


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    for name in (str(tmp_path / "none"), "no-such-model"):
        with pytest.raises(ModelError) as caught:
            open_model(name)
        assert name in str(caught.value)
        assert "best, fast" in str(caught.value)


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    assert_unusable(tmp_path, str(tmp_path / "manifest.json"))


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    write_model(tmp_path, make_contents())
    (tmp_path / name).unlink()
    assert_unusable(tmp_path, str(tmp_path / name), "No such file")


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    contents = make_contents(b"layers")
    manifest = make_manifest(contents)
    contents[name] = contents[name][:-1]
    assert_unusable(write_model(tmp_path, contents, manifest), str(tmp_path / name), "checksum")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"format": '])
def test_a_manifest_that_is_not_json_is_named(tmp_path: Path, content: bytes) -> None:
    write_model(tmp_path, make_contents())
    (tmp_path / "manifest.json").write_bytes(content)
    assert_unusable(tmp_path, "manifest.json", "not JSON")


@pytest.mark.parametrize(
    "content", [{"format": "other"}, {"version": 2}, {"version": None}, [], "fabula-encoder", None]
)
def test_a_manifest_of_another_kind_or_version_is_refused(tmp_path: Path, content: Any) -> None:
    contents = make_contents()
    write_model(tmp_path, contents)
    manifest = {**make_manifest(contents), **content} if isinstance(content, dict) else content
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert_unusable(tmp_path, str(tmp_path), "this version of fabula")


@pytest.mark.parametrize("key", ["name", "window", "special", "files", "lemma_rules"])
def test_a_part_missing_from_the_manifest_is_named(tmp_path: Path, key: str) -> None:
    contents = make_contents()
    manifest = make_manifest(contents)
    del manifest[key]
    assert_unusable(write_model(tmp_path, contents, manifest), str(tmp_path), key)


@pytest.mark.parametrize(
    ("key", "value"),
    [("files", []), ("files", None), ("special", {"opening": 2}), ("special", 3), ("lemma_rules", None)],
)
def test_a_part_of_the_wrong_kind_is_refused(tmp_path: Path, key: str, value: Any) -> None:
    contents = make_contents()
    assert_unusable(write_model(tmp_path, contents, {**make_manifest(contents), key: value}), "lacks a part")


def test_a_file_that_the_manifest_leaves_out_is_not_trusted(tmp_path: Path) -> None:
    contents = make_contents()
    manifest = make_manifest(contents)
    del manifest["files"]["words.npz"]
    assert_unusable(write_model(tmp_path, contents, manifest), "words.npz")


@pytest.mark.parametrize(
    ("name", "arrays"), [("words.npz", word_arrays), ("tables.npz", table_arrays)], ids=["words", "tables"]
)
def test_a_missing_table_is_named(tmp_path: Path, name: str, arrays: Callable[[], dict[str, np.ndarray]]) -> None:
    for key in arrays():
        kept = {other: values for other, values in arrays().items() if other != key}
        assert_unusable(write_model(tmp_path, make_contents() | {name: packed(kept)}), "lacks a part", repr(key))


@pytest.mark.parametrize("name", ["words.npz", "tables.npz"])
@pytest.mark.parametrize("content", [b"", b"rubbish", b"PK\x03\x04rubbish", b"\x93NUMPY\x01\x00"])
def test_tables_that_are_rubbish_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    assert_unusable(write_model(tmp_path, make_contents() | {name: content}), str(tmp_path))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_a_tokenizer_that_is_rubbish_is_refused(tmp_path: Path, content: bytes) -> None:
    assert_unusable(write_model(tmp_path, make_contents() | {"tokenizer.json": content}), "tokenizer.json")


@pytest.mark.parametrize("content", [b"", b"rubbish"])
def test_layers_that_are_rubbish_are_refused(tmp_path: Path, content: bytes) -> None:
    assert_unusable(write_model(tmp_path, make_contents(content)), str(tmp_path / "layers.onnx"), "can't open it")


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_head_is_named(tmp_path: Path, part: str) -> None:
    layers = build_layers([one for one in PARTS if one != part])
    assert_unusable(write_model(tmp_path, make_contents(layers)), str(tmp_path / "layers.onnx"), f"the head '{part}'")
