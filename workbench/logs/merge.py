"""Several logs as one: records of all sources in one stable time order, with bounded memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath
from typing import IO

import numpy as np
import numpy.typing as npt

from workbench.core.progress import Progress
from workbench.logs.filters import carried_times
from workbench.logs.logfile import LogFile
from workbench.logs.model import NO_TIME, BoolArray, LineArray, TimeArray

_WINDOW_RECORDS = 100_000
_STEP_LINES = 4_096


@dataclass(frozen=True, slots=True)
class MergeSource:
    """One log in a merge: `shift` nanoseconds are added to its times; `hidden` leaves it out.

    `records`: which of its records take part (one entry a record), None for all.
    """

    file: LogFile
    shift: int = 0
    hidden: bool = False
    records: BoolArray | None = None


@dataclass(frozen=True, slots=True)
class MergedPart:
    """Consecutive records of the merge: source number, record number and time of each."""

    sources: npt.NDArray[np.uint16]
    records: LineArray
    times: TimeArray


def merged(
    sources: Sequence[MergeSource], progress: Progress | None = None
) -> Iterator[MergedPart]:
    """The records of all sources by time; equal times keep the order of sources and of lines.

    A record without a time stays with the one before it; those at a log's head without any
    come just before its first time, and a log without times comes first.
    Only a window of the records is sorted at a time. Raises Cancelled.
    """
    progress = progress or Progress()
    shown = [(n, source) for n, source in enumerate(sources) if not source.hidden]
    times = {n: sort_times(source) for n, source in shown}
    ordered = {n: bool((one[1:] >= one[:-1]).all()) for n, one in times.items()}
    done, total = 0, sum(len(one) for one in times.values())
    for low, high in _windows(list(times.values())):
        pieces = [_in_window(n, source, times[n], ordered[n], low, high) for n, source in shown]
        part = _sorted(pieces)
        done += len(part.records)
        progress.report(done, total, "merging")
        if len(part.records):
            yield part


def sort_times(source: MergeSource) -> TimeArray:
    """The time by which each record of a source is placed, its shift included."""
    times = carried_times(source.file.records.time)
    known = times != NO_TIME
    if not known.all():
        first = times[np.argmax(known)] if known.any() else np.int64(NO_TIME + 1)
        times = np.where(known, times, first)
    return times + source.shift if source.shift else times


def _windows(times: Sequence[TimeArray]) -> Iterator[tuple[int, int]]:
    """Time ranges [low, high) that hold about as many records each and cover everything."""
    total = sum(len(one) for one in times)
    if not total:
        return
    sampled = np.sort(np.concatenate([one[::257] for one in times]))
    count = max(-(-total // _WINDOW_RECORDS), 1)
    cuts = np.unique(sampled[np.arange(1, count) * len(sampled) // count]).tolist()
    edges = [NO_TIME, *cuts, int(np.iinfo(np.int64).max)]
    yield from pairwise(edges)


def _in_window(  # noqa: PLR0917 - a source and a window
    number: int, source: MergeSource, times: TimeArray, ordered: bool, low: int, high: int
) -> MergedPart:
    if ordered:
        start, stop = np.searchsorted(times, [low, high])
        records = np.arange(start, stop)
    else:
        records = np.flatnonzero((times >= low) & (times < high))
    if source.records is not None:
        records = records[source.records[records]]
    return MergedPart(np.full(len(records), number, np.uint16), records, times[records])


def _sorted(pieces: Sequence[MergedPart]) -> MergedPart:
    times = np.concatenate([piece.times for piece in pieces])
    order = np.argsort(times, kind="stable")
    return MergedPart(
        np.concatenate([piece.sources for piece in pieces])[order],
        np.concatenate([piece.records for piece in pieces])[order],
        times[order],
    )


def short_names(files: Sequence[LogFile]) -> list[str]:
    """A short name for each log, as much of the path as tells them apart."""
    paths = [PurePath(str(file.log)) for file in files]
    depth = 1
    while depth < 20:
        names = ["/".join(path.parts[-depth:]) for path in paths]
        if len(set(names)) == len(names):
            return names
        depth += 1
    return [str(path) for path in paths]


def write_merged(
    sources: Sequence[MergeSource], output: IO[bytes], progress: Progress | None = None
) -> int:
    """Write the merge, every line marked with its source; give the number of records."""
    names = [f"[{name}] ".encode() for name in short_names([source.file for source in sources])]
    written = 0
    readers = [_LineReader(source.file) for source in sources]
    for part in merged(sources, progress):
        pairs = zip(part.sources.tolist(), part.records.tolist(), strict=True)
        output.writelines(
            b"%s%s\n" % (names[number], line)
            for number, record in pairs
            for line in readers[number].lines_of(record)
        )
        written += len(part.records)
    return written


class _LineReader:
    """Reads the lines of records that are asked for mostly in order."""

    def __init__(self, file: LogFile) -> None:
        self._file = file
        self._first = 0
        self._lines: list[bytes] = []

    def lines_of(self, record: int) -> list[bytes]:
        start, stop = self._file.lines_of_record(record)
        if start < self._first or stop > self._first + len(self._lines):
            self._first = start
            self._lines = self._file.lines(start, max(stop, start + _STEP_LINES))
        return self._lines[start - self._first : stop - self._first]
