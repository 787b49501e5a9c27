"""The numbers inside messages: their values and the field each belongs to, without a loop a line.

A number's field is named by the word before it and what stands between ('latency_ms": '),
with digits collapsed.
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute

from workbench.logs.pieces import DIGITS_AS_ZERO, counts_before, translated
from workbench.logs.template_rows import CALENDAR

_NAME_BYTES = 16
_ZERO = 48
_LETTER = np.zeros(256, np.bool_)
_LETTER[[*range(65, 91), *range(97, 123), 95, *range(128, 256)]] = True
_UNIT_LETTER = np.zeros(256, np.bool_)
_UNIT_LETTER[list(b"smunkKMG%")] = True
_MINUS = 45
_BEFORE_SIGN = np.zeros(256, np.bool_)
_BEFORE_SIGN[list(b'=: ([,"')] = True
_LONGEST_NUMBER = 15
_MOST_NUMBERS = 6_000_000

Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Field:
    """One numeric field of one template: record numbers (ascending) and values; times in ms."""

    template_id: int
    name: str
    records: Longs
    values: NDArray[np.float64]


@dataclass(slots=True)
class FieldReader:
    """Reads the numbers of messages that are fed in order; of big logs every n-th record."""

    every: int = 1
    _records: list[Longs] = field(default_factory=list[Longs])
    _values: list[NDArray[np.float64]] = field(default_factory=list[NDArray[np.float64]])
    _keys: list[NDArray[np.uint64]] = field(default_factory=list[NDArray[np.uint64]])
    _names: dict[int, bytes] = field(default_factory=dict[int, bytes])
    _held: int = 0

    def feed(self, first_record: int, buffer: object, starts: Longs, ends: Longs) -> None:
        """Add consecutive messages: bytes starts[i]..ends[i] of `buffer`."""
        if not len(starts):
            return
        data = np.frombuffer(buffer, np.uint8)  # pyright: ignore[reportArgumentType, reportCallIssue]: the buffer protocol has no type before 3.12
        base = int(starts[0])
        region = data[base : int(ends[-1])]
        found = _numbers(region, starts - base, ends - base)
        records = first_record + found.messages
        if self.every > 1:
            found = found.chosen(records % self.every == 0)
            records = first_record + found.messages
        for key, place in zip(*np.unique(found.keys, return_index=True), strict=True):
            if int(key) not in self._names:
                start = int(found.starts[place])
                self._names[int(key)] = region[max(start - 32, 0) : start].tobytes()
        self._records.append(records)
        self._values.append(found.values)
        self._keys.append(found.keys)
        self._held += len(records)
        if self._held > _MOST_NUMBERS:
            self._thin()

    def _thin(self) -> None:
        """Keep every second record from here on, and of those read."""
        self.every *= 2
        for i, records in enumerate(self._records):
            kept = records % self.every == 0
            self._records[i] = records[kept]
            self._values[i], self._keys[i] = self._values[i][kept], self._keys[i][kept]
        self._held = sum(len(records) for records in self._records)

    def fields(self, template_ids: NDArray[np.int32], least: int = 40) -> list[Field]:
        """The fields with at least `least` values."""
        if not self._held:
            return []
        records, values = np.concatenate(self._records), np.concatenate(self._values)
        keys = np.concatenate(self._keys)
        ids = template_ids[records]
        mixed = keys ^ ((ids.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15))
        order = np.argsort(mixed, kind="stable")
        edges = _changes(mixed[order])
        found: list[Field] = []
        for first, last in zip(edges, np.append(edges[1:], len(order)), strict=True):
            if last - first < least:
                continue
            places = np.sort(order[first:last])
            kept = places[np.diff(records[places], prepend=-1) > 0]
            name = _name(self._names[int(keys[kept[0]])])
            if name in CALENDAR:
                continue
            found.append(Field(int(ids[kept[0]]), name, records[kept], values[kept]))
        return found


def _changes(keys: NDArray[np.uint64]) -> Longs:
    """Where a run of equal keys begins."""
    return np.flatnonzero(np.diff(keys, prepend=~keys[:1])) if len(keys) else np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class _Numbers:
    starts: Longs
    messages: Longs
    values: NDArray[np.float64]
    keys: NDArray[np.uint64]

    def chosen(self, which: NDArray[np.bool_]) -> "_Numbers":
        return _Numbers(
            self.starts[which], self.messages[which], self.values[which], self.keys[which]
        )


def _numbers(region: Bytes, starts: Longs, ends: Longs) -> _Numbers:
    """The numbers of a region, decimals joined, those inside words left out."""
    digit = (region - _ZERO) < 10
    edge = np.diff(digit.view(np.int8), prepend=0, append=0)
    begin, stop = np.flatnonzero(edge == 1), np.flatnonzero(edge == -1)
    padded = np.concatenate([region, np.zeros(4, np.uint8)])
    dotted = np.zeros(len(begin) + 1, np.bool_)
    dotted[1:-1] = (begin[1:] - stop[:-1] == 1) & (padded[stop[:-1]] == 46)
    whole = ~dotted[:-1] & ~dotted[1:]
    head = np.flatnonzero(dotted[1:] & ~dotted[:-1])
    head = head[~dotted[np.minimum(head + 2, len(begin))]]
    first = np.concatenate([np.flatnonzero(whole), head])
    last = np.concatenate([np.flatnonzero(whole), head + 1])
    order = np.argsort(first, kind="stable")
    begin, stop = begin[first[order]], stop[last[order]]
    message = np.searchsorted(starts, begin, side="right") - 1
    inside = (message >= 0) & (stop <= ends[np.maximum(message, 0)])
    good = inside & _stands_alone(padded, begin, stop, starts[np.maximum(message, 0)])
    good &= stop - begin <= _LONGEST_NUMBER
    begin, stop, message = begin[good], stop[good], message[good]
    negative = _negative(padded, begin, starts[message])
    values = _values(region, begin, stop) * _scale(padded, stop)
    values[negative] *= -1.0
    begin = begin - negative  # a field's name does not depend on the sign
    return _Numbers(begin, message, values, _field_keys(region, begin, starts[message]))


def _negative(padded: Bytes, begin: Longs, message: Longs) -> NDArray[np.bool_]:
    """Whether a minus before a number is its sign, and not that of a range, a date or an id."""
    two_before = np.where(begin - 1 > message, padded[begin - 2], 32)
    return (begin > message) & (padded[begin - 1] == _MINUS) & _BEFORE_SIGN[two_before]


def _stands_alone(padded: Bytes, begin: Longs, stop: Longs, message: Longs) -> NDArray[np.bool_]:
    """Not part of a word, an id or an address."""
    before = np.where(begin > message, padded[begin - 1], 32)
    two_before = np.where(begin - 1 > message, padded[begin - 2], 32)
    negative = _negative(padded, begin, message)
    after, next_after = padded[stop], padded[stop + 1]
    joined = _LETTER[before] | (before == 46) | (before == 47)
    joined |= (before == _MINUS) & ~negative
    ends_word = ~_LETTER[after] | (_UNIT_LETTER[after] & ~((next_after - _ZERO) < 10))
    id_after = (after == _MINUS) | (after == 47)
    clock = (after == 58) & ((next_after - _ZERO) < 10)
    clock |= (before == 58) & ((two_before - _ZERO) < 10)
    return ~joined & ends_word & ~id_after & ~clock


def _values(region: Bytes, begin: Longs, stop: Longs) -> NDArray[np.float64]:
    edge = np.zeros(len(region) + 1, np.int8)
    edge[begin] += 1
    edge[stop] -= 1
    text = region[np.cumsum(edge[:-1], dtype=np.int8).view(np.bool_)]
    offsets = np.zeros(len(begin) + 1, np.int32)
    np.cumsum(stop - begin, out=offsets[1:])
    strings = pa.StringArray.from_buffers(len(begin), pa.py_buffer(offsets), pa.py_buffer(text))
    return compute.cast(strings, pa.float64()).to_numpy(zero_copy_only=False)


def _scale(padded: Bytes, stop: Longs) -> NDArray[np.float64]:
    """Durations in ms: what a value is multiplied with, from the unit behind it."""
    place = np.where(padded[stop] == 32, np.minimum(stop + 1, len(padded) - 3), stop)
    one, two, three = (
        padded[place],
        padded[place + 1],
        padded[np.minimum(place + 2, len(padded) - 1)],
    )
    scale = np.ones(len(stop))
    scale[(one == ord("s")) & ~_LETTER[two]] = 1e3
    scale[(one == ord("u")) & (two == ord("s")) & ~_LETTER[three]] = 1e-3
    scale[(one == ord("n")) & (two == ord("s")) & ~_LETTER[three]] = 1e-6
    return scale


def _field_keys(region: Bytes, begin: Longs, message: Longs) -> NDArray[np.uint64]:
    """A hash of the bytes before each number or its sign, runs of digits as one."""
    zeroed = translated(region, DIGITS_AS_ZERO)
    keep = np.ones(len(zeroed), np.bool_)
    keep[1:] = (zeroed[1:] != _ZERO) | (zeroed[:-1] != _ZERO)
    keep[message[message < len(keep)]] = True
    short = np.compress(keep, zeroed)
    before = counts_before(keep)
    at, floor = before[begin + 1] - 1, before[message + 1] - 1
    padded = np.concatenate([np.zeros(_NAME_BYTES, np.uint8), short])
    keys = np.zeros(len(begin), np.uint64)
    in_word, open_ = np.zeros(len(begin), np.bool_), np.ones(len(begin), np.bool_)
    for back in range(1, _NAME_BYTES + 1):
        byte = padded[at - back + _NAME_BYTES]
        letter = _LETTER[byte]
        open_ &= (at - back >= floor) & (letter | ~in_word)
        in_word |= letter
        step = (keys ^ byte.astype(np.uint64)) * np.uint64(0x100000001B3) + np.uint64(back)
        keys = np.where(open_, step, keys)
    return keys


def _name(before: bytes) -> str:
    """The word before a number, as 'latency_ms'; empty where there is none."""
    text = before.decode("utf-8", "replace").rstrip("0123456789 :=\"'([{-+<>$#\t")
    tail = text.split()[-1:] or [""]
    word = tail[0].split('"')[-1].split("=")[-1].split(",")[-1].split("{")[-1]
    return word if word[:1].isalpha() or word[:1] == "_" else ""
