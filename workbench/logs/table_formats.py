"""Formats whose columns are named in the file itself: W3C, Zeek (Bro), CSV and TSV."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.logs.block import Block, Found
from workbench.logs.formats import LogFormat, Sample
from workbench.logs.levels import COMMON, SEVERITY_NUMBERS, status_level
from workbench.logs.model import NO_TIME, UNKNOWN_HEADER, Level, LineArray
from workbench.logs.stamps import ZONED, read_stamp
from workbench.logs.times import from_epoch

_W3C_TOKEN = re.compile(rb'"((?:[^"]|"")*)"|([^ \t]+)')
_CSV_LIMIT = 10_000_000

_TIME_NAMES = (
    "@timestamp", "timestamp", "_time", "time", "datetime", "date and time", "timecreated",
    "time created", "timegenerated", "time generated", "eventtime", "event_time", "logged",
    "ts", "date", "created_at", "createdat", "created", "time_local", "generated_at",
    "received_at", "log_time", "logtime", "timestamp (utc)", "time (utc)", "date/time",
    "starttime", "start_time", "systemtime", "ingestiontime",
)  # fmt: skip
_LEVEL_NAMES = (
    "level", "severity", "loglevel", "log_level", "log.level", "leveldisplayname", "entrytype",
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

    def read_time(self, values: Sequence[str]) -> tuple[int, int]:
        """Date and time of day; the day of the `#Date:` line where the row has none. UTC."""
        columns = self._columns
        stamp = columns.stamp(values)
        if columns.clock < 0 and columns.names[columns.time : columns.time + 1] == ("time",):
            stamp = f"{self._day} {stamp}"
        time, _ = read_stamp(stamp.encode())
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
        for row in rows.tolist():
            line = block.line(row)
            if self.comment(line) or not self._columns.names:
                continue
            values = self.split(line)
            time, flags = self.read_time(values)
            if time == NO_TIME:
                continue
            found.format[row] = number
            found.time[row], found.flags[row] = time, flags
            found.level[row] = self._columns.read_level(values, Level.INFO)


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
        for row in rows.tolist():
            line = block.line(row)
            if self.comment(line):
                continue
            values = self.split(line)
            time, flags = self.read_time(values)
            if time == NO_TIME:
                continue
            found.format[row] = number
            found.time[row], found.flags[row] = time, flags
            found.level[row] = self._columns.read_level(values, Level.INFO)


@dataclass(eq=False)
class CsvFormat(_TableFormat):
    """CSV, TSV and the like with a header row that names a time column."""

    name: str = "csv_log"
    title: str = "Table with a header row"
    samples: tuple[Sample, ...] = ()
    _delimiter: str = field(default=",", repr=False)
    _header: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when the first row names a time column and the second has a time there."""
        filled = [line for line in lines if line.strip()]
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
        """The header row, also where files were joined and it comes again."""
        return line == self._header

    def split(self, line: bytes) -> list[str]:
        """Values, unquoted."""
        if len(line) > _CSV_LIMIT:
            return []
        text = line.decode("utf-8", "replace").replace("\0", "")
        if '"' not in text:
            return text.split(self._delimiter)
        csv.field_size_limit(_CSV_LIMIT)
        return next(csv.reader([text], delimiter=self._delimiter), [])

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """Row by row; a line inside a quoted value has no time in its place and is passed over."""
        for row in rows.tolist():
            line = block.line(row)
            values = self.split(line)
            time, flags = self.read_time(values)
            if time == NO_TIME or self.comment(line):
                continue
            found.format[row] = number
            found.time[row], found.flags[row] = time, flags
            found.level[row] = self._columns.read_level(values, Level.UNKNOWN)
            found.header[row] = UNKNOWN_HEADER

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
