"""Where the values of a table stand, for the rows of a block at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from workbench.logs.fast_stamps import Words, mask_of
from workbench.logs.model import BoolArray, ByteArray, LineArray
from workbench.logs.pieces import counts_before

_QUOTE, _BLANK, _TAB = 34, 32, 9
_MASKS: Words = np.array([mask_of(count) for count in range(9)], np.uint64)
_WIDEST = 16
_MOST_ROWS = 1_000
"""A quoted value that goes over more lines is none: its quote stands for itself."""
_TRIALS = 8
_FEW_MEANINGS = 16


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of rows, row by row: `begins[k]` to `finishes[k]` in `data`.

    Row i goes from `starts[i]` to `ends[i]` and has `counts[i]` cells from number `first[i]` on.
    """

    data: ByteArray
    starts: LineArray
    ends: LineArray
    begins: LineArray
    finishes: LineArray
    first: LineArray
    counts: LineArray

    def column(self, number: int) -> tuple[LineArray, LineArray]:
        """Where the values of a column begin and end, without quotes and blanks around them.

        Empty where a row has no such column.
        """
        if number < 0 or not len(self.begins):
            return self.ends, self.ends
        there = number < self.counts
        places = np.where(there, self.first + number, 0)
        begins = np.where(there, self.begins[places], self.ends)
        finishes = np.where(there, self.finishes[places], self.ends)
        begins, finishes = self._trimmed(begins, finishes)
        last = len(self.data) - 1
        quoted = self.data[np.minimum(begins, last)] == _QUOTE
        quoted &= (finishes - begins >= 2) & (self.data[np.maximum(finishes - 1, 0)] == _QUOTE)
        return self._trimmed(begins + quoted, finishes - quoted)

    def _trimmed(self, begins: LineArray, finishes: LineArray) -> tuple[LineArray, LineArray]:
        for _ in range(_WIDEST):
            blank = (begins < finishes) & (self.data[np.where(begins < finishes, begins, 0)] <= 32)
            if not blank.any():
                break
            begins = begins + blank
        for _ in range(_WIDEST):
            blank = (begins < finishes) & (self.data[np.maximum(finishes - 1, 0)] <= 32)
            if not blank.any():
                break
            finishes = finishes - blank
        return begins, finishes


def divided(
    data: ByteArray, starts: LineArray, ends: LineArray, delimiter: int, quotes: BoolArray | None
) -> Cells:
    """Cells with one delimiter between them; what stands between `quotes` divides nothing."""
    cuts, low, high = _cuts(data, starts, ends, delimiter, quotes)
    rows, chosen = _members(low, high)
    if len(chosen) < len(cuts):  # some stand outside all rows
        cuts = cuts[chosen]
    counts = high - low + 1
    first = np.cumsum(counts) - counts
    begins, finishes = np.empty((2, len(cuts) + len(starts)), np.int64)
    places = np.arange(len(cuts)) + rows  # a cut ends a cell, and begins the one behind it
    begins[first], begins[places + 1] = starts, cuts + 1
    finishes[first + counts - 1], finishes[places] = ends, cuts
    return Cells(data, starts, ends, begins, finishes, first, counts)


def _members(low: LineArray, high: LineArray) -> tuple[LineArray, LineArray]:
    """Row by row the numbers from `low` to `high`, and the row of each."""
    counts = high - low
    rows: LineArray = np.repeat(np.arange(len(low)), counts)
    shifts: LineArray = np.repeat(low - (np.cumsum(counts) - counts), counts)
    return rows, shifts + np.arange(len(rows))


def _cuts(
    data: ByteArray, starts: LineArray, ends: LineArray, delimiter: int, quotes: BoolArray | None
) -> tuple[LineArray, LineArray, LineArray]:
    """Delimiters outside quotes, and how many come before each row's start and end."""
    if quotes is None:
        cuts = np.flatnonzero(data == delimiter)
        return cuts, np.searchsorted(cuts, starts), np.searchsorted(cuts, ends)
    signs = np.flatnonzero((data == delimiter) | quotes)
    quoting = quotes[signs]
    inside = _behind_odd(quoting)
    low: LineArray = np.searchsorted(signs, starts)
    high: LineArray = np.searchsorted(signs, ends)
    before = np.append(np.zeros(1, np.bool_), inside)[low]  # of a row's first sign
    if before.any():
        rows, chosen = _members(low, high)
        inside[chosen] ^= before[rows]
    cutting = ~(quoting | inside)
    counted = counts_before(cutting).astype(np.int64)
    return signs[cutting], counted[low], counted[high]


