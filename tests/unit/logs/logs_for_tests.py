"""Small logs for the tests of the log engine."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from workbench.logs.logfile import LogFile, open_log
from workbench.logs.model import Level
from workbench.logs.times import iso_of


def opened(
    folder: Path,
    text: str | bytes,
    *,
    name: str = "any.log",
    zone: str | None = None,
    reference: str | None = None,
    plain: bool = False,
) -> LogFile:
    """A log with this text, opened."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return open_log(
        path,
        timezone=ZoneInfo(zone) if zone else None,
        reference_date=date.fromisoformat(reference) if reference else None,
        cache=folder / "cache",
        plain=plain,
    )


def times(file: LogFile) -> list[str | None]:
    """The time of every record."""
    return [iso_of(int(time)) for time in file.records.time]


def levels(file: LogFile) -> list[str]:
    """The level of every record."""
    return [Level(int(level)).word for level in file.records.level]
