"""Shapes to tokens: words, punctuation and parameters as arrays of numbers."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from workbench.logs.pieces import translated
from workbench.logs.template_masks import DELIMITERS, HOST, PARAMETER, mask

_SPACE, _DELIMITER, _WORD = 0, 1, 2
_KIND = np.full(256, _WORD, np.uint8)
_KIND[:33] = _SPACE
_KIND[127] = _SPACE
_KIND[list(DELIMITERS.encode())] = _DELIMITER
_DOT, _COLON, _SLASH, _BACKSLASH = 46, 58, 47, 92
_BATCH_BYTES = 1 << 20
_PLAIN_WORD = "^[g-zG-Z]+$|^[A-Za-z]{1,7}$|^[A-Za-z]*[g-zG-Z][A-Za-z]*$"
"""Letters only, and not eight or more hexadecimal ones: never masked."""


class Vocabulary:
    """The texts of token numbers: 0 is PARAMETER, the others are words and punctuation."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._masked: dict[int, str] = {0: PARAMETER}
        self.number_of_raw = self._numbers()
        delimiters = pa.array([character.encode() for character in DELIMITERS], raw.type)
        delimiter = compute.call_function("is_in", [raw], compute.SetLookupOptions(delimiters))
        self.is_word = np.append(False, ~delimiter.to_numpy(zero_copy_only=False))

    def _numbers(self) -> NDArray[np.int32]:
        numbers = np.arange(1, len(self._raw) + 1, dtype=np.int32)
        options = compute.MatchSubstringOptions(_PLAIN_WORD)
        plain = compute.call_function("match_substring_regex", [self._raw], options)
        rest = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
        options = compute.MatchSubstringOptions(f"^(?:{HOST})$", ignore_case=True)
        hosts = compute.call_function("match_substring_regex", [self._raw.take(rest)], options)
        is_host = hosts.to_numpy(zero_copy_only=False)
        numbers[rest[is_host]] = 0
        number_of: dict[str, int] = {PARAMETER: 0}
        for local in rest[~is_host].tolist():
            text = mask(self._raw[local].as_py().decode("utf-8", "replace"))
            number = number_of.setdefault(text, local + 1)
            numbers[local] = number
            self._masked[number] = text
        return numbers

    def text(self, number: int) -> str:
        """The text of a token number."""
        text = self._masked.get(number)
        if text is None:
            text = self._masked[number] = self._raw[number - 1].as_py().decode("ascii")
        return text

    def __len__(self) -> int:
        return len(self._raw) + 1


@dataclass(frozen=True, slots=True)
class TokenRows:
    """Rows of tokens, one per shape.

    `tokens` int32[t] are numbers of `vocabulary`; `glued` bool[t] says that no space stands
    before the token; row i is tokens[offsets[i]:offsets[i + 1]].
    """

    tokens: NDArray[np.int32]
    glued: NDArray[np.bool_]
    offsets: NDArray[np.int64]
    vocabulary: Vocabulary

    def row(self, number: int) -> list[tuple[str, bool]]:
        """One row as (text, glued) pairs."""
        part = slice(self.offsets[number], self.offsets[number + 1])
        text = self.vocabulary.text
        pairs = zip(self.tokens[part].tolist(), self.glued[part].tolist(), strict=True)
        return [(text(token), glued) for token, glued in pairs]


class _Batch(NamedTuple):
    """The tokens of some shapes: their bytes without spaces, lengths, glue, and tokens a shape."""

    data: NDArray[np.uint8]
    lengths: NDArray[np.int32]
    glued: NDArray[np.bool_]
    counts: NDArray[np.int64]


def tokenize(shapes: Any) -> TokenRows:
    """Split shapes (a pyarrow BinaryArray without nulls) into tokens; mask each token once."""
    offsets = np.frombuffer(shapes.buffers()[1], np.int32)[shapes.offset :][: len(shapes) + 1]
    data = np.frombuffer(shapes.buffers()[2] or b"", np.uint8)
    batches: list[_Batch] = []
    first = 0
    while first < len(shapes):
        limit = int(offsets[first]) + _BATCH_BYTES
        last = max(first + 1, int(np.searchsorted(offsets, limit, side="right")) - 1)
        batches.append(_split(data, offsets[first : last + 1]))
        first = last
    text, lengths, glued, counts = (np.concatenate(part) for part in zip(*batches, strict=True))
    ends = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=ends[1:])
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(text)]
    encoded = pa.BinaryArray.from_buffers(pa.binary(), len(lengths), buffers).dictionary_encode()
    vocabulary = Vocabulary(encoded.dictionary)
    tokens = vocabulary.number_of_raw[encoded.indices.to_numpy(zero_copy_only=False)]
    edges = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    return TokenRows(tokens, glued, edges, vocabulary)


def _split(whole: NDArray[np.uint8], offsets: NDArray[np.int32]) -> _Batch:
    """Split one batch of shapes, those between the offsets."""
    data = whole[offsets[0] : offsets[-1]]
    edges = (offsets - offsets[0]).astype(np.int64)
    starts = edges[:-1][edges[:-1] < len(data)]
    kind = _kinds(data)
    kept = kind != _SPACE
    begins = kept.copy()
    begins[1:] &= (kind[1:] == _DELIMITER) | (kind[:-1] != _WORD)
    begins[starts] = True
    begins[_leader_edges(data)] = True
    begins &= kept
    places = np.flatnonzero(begins)
    counts = np.diff(np.searchsorted(places, edges))
    follows = np.zeros(len(data), np.bool_)
    follows[1:] = kept[:-1]
    follows[starts] = False
    sizes = np.add.reduceat(kept, places, dtype=np.int32) if len(places) else np.zeros(0, np.int32)
    return _Batch(np.compress(kept, data), sizes, follows[places], counts)


def _kinds(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The kind of each byte; a colon in '://', '::' and 'C:\\' is part of its word."""
    kind = translated(data, _KIND.tobytes())
    colon = np.flatnonzero(data[:-1] == _COLON)
    following = data[colon + 1]
    drive = following == _BACKSLASH
    url = (following == _SLASH) & (data[np.minimum(colon + 2, len(data) - 1)] == _SLASH)
    double = following == _COLON
    kind[colon[drive | url | double]] = _WORD
    kind[colon[double] + 1] = _WORD
    return kind


def _leader_edges(data: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Where a run of three or more dots begins or ends: it is a token of its own."""
    dots = np.flatnonzero(data == _DOT)
    if len(dots) < 3:
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.diff(dots, prepend=-2) != 1)
    lengths = np.diff(starts, append=len(dots))
    long = lengths >= 3
    begin = dots[starts[long]]
    end = begin + lengths[long]
    return np.concatenate([begin, end[end < len(data)]])
