"""Calendar files: the spellings people use, and what is refused."""

import json
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from workbench.cli import sla as sla_verbs
from workbench.cli.main import main
from workbench.core.errors import UserError
from workbench.tickets.clock.calendar_file import calendar_from, read_calendar
from workbench.tickets.clock.days import day_numbers
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


def weekly_hours(text: str) -> list[float]:
    """The working hours of Monday to Sunday by a calendar in TOML."""
    weekly = calendar_from(tomllib.loads(text)).calendar.weekly
    return [sum(end - start for start, end in day) / 60 for day in weekly]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[hours]\nmon-fri = "09:00-17:00"\nfri = "09:00-15:00"', [8, 8, 8, 8, 6, 0, 0]),
        ('[hours]\nfri = "09:00-15:00"\nmon-fri = "09:00-17:00"', [8, 8, 8, 8, 6, 0, 0]),
        ('[hours]\nmon-fri = "09:00-17:00"\nwed = "closed"', [8, 8, 0, 8, 8, 0, 0]),
        ('[hours]\ndaily = "09:00-17:00"\nsun = "closed"', [8, 8, 8, 8, 8, 8, 0]),
        ('[hours]\ndaily = "09:00-17:00"\nsat = "10:00-12:00"', [8, 8, 8, 8, 8, 2, 8]),
        ('[hours]\ndaily = "09:00-17:00"\nweekend = "10:00-12:00"\nsun = "closed"',
         [8, 8, 8, 8, 8, 2, 0]),
        ('[hours]\nweekdays = "09:00-17:00"\n"tue,thu" = "09:00-12:00"', [8, 3, 8, 3, 8, 0, 0]),
        ('hours = "Mon-Fri 09:00-17:00; Fri 09:00-15:00"', [8, 8, 8, 8, 6, 0, 0]),
        ('hours = ["Mon-Fri 09:00-17:00", "Wed closed"]', [8, 8, 0, 8, 8, 0, 0]),
        ('hours = "Mon-Fri 09:00-17:00"\nfri = "09:00-15:00"', [8, 8, 8, 8, 6, 0, 0]),
        ('hours = "09:00-17:00"\ndays = "mon-fri"\nfri = "closed"', [8, 8, 8, 8, 0, 0, 0]),
        ('[[shifts]]\ndays = "mon-fri"\nstart = "09:00"\nend = "17:00"\n[[shifts]]\n'
         'days = ["fri"]\nstart = "09:00"\nend = "15:00"', [8, 8, 8, 8, 6, 0, 0]),
        ('[hours]\ndays = "mon-fri"\nstart = "09:00"\nend = "17:00"\nfri = "09:00-15:00"',
         [8, 8, 8, 8, 6, 0, 0]),
        ('hours = "24x7"\nsun = "closed"', [24] * 6 + [0]),
        ('always = true\n[hours]\nsun = "closed"', [24] * 6 + [0]),
        ('[hours]\n"*" = "closed"\nmon = "09:00-17:00"', [8, 0, 0, 0, 0, 0, 0]),
    ],
)  # fmt: skip
def test_fewer_days_replace_what_more_days_say(text: str, expected: list[float]) -> None:
    assert weekly_hours(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('hours = "Mon-Fri 06:00-14:00; Mon-Fri 14:00-22:00"', [16] * 5 + [0, 0]),
        ('[hours]\nmon = "09:00-12:00"\n[shifts]\nmonday = "13:00-17:00"', [7] + [0] * 6),
        ('[[shifts]]\ndays = "daily"\nstart = "06:00"\nend = "14:00"\n[[shifts]]\n'
         'days = "daily"\nstart = "22:00"\nend = "06:00"', [16] * 7),
        ('[[shifts]]\ndays = "mon-fri"\nstart = "09:00"\nend = "12:00"\n[[shifts]]\n'
         'days = "mon-thu"\nstart = "13:00"\nend = "17:00"', [7, 7, 7, 7, 3, 0, 0]),
        ('hours = "Mon-Fri 09:00-17:00; Fri 17:00-19:00"', [8, 8, 8, 8, 10, 0, 0]),
    ],
)  # fmt: skip
def test_entries_for_as_many_days_and_shifts_of_a_list_add_up(
    text: str, expected: list[float]
) -> None:
    assert weekly_hours(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[hours]\nfri = "closed"\nfriday = "09:00-15:00"',
         "Friday is closed by 'fri' and has hours by 'friday'"),
        ('[hours]\nmon-fri = "09:00-17:00"\nweekdays = "closed"', "Monday is closed by"),
        ('always = true\nhours = "Mon-Fri 09:00-17:00"', "round the clock"),
        ("[hours]", "no working hours"),
        ("hours = []", "no working hours"),
        ('[hours]\ndaily = "closed"', "closed on every day"),
        ('hours = "9-5"', "two ways.*24-hour clock"),
        ('hours = "Mon-Fri 9:00-5:00"', "two ways"),
        ("[hours]\nmon = [9, 5]", "two ways"),
        ('[hours]\nmon = {start = 8, end = 4}', "two ways"),
        ('hours = "1-5pm"', "two ways"),
        ('hours = "10-6am"', "two ways"),
        ('[hours]\nmon = "09:00-09:00"', "no length.*00:00-24:00"),
        ('hours = "13am-5pm"', "no working hours"),
        ('hours = "24x7"\nspecial = "2026-12-31"', "no date and hours"),
        ('hours = "24x7"\nholidays = true', "is no holiday"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_or_has_two_readings_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        calendar_from(tomllib.loads(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22:00-06:00", (1320, 1800)),
        ("22-06", (1320, 1800)),
        ("06:00-02:00", (360, 1560)),
        ("8-0", (480, 1440)),
        ("10pm-6", (1320, 1800)),
        ("9-5pm", (540, 1020)),
        ("9am-5pm", (540, 1020)),
        ("1pm-5pm", (780, 1020)),
        ("12am-12am", (0, 1440)),
        ("8-12", (480, 720)),
    ],
)
def test_hours_with_one_reading_are_taken(text: str, expected: tuple[int, int]) -> None:
    assert calendar_from({"hours": {"mon": text}}).calendar.weekly[0] == (expected,)


def test_a_night_shift_of_jira_ends_on_the_next_day() -> None:
    times = [{"weekday": "MONDAY", "start": 79_200_000, "end": 21_600_000}]
    assert calendar_from({"workingTimes": times}).calendar.weekly[0] == ((1320, 1800),)


def test_a_name_that_begins_like_a_day_is_none() -> None:
    office = {"hours": "Mon-Thu 09:00-17:00"}
    for key in ("friendly_name", "frequency", "sunset", "wednesbury", "satellite"):
        read = calendar_from({**office, key: "09:00-17:00"})
        assert read.calendar.weekly[4:] == ((), (), ()), key
        assert key in read.ignored[0]


@pytest.mark.parametrize("name", ["fr", "Fri", "fri.", "FRIDAY", "fridays", "5"])
def test_a_day_has_its_usual_names(name: str) -> None:
    assert calendar_from({"hours": {name: "09:00-17:00"}}).calendar.weekly[4] == ((540, 1020),)


def test_the_usual_abbreviations_of_every_day_are_known() -> None:
    for names in ("mon tue wed thu fri sat sun", "mo tu we th fr sa su", "mon tues weds thurs fri"):
        for number, name in enumerate(names.split()):
            assert day_numbers(name) == [number]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[holidays]\nfoo = ["2026-03-09"]', "holidays.foo"),
        ('[holidays]\nfounders = "2026-03-09"', "holidays.founders"),
        ('state = "BY"', "state"),
        ('start = "09:00"', "start"),
        ('calendar = "team.toml"', "calendar"),
        ('always = "yes"', "always"),
    ],
)
def test_what_has_no_effect_is_named(text: str, key: str) -> None:
    read = calendar_from(tomllib.loads(f'hours = "Mon-Fri 09:00-17:00"\n{text}\n'))
    assert read.unknown == (key,)


