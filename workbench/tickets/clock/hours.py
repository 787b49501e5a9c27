"""Reads the hours of a day as people write them: '09:00-17:00', '22-06', pairs, tables."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import cast

from workbench.core.errors import UserError
from workbench.tickets.clock.days import day_numbers
from workbench.tickets.clock.working_time import DAY_MINUTES, LocalWindow

ALL_DAY: tuple[LocalWindow, ...] = ((0, DAY_MINUTES),)
_NOON = DAY_MINUTES // 2
_CLOSED = {"", "closed", "off", "none", "no", "false", "-", "holiday"}
_ALWAYS = {"24x7", "24/7", "24h", "24hours", "allday", "always", "open"}
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"\d\d[:.h]\d\d(?::\d\d)?")
_SPAN = re.compile(r"\s*(?:-|–|—|/|\bto\b|\buntil\b|\bbis\b)\s*", re.IGNORECASE)
_DAY_TEXT = re.compile(r"^([A-Za-z*][A-Za-z ,*–-]*?)[\s:]+(?=\d|closed|off|24|all ?day)", re.I)


def is_always(value: object) -> bool:
    """Whether a value says 'round the clock' ('24x7', '24/7', 'always')."""
    return isinstance(value, str) and value.replace(" ", "").lower() in _ALWAYS


def read_line(text: str) -> tuple[list[int], tuple[LocalWindow, ...]]:
    """Days and hours of one text: 'Mon-Fri 09:00-17:00'; without days, every day."""
    if is_always(text):
        return list(range(7)), ALL_DAY
    named = _DAY_TEXT.match(text.strip())
    if named is None:
        return list(range(7)), read_windows(text)
    return day_numbers(named.group(1)), read_windows(text.strip()[named.end() :])


def read_windows(value: object) -> tuple[LocalWindow, ...]:
    """The windows of one day: a text, a pair, a table with start and end, or a list of those."""
    if isinstance(value, Mapping):
        table = {str(k).lower(): v for k, v in cast(Mapping[object, object], value).items()}
        return _windows_of_table(table)
    if value is None or value is False:
        return ()
    if value is True or is_always(value):
        return ALL_DAY
    if isinstance(value, str):
        return _windows_in_text(value)
    if isinstance(value, (list, tuple)):
        items = cast(Sequence[object], value)
        if len(items) == 2 and all(_is_moment(item) for item in items):
            return (_window(items[0], items[1]),)
        return tuple(window for item in items for window in read_windows(item))
    raise not_hours(value)


def _windows_of_table(table: Mapping[str, object]) -> tuple[LocalWindow, ...]:
    if table.get("active") is False or table.get("enabled") is False or table.get("closed") is True:
        return ()
    for key in ("timeframes", "windows", "hours", "intervals", "ranges", "shifts"):
        if key in table:
            return read_windows(table[key])
    start, end = _table_span(table)
    milliseconds = _in_milliseconds(start, end)
    return (milliseconds or _window(start, end),)


def _table_span(table: Mapping[str, object]) -> tuple[object, object]:
    """The start and end written in a table, under any of their usual names."""
    start = _first(table, ("start", "from", "open", "opens", "begin", "start_time", "starttime"))
    end = _first(table, ("end", "to", "close", "closes", "until", "end_time", "endtime", "stop"))
    if start is None or end is None:
        raise UserError(
            f"Working hours {dict(table)} have no start and end.",
            'Write them like {start = "09:00", end = "17:00"}.',
        )
    return start, end


def _first(table: Mapping[str, object], names: Iterable[str]) -> object | None:
    return next((table[name] for name in names if table.get(name) is not None), None)


def _in_milliseconds(start: object, end: object) -> LocalWindow | None:
    """Jira's workingTimes: start and end as milliseconds after midnight."""
    if not (isinstance(start, int) and isinstance(end, int) and max(start, end) > DAY_MINUTES):
        return None
    opens, closes = start // 60_000, end // 60_000
    if opens == closes or not (0 <= opens <= DAY_MINUTES and 0 <= closes <= DAY_MINUTES):
        raise not_hours(f"{start}-{end}")
    return (opens, closes) if closes > opens else (opens, closes + DAY_MINUTES)


def _is_moment(value: object) -> bool:
    if isinstance(value, str):
        return _TIME.fullmatch(value.strip()) is not None
    return isinstance(value, (time, int)) and not isinstance(value, bool)


def _windows_in_text(text: str) -> tuple[LocalWindow, ...]:
    if re.sub(r"[\s_]", "", text).lower() in _CLOSED:
        return ()
    found: list[LocalWindow] = []
    for piece in re.split(r"[,;+&]|\band\b", text):
        ends = _SPAN.split(piece.strip())
        if len(ends) != 2:
            raise not_hours(text)
        found.append(_window(ends[0], ends[1]))
    return tuple(found)


def _window(start: object, end: object) -> LocalWindow:
    """Minutes of a window; one that ends before its start ends on the next day.

    Raises UserError when it has no length or can be read in two ways ('9-5', '1-5pm').
    """
    opens, closes = _minutes(start), _minutes(end)
    if opens == closes and opens:
        raise UserError(
            f"Working hours '{start}-{end}' have no length.",
            "Write 00:00-24:00 for the whole day, or closed.",
        )
    if _has_two_readings(start, end):
        raise UserError(
            f"Working hours '{start}-{end}' can be read in two ways.",
            "Write them with four digits on the 24-hour clock, like 09:00-17:00.",
        )
    return (opens, closes) if closes > opens else (opens, closes + DAY_MINUTES)


def _has_two_readings(start: object, end: object) -> bool:
    """Whether one end may be meant for the other half of the day, as in '9-5' and '1-5pm'."""
    opens, closes = _minutes(start), _minutes(end)
    if opens >= closes > 0:
        return opens <= _NOON and not (_is_plain(start) and _is_plain(end))
    return not _is_plain(start) and _half(end) == "p" and opens + _NOON < closes


def _is_plain(value: object) -> bool:
    """Whether a time says which half of the day it is in: '09:00', '9am', a time of TOML."""
    text = str(value).strip()
    return isinstance(value, time) or bool(_half(text)) or bool(_FOUR_DIGITS.fullmatch(text))


def _half(value: object) -> str:
    match = _TIME.fullmatch(str(value).strip())
    return (match.group(4) or "").lower() if match else ""


def _minutes(value: object) -> int:
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    match = _TIME.fullmatch(str(value).strip())
    if match is None:
        raise not_hours(value)
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    half = _half(value)
    if hour > {"a": 12, "p": 23}.get(half, 24) or minute > 59:
        raise not_hours(value)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour * 60 + minute > DAY_MINUTES:
        raise not_hours(value)
    return hour * 60 + minute


def not_hours(value: object) -> UserError:
    """The error that says that a value is no hours of a day."""
    return UserError(f"'{value}' are no working hours.", "Write them like 09:00-17:00 or closed.")
