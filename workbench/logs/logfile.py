"""One log, opened: its lines, its records, and how they are read. What panes and verbs use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from workbench.core.progress import Progress
from workbench.logs.block import line_starts, without_colours
from workbench.logs.clock import Reference
from workbench.logs.formats import LogFormat, Values, bodies
from workbench.logs.index_cache import IndexCache
from workbench.logs.lines import LineIndex
from workbench.logs.model import LATE_HEADER, NO_TIME, Level, LineArray, Records
from workbench.logs.reader import LogReader, newline_of
from workbench.logs.recognise import Recognised, recognise, sample_lines
from workbench.logs.source import LogPath, Source, default_cache, open_source

_CHUNK_LINES = 32_768
_NEAR_LINES = 8192


@dataclass(frozen=True, slots=True)
class MessageChunk:
    """Messages of consecutive records: message i is `buffer[starts[i]:ends[i]]`."""

    first_record: int
    buffer: bytes
    starts: LineArray
    ends: LineArray


class LogFile:
    """A log with its lines and records. Reading methods are safe from any thread."""

    def __init__(
        self,
        log: LogPath,
        source: Source,
        lines: LineIndex,
        records: Records,
        found: Sequence[Recognised],
    ) -> None:
        """Made by `open_log`."""
        self.log = log
        self.source = source
        self.index = lines
        self.records = records
        self.recognised = list(found)

    @property
    def path(self) -> Path:
        """The file that was opened (the packed one, for a packed log)."""
        return self.log.path

    @property
    def size(self) -> int:
        """Bytes of the text, unpacked."""
        return self.index.size

    @property
    def encoding(self) -> str:
        """The encoding that the file was in."""
        return self.source.encoding

    @property
    def damage(self) -> str:
        """A sentence where the log is packed and only a part of it could be read, else ''."""
        return self.source.damage

    @property
    def line_count(self) -> int:
        """Number of lines; a last line without a line end counts."""
        return self.index.count

    @property
    def formats(self) -> list[LogFormat]:
        """The formats of the file; `records.format` holds positions in this list."""
        return [one.format for one in self.recognised]

    @property
    def format(self) -> LogFormat | None:
        """The format of most records, None for plain text."""
        return primary_of(self.recognised)

    def lines(self, start: int, stop: int) -> list[bytes]:
        """The raw bytes of lines `start` to `stop` (not included), without line ends."""
        return self.index.span(self.source, start, stop)[1]

    def lines_at(self, lines: LineArray) -> list[bytes]:
        """The raw bytes of many lines (ascending), without line ends, read in stretches."""
        found: list[bytes] = []
        while len(found) < len(lines):
            first = int(lines[len(found)])
            stop = int(np.searchsorted(lines, first + _NEAR_LINES))
            pieces = self.lines(first, int(lines[stop - 1]) + 1)
            found += map(pieces.__getitem__, (lines[len(found) : stop] - first).tolist())
        return found

    def written_lines(self, lines: LineArray) -> LineArray:
        """The numbers of lines as people count them: from 1, in the file as it was written."""
        if not len(self.source.lines):
            return lines + 1
        known = np.array(self.source.lines, np.int64)
        return known[np.minimum(lines, len(known) - 1)]

    def record_of_line(self, line: int) -> int:
        """The record that a line belongs to."""
        return self.records.record_at(line)

    def line_of_record(self, record: int) -> int:
        """The first line of a record."""
        return self.records.line_of(record)

    def lines_of_record(self, record: int) -> tuple[int, int]:
        """First line and the line behind the last one of a record."""
        following = record + 1
        stop = self.records.line_of(following) if following < len(self.records) else self.line_count
        return self.records.line_of(record), stop

    def lines_behind(self, records: LineArray) -> LineArray:
        """The line behind the last one of each of many records."""
        following = np.minimum(records + 1, len(self.records) - 1)
        last = records == len(self.records) - 1
        return np.where(last, self.line_count, self.records.lines_of(following))

    def text_of_record(self, record: int) -> bytes:
        """All lines of a record, joined with LF."""
        return b"\n".join(self.lines(*self.lines_of_record(record)))

    def level_of(self, record: int) -> Level:
        """The level of one record."""
        return Level(int(self.records.level[record]))

    def format_of(self, record: int) -> LogFormat | None:
        """The format of one record, None where none matched."""
        number = int(self.records.format[record])
        return self.formats[number] if number < len(self.recognised) else None

    def fields_of(self, record: int) -> dict[str, str]:
        """The parsed fields of a record, `body` is its message; {'body': line} without a format."""
        line = self.lines(self.line_of_record(record), self.line_of_record(record) + 1)[0]
        one = self.format_of(record)
        fields = one.fields(without_colours(line)) if one else {}
        return fields or {"body": line.decode("utf-8", "replace")}

    def values_of_many(self, records: LineArray, names: Sequence[str]) -> Mapping[str, Values]:
        """Some fields of records (ascending), as in `fields_of`, `level` as read."""
        lines = self._first_lines(records)
        numbers = self.records.format[records]
        parts = [
            (number, np.flatnonzero(numbers == number)) for number in np.unique(numbers).tolist()
        ]
        columns: dict[str, Values] = {}
        if len(parts) == 1:
            columns.update(zip(names, self._values(parts[0][0], lines, names), strict=True))
        else:
            order = np.argsort(np.concatenate([rows for _, rows in parts])).tolist()
            found = [self._values(n, [lines[row] for row in rows], names) for n, rows in parts]
            for name, *values in zip(names, *found, strict=True):
                together = [value for part in values for value in part]
                columns[name] = [together[place] for place in order]
        if "body" in names:
            pairs = zip(columns["body"], lines, strict=True)
            columns["body"] = [
                line.decode("utf-8", "replace") if b is None else b for b, line in pairs
            ]
        if "level" in names:
            words = [level.word for level in Level]
            columns["level"] = [words[level] for level in self.records.level[records].tolist()]
        return columns

    def _values(self, number: int, lines: Sequence[bytes], names: Sequence[str]) -> list[Values]:
        known = number < len(self.recognised)
        return self.formats[number].values(lines, names) if known else bodies(lines, names)

    def _first_lines(self, records: LineArray) -> list[bytes]:
        """The first line of each record (ascending), colour codes removed."""
        found = self.lines_at(self.records.lines_of(records))
        return list(map(without_colours, found))

    def counts_by_level(self) -> dict[Level, int]:
        """How many records each level has, gravest first; all levels are listed."""
        levels = self.records.level  # bincount would make eight bytes of each first
        return {
            level: int(np.count_nonzero(levels == level)) for level in sorted(Level, reverse=True)
        }

    def timestamped(self) -> int:
        """How many records have a time."""
        return int(np.count_nonzero(self.records.time != NO_TIME))

    def time_span(self) -> tuple[int, int] | None:
        """Earliest and latest time (ns UTC), None when no record has one."""
        times = self.records.time
        known = times[times != NO_TIME] if len(times) else times
        return (int(known.min()), int(known.max())) if len(known) else None

    def message_chunks(self) -> Iterator[MessageChunk]:
        """The message part of every record's first line, header cut off, in order."""
        for first in range(0, len(self.records), _CHUNK_LINES):
            stop = min(first + _CHUNK_LINES, len(self.records))
            yield self._messages(first, stop)

    def _messages(self, first: int, stop: int) -> MessageChunk:
        records = self.records
        first_line = records.line_of(first)
        last_line = records.line_of(stop - 1) + 1
        raw, starts = self._stretch(first_line, last_line)
        ends = np.append(starts[1:], len(raw) + (raw[-1:] != b"\n"))
        lines = records.lines_of(np.arange(first, stop)) - first_line
        begins, finishes = starts[lines], ends[lines] - 1
        finishes -= np.frombuffer(raw + b"\0", np.uint8)[np.maximum(finishes - 1, 0)] == 13
        header = records.header[first:stop].astype(np.int64)
        for place in np.flatnonzero(header >= LATE_HEADER).tolist():
            header[place] = self._header(first + place, raw[begins[place] : finishes[place]])
        begins = np.minimum(begins + header, np.maximum(finishes, begins))
        return MessageChunk(first, raw, begins, np.maximum(finishes, begins))

    def _header(self, record: int, line: bytes) -> int:
        one = self.format_of(record)
        return one.message_start(line) if one else 0

    def _stretch(self, first_line: int, last_line: int) -> tuple[bytes, LineArray]:
        """The bytes of lines, without colour codes as heads are read, and where each begins."""
        raw = without_colours(self.index.raw(self.source, first_line, last_line))
        return raw, line_starts(raw, self.index.newline)

    def close(self) -> None:
        """Close the file."""
        self.source.close()


