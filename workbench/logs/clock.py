"""Completes stamps that lack a year, a date or an hour, and turns local clocks into UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from workbench.logs.model import NO_TIME, ByteArray, TimeArray
from workbench.logs.stamps import DATELESS, DAY, HOURLESS, LEAP_YEAR, YEARLESS, ZONED
from workbench.logs.zones import HOUR, to_utc

_LEAP_DAY = 59
_HALF_YEAR = 183 * DAY


@dataclass(frozen=True, slots=True)
class Reference:
    """What completes a stamp: a moment near the end of the log, and the zone of its clock.

    `given`: a person named the date; otherwise it is the date of the file.
    """

    moment: datetime
    zone: ZoneInfo | None = None
    given: bool = False

    @staticmethod
    def of_date(day: date, zone: ZoneInfo | None = None) -> "Reference":
        """Noon of a day that a person named."""
        return Reference(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), zone, given=True)


def complete(times: TimeArray, flags: ByteArray, reference: Reference) -> TimeArray:
    """Times in UTC from readings in file order with their flags (see stamps)."""
    times = times.copy()
    known = times != NO_TIME
    for flag, completed in (
        (YEARLESS, _with_years),
        (DATELESS, _with_days),
        (HOURLESS, _with_hours),
    ):
        rows = np.flatnonzero(known & ((flags & flag) != 0))
        if len(rows):
            times[rows] = completed(times[rows], reference)
    if reference.zone is not None:
        rows = np.flatnonzero(known & ((flags & ZONED) == 0))
        times[rows] = to_utc(times[rows], reference.zone)
    return times


def _wraps(times: TimeArray, half: int) -> TimeArray:
    """How often the clock has come round: a fall by more than half a period, undone by a rise."""
    steps = np.diff(times, prepend=times[:1])
    return np.cumsum((steps < -half).astype(np.int64) - (steps > half))


def _with_years(times: TimeArray, reference: Reference) -> TimeArray:
    """The last stamp lies in the reference's year, those before a turn of the year one earlier.

    When the log crosses New Year, the last stamp is put into the year in which it is
    nearest to the reference. Nothing is put into the future.
    """
    wraps = _wraps(times, _HALF_YEAR)
    year = reference.moment.year
    if wraps[-1] > 0 or not reference.given:
        candidates = (year - 1, year, year + 1) if wraps[-1] > 0 else (year - 1, year)
        year = _best_year(int(times[-1]), candidates, reference, crossing=bool(wraps[-1] > 0))
    years = year + wraps - wraps[-1]
    result = times.copy()
    for one in np.unique(years):
        rows = years == one
        result[rows] = _in_year(times[rows], int(one))
    return result


def _best_year(
    last: int, candidates: tuple[int, ...], reference: Reference, *, crossing: bool
) -> int:
    latest = datetime.now(UTC) + timedelta(days=1)
    times = {year: int(_in_year(np.array([last]), year)[0]) for year in candidates}
    limit = int(latest.timestamp()) * 10**9
    possible = {year: time for year, time in times.items() if time <= limit} or times
    if not crossing:
        return max(possible)
    target = int(reference.moment.timestamp()) * 10**9
    return min(possible, key=lambda year: abs(possible[year] - target))


def _in_year(times: TimeArray, year: int) -> TimeArray:
    """Move times of the leap year 2000 into another year."""
    start_2000 = (date(LEAP_YEAR, 1, 1) - date(1970, 1, 1)).days
    start = (date(year, 1, 1) - date(1970, 1, 1)).days
    days = times // DAY - start_2000
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    shift = np.where(days > _LEAP_DAY, 0 if leap else -1, 0)
    return times + (start - start_2000 + shift) * DAY


def _with_days(times: TimeArray, reference: Reference) -> TimeArray:
    day = (reference.moment.date() - date(1970, 1, 1)).days
    wraps = _wraps(times, DAY // 2)
    return times + (day + wraps - wraps[-1]) * DAY


def _with_hours(times: TimeArray, reference: Reference) -> TimeArray:
    hour = int(reference.moment.timestamp()) // 3600
    wraps = _wraps(times, HOUR // 2)
    return times + (hour + wraps - wraps[-1]) * HOUR
