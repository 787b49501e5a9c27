"""Formats whose columns are named in the file itself: W3C, Zeek (Bro), CSV and TSV."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.logs.block import Block, Found
from workbench.logs.formats import LogFormat, Sample
from workbench.logs.free_text import level_in_head
from workbench.logs.levels import COMMON, SEVERITY_NUMBERS, status_level
from workbench.logs.model import NO_TIME, UNKNOWN_HEADER, Level, LineArray
from workbench.logs.stamps import ZONED, read_stamp, read_texts
from workbench.logs.times import from_epoch

_W3C_TOKEN = re.compile(rb'"((?:[^"]|"")*)"|([^ \t]+)')
_CSV_LIMIT = 10_000_000
_MOST_ROWS = 1_000

_TIME_NAMES = (
    "@timestamp", "timestamp", "_time", "time", "datetime", "date and time", "timecreated",
    "time created", "timegenerated", "time generated", "eventtime", "event_time", "logged",
    "ts", "date", "created_at", "createdat", "created", "time_local", "generated_at",
    "received_at", "log_time", "logtime", "timestamp (utc)", "time (utc)", "date/time",
    "starttime", "start_time", "systemtime", "ingestiontime",
)  # fmt: skip
_LEVEL_NAMES = (
    "leveldisplayname", "level", "severity", "loglevel", "log_level", "log.level", "entrytype",
    "entry type", "status", "priority", "lvl", "level name", "levelname", "severitytext",
    "severity_text", "error_severity", "eventtype", "type",
)  # fmt: skip
_STATUS_NAMES = ("sc-status", "status_code", "sc_status", "statuscode", "http_status", "status")
_MESSAGE_NAMES = (
    "message", "msg", "content", "_raw", "body", "text", "description", "log", "event",
    "cs-uri-stem", "details", "data", "textpayload",
)  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """Which column holds what; -1 where there is none."""

    names: tuple[str, ...]
    time: int
    clock: int
    level: int
    status: int
    message: int

    @staticmethod
    def of(names: Sequence[str]) -> "Columns":
        """Find the columns by their names."""
        lower = [name.strip().strip("\ufeff").strip('"').lower() for name in names]

        def first(wanted: Sequence[str]) -> int:
            return next((lower.index(name) for name in wanted if name in lower), -1)

        time = first(_TIME_NAMES)
        clock = lower.index("time") if "date" in lower and "time" in lower else -1
        if clock >= 0:
            time = lower.index("date")
        return Columns(
            tuple(names),
            time,
            clock,
            first(_LEVEL_NAMES),
            first(_STATUS_NAMES),
            first(_MESSAGE_NAMES),
        )

    def stamp(self, values: Sequence[str]) -> str:
        """The text of the time: one column, or date and time of day."""
        text = values[self.time].strip() if 0 <= self.time < len(values) else ""
        if 0 <= self.clock < len(values):
            return f"{text} {values[self.clock].strip()}"
        return text

    def read_level(self, values: Sequence[str], default: Level) -> Level:
        """The level by word or number, else by HTTP status, else the default."""
        if 0 <= self.level < len(values):
            word = values[self.level].strip().lower().encode()
            level = COMMON.get(word) or SEVERITY_NUMBERS.get(word)
            if level is not None:
                return level
        if 0 <= self.status < len(values):
            status = values[self.status].strip()
            if len(status) == 3 and status.isdigit():
                return status_level(status.encode())
        return default


class _TableFormat(LogFormat):
    """What the tables share: rows split into values, read by the columns in force."""

    _flags = 0
    _header_length = 0

    def __init__(self) -> None:
        self._columns = Columns.of(())

    def split(self, line: bytes) -> list[str]:
        """The values of a row."""
        raise NotImplementedError

    def read_time(self, values: Sequence[str]) -> tuple[int, int]:
        """Time and flags of a row."""
        return read_table_time(self._columns.stamp(values))

    def matches(self, line: bytes) -> bool:
        """Whether the row has a time where it belongs."""
        return self.read_time(self.split(line))[0] != NO_TIME

    def stamp_of(self, values: Sequence[str]) -> str:
        """The text of a row's time."""
        return self._columns.stamp(values)

    def _keep(self, found: Found, number: int, rows: list[int], table: list[list[str]]) -> None:
        """Read the times of rows all at once; rows without one are no records."""
        stamps = [self.stamp_of(values).strip().strip('"').encode() for values in table]
        times, flags = read_texts(stamps)
        for place in np.flatnonzero(times == NO_TIME).tolist():
            times[place], flags[place] = self.read_time(table[place])
        good = times != NO_TIME
        chosen = np.array(rows, np.int64)[good]
        found.format[chosen] = number
        found.time[chosen] = times[good]
        found.flags[chosen] = flags[good] | self._flags
        found.level[chosen] = [self.level_of_row(table[n]) for n in np.flatnonzero(good).tolist()]
        found.header[chosen] = self._header_length

    def level_of_row(self, values: Sequence[str]) -> Level:
        """The level of a row by its columns."""
        return self._columns.read_level(values, Level.INFO)

    def fields(self, line: bytes) -> dict[str, str]:
        """Column names with the row's values."""
        named = dict(zip(self._columns.names, self.split(line), strict=False))
        message = self._columns.message
        if 0 <= message < len(self._columns.names):
            named["body"] = named.get(self._columns.names[message], "")
        return named


