"""Makes a tiny real model: an ONNX table of word vectors in which chosen words mean the same."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import Whitespace

from workbench.search.models import NETWORK, TOKENIZER, InstalledModel, write_manifest

DIMENSION = 16


def make_model(
    folder: Path, meanings: Sequence[Sequence[str]], *, name: str = "tiny", seed: int = 0
) -> InstalledModel:
    """Install a model below `folder`: the words of one entry of `meanings` mean the same."""
    place = folder / f"{name}-{seed}"
    place.mkdir(parents=True)
    vectors = np.random.default_rng(seed).normal(size=(len(meanings) + 2, DIMENSION))
    words = {"[PAD]": 0, "[UNK]": 1}
    rows = [vectors[0], vectors[1]]
    for number, entry in enumerate(meanings, 2):
        for word in entry:
            words[word] = len(rows)
            rows.append(vectors[number])
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))
    tokenizer.normalizer = Lowercase()
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(place / TOKENIZER))
    (place / NETWORK).write_bytes(_lookup_network(np.array(rows, np.float32)))
    files = {
        file: hashlib.sha256((place / file).read_bytes()).hexdigest()
        for file in (NETWORK, TOKENIZER)
    }
    model = InstalledModel(
        id=place.name,
        name=name,
        source="made by a test",
        licence="mit",
        dimension=DIMENSION,
        tokens=64,
        pooling="mean",
        normalize=True,
        bytes=0,
        files=files,
        folder=place,
    )
    write_manifest(model, place)
    return model


def _lookup_network(table: np.ndarray) -> bytes:
    """An ONNX file with one node: Gather rows of the table by input_ids."""
    tensor = _number(1, table.shape[0]) + _number(1, table.shape[1]) + _number(2, 1)
    tensor += _bytes(8, b"table") + _bytes(9, table.tobytes())
    node = _bytes(1, b"table") + _bytes(1, b"input_ids") + _bytes(2, b"states")
    node += _bytes(4, b"Gather")
    graph = _bytes(1, node) + _bytes(2, b"lookup") + _bytes(5, tensor)
    graph += _bytes(11, _value(b"input_ids", 7, 2)) + _bytes(12, _value(b"states", 1, 3))
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, b"") + _number(2, 13))


def _value(name: bytes, kind: int, dimensions: int) -> bytes:
    shape = b"".join(_bytes(1, _bytes(2, b"d%d" % number)) for number in range(dimensions))
    return _bytes(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
