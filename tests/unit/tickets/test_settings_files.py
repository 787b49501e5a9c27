"""The team's settings files: what would have no effect is refused, with the file and the key."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from workbench.core.errors import UserError
from workbench.tickets.clock.sla import POLICY_FILE, read_policy
from workbench.tickets.sample import writing
from workbench.tickets.settings import (
    EXAMPLE,
    FILE,
    read_patterns,
    read_people,
    read_replies,
    read_rules,
)


def policy_of(folder: Path, text: str) -> None:
    (folder / POLICY_FILE).write_text(text)
    read_policy(folder)


def team_of(folder: Path, text: str) -> None:
    (folder / FILE).write_text(text)
    (read_people(folder), read_rules(folder), read_replies(folder), read_patterns(folder))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('hours = "24x7"\nholydays = "DE"', "holydays"),
        ('holydays = "DE"', "holydays"),
        ('[target]\nP1 = "30m"', "target"),
        ('hours = "24x7"\n[target]\nP1 = "30m"', "target"),
        ('hours = "24x7"\n[Targets]\nP1 = "30m"', "targets"),
        ('hours = "24x7"\non_prioritychange = "keep"', "on_prioritychange"),
        ('hours = "24x7"\n[holidays]\nfoo = ["2026-03-09"]', "holidays.foo"),
    ],
)
def test_an_unknown_setting_of_the_clock_is_refused(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(UserError, match=rf"sla\.toml: '{key}' is no setting.*targets") as caught:
        policy_of(tmp_path, text)
    assert "holidays" in caught.value.next_step


def test_a_zone_without_hours_is_the_clock_that_never_stops_there(tmp_path: Path) -> None:
    (tmp_path / POLICY_FILE).write_text(
        'name = "Ours"\nzone = "Europe/Berlin"\nas_of = "2026-03-09 10:00"\n'
        '[targets]\nP4 = "1 workday"\n'
    )
    policy = read_policy(tmp_path)
    assert policy.now() == datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert policy.targets["P4"] == timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[person]]\nname = "Anna"', "'person' is no setting.*people, tiers"),
        ('[tier]\n"@x" = "gold"', "'tier' is no setting"),
        ('[[people]]\nname = "Anna"\nskill = ["infrastructure"]', "Anna: 'skill' is no setting"),
        ('[[people]]\nname = "Anna"\nskills = "infrastructure"', "Anna: skills is no list"),
        ("[[people]]\nname = 'Anna'\nskills = [1]", "Anna: skills is no list"),
        ('[[people]]\nname = "Anna"\nteam = ["a"]', "is no name"),
        ('[[people]]\nname = "Anna"\nmost = true', "no number above 0"),
        ('[[people]]\nname = "Anna"\nholidays = "DE"', "Anna: it names no working hours"),
        ('[[people]]\nname = "Anna"\nhours = "9-5"', "Anna: Working hours '9-5'"),
        ('[[people]]\nname = "Anna"\nzone = "Mars/Base"', "Anna: .*not a time zone"),
        ('[tiers]\n"@x" = "platinum"', "'platinum' is no tier.*gold"),
        ('[[hints]]\nwhat = "urgency"\ngrade = "high"\nwords = "x"\nlevel = "P1"', "'level'"),
        ('[[close]]\nname = "ok"\nwords = "^ok"\nenabled = true', "'enabled' is no setting"),
    ],
)
def test_an_unknown_rule_of_the_team_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError, match=rf"triage\.toml.*{said}"):
        team_of(tmp_path, text)


def test_a_person_has_a_calendar_in_every_spelling(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(
        '[[people]]\nname = "Anna"\ntimezone = "Europe/Berlin"\nworking_hours = "09:00-17:00"\n'
        'days = "mon-fri"\nfri = "closed"\n[people.special]\n2026-03-10 = "closed"\n'
        '[[people]]\nname = "Ravi"\ntitle = "Engineer"\n'
    )
    anna, ravi = read_people(tmp_path)
    assert anna.calendar is not None and ravi.calendar is not None
    monday = anna.calendar.windows(date(2026, 3, 9))
    assert monday == ((datetime(2026, 3, 9, 8, tzinfo=UTC), datetime(2026, 3, 9, 16, tzinfo=UTC)),)
    assert (
        anna.calendar.windows(date(2026, 3, 10)) == anna.calendar.windows(date(2026, 3, 13)) == ()
    )
    assert ravi.calendar.working_day() == timedelta(days=1)


def test_a_tier_may_be_written_large(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[tiers]\n"@bank.example" = "Gold"\n')
    assert read_rules(tmp_path).tiers == {"@bank.example": "gold"}


def test_the_shipped_examples_are_understood(tmp_path: Path) -> None:
    team_of(tmp_path, EXAMPLE)
    assert read_people(tmp_path)
    team_of(tmp_path, writing._triage_file())
    assert read_people(tmp_path)
    assert read_rules(tmp_path).tiers
    policy_of(tmp_path, writing._SLA)
    assert read_policy(tmp_path).targets