def primary_of(found: Sequence[Recognised]) -> LogFormat | None:
    """The format with the largest share."""
    return max(found, key=lambda one: one.share).format if found else None


def built_in_formats() -> Sequence[LogFormat]:
    """The formats that ship with the product."""
    from workbench.logs.builtin_formats import log_formats

    return list(log_formats())


def open_log(
    log: LogPath | Path,
    *,
    formats: Sequence[LogFormat] | None = None,
    timezone: ZoneInfo | None = None,
    reference_date: date | None = None,
    progress: Progress | None = None,
    cache: Path | None = None,
    plain: bool = False,
) -> LogFile:
    """Open a log and read it once: lines, formats, times, levels.

    `formats`: all that may be there, special ones first (default: the built-in ones).
    `timezone` is the zone of stamps without one (default UTC), `reference_date` completes
    stamps without a year. `plain`: every line is a record and its own message.
    Raises UserError when it cannot be read, Cancelled.
    """
    log = log if isinstance(log, LogPath) else LogPath(log)
    progress = progress or Progress()
    source = open_source(log, cache, progress)
    newline = newline_of(source)
    known = [] if plain else list(built_in_formats() if formats is None else formats)
    lines = sample_lines(source, newline)
    reference = _reference(log.path, reference_date, timezone)
    keeper = IndexCache(cache or default_cache(), log, source, known, reference)
    kept = keeper.load()
    if kept is not None:
        return LogFile(log, source, kept.lines, kept.records, _bound(kept.formats, known, lines))
    found = recognise(lines, known)
    reader = LogReader(source, [one.format for one in found], primary_of(found))
    reading = reader.read(newline, reference, progress)
    keeper.keep(reading.lines, reading.records, found)
    return LogFile(log, source, reading.lines, reading.records, found)


def _bound(
    names: Sequence[tuple[str, float]], known: Sequence[LogFormat], lines: Sequence[bytes]
) -> list[Recognised]:
    """The formats that a kept reading had, bound to the file again."""
    by_name = {one.name: one for one in known}
    return [
        Recognised(by_name[name].bound_to(lines) or by_name[name], share) for name, share in names
    ]


def _reference(path: Path, day: date | None, zone: ZoneInfo | None) -> Reference:
    if day is not None:
        return Reference.of_date(day, zone)
    return Reference(datetime.fromtimestamp(path.stat().st_mtime, UTC), zone)
