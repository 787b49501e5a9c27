"""Reads lines for the screen: never more of one line than is shown, however long it is."""

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby

import numpy as np

from workbench.core.progress import Progress
from workbench.logs.lines import STEP
from workbench.logs.logfile import LogFile
from workbench.ui.line_view.rows import CLIPPED_BYTES

_USUAL_BLOCK = 1 << 20
_PIECE = 4 << 20

Clipped = tuple[bytes, int]
"""The beginning of a line, and how long the whole line is in bytes."""


class ScreenReader:
    """Lines of one file by number. A stretch of very long lines is measured once, beforehand."""

    def __init__(self, file: LogFile) -> None:
        self._file = file
        self._measured: dict[int, list[int]] = {}

    @cached_property
    def _long_blocks(self) -> set[int]:
        index = self._file.index
        sizes = np.diff(index.offsets, append=index.size)
        return set(np.flatnonzero(sizes > _USUAL_BLOCK).tolist())

    def measure(self, progress: Progress) -> None:
        """Find the line starts in stretches of very long lines; for a background task."""
        for block in sorted(self._long_blocks):
            progress.check()
            self._measured[block] = self._starts(block, progress)

    def lines(self, first: int, stop: int) -> list[Clipped]:
        """The lines from `first` up to `stop`, each cut after what the screen can show."""
        stop = min(stop, self._file.line_count)
        if first >= stop:
            return []
        blocks = range(first // STEP, (stop - 1) // STEP + 1)
        if self._long_blocks.isdisjoint(blocks):
            found = self._file.lines(first, stop)
            return [(line[:CLIPPED_BYTES], len(line)) for line in found]
        return [self._line(number) for number in range(first, stop)]

    def whole(self, line: int) -> bytes:
        """One whole line."""
        return self.whole_lines([line])[line]

    def whole_lines(self, wanted: Sequence[int]) -> dict[int, bytes]:
        """Whole lines by number, which must ascend; empty where the file has shrunk meanwhile."""
        found: dict[int, bytes] = {}
        for _, group in groupby(wanted, lambda line: line // STEP):
            lines = list(group)
            if lines[0] // STEP in self._long_blocks:
                found.update((line, self._whole(line)) for line in lines)
            else:
                block = self._file.lines(lines[0], lines[-1] + 1)
                found.update(
                    (line, block[line - lines[0]] if line - lines[0] < len(block) else b"")
                    for line in lines
                )
        return found

    def _whole(self, line: int) -> bytes:
        begin, end = self._ends(line // STEP, line)
        return self._file.source.read(begin, end).rstrip(b"\r\n")

    def _line(self, line: int) -> Clipped:
        block = line // STEP
        if block not in self._long_blocks:
            found = self._file.lines(line, line + 1)[0]
            return found[:CLIPPED_BYTES], len(found)
        if block not in self._measured:
            return b"(this line is still being measured)", 0
        begin, end = self._ends(block, line)
        text = self._file.source.read(begin, min(end, begin + CLIPPED_BYTES))
        length = max(end - begin - 1, 0)
        return text[:length].rstrip(b"\r\n"), length

    def _ends(self, block: int, line: int) -> tuple[int, int]:
        if block not in self._measured:
            self._measured[block] = self._starts(block, Progress())
        starts = self._measured[block]
        place = line - block * STEP
        end = starts[place + 1] if place + 1 < len(starts) else self._block_end(block)
        return starts[place], end

    def _block_end(self, block: int) -> int:
        offsets = self._file.index.offsets
        return int(offsets[block + 1]) if block + 1 < len(offsets) else self._file.size

    def _starts(self, block: int, progress: Progress) -> list[int]:
        """Where each line of a block begins in the file."""
        begin, end = int(self._file.index.offsets[block]), self._block_end(block)
        newline = self._file.index.newline
        starts = [begin]
        for offset in range(begin, end, _PIECE):
            progress.check()
            piece = np.frombuffer(self._file.source.read(offset, min(offset + _PIECE, end)), "u1")
            starts += (np.flatnonzero(piece == newline) + offset + 1).tolist()
        return starts[:STEP]
