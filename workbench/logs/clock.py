"""Completes stamps that lack a year, a date or an hour, and turns local clocks into UTC."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from workbench.logs.model import NO_TIME, BoolArray, ByteArray, TimeArray
from workbench.logs.stamps import (
    DATELESS,
    DAY,
    DOUBTFUL,
    HOURLESS,
    LEAP_YEAR,
    OTHERWISE,
    YEAR_FIRST,
    YEARLESS,
    ZONED,
    in_other_order,
)
from workbench.logs.zones import HOUR, to_utc

_LEAP_DAY = 59
YEAR = 366 * DAY
_PART = 1 << 20

Put = Callable[[TimeArray, TimeArray], TimeArray]
"""Takes readings and their turns of the clock, counted from the last one; gives times."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What completes a stamp: a moment near the end of the log, and the zone of its clock.

    `given`: a person named the date; otherwise it is the date of the file. `previous`: the
    last time before what is read, where that goes on.
    """

    moment: datetime
    zone: ZoneInfo | None = None
    given: bool = False
    previous: int | None = None

    @staticmethod
    def of_date(day: date, zone: ZoneInfo | None = None) -> "Reference":
        """Noon of a day that a person named."""
        return Reference(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), zone, given=True)


Placing = Callable[[int, int, Reference], Put]
"""Takes the last reading and the turns of the clock up to it."""


def complete(times: TimeArray, flags: ByteArray | int, reference: Reference) -> None:
    """Turn readings in file order into UTC, in place; flags as in stamps, one for all or each."""
    _put_in_order(times, flags, reference.previous)
    for flag, period, placing in (
        (YEARLESS, YEAR, _years),
        (DATELESS, DAY, _days),
        (HOURLESS, HOUR, _hours),
    ):
        _place(times, flags, flag, period, placing, reference)
    if reference.zone is not None:
        rows = np.flatnonzero(_flagged(flags, slice(None), ZONED, len(times)) ^ True)
        times[rows] = to_utc(times[rows], reference.zone)


def _put_in_order(times: TimeArray, flags: ByteArray | int, previous: int | None) -> None:
    """One unambiguous date shows for the whole log how day and month (or year) are ordered."""
    every = slice(None)
    for kind in (DOUBTFUL, DOUBTFUL | YEAR_FIRST):
        chosen = np.zeros(0, np.bool_)
        if isinstance(flags, int):
            if flags & (DOUBTFUL | YEAR_FIRST | OTHERWISE) == kind and previous is not None:
                chosen = times != NO_TIME
            shown = False
        elif (flags & DOUBTFUL).any():
            alike = (flags[every] & (DOUBTFUL | YEAR_FIRST)) == kind
            usual = (flags & OTHERWISE) == 0
            chosen, shown = alike & usual & (times != NO_TIME), bool((alike & ~usual).any())
        else:
            return
        rows = np.flatnonzero(chosen)
        if not len(rows) or (not shown and previous is None):
            continue
        moved = in_other_order(times[rows], year_first=bool(kind & YEAR_FIRST))
        if not shown and previous is not None:
            shown = abs(int(moved[0]) - previous) < abs(int(times[rows[0]]) - previous)
        if shown and (moved != NO_TIME).all():
            times[rows] = moved


def _flagged(flags: ByteArray | int, part: slice, flag: int, length: int) -> BoolArray:
    if isinstance(flags, int):
        return np.full(length, bool(flags & flag))
    return (flags[part] & flag) != 0


def _parts(
    times: TimeArray, flags: ByteArray | int, flag: int, period: int
) -> Iterator[tuple[TimeArray, TimeArray, TimeArray]]:
    """In parts: row numbers with the flag, their times, and how often the clock came round."""
    if isinstance(flags, int) and not flags & flag:
        return
    turns, last = 0, None
    for start in range(0, len(times), _PART):
        part = slice(start, start + _PART)
        chosen = _flagged(flags, part, flag, len(times[part])) & (times[part] != NO_TIME)
        rows = np.flatnonzero(chosen) + start
        if not len(rows):
            continue
        values = times[rows]
        steps = np.diff(values, prepend=values[0] if last is None else last)
        counts = turns + np.cumsum((steps < -period // 2).astype(np.int64) - (steps > period // 2))
        turns, last = int(counts[-1]), values[-1]
        yield rows, values, counts


def _place(  # noqa: PLR0917 - one rule for years, days and hours
    times: TimeArray,
    flags: ByteArray | int,
    flag: int,
    period: int,
    placing: Placing,
    reference: Reference,
) -> None:
    """Put the last reading where the reference says and the others before it."""
    last, turns = None, 0
    for _, values, counts in _parts(times, flags, flag, period):
        last, turns = int(values[-1]), int(counts[-1])
    if last is None:
        return
    put = placing(last, turns, reference)
    for rows, values, counts in _parts(times, flags, flag, period):
        times[rows] = put(values, counts - turns)


def _years(last: int, turns: int, reference: Reference) -> Put:
    """The last stamp lies in the reference's year, those before a turn of the year one earlier.

    When the log crosses New Year, the last stamp is put into the year in which it is
    nearest to the reference. Nothing is put into the future.
    """
    year = reference.moment.year
    crossing = turns > 0
    if crossing or not reference.given:
        candidates = (year - 1, year, year + 1) if crossing else (year - 1, year)
        year = _best_year(last, candidates, reference, crossing=crossing)

    def put(values: TimeArray, counts: TimeArray) -> TimeArray:
        result = values.copy()
        for one in np.unique(counts).tolist():
            chosen = counts == one
            result[chosen] = _in_year(values[chosen], year + one)
        return result

    return put


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


def _days(_last: int, _turns: int, reference: Reference) -> Put:
    day = (reference.moment.date() - date(1970, 1, 1)).days
    return lambda values, counts: values + (day + counts) * DAY


def _hours(_last: int, _turns: int, reference: Reference) -> Put:
    hour = int(reference.moment.timestamp()) // 3600
    return lambda values, counts: values + (hour + counts) * HOUR
