"""`workbench sla due|elapsed`: the service clock on a working calendar."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from workbench.cli.input_path import input_path
from workbench.cli.verbs import Answer, Verbs
from workbench.core import time
from workbench.core.errors import UserError
from workbench.core.text import duration
from workbench.tickets.clock import calendar_file
from workbench.tickets.clock.working_time import Interval, WorkCalendar, due, elapsed
from workbench.tickets.moments import read_duration, read_moment

_FAR = datetime(2200, 1, 1, tzinfo=UTC)


class _CalendarFile(NamedTuple):
    """Where a calendar is read from, and what messages call it."""

    path: Path
    name: str


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the verbs of `sla`."""
    verbs = Verbs(parser)
    soon = verbs.add(
        "due",
        _due,
        "When a target is due: the first moment after which that much working time has passed.",
        example="sla due --calendar 24x7 --target 4h --start 2026-03-06T15:00Z",
    )
    soon.add_argument("--target", required=True, metavar="DURATION", help="for example 4h, 90min")
    gone = verbs.add(
        "elapsed",
        _elapsed,
        "Working time between two moments, pauses taken out.",
        example="sla elapsed --calendar 24x7 --start 2026-03-06T15:00Z --end 2026-03-06T18:00Z",
    )
    gone.add_argument("--end", required=True, metavar="T", help="the end, like --start")
    for verb in (soon, gone):
        verb.epilog = f"{verb.epilog}\n\n{calendar_file.FORMAT}"
        verb.add_argument("--calendar", required=True, type=_calendar_file, metavar="FILE",
                          help="working calendar (format below), or 24x7")  # fmt: skip
        verb.add_argument("--start", required=True, metavar="T",
                          help="ISO 8601; without an offset in the calendar's zone")  # fmt: skip
        verb.add_argument("--pause", action="append", default=[], metavar="A/B",
                          help="the clock stands from A to B (again for more; overlaps count once;"
                          " an empty B is a pause that has not ended)")  # fmt: skip


def _due(options: argparse.Namespace) -> Answer:
    calendar = _calendar(options.calendar)
    target = read_duration(options.target, calendar.working_day())
    start = read_moment(options.start, calendar.zone, "--start")
    pauses = _pauses(options.pause, calendar.zone)
    endless = [begin for begin, end in pauses if end == _FAR]
    if endless and elapsed(calendar, start, max(start, min(endless)), pauses) < target:
        return Answer({"due": None}, "not known while the pause lasts")
    moment = due(calendar, start, target, pauses)
    local = moment.astimezone(calendar.zone)
    return Answer({"due": time.iso(moment)}, f"{local:%a %Y-%m-%d %H:%M:%S} ({calendar.zone.key})")


def _elapsed(options: argparse.Namespace) -> Answer:
    calendar = _calendar(options.calendar)
    start = read_moment(options.start, calendar.zone, "--start")
    end = read_moment(options.end, calendar.zone, "--end")
    if end < start:
        raise UserError(f"--end {options.end} is before --start.", "Swap them.")
    passed = elapsed(calendar, start, end, _pauses(options.pause, calendar.zone))
    seconds = passed.total_seconds()
    whole = int(seconds) if seconds.is_integer() else seconds
    return Answer({"elapsed_seconds": whole}, duration(seconds))


def _calendar_file(text: str) -> _CalendarFile:
    return _CalendarFile(input_path(text), "stdin" if text == "-" else text)


def _calendar(file: _CalendarFile) -> WorkCalendar:
    read = calendar_file.read_calendar(file.path, file.name)
    for sentence in read.ignored:
        sys.stderr.write(f"workbench: {file.name}: {sentence}\n")
    return read.calendar


def _pauses(texts: list[str], zone: ZoneInfo) -> list[Interval]:
    return [_pause(text, zone) for text in texts]


def _pause(text: str, zone: ZoneInfo) -> Interval:
    start, slash, end = text.partition("/")
    if not slash:
        start, slash, end = text.partition("..")
    if not slash:
        raise UserError(
            f"--pause '{text}' has no end.", "Write it like 2026-03-09T11:00/2026-03-10T10:00."
        )
    begins = read_moment(start, zone, "--pause")
    if not end.strip():
        return begins, _FAR
    if end.strip().upper().startswith("P"):
        return begins, begins + read_duration(end)
    ends = read_moment(end, zone, "--pause")
    if ends < begins:
        raise UserError(f"--pause '{text}' ends before it starts.", "Swap the two times.")
    return begins, ends
