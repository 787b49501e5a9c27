"""Reads working hours as people write them: 'Mon-Fri 09:00-17:00', '22-06', tables by day."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import cast

from workbench.core.errors import UserError
from workbench.tickets.clock.working_time import DAY_MINUTES, LocalWindow

ALL_DAY: tuple[LocalWindow, ...] = ((0, DAY_MINUTES),)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {
    "daily": range(7), "everyday": range(7), "alldays": range(7), "all": range(7), "*": range(7),
    "weekdays": range(5), "weekday": range(5), "workdays": range(5), "workingdays": range(5),
    "weekend": range(5, 7), "weekends": range(5, 7),
}  # fmt: skip
_CLOSED = {"", "closed", "off", "none", "no", "false", "-", "holiday"}
_ALWAYS = {"24x7", "24/7", "24h", "24hours", "allday", "always", "open"}
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_SPAN = re.compile(r"\s*(?:-|–|—|/|\bto\b|\buntil\b|\bbis\b)\s*", re.IGNORECASE)
_DAY_TEXT = re.compile(r"^([A-Za-z*][A-Za-z ,*–-]*?)[\s:]+(?=\d|closed|off|24|all ?day)", re.I)


def is_always(value: object) -> bool:
    """Whether a value says 'round the clock' ('24x7', '24/7', 'always')."""
    return isinstance(value, str) and value.replace(" ", "").lower() in _ALWAYS


def day_numbers(value: object) -> list[int]:
    """The days (Monday is 0) named by a text, a number or a list of them.

    Numbers in text or lists are ISO (1 is Monday, 7 is Sunday) unless a 0 occurs.
    """
    if isinstance(value, (list, tuple)):
        items = cast(Sequence[object], value)
        if items and all(isinstance(item, int) for item in items):
            numbers = cast(Sequence[int], items)
            first = 0 if 0 in numbers else 1
            if all(first <= number < first + 7 for number in numbers):
                return [number - first for number in numbers]
        return [day for item in items for day in day_numbers(item)]
    if isinstance(value, int):
        return day_numbers([value])
    return _days_in_text(str(value))


def _days_in_text(text: str) -> list[int]:
    found: list[int] = []
    for piece in re.split(r"[,;&+]|\band\b", text.lower()):
        word = re.sub(r"[\s_]", "", piece)
        if word in _GROUPS:
            found += _GROUPS[word]
            continue
        ends = [_day(end) for end in re.split(r"-|–|to(?=[a-z])|\.\.", word) if end]
        if len(ends) == 1:
            found.append(ends[0])
        elif len(ends) == 2:
            length = (ends[1] - ends[0]) % 7 + 1
            found += [(ends[0] + step) % 7 for step in range(length)]
        else:
            raise _not_days(text)
    return found


def _day(word: str) -> int:
    if word.isdigit() and 1 <= int(word) <= 7:
        return int(word) - 1
    matches = [n for n, name in enumerate(_DAYS) if len(word) >= 2 and name.startswith(word[:3])]
    if len(matches) != 1 or not word.isalpha():
        raise _not_days(word)
    return matches[0]


def _not_days(text: str) -> UserError:
    return UserError(f"'{text}' names no days.", "Use names such as mon, mon-fri or daily.")


def looks_like_days(key: str) -> bool:
    """Whether a key names days ('monday', 'mon-fri', 'weekend')."""
    try:
        return bool(day_numbers(key))
    except UserError:
        return False


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
    raise _not_hours(value)


def _windows_of_table(table: Mapping[str, object]) -> tuple[LocalWindow, ...]:
    if table.get("active") is False or table.get("enabled") is False or table.get("closed") is True:
        return ()
    for key in ("timeframes", "windows", "hours", "intervals", "ranges", "shifts"):
        if key in table:
            return read_windows(table[key])
    return (_window(*table_span(table)),)


def table_span(table: Mapping[str, object]) -> tuple[object, object]:
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
            raise _not_hours(text)
        found.append(_window(ends[0], ends[1]))
    return tuple(found)


def _window(start: object, end: object) -> LocalWindow:
    """Minutes of a window; one that ends at or before its start ends on the next day."""
    opens, closes = _minutes(start), _minutes(end)
    return (opens, closes) if closes > opens else (opens, closes + DAY_MINUTES)


def _minutes(value: object) -> int:
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, int) and 0 <= value <= 24:
        return value * 60
    match = _TIME.fullmatch(str(value).strip())
    if match is None:
        raise _not_hours(value)
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    half = (match.group(4) or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or hour * 60 + minute > DAY_MINUTES:
        raise _not_hours(value)
    return hour * 60 + minute


def _not_hours(value: object) -> UserError:
    return UserError(f"'{value}' are no working hours.", "Write them like 09:00-17:00 or closed.")


def read_line(text: str) -> tuple[list[int], tuple[LocalWindow, ...]]:
    """Days and hours of one text: 'Mon-Fri 09:00-17:00'; without days, every day."""
    if is_always(text):
        return list(range(7)), ALL_DAY
    named = _DAY_TEXT.match(text.strip())
    if named is None:
        return list(range(7)), read_windows(text)
    return day_numbers(named.group(1)), read_windows(text.strip()[named.end() :])
