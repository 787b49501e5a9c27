"""Stamps of one layout read eight bytes at a time, for millions of lines.

Neighbouring stamps mostly share everything up to the minute, so that part is read only where
it changes; seconds and fraction are read from machine words. Layouts that do not end in a
fixed tail after the seconds are left to the general reader.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.logs.model import NO_TIME, BoolArray, ByteArray, LineArray, TimeArray
from workbench.logs.stamps import Layout, layout_of, read_stamps
from workbench.logs.zones import SECOND

Words = npt.NDArray[np.uint64]
_HIGH = np.uint64(0xF0F0F0F0F0F0F0F0)
_ZEROS = np.uint64(0x3030303030303030)
_SIXES = np.uint64(0x0606060606060606)
_DIGIT = np.uint64(15)
_FEW_STAMPS, _REACH = 64, 80
_ONES = np.uint64(0x0101010101010101)
_TOPS = np.uint64(0x8080808080808080)


def words_of(data: ByteArray) -> Words:
    """The eight bytes from every position on, as little-endian words."""
    return np.ndarray((len(data) - 7,), np.dtype("<u8"), data.data, strides=(1,))


def mask_of(count: int) -> np.uint64:
    """A mask of the first `count` bytes of a word."""
    return np.uint64((1 << (8 * count)) - 1)


def next_byte(words: Words, places: LineArray, ends: LineArray, byte: int) -> LineArray:
    """Where a byte comes next from each place on, the line's end where it does not.

    A byte of a word is 0 after xor with the wanted one; the lowest such byte is found by
    the usual borrow trick (H. Warren, "Hacker's Delight", 6-1).
    """
    pattern = np.uint64(byte * 0x0101010101010101)
    result = ends.copy()
    rows = np.arange(len(places))
    last = len(words) - 1
    while len(rows):
        differing = words[np.minimum(places, last)] ^ pattern
        zeros = (differing - _ONES) & ~differing & _TOPS
        hit = zeros != 0
        lowest = zeros[hit] & (~zeros[hit] + np.uint64(1))
        found = places[hit] + (np.bitwise_count(lowest - np.uint64(1)) >> 3)
        result[rows[hit]] = np.minimum(found, ends[rows[hit]])
        left = ~hit & (places + 8 < ends[rows])
        rows, places = rows[left], places[left] + 8
    return result


@dataclass(frozen=True, slots=True)
class FastStamp:
    """A layout split into head (up to the seconds), seconds with fraction, and a fixed tail."""

    head: Layout | None
    head_width: int
    digits: tuple[tuple[int, int], ...]
    digit_mask: tuple[int, ...]
    fixed_mask: tuple[int, ...]
    fixed: tuple[int, ...]

    @staticmethod
    def of(layout: Layout, sample: bytes) -> "FastStamp | None":
        """The split of a layout as in `sample`, its offset fixed; None when there is none."""
        parts = layout.parts
        if "e" in parts:
            return FastStamp(None, 0, _digits(_epoch_weights(parts), 0), *_masks(sample, 0, parts))
        if "S" not in parts or "p" in parts:
            return None
        begin = parts["S"][0]
        if any(end > begin for name, (_, end) in parts.items() if name not in "Sf"):
            return None
        weights = _weights(parts)
        tail = sample[begin:]
        if len(tail) > 16:
            return None
        offset = layout.offset
        if layout.offset_columns:
            offset = layout.offset_of(sample)
        head_parts = {name: span for name, span in parts.items() if name not in "Sf"}
        head = Layout(
            begin, layout.sample[:begin], head_parts, layout.flags, offset, zone=layout.zone
        )
        return FastStamp(head, begin, _digits(weights, begin), *_masks(tail, begin, parts))

    def read(self, data: ByteArray, words: Words, starts: LineArray) -> tuple[TimeArray, BoolArray]:
        """Times at these positions, and which of them are stamps of this layout in range."""
        if self.head is None:
            times, good = np.zeros(len(starts), np.int64), np.ones(len(starts), np.bool_)
        else:
            times, good = self._heads(self.head, data, words, starts)
        last = len(words) - 1
        tails = [
            words[np.minimum(starts + (self.head_width + 8 * place), last)]
            for place in range(len(self.fixed))
        ]
        for word, digit_mask, fixed_mask, fixed in zip(
            tails, self.digit_mask, self.fixed_mask, self.fixed, strict=True
        ):
            # a digit is 3x with x < 10: after xor and adding 6 its high half is still clear
            digit = (word ^ _ZEROS) & np.uint64(digit_mask)
            good &= ((digit | (digit + (_SIXES & np.uint64(digit_mask)))) & _HIGH) == 0
            good &= (word & np.uint64(fixed_mask)) == np.uint64(fixed)
        rest = np.zeros(len(starts), np.int64)
        for place, weight in self.digits:
            shift = np.uint64(8 * (place % 8))
            rest += ((tails[place // 8] >> shift) & _DIGIT).astype(np.int64) * weight
        if self.head is not None:
            good &= rest < 61 * SECOND
        times += rest
        return times, good

    def _heads(
        self, head: Layout, data: ByteArray, words: Words, starts: LineArray
    ) -> tuple[TimeArray, BoolArray]:
        """Times up to the minute, read where a head differs from the one before."""
        changed = np.ones(len(starts), np.bool_)
        changed[1:] = False
        for place in range(0, self.head_width, 8):
            word = words[starts + place] & mask_of(min(self.head_width - place, 8))
            changed[1:] |= word[1:] != word[:-1]
        rows = np.flatnonzero(changed)
        windows = np.lib.stride_tricks.sliding_window_view(data, self.head_width)
        heads = windows[starts[rows]]
        fits = head.fits(heads)
        times = head.read(heads)
        counts = np.diff(rows, append=len(starts))
        good = fits & (times != np.iinfo(np.int64).min)
        return np.repeat(times, counts), np.repeat(good, counts)


def read_many_stamps(
    data: ByteArray, starts: LineArray, widths: LineArray
) -> tuple[TimeArray, ByteArray]:
    """As `read_stamps`, faster where most stamps have the layout of the first one."""
    if len(starts) < _FEW_STAMPS:
        return read_stamps(data, starts, widths)
    width = int(widths[0])
    text = data[int(starts[0]) : int(starts[0]) + width].tobytes()
    layout = layout_of(text)
    stamp = FastStamp.of(layout, text) if layout is not None else None
    rows = np.flatnonzero((widths == width) & (starts + _REACH < len(data)))
    if layout is None or stamp is None or not len(rows):
        return read_stamps(data, starts, widths)
    times = np.full(len(starts), NO_TIME, np.int64)
    flags = np.zeros(len(starts), np.uint8)
    found, good = stamp.read(data, words_of(data), starts[rows])
    times[rows[good]], flags[rows[good]] = found[good], layout.flags
    left = np.ones(len(starts), np.bool_)
    left[rows[good]] = False
    rest = np.flatnonzero(left)
    times[rest], flags[rest] = read_stamps(data, starts[rest], widths[rest])
    return times, flags


def _weights(parts: dict[str, tuple[int, int]]) -> dict[int, int]:
    """Nanoseconds that a 1 in each column of seconds and fraction stands for."""
    start, end = parts["S"]
    weights = {column: SECOND * 10 ** (end - 1 - column) for column in range(start, end)}
    if "f" in parts:
        start, end = parts["f"]
        weights |= {column: SECOND // 10 ** (column - start + 1) for column in range(start, end)}
    return weights


def _epoch_weights(parts: dict[str, tuple[int, int]]) -> dict[int, int]:
    start, end = parts["e"]
    unit = 10 ** (19 - (end - start))
    weights = {column: unit * 10 ** (end - 1 - column) for column in range(start, end)}
    if "f" in parts:
        start, end = parts["f"]
        weights |= {column: unit // 10 ** (column - start + 1) for column in range(start, end)}
    return weights


def _digits(weights: dict[int, int], begin: int) -> tuple[tuple[int, int], ...]:
    return tuple((column - begin, weight) for column, weight in sorted(weights.items()))


def _masks(
    tail: bytes, begin: int, parts: dict[str, tuple[int, int]]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Per word: which bytes are digits, which are fixed, and the fixed bytes."""
    digits = {column - begin for name in "Sfe" if name in parts for column in range(*parts[name])}
    count = -(-len(tail) // 8)
    digit_masks, fixed_masks, fixed = [0] * count, [0] * count, [0] * count
    for place, byte in enumerate(tail):
        number, shift = divmod(place, 8)
        if place in digits:
            digit_masks[number] |= 255 << (8 * shift)
        else:
            fixed_masks[number] |= 255 << (8 * shift)
            fixed[number] |= byte << (8 * shift)
    return tuple(digit_masks), tuple(fixed_masks), tuple(fixed)