@pytest.mark.parametrize(
    "holidays",
    [{"country": "NO"}, {"country": "no"}, "NO", ["NO"], {"countries": ["NO", "SE"]}],
)
def test_no_is_norway_where_a_country_stands(holidays: object) -> None:
    read = calendar_from({"hours": "24x7", "holidays": holidays})
    day = datetime(2026, 5, 17, tzinfo=UTC)
    assert elapsed(read.calendar, day, day + timedelta(days=1)) == timedelta()


@pytest.mark.parametrize("holidays", ["no", "none", False, {"dates": []}])
def test_no_in_small_letters_is_no_holiday(holidays: object) -> None:
    read = calendar_from({"hours": "24x7", "holidays": holidays})
    day = datetime(2026, 5, 17, tzinfo=UTC)
    assert elapsed(read.calendar, day, day + timedelta(days=1)) == timedelta(days=1)


def test_no_without_quotes_is_norway_in_yaml_too(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    file.write_text("hours: 24x7\nholidays:\n  country: NO\n")
    day = datetime(2026, 5, 17, tzinfo=UTC)
    assert elapsed(read_calendar(file).calendar, day, day + timedelta(days=1)) == timedelta()


def test_a_holiday_of_jira_that_recurs_comes_each_year() -> None:
    holidays = [
        {"name": "ours", "dateString": "2025-07-17", "recurring": True},
        {"name": "once", "dateString": "2025-07-18", "recurring": False},
    ]
    read = calendar_from({"hours": "24x7", "holidays": holidays})
    start = datetime(2026, 7, 17, tzinfo=UTC)
    assert elapsed(read.calendar, start, start + timedelta(days=2)) == timedelta(days=1)
    assert read.unknown == ()


def test_holidays_may_be_called_closed_days() -> None:
    text = 'hours = "Mon-Fri 09:00-17:00"\n[holidays]\nclosed = ["2026-03-09"]'
    read = calendar_from(tomllib.loads(text))
    assert read.ignored == ()
    assert read.calendar.windows(date(2026, 3, 9)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "hours: &h [*h]",
        "hours: &h\n  mon: *h",
        "holidays: &h\n  dates: *h\nhours: 24x7",
        "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 25)),
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2_000)),
    ],
)
def test_a_file_that_refers_to_itself_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(text)
    with pytest.raises(UserError, match="refer to themselves"):
        read_calendar(file)


