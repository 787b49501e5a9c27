"""Working calendars in files: TOML, JSON or YAML, in the several ways people write them."""

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast

from workbench.core.errors import UserError
from workbench.tickets.clock import hours
from workbench.tickets.clock.working_time import LocalWindow, WorkCalendar, around_the_clock
from workbench.tickets.moments import zone_named

FORMAT = """\
Calendar file (TOML; the same keys work in JSON and YAML):
  zone = "Europe/Berlin"            # IANA name; without it UTC
  [hours]                           # days: mon ... sun, mon-fri, weekdays, weekend, daily
  mon-fri = "09:00-17:00"           # or several: ["09:00-12:00", "13:00-17:00"]
  sat = "22:00-06:00"               # an end before its start is on the next day
  sun = "closed"
  [holidays]
  country = "DE"                    # public holidays of a country,
  subdivision = "BY"                #   of one part of it
  dates = ["2026-12-24"]            #   and days of your own
  [special]                         # dates with other hours
  2026-12-31 = "09:00-12:00"
Short forms: hours = "Mon-Fri 09:00-17:00"; hours = "24x7"; days = ["Mon", "Fri"] with
start = "09:00" and end = "17:00"; holidays = "DE" or a list of dates. '24x7' instead of a
file is the clock that never stops. Calendar exports of Zammad (business_hours,
public_holidays) and Jira (workingTimes) are read too.
Durations: 4h, 1h30m, 90min, PT4H, 3d (a day is 24 h of the clock), 2 workdays.
"""

_ZONES = ("zone", "timezone", "time_zone", "time-zone", "tz")
_HOURS = ("hours", "weekly", "week", "working_hours", "business_hours", "work_hours", "windows",
          "window", "schedule", "weekly_hours", "workingtimes", "working_times", "shifts", "shift",
          "intervals", "work", "opening_hours", "days", "working_days")  # fmt: skip
_HOLIDAYS = ("holidays", "holiday", "public_holidays", "holiday_dates", "holidays_country",
             "closed_dates", "country", "holiday_country", "holidays_dates")  # fmt: skip
_SPECIAL = ("special", "exceptions", "overrides", "extra", "special_days", "special_hours")
_DAYS = ("days", "working_days", "work_days", "workdays", "weekdays")
_ENDS = ("start", "end", "from", "to")
_ALWAYS = ("always", "24x7", "24/7", "around_the_clock", "all_day", "twenty_four_seven")
_SILENT = {"name", "id", "description", "version", "title", "type", "kind", "comment", "subdiv",
           "subdivision", "region", "state", "start", "end", "from", "to", "work_days", "workdays",
           "default", "note", "notes", "prov", "province"}  # fmt: skip

Week = list[tuple[LocalWindow, ...]]


@dataclass(frozen=True)
class ReadCalendar:
    """A calendar as read, and a sentence for each key that was not understood."""

    calendar: WorkCalendar
    ignored: tuple[str, ...] = ()


def read_calendar(path: Path) -> ReadCalendar:
    """Read a calendar file. Raises UserError naming the file and what is wrong in it."""
    if hours.is_always(str(path)) and not path.exists():
        return ReadCalendar(around_the_clock())
    try:
        return calendar_from(_load(path))
    except UserError as error:
        raise UserError(f"{path}: {error.what}", error.next_step) from error


def _load(path: Path) -> Mapping[str, object]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("it is not UTF-8 text.", "Save it as UTF-8.") from error
    loaders: list[Callable[[str], object]] = [tomllib.loads, json.loads]
    if path.suffix.lower() == ".json":
        loaders = [json.loads]
    elif path.suffix.lower() in (".yaml", ".yml"):
        loaders = [_load_yaml]
    problem = ""
    for load in loaders:
        try:
            loaded = load(text)
        except (ValueError, RecursionError) as error:
            problem = problem or str(error)
            continue
        if isinstance(loaded, dict):
            return cast(Mapping[str, object], loaded)
        problem = problem or "it holds no table of settings"
    raise UserError(f"cannot be read as a calendar ({problem}).", "See 'workbench sla due --help'.")


def _load_yaml(text: str) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error).splitlines()[0]) from error


