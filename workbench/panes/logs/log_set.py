"""The opened logs as one sequence of records in time order, numbered over all files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.logs.block import without_colours
from workbench.logs.formats import LogFormat
from workbench.logs.logfile import LogFile
from workbench.logs.merge import MergeSource, sort_times
from workbench.logs.model import NO_TIME
from workbench.panes.logs.screen_reader import ScreenReader

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LogSet:
    """Several logs. A record's number counts over all files, in the order of the files.

    `starts`: int64[k + 1], where each file's records begin, and the total. `times`: int64[n]
    nanoseconds UTC (NO_TIME for none), shifts included; `levels`: uint8[n]. `order`: int64[n]
    record numbers in stable time order, None for a single file (which stays as it is written).
    `shifts`: nanoseconds added to each file's times. `readers` read each file's lines for
    the screen.
    """

    files: Sequence[LogFile]
    starts: Longs
    times: Longs
    levels: NDArray[np.uint8]
    order: Longs | None
    shifts: tuple[int, ...]
    readers: Sequence[ScreenReader]

    @property
    def count(self) -> int:
        """How many records there are."""
        return int(self.starts[-1])

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return sum(file.line_count for file in self.files)

    @property
    def names(self) -> list[str]:
        """What each file is called: its name, with its folder where names are alike."""
        names = [str(file.log).replace("\\", "/").split("/") for file in self.files]
        short = [parts[-1] for parts in names]
        return [
            name if short.count(name) == 1 else "/".join(parts[-2:])
            for name, parts in zip(short, names, strict=True)
        ]

    def place(self, record: int) -> tuple[int, int]:
        """The file a record is in, and its number there."""
        file = int(np.searchsorted(self.starts, record, side="right")) - 1
        return file, record - int(self.starts[file])

    def record(self, file: int, own: int) -> int:
        """A record's number over all files."""
        return int(self.starts[file]) + own

    def line_of(self, record: int) -> int:
        """The line of its file (from 0) in which a record begins."""
        file, own = self.place(record)
        return self.files[file].line_of_record(own)

    def format_of(self, record: int) -> LogFormat | None:
        """The format a record was read with."""
        file, own = self.place(record)
        return self.files[file].format_of(own)

    def first_line(self, record: int) -> bytes:
        """The line in which a record begins, cut after what the screen can show."""
        file, own = self.place(record)
        line = self.files[file].line_of_record(own)
        found = self.readers[file].lines(line, line + 1)
        return found[0][0] if found else b""

    def fields(self, record: int) -> dict[str, str]:
        """The parsed fields of a record, `body` its message; of a very long one, its beginning."""
        line = self.first_line(record)
        one = self.format_of(record)
        found = one.fields(without_colours(line)) if one is not None else {}
        found.setdefault("body", line.decode("utf-8", "replace"))
        return found

    def line_counts(self) -> Longs:
        """int64[n]: how many lines each record has."""
        parts: list[Longs] = []
        for file in self.files:
            firsts = file.records.lines_of(np.arange(len(file.records), dtype=np.int64))
            parts.append(np.diff(firsts, append=file.line_count).astype(np.int64))
        return np.concatenate([np.zeros(0, np.int64), *parts])

    def shifted(self, file: int, nanoseconds: int) -> "LogSet":
        """The same logs with one file's times moved."""
        shifts = tuple(
            nanoseconds if place == file else shift for place, shift in enumerate(self.shifts)
        )
        return replace(make_set(self.files, shifts), shifts=shifts)

    def close(self) -> None:
        """Close every file."""
        for file in self.files:
            file.close()


def make_set(files: Sequence[LogFile], shifts: tuple[int, ...] = ()) -> LogSet:
    """Put opened logs into one order."""
    shifts = shifts or (0,) * len(files)
    starts = np.concatenate([[0], np.cumsum([len(file.records) for file in files])])
    times = [_moved(file.records.time, shift) for file, shift in zip(files, shifts, strict=True)]
    levels = [file.records.level for file in files]
    single = len(files) == 1
    all_times = times[0] if single else np.concatenate([np.zeros(0, np.int64), *times])
    return LogSet(
        files=files,
        starts=starts.astype(np.int64),
        times=all_times,
        levels=levels[0] if single else np.concatenate([np.zeros(0, np.uint8), *levels]),
        order=None if single else _merged_order(files, shifts),
        shifts=shifts,
        readers=[ScreenReader(file) for file in files],
    )


def _moved(times: Longs, shift: int) -> Longs:
    return np.where(times == NO_TIME, NO_TIME, times + shift) if shift else times


def _merged_order(files: Sequence[LogFile], shifts: Sequence[int]) -> Longs:
    """Stable order of time; a record without a time stays behind the one before it in its file."""
    placed = [sort_times(MergeSource(*pair)) for pair in zip(files, shifts, strict=True)]
    return np.argsort(np.concatenate(placed), kind="stable").astype(np.int64)
