"""Calendar files: the spellings people use, and what is refused."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from workbench.core.errors import UserError
from workbench.tickets.clock.calendar_file import calendar_from, read_calendar
from workbench.tickets.clock.working_time import elapsed

OFFICE = [
    'zone = "Europe/Berlin"\nhours = "Mon-Fri 09:00-17:00"',
    'timezone = "Europe/Berlin"\n[hours]\nmon-fri = "09:00-17:00"',
    'tz = "Europe/Berlin"\n[weekly]\nweekdays = ["09:00-12:00", "12:00-17:00"]',
    'zone = "Europe/Berlin"\ndays = ["Mon", "Tue", "Wed", "Thu", "Fri"]\nstart = "09:00"\n'
    'end = "17:00"',
    'zone = "Europe/Berlin"\nwork_days = [1, 2, 3, 4, 5]\nstart = 09:00:00\nend = 17:00:00',
    'zone = "Europe/Berlin"\nhours = "09:00-17:00"\ndays = "mon-fri"',
    '[calendar]\ntimezone = "Europe/Berlin"\n[calendar.hours]\nmonday = "9-17"\n'
    'tuesday = "9am-5pm"\nwednesday = [["09:00", "17:00"]]\nthursday = {start = "09:00",'
    ' end = "17:00"}\nfriday = [{from = "09:00", to = "17:00"}]\nsaturday = "closed"\nsunday = []',
    'zone = "Europe/Berlin"\n[[windows]]\ndays = ["mon-fri"]\nstart = "09:00"\nend = "17:00"',
    'time_zone = "Europe/Berlin"\nmon = "09:00-17:00"\ntue = "09:00-17:00"\nwed = "09:00-17:00"\n'
    'thu = "09:00-17:00"\nfri = "09:00-17:00"',
    'zone = "Europe/Berlin"\nweek = [["09:00-17:00"], ["09:00-17:00"], ["09:00-17:00"],'
    ' ["09:00-17:00"], ["09:00-17:00"], [], []]',
    'zone = "Europe/Berlin"\n[working_hours]\ndays = [0, 1, 2, 3, 4]\nstart = "09:00"\n'
    'end = "17:00"',
]


@pytest.mark.parametrize("text", OFFICE)
def test_many_spellings_give_the_same_week(tmp_path: Path, text: str) -> None:
    file = tmp_path / "team.toml"
    file.write_text(text)
    calendar = read_calendar(file).calendar
    assert calendar.zone.key == "Europe/Berlin"
    assert (
        calendar.weekly == (((540, 1020),),) * 5 + ((),) * 2
        or calendar.weekly == (((540, 720), (720, 1020)),) * 5 + ((),) * 2
    )
    week = datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC)
    assert elapsed(calendar, *week) == timedelta(hours=40)


@pytest.mark.parametrize(
    "text",
    ['hours = "24x7"', "always = true", 'type = "24/7"', '[hours]\ndaily = "00:00-24:00"',
     'daily = "00:00-00:00"'],
)  # fmt: skip
def test_round_the_clock_has_many_names(tmp_path: Path, text: str) -> None:
    file = tmp_path / "always.toml"
    file.write_text(text)
    week = datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC)
    assert elapsed(read_calendar(file).calendar, *week) == timedelta(days=7)


def test_the_name_24x7_stands_for_a_file() -> None:
    assert read_calendar(Path("24x7")).calendar.zone.key == "UTC"


def test_an_export_of_zammad_is_read(tmp_path: Path) -> None:
    file = tmp_path / "zammad.json"
    day = {"active": True, "timeframes": [["09:00", "17:00"]]}
    off = {"active": False, "timeframes": [["10:00", "16:00"]]}
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day) | {"sat": off, "sun": off}
    file.write_text(
        json.dumps(
            {
                "name": "Germany",
                "timezone": "Europe/Berlin",
                "business_hours": hours,
                "public_holidays": {
                    "2026-03-10": {"active": True, "summary": "ours"},
                    "2026-03-11": {"active": False, "summary": "not kept"},
                },
            }
        )
    )
    read = read_calendar(file)
    assert read.ignored == ()
    week = datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC)
    assert elapsed(read.calendar, *week) == timedelta(hours=32)


def test_an_export_of_jira_is_read() -> None:
    times = [
        {"weekday": day, "start": 32_400_000, "end": 61_200_000}
        for day in ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
    ]
    document = {"timezone": "Europe/Berlin", "workingTimes": times,
                "holidays": [{"name": "ours", "dateString": "2026-03-10"}]}  # fmt: skip
    calendar = calendar_from(document).calendar
    assert calendar.windows(datetime(2026, 3, 10).date()) == ()
    assert calendar.weekly[0] == ((540, 1020),)


@pytest.mark.parametrize(
    "holidays",
    [
        'holidays = "DE"',
        'holidays = ["DE"]',
        'holidays = {country = "Germany"}',
        "holidays = [2026-04-03, 2026-04-06]",
        'holidays = ["2026-04-03", "2026-04-06"]',
        '[holidays]\ndates = ["2026-04-03", "2026-04-06"]',
        '[holidays]\ncountry = "DE"\nsubdivision = "BY"',
        'country = "DE"',
    ],
)
def test_holidays_are_dates_or_a_country(tmp_path: Path, holidays: str) -> None:
    file = tmp_path / "team.toml"
    file.write_text(f'zone = "Europe/Berlin"\nhours = "Mon-Fri 09:00-17:00"\n{holidays}\n')
    calendar = read_calendar(file).calendar
    easter = datetime(2026, 4, 2, 13, tzinfo=UTC), datetime(2026, 4, 7, 9, tzinfo=UTC)
    assert elapsed(calendar, *easter) == timedelta(hours=4)


def test_a_date_may_have_its_own_hours(tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text('hours = "Mon-Fri 09:00-17:00"\n[special]\n2026-12-31 = "09:00-12:00"\n')
    calendar = read_calendar(file).calendar
    assert calendar.windows(datetime(2026, 12, 31).date())[0][1].hour == 12


def test_yaml_is_read_too(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text("zone: Europe/Berlin\nhours:\n  mon-fri: '09:00-17:00'\n")
    assert read_calendar(file).calendar.weekly[4] == ((540, 1020),)


def test_a_key_that_is_not_understood_is_named(tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text('hours = "Mon-Fri 09:00-17:00"\nholydays = "DE"\n')
    assert "holydays" in read_calendar(file).ignored[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no working hours"),
        (b"\x00\xff\xfe binary", "not UTF-8"),
        (b"hours = [", "cannot be read as a calendar"),
        (b'zone = "Mars/Base"\nhours = "24x7"', "not a time zone"),
        (b'hours = "Mon-Fri 9-99"', "working hours"),
        (b'[hours]\nfunday = "09:00-17:00"', "names no days"),
        (b'hours = "24x7"\nholidays = "Atlantis"', "No public holidays"),
        (b'[hours]\nmon = "09:00-17:00"\n[special]\nsoon = "closed"', "not a date"),
    ],
)
def test_what_cannot_be_understood_is_said_with_the_file(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "team.toml"
    file.write_bytes(content)
    with pytest.raises(UserError, match=said) as caught:
        read_calendar(file)
    assert "team.toml" in str(caught.value) or said == "No public holidays"
