"""Which columns of a table hold time, level and message: by their names, else by their values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.logs.cells import Cells, meanings
from workbench.logs.levels import COMMON, SEVERITY_NUMBERS, LevelWords, status_level
from workbench.logs.model import NO_TIME, ByteArray, Level
from workbench.logs.stamps import DATELESS, HOURLESS, ZONED, read_stamp
from workbench.logs.times import from_epoch

_NOTHING = 255
_DECORATION = re.compile(r"[\[(][^\])]*[\])]\s*$|[\W_]+")
_FEWEST_COLUMNS, _LONGEST_NAME = 3, 40

_TIME_NAMES = (
    "timestamp", "time", "datetime", "dateandtime", "timecreated", "timegenerated", "eventtime",
    "logged", "ts", "date", "createdat", "created", "timelocal", "generatedat", "receivedat",
    "logtime", "starttime", "systemtime", "ingestiontime", "reqtimesec", "datumunduhrzeit",
    "zeitstempel", "datum", "dateetheure", "fechayhora", "fecha",
)  # fmt: skip
_CLOCK_NAMES = {"date": "time", "datum": "uhrzeit", "fecha": "hora"}
"""Columns of a day, and those of the time of day beside them."""
_LEVEL_NAMES = (
    "leveldisplayname", "level", "severity", "loglevel", "entrytype", "severitylevel", "status",
    "priority", "lvl", "levelname", "severitytext", "errorseverity", "eventtype", "type", "ebene",
    "stufe", "niveau", "nivel",
)  # fmt: skip
_STATUS_NAMES = ("scstatus", "statuscode", "httpstatus", "status", "edgeresponsestatus")
_MESSAGE_NAMES = (
    "message", "msg", "content", "raw", "body", "text", "description", "log", "event",
    "csuristem", "details", "data", "textpayload", "syslogmessage", "meldung", "nachricht",
)  # fmt: skip
_WORDS: LevelWords = {
    **COMMON,
    **{
        word.encode(): level
        for level, words in {
            Level.FATAL: "kritisch critique crítico",
            Level.ERROR: "fehler erreur",
            Level.WARNING: "warnung avertissement advertencia",
            Level.INFO: "informationen información informations",
        }.items()
        for word in words.split()
    },
}
"""Windows writes levels in the language of its user."""
_APP_INSIGHTS: LevelWords = {
    b"0": Level.TRACE,
    b"1": Level.INFO,
    b"2": Level.WARNING,
    b"3": Level.ERROR,
    b"4": Level.FATAL,
}
"""Numbers of `severityLevel` (Azure Application Insights)."""


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
    def of(names: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> "Columns":
        """Find the columns by their names, the time also by the values of a few rows."""
        plain = list(map(_plain, names))

        def first(wanted: Sequence[str]) -> int:
            return next((plain.index(name) for name in wanted if name in plain), -1)

        days = [day for day, clock in _CLOCK_NAMES.items() if day in plain and clock in plain]
        if days:
            time, clock = plain.index(days[0]), plain.index(_CLOCK_NAMES[days[0]])
        else:
            named = [plain.index(name) for name in _TIME_NAMES if name in plain]
            told = (place for place in named if any(_has_time(row, place) for row in rows))
            time, clock = next(told, named[0] if named else -1), -1
        if time < 0 and _is_header(names, rows):
            time, clock = _places_of_time(rows)
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

    def read_levels(self, cells: Cells, default: Level) -> ByteArray:
        """The levels by word or number, else by HTTP status, else the default."""
        levels = np.full(len(cells.ends), default, np.uint8)
        if self.status >= 0:
            found = meanings(cells.data, cells.column(self.status), _status_meaning)
            levels = np.where(found != _NOTHING, found, levels)
        if self.level >= 0:
            insights = _plain(self.names[self.level]) == "severitylevel"
            meaning = _insights_meaning if insights else _word_meaning
            found = meanings(cells.data, cells.column(self.level), meaning)
            levels = np.where(found != _NOTHING, found, levels)
        return levels


def _plain(name: str) -> str:
    """A name without what products write differently: `TimeGenerated [UTC]`, `event_time`."""
    return _DECORATION.sub("", name.lower())


def _has_time(row: Sequence[str], place: int) -> bool:
    return place < len(row) and read_table_time(row[place])[0] != NO_TIME


def _is_header(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether these are surely names: several short ones, and all rows have as many values."""
    return (
        len(names) >= _FEWEST_COLUMNS
        and all(name.strip('" ')[:1].isalpha() and len(name) <= _LONGEST_NAME for name in names)
        and bool(rows)
        and all(len(row) == len(names) for row in rows)
    )


def _places_of_time(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The first column of moments, or of days with the times of day beside it; -1 for none."""
    width = len(rows[0])
    kinds = [{_kind(row[place]) for row in rows} for place in range(width)]
    if {"moment"} in kinds:
        return kinds.index({"moment"}), -1
    pairs = (n for n in range(width - 1) if kinds[n] == {"day"} and kinds[n + 1] == {"clock"})
    day = next(pairs, -1)
    return day, day + 1 if day >= 0 else -1


def _kind(text: str) -> str:
    text = text.strip().strip('"')
    time, flags = read_stamp(text.encode())
    if time == NO_TIME or text.isdigit():
        day = read_stamp(f"{text} 00:00:00".encode())[0] != NO_TIME
        return "day" if day and not text.isdigit() else ""
    if flags & (DATELESS | HOURLESS):
        return "clock"
    return "moment" if ":" in text else "day"


def _word_meaning(text: bytes) -> int:
    word = text.strip().lower()
    return _WORDS.get(word) or SEVERITY_NUMBERS.get(word, _NOTHING)


def _insights_meaning(text: bytes) -> int:
    return _APP_INSIGHTS.get(text.strip()) or _word_meaning(text)


def _status_meaning(text: bytes) -> int:
    return status_level(text) if len(text) == 3 and text.isdigit() else _NOTHING


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