@dataclass(eq=False)
class W3CFormat(_TableFormat):
    """W3C extended log (IIS, proxies, CDNs): `#Fields:` names the columns, `#Date:` the day.

    Source: W3C working draft WD-logfile-960323.
    """

    _flags = ZONED
    name: str = "w3c_log"
    title: str = "W3C extended log"
    multiline: bool = False
    samples: tuple[Sample, ...] = ()
    _day: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when a `#Fields:` line with a time is near the head."""
        bound = W3CFormat()
        for line in lines:
            if line.startswith(b"#"):
                bound.comment(line)
        return bound if bound._columns.names else None

    def comment(self, line: bytes) -> bool:
        """Directives; the columns and the day that they set are kept."""
        if not line.startswith(b"#"):
            return False
        text = line.decode("utf-8", "replace")
        if text.startswith("#Fields:"):
            self._columns = Columns.of(text[8:].split())
        elif text.startswith("#Date:"):
            self._day = text[6:].split("//")[0].strip()[:10]
        return True

    def split(self, line: bytes) -> list[str]:
        """Values divided by blanks or tabs, quoted where they hold blanks."""
        return [
            (quoted or plain).decode("utf-8", "replace")
            for quoted, plain in _W3C_TOKEN.findall(line)
        ]

    def stamp_of(self, values: Sequence[str]) -> str:
        """Date and time of day; the day of the `#Date:` line where the row has none."""
        columns = self._columns
        stamp = columns.stamp(values)
        if columns.clock < 0 and columns.names[columns.time : columns.time + 1] == ("time",):
            return f"{self._day} {stamp}"
        return stamp

    def read_time(self, values: Sequence[str]) -> tuple[int, int]:
        """The time of a row, UTC."""
        time, _ = read_stamp(self.stamp_of(values).encode())
        if time == NO_TIME:
            time, _ = self._start(values)
        return time, ZONED

    def _start(self, values: Sequence[str]) -> tuple[int, int]:
        """Some products (Incapsula) write the time as epoch milliseconds in `cs-start`."""
        names = self._columns.names
        place = names.index("cs-start") if "cs-start" in names else -1
        return read_table_time(values[place]) if 0 <= place < len(values) else (NO_TIME, 0)

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Row by row; directives change the columns for the rows below them."""
        kept: list[int] = []
        table: list[list[str]] = []
        for row in rows.tolist():
            line = block.line(row)
            if line.startswith(b"#"):
                self._keep(found, number, kept, table)
                kept, table = [], []
                self.comment(line)
            elif self._columns.names:
                kept.append(row)
                table.append(self.split(line))
        self._keep(found, number, kept, table)


