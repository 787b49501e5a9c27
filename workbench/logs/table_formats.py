"""Formats whose columns are named in the file itself: W3C, Zeek (Bro), CSV and TSV."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.logs.block import Block, Found
from workbench.logs.cells import Cells, divided, rows_of_lines, worded
from workbench.logs.fast_stamps import read_many_stamps
from workbench.logs.formats import LogFormat, Sample, Values
from workbench.logs.model import NO_TIME, UNKNOWN_HEADER, ByteArray, Level, LineArray, TimeArray
from workbench.logs.stamps import ZONED, read_stamp
from workbench.logs.table_columns import Columns, read_table_time
from workbench.logs.text_levels import TEXT_REACH, TextLevels

_W3C_TOKEN = re.compile(rb'"((?:[^"]|"")*)"|([^ \t]+)')
_CSV_LIMIT = 10_000_000


def _unescaped(
    text: bytes, begins: LineArray, finishes: LineArray
) -> tuple[bytes, LineArray, LineArray]:
    """The heads of cells with their doubled quotes made single."""
    finishes = np.minimum(finishes, begins + 2 * TEXT_REACH)
    pairs = zip(begins.tolist(), finishes.tolist(), strict=True)
    pieces = [text[begin:end].replace(b'""', b'"') for begin, end in pairs]
    lengths = np.array([len(piece) for piece in pieces], np.int64)
    stops = np.cumsum(lengths + 1) - 1
    return b"\n".join(pieces) + b"\n", stops - lengths, stops


def _joined(
    data: ByteArray, left: tuple[LineArray, LineArray], right: tuple[LineArray, LineArray]
) -> tuple[ByteArray, LineArray, LineArray]:
    """Texts made of two cells and a blank between them: the bytes, starts and widths."""
    first, second = left[1] - left[0], right[1] - right[0]
    widths = first + second + 1
    starts = np.cumsum(widths) - widths
    joined = np.full(int(widths.sum()) + 1, ord(" "), np.uint8)
    for begins, lengths, places in (
        (left[0], first, starts),
        (right[0], second, starts + first + 1),
    ):
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        joined[np.repeat(places, lengths) + within] = data[np.repeat(begins, lengths) + within]
    return joined, starts, widths


class _TableFormat(LogFormat):
    """What the tables share: rows split into values, read by the columns in force."""

    _flags = 0
    _header_length = 0

    def __init__(self) -> None:
        self._columns = Columns.of(())

    def split(self, line: bytes) -> list[str]:
        """The values of a row."""
        raise NotImplementedError

    def read_time(self, values: Sequence[str]) -> tuple[int, int]:
        """Time and flags of a row."""
        return read_table_time(self._columns.stamp(values))

    def matches(self, line: bytes) -> bool:
        """Whether the row has a time where it belongs."""
        return self.read_time(self.split(line))[0] != NO_TIME

    def stamp_of(self, values: Sequence[str]) -> str:
        """The text of a row's time."""
        return self._columns.stamp(values)

    def _keep(self, found: Found, number: int, rows: LineArray, cells: Cells, text: bytes) -> None:
        """Read the rows whose cells these are; those without a time are no records."""
        times, flags = self._times(cells)
        for place in np.flatnonzero(times == NO_TIME).tolist():
            line = text[int(cells.starts[place]) : int(cells.ends[place])]
            times[place], flags[place] = self.read_time(self.split(line))
        good = times != NO_TIME
        done = rows[good]
        found.format[done] = number
        found.time[done] = times[good]
        found.flags[done] = flags[good] | self._flags
        found.level[done] = self._levels(cells, text)[good]
        found.header[done] = self._header_length

    def _times(self, cells: Cells) -> tuple[TimeArray, ByteArray]:
        """Times and flags by the time column, or those of the day and the time of day."""
        columns = self._columns
        begins, finishes = cells.column(columns.time)
        if columns.clock < 0:
            return read_many_stamps(cells.data, begins, finishes - begins)
        joined = _joined(cells.data, (begins, finishes), cells.column(columns.clock))
        return read_many_stamps(*joined)

    def _levels(self, cells: Cells, text: bytes) -> ByteArray:
        """Levels by their columns."""
        del text
        return self._columns.read_levels(cells, Level.INFO)

    def fields(self, line: bytes) -> dict[str, str]:
        """Column names with the row's values."""
        named = dict(zip(self._columns.names, self.split(line), strict=False))
        message = self._columns.message
        if 0 <= message < len(self._columns.names):
            named["body"] = named.get(self._columns.names[message], "")
        return named

    def values(self, lines: Sequence[bytes], names: Sequence[str]) -> list[Values]:
        """The columns of these names."""
        places = {name: place for place, name in enumerate(self._columns.names)}
        places["body"] = self._columns.message
        wanted = [places.get(name, -1) for name in names]
        block = Block(b"\n".join(lines) + b"\n")
        cells = self._cells(block)
        if cells is None or len(cells.ends) != len(lines):
            rows = [self.split(line) for line in lines]
            return [[row[k] if 0 <= k < len(row) else None for row in rows] for k in wanted]
        return [_texts(cells, number, block.text) for number in wanted]

    def _cells(self, block: Block) -> Cells | None:
        """The cells of a block of rows, None when they are to be divided one by one."""
        raise NotImplementedError


