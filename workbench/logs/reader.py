"""Reads a whole log once: lines, formats, times and levels, in blocks of a few megabytes."""

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.core.progress import Progress
from workbench.logs.block import Block, Found
from workbench.logs.clock import Reference, complete
from workbench.logs.fast_heads import FastHead, learn
from workbench.logs.formats import LogFormat
from workbench.logs.lines import LineIndex, LineIndexBuilder
from workbench.logs.model import (
    NO_FORMAT,
    BoolArray,
    ByteArray,
    LineArray,
    Records,
    ShortArray,
    TimeArray,
)
from workbench.logs.source import Source
from workbench.logs.stamps import read_stamps

BLOCK_BYTES = 2 << 20
FIRST_BYTES = 256 << 10
_LOOK_BYTES = 4 << 10
_THREADS = min(os.cpu_count() or 1, 3)
COMMENT = 254
"""The format number of a line about the file: no record, no part of one."""


def blocks(
    source: Source,
    newline: int,
    *,
    start: int = 0,
    whole: bool = False,
    unfinished: Callable[[bytes], int] | None = None,
) -> Iterator[tuple[int, bytes]]:
    """Stretches of whole lines with their offsets; a longer line makes a longer stretch.

    The first one is small: it shows how the others are read. `whole`: a last line without
    a line end is left out. `unfinished`: bytes at the end of a stretch that are left for the
    next one.
    """
    end = bytes((newline,))
    begin, wanted = start, min(BLOCK_BYTES, FIRST_BYTES)
    while begin < source.size:
        stop = _behind_a_line(source, begin, begin + wanted, end)
        piece = source.read(begin, stop)
        cut = piece.rfind(end) + 1
        last = len(piece) < stop - begin or stop >= source.size
        if not cut and not last:
            wanted *= 2
            continue
        lines = piece if last and not whole else piece[:cut]
        if not lines:
            return
        if unfinished is not None and not last:
            lines = lines[: -unfinished(lines) or None]
        yield begin, lines
        begin += len(lines)
        wanted = BLOCK_BYTES


def _behind_a_line(source: Source, begin: int, stop: int, end: bytes) -> int:
    """`stop`, or a little before it behind a line end: what is not read need not be cut off."""
    if stop >= source.size:
        return stop
    near = source.read(max(stop - _LOOK_BYTES, begin), stop)
    return stop - len(near) + near.rfind(end) + 1 if end in near else stop


