"""Stamps of every kind are read exactly; what is no time is none."""

import pytest

from workbench.logs.model import NO_TIME
from workbench.logs.stamps import DATELESS, HOURLESS, YEARLESS, read_stamp
from workbench.logs.times import from_epoch, iso_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09+00:00"),
        ("2024-05-06 07:08:09.1", "2024-05-06T07:08:09.100+00:00"),
        ("2024-05-06 07:08:09,123456789", "2024-05-06T07:08:09.123456789+00:00"),
        ("2024-05-06T07:08:09+05:30", "2024-05-06T01:38:09+00:00"),
        ("2024-05-06T07:08:09-0330", "2024-05-06T10:38:09+00:00"),
        ("2024-05-06 07:08:09 CEST", "2024-05-06T05:08:09+00:00"),
        ("2024-05-06T07:08:09.5FOO", "2024-05-06T07:08:09.500+00:00"),
        ("2024/05/06 07:08:09", "2024-05-06T07:08:09+00:00"),
        ("20240506 07:08:09.25", "2024-05-06T07:08:09.250+00:00"),
        ("2024-127T07:08:09", "2024-05-06T07:08:09+00:00"),
        ("06/May/2024:07:08:09 +0200", "2024-05-06T05:08:09+00:00"),
        ("Mon May  6 07:08:09 2024", "2024-05-06T07:08:09+00:00"),
        ("Mon May 6 07:08:09 EST 2024", "2024-05-06T12:08:09+00:00"),
        ("Mon, 06 May 2024 07:08:09 GMT", "2024-05-06T07:08:09+00:00"),
        ("05/06/2024 07:08:09 PM", "2024-05-06T19:08:09+00:00"),
        ("5/6/2024 7:08:09 AM", "2024-05-06T07:08:09+00:00"),
        ("06.05.2024 07:08:09", "2024-05-06T07:08:09+00:00"),
        ("May 6, 2024 @ 07:08:09.123", "2024-05-06T07:08:09.123+00:00"),
        ("1714979289", "2024-05-06T07:08:09+00:00"),
        ("1714979289.5", "2024-05-06T07:08:09.500+00:00"),
        ("1714979289123", "2024-05-06T07:08:09.123+00:00"),
        ("1714979289123456", "2024-05-06T07:08:09.123456+00:00"),
        ("1714979289123456789", "2024-05-06T07:08:09.123456789+00:00"),
        ("@4000000043a0a9112b29d57c", "2005-12-14T23:21:43.724161916+00:00"),
    ],
)
def test_a_stamp_is_read(text: str, expected: str) -> None:
    assert iso_of(read_stamp(text.encode())[0]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2024-13-01 00:00:00",
        "2023-02-29 00:00:00",
        "2024-05-06 25:00:00",
        "hello",
        "",
        "12345",
        "@4",
    ],
)
def test_what_is_no_time_gives_none(text: str) -> None:
    assert read_stamp(text.encode())[0] == NO_TIME


@pytest.mark.parametrize(
    ("text", "flag"),
    [("May  6 07:08:09", YEARLESS), ("07:08:09.1", DATELESS), ("08:09.123", HOURLESS)],
)
def test_what_a_stamp_lacks_is_told(text: str, flag: int) -> None:
    assert read_stamp(text.encode())[1] == flag


def test_the_size_of_a_number_tells_its_unit() -> None:
    for number in (1714979289, 1714979289000, 1714979289000000, 1714979289000000000):
        assert iso_of(from_epoch(number)) == "2024-05-06T07:08:09+00:00"
    assert from_epoch(42) == NO_TIME
