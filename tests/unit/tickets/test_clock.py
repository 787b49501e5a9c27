"""The service clock: every case computed by hand, stated literally."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workbench.core.errors import UserError
from workbench.tickets.clock.calendar_file import calendar_from
from workbench.tickets.clock.working_time import WorkCalendar, around_the_clock, due, elapsed

BERLIN = ZoneInfo("Europe/Berlin")


def office(**more: object) -> WorkCalendar:
    fields = {"zone": "Europe/Berlin", "hours": "Mon-Fri 09:00-17:00", **more}
    return calendar_from(fields).calendar


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def spent(calendar: WorkCalendar, start: str, end: str, *pauses: tuple[str, str]) -> timedelta:
    stops = [(local(a), local(b)) for a, b in pauses]
    return elapsed(calendar, local(start), local(end), stops)


def test_a_weekend_between_two_working_days_does_not_count() -> None:
    assert spent(office(), "2026-03-06 16:30", "2026-03-09 10:00") == hours(1.5)


def test_the_hour_skipped_in_spring_does_not_count() -> None:
    assert spent(around_the_clock(BERLIN), "2026-03-29 00:00", "2026-03-29 06:00") == hours(5)


def test_the_hour_repeated_in_autumn_counts_twice() -> None:
    assert spent(around_the_clock(BERLIN), "2026-10-25 00:00", "2026-10-25 06:00") == hours(7)


def test_a_nightly_window_loses_the_skipped_hour() -> None:
    nightly = calendar_from({"zone": "Europe/Berlin", "hours": {"daily": "01:00-04:00"}}).calendar
    assert spent(nightly, "2026-03-29 00:00", "2026-03-29 08:00") == hours(2)


def test_public_holidays_are_closed() -> None:
    german = office(holidays={"country": "DE"})
    assert spent(german, "2026-04-02 15:00", "2026-04-07 11:00") == hours(4)


def test_waiting_for_the_customer_stops_the_clock() -> None:
    waiting = ("2026-03-09 11:00", "2026-03-10 10:00")
    assert spent(office(), "2026-03-09 09:00", "2026-03-10 12:00", waiting) == hours(4)


def test_a_pause_outside_working_hours_takes_nothing_away() -> None:
    night = ("2026-03-09 18:00", "2026-03-10 08:00")
    assert spent(office(), "2026-03-09 16:00", "2026-03-10 10:00", night) == hours(2)


def test_utc_stamps_fall_into_local_hours_across_a_clock_change() -> None:
    new_york = calendar_from({"tz": "America/New_York", "hours": "mon-fri 09-17"}).calendar
    start = datetime(2026, 3, 6, 21, 30, tzinfo=UTC)
    end = datetime(2026, 3, 9, 14, 0, tzinfo=UTC)
    assert elapsed(new_york, start, end) == hours(1.5)


def test_a_weekend_alone_is_nothing() -> None:
    assert spent(office(), "2026-03-07 12:00", "2026-03-08 12:00") == hours(0)


def test_overlapping_pauses_count_once() -> None:
    pauses = [("2026-03-09 10:00", "2026-03-09 12:00"), ("2026-03-09 11:00", "2026-03-09 13:00")]
    assert spent(office(), "2026-03-09 09:00", "2026-03-09 17:00", *pauses) == hours(5)


def test_a_night_shift_over_the_autumn_change_lasts_nine_hours() -> None:
    shift = calendar_from({"zone": "Europe/Berlin", "hours": {"sat": "22:00-06:00"}}).calendar
    assert spent(shift, "2026-10-24 22:00", "2026-10-25 06:00") == hours(9)
    assert spent(shift, "2026-10-24 12:00", "2026-10-26 12:00") == hours(9)


@pytest.mark.parametrize(
    ("start", "pauses", "expected"),
    [
        ("2026-03-06 15:00", [], "2026-03-09 11:00"),
        ("2026-03-06 15:00", [("2026-03-09 09:30", "2026-03-09 10:30")], "2026-03-09 12:00"),
        ("2026-03-09 13:00", [], "2026-03-09 17:00"),
        ("2026-03-07 12:00", [], "2026-03-09 13:00"),
    ],
)
def test_four_hours_are_due(start: str, pauses: list[tuple[str, str]], expected: str) -> None:
    stops = [(local(a), local(b)) for a, b in pauses]
    assert due(office(), local(start), hours(4), stops) == local(expected)


def test_a_target_reached_at_closing_time_is_due_then_and_not_next_morning() -> None:
    moment = due(office(), local("2026-03-09 09:00"), hours(8))
    assert moment == local("2026-03-09 17:00")


def test_due_and_elapsed_agree_over_two_months_with_pauses() -> None:
    calendar = office(holidays="DE")
    stops = [(local("2026-04-01 10:00"), local("2026-04-20 09:30"))]
    for target in (0.25, 7.75, 33.5, 200):
        moment = due(calendar, local("2026-03-25 08:11"), hours(target), stops)
        assert elapsed(calendar, local("2026-03-25 08:11"), moment, stops) == hours(target)


def test_an_end_before_the_start_is_no_time() -> None:
    assert spent(office(), "2026-03-10 10:00", "2026-03-09 10:00") == hours(0)


def test_a_calendar_without_hours_is_refused_rather_than_searched_for_ever() -> None:
    closed = WorkCalendar(BERLIN, ((),) * 7)
    with pytest.raises(UserError, match="too little working time"):
        due(closed, local("2026-03-09 09:00"), hours(1))


def test_a_window_that_opens_in_the_skipped_hour_opens_at_the_jump() -> None:
    early = calendar_from({"zone": "Europe/Berlin", "hours": "daily 02:30-04:00"}).calendar
    assert spent(early, "2026-03-29 00:00", "2026-03-29 08:00") == hours(1)


def test_the_dates_of_a_calendar_are_made_once_for_all_tickets() -> None:
    asked: list[date] = []

    def is_holiday(day: date) -> bool:
        asked.append(day)
        return False

    calendar = replace(office(), is_holiday=is_holiday)
    gone = spent(calendar, "2024-03-04 09:00", "2026-03-06 17:00")
    made = len(asked)
    assert spent(calendar, "2024-03-11 09:00", "2026-03-06 17:00") == gone - hours(40)
    assert due(calendar, local("2024-03-04 09:00"), hours(9)) == local("2024-03-05 10:00")
    assert len(asked) == made
    assert due(calendar, local("9000-12-01 09:00"), hours(1)) == local("9000-12-01 10:00")
    assert len(asked) < made + 3 * 366, "the years between are not made"


def test_a_day_that_a_zone_skipped_is_no_working_day() -> None:
    apia = calendar_from({"zone": "Pacific/Apia", "hours": "Mon-Fri 09:00-17:00"}).calendar
    start = datetime.fromisoformat("2011-12-29T08:00-10:00")
    assert elapsed(apia, start, datetime.fromisoformat("2012-01-01T00:00+14:00")) == hours(8)
    assert apia.windows(date(2011, 12, 30))[0][0] == datetime(2011, 12, 30, 10, tzinfo=UTC)
    begun = datetime.fromisoformat("2011-12-29T09:00-10:00")
    assert due(apia, begun, hours(9)) == datetime.fromisoformat("2012-01-02T10:00+14:00")


def test_the_clock_that_never_stops_does_not_count_a_skipped_day() -> None:
    apia = ZoneInfo("Pacific/Apia")
    start = datetime(2011, 12, 29, 0, tzinfo=apia).astimezone(UTC)
    end = datetime(2012, 1, 1, 0, tzinfo=apia).astimezone(UTC)
    assert elapsed(around_the_clock(apia), start, end) == hours(48) == end - start
