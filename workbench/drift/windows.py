"""Windows: how rows are cut by time (on the local clock) or by row number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.core.errors import UserError
from workbench.drift.columns import Column, Kind, Spelling, number_sql
from workbench.drift.engine import Engine, identifier
from workbench.drift.stamps import Written, text_time_sql, written
from workbench.drift.tables import ROW_NUMBER, Table

_SECONDS = {"s": 1, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_UNITS = {
    "": "rows", "r": "rows", "row": "rows", "rows": "rows",
    "s": "s", "sec": "s", "min": "min", "t": "min", "minute": "min", "minutes": "min",
    "h": "h", "hour": "h", "hours": "h", "d": "d", "day": "d", "days": "d",
    "w": "w", "week": "w", "weeks": "w",
    "mo": "mo", "mon": "mo", "month": "mo", "months": "mo", "ms": "mo", "m": "mo",
}  # fmt: skip
_EPOCH = datetime(1970, 1, 1)
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
"""Dates written as numbers, such as 20260201, by how many digits they have."""


@dataclass(frozen=True, slots=True)
class Windows:
    """A way to cut: `size` of `unit` (s, min, h, d, w, mo or rows) from `origin` (local clock)."""

    size: int
    unit: str
    zone: str = "UTC"
    origin: datetime = _EPOCH

    @property
    def by_rows(self) -> bool:
        """Whether rows are counted instead of time."""
        return self.unit == "rows"

    @property
    def seconds(self) -> float:
        """The nominal length; a month is 30 days. Not defined for rows."""
        return self.size * (2_592_000 if self.unit == "mo" else _SECONDS[self.unit])

    @property
    def microseconds(self) -> tuple[int, int]:
        """Where the first window starts since 1970, and how wide one is; not for months, rows."""
        start = (self.origin - _EPOCH) // timedelta(microseconds=1)
        return start, self.size * _SECONDS[self.unit] * 1_000_000

    def sql(self, time: str | None) -> str:
        """The window's number in SQL; `time` is the local time."""
        if self.by_rows or time is None:
            return f"({ROW_NUMBER} // {self.size})"
        if self.unit == "mo":
            return f"((year({time}) * 12 + month({time}) - 1) // {self.size})"
        start, width = self.microseconds
        return f"floor((epoch_us({time}) - {start}) / {width})::BIGINT"

    def start(self, number: int) -> datetime | None:
        """When a window starts (aware, UTC), None for windows of rows."""
        try:
            local = self.local_start(number)
            return local and local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)
        except (OverflowError, ValueError):  # before the year 1 or after 9999
            return None

    def local_start(self, number: int) -> datetime | None:
        """When a window starts on the local clock."""
        if self.by_rows:
            return None
        if self.unit == "mo":
            months = number * self.size
            return datetime(months // 12, months % 12 + 1, 1)
        return self.origin + timedelta(seconds=number * self.size * _SECONDS[self.unit])


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A column as a time on the local clock in SQL, null where it reads as none.

    `notes` are sentences about what had to be guessed.
    """

    sql: str
    notes: tuple[str, ...] = ()


def calendars(windows: Windows, numbers: Sequence[int]) -> dict[str, list[int]]:
    """The seasons that windows of this length can have: weekday, weekend, hour of day.

    Empty for windows of rows and for those longer than a day.
    """
    if windows.by_rows or windows.unit == "mo" or windows.seconds > _SECONDS["d"]:
        return {}
    starts = [start for number in numbers if (start := windows.local_start(number)) is not None]
    weekdays = [start.weekday() for start in starts]
    weekend = [int(day >= 5) for day in weekdays]
    found = {"weekday": weekdays, "working day or weekend": weekend}
    if windows.seconds < _SECONDS["d"]:
        hours = [start.hour * 60 + start.minute for start in starts]
        found["hour of day"] = hours
        found["hour of day, working day or weekend"] = [
            2 * hour + off for hour, off in zip(hours, weekend, strict=True)
        ]
    return found


def parse_windows(text: str, zone: str = "UTC") -> Windows:
    """Read '1d', '6h', '2w', '1mo', or a number of rows. Raises UserError."""
    match = re.fullmatch(r"(\d+)\s*([a-z]*)", text.strip().lower())
    unit = _UNITS.get(match[2]) if match else None
    if match is None or unit is None or int(match[1]) == 0:
        raise UserError(
            f"'{text}' is no window.", "Say 30min, 6h, 1d, 1w, 1mo, or a number of rows (1000)."
        )
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise UserError(f"'{zone}' is no time zone.", "Say for example Europe/Berlin.") from error
    return Windows(int(match[1]), unit, zone)


def anchored(windows: Windows, first: datetime) -> Windows:
    """The same cut starting at the midnight (for weeks the Monday) before `first` (local)."""
    origin = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if windows.unit == "w":
        origin -= timedelta(days=origin.weekday())
    return replace(windows, origin=origin)


def time_column(columns: list[Column], wanted: str | None) -> Column | None:
    """The column that holds the time: the wanted one, else the only one of that kind."""
    if wanted is not None:
        return next((column for column in columns if column.name == wanted), None)
    times = [column for column in columns if column.kind is Kind.TIME]
    return times[0] if len(times) == 1 else None


def time_sql(engine: Engine, table: Table, column: Column, zone: str) -> LocalTime:
    """The column as a local time. Raises UserError where it holds none."""
    return times_sql(engine, [(table, column)], zone)[0]


def times_sql(
    engine: Engine, columns: Sequence[tuple[Table, Column]], zone: str
) -> list[LocalTime]:
    """The columns, which mean the same, as times on the local clock of `zone`.

    A stamp with an offset is an instant; one without is taken as local.
    """
    texts = [(table, column.name) for table, column in columns if _is_written(column)]
    how = iter(written(engine, texts))
    return [
        _written_time(engine, table, column, next(how), zone)
        if _is_written(column)
        else LocalTime(_stored_sql(engine, table, column, zone))
        for table, column in columns
    ]


def _is_written(column: Column) -> bool:
    """Whether times would be texts; seconds since 1970 that are written as texts are numbers."""
    return column.is_text_in_file and column.spelling in (None, Spelling.TRUTH)


def _written_time(
    engine: Engine, table: Table, column: Column, how: Written, zone: str
) -> LocalTime:
    return LocalTime(text_time_sql(engine, table, column.name, how, _local(zone)), how.notes)


def _stored_sql(engine: Engine, table: Table, column: Column, zone: str) -> str:
    quoted, type_ = identifier(column.name), column.type
    if type_.startswith("TIMESTAMP WITH TIME ZONE"):
        return _local(zone).format(quoted)
    if type_.startswith(("TIMESTAMP", "DATE")):
        return f"{quoted}::TIMESTAMP"
    form = _compact_form(engine, table, column)
    if form is not None:
        return f"try_strptime({_digits(column)}, '{form}')"
    unit = _epoch_unit(engine, table, column)
    return _local(zone).format(f"make_timestamptz(({number_sql(column)} * {1e6 / unit!r})::BIGINT)")


def _compact_form(engine: Engine, table: Table, column: Column) -> str | None:
    """How dates that are written as numbers are written; None where the numbers are no dates."""
    digits = f"SELECT {_digits(column)} AS v FROM {table.source}"
    least, most = engine.rows(f"SELECT min(length(v)), max(length(v)) FROM ({digits})")[0]
    form = _COMPACT.get(most) if least == most else None
    if form is None:
        return None
    reads = f"left(v, 2) IN ('19', '20') AND try_strptime(v, '{form}') IS NOT NULL"
    others = engine.rows(f"SELECT count_if(v IS NOT NULL AND NOT ({reads})) FROM ({digits})")[0][0]
    return None if others else form


def _digits(column: Column) -> str:
    """A whole number as its digits, in SQL."""
    return f"TRY_CAST({number_sql(column)} AS BIGINT)::VARCHAR"


def _local(zone: str) -> str:
    return f"timezone('{zone}', {{}})"


def _epoch_unit(engine: Engine, table: Table, column: Column) -> float:
    """How many units a second has, told from the size of the numbers."""
    largest: Any = engine.rows(f"SELECT max({number_sql(column)}) FROM {table.source}")[0][0]
    size = abs(float(largest or 0))
    return next(
        (unit for limit, unit in ((1e11, 1), (1e14, 1e3), (1e17, 1e6)) if size < limit), 1e9
    )


def first_time(engine: Engine, table: Table, time: str) -> datetime | None:
    """The earliest local time of a table."""
    return engine.rows(f"SELECT min({time}) FROM {table.source}")[0][0]