def calendar_from(document: Mapping[str, object]) -> ReadCalendar:
    """A calendar from a document as loaded. Raises UserError when hours are missing or odd."""
    fields = {str(key).strip().lower(): value for key, value in document.items()}
    inner = fields.get("calendar")
    if isinstance(inner, Mapping):
        fields |= {str(k).lower(): v for k, v in cast(Mapping[object, object], inner).items()}
    zone_name = next((fields[name] for name in _ZONES if name in fields), "UTC")
    special = _special(fields)
    week, known_hours = _week(fields)
    if not known_hours and not special:
        raise UserError(
            "it names no working hours.",
            'Add [hours] with mon-fri = "09:00-17:00", or hours = "24x7".',
        )
    zone = zone_named(str(zone_name))
    calendar = WorkCalendar(zone, tuple(week), special, _holidays(fields))
    return ReadCalendar(calendar, tuple(_ignored(fields)))


def _ignored(fields: Mapping[str, object]) -> list[str]:
    known = {*_ZONES, *_HOURS, *_HOLIDAYS, *_SPECIAL, *_ALWAYS, *_SILENT, "calendar"}
    return [
        f"'{key}' was not understood and is ignored."
        for key in fields
        if key not in known and not hours.looks_like_days(key)
    ]


def _week(fields: Mapping[str, object]) -> tuple[Week, bool]:
    """The seven days' windows, and whether any hours were written at all."""
    week: Week = [()] * 7
    if _says_always(fields):
        return [hours.ALL_DAY] * 7, True
    found = False
    for key, value in fields.items():
        if key in _DAYS and _names_days(value):
            continue
        if key in _HOURS:
            _add_hours(week, value, fields)
            found = True
        elif hours.looks_like_days(key):
            _add(week, hours.day_numbers(key), hours.read_windows(value))
            found = True
    if _flat(fields):
        days = _named_days(fields) or list(range(7))
        _add(week, days, hours.read_windows({k: fields[k] for k in _ENDS if k in fields}))
        found = True
    return week, found


def _says_always(fields: Mapping[str, object]) -> bool:
    named = any(fields.get(key) is True for key in _ALWAYS)
    return named or any(hours.is_always(fields.get(key)) for key in ("type", "kind", *_HOURS))


def _names_days(value: object) -> bool:
    """Whether a value is a list of days, not of hours ('mon-fri', [1, 2, 3])."""
    if isinstance(value, Mapping):
        return False
    try:
        return bool(hours.day_numbers(value))
    except UserError:
        return False


def _named_days(fields: Mapping[str, object]) -> list[int] | None:
    """The days that stand beside the hours, under a key of their own."""
    named = (fields[key] for key in _DAYS if key in fields and _names_days(fields[key]))
    return next((hours.day_numbers(value) for value in named), None)


def _flat(fields: Mapping[str, object]) -> bool:
    return ("start" in fields and "end" in fields) or ("from" in fields and "to" in fields)


def _add(week: Week, days: Sequence[int], windows: tuple[LocalWindow, ...]) -> None:
    for day in days:
        week[day] += tuple(window for window in windows if window not in week[day])


def _add_hours(week: Week, value: object, fields: Mapping[str, object]) -> None:
    if isinstance(value, Mapping):
        table = {str(k).lower(): v for k, v in cast(Mapping[object, object], value).items()}
        _add_table(week, table, fields)
    elif isinstance(value, str):
        for line in value.replace("\n", ";").split(";"):
            if line.strip():
                _add_line(week, line, fields)
    elif isinstance(value, (list, tuple)):
        _add_list(week, cast(Sequence[object], value), fields)
    else:
        raise UserError(f"'{value}' are no working hours.", 'Write them like "09:00-17:00".')


def _add_line(week: Week, line: str, fields: Mapping[str, object]) -> None:
    days, windows = hours.read_line(line)
    _add(week, (_named_days(fields) if len(days) == 7 else None) or days, windows)


def _add_list(week: Week, items: Sequence[object], fields: Mapping[str, object]) -> None:
    if len(items) == 7 and all(isinstance(item, (list, tuple)) for item in items):
        for day, item in enumerate(items):
            _add(week, [day], hours.read_windows(item))
        return
    for item in items:
        if isinstance(item, Mapping):
            table = {str(k).lower(): v for k, v in cast(Mapping[object, object], item).items()}
            _add_table(week, table, fields)
        elif isinstance(item, str):
            _add_line(week, item, fields)
        else:
            _add(week, range(7), hours.read_windows(items))
            return


