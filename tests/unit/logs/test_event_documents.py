"""Exports with an event over several lines become one event a line."""

import struct
from pathlib import Path

import numpy as np

from tests.unit.logs.logs_for_tests import levels, opened, times
from workbench.logs.logfile import open_log

_EVENT = """<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>
  <System>
    <Provider Name="SCM" />
    <EventID>7000</EventID>
    <Level>2</Level>
    <TimeCreated SystemTime="2024-05-06T07:08:09.1234567Z" />
  </System>
</Event>
"""


def test_events_printed_over_many_lines_are_records(tmp_path: Path) -> None:
    file = opened(tmp_path, f"<Events>\n{_EVENT}{_EVENT}</Events>\n")
    assert times(file) == ["2024-05-06T07:08:09.123456700+00:00"] * 2
    assert levels(file) == ["error", "error"]
    assert file.fields_of(0)["event"] == "7000"
    assert file.written_lines(np.arange(2)).tolist() == [2, 10]


def test_a_field_of_several_lines_stays_in_its_journal_entry(tmp_path: Path) -> None:
    message = b"first\n\nthird"
    entry = b"__REALTIME_TIMESTAMP=1714979289123456\nPRIORITY=3\nMESSAGE\n"
    entry += struct.pack("<Q", len(message)) + message + b"\n\n"
    path = tmp_path / "journal"
    path.write_bytes(entry + entry)
    file = open_log(path)
    assert times(file) == ["2024-05-06T07:08:09.123456+00:00"] * 2
    assert levels(file) == ["error", "error"]
    assert file.fields_of(1)["body"] == "first\n\nthird"


def test_a_journal_that_was_cut_off_keeps_its_last_entry(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(
        b"__REALTIME_TIMESTAMP=1714979289123456\nMESSAGE\n" + struct.pack("<Q", 99) + b"no"
    )
    file = open_log(path)
    assert times(file) == ["2024-05-06T07:08:09.123456+00:00"]
    assert file.fields_of(0)["body"] == "no"
