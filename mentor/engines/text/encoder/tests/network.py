"""A network of the inputs and outputs that a BERT encoder has, written as ONNX without the onnx package.

It looks each piece up in a table of vectors: what a sentence's row must be can be told by hand.
The numbers of the fields are those of onnx.proto3 (IR version 8, operators of version 13).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FLOAT, INT64 = 1, 7
PIECES = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "сделаю", "скидк", "##у", "##и", ",", "вам", "Вам")
NETWORK = "model.onnx"


def table(width: int = 4) -> NDArray[np.float32]:
    """A vector for each piece."""
    return np.random.default_rng(7).normal(size=(len(PIECES), width)).astype(np.float32)


def write_model(
    folder: Path, *, output: str = "last_hidden_state", extra_input: str = "", **habits: bool
) -> None:
    """A whole model: network, vocabulary, and how it treats letters."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NETWORK).write_bytes(_model(table(), output, extra_input))
    (folder / "vocab.txt").write_text("\n".join(PIECES) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(habits), encoding="utf-8")


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return _varint(field << 3 | 2) + _varint(len(raw)) + raw


def _value(name: str, kind: int, *dimensions: str | int) -> bytes:
    shape = b"".join(
        _bytes(1, _bytes(2, one) if isinstance(one, str) else _number(1, one)) for one in dimensions
    )
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _model(vectors: NDArray[np.float32], output: str, extra_input: str) -> bytes:
    weights = _number(1, vectors.shape[0]) + _number(1, vectors.shape[1]) + _number(2, FLOAT)
    weights += _bytes(8, "table") + _bytes(9, vectors.tobytes())
    look_up = _bytes(1, "table") + _bytes(1, "input_ids") + _bytes(2, output) + _bytes(4, "Gather")
    inputs = ["input_ids", "attention_mask", *([extra_input] if extra_input else [])]
    graph = _bytes(1, look_up) + _bytes(2, "double") + _bytes(5, weights)
    graph += b"".join(_bytes(11, _value(name, INT64, "batch", "length")) for name in inputs)
    graph += _bytes(12, _value(output, FLOAT, "batch", "length", vectors.shape[1]))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 13))