def _texts(cells: Cells, number: int, text: bytes) -> list[str | None]:
    """A column as text, None where a row has no such column."""
    begins, finishes = (places.tolist() for places in cells.column(number))
    there = ((number >= 0) & (number < cells.counts)).tolist()
    pairs = zip(begins, finishes, strict=True)
    found = [text[begin:end].decode("utf-8", "replace") for begin, end in pairs]
    if b'""' in text:
        found = [value.replace('""', '"') for value in found]
    return [value if given else None for value, given in zip(found, there, strict=True)]


@dataclass(eq=False)
class W3CFormat(_TableFormat):
    """W3C extended log (IIS, proxies, CDNs): `#Fields:` names the columns, `#Date:` the day.

    Source: W3C working draft WD-logfile-960323.
    """

    _flags = ZONED
    name: str = "w3c_log"
    title: str = "W3C extended log"
    multiline: bool = False
    samples: tuple[Sample, ...] = ()
    _day: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when a `#Fields:` line with a time is near the head."""
        bound = W3CFormat()
        for line in lines:
            if line.startswith(b"#"):
                bound.comment(line)
        return bound if bound._columns.names else None

    def comment(self, line: bytes) -> bool:
        """Directives; the columns and the day that they set are kept."""
        if not line.startswith(b"#"):
            return False
        text = line.decode("utf-8", "replace")
        if text.startswith("#Fields:"):
            self._columns = Columns.of(text[8:].split())
        elif text.startswith("#Date:"):
            self._day = text[6:].split("//")[0].strip()[:10]
        return True

    def split(self, line: bytes) -> list[str]:
        """Values divided by blanks or tabs, quoted where they hold blanks."""
        return [
            (quoted or plain).decode("utf-8", "replace")
            for quoted, plain in _W3C_TOKEN.findall(line)
        ]

    def stamp_of(self, values: Sequence[str]) -> str:
        """Date and time of day; the day of the `#Date:` line where the row has none."""
        columns = self._columns
        stamp = columns.stamp(values)
        if columns.clock < 0 and columns.names[columns.time : columns.time + 1] == ("time",):
            return f"{self._day} {stamp}"
        return stamp

    def read_time(self, values: Sequence[str]) -> tuple[int, int]:
        """The time of a row, UTC."""
        time, _ = read_stamp(self.stamp_of(values).encode())
        if time == NO_TIME:
            time, _ = self._start(values)
        return time, ZONED

    def _start(self, values: Sequence[str]) -> tuple[int, int]:
        """Some products (Incapsula) write the time as epoch milliseconds in `cs-start`."""
        names = self._columns.names
        place = names.index("cs-start") if "cs-start" in names else -1
        return read_table_time(values[place]) if 0 <= place < len(values) else (NO_TIME, 0)

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """The rows between two directives together; those below have their columns."""
        for directive, part in _parts(block, rows):
            if directive is not None:
                self.comment(directive)
            elif self._columns.names:
                data, text, starts, ends = _stretch(block, part)
                self._keep(found, number, part, worded(data, starts, ends), text)

    def _cells(self, block: Block) -> Cells:
        return worded(block.data, block.starts, block.ends)

    def _times(self, cells: Cells) -> tuple[TimeArray, ByteArray]:
        """Where the rows have a time of day only, the day is that of the `#Date:` line."""
        columns = self._columns
        if columns.clock >= 0 or columns.names[columns.time : columns.time + 1] != ("time",):
            return super()._times(cells)
        day = np.frombuffer(self._day.encode(), np.uint8)
        begins, finishes = cells.column(columns.time)
        data = np.concatenate([cells.data, day])
        date = np.full(len(begins), len(cells.data))
        return read_many_stamps(*_joined(data, (date, date + len(day)), (begins, finishes)))


@dataclass(eq=False)
class ZeekFormat(_TableFormat):
    """Zeek (Bro) logs: `#fields` names the columns, `#separator` what divides them."""

    name: str = "zeek_log"
    title: str = "Zeek (Bro) log"
    multiline: bool = False
    samples: tuple[Sample, ...] = ()
    _separator: str = field(default="\t", repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when a `#fields` line is near the head."""
        bound = ZeekFormat()
        for line in lines:
            bound.comment(line)
        return bound if bound._columns.names else None

    def comment(self, line: bytes) -> bool:
        """Directives; separator and columns are kept."""
        if not line.startswith(b"#"):
            return False
        text = line.decode("utf-8", "replace")
        if text.startswith("#separator "):
            self._separator = text[11:].strip().encode().decode("unicode_escape")
        elif text.startswith("#fields"):
            self._columns = Columns.of(text.split(self._separator)[1:])
        return True

    def split(self, line: bytes) -> list[str]:
        """Values divided by the separator."""
        return line.decode("utf-8", "replace").split(self._separator)

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """The rows between two directives together."""
        for directive, part in _parts(block, rows):
            if directive is not None:
                self.comment(directive)
            else:
                data, text, starts, ends = _stretch(block, part)
                cells = divided(data, starts, ends, ord(self._separator[:1]), None)
                self._keep(found, number, part, cells, text)

    def _cells(self, block: Block) -> Cells:
        return divided(block.data, block.starts, block.ends, ord(self._separator[:1]), None)


