"""The verbs of `logs` that find and join records: search, trace, merge."""

import argparse
import os
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from workbench.cli.log_reading import add_reading_options, cache_of, name_damaged, opened
from workbench.cli.output_path import output_path
from workbench.cli.progress_bar import terminal_progress
from workbench.cli.verbs import Answer, Verbs
from workbench.core.errors import UserError
from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import count

if TYPE_CHECKING:
    from workbench.logs.filters import RecordFilter
    from workbench.logs.logfile import LogFile
    from workbench.logs.model import BoolArray, Level, LineArray
    from workbench.logs.query import Matcher, Query
    from workbench.logs.source import LogPath


def add_verbs(verbs: Verbs) -> None:
    """Declare the verbs."""
    search = verbs.add(
        "search",
        run_search,
        "Lines that match an expression, with time and place.",
        example="logs search --ignore-case 'timeout|refused' logs",
    )
    search.add_argument("query", metavar="QUERY")
    _add_search_options(search)
    trace = verbs.add(
        "trace",
        run_trace,
        "Every record that carries an id, from all logs, in time order.",
        example="logs trace req-000042 logs",
    )
    trace.add_argument("id", metavar="ID")
    add_reading_options(trace)
    merge = verbs.add(
        "merge",
        run_merge,
        "Several logs as one in time order, each line marked with its source.",
        example="logs merge logs -o merged.log",
    )
    add_reading_options(merge)
    merge.add_argument("-o", "--output", required=True, type=output_path, metavar="OUT")


def _add_search_options(search: argparse.ArgumentParser) -> None:
    kind = search.add_mutually_exclusive_group()
    kind.add_argument("--literal", action="store_true", help="QUERY stands for itself")
    kind.add_argument("--regex", action="store_true", help="QUERY is an expression (the default)")
    search.add_argument("--ignore-case", action="store_true", help="upper and lower case are alike")
    search.add_argument("--word", action="store_true", help="whole words only")
    search.add_argument("--count", action="store_true", help="only say how many lines match")
    search.add_argument("--max", type=_positive, metavar="N", help="list at most N lines")
    search.add_argument(
        "--level",
        action="append",
        metavar="LEVEL",
        help="only records of this level (or several: a,b)",
    )
    search.add_argument("--since", metavar="TIME", help="only records from this time on")
    search.add_argument("--until", metavar="TIME", help="only records before this time")
    search.add_argument("--exclude", metavar="QUERY", help="leave out lines that match this")
    search.add_argument(
        "--where", metavar="FILTER", default="", help="only records whose fields pass: status>=500"
    )
    add_reading_options(search)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def run_search(options: argparse.Namespace) -> Answer:
    """`logs search`: hits in the order of the files and their lines."""
    from workbench.logs.query import Matcher
    from workbench.logs.source import find_logs

    filters = _filters(options)
    logs = find_logs(options.paths)
    hits: list[JsonObject] = []
    matches = 0
    with Matcher(_query(options, options.query)) as wanted:
        excluded = Matcher(_query(options, options.exclude)) if options.exclude else None
        if options.count and excluded is None and filters is None:
            matches = _counted(options, logs, wanted)
        else:
            for file in opened(options, logs):
                matches += _search_file(file, wanted, excluded, filters, options, hits)
                file.close()
        if excluded is not None:
            excluded.close()
    text = ""
    if not options.json:  # millions of hits are not written down twice
        text = str(matches) if options.count else _listed(hits, matches)
    return Answer({"matches": matches, "hits": cast(JsonValue, hits)}, text)


def _query(options: argparse.Namespace, text: str) -> "Query":
    from workbench.logs.query import Query

    return Query(text, options.literal, options.ignore_case, options.word)


def _filters(options: argparse.Namespace) -> "RecordFilter | None":
    """Levels, time range and fields; None when none was given."""
    from workbench.logs.field_filter import parse_filter
    from workbench.logs.filters import RecordFilter
    from workbench.logs.times import moment_of

    levels = frozenset(_level(word) for given in options.level or () for word in given.split(","))
    since = moment_of(options.since) if options.since else None
    until = moment_of(options.until) if options.until else None
    fields = parse_filter(options.where) if options.where else None
    filters = RecordFilter(levels, since, until, fields)
    return None if filters == RecordFilter() else filters


def _level(word: str) -> "Level":
    from workbench.logs.levels import COMMON
    from workbench.logs.model import LEVELS_BY_GRAVITY, Level

    name = word.strip().lower()
    for level in LEVELS_BY_GRAVITY:
        if level.word == name:
            return level
    level = COMMON.get(name.encode())
    if level is None:
        words = ", ".join(level.word for level in Level)
        raise UserError(f"'{word}' is not a level.", f"Give one of: {words}.")
    return level


def _counted(options: argparse.Namespace, logs: "list[LogPath]", wanted: "Matcher") -> int:
    """Matching lines, without reading times and levels."""
    from workbench.logs.finding import count_lines
    from workbench.logs.source import open_source

    total = 0
    progress = terminal_progress()
    for log in logs:
        source = open_source(log, cache_of(options), progress)
        name_damaged(source)
        total += count_lines(source, wanted, progress)
        source.close()
    return total


