"""A literal that stands in many lines, found with numpy alone.

Hyperscan is faster for a rare one, but tells each line through a Python call of half a
microsecond that also keeps every other thread waiting.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from workbench.logs.model import BoolArray, ByteArray, LineArray

_NEWLINE = 10
_SAMPLE = 16 << 10
_PIECE = 4 << 20
_LOOKS = (96, 1024)
"""How many bytes behind a place are looked at for the end of its line before all are."""


class FrequentLiteral:
    """The bytes of a literal without line ends; safe from several threads."""

    def __init__(self, literal: bytes) -> None:
        self.literal = literal

    def is_frequent(self, raw: bytes | memoryview) -> bool:
        """Whether it stands in a sample from the middle of these bytes."""
        middle = max((len(raw) - _SAMPLE) // 2, 0)
        return self.literal in bytes(raw[middle : middle + _SAMPLE])

    def places(self, data: ByteArray) -> LineArray:
        """Where it begins, ascending; overlapping ones included."""
        first, *others = self._rarest_first(data)
        last = len(data) - len(self.literal)
        found: list[LineArray] = []
        # In one piece of memory for all pieces: fresh memory costs more than the comparison.
        flags = np.empty(min(_PIECE, max(last + 1, 0)), np.bool_)
        filled = np.empty(len(flags) // 8, np.bool_)
        for start in range(0, last + 1, _PIECE):
            window = data[start + first : min(start + _PIECE, last + 1) + first]
            seen = flags[: len(window)]
            np.equal(window, self.literal[first], out=seen)
            places = _where(seen, filled) + start
            for offset in others:
                places = places[data[places + offset] == self.literal[offset]]
            found.append(places)
        return np.concatenate(found) if found else np.empty(0, np.int64)

    def _rarest_first(self, data: ByteArray) -> list[int]:
        """Offsets in the literal, those of the rarest bytes of a sample first."""
        middle = max((len(data) - _SAMPLE) // 2, 0)
        share = np.bincount(data[middle : middle + _SAMPLE], minlength=256)
        return sorted(range(len(self.literal)), key=lambda offset: share[self.literal[offset]])


def _where(flags: BoolArray, room: BoolArray) -> LineArray:
    """As flatnonzero, but eight flags at a time: most are not set. `room` is for the eighths."""
    whole = len(flags) // 8 * 8
    words = flags[:whole].view(np.uint64)
    filled = np.flatnonzero(np.not_equal(words, 0, out=room[: len(words)]))
    inside = np.flatnonzero(words[filled].view(np.bool_))
    places = filled[inside >> 3] * 8 + (inside & 7)
    return np.concatenate([places, np.flatnonzero(flags[whole:]) + whole])


def lines_with(data: ByteArray, places: LineArray) -> int:
    """In how many lines these ascending places are."""
    if not len(places):
        return 0
    before, after = places[:-1], places[1:]
    lines = 1
    for width in _LOOKS:
        if not len(before) or len(before) * width > len(data) // 4:
            break
        inside = before < len(data) - width
        ends = np.full(len(before), width)
        ends[inside] = _first_ends(sliding_window_view(data, width)[before[inside]])
        gap = after - before
        lines += int((ends < np.minimum(gap, width)).sum())
        unseen = (ends == width) & (gap > width) | ~inside
        before, after = before[unseen], after[unseen]
    if len(before):
        ends = np.flatnonzero(data == _NEWLINE)
        lines += int((np.searchsorted(ends, before) < np.searchsorted(ends, after)).sum())
    return lines


def _first_ends(windows: ByteArray) -> LineArray:
    """Where the first line end of each row is; the width of the rows where there is none."""
    is_end = windows == _NEWLINE
    first = is_end.argmax(axis=1)
    return np.where(is_end[np.arange(len(first)), first], first, windows.shape[1])
