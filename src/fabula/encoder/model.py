"""Open a trained model, check that it is whole, and run it over the words of a book."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from fabula.encoder.analysis import Analysis, assemble_analysis
from fabula.encoder.heads import Float, LastLayers, TagColumns, WindowLabels, WindowScores, decode_window
from fabula.encoder.windows import Batch, Bool, SpecialPieces, cut_windows, make_batch
from fabula.encoder.words import pieces_of, shapes_of
from fabula.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FORMAT, VERSION = "fabula-encoder", 1
MODELS = Path(__file__).resolve().parent / "models"
FILES = ("layers.onnx", "words.npz", "tables.npz", "tokenizer.json")
ANTECEDENTS = "antecedents.npz"  # who is who, by the network's mention vectors; a model may do without
AHEAD = 8  # windows handed to each thread before the first of them must be done
PARTS = ("tags", "arcs", "roots", "relations", "spans", "span_labels", "vectors")


@dataclass(frozen=True, slots=True, eq=False)
class Embeddings:
    """What a piece is before the first layer: the sum of its word, place, shape and paragraph vectors.

    `words` int8 ``(vocabulary, width)`` times `word_scales` float32 ``(vocabulary,)``; `positions` float32
    ``(window, width)``, `shapes` ``(n_shapes, width)``, `paragraphs` ``(2, width)``.
    """

    words: npt.NDArray[np.int8]
    word_scales: Float
    positions: Float
    shapes: Float
    paragraphs: Float

    def of(self, batch: Batch) -> Float:
        """Return float32 ``(n, l, width)`` for a batch."""
        x = self.words[batch.pieces].astype(np.float32)
        x *= self.word_scales[batch.pieces][..., None]
        x += self.positions[: batch.pieces.shape[1]]
        x += self.shapes[batch.shapes]
        starts = batch.paragraph_starts == 1
        x += self.paragraphs[0]
        x[starts] += self.paragraphs[1] - self.paragraphs[0]
        return x


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained network ready to run.

    `sha256` is that of its manifest, which holds those of its files, `network_sha256` that of what `read` depends on;
    `antecedents` are the weights of `fabula.resolve.antecedents`, by name, if it has any.
    """

    name: str
    sha256: str
    network_sha256: str
    window: int
    special: SpecialPieces
    lemma_rules: tuple[str, ...]
    tokenizer: Tokenizer
    embeddings: Embeddings
    relative: Float
    layers: LastLayers
    session: InferenceSession
    antecedents: Mapping[str, Float] | None = None

    def scores(self, window: Batch) -> WindowScores:
        """Return the scores of every head for a batch of one window without padding (see `fabula.encoder.heads`).

        One at a time: several at once are no faster, take more memory, and share the scale of their int8 activations, so
        that each would change what is said of the others. `ValueError` for more than one, or padding.
        """
        n, length = window.pieces.shape
        if n != 1 or window.n_pieces[0] != length:
            raise ValueError("the network reads one window at a time, without padding")
        fed = {"embedded": self.embeddings.of(window), "firsts": window.firsts, "lasts": window.lasts}
        wanted = {one.name for one in self.session.get_inputs()}
        if "bias" in wanted:  # by a network with relative places
            fed["bias"] = relative_bias(self.relative, length, self.window)
        if "mask" in wanted:  # by one that was exported for windows with padding
            fed["mask"] = np.ones((1, length), dtype=np.int32)
        return dict(zip(PARTS, self.session.run(PARTS, fed), strict=True))

    def read(
        self,
        words: Sequence[str],
        space_before: Sequence[bool] | None,
        sentence_starts: Bool,
        paragraph_starts: Bool,
        *,
        sentences_given: bool = False,
        threads: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Analysis:
        """Return what the network says of the words of a book.

        The arrays are ``(n_words,)``. `sentence_starts` are the places where windows may be cut; with `sentences_given`
        they are also the sentences of the outcome, which the network otherwise finds. `threads` is the number of
        windows read at once (by default the number of processors); the outcome does not depend on it. `progress` is
        called with the number of words done and their total.
        """
        pieces, offsets = pieces_of(words, self.tokenizer)
        shapes = shapes_of(words, space_before)
        windows = cut_windows(offsets, sentence_starts, paragraph_starts, self.window)
        columns = TagColumns(len(self.lemma_rules))
        forced = np.append((sentence_starts if sentences_given else paragraph_starts)[1:], True)[: len(words)]
        sizes = np.array([offsets[last] - offsets[first] for first, last in windows])
        order = np.argsort(-sizes, kind="stable")  # short ones last, so that all threads end together

        def run(number: int) -> WindowLabels:
            first, last = windows[number]
            window = make_batch([(first, last)], pieces, offsets, shapes, paragraph_starts, self.special, round_to=1)
            return decode_window(
                self.scores(window),
                0,
                last - first,
                columns,
                self.layers,
                forced[first:last],
                ends_given=sentences_given,
            )

        labels: list[WindowLabels | None] = [None] * len(windows)
        done = 0
        for number, found in _in_threads(run, order.tolist(), threads or n_processors()):
            labels[number] = found
            done += windows[number][1] - windows[number][0]
            if progress is not None:
                progress(done, len(words))
        return assemble_analysis(words, windows, [one for one in labels if one is not None], self.lemma_rules)


def n_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_threads(
    run: Callable[[int], WindowLabels], numbers: Sequence[int], threads: int
) -> Iterator[tuple[int, WindowLabels]]:
    """Yield each number with its outcome, in order; at most a few a thread wait, so that memory stays flat."""
    if threads < 2 or len(numbers) < 2:
        yield from ((number, run(number)) for number in numbers)
        return
    with ThreadPoolExecutor(max_workers=threads) as pool:
        waiting: deque[tuple[int, Future[WindowLabels]]] = deque()
        for number in numbers:
            waiting.append((number, pool.submit(run, number)))
            if len(waiting) >= AHEAD * threads:
                first, future = waiting.popleft()
                yield first, future.result()
        yield from ((number, future.result()) for number, future in waiting)


def relative_buckets(length: int, n_buckets: int) -> npt.NDArray[np.int64]:
    """Return int64 ``(l, l)``: the bucket of each key's distance from each query (Raffel et al. 2020).

    Half of the buckets are for each direction; of those half are exact, the others grow with the logarithm to 128.
    """
    distance = np.arange(length)[None, :] - np.arange(length)[:, None]
    half = n_buckets // 2
    exact = half // 2
    size = np.abs(distance)
    ratio = np.log(np.maximum(size, 1).astype(np.float32) / np.float32(exact)) / np.float32(np.log(128 / exact))
    far = np.minimum(exact + (ratio * (half - exact)).astype(np.int64), half - 1)
    bucket: npt.NDArray[np.int64] = (distance > 0) * half + np.where(size < exact, size, far)
    return bucket


def relative_bias(table: Float, length: int, longest: int) -> Float:
    """Return float32 ``(1, heads, l, l)``, what relative places add to the attention; `table` is ``(buckets, heads)``.

    `longest` is the most that `length` ever is: what is worked out for that serves all shorter ones.
    """
    return np.ascontiguousarray(_relative_bias(table.tobytes(), table.shape, longest)[:, :, :length, :length])


@lru_cache(maxsize=2)
def _relative_bias(table: bytes, shape: tuple[int, int], length: int) -> Float:
    values = np.frombuffer(table, dtype=np.float32).reshape(shape)
    return np.ascontiguousarray(values[relative_buckets(length, shape[0])].transpose(2, 0, 1)[None])


def open_model(name_or_folder: str | os.PathLike[str]) -> Model:
    """Return a model by its name (``"best"``, ``"fast"``) or folder; `ModelError` says what is missing or damaged."""
    folder = _folder_of(os.fspath(name_or_folder))
    manifest_bytes = _bytes_of(folder / "manifest.json")
    manifest = _manifest(folder, manifest_bytes)
    try:
        contents = {name: _checked(folder / name, manifest["files"].get(name)) for name in FILES}
        words, tables = (_arrays(contents[name]) for name in ("words.npz", "tables.npz"))
        return Model(
            name=manifest["name"],
            sha256=hashlib.sha256(manifest_bytes).hexdigest(),
            network_sha256=hashlib.sha256("".join(manifest["files"][name] for name in FILES).encode()).hexdigest(),
            window=manifest["window"],
            special=SpecialPieces(**manifest["special"]),
            lemma_rules=tuple(manifest["lemma_rules"]),
            tokenizer=_tokenizer(folder, contents["tokenizer.json"]),
            embeddings=Embeddings(
                words["words"], words["scales"], *(tables[key] for key in ("positions", "shapes", "paragraphs"))
            ),
            relative=tables["relative"],
            layers=LastLayers(
                tables["relation"], tables["relation_bias"], tables["span_label"], tables["span_label_bias"]
            ),
            session=_session(folder, contents["layers.onnx"]),
            antecedents=_antecedents(folder, manifest["files"].get(ANTECEDENTS)),
        )
    except (AttributeError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder}: the model lacks a part ({error}); {REMEDY}") from error


REMEDY = "install fabula again, or give another model"


def _folder_of(name: str) -> Path:
    """Return the folder of a model; a bare name is a model of fabula's own even where a folder here is called so too."""
    folder, own = Path(name), MODELS / name
    if folder.is_dir() and not (folder.name == name and (own / "manifest.json").is_file()):
        return folder
    if not own.is_dir():
        shipped = ", ".join(sorted(one.name for one in MODELS.iterdir() if one.is_dir()))
        raise ModelError(f"{name}: no such model; give one of the package ({shipped}), or the folder of another")
    return own


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: can't read this part of the model ({error.strerror}); {REMEDY}") from error


def _manifest(folder: Path, content: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
    except ValueError as error:
        raise ModelError(f"{folder / 'manifest.json'}: not JSON ({error}); {REMEDY}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise ModelError(f"{folder}: not a model that this version of fabula can run; {REMEDY}")
    return manifest


def _checked(path: Path, sha256: str | None) -> bytes:
    content = _bytes_of(path)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"{path}: damaged (its checksum is not the manifest's); {REMEDY}")
    return content


def _arrays(content: bytes) -> Mapping[str, Any]:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _antecedents(folder: Path, sha256: str | None) -> Mapping[str, Float] | None:
    return None if sha256 is None else _arrays(_checked(folder / ANTECEDENTS, sha256))


def _tokenizer(folder: Path, content: bytes) -> Tokenizer:
    try:
        return Tokenizer.from_str(content.decode("utf-8"))
    except Exception as error:  # tokenizers raises no narrower kind
        raise ModelError(f"{folder / 'tokenizer.json'}: tokenizers can't read it ({error}); {REMEDY}") from error


def _session(folder: Path, content: bytes) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # batches run side by side instead: nothing depends on the number of threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # a plan kept for each length of window takes 150 MB and saves no time
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises its own kinds, which it does not export
        raise ModelError(f"{folder / 'layers.onnx'}: onnxruntime can't open it ({error}); {REMEDY}") from error
    missing = [part for part in PARTS if part not in {output.name for output in session.get_outputs()}]
    if missing:
        raise ModelError(f"{folder / 'layers.onnx'}: the head {missing[0]!r} is missing; {REMEDY}")
    return session
