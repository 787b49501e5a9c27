"""Searches an opened log: matching lines in batches, in order, read by several threads."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from workbench.core.progress import Progress
from workbench.logs.lines import STEP
from workbench.logs.logfile import LogFile
from workbench.logs.model import BoolArray, LineArray
from workbench.logs.query import Matcher, Stretch
from workbench.logs.source import Source

_FIRST_BYTES = 128 << 10
_STRETCH_BYTES = 4 << 20
_LOOK_BYTES = 64 << 10
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Hits:
    """Matching lines of a stretch, ascending, and up to which line the log is searched."""

    lines: LineArray
    searched_lines: int


def find(
    file: LogFile,
    wanted: Matcher,
    *,
    excluded: Matcher | None = None,
    records: BoolArray | None = None,
    progress: Progress | None = None,
) -> Iterator[Hits]:
    """Lines that `wanted` matches and `excluded` does not, first ones first.

    `records` (one entry a record) limits the search to the lines of those records.
    Stop reading the iterator to stop the search. Raises Cancelled.
    """
    progress = progress or Progress()

    def work(stretch: tuple[int, int, int, int]) -> Hits:
        progress.check()
        first_line, stop_line, begin, end = stretch
        raw = _newlines(file.source.view(begin, end), file)
        lines = wanted.rows(raw, progress)
        if excluded is not None and len(lines):
            lines = np.setdiff1d(lines, excluded.rows(raw, progress), assume_unique=True)
        lines = lines + first_line
        lines = lines[lines < stop_line]
        if records is not None and len(lines):
            lines = lines[records[file.records.records_at(lines)]]
        return Hits(lines, stop_line)

    with ThreadPoolExecutor(_THREADS) as pool:
        waiting: deque[Future[Hits]] = deque()
        try:
            for stretch in _stretches(file):
                waiting.append(pool.submit(work, stretch))
                if len(waiting) > _THREADS:
                    hits = waiting.popleft().result()
                    progress.report(hits.searched_lines, file.line_count, "searching")
                    yield hits
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _newlines(raw: Stretch, file: LogFile) -> Stretch:
    """The stretch with LF line ends."""
    return raw if file.index.newline == 10 else bytes(raw).replace(b"\r", b"\n")


def _stretches(file: LogFile) -> Iterator[tuple[int, int, int, int]]:
    """(first line, line behind the last, first byte, byte behind the last), cut at the index."""
    offsets = file.index.offsets
    place, wanted = 0, _FIRST_BYTES
    while place < len(offsets):
        begin = int(offsets[place])
        following = max(int(np.searchsorted(offsets, begin + wanted)), place + 1)
        if following < len(offsets):
            end, stop_line = int(offsets[following]), following * STEP
        else:
            end, stop_line = file.size, file.line_count
        yield place * STEP, stop_line, begin, end
        place, wanted = following, min(wanted * 4, _STRETCH_BYTES)


def count_lines(source: Source, wanted: Matcher, progress: Progress | None = None) -> int:
    """How many lines match, without reading times and levels first."""
    progress = progress or Progress()

    def work(begin: int, end: int) -> int:
        progress.check()
        return wanted.count(source.view(begin, end), progress)

    total = 0
    with ThreadPoolExecutor(_THREADS) as pool:
        waiting: deque[Future[int]] = deque()
        try:
            for begin, end in _whole_lines(source):
                waiting.append(pool.submit(work, begin, end))
                progress.report(begin, source.size, "searching")
                if len(waiting) > _THREADS:
                    total += waiting.popleft().result()
            return total + sum(future.result() for future in waiting)
        finally:
            for future in waiting:
                future.cancel()


def _whole_lines(source: Source) -> Iterator[tuple[int, int]]:
    """Stretches that end at line ends, found by looking only around the cuts."""
    begin = 0
    while begin < source.size:
        end = min(begin + _STRETCH_BYTES, source.size)
        while end < source.size:
            piece = source.read(end, end + _LOOK_BYTES)
            place = piece.find(b"\n")
            end += len(piece) if place < 0 else place + 1
            if place >= 0 or not piece:
                break
        yield begin, end
        begin = end
