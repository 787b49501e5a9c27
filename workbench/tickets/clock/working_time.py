"""The service clock: working time between two moments, and when a target is due.

Working windows are made per local date, turned into UTC intervals and summed up once for all
tickets; the union of a ticket's pauses is taken away. All arithmetic is on UTC instants, so
that daylight saving time, overlapping pauses and night shifts need no special case.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workbench.core.errors import UserError

Interval = tuple[datetime, datetime]
"""From (included) to (excluded), both aware."""

LocalWindow = tuple[int, int]
"""Minutes after local midnight; an end above 1,440 lies on the next day."""

DAY_MINUTES = 1_440
_LONGEST_SEARCH_DAYS = 366 * 5
_SECOND = timedelta(seconds=1)
_EARLIEST, _LATEST = datetime(2, 1, 3, tzinfo=UTC), datetime(9_998, 12, 29, tzinfo=UTC)
"""Beyond them a local date may have no moment in UTC: nobody works there."""


@dataclass(frozen=True)
class WorkCalendar:
    """When the clock runs: a zone, windows for Monday to Sunday, and the days that differ.

    `special` replaces the weekly windows of a date (an empty tuple: closed).
    `is_holiday` says which other dates are closed. A window belongs to the date on
    which it starts.
    """

    zone: ZoneInfo
    weekly: tuple[tuple[LocalWindow, ...], ...]
    special: Mapping[date, tuple[LocalWindow, ...]] = field(default_factory=dict)
    is_holiday: Callable[[date], bool] | None = None
    _summed: "list[WorkingTime]" = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    def windows(self, day: date) -> tuple[Interval, ...]:
        """The working windows that start on this local date, as UTC intervals."""
        return tuple(
            (local_to_utc(day, start, self.zone), local_to_utc(day, end, self.zone))
            for start, end in self._local_windows(day)
        )

    def working_time(self, start: datetime, end: datetime) -> "WorkingTime":
        """The working time of the years from `start` to `end`, and maybe of more: made once."""
        # A window may reach into the next date, so the day before is asked as well.
        first = (max(start, _EARLIEST).astimezone(self.zone) - timedelta(days=1)).year
        last = min(end, _LATEST).astimezone(self.zone).year
        for known in self._summed:
            if known.first <= first and last <= known.last:
                return known
        near = [each for each in self._summed if each.first <= last + 1 and first <= each.last + 1]
        far = [each for each in self._summed if each not in near]
        first = min([first, *(each.first for each in near)])
        last = max([last, *(each.last for each in near)])
        made = WorkingTime(self, first, last)
        self._summed[:] = [*far, made]
        return made

    def working_day(self) -> timedelta:
        """The longest regular working day of the week: what 'one working day' means."""
        return timedelta(minutes=max(sum(end - start for start, end in day) for day in self.weekly))

    def _local_windows(self, day: date) -> tuple[LocalWindow, ...]:
        if day in self.special:
            return self.special[day]
        if self.is_holiday is not None and self.is_holiday(day):
            return ()
        return self.weekly[day.weekday()]


def around_the_clock(zone: ZoneInfo | None = None) -> WorkCalendar:
    """24 hours a day, seven days a week."""
    return WorkCalendar(zone or ZoneInfo("UTC"), (((0, DAY_MINUTES),),) * 7)


def local_to_utc(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """A local wall time as UTC.

    A time that the clock skips (spring) is the moment of the jump; a time that happens
    twice (autumn) is its first occurrence.
    """
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # Where a time is skipped, the offset from before the jump gives a moment after it, and the
    # other one a moment before it, however long the jump is (Samoa skipped a whole day).
    return _jump_between(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), moment, zone)


def _jump_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The instant after `early`, at `late` at the latest, at which the zone's offset changed."""
    after = late.astimezone(zone).utcoffset()
    while late - early > _SECOND:
        middle = early + (late - early) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time, as sorted intervals that neither overlap nor touch."""
    merged: list[Interval] = []
    for start, end in sorted(pair for pair in intervals if pair[0] < pair[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


class WorkingTime:
    """The working time of some years of a calendar, summed up: asked by search, not by walking.

    `first` and `last` are local years. Times before them count as the beginning, later ones as
    the end.
    """

    def __init__(self, calendar: WorkCalendar, first: int, last: int) -> None:
        """Make the windows of every date of the years."""
        self.first, self.last = first, last
        days = (date(last + 1, 1, 1) - date(first, 1, 1)).days
        dates = (date(first, 1, 1) + timedelta(days=number) for number in range(days))
        self._windows = union(window for day in dates for window in calendar.windows(day))
        self._starts = [start for start, _ in self._windows]
        self._sums: list[timedelta] = []
        total = timedelta()
        for start, end in self._windows:
            total += end - start
            self._sums.append(total)

    def until(self, moment: datetime) -> timedelta:
        """The working time before a moment."""
        place = bisect_right(self._starts, moment) - 1
        if place < 0:
            return timedelta()
        return self._sums[place] - max(self._windows[place][1] - moment, timedelta())

    def moment(self, worked: timedelta) -> datetime | None:
        """The first moment before which that much (not zero) was worked; None if there is none."""
        place = bisect_left(self._sums, worked)
        if place == len(self._sums):
            return None
        return self._windows[place][1] - (self._sums[place] - worked)


def elapsed(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: Iterable[Interval] = ()
) -> timedelta:
    """Working time in [start, end) outside the pauses; zero when `end` is not later."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        return timedelta()
    clock = calendar.working_time(start, end)
    total = clock.until(end) - clock.until(start)
    for pause, again in _union_in_utc(pauses):
        if pause < end and again > start:
            total -= clock.until(min(again, end)) - clock.until(max(pause, start))
    return total


def due(
    calendar: WorkCalendar, start: datetime, target: timedelta, pauses: Iterable[Interval] = ()
) -> datetime:
    """The first moment at which `target` of working time has passed (aware, UTC).

    Raises UserError when the calendar has too little working time in five years.
    """
    start = start.astimezone(UTC)
    left = target
    if left <= timedelta():
        return start
    try:
        horizon = start + max(timedelta(days=_LONGEST_SEARCH_DAYS), 8 * target)
    except OverflowError as error:
        raise UserError("The target is too long.", "Give hours or days.") from error
    begin = start
    for pause, again in _union_in_utc(pauses):
        if again <= begin:
            continue
        if pause > begin:
            standing = min(pause, horizon)
            clock = calendar.working_time(begin, standing)
            before = clock.until(standing) - clock.until(begin)
            if before >= left:
                break
            left -= before
        begin = again
    moment = _first_moment(calendar, begin, left, horizon)
    if moment is None:
        raise UserError(
            "The calendar has too little working time for this target within five years.",
            "Check its hours and holidays.",
        )
    return moment


def _first_moment(
    calendar: WorkCalendar, begin: datetime, left: timedelta, horizon: datetime
) -> datetime | None:
    """The first moment with so much working time since `begin`; None where the horizon is sooner.

    Looks a year further at a time: five years of windows are seldom needed.
    """
    seen = begin
    while seen < horizon:
        seen = min(seen + timedelta(days=366), horizon)
        clock = calendar.working_time(begin, seen)
        moment = clock.moment(clock.until(begin) + left)
        if moment is not None:
            return moment if moment <= horizon else None
    return None


def _union_in_utc(pauses: Iterable[Interval]) -> list[Interval]:
    return union((start.astimezone(UTC), end.astimezone(UTC)) for start, end in pauses)
