"""Write a trained network as the files that the runtime reads: ``python -m fabula_training.export --help``.

The graph is built by hand from onnxruntime's fused operators: what ``torch.onnx`` writes runs slower and quantises worse.
Weights are int8, one scale a column; activations are quantised as they come. Weights keep to 7 bits: on processors
without VNNI, a product of full-range 8-bit values overflows the 16-bit sums.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from fabula.encoder.model import FILES, FORMAT, PARTS, VERSION
from fabula.encoder.windows import SpecialPieces
from fabula_training.base import SPECIAL, plain_tokenizer
from fabula_training.checkpoint import network_of, read_trained
from fabula_training.config import Config, read_config
from fabula_training.network import N_SCHEMES, Layer, Network

Float = npt.NDArray[np.float32]
WEIGHT_PEAK = 63  # seven bits
OPSET, CONTRIB_OPSET = 17, 1


class Graph:
    """Collects nodes and weights; every method returns the name of its output."""

    def __init__(self, *, quantised: bool) -> None:
        self.quantised = quantised
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[TensorProto] = []
        self._count = 0

    def constant(self, values: npt.NDArray[Any]) -> str:
        """Add an array."""
        self._count += 1
        name = f"w{self._count}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, *inputs: str, domain: str = "", outputs: Sequence[str] = (), **attributes: Any) -> str:
        """Add a node and return its first output."""
        self._count += 1
        names = list(outputs) or [f"t{self._count}"]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def fused(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add one of onnxruntime's own operators."""
        return self.add(kind, *inputs, domain="com.microsoft", **attributes)

    def linear(self, x: str, weight: Float, bias: Float | None) -> str:
        """Multiply by a torch weight ``(out, in)`` and add a bias, quantised where the graph is."""
        if not self.quantised:
            product = self.add("MatMul", x, self.constant(weight.T))
            return product if bias is None else self.add("Add", product, self.constant(bias))
        numbers, scales = quantised(weight.T)
        inputs = [x, self.constant(numbers), self.constant(scales), ""]
        return self.fused("DynamicQuantizeMatMul", *inputs, *([] if bias is None else [self.constant(bias)]))

    def gelu(self, x: str) -> str:
        """Apply the Gaussian error linear unit."""
        return self.fused("Gelu", x)


def quantised(weight: Float) -> tuple[npt.NDArray[np.int8], Float]:
    """Return a weight ``(in, out)`` as int8 and its scales float32 ``(out,)``."""
    scales = np.maximum(np.abs(weight).max(axis=0), 1e-8) / WEIGHT_PEAK
    return np.round(weight / scales).astype(np.int8), scales.astype(np.float32)


def array(tensor: torch.Tensor) -> Float:
    """Return a tensor's values."""
    values: Float = tensor.detach().numpy().astype(np.float32)
    return values


def build_graph(network: Network, *, quantised: bool = True) -> onnx.ModelProto:
    """Return the graph from the summed embeddings of one window to the scores of all heads (see `fabula.encoder.heads`)."""
    graph = Graph(quantised=quantised)
    shape = network.encoder.shape
    relative = shape.relative_buckets > 0
    x = _normalised(graph, "embedded", network.encoder.norm)
    for layer in network.encoder.layers:
        x = _layer(graph, x, layer, shape.n_heads, relative=relative)
    _heads(graph, _words(graph, x, shape.width), network)
    inputs = [
        helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [1, "l", shape.width]),
        helper.make_tensor_value_info("firsts", TensorProto.INT64, [1, "w"]),
        helper.make_tensor_value_info("lasts", TensorProto.INT64, [1, "w"]),
    ]
    if relative:
        inputs.append(helper.make_tensor_value_info("bias", TensorProto.FLOAT, [1, shape.n_heads, "l", "l"]))
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in PARTS]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "fabula-encoder", inputs, outputs, graph.weights),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", CONTRIB_OPSET)],
        producer_name="fabula",
    )
    model.ir_version = 9
    return model


def _normalised(graph: Graph, x: str, norm: torch.nn.LayerNorm) -> str:
    weight, bias = graph.constant(array(norm.weight)), graph.constant(array(norm.bias))
    return graph.add("LayerNormalization", x, weight, bias, axis=-1, epsilon=norm.eps)


