"""A log that grows while it is open: only what was appended is read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from workbench.logs.clock import Reference
from workbench.logs.follow import Change, Follower
from workbench.logs.lines import STEP, LineIndex
from workbench.logs.logfile import LogFile, primary_of
from workbench.logs.model import NO_TIME, Records
from workbench.logs.reader import LogReader

_NEAR = 1000
"""The last record with a time is looked for among so many."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What a look has found: the log as it is now, and from where on it is new.

    `change` other than NONE: the file was truncated, replaced or is gone; `file` is then the
    old one with its last lines, and what has its name now is to be opened anew.
    """

    file: LogFile
    first_new_line: int
    first_new_record: int
    change: Change


class LiveLog:
    """Watches a plain (not packed) log that was opened. Call `look` from one thread."""

    def __init__(self, file: LogFile, zone: ZoneInfo | None = None) -> None:
        """`zone` is that of stamps without one, as in `open_log`."""
        self.file = file
        self._zone = zone
        self._follower = Follower(file.path, start=file.source.original_size)
        self._reader = LogReader(file.source, file.formats, primary_of(file.recognised))

    def look(self) -> Growth:
        """Read what was appended; a last line without line end is read again when it is whole."""
        found = self._follower.look()
        if found.change is Change.TRUNCATED:
            return Growth(self.file, self.file.line_count, len(self.file.records), found.change)
        file = self.file
        if not found.text:
            return Growth(file, file.line_count, len(file.records), found.change)
        file = self._without_half_line(file)
        line, record = file.line_count, len(file.records)
        self.file = self._extended(file)
        return Growth(self.file, line, record, found.change)

    def close(self) -> None:
        """Stop watching; the log stays open."""
        self._follower.close()

    def _without_half_line(self, file: LogFile) -> LogFile:
        """The log up to its last line end."""
        size = file.size
        if not size or file.source.read(size - 1, size) == b"\n":
            return file
        last = file.line_count - 1
        offset, _ = file.index.span(file.source, last, last + 1)
        kept = int(np.searchsorted(file.records.lines_of(np.arange(len(file.records))), last))
        index = file.index
        offsets = index.offsets[: -(-last // STEP)]
        return LogFile(
            file.log,
            file.source,
            LineIndex(offsets, last, offset, index.newline),
            _part(file.records, kept),
            file.recognised,
        )

    def _extended(self, file: LogFile) -> LogFile:
        """The log with the lines behind its end, up to the last line end."""
        file.source.grown()
        times = file.records.time[-_NEAR:]
        times = times[times != NO_TIME]
        previous = int(times[-1]) if len(times) else None
        reference = Reference(datetime.now(UTC), self._zone, previous=previous)
        reading = self._reader.read_on(file.index, reference)
        records = _joined(file.records, reading.records)
        return LogFile(file.log, file.source, reading.lines, records, file.recognised)


def _part(records: Records, count: int) -> Records:
    lines = records.first_line
    return Records(
        records.time[:count],
        records.level[:count],
        records.header[:count],
        records.format[:count],
        None if lines is None else lines[:count],
    )


def _joined(old: Records, new: Records) -> Records:
    """Both one after the other; `new` has its first lines."""
    every = old.first_line is None and (
        new.first_line is None
        or bool((new.first_line == np.arange(len(old), len(old) + len(new))).all())
    )
    lines = None
    if not every:
        mine = old.lines_of(np.arange(len(old)))
        lines = np.concatenate([mine, new.lines_of(np.arange(len(new)))])
    return Records(
        np.concatenate([old.time, new.time]),
        np.concatenate([old.level, new.level]),
        np.concatenate([old.header, new.header]),
        np.concatenate([old.format, new.format]),
        lines,
    )
