"""`workbench logs`: what a log is; the other verbs live in modules beside this one."""

import argparse
from typing import TYPE_CHECKING, cast

from workbench.cli import logs_insight, logs_search
from workbench.cli.log_reading import add_reading_options, opened
from workbench.cli.verbs import Answer, Verbs
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import size, table

if TYPE_CHECKING:
    from workbench.logs.logfile import LogFile


def build(parser: argparse.ArgumentParser) -> None:
    """Add the verbs of `logs`."""
    verbs = Verbs(parser)
    info = verbs.add(
        "info", run_info, "format, size, time span and levels of logs", example="logs info logs/"
    )
    add_reading_options(info)
    logs_search.add_verbs(verbs)
    logs_insight.add_verbs(verbs)


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
        **({"notes": [file.damage]} if file.damage else {}),
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