def _parts(block: Block, rows: LineArray) -> Iterator[tuple[bytes | None, LineArray]]:
    """Directives (lines that begin with #) one by one, and the rows between them."""
    marked = block.data[np.minimum(block.starts[rows], len(block.data) - 1)] == ord("#")
    places = np.flatnonzero(marked & (block.ends[rows] > block.starts[rows]))
    for number, part in enumerate(np.split(rows, places)):
        if number:
            yield block.line(int(part[0])), part[:1]
        below = part[1:] if number else part
        if len(below):
            yield None, below


def _stretch(block: Block, rows: LineArray) -> tuple[ByteArray, bytes, LineArray, LineArray]:
    """What lies between the first and the last of the rows, and where they are in it."""
    starts, ends = block.starts[rows], block.ends[rows]
    stretch = slice(int(starts[0]), int(ends[-1]))
    return block.data[stretch], block.text[stretch], starts - starts[0], ends - starts[0]


@dataclass(eq=False)
class CsvFormat(_TableFormat):
    """CSV, TSV and the like with a header row that names a time column."""

    _header_length = UNKNOWN_HEADER
    name: str = "csv_log"
    title: str = "Table with a header row"
    in_any_order: bool = True
    samples: tuple[Sample, ...] = ()
    _delimiter: str = field(default=",", repr=False)
    _header: bytes = field(default=b"", repr=False)
    _text_levels: TextLevels = field(default_factory=TextLevels, repr=False)

    def __post_init__(self) -> None:
        super().__init__()

    def bound_to(self, lines: Sequence[bytes]) -> LogFormat | None:
        """The format when the first row names a time column and the second has a time there."""
        filled = [line for line in lines if line.strip() and not line.startswith(b"#")]
        named = next(
            (line for line in lines if line.startswith(b"#Fields: ") and b"," in line), None
        )
        header = filled[:1] if named is None else [named[9:]]
        rows = filled[1:9] if named is None else filled[:8]
        if not header or not rows:
            return None
        for delimiter in (",", "\t", ";", "|"):
            bound = CsvFormat(_delimiter=delimiter, _header=header[0])
            names = bound.split(header[0])
            bound._columns = Columns.of(names, [bound.split(row) for row in rows])
            if len(names) > 1 and bound._columns.time >= 0 and any(map(bound.matches, rows)):
                return bound
        return None

    def comment(self, line: bytes) -> bool:
        """The header row, also where it comes again; `#TYPE` of PowerShell."""
        return line in (self._header, b"") or line.startswith(b"#")

    def split(self, line: bytes) -> list[str]:
        """Values, unquoted."""
        if len(line) > _CSV_LIMIT:
            return []
        text = line.decode("utf-8", "replace").replace("\0", "")
        if '"' not in text:
            return text.split(self._delimiter)
        csv.field_size_limit(_CSV_LIMIT)
        return next(csv.reader(text.splitlines(keepends=True), delimiter=self._delimiter), [])

    def scan(self, block: Block, rows: LineArray, number: int, found: Found) -> None:
        """A quoted value may go over several lines, its row begins at the first."""
        first = self._scan_from(block, rows, number, inside=False)
        if b'"' in block.text and len(rows) and first.format[rows[0]] != number:
            # a block may begin inside a quoted value
            other = self._scan_from(block, rows, number, inside=True)
            if np.count_nonzero(other.format == number) > np.count_nonzero(first.format == number):
                first = other
        found.take(first, rows[first.format[rows] == number])

    def _scan_from(self, block: Block, lines: LineArray, number: int, *, inside: bool) -> Found:
        found = Found(len(block))
        lines = self._without_comments(block, lines)
        starts, ends = block.starts[lines], block.ends[lines]
        delimiter = ord(self._delimiter)
        begins, quotes = rows_of_lines(block.data, starts, ends, delimiter, inside=inside)
        if len(begins):
            last = np.append(begins[1:], len(lines)) - 1
            cells = divided(block.data, starts[begins], ends[last], delimiter, quotes)
            self._keep(found, number, lines[begins], cells, block.text)
        return found

    def unfinished(self, lines: bytes) -> int:
        """The row whose last value is not closed, unless it is all that there is."""
        if np.count_nonzero(np.frombuffer(lines, np.uint8) == ord('"')) % 2 == 0:
            return 0
        block = Block(lines)
        begins, quotes = rows_of_lines(block.data, block.starts, block.ends, ord(self._delimiter))
        place = int(block.raw_starts[begins[-1]])
        whole = quotes is None or np.count_nonzero(quotes[int(block.starts[begins[-1]]) :]) % 2 == 0
        return 0 if whole else (len(lines) - place) % len(lines)

    def _cells(self, block: Block) -> Cells | None:
        delimiter = ord(self._delimiter)
        begins, quotes = rows_of_lines(block.data, block.starts, block.ends, delimiter)
        if len(begins) < len(block):
            return None
        return divided(block.data, block.starts, block.ends, delimiter, quotes)

    def _without_comments(self, block: Block, lines: LineArray) -> LineArray:
        starts, ends = block.starts[lines], block.ends[lines]
        doubtful = (ends == starts) | (ends - starts == len(self._header))
        doubtful |= block.data[np.minimum(starts, len(block.data) - 1)] == ord("#")
        comments = [
            n for n in np.flatnonzero(doubtful).tolist() if self.comment(block.line(lines[n]))
        ]
        return np.delete(lines, comments)

    def _levels(self, cells: Cells, text: bytes) -> ByteArray:
        """The levels by their column, else by the words of the message."""
        levels = self._columns.read_levels(cells, Level.UNKNOWN)
        unknown = np.flatnonzero(levels == 0)
        if len(unknown) and self._columns.message >= 0:
            begins, finishes = cells.column(self._columns.message)
            begins, finishes = begins[unknown], finishes[unknown]
            if b'""' in text:
                text, begins, finishes = _unescaped(text, begins, finishes)
            levels[unknown] = self._text_levels.read(text, begins, finishes)
        return levels

    def message_start(self, line: bytes) -> int:
        """Where the message column begins."""
        message = self._columns.message
        values = self.split(line)
        if not 0 <= message < len(values) or not values[message]:
            return 0
        return max(line.find(values[message].split("\n")[0].split('"')[0].encode()), 0)
