"""The service clock: working time between two moments, and when a target is due.

Working windows are made per local date, turned into UTC intervals, and cut with
(running minus the union of the pauses). All arithmetic is on UTC instants, so that
daylight saving time, overlapping pauses and night shifts need no special case.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    _known: dict[date, tuple[Interval, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def windows(self, day: date) -> tuple[Interval, ...]:
        """The working windows that start on this local date, as UTC intervals."""
        known = self._known.get(day)
        if known is None:
            known = tuple(
                (local_to_utc(day, start, self.zone), local_to_utc(day, end, self.zone))
                for start, end in self._local_windows(day)
            )
            self._known[day] = known
        return known

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
    return _jump_before(moment, zone)


def _jump_before(moment: datetime, zone: ZoneInfo) -> datetime:
    """The instant, within the three hours before, at which the zone's offset changed."""
    late = int(moment.timestamp())
    early = late - 3 * 3_600
    after = datetime.fromtimestamp(late, zone).utcoffset()
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return datetime.fromtimestamp(late, UTC)


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time, as sorted intervals that neither overlap nor touch."""
    merged: list[Interval] = []
    for start, end in sorted(pair for pair in intervals if pair[0] < pair[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _without(
    window: Interval, pauses: Sequence[Interval], starts: Sequence[datetime]
) -> Iterator[Interval]:
    """The parts of a window outside the pauses (a union; `starts` are their starts)."""
    position, end = window
    for pause in pauses[max(bisect_right(starts, position) - 1, 0) :]:
        if pause[0] >= end:
            break
        if pause[0] > position:
            yield position, pause[0]
        position = max(position, pause[1])
    if position < end:
        yield position, end


def _running(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: Iterable[Interval]
) -> Iterator[Interval]:
    """The intervals of [start, end) in which the clock runs, in order, disjoint."""
    paused = union((a.astimezone(UTC), b.astimezone(UTC)) for a, b in pauses)
    starts = [pause[0] for pause in paused]
    # A window may reach into the next date, so the day before is asked as well.
    day = start.astimezone(calendar.zone).date() - timedelta(days=1)
    last = end.astimezone(calendar.zone).date()
    done_until = start
    while day <= last:
        for opens, closes in union(calendar.windows(day)):
            window = (max(opens, done_until), min(closes, end))
            if window[0] < window[1]:
                yield from _without(window, paused, starts)
                done_until = window[1]
        day += timedelta(days=1)


def elapsed(
    calendar: WorkCalendar, start: datetime, end: datetime, pauses: Iterable[Interval] = ()
) -> timedelta:
    """Working time in [start, end) outside the pauses; zero when `end` is not later."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    total = timedelta()
    for opens, closes in _running(calendar, start, end, pauses):
        total += closes - opens
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
    for opens, closes in _running(calendar, start, horizon, pauses):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise UserError(
        "The calendar has too little working time for this target within five years.",
        "Check its hours and holidays.",
    )