class GrowingRecords:
    """Record arrays that are filled from the front and grow by half when they are full.

    What is the same for all records so far takes no room: flags, and the first line while
    every line is a record.
    """

    def __init__(self, room: int) -> None:
        """Room for that many records at first."""
        self.count = 0
        self.time: TimeArray = np.empty(room, np.int64)
        self.level: ByteArray = np.empty(room, np.uint8)
        self.format: ByteArray = np.empty(room, np.uint8)
        self.header: ShortArray = np.empty(room, np.uint16)
        self.flags: ByteArray | int | None = None
        self.first_line: npt.NDArray[np.uint32] | npt.NDArray[np.int64] | None = None

    def add(self, found: Found, rows: LineArray, first_line: int) -> None:
        """Add the records that begin in these rows of a block that begins with `first_line`."""
        stop = self.count + len(rows)
        self._make_room(stop)
        place = slice(self.count, stop)
        every = len(rows) == len(found.time)
        chosen = slice(None) if every else rows
        self.time[place] = found.time[chosen]
        self.level[place] = found.level[chosen]
        self.format[place] = found.format[chosen]
        self.header[place] = found.header[chosen]
        self._add_flags(found.flags[chosen], place)
        if not every or first_line != self.count or self.first_line is not None:
            self._add_first_lines(rows + first_line, place)
        self.count = stop

    def _add_flags(self, flags: ByteArray, place: slice) -> None:
        if not len(flags):
            return
        same = int(flags[0])
        if not isinstance(self.flags, np.ndarray):
            if (flags == same).all() and self.flags in (None, same):
                self.flags = same
                return
            kept = self.flags or 0
            self.flags = np.full(len(self.time), kept, np.uint8)
        self.flags[place] = flags

    def _add_first_lines(self, lines: LineArray, place: slice) -> None:
        if self.first_line is None:
            self.first_line = np.arange(len(self.time), dtype=np.uint32)
        if len(lines) and lines[-1] >= 2**32 and self.first_line.dtype != np.int64:
            self.first_line = self.first_line.astype(np.int64)
        self.first_line[place] = lines

    def _make_room(self, needed: int) -> None:
        if needed > len(self.time):
            self._resize(max(needed, len(self.time) + len(self.time) // 2))

    def _resize(self, room: int) -> None:
        for array in (self.time, self.level, self.format, self.header, self.flags, self.first_line):
            if isinstance(array, np.ndarray):
                array.resize(room, refcheck=False)

    def finish(self, reference: Reference) -> Records:
        """The records with times in UTC; the room that was not used is given back."""
        self._resize(self.count)
        complete(self.time, 0 if self.flags is None else self.flags, reference)
        return Records(self.time, self.level, self.header, self.format, self.first_line)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over a file gives."""

    lines: LineIndex
    records: Records


def newline_of(source: Source) -> int:
    """The byte that ends lines: LF, or CR in a file that has only those."""
    head = source.read(0, 1 << 20)
    return 13 if b"\r" in head and b"\n" not in head else 10


class LogReader:
    """Reads the blocks of one file with its formats."""

    def __init__(
        self, source: Source, formats: Sequence[LogFormat], primary: LogFormat | None
    ) -> None:
        """`primary` is the format of most lines, None for text without records."""
        self._source = source
        self._formats = formats
        self._single = primary is not None and not primary.multiline
        self._unfinished = None if primary is None else primary.unfinished
        self._fast: dict[int, FastHead] = {}
        self._started = False

    def read(self, newline: int, reference: Reference, progress: Progress) -> Reading:
        """Read it all. Raises Cancelled."""
        size = self._source.size
        index = LineIndexBuilder(newline)
        records: GrowingRecords | None = None
        for offset, raw_size, block, found in self._scanned(newline, progress):
            index.add(block.raw_starts + offset)
            rows = self._record_rows(block, found)
            if records is None:
                records = GrowingRecords(int(len(rows) * size / max(raw_size, 1) * 1.02) + 16)
            records.add(found, rows, index.count - len(block))
            progress.report(offset + raw_size, size, "reading")
        records = records or GrowingRecords(0)
        return Reading(index.finish(size), records.finish(reference))

    def read_on(self, index: LineIndex, reference: Reference) -> Reading:
        """Read what was appended behind an index, up to the last line end.

        Gives the index of everything and the records of the new lines only.
        """
        self._started = self._started or index.count > 0
        builder = LineIndexBuilder(index.newline, index)
        records = GrowingRecords(0)
        size = index.size
        pieces = blocks(self._source, index.newline, start=index.size, whole=True)
        for offset, raw in pieces:
            block = Block(raw, index.newline)
            found = self.scan(block)
            first_line = builder.count
            builder.add(block.raw_starts + offset)
            records.add(found, self._record_rows(block, found), first_line)
            size = offset + len(raw)
        return Reading(builder.finish(size), records.finish(reference))

    def _scanned(self, newline: int, progress: Progress) -> Iterator[tuple[int, int, Block, Found]]:
        """Blocks with what was found in them, in order; most formats are read by threads."""

        def work(raw: bytes) -> tuple[Block, Found]:
            block = Block(raw, newline)
            return block, self.scan(block)

        pieces = blocks(self._source, newline, unfinished=self._unfinished)
        for offset, raw in itertools.islice(pieces, 1):
            block, found = work(raw)
            yield offset, len(raw), block, found
            if len(raw) >= self._source.size:
                return
            self._learn(block, found)
        if not all(one.in_any_order for one in self._formats):
            for offset, raw in pieces:
                yield offset, len(raw), *work(raw)
            return
        with ThreadPoolExecutor(_THREADS) as pool:
            waiting: deque[tuple[int, int, Future[tuple[Block, Found]]]] = deque()
            for offset, raw in pieces:
                waiting.append((offset, len(raw), pool.submit(work, raw)))
                progress.check()
                if len(waiting) > _THREADS:
                    begin, length, future = waiting.popleft()
                    yield begin, length, *future.result()
            for begin, length, future in waiting:
                yield begin, length, *future.result()

    def _learn(self, block: Block, found: Found) -> None:
        for number, one in enumerate(self._formats):
            rule = learn(one, number, block, found)
            if rule is not None:
                self._fast[number] = rule

    def scan(self, block: Block) -> Found:
        """Time, level, format and header of each line of a block, before completion."""
        found = Found(len(block))
        rows = np.arange(len(block))
        for number, one in enumerate(self._formats):
            rule = self._fast.get(number)
            if rule is not None:
                rule.scan(block, rows, found)
                rows = rows[found.format[rows] == NO_FORMAT]
            one.scan(block, rows, number, found)
            rows = rows[found.format[rows] == NO_FORMAT]
            if not len(rows):
                break
        else:
            self._scan_last_segments(block, rows, found)
        stamped = np.flatnonzero(found.stamp_width)
        if len(stamped):
            found.time[stamped], found.flags[stamped] = read_stamps(
                block.data, found.stamp_start[stamped], found.stamp_width[stamped]
            )
        return found

    def _scan_last_segments(self, block: Block, rows: LineArray, found: Found) -> None:
        moved = block.last_segments(rows)
        for number, one in enumerate(self._formats):
            if not len(moved):
                return
            one.scan(block, moved, number, found)
            moved = moved[found.format[moved] == NO_FORMAT]

    def _record_rows(self, block: Block, found: Found) -> LineArray:
        """The rows in which a record begins."""
        if not self._formats:
            return np.arange(len(block))
        begins: BoolArray = found.format < COMMENT
        loose = np.flatnonzero(found.format == NO_FORMAT)
        if len(loose) and not self._single and self._started:
            return np.flatnonzero(begins)
        if len(loose):
            first = int(np.argmax(begins)) if begins.any() else len(begins)
            wanted = loose if self._single else loose[loose < first]
            for row in wanted.tolist():
                line = block.line(row)
                begins[row] = bool(line.strip()) and not any(
                    one.comment(line) for one in self._formats
                )
        self._started = self._started or bool(begins.any())
        return np.flatnonzero(begins)