@dataclass(eq=False)
class ZeekFormat(_TableFormat):
    """Zeek (Bro) logs: `#fields` names the columns, `#separator` what divides them."""

    name: str = "zeek_log"
    title: str = "Zeek (Bro) log"
    multiline: bool = False
    samples: tuple[Sample, ...] = ()
    _separator: str = field(default="\t", repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when a `#fields` line is near the head."""
        bound = ZeekFormat()
        for line in lines:
            bound.comment(line)
        return bound if bound._columns.names else None

    def comment(self, line: bytes) -> bool:
        """Directives; separator and columns are kept."""
        if not line.startswith(b"#"):
            return False
        text = line.decode("utf-8", "replace")
        if text.startswith("#separator "):
            self._separator = text[11:].strip().encode().decode("unicode_escape")
        elif text.startswith("#fields"):
            self._columns = Columns.of(text.split(self._separator)[1:])
        return True

    def split(self, line: bytes) -> list[str]:
        """Values divided by the separator."""
        return line.decode("utf-8", "replace").split(self._separator)

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Row by row."""
        lines = {row: line for row in rows.tolist() if not self.comment(line := block.line(row))}
        self._keep(found, number, list(lines), [self.split(line) for line in lines.values()])


@dataclass(eq=False)
class CsvFormat(_TableFormat):
    """CSV, TSV and the like with a header row that names a time column."""

    _header_length = UNKNOWN_HEADER
    name: str = "csv_log"
    title: str = "Table with a header row"
    samples: tuple[Sample, ...] = ()
    _delimiter: str = field(default=",", repr=False)
    _header: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when the first row names a time column and the second has a time there."""
        filled = [line for line in lines if line.strip() and not line.startswith(b"#")]
        if len(filled) < 2:
            return None
        for delimiter in (",", "\t", ";", "|"):
            bound = CsvFormat(_delimiter=delimiter, _header=filled[0])
            names = bound.split(filled[0])
            bound._columns = Columns.of(names)
            if len(names) > 1 and bound._columns.time >= 0 and any(map(bound.matches, filled[1:9])):
                return bound
        return None

    def comment(self, line: bytes) -> bool:
        """The header row, also where it comes again; `#TYPE` of PowerShell."""
        return line in (self._header, b"") or line.startswith(b"#")

    def split(self, line: bytes) -> list[str]:
        """Values, unquoted."""
        if len(line) > _CSV_LIMIT:
            return []
        text = line.decode("utf-8", "replace").replace("\0", "")
        if '"' not in text:
            return text.split(self._delimiter)
        csv.field_size_limit(_CSV_LIMIT)
        return next(csv.reader(text.splitlines(keepends=True), delimiter=self._delimiter), [])

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Row by row; a quoted value may go over several lines, its row begins at the first."""
        kept: list[int] = []
        table: list[list[str]] = []
        begun = -1
        text = b""
        for row in rows.tolist():
            line = block.line(row)
            if begun < 0 and self.comment(line):
                continue
            text = line if begun < 0 else text + b"\n" + line
            begun = row if begun < 0 else begun
            open_quote = text.count(b'"') % 2 == 1
            if open_quote and row - begun < _MOST_ROWS:
                continue
            kept.append(begun)
            table.append(self.split(text))
            begun = -1
        self._keep(found, number, kept, table)

    def level_of_row(self, values: Sequence[str]) -> Level:
        """The level by its column, else by the words of the message."""
        level = self._columns.read_level(values, Level.UNKNOWN)
        message = self._columns.message
        if level is Level.UNKNOWN and 0 <= message < len(values):
            return level_in_head(values[message].encode()) or level
        return level

    def message_start(self, line: bytes) -> int:
        """Where the message column begins."""
        message = self._columns.message
        values = self.split(line)
        if not 0 <= message < len(values) or not values[message]:
            return 0
        return max(line.find(values[message].split("\n")[0].split('"')[0].encode()), 0)


def read_table_time(text: str) -> tuple[int, int]:
    """Time and flags of a cell: a stamp, or an epoch number."""
    text = text.strip().strip('"')
    time, flags = read_stamp(text.encode())
    if time == NO_TIME:
        try:
            return from_epoch(float(text)), ZONED
        except ValueError:
            return NO_TIME, 0
    return time, flags