def worded(data: ByteArray, starts: LineArray, ends: LineArray) -> Cells:
    """Cells with blanks or tabs between them, however many; quoted ones may hold blanks."""
    blank = (data == _BLANK) | (data == _TAB) | (data == 10) | (data == 13)
    quotes = data == _QUOTE
    if quotes.any():
        _forget(quotes, starts, ends, _odd(quotes, starts, ends))
        blank &= ~_behind_odd(quotes)
    edge = np.empty(len(blank) + 1, np.bool_)
    edge[0], edge[-1] = ~blank[0], ~blank[-1]
    np.not_equal(blank[1:], blank[:-1], out=edge[1:-1])
    edges = np.flatnonzero(edge)
    begins, finishes = edges[::2], edges[1::2]
    first = np.searchsorted(begins, starts)
    counts = np.searchsorted(begins, ends) - first
    return Cells(data, starts, ends, begins, finishes, first, counts)


def rows_of_lines(
    data: ByteArray, starts: LineArray, ends: LineArray, delimiter: int, *, inside: bool = False
) -> tuple[LineArray, BoolArray | None]:
    """The lines in which a row begins, and the quotes that enclose values (None: no quotes).

    A quoted value may go over several lines. `inside`: the first line is in such a value.
    """
    quotes = data == _QUOTE
    if not quotes.any():
        return np.arange(len(starts)), None
    odd = _odd(quotes, starts, ends)
    stray = odd & ~_at_an_edge(data, quotes, starts, ends, delimiter) if odd.any() else odd
    for _ in range(_TRIALS):
        _forget(quotes, starts, ends, stray)
        odd &= ~stray
        begins = _unquoted(odd, inside)
        endless = begins[np.diff(begins, append=len(starts)) > _MOST_ROWS]
        if not len(endless):
            return begins, quotes
        stray = np.zeros(len(odd), np.bool_)
        stray[endless] = True
    _forget(quotes, starts, ends, odd)
    return np.arange(len(starts)), quotes


def _unquoted(odd: BoolArray, inside: bool) -> LineArray:
    """The lines that begin outside quotes, by which lines hold an odd number of them."""
    return np.flatnonzero(~(_behind_odd(odd) ^ odd ^ inside))


def _behind_odd(marks: BoolArray) -> BoolArray:
    """Up to which places (those included) there is an odd number of marks."""
    return np.bitwise_xor.accumulate(marks.view(np.uint8)).view(np.bool_)


def _odd(quotes: BoolArray, starts: LineArray, ends: LineArray) -> BoolArray:
    """Which lines hold an odd number of quotes."""
    places = np.flatnonzero(quotes)
    return (np.searchsorted(places, ends) - np.searchsorted(places, starts)) % 2 == 1


def _at_an_edge(
    data: ByteArray, quotes: BoolArray, starts: LineArray, ends: LineArray, delimiter: int
) -> BoolArray:
    """Which lines have a quote where a value begins or ends."""
    divides = (data == delimiter) | (data == 10) | (data == 13)
    places = np.flatnonzero(quotes)
    before = (places == 0) | divides[places - 1]
    behind = (places == len(data) - 1) | divides[np.minimum(places + 1, len(data) - 1)]
    edges = places[before | behind]
    return np.searchsorted(edges, ends) > np.searchsorted(edges, starts)


def _forget(quotes: BoolArray, starts: LineArray, ends: LineArray, lines: BoolArray) -> None:
    """Let the quotes of some lines stand for themselves."""
    for line in np.flatnonzero(lines).tolist():
        quotes[starts[line] : ends[line]] = False


def meanings(
    data: ByteArray, cells: tuple[LineArray, LineArray], of: Callable[[bytes], int]
) -> ByteArray:
    """What the texts of cells (to 16 bytes) mean, asked once for each distinct one."""
    begins, finishes = cells
    widths = finishes - begins
    padded = np.concatenate([data, np.zeros(2 * _WIDEST, np.uint8)])
    words = np.ndarray((len(padded) - 7,), np.dtype("<u8"), padded.data, strides=(1,))
    short = np.minimum(widths, _WIDEST)
    heads = words[begins] & _MASKS[np.minimum(short, 8)]
    tails = words[begins + 8] & _MASKS[np.maximum(short - 8, 0)]
    found = np.zeros(len(begins), np.uint8)
    left: LineArray = np.arange(len(begins))
    for _ in range(_FEW_MEANINGS):  # most columns have few different texts
        if not len(left):
            return found
        one = int(left[0])
        same = (heads[left] == heads[one]) & (tails[left] == tails[one])
        found[left[same]] = of(data[begins[one] : finishes[one]].tobytes())
        left = left[~same]
    codes = np.unique(heads[left], return_inverse=True)[1]
    kinds, more = np.unique(tails[left], return_inverse=True)
    _, samples, codes = np.unique(codes * len(kinds) + more, return_index=True, return_inverse=True)
    texts = (data[begins[n] : finishes[n]].tobytes() for n in left[samples].tolist())
    found[left] = np.array([of(text) for text in texts], np.uint8)[codes]
    return found