def _add_table(week: Week, table: Mapping[str, object], fields: Mapping[str, object]) -> None:
    """Hours in a table: by day, or one window with its own `days`."""
    named = next((table[k] for k in ("days", "day", "weekday", "weekdays", "on") if k in table
                  and any(s in table for s in ("start", "from", "open", "hours", "windows"))),
                 None)  # fmt: skip
    if named is not None:
        windows = _jira_window(table) or hours.read_windows(
            {key: value for key, value in table.items() if key not in ("days", "day", "weekday")}
        )
        _add(week, hours.day_numbers(named), windows)
        return
    if _flat(table):
        _add(week, _named_days(fields) or range(7), hours.read_windows(table))
        return
    for key, value in table.items():
        _add(week, hours.day_numbers(key), hours.read_windows(value))


def _jira_window(table: Mapping[str, object]) -> tuple[LocalWindow, ...] | None:
    """Jira's workingTimes: start and end as milliseconds after midnight."""
    start, end = table.get("start"), table.get("end")
    if isinstance(start, int) and isinstance(end, int) and max(start, end) > 1_440:
        return ((start // 60_000, end // 60_000),)
    return None


def _date(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value).strip()).date()
    except ValueError as error:
        raise UserError(f"'{value}' is not a date.", "Write it like 2026-12-24.") from error


def _special(fields: Mapping[str, object]) -> dict[date, tuple[LocalWindow, ...]]:
    found: dict[date, tuple[LocalWindow, ...]] = {}
    for key in _SPECIAL:
        value = fields.get(key)
        if isinstance(value, Mapping):
            table = cast(Mapping[object, object], value)
            found |= {_date(day): hours.read_windows(text) for day, text in table.items()}
        elif isinstance(value, (list, tuple)):
            for item in cast(Sequence[object], value):
                if not isinstance(item, Mapping):
                    raise UserError(f"'{item}' has no date and hours.", "Give date and hours.")
                entry = {str(k).lower(): v for k, v in cast(Mapping[object, object], item).items()}
                day = _date(entry.pop("date", entry.pop("day", None)))
                found[day] = hours.read_windows(entry)
    return found


def _holidays(fields: Mapping[str, object]) -> Callable[[date], bool] | None:
    """Which dates are closed: own dates and the public holidays of countries."""
    dates: set[date] = set()
    countries: list[str] = []
    part = next((str(fields[k]) for k in ("subdivision", "subdiv", "region", "state", "province",
                                          "prov") if fields.get(k)), "")  # fmt: skip

    def collect(value: object) -> None:
        nonlocal part
        if isinstance(value, Mapping):
            table = {str(k).lower(): v for k, v in cast(Mapping[object, object], value).items()}
            for key, inner in table.items():
                if key in ("subdivision", "subdiv", "region", "state", "province", "prov"):
                    part = str(inner)
                elif key in ("country", "countries", "dates", "days", "extra", "custom", "date",
                             "datestring", "list", "additional"):  # fmt: skip
                    collect(inner)
                elif key[:1].isdigit() and not _inactive(inner):
                    dates.add(_date(key))
        elif isinstance(value, (list, tuple)):
            for item in cast(Sequence[object], value):
                collect(item)
        elif isinstance(value, (date, datetime)):
            dates.add(_date(value))
        elif isinstance(value, str) and value.strip():
            if value.strip()[0].isdigit():
                dates.add(_date(value))
            elif value.strip().lower() not in ("none", "no", "off"):
                countries.append(value.strip())

    for key in _HOLIDAYS:
        collect(fields.get(key))
    public = [_public_holidays(name, part) for name in countries]
    if not dates and not public:
        return None
    return lambda day: day in dates or any(is_closed(day) for is_closed in public)


def _inactive(value: object) -> bool:
    return isinstance(value, Mapping) and (
        cast(Mapping[str, object], value).get("active") is False
        or cast(Mapping[str, object], value).get("removed") is True
    )


def _public_holidays(name: str, part: str) -> Callable[[date], bool]:
    """Whether a date is a public holiday of a country ('DE', 'Germany', 'DE-BY')."""
    import holidays

    code, _, inner = name.replace("_", "-").partition("-")
    subdivision = part or inner or None
    try:
        calendar = holidays.country_holidays(_country_code(code or name), subdiv=subdivision)
    except (NotImplementedError, KeyError) as error:
        raise UserError(
            f"No public holidays are known for '{name}'" + (f" ({part})." if part else "."),
            "Use a country code such as DE or US, or list the dates.",
        ) from error
    return lambda day: day in calendar


def _country_code(name: str) -> str:
    """The ISO code of a country; an English name is looked up in the holiday library."""
    if len(name) <= 3:
        return name.upper()
    import holidays.registry

    plain = name.replace(" ", "").lower()
    for module, codes in holidays.registry.COUNTRIES.items():
        if module.replace("_", "") == plain:
            return codes[1]
    return name
