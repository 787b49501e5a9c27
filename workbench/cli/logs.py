"""`workbench logs`: what a log is, searching it, following an id, merging several."""

import argparse
import importlib.util
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import size, table

if TYPE_CHECKING:
    from workbench.logs.formats import LogFormat
    from workbench.logs.logfile import LogFile
    from workbench.logs.source import LogPath


def build(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `logs`."""
    verbs = Verbs(parser)
    info = verbs.add(
        "info", run_info, "format, size, time span and levels of logs", example="logs info logs/"
    )
    add_reading_options(info)
    if importlib.util.find_spec("workbench.cli.logs_insight") is not None:
        from workbench.cli.logs_insight import add_verbs

        add_verbs(verbs)


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


def opened(
    options: argparse.Namespace, logs: "list[LogPath]", *, plain: bool = False
) -> "Iterator[LogFile]":
    """Open logs one after the other with the reading options; the caller closes them.

    One that cannot be read is named on stderr and left out when there are others.
    """
    from workbench.logs.logfile import open_log
    from workbench.logs.zones import zone_named

    zone = zone_named(options.timezone) if options.timezone else None
    formats = known_formats()
    progress = terminal_progress()
    failed = 0
    for log in logs:
        try:
            yield open_log(
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
            sys.stderr.write(f"workbench: {' '.join(str(error).split())}\n")


def cache_of(options: argparse.Namespace) -> Path:
    """The cache folder: the named workspace's, else the user's."""
    from workbench.logs.source import default_cache

    workspace = cast("Path | None", options.workspace)
    return workspace / "cache" / "logs" if workspace else default_cache()


def run_info(options: argparse.Namespace) -> Answer:
    """`logs info`: one entry a file."""
    from workbench.logs.source import find_logs

    logs = find_logs(options.paths)
    files: list[JsonObject] = []
    for file in opened(options, logs):
        files.append(_described(file))
        file.close()
    rows = [_row(file) for file in files]
    headers = ["file", "format", "size", "lines", "records", "first", "last", "error", "warning"]
    return Answer({"files": cast(JsonValue, files)}, table(headers, rows))


def _described(file: "LogFile") -> JsonObject:
    from workbench.logs.times import iso_of

    span = file.time_span()
    return {
        "path": str(file.log),
        "format": file.format.name if file.format else "text",
        "encoding": file.encoding,
        "bytes": file.size,
        "lines": file.line_count,
        "records": len(file.records),
        "timestamped": file.timestamped(),
        "first": iso_of(span[0]) if span else None,
        "last": iso_of(span[1]) if span else None,
        "levels": {level.word: count for level, count in file.counts_by_level().items()},
    }


def _row(file: JsonObject) -> tuple[object, ...]:
    levels = cast(dict[str, int], file["levels"])
    shown = (
        file["path"],
        file["format"],
        size(cast(int, file["bytes"])),
        file["lines"],
        file["records"],
    )
    return (
        *shown,
        file["first"],
        file["last"],
        levels["error"] + levels["fatal"],
        levels["warning"],
    )
