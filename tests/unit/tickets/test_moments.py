"""Moments and durations on a command line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workbench.core.errors import UserError
from workbench.tickets.moments import read_duration, read_moment

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    "text",
    ["2026-03-06T16:30", "2026-03-06 16:30", "Fri 2026-03-06 16:30", "2026-03-06T15:30Z",
     "2026-03-06T17:30+02:00", "2026-03-06 15:30 UTC", "2026-03-06T10:30[America/New_York]"],
)  # fmt: skip
def test_a_moment_can_be_written_in_many_ways(text: str) -> None:
    assert read_moment(text, BERLIN) == datetime(2026, 3, 6, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-10-25T02:30", "happens twice"),
        ("2026-03-29T02:30", "does not exist"),
        ("yesterday", "not a time"),
    ],
)
def test_what_is_not_one_moment_is_not_guessed(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        read_moment(text, BERLIN)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("4h", 14_400), ("1h30m", 5_400), ("1:30", 5_400), ("90 minutes", 5_400), ("3 days", 259_200),
     ("PT4H", 14_400), ("P1DT2H", 93_600), ("1.5h", 5_400), ("2 workdays", 57_600), ("45s", 45),
     ("1 h and 30 min", 5_400)],
)  # fmt: skip
def test_a_duration_can_be_written_in_many_ways(text: str, seconds: int) -> None:
    assert read_duration(text, timedelta(hours=8)) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "four hours", "4", "4x", "-4h", "h"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="not a duration"):
        read_duration(text)


@pytest.mark.parametrize(
    "text", ["999999999999h", "P99999999999D", "99999999999:00", "9" * 400 + "h"]
)
def test_a_duration_beyond_all_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="too long"):
        read_duration(text)


def test_a_moment_before_all_time_is_refused_in_a_sentence() -> None:
    with pytest.raises(UserError, match="not a time"):
        read_moment("0001-01-01T00:00+14:00", BERLIN)
