"""How the verbs of `logs` open logs: their options, formats and cache."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.cli.progress_bar import terminal_progress
from workbench.core.errors import UserError

if TYPE_CHECKING:
    from workbench.logs.formats import LogFormat
    from workbench.logs.logfile import LogFile
    from workbench.logs.source import LogPath, Source
    from workbench.logs.survey import Choices


def add_reading_options(parser: argparse.ArgumentParser, *, paths: bool = True) -> None:
    """The options with which every verb opens logs."""
    if paths:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file, folder or -")
    parser.add_argument("--timezone", metavar="ZONE", help="zone of stamps without one (UTC)")
    parser.add_argument(
        "--reference-date",
        type=_date,
        metavar="YYYY-MM-DD",
        help="completes stamps without a year (default: the date of the file)",
    )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2024-05-31") from None


def known_formats() -> "list[LogFormat]":
    """The built-in formats and those of the plugins."""
    from workbench.logs.formats import LogFormat
    from workbench.plugin_host.default import default_host

    given = default_host().ask("log_formats")
    return [one for one in given if isinstance(one, LogFormat)]


def choices_of(options: argparse.Namespace, *, plain: bool = False) -> "Choices":
    """The reading options, for verbs that survey logs. Raises UserError for an unknown zone."""
    from workbench.logs.survey import Choices
    from workbench.logs.zones import zone_named

    zone = zone_named(options.timezone) if options.timezone else None
    return Choices(known_formats(), zone, options.reference_date, plain)


def opened(
    options: argparse.Namespace, logs: "list[LogPath]", *, plain: bool = False
) -> "Iterator[LogFile]":
    """Open logs one after the other with the reading options; the caller closes them.

    One that cannot be read is named on stderr and left out when there are others; one of which
    only a part could be read is named there too.
    """
    from workbench.logs.logfile import open_log
    from workbench.logs.zones import zone_named

    zone = zone_named(options.timezone) if options.timezone else None
    formats = known_formats()
    progress = terminal_progress()
    failed = 0
    for log in logs:
        try:
            file = open_log(
                log,
                formats=formats,
                timezone=zone,
                reference_date=options.reference_date,
                progress=progress,
                cache=cache_of(options),
                plain=plain,
            )
        except UserError as error:
            failed += 1
            if failed == len(logs):
                raise
            name_unreadable(error)
            continue
        name_damaged(file.source)
        yield file


def name_damaged(source: "Source") -> None:
    """Say on stderr from where on a log could not be read."""
    if source.damage:
        name_unreadable(UserError(source.damage))


def name_unreadable(error: UserError) -> None:
    """Say on stderr which log is left out or read in part, and why."""
    sys.stderr.write(f"workbench: {' '.join(str(error).split())}\n")


def cache_of(options: argparse.Namespace) -> Path:
    """The cache folder: the named workspace's, else the user's."""
    from workbench.logs.source import default_cache

    workspace = cast("Path | None", options.workspace)
    return workspace / "cache" / "logs" if workspace else default_cache()
