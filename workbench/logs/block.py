"""A stretch of whole lines, made ready for reading, and what is found in it."""

import re

import numpy as np

from workbench.logs.model import NO_FORMAT, NO_TIME, ByteArray, LineArray, TimeArray

_ANSI = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\r\n]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
    rb"|\\+u001[bB]\[[0-?]*[ -/]*[@-~]"
)
"""Terminal sequences: colours, cursor moves, titles (ECMA-48), and colours as JSON writes them.

A title that is left open ends with its line.
"""

_NEWLINE = 10
_RETURN = 13


class Block:
    """Lines of a file: `text` without colour codes, and where each line begins and ends.

    `starts`, `ends` are positions in `text`; ends come before the line end (LF, CR LF).
    """

    def __init__(self, raw: bytes, newline: int = _NEWLINE) -> None:
        """`raw` ends at a line end (or at the end of the file)."""
        self.text = without_colours(raw)
        self.coloured = len(self.text) < len(raw)
        self.data: ByteArray = np.frombuffer(self.text, np.uint8)
        stops = np.flatnonzero(self.data == newline)
        if len(self.data) and (not len(stops) or stops[-1] != len(self.data) - 1):
            stops = np.append(stops, len(self.data))
        self.starts: LineArray = np.empty(len(stops), np.int64)
        self.starts[:1] = 0
        self.starts[1:] = stops[:-1] + 1
        self.raw_starts: LineArray = line_starts(raw, newline) if self.coloured else self.starts
        self.ends: LineArray = self._trimmed(stops)
        if b"\x00" in self.text and (self.text[:1] == b"\x00" or b"\n\x00" in self.text):
            self._skip_nul()

    def __len__(self) -> int:
        return len(self.starts)

    def line(self, row: int) -> bytes:
        """One line's bytes, without colour codes and line end."""
        return self.text[int(self.starts[row]) : int(self.ends[row])]

    def _trimmed(self, stops: LineArray) -> LineArray:
        """Line ends without the CR of CR LF."""
        if not len(stops):
            return stops
        before = self.data[np.maximum(stops - 1, 0)] == _RETURN
        return stops - (before & (stops > self.starts))

    def _skip_nul(self) -> None:
        """A log truncated by another program begins with a hole of NUL bytes."""
        self.starts = self.starts.copy()
        for row in np.flatnonzero(self.data[np.minimum(self.starts, len(self.data) - 1)] == 0):
            line = self.line(int(row))
            self.starts[row] += len(line) - len(line.lstrip(b"\x00"))

    def last_segments(self, rows: LineArray) -> LineArray:
        """Those rows that hold bare carriage returns, their starts moved behind the last one.

        A progress bar overwrites itself with CR; what was printed after it is what shows.
        """
        if b"\r" not in self.text:
            return rows[:0]
        moved: list[int] = []
        self.starts = self.starts.copy()
        for row in rows.tolist():
            start, end = int(self.starts[row]), int(self.ends[row])
            place = self.text.rfind(b"\r", start, end)
            if place >= 0 and place + 1 < end:
                self.starts[row] = place + 1
                moved.append(row)
        return np.array(moved, np.int64)


def without_colours(raw: bytes) -> bytes:
    """The text as a terminal would show it, without the sequences that steer the terminal."""
    # A single sign is looked for at ten times the speed of several.
    written = b"\\" in raw and (b"\\u001b[" in raw or b"\\u001B[" in raw)
    return _ANSI.sub(b"", raw) if written or b"\x1b" in raw else raw


def line_starts(raw: bytes, newline: int = _NEWLINE) -> LineArray:
    """Where the lines of a stretch begin."""
    stops = np.flatnonzero(np.frombuffer(raw, np.uint8) == newline)
    starts = np.empty(len(stops) + 1, np.int64)
    starts[0] = 0
    starts[1:] = stops + 1
    return starts[:-1] if raw[-1:] == bytes((newline,)) else starts


class Found:
    """What was read from the lines of a block, one entry a line (see Records for the units)."""

    def __init__(self, count: int) -> None:
        """Nothing found yet."""
        self.format: ByteArray = np.full(count, NO_FORMAT, np.uint8)
        self.time: TimeArray = np.full(count, NO_TIME, np.int64)
        self.flags: ByteArray = np.zeros(count, np.uint8)
        self.level: ByteArray = np.zeros(count, np.uint8)
        self.header = np.zeros(count, np.uint16)
        self.stamp_start: LineArray = np.zeros(count, np.int64)
        self.stamp_width: LineArray = np.zeros(count, np.int64)

    def take(self, other: "Found", rows: LineArray) -> None:
        """Take over what another reading of the same block found in these rows."""
        for name in ("format", "time", "flags", "level", "header"):
            getattr(self, name)[rows] = getattr(other, name)[rows]