@pytest.mark.parametrize(
    "text",
    [
        "# ours\n---\nhours:\n  mon-fri: '09:00-17:00'\n",
        "zone: UTC\nhours: Mon-Fri 09:00-17:00\n",
        "mon-fri: 09:00-17:00\n",
        "{hours: Mon-Fri 09:00-17:00}",
        '{"hours": "Mon-Fri 09:00-17:00"}',
        'hours = "Mon-Fri 09:00-17:00"',
        '[hours]\nmon-fri = "09:00-17:00"',
    ],
)
def test_without_a_suffix_the_content_decides(tmp_path: Path, text: str) -> None:
    file = tmp_path / "stdin"
    file.write_text(text)
    assert read_calendar(file).calendar.weekly == (((540, 1020),),) * 5 + ((),) * 2


def test_a_calendar_on_standard_input_is_called_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "stdin"
    monkeypatch.setattr(sla_verbs, "input_path", lambda _text: file)
    verb = ["sla", "due", "--calendar", "-", "--target", "1h", "--start", "2026-03-09T10:00Z"]
    file.write_text("hours: Mon-Fri 9-5\n")
    assert main(verb) == 2
    assert "stdin: Working hours '9-5'" in capsys.readouterr().err
    file.write_text("hours: Mon-Fri 09:00-17:00\nholydays: DE\n")
    assert main(verb) == 0
    said = capsys.readouterr()
    assert "11:00:00" in said.out
    assert said.err == "workbench: stdin: 'holydays' was not understood and is ignored.\n"