def _layer(graph: Graph, x: str, layer: Layer, n_heads: int, *, relative: bool) -> str:
    """Add one transformer layer.

    The sums with what skips a part are operators of their own: onnxruntime's SkipLayerNormalization takes three times as
    long as Add and LayerNormalization, and BiasGelu longer than a product with a bias and Gelu.
    """
    joined = graph.linear(x, array(layer.query_key_value.weight), array(layer.query_key_value.bias))
    parts = [f"{joined}_{part}" for part in "qkv"]
    graph.add("Split", joined, outputs=parts, axis=-1)
    mixed = graph.fused("MultiHeadAttention", *parts, *(["", "", "bias"] if relative else []), num_heads=n_heads)
    mixed = graph.linear(mixed, array(layer.attended.weight), array(layer.attended.bias))
    x = _normalised(graph, graph.add("Add", mixed, x), layer.attended_norm)
    inner = graph.gelu(graph.linear(x, array(layer.inner.weight), array(layer.inner.bias)))
    inner = graph.linear(inner, array(layer.outer.weight), array(layer.outer.bias))
    return _normalised(graph, graph.add("Add", inner, x), layer.outer_norm)


def _words(graph: Graph, x: str, width: int) -> str:
    """Add the mean of each word's first and last piece; `firsts` and `lasts` count through all rows of the batch."""
    flat = graph.add("Reshape", x, graph.constant(np.array([-1, width], dtype=np.int64)))
    both = graph.add("Add", graph.add("Gather", flat, "firsts"), graph.add("Gather", flat, "lasts"))
    return graph.add("Mul", both, graph.constant(np.array(0.5, dtype=np.float32)))


def _heads(graph: Graph, words: str, network: Network) -> None:
    """Add all heads; their first layers are one product, which is faster than six."""
    shape = network.heads
    modules = [
        network.tags,
        network.arc_parts,
        network.relations,
        network.span_parts,
        network.span_labels,
        network.vectors,
    ]
    weight = np.concatenate([array(module.weight) for module in modules])
    bias = np.concatenate([array(module.bias) for module in modules])
    sizes = np.array([len(module.weight) for module in modules], dtype=np.int64)
    parts = ["tags", "arc_parts", "relation_halves", "span_parts", "label_halves", "vector_halves"]
    graph.add("Split", graph.linear(words, weight, bias), graph.constant(sizes), outputs=parts, axis=-1)
    _halves(graph, "relation_halves", "relations")
    _halves(graph, "label_halves", "span_labels")
    _halves(graph, "vector_halves", "vectors")
    _arcs(graph, network, shape.arc)
    _spans(graph, network, shape.span)


def _halves(graph: Graph, x: str, output: str) -> None:
    graph.add("Reshape", x, graph.constant(np.array([0, 0, 2, -1], dtype=np.int64)), outputs=[output])


def _arcs(graph: Graph, network: Network, width: int) -> None:
    """Add the arcs and the roots, which torch puts on the diagonal of the arcs and the runtime apart."""
    sizes = graph.constant(np.array([width, width], dtype=np.int64))
    graph.add("Split", graph.gelu("arc_parts"), sizes, outputs=["dependents", "governors"], axis=-1)
    scale = 1 / np.sqrt(width)
    middle = graph.add("MatMul", "dependents", graph.constant(array(network.arc_middle.weight).T * np.float32(scale)))
    middle = graph.add("Add", middle, graph.constant(array(network.arc_middle.bias) * np.float32(scale)))
    graph.add("MatMul", middle, graph.add("Transpose", "governors", perm=[0, 2, 1]), outputs=["arcs"])
    root = graph.add("MatMul", "dependents", graph.constant(array(network.arc_root.weight).T))
    graph.add("Add", root, graph.constant(array(network.arc_root.bias)), outputs=["roots"])


