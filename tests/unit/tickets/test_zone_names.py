"""Stamps with the abbreviation of a zone: known ones are read, ambiguous ones are named."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.tickets.test_importers import load, utc
from workbench.tickets.importing.stamps import StampReader


@pytest.mark.parametrize(
    ("stamp", "read"),
    [
        ("2026-03-02 09:00 UTC", utc(2026, 3, 2, 9)),
        ("2026-03-02 09:00:00 CET", utc(2026, 3, 2, 8)),
        ("02/Jul/26 9:00 AM CEST", utc(2026, 7, 2, 7)),
        ("Thu Jul 2 09:00:00 EDT 2026", utc(2026, 7, 2, 13)),
        ("Mon, 2 Mar 2026 09:00:00 EST", utc(2026, 3, 2, 14)),
        ("2026-03-02 09:00 PM PST", utc(2026, 3, 3, 5)),
        ("2026-07-02 09:00 (PDT)", utc(2026, 7, 2, 16)),
        ("Mon, 2 Mar 2026 09:00:00 +0100 (CET)", utc(2026, 3, 2, 8)),
        ("02.07.2026 09:00 MESZ", utc(2026, 7, 2, 7)),
        ("2026-03-02T09:00Z", utc(2026, 3, 2, 9)),
        ("2026-03-02 09:00 GMT+01:00", utc(2026, 3, 2, 8)),
        ("2026-03-02 09:00 QQT", None),
    ],
)
def test_a_stamp_with_a_zones_abbreviation_is_read(stamp: str, read: datetime | None) -> None:
    stamps = StampReader(order="dmy")
    assert stamps.read(stamp) == read
    assert [guess.field for guess in stamps.guesses()] == ([] if read else ["unreadable stamps"])


@pytest.mark.parametrize(
    ("stamp", "read", "named", "zone", "there"),
    [
        ("2026-03-02 09:00 CST", utc(2026, 3, 2, 15), "CST is US Central, -06:00",
         "Asia/Shanghai", utc(2026, 3, 2, 1)),
        ("2026-07-02 09:00 IST", utc(2026, 7, 2, 3, 30), "IST is India, +05:30",
         "Europe/Dublin", utc(2026, 7, 2, 8)),
        ("2026-07-02 09:00 BST", utc(2026, 7, 2, 8), "BST is British Summer, +01:00",
         "Europe/London", utc(2026, 7, 2, 8)),
    ],
)  # fmt: skip
def test_an_ambiguous_abbreviation_is_named_unless_the_zone_that_was_said_uses_it(
    stamp: str, read: datetime, named: str, zone: str, there: datetime
) -> None:
    alone = StampReader()
    assert alone.read(stamp) == read
    assert [(guess.field, guess.choice) for guess in alone.guesses()] == [("zone of stamps", named)]
    placed = StampReader(ZoneInfo(zone))
    assert (placed.read(stamp), placed.guesses()) == (there, [])


def test_an_import_says_what_it_took_an_abbreviation_for(tmp_path: Path) -> None:
    rows = "id,title,created\n1,a,2026-03-02 09:00 CST\n2,b,2026-03-02 09:00 CET\n"
    done, tickets = load(tmp_path, "a.csv", rows)
    assert (tickets["1"].created, tickets["2"].created) == (utc(2026, 3, 2, 15), utc(2026, 3, 2, 8))
    (guess,) = [guess for guess in done.guesses if guess.field == "zone of stamps"]
    assert (guess.why, guess.option) == (
        "in 1 different stamp; it may also be that of China or Cuba",
        "timezone",
    )
