"""Moments and durations as people write them on a command line or in a settings file."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workbench.core.errors import UserError

_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_ZONE_SUFFIX = re.compile(r"\s*\[?([A-Z][A-Za-z_]+/[A-Za-z_/+-]+|UTC|GMT)\]?$")
_PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?")
_ISO_DURATION = re.compile(
    r"P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.IGNORECASE,
)
_UNITS = {
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": 3_600, "hr": 3_600, "hrs": 3_600, "hour": 3_600, "hours": 3_600,
    "d": 86_400, "day": 86_400, "days": 86_400,
    "w": 604_800, "week": 604_800, "weeks": 604_800,
}  # fmt: skip
_WORKING_DAYS = {"wd", "bd", "workday", "workdays", "workingday", "workingdays"}


def zone_named(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises UserError when there is none."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UserError(
            f"'{name}' is not a time zone.", "Use an IANA name such as Europe/Berlin or UTC."
        ) from error


def read_moment(text: str, zone: ZoneInfo, where: str = "") -> datetime:
    """An aware UTC moment from ISO 8601; `zone` is used where the text has none.

    Raises UserError, which begins with `where` it stands, when it is not a moment, or names a
    local time that happens twice or not at all: such a time is never guessed.
    """
    place = f"{where}: " if where else ""
    wanted = _WEEKDAY.sub("", text.strip())
    named = _ZONE_SUFFIX.search(wanted)
    if named and named.start():
        zone = zone_named(named.group(1))
        wanted = wanted[: named.start()]
    try:
        moment = datetime.fromisoformat(wanted.strip())
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        choices = readings(moment, zone)
    except (ValueError, OverflowError) as error:
        raise UserError(
            f"{place}'{text}' is not a time.",
            "Write it like 2026-03-06T16:30 or 2026-03-06T16:30+01:00.",
        ) from error
    if len(choices) == 1:
        return choices[0]
    happens = "happens twice" if choices else "does not exist"
    raise UserError(
        f"{place}the local time {moment.isoformat(' ')} {happens} in {zone.key} (clock change).",
        "Add the offset, for example +02:00.",
    )


def readings(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """The UTC moments that a wall time may mean: one, two in autumn, none in spring."""
    found: list[datetime] = []
    for fold in (0, 1):
        moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) == wall and moment not in found:
            found.append(moment)
    return found


def read_duration(text: str, working_day: timedelta = timedelta(days=1)) -> timedelta:
    """A duration: '4h', '1h30m', '1:30', '90 minutes', '3 days', 'PT4H', '2 workdays'.

    A day is 24 hours of the clock; `working_day` is the length of a 'workday'.
    Raises UserError for anything else.
    """
    try:
        found = _duration(text.strip().lower(), working_day)
    except (OverflowError, ValueError) as error:
        raise UserError(f"'{text[:40]}' is too long.", "Give hours or days.") from error
    if found is None:
        raise UserError(f"'{text}' is not a duration.", "Write it like 4h, 1h30m, 90min or 3d.")
    return found


def _duration(wanted: str, working_day: timedelta) -> timedelta | None:
    clock = _CLOCK.fullmatch(wanted)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    iso = _ISO_DURATION.fullmatch(wanted)
    if iso and any(iso.groups()):
        weeks, days, hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return timedelta(days, seconds, 0, 0, minutes, hours, weeks)
    joined = re.sub(r"\b(working|business)\s+days?\b", "wd", wanted)
    if not _PART.sub("", joined).replace("and", "").strip(" ,"):
        parts = [_part(float(n.replace(",", ".")), unit, working_day) for n, unit in
                 _PART.findall(joined)]  # fmt: skip
        if parts and None not in parts:
            return sum((part for part in parts if part is not None), timedelta())
    return None


def _part(amount: float, unit: str, working_day: timedelta) -> timedelta | None:
    if unit in _WORKING_DAYS:
        return amount * working_day
    seconds = _UNITS.get(unit)
    return None if seconds is None else timedelta(seconds=amount * seconds)