def _spans(graph: Graph, network: Network, width: int) -> None:
    """Add the scores of all spans by each scheme."""
    sizes = graph.constant(np.array([width, width], dtype=np.int64))
    graph.add("Split", graph.gelu("span_parts"), sizes, outputs=["span_firsts", "span_lasts"], axis=-1)
    scale = np.float32(1 / np.sqrt(width))
    middle = graph.add("MatMul", "span_firsts", graph.constant(array(network.span_middle.weight).T * scale))
    middle = graph.add("Add", middle, graph.constant(array(network.span_middle.bias) * scale))
    middle = graph.add("Reshape", middle, graph.constant(np.array([0, 0, N_SCHEMES, width], dtype=np.int64)))
    middle = graph.add("Transpose", middle, perm=[0, 2, 1, 3])
    lasts = graph.add("Unsqueeze", "span_lasts", graph.constant(np.array([1], dtype=np.int64)))
    scores = graph.add("MatMul", middle, graph.add("Transpose", lasts, perm=[0, 1, 3, 2]))
    ends = graph.add("MatMul", "span_lasts", graph.constant(array(network.span_ends.weight).T))
    ends = graph.add("Add", ends, graph.constant(array(network.span_ends.bias)))
    ends = graph.add("Transpose", ends, perm=[0, 2, 1])
    ends = graph.add("Unsqueeze", ends, graph.constant(np.array([2], dtype=np.int64)))
    graph.add("Add", scores, ends, outputs=["spans"])


def tables(network: Network, window: int) -> dict[str, npt.NDArray[Any]]:
    """Return the small arrays that the runtime keeps in numpy."""
    encoder = network.encoder
    first = encoder.shape.first_position
    return {
        "positions": array(encoder.positions.weight)[first : first + window],
        "shapes": array(encoder.shapes.weight),
        "paragraphs": array(encoder.paragraphs.weight),
        "relative": array(encoder.relative.weight),
        "relation": array(network.relation_out.weight).T.copy(),
        "relation_bias": array(network.relation_out.bias),
        "span_label": array(network.span_label_out.weight).T.copy(),
        "span_label_bias": array(network.span_label_out.bias),
    }


def embeddings(network: Network) -> dict[str, npt.NDArray[Any]]:
    """Return the word embeddings as int8 with one scale a word."""
    words = array(network.encoder.words.weight)
    scales = np.maximum(np.abs(words).max(axis=1), 1e-8) / 127
    return {"words": np.round(words / scales[:, None]).astype(np.int8), "scales": scales.astype(np.float32)}


def export(trained: Path, config: Config, name: str, out: Path, *, quantised: bool = True) -> None:
    """Write the files of a trained network, or of a checkpoint's, as `write_model` does."""
    saved = read_trained(trained)
    network, tokenizer = network_of(saved, config), plain_tokenizer(saved["tokenizer"]).to_str()
    write_model(network, config, SPECIAL[config.base], tokenizer, saved["rules"], name, out, quantised=quantised)


def write_model(
    network: Network,
    config: Config,
    special: SpecialPieces,
    tokenizer: str,
    rules: Sequence[str],
    name: str,
    out: Path,
    *,
    quantised: bool = True,
) -> None:
    """Write the files of a model, the manifest with their checksums last."""
    out.mkdir(parents=True, exist_ok=True)
    contents = {
        "layers.onnx": build_graph(network, quantised=quantised).SerializeToString(deterministic=True),
        "words.npz": packed(embeddings(network)),
        "tables.npz": packed(tables(network, config.window)),
        "tokenizer.json": tokenizer.encode("utf-8"),
    }
    assert set(contents) == set(FILES)
    for file, content in contents.items():
        (out / file).write_bytes(content)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "window": config.window,
        "special": asdict(special),
        "files": {file: hashlib.sha256(content).hexdigest() for file, content in contents.items()},
        "training": {key: value for key, value in asdict(config).items() if key != "weights"},
        "lemma_rules": list(rules),
    }
    write_manifest(out, manifest)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write a model's manifest."""
    content = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(content, encoding="utf-8")


def packed(arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """Return arrays as the bytes of an npz file, the same bytes for the same arrays (the zip's times are fixed)."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stubs take every keyword for `allow_pickle`
    return buffer.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    """Export as the command line says."""
    parser = argparse.ArgumentParser(prog="python -m fabula_training.export", description=__doc__)
    parser.add_argument("config", type=Path)
    parser.add_argument("--trained", type=Path, required=True, help="model.pt, or a checkpoint")
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the model")
    parser.add_argument("--float", action="store_true", help="leave the weights as they are, to compare with")
    options = parser.parse_args(arguments)
    export(options.trained, read_config(options.config), options.name, options.out, quantised=not options.float)


if __name__ == "__main__":
    main()
