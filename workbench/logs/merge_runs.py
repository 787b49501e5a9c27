"""An external merge: the records of any number of logs in one stable time order.

Each log leaves a run on disk: time and place of its records, by time. Then one stretch of
time after the other is taken from all runs and sorted, so memory does not grow with the logs.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from workbench.core.progress import Progress
from workbench.logs.lines import LineIndex
from workbench.logs.logfile import LogFile
from workbench.logs.merge import MergeSource, sort_times
from workbench.logs.model import NO_TIME, LineArray, TimeArray
from workbench.logs.source import LogPath, Source

_ENTRY = np.dtype([("time", "<i8"), ("line", "<i8"), ("lines", "<i8")])
Entries = npt.NDArray[Any]
"""Of consecutive records of a run: time, first line and number of lines."""

_EVERY = 256
_PART = 1 << 18
_WINDOW_RECORDS = 65_536
_WINDOW_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class MergedPart:
    """Consecutive records of the merge: run number, first line and number of lines of each."""

    runs: npt.NDArray[np.int32]
    lines: LineArray
    counts: LineArray


class Run:
    """One log's records by time, taken from the front. `samples`: every 256th time."""

    def __init__(self, log: LogPath, index: LineIndex, source: Source) -> None:
        """Empty; `RunFile.add` fills it."""
        self.log, self.index, self.source = log, index, source
        self.samples: TimeArray = np.empty(0, np.int64)
        self.first = self.stop = 0

    def __len__(self) -> int:
        return self.stop - self.first


class RunFile:
    """The runs of all logs in one temporary file, which goes when it is closed."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made; the file takes 24 bytes a record."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, file: LogFile, shift: int = 0) -> Run:
        """Write the run of an opened log; the log itself is not needed afterwards."""
        run = Run(file.log, file.index, file.source)
        times = sort_times(MergeSource(file, shift))
        ordered = bool((times[1:] >= times[:-1]).all())
        order = None if ordered else np.argsort(times, kind="stable")
        samples = [run.samples]
        self._file.seek(0, 2)
        for first in range(0, len(times), _PART):
            stop = min(first + _PART, len(times))
            part = np.arange(first, stop) if order is None else order[first:stop]
            entries = np.empty(len(part), _ENTRY)
            entries["time"] = times[part]
            entries["line"] = file.records.lines_of(part)
            entries["lines"] = file.lines_behind(part) - entries["line"]
            samples.append(entries["time"][::_EVERY].copy())
            self._file.write(entries.tobytes())
        run.samples = np.concatenate(samples)
        run.first, self._count = self._count, self._count + len(times)
        run.stop = self._count
        return run

    def read(self, start: int, stop: int) -> Entries:
        """Entries by their number in the file."""
        self._file.seek(start * _ENTRY.itemsize)
        return np.frombuffer(self._file.read((stop - start) * _ENTRY.itemsize), _ENTRY)


class _Cursor:
    """How far one run is taken."""

    def __init__(self, file: RunFile, run: Run) -> None:
        self._file, self._run = file, run
        self._place = run.first
        self.next_time = int(run.samples[0]) if len(run) else None

    def take(self, high: int, most: int = 1 << 62) -> Entries:
        """The next entries before the time `high`, at most `most`."""
        run = self._run
        reach = int(np.searchsorted(run.samples, high)) * _EVERY + run.first
        stop = min(reach, run.stop, self._place + most)
        # one entry more than can be taken, so that the next time is known
        entries = self._file.read(self._place, min(stop + 1, run.stop))
        count = min(int(np.searchsorted(entries["time"], high)), most)
        self._place += count
        self.next_time = int(entries["time"][count]) if count < len(entries) else None
        return entries[:count]


def merged(
    file: RunFile, runs: Sequence[Run], progress: Progress | None = None
) -> Iterator[MergedPart]:
    """The records of all runs by time; equal times keep the order of runs and of lines.

    Raises Cancelled.
    """
    progress = progress or Progress()
    total, done = sum(map(len, runs)), 0
    for part in _parts(file, runs):
        done += len(part.lines)
        progress.report(done, total, "merging")
        yield part


def _parts(file: RunFile, runs: Sequence[Run]) -> Iterator[MergedPart]:
    cursors = [_Cursor(file, run) for run in runs]
    for low, high in _windows(runs):
        waiting = [
            (number, cursor)
            for number, cursor in enumerate(cursors)
            if cursor.next_time is not None and cursor.next_time < high
        ]
        if high == low + 1:  # so many records of one time that they are not taken together
            for number, cursor in waiting:
                while len(entries := cursor.take(high, _WINDOW_RECORDS)):
                    yield _sorted([(number, entries)])
        elif waiting:
            yield _sorted([(number, cursor.take(high)) for number, cursor in waiting])


def _windows(runs: Sequence[Run]) -> Iterator[tuple[int, int]]:
    """Time ranges [low, high) that hold about as many records each and cover everything."""
    total, size = sum(map(len, runs)), sum(run.index.size for run in runs)
    if not total:
        return
    sampled = np.sort(np.concatenate([run.samples for run in runs]))
    count = max(total // _WINDOW_RECORDS, size // _WINDOW_BYTES) + 1
    cuts = sampled[np.arange(1, count) * len(sampled) // count]
    frequent = cuts[1:][cuts[1:] == cuts[:-1]]
    edges = np.unique(np.concatenate([cuts, frequent + 1])).tolist()
    yield from pairwise([NO_TIME, *edges, int(np.iinfo(np.int64).max)])


def _sorted(pieces: Sequence[tuple[int, Entries]]) -> MergedPart:
    entries = np.concatenate([piece for _, piece in pieces])
    numbers = np.array([number for number, _ in pieces], np.int32)
    runs = np.repeat(numbers, [len(piece) for _, piece in pieces])
    order = np.argsort(entries["time"], kind="stable")
    return MergedPart(runs[order], entries["line"][order], entries["lines"][order])
