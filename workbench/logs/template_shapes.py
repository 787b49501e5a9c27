"""Messages to shapes: runs of digits become one 0, equal shapes are counted once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from workbench.logs.pieces import DIGITS_AS_ZERO, counts_before, translated

_ZERO = 48
_SLICE_BYTES = 1 << 20
"""Slices of this size stay in the processor's cache; whole files are four times slower."""

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]


@dataclass(slots=True)
class ShapeTable:
    """The distinct shapes of each slice of messages, and the shape number of every message.

    `numbers` holds one int32 array per slice; they count on through all slices, so a shape
    that comes in several slices has several numbers until `distinct` joins them.
    """

    numbers: list[NDArray[np.int32]] = field(default_factory=list[NDArray[np.int32]])
    count: int = 0
    _shapes: list[Any] = field(default_factory=list[Any])

    def add(self, buffer: object, starts: Longs, ends: Longs) -> Iterator[int]:
        """Add messages: bytes starts[i]..ends[i] of `buffer`, in order, not overlapping.

        Gives the number of messages after each slice added, so that the caller may `forget`.
        """
        data = np.frombuffer(buffer, np.uint8)  # pyright: ignore[reportArgumentType, reportCallIssue]: the buffer protocol has no type before 3.12
        first = 0
        while first < len(starts):
            limit = starts[first] + _SLICE_BYTES
            last = max(first + 1, int(np.searchsorted(ends, limit)))
            self._add_slice(data, starts[first:last], ends[first:last])
            yield last - first
            first = last

    def _add_slice(self, data: Bytes, starts: Longs, ends: Longs) -> None:
        encoded = _collapsed(data, starts, ends).dictionary_encode()
        self.numbers.append(encoded.indices.to_numpy(zero_copy_only=False) + np.int32(self.count))
        self._shapes.append(encoded.dictionary)
        self.count += len(encoded.dictionary)

    def distinct(self) -> tuple[Any, NDArray[np.int32]]:
        """All distinct shapes (a pyarrow BinaryArray), and which of them each number is."""
        encoded = pa.concat_arrays(self._shapes).dictionary_encode()
        return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)

    def forget(self) -> None:
        """Start anew: shapes seen so far get new numbers when they come again."""
        self.numbers, self._shapes, self.count = [], [], 0


def _collapsed(data: Bytes, starts: Longs, ends: Longs) -> Any:
    """The messages (a pyarrow BinaryArray) with every run of digits written as one 0."""
    base = int(starts[0])
    region = translated(data[base : int(ends[-1])], DIGITS_AS_ZERO)
    begin, stop = starts - base, ends - base
    digit = region == _ZERO
    keep = np.empty(len(region), np.bool_)
    keep[:1] = True
    np.logical_and(digit[1:], digit[:-1], out=keep[1:])
    np.logical_not(keep[1:], out=keep[1:])
    keep[begin[begin < len(region)]] = True
    _drop_between(keep, begin, stop)
    before = counts_before(keep)
    offsets = np.append(before[begin], before[-1])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.compress(keep, region))]
    return pa.BinaryArray.from_buffers(pa.binary(), len(begin), buffers)


def _drop_between(keep: NDArray[np.bool_], begin: Longs, stop: Longs) -> None:
    """Drop the bytes that belong to no message (line ends, record headers)."""
    gaps = begin[1:] - stop[:-1]
    if len(gaps) == 0 or gaps.max() <= 2:
        keep[stop[:-1][gaps >= 1]] = False
        keep[stop[:-1][gaps == 2] + 1] = False
        return
    edge = np.zeros(len(keep) + 1, np.int8)
    np.add.at(edge, begin, 1)
    np.add.at(edge, stop, -1)
    keep &= np.cumsum(edge[:-1], dtype=np.int8).view(np.bool_)
