"""A survey of logs: every record's line, time, level and template, from one pass over the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.anomaly_fields import Field, FieldReader
from workbench.logs.anomaly_flows import FlowReader, Ids
from workbench.logs.formats import LogFormat
from workbench.logs.inner_messages import first_bytes_of_lines, inner_messages
from workbench.logs.json_format import JsonFormat
from workbench.logs.logfile import LogFile, MessageChunk, open_log
from workbench.logs.model import UNKNOWN_HEADER
from workbench.logs.source import LogPath, find_logs
from workbench.logs.template_json import readable, unescaped
from workbench.logs.templates import Template, TemplateMiner

_QUOTE, _BACKSLASH = 34, 92
_USUAL_CHUNK = 64 << 20
_LONGEST_MESSAGE = 8192


Unreadable = Callable[[UserError], None]


@dataclass(frozen=True, slots=True)
class Choices:
    """How logs are read: `formats` are all that may be there (default: the built-in ones);
    `timezone` is that of stamps without one (UTC), `reference_date` completes those without a
    year (the date of the file); `plain`: every line is a record and its own message.
    """

    formats: Sequence[LogFormat] | None = None
    timezone: ZoneInfo | None = None
    reference_date: date | None = None
    plain: bool = False

    def open(self, log: LogPath, progress: Progress) -> LogFile:
        """Open a log as chosen. Raises UserError where it cannot be read."""
        return open_log(
            log,
            formats=self.formats,
            timezone=self.timezone,
            reference_date=self.reference_date,
            plain=self.plain,
            progress=progress,
        )


AS_THEY_ARE = Choices()


@dataclass(frozen=True, slots=True)
class Survey:
    """Arrays with one entry per record, in the order of the files and their lines.

    `names` are the files, `first_records` where each one's records begin (and the total);
    `lines` counts from 1 within each file; `times` int64 nanoseconds UTC or NO_TIME;
    `levels` uint8; `template_ids` int32; `fields` the numeric fields and `linked`
    the ids that records carry, if numbers were asked for; the first `baseline` records are
    those of the baseline.
    """

    names: Sequence[str]
    first_records: NDArray[np.int64]
    lines: NDArray[np.int64]
    times: NDArray[np.int64]
    levels: NDArray[np.uint8]
    template_ids: NDArray[np.int32]
    templates: Sequence[Template]
    fields: Sequence[Field]
    linked: Ids
    baseline: int

    def file_of(self, record: int) -> str:
        """The name of the file that a record is in."""
        return self.names[int(np.searchsorted(self.first_records, record, side="right")) - 1]


def survey(
    paths: Sequence[Path],
    *,
    baseline: Sequence[Path] = (),
    numbers: bool = False,
    choices: Choices = AS_THEY_ARE,
    progress: Progress,
    on_unreadable: Unreadable | None = None,
) -> Survey:
    """Read the logs that the paths stand for, those of the baseline first.

    `numbers`: read numeric fields too; `on_unreadable` is told of a log that cannot be read
    and is left out, when there are others, and of one that is read in part.
    Raises UserError for what cannot be read.
    """
    logs, usual = find_logs(paths, progress), find_logs(baseline, progress)
    return survey_logs(
        logs,
        baseline=usual,
        numbers=numbers,
        choices=choices,
        progress=progress,
        on_unreadable=on_unreadable,
    )


def survey_logs(
    logs: Sequence[LogPath],
    *,
    baseline: Sequence[LogPath] = (),
    numbers: bool = False,
    choices: Choices = AS_THEY_ARE,
    progress: Progress,
    on_unreadable: Unreadable | None = None,
) -> Survey:
    """As `survey`, for logs that are found already."""
    surveyor = Surveyor(numbers=numbers, plain=choices.plain)
    failed = 0
    for number, log in enumerate([*baseline, *logs]):
        if number == len(baseline):
            surveyor.end_baseline()
        try:
            opened = choices.open(log, progress)
        except UserError as error:
            failed += 1
            if on_unreadable is None or failed == len(baseline) + len(logs):
                raise
            on_unreadable(error)
            continue
        if on_unreadable is not None and opened.damage:
            on_unreadable(UserError(opened.damage))
        try:
            surveyor.add(opened, progress)
        finally:
            opened.close()
    return surveyor.finish()


class Surveyor:
    """Makes a survey of logs that are open already, one after the other."""

    def __init__(self, *, numbers: bool = True, plain: bool = False) -> None:
        self._plain = plain
        self._miner = TemplateMiner()
        self._fields, self._flows = FieldReader(), FlowReader()
        self._numbers = numbers
        self._baseline = 0
        self._names: list[str] = []
        self._firsts = [0]
        self._lines: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        self._times: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
        self._levels: list[NDArray[np.uint8]] = [np.zeros(0, np.uint8)]

    def add(self, log: LogFile, progress: Progress) -> None:
        """Read the messages of one log. Raises Cancelled."""
        records, first = log.records, self._firsts[-1]
        escaped = all(isinstance(one, JsonFormat) for one in log.formats)
        for chunk in map(_clipped, log.message_chunks()):
            progress.report(chunk.first_record, len(records), f"templates of {log.path.name}")
            starts, messages = chunk.starts, (chunk.buffer, chunk.starts, chunk.ends)
            packed = records.header[chunk.first_record :][: len(starts)] == UNKNOWN_HEADER
            if packed.any():
                messages = (chunk.buffer, starts, _ends_of_strings(chunk, packed))
            if escaped and packed.all():
                messages = unescaped(*messages)
            self._miner.feed(*(messages if self._plain else inner_messages(*messages)))
            if self._numbers:
                whole = _line_starts(chunk, packed) if packed.any() else starts
                place = first + chunk.first_record
                self._fields.feed(place, chunk.buffer, whole, chunk.ends)
                self._flows.feed(place, chunk.buffer, whole, chunk.ends)
        self._names.append(str(log.log))
        self._firsts.append(first + len(records))
        lines = records.lines_of(np.arange(len(records), dtype=np.int64))
        self._lines.append(log.written_lines(lines))
        self._times.append(records.time)
        self._levels.append(records.level)

    def end_baseline(self) -> None:
        """What was added up to now only tells what is usual."""
        self._baseline = self._firsts[-1]

    def finish(self) -> Survey:
        """The survey of all that was added."""
        mined = self._miner.finish()
        return Survey(
            self._names,
            np.array(self._firsts),
            np.concatenate(self._lines),
            np.concatenate(self._times),
            np.concatenate(self._levels),
            mined.ids,
            [replace(template, text=readable(template.text)) for template in mined.templates],
            self._fields.fields(mined.ids),
            self._flows.read(),
            self._baseline,
        )


def _clipped(chunk: MessageChunk) -> MessageChunk:
    """The messages of a chunk; where some are enormous, only the beginning of each."""
    if len(chunk.buffer) <= _USUAL_CHUNK:
        return chunk
    ends = np.minimum(chunk.ends, chunk.starts + _LONGEST_MESSAGE)
    pairs = zip(chunk.starts.tolist(), ends.tolist(), strict=True)
    parts = [bytes(chunk.buffer[start:end]) for start, end in pairs]
    stops = np.cumsum([len(part) + 1 for part in parts], dtype=np.int64) - 1
    lengths = np.array([len(part) for part in parts], np.int64)
    return MessageChunk(chunk.first_record, b"\n".join(parts) + b"\n", stops - lengths, stops)


def _ends_of_strings(chunk: MessageChunk, packed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Message ends, in JSON those of the message's string: the quote that no backslash escapes."""
    data = np.frombuffer(chunk.buffer, np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    quotes = quotes[data[np.maximum(quotes - 1, 0)] != _BACKSLASH]
    quoted = packed & (chunk.starts > 0) & (data[np.maximum(chunk.starts - 1, 0)] == _QUOTE)
    closing = np.append(quotes, len(data))[np.searchsorted(quotes, chunk.starts)]
    return np.where(quoted, np.minimum(closing, chunk.ends), chunk.ends)


def _line_starts(chunk: MessageChunk, packed: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Where to read numbers from: in JSON the whole line, they stand under any key."""
    own = first_bytes_of_lines(chunk.buffer, chunk.starts)
    return np.where(packed, own, chunk.starts)
