"""Shapes to tokens: words, punctuation and parameters as arrays of numbers."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from workbench.logs.template_masks import PARAMETER, mask

_SPACE, _DELIMITER, _WORD = 0, 1, 2
_KIND = np.full(256, _WORD, np.uint8)
_KIND[:33] = _SPACE
_KIND[127] = _SPACE
_KIND[list(b"=:,;()[]{}<>\"'|`")] = _DELIMITER
_DOT, _COLON, _SLASH, _BACKSLASH = 46, 58, 47, 92


@dataclass(frozen=True, slots=True)
class TokenRows:
    """Rows of tokens, one per shape.

    `tokens` int32[t] are numbers into `vocabulary` (masked texts; PARAMETER is 0);
    `glued` bool[t] says that no space stands before the token; row i is
    tokens[offsets[i]:offsets[i + 1]].
    """

    tokens: NDArray[np.int32]
    glued: NDArray[np.bool_]
    offsets: NDArray[np.int64]
    vocabulary: list[str]

    def row(self, number: int) -> list[tuple[str, bool]]:
        """One row as (text, glued) pairs."""
        part = slice(self.offsets[number], self.offsets[number + 1])
        words = self.vocabulary
        return [
            (words[token], glued)
            for token, glued in zip(
                self.tokens[part].tolist(), self.glued[part].tolist(), strict=True
            )
        ]


def tokenize(shapes: list[bytes]) -> TokenRows:
    """Split shapes into tokens and mask each distinct token once."""
    data = np.frombuffer(b"".join(shapes), np.uint8)
    ends = np.cumsum([len(shape) for shape in shapes], dtype=np.int64)
    edges = np.concatenate([np.zeros(1, np.int64), ends])
    kind = _kinds(data)
    begins = np.empty(len(data), np.bool_)
    if len(data):
        begins[0] = True
        begins[1:] = (kind[1:] == _DELIMITER) | (kind[:-1] != _WORD)
    begins[edges[:-1][edges[:-1] < len(data)]] = True
    begins[_leader_edges(data)] = True
    kept = kind != _SPACE
    begins &= kept
    glued = np.ones(len(data), np.bool_)
    glued[1:] = kept[:-1]
    glued[edges[:-1][edges[:-1] < len(data)]] = False
    before = np.zeros(len(data) + 1, np.int64)
    np.cumsum(begins, out=before[1:])
    numbers, vocabulary = _masked(data[kept], np.flatnonzero(begins[kept]))
    return TokenRows(numbers, glued[begins], before[edges], vocabulary)


def _kinds(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The kind of each byte; a colon in '://', '::' and 'C:\\' is part of its word."""
    kind = _KIND[data]
    colon = np.flatnonzero(data[:-1] == _COLON) if len(data) else np.zeros(0, np.int64)
    following = data[colon + 1]
    drive = following == _BACKSLASH
    url = (following == _SLASH) & (data[np.minimum(colon + 2, len(data) - 1)] == _SLASH)
    double = following == _COLON
    kind[colon[drive | url | double]] = _WORD
    kind[colon[double] + 1] = _WORD
    return kind


def _leader_edges(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where a run of three or more dots begins or ends: it is a token of its own."""
    dot = np.zeros(len(data) + 4, np.bool_)
    dot[2:-2] = data == _DOT
    three = dot[:-2] & dot[1:-1] & dot[2:]
    leader = three[:-2] | three[1:-1] | three[2:]
    return np.flatnonzero(leader[1:] != leader[:-1]) + 1


def _masked(
    data: NDArray[np.uint8], begins: NDArray[np.int64]
) -> tuple[NDArray[np.int32], list[str]]:
    """Number the masked text of every token."""
    offsets = np.append(begins, len(data)).astype(np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(data))]
    raw = pa.BinaryArray.from_buffers(pa.binary(), len(begins), buffers)
    encoded = raw.dictionary_encode()
    number_of: dict[str, int] = {PARAMETER: 0}
    numbers = np.empty(len(encoded.dictionary), np.int32)
    for local, token in enumerate(encoded.dictionary.to_pylist()):
        text = mask(token.decode("utf-8", "replace"))
        numbers[local] = number_of.setdefault(text, len(number_of))
    return numbers[encoded.indices.to_numpy(zero_copy_only=False)], list(number_of)