def _search_file(  # noqa: PLR0917 - what is looked for, and where hits go
    file: "LogFile",
    wanted: "Matcher",
    excluded: "Matcher | None",
    filters: "RecordFilter | None",
    options: argparse.Namespace,
    hits: list[JsonObject],
) -> int:
    """Count the hits of one file and list as many as are wanted."""
    from workbench.logs.filters import passing
    from workbench.logs.finding import find

    progress = terminal_progress()
    records = passing(file, filters, progress) if filters else None
    room = 0 if options.count else options.max or 10**12
    matches = 0
    for found in find(file, wanted, excluded=excluded, records=records, progress=progress):
        matches += len(found.lines)
        if len(hits) < room and len(found.lines):
            hits += _described(file, found.lines[: room - len(hits)])
    return matches


def _described(file: "LogFile", lines: "LineArray") -> list[JsonObject]:
    """Hits with place, time and text, read for all lines (ascending) at once."""
    from workbench.logs.times import iso_of

    times: list[str | None] = [None] * len(lines)
    if len(file.records):
        times = [
            iso_of(time) for time in file.records.time[file.records.records_at(lines)].tolist()
        ]
    path = str(file.log)
    return [
        {"path": path, "line": line, "time": time, "text": text.decode("utf-8", "replace")}
        for line, time, text in zip(
            file.written_lines(lines).tolist(), times, file.lines_at(lines), strict=True
        )
    ]


def _listed(hits: list[JsonObject], matches: int) -> str:
    lines = [f"{hit['path']}:{hit['line']}: {hit['text']}" for hit in hits]
    rest = matches - len(hits)
    return "\n".join([*lines, f"{count(rest, 'more line')} not listed"] if rest else lines)


def run_trace(options: argparse.Namespace) -> Answer:
    """`logs trace`: the records of all logs that hold the id as a word, by time."""
    from workbench.logs.query import Matcher, Query
    from workbench.logs.source import find_logs

    if not options.id.strip():
        raise UserError("An empty id is in no record.", "Give the id to follow.")
    entries: list[tuple[int, JsonObject]] = []
    with Matcher(Query(options.id, literal=True, whole_word=True)) as matcher:
        for file in opened(options, find_logs(options.paths)):
            entries += _traced(file, matcher)
            file.close()
    entries.sort(key=lambda entry: entry[0])  # a stable sort: equal times keep their order
    records = [entry for _, entry in entries]
    text = "\n".join(f"{entry['path']}:{entry['line']}: {entry['text']}" for entry in records)
    return Answer({"id": options.id, "records": cast(JsonValue, records)}, text)


def _traced(file: "LogFile", matcher: "Matcher") -> list[tuple[int, JsonObject]]:
    """The carrying records of one log, each with the time by which it is placed."""
    import numpy as np

    from workbench.logs.merge import MergeSource, sort_times
    from workbench.logs.times import iso_of

    found = np.flatnonzero(_carrying(file, matcher)).tolist()
    if not found:
        return []
    times = sort_times(MergeSource(file))
    lines = file.records.lines_of(np.array(found, np.int64))
    written = dict(zip(found, file.written_lines(lines).tolist(), strict=True))
    return [
        (
            int(times[record]),
            {
                "path": str(file.log),
                "line": written[record],
                "time": iso_of(int(file.records.time[record])),
                "level": file.level_of(record).word,
                "text": file.text_of_record(record).decode("utf-8", "replace"),
            },
        )
        for record in found
    ]


def _carrying(file: "LogFile", matcher: "Matcher") -> "BoolArray":
    """Which records hold a matching line."""
    import numpy as np

    from workbench.logs.finding import find

    carrying = np.zeros(len(file.records), np.bool_)
    for hits in find(file, matcher, progress=terminal_progress()):
        carrying[file.records.records_at(hits.lines)] = True
    return carrying


def _refuse_output(output: Path, inputs: list[Path]) -> None:
    """Raise UserError where writing would replace what is read, or has no folder to write to."""
    if output.exists() and any(path.exists() and path.samefile(output) for path in inputs):
        raise UserError(f"{output} is one of the logs to merge.", "Name another file with -o.")
    if not output.parent.is_dir():
        raise UserError(f"There is no folder {output.parent}.", "Make it, or name another file.")


def run_merge(options: argparse.Namespace) -> Answer:
    """`logs merge`: written beside the target first, so that it is whole or not there."""
    from workbench.logs.merge_runs import Run, RunFile
    from workbench.logs.merge_text import OpenSources, write_merged
    from workbench.logs.source import find_logs

    output: Path = options.output
    logs = find_logs(options.paths)
    _refuse_output(output, [log.path for log in logs])
    temporary = output.with_name(f".{output.name}.{os.getpid()}.tmp")
    sources = OpenSources()
    runs: list[Run] = []
    try:
        with RunFile(cache_of(options)) as file, temporary.open("wb") as stream:
            for log in opened(options, logs):
                sources.keep(len(runs), log.source)
                runs.append(file.add(log))
            records = write_merged(
                file, runs, sources, cast("IO[bytes]", stream), terminal_progress()
            )
        temporary.replace(output)
    finally:
        sources.close()
        temporary.unlink(missing_ok=True)
    data: JsonObject = {
        "output": str(output),
        "records": records,
        "files": [{"path": str(run.log), "records": len(run)} for run in runs],
    }
    return Answer(data, f"{count(records, 'record')} of {count(len(runs), 'log')} in {output}")
