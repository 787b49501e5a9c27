"""Working calendars in files: TOML, JSON or YAML, in the several ways people write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from workbench.core.errors import UserError
from workbench.tickets.clock.calendar_document import load_document
from workbench.tickets.clock.closed_days import (
    HOLIDAY_KEYS,
    PART_KEYS,
    SPECIAL_KEYS,
    read_holidays,
    read_special,
)
from workbench.tickets.clock.hours import is_always
from workbench.tickets.clock.week import is_week_key, read_entries, week_of
from workbench.tickets.clock.working_time import WorkCalendar, around_the_clock
from workbench.tickets.moments import zone_named

FORMAT = """\
Calendar file (TOML; the same keys work in JSON and YAML):
  zone = "Europe/Berlin"            # IANA name; without it UTC
  [hours]                           # days: mon ... sun, mon-fri, weekdays, weekend, daily
  mon-fri = "09:00-17:00"           # or several: ["09:00-12:00", "13:00-17:00"]
  fri = "09:00-15:00"               # fewer days replace what more days say
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
file is the clock that never stops. Entries for as many days add up, and so do shifts of a
list that do not overlap; otherwise fewer days replace more. Calendar exports of Zammad
(business_hours, public_holidays) and Jira (workingTimes) are read too.
Durations: 4h, 1h30m, 90min, PT4H, 3d (a day is 24 h of the clock), 2 workdays.
"""

_ZONES = ("zone", "timezone", "time_zone", "time-zone", "tz")
_NOTES = ("name", "id", "description", "version", "title", "type", "kind", "comment", "default",
          "note", "notes")  # fmt: skip
_EXAMPLES = ("zone", "hours", "holidays", "special")
"""The keys that a message names; their other spellings would only make it long."""


@dataclass(frozen=True)
class ReadCalendar:
    """A calendar as read, and the keys in it that were not understood."""

    calendar: WorkCalendar
    unknown: tuple[str, ...] = ()

    @property
    def ignored(self) -> tuple[str, ...]:
        """A sentence for each key that was not understood."""
        return tuple(f"'{key}' was not understood and is ignored." for key in self.unknown)


def read_calendar(path: Path, name: str = "") -> ReadCalendar:
    """Read a calendar file. Raises UserError with its name and what is wrong in it.

    `name` is what to call the file where its path means nothing to people.
    """
    if is_always(str(path)) and not path.exists():
        return ReadCalendar(around_the_clock())
    try:
        return calendar_from(load_document(path))
    except UserError as error:
        raise UserError(f"{name or path}: {error.what}", error.next_step) from error


def calendar_from(document: Mapping[str, object]) -> ReadCalendar:
    """A calendar from a document as loaded. Raises UserError when hours are missing or odd."""
    fields = _fields(document)
    entries, special, holidays = read_entries(fields), read_special(fields), read_holidays(fields)
    week = week_of(entries)
    if not any(week) and not any(special.values()):
        raise UserError(
            "it names no working hours." if not entries else "it is closed on every day.",
            'Add [hours] with mon-fri = "09:00-17:00", or hours = "24x7".',
        )
    calendar = WorkCalendar(_zone(fields), week, special, holidays.closed())
    return ReadCalendar(calendar, (*_unknown(fields), *holidays.unknown))


def calendar_in_settings(settings: Mapping[str, object], own: Sequence[str]) -> WorkCalendar:
    """The calendar that stands among other settings, which have the names `own`.

    Round the clock where none is written. Raises UserError for a setting that nobody knows,
    as it would have no effect.
    """
    rest = {key: value for key, value in settings.items() if key not in own}
    fields = _fields(rest)
    _refuse(_unknown(fields), own)
    if all(key in (*_ZONES, *_NOTES) and not is_always(value) for key, value in fields.items()):
        return around_the_clock(_zone(fields))
    read = calendar_from(rest)
    _refuse(read.unknown, own)
    return read.calendar


def _refuse(unknown: Sequence[str], own: Sequence[str]) -> None:
    if unknown:
        known = ", ".join([*own, *_EXAMPLES])
        raise UserError(
            f"'{unknown[0]}' is no setting and has no effect.",
            f"Use {known} or days such as mon-fri.",
        )


def _fields(document: Mapping[str, object]) -> dict[str, object]:
    """The settings by name in small letters, those in [calendar] among them."""
    fields = {str(key).strip().lower(): value for key, value in document.items()}
    inner = fields.get("calendar")
    if isinstance(inner, Mapping):
        del fields["calendar"]
        table = cast(Mapping[object, object], inner)
        fields |= {str(key).strip().lower(): value for key, value in table.items()}
    return fields


def _zone(fields: Mapping[str, object]) -> ZoneInfo:
    return zone_named(str(next((fields[name] for name in _ZONES if name in fields), "UTC")))


def _unknown(fields: Mapping[str, object]) -> tuple[str, ...]:
    known = {*_ZONES, *_NOTES, *HOLIDAY_KEYS, *PART_KEYS, *SPECIAL_KEYS}
    return tuple(
        key
        for key, value in fields.items()
        if key not in known and not is_week_key(key, value, fields)
    )
