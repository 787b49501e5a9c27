"""The working week of a calendar file: what it says for which days, and which of it holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

from workbench.core.errors import UserError
from workbench.tickets.clock import hours
from workbench.tickets.clock.days import NAMES, day_numbers, looks_like_days
from workbench.tickets.clock.working_time import LocalWindow

HOURS_KEYS = (
    "hours", "weekly", "week", "working_hours", "business_hours", "work_hours", "windows",
    "window", "schedule", "weekly_hours", "workingtimes", "working_times", "shifts", "shift",
    "intervals", "work", "opening_hours", "days", "working_days",
)  # fmt: skip
_DAYS_KEYS = ("days", "working_days", "work_days", "workdays", "weekdays")
_ALWAYS_KEYS = ("always", "24x7", "24/7", "around_the_clock", "all_day", "twenty_four_seven")
_KIND_KEYS = ("type", "kind")
_ENDS = ("start", "end", "from", "to")

Week = tuple[tuple[LocalWindow, ...], ...]
"""The windows of Monday to Sunday."""


class Entry(NamedTuple):
    """Hours for some days (no windows: closed), and the words that said so.

    `listed` are those of a list, as shifts are, not of a table with the days as names.
    """

    days: frozenset[int]
    windows: tuple[LocalWindow, ...]
    words: str
    listed: bool = False


def read_entries(fields: Mapping[str, object]) -> list[Entry]:
    """Everything that is said about the days of the week. Raises UserError for odd hours."""
    found: list[Entry] = []
    for key, value in fields.items():
        if key in _DAYS_KEYS and _names_days(value):
            continue
        if key in HOURS_KEYS:
            found += _of_value(key, value, fields)
        elif looks_like_days(key):
            found.append(_entry(day_numbers(key), hours.read_windows(value), key))
    if _is_span(fields):
        windows = hours.read_windows({key: fields[key] for key in _ENDS if key in fields})
        found.append(_entry(_usual_days(fields), windows, "start"))
    flag = next((key for key, value in fields.items() if _is_flag(key, value)), None)
    if flag is None:
        return found
    if any(entry.windows and entry.windows != hours.ALL_DAY for entry in found):
        raise UserError(
            f"'{flag}' says round the clock, but there are other hours as well.",
            "Keep one of them.",
        )
    return [*found, _entry(range(7), hours.ALL_DAY, flag)]


def week_of(entries: Sequence[Entry]) -> Week:
    """What holds for each day: what is said for the fewest days.

    Entries for as many days add up, and so do those of a list that do not overlap: a shift
    from Monday to Thursday is beside one from Monday to Friday. Raises UserError where one of
    as many days closes the day.
    """
    return tuple(_windows_on(day, entries) for day in range(7))


def is_week_key(key: str, value: object, fields: Mapping[str, object]) -> bool:
    """Whether `read_entries` makes use of this field of a calendar."""
    if key in _ENDS:
        return _is_span(fields)
    if key in _ALWAYS_KEYS:
        return isinstance(value, bool)
    return key in HOURS_KEYS or key in _DAYS_KEYS or looks_like_days(key)


def _windows_on(day: int, entries: Sequence[Entry]) -> tuple[LocalWindow, ...]:
    said = [entry for entry in entries if day in entry.days]
    narrowest = min((len(entry.days) for entry in said), default=0)
    said = [entry for entry in said if len(entry.days) == narrowest]
    closed = next((entry.words for entry in said if not entry.windows), None)
    opened = next((entry.words for entry in said if entry.windows), None)
    if closed is not None and opened is not None:
        raise UserError(
            f"{NAMES[day]} is closed by '{closed}' and has hours by '{opened}'.",
            "Keep one of them.",
        )
    windows = dict.fromkeys(window for entry in said for window in entry.windows)
    if windows and all(entry.listed for entry in said):
        wider = [entry for entry in entries if day in entry.days and entry not in said]
        windows |= dict.fromkeys(_beside(wider, list(windows)))
    return tuple(windows)


def _beside(entries: Iterable[Entry], windows: Sequence[LocalWindow]) -> Iterator[LocalWindow]:
    """The windows of listed entries that overlap with none of these."""
    for entry in entries:
        apart = all(end <= start or stop <= begin
                    for begin, end in entry.windows for start, stop in windows)  # fmt: skip
        if entry.listed and apart:
            yield from entry.windows


def _entry(days: Iterable[int], windows: tuple[LocalWindow, ...], words: str) -> Entry:
    return Entry(frozenset(days), windows, words)


def _is_flag(key: str, value: object) -> bool:
    return (key in _ALWAYS_KEYS and value is True) or (key in _KIND_KEYS and hours.is_always(value))


def _names_days(value: object) -> bool:
    """Whether a value is a list of days, not of hours ('mon-fri', [1, 2, 3])."""
    return not isinstance(value, Mapping) and looks_like_days(value)


def _usual_days(fields: Mapping[str, object]) -> Iterable[int]:
    """The days that stand beside the hours, under a key of their own; all where none do."""
    named = (fields[key] for key in _DAYS_KEYS if key in fields and _names_days(fields[key]))
    return next((day_numbers(value) for value in named), range(7))


def _is_span(fields: Mapping[str, object]) -> bool:
    return ("start" in fields and "end" in fields) or ("from" in fields and "to" in fields)


def _of_value(key: str, value: object, fields: Mapping[str, object]) -> list[Entry]:
    if isinstance(value, Mapping):
        return _of_table(key, cast(Mapping[object, object], value), fields)
    if isinstance(value, str):
        lines = value.replace("\n", ";").split(";")
        return _listed(_of_line(line, fields) for line in lines if line.strip())
    if isinstance(value, (list, tuple)):
        return _of_list(key, cast(Sequence[object], value), fields)
    raise hours.not_hours(value)


def _of_line(line: str, fields: Mapping[str, object]) -> Entry:
    days, windows = hours.read_line(line)
    return _entry(_usual_days(fields) if len(days) == 7 else days, windows, line.strip())


def _of_list(key: str, items: Sequence[object], fields: Mapping[str, object]) -> list[Entry]:
    if len(items) == 7 and all(isinstance(item, (list, tuple)) for item in items):
        return [_entry([day], hours.read_windows(item), key) for day, item in enumerate(items)]
    found: list[Entry] = []
    for item in items:
        if isinstance(item, Mapping):
            found += _of_table(key, cast(Mapping[object, object], item), fields)
        elif isinstance(item, str):
            found.append(_of_line(item, fields))
        else:
            return [_entry(_usual_days(fields), hours.read_windows(items), key)]
    return _listed(found)


def _listed(entries: Iterable[Entry]) -> list[Entry]:
    return [entry._replace(listed=True) for entry in entries]


def _of_table(
    key: str, written: Mapping[object, object], fields: Mapping[str, object]
) -> list[Entry]:
    """Hours in a table: by day, or one window with its own `days` and days that differ."""
    table = {str(name).lower(): value for name, value in written.items()}
    named = _days_key(table)
    if named is None and not _is_span(table):
        return [_of_day(name, value) for name, value in table.items()]
    differing = [name for name in table if name != named and looks_like_days(name)]
    window = {name: value for name, value in table.items() if name not in (named, *differing)}
    days = day_numbers(table[named]) if named else _usual_days(fields)
    return [
        _entry(days, hours.read_windows(window), f"{key}.{named or 'start'}"),
        *(_of_day(name, table[name]) for name in differing),
    ]


def _of_day(name: str, value: object) -> Entry:
    return _entry(day_numbers(name), hours.read_windows(value), name)


def _days_key(table: Mapping[str, object]) -> str | None:
    """The key that names the days of a table with one window."""
    if not any(name in table for name in ("start", "from", "open", "hours", "windows")):
        return None
    keys = ("days", "day", "weekday", "weekdays", "on")
    return next((key for key in keys if key in table), None)
