"""Where the lines of a file are: the offset of every 64th, the rest found by reading on."""

from dataclasses import dataclass

import numpy as np

from workbench.logs.model import LineArray
from workbench.logs.source import Source

STEP = 64


@dataclass(slots=True)
class LineIndex:
    """`offsets[i]` is where line 64*i begins; `count` lines in `size` bytes."""

    offsets: LineArray
    count: int
    size: int
    newline: int = 10

    def span(self, source: Source, start: int, stop: int) -> tuple[int, list[bytes]]:
        """Byte offset of line `start` and the lines up to `stop`, line ends cut off."""
        stop = min(stop, self.count)
        if start >= stop:
            return self.size, []
        first, last = start // STEP, -(-stop // STEP)
        begin = int(self.offsets[first])
        end = int(self.offsets[last]) if last < len(self.offsets) else self.size
        raw = source.read(begin, end)
        pieces = raw.split(bytes((self.newline,)))
        skipped = start - first * STEP
        offset = begin + sum(len(piece) + 1 for piece in pieces[:skipped])
        lines = pieces[skipped : skipped + stop - start]
        return offset, [line.removesuffix(b"\r") for line in lines] if b"\r" in raw else lines

    def raw(self, source: Source, start: int, stop: int) -> bytes:
        """The bytes of the lines `start` to `stop` (not included) with their line ends."""
        begin, _ = self.span(source, start, start + 1)
        end, _ = self.span(source, stop, stop + 1)
        return source.read(begin, end if stop < self.count else self.size)


class LineIndexBuilder:
    """Collects every 64th line's offset while the file is read from its start."""

    def __init__(self, newline: int = 10, before: LineIndex | None = None) -> None:
        """An index for lines that end with the byte `newline`, empty or behind another one."""
        self._pieces: list[LineArray] = [] if before is None else [before.offsets]
        self.count = 0 if before is None else before.count
        self._newline = newline

    def add(self, starts: LineArray) -> None:
        """Add the file offsets of the next lines."""
        first = -self.count % STEP
        self._pieces.append(starts[first::STEP].astype(np.int64))
        self.count += len(starts)

    def finish(self, size: int) -> LineIndex:
        """The index of all lines added."""
        offsets = np.concatenate(self._pieces) if self._pieces else np.empty(0, np.int64)
        return LineIndex(offsets, self.count, size, self._newline)
