"""What a log is made of: levels, the value for 'no time', and records as compact arrays."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

NO_TIME = int(np.iinfo(np.int64).min)
"""The time of a record without a stamp. Times are nanoseconds since the epoch, UTC."""

UNKNOWN_HEADER = 65_535
"""Header length of a record whose message is a value inside the line (JSON, a table)."""
LATE_HEADER = 65_534
"""Header length of a record whose message goes to the line end; it is found when asked for."""

TimeArray = npt.NDArray[np.int64]
LineArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
ShortArray = npt.NDArray[np.uint16]


class Level(IntEnum):
    """How grave a record is; the order is the gravity."""

    UNKNOWN = 0
    TRACE = 1
    DEBUG = 2
    INFO = 3
    WARNING = 4
    ERROR = 5
    FATAL = 6

    @property
    def word(self) -> str:
        """The level in words, as JSON and filters name it."""
        return self.name.lower()


LEVELS_BY_GRAVITY = tuple(sorted(Level, reverse=True))
"""Fatal first, unknown last: the order in which levels are listed."""


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one file, arrays of length n in file order.

    `time`: int64 nanoseconds UTC or NO_TIME; `level`: uint8 Level; `header`: uint16 bytes
    before the message in the record's first line (from LATE_HEADER on: ask the format);
    `format`: uint8 index into the file's formats, 255 for none; `first_line`: line number
    of the first line (from 0), None when every line is a record.
    """

    time: TimeArray
    level: ByteArray
    header: ShortArray
    format: ByteArray
    first_line: npt.NDArray[np.uint32] | npt.NDArray[np.int64] | None

    def __len__(self) -> int:
        return len(self.time)

    def line_of(self, record: int) -> int:
        """The first line of a record."""
        return record if self.first_line is None else int(self.first_line[record])

    def lines_of(self, records: LineArray) -> LineArray:
        """The first lines of many records."""
        return records if self.first_line is None else self.first_line[records].astype(np.int64)

    def record_at(self, line: int) -> int:
        """The record that a line belongs to."""
        if self.first_line is None:
            return line
        return int(self.records_at(np.array([line], np.int64))[0])

    def records_at(self, lines: LineArray) -> LineArray:
        """The records that many lines belong to."""
        if self.first_line is None:
            return lines
        alike = lines.astype(self.first_line.dtype)  # else all first lines are cast each time
        found = np.searchsorted(self.first_line, alike, side="right") - 1
        return np.maximum(found, 0).astype(np.int64)


NO_FORMAT = 255
"""The format number of a line that no format matched."""
