"""Finds the lines of a delimited text that fit no row, and copies all others.

DuckDB alone would lose more than those: an unclosed quote swallows what follows it, up to the
end of the file, without an error.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.drift.files import Dialect

LONGEST_LINE = 2_000_000
"""In characters, for a record as for a line of it."""

_LINES_OF_A_RECORD = 1_000
_CHUNK = 1 << 22
_CHECK_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Census:
    """How many line ends and quotes a file has."""

    lines: int
    quotes: int


@dataclass(frozen=True, slots=True)
class Copied:
    """How many records were copied, how many lines fit no row, and the first of those (from 1)."""

    records: int
    lost: int = 0
    first: int | None = None


def census(file: Path, progress: Progress) -> Census:
    """Count in one quick pass what tells whether rows may have been swallowed."""
    lines = quotes = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            progress.check()
            lines += chunk.count(b"\n")
            quotes += chunk.count(b'"')
    return Census(lines, quotes)


def copy_readable(
    file: Path, name: str, dialect: Dialect, target: Path, progress: Progress
) -> Copied:
    """Write the lines that fit the header to `target`, in UTF-8 and without the header.

    Raises UserError where most lines fit no row, UnicodeDecodeError where the encoding is another.
    """
    copying = _Copying(dialect)
    encoding = "utf-8-sig" if dialect.encoding == "utf-8" else dialect.encoding
    with (
        file.open(encoding=encoding, newline="") as source,
        target.open("w", encoding="utf-8", newline="") as sink,
    ):
        lines = _Lines(source, progress)
        if dialect.has_header:
            _skip_header(lines, dialect.delimiter)
        for line in lines:
            sink.write(copying.copied(line, lines))
    found = copying.found
    if found.lost > found.records:
        raise UserError(
            f"{name}: {found.lost:,} of {found.lost + found.records:,} lines fit no row of"
            f" {len(dialect.names)} columns, the first is line {found.first}.",
            "Export it again, or correct the header.",
        )
    return found


class _Lines:
    """The lines of a text with their ends, and a look at those to come."""

    def __init__(self, source: IO[str], progress: Progress) -> None:
        self._source = source
        self._progress = progress
        self._ahead: list[str] = []
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._next():
            self.number += 1
            if self.number % _CHECK_EVERY == 0:
                self._progress.check()
            yield line

    def _next(self) -> str:
        return self._ahead.pop() if self._ahead else self._read()

    def _read(self) -> str:
        """One line; of one that is too long the start, which is too long as well."""
        line = self._source.readline(LONGEST_LINE + 1)
        part = line
        while part and not part.endswith(("\n", "\r")):
            part = self._source.readline(LONGEST_LINE + 1)
            self._progress.check()
        return line

    def following(self) -> Iterator[str]:
        """The next lines, which stay to be read."""
        place = 0
        while True:
            if place == len(self._ahead):
                line = self._read()
                if not line:
                    return
                self._ahead.insert(0, line)
            place += 1
            yield self._ahead[-place]

    def skip(self, lines: int) -> None:
        """Take lines that were looked at as read."""
        del self._ahead[len(self._ahead) - lines :]
        self.number += lines


class _Copying:
    """Decides line by line what is a record of as many cells as the header has."""

    def __init__(self, dialect: Dialect) -> None:
        mark = re.escape(dialect.delimiter)
        quoted = r' *+"[^"]*+(?:""[^"]*+)*+" *+'
        plain = rf' *+(?:[^{mark}" \r\n][^{mark}\r\n]*+)?+'
        self._delimiter = dialect.delimiter
        self._width = len(dialect.names)
        self._cell = re.compile(rf"(?:{quoted}|{plain})(?={mark}|[\r\n]*\Z)")
        more = rf"(?:{mark}(?:{quoted}|{plain}))" + f"{{{self._width - 1}}}"
        self._row = re.compile(rf"(?:{quoted}|{plain}){more}[\r\n]*")
        self.found = Copied(0)

    def copied(self, line: str, lines: _Lines) -> str:
        """What is written for a line, with the lines that belong to it; '' for a broken one."""
        if not line.strip("\r\n"):
            return line
        record = self._alone(line) or self._with_following(line, lines) or self._mended(line)
        if record is None:
            first = self.found.first or lines.number
            self.found = replace(self.found, lost=self.found.lost + 1, first=first)
            return ""
        self.found = replace(self.found, records=self.found.records + 1)
        return record

    def _alone(self, line: str) -> str | None:
        """The line as a record, without empty cells beyond the header's; None where it is none."""
        if len(line) > LONGEST_LINE:
            return None
        if '"' not in line and line.count(self._delimiter) < self._width:
            return line
        if self._row.fullmatch(line):
            return line
        cells = self._cells(line)
        if cells is None or any(cell.strip() for cell in cells[self._width :]):
            return None
        return line if len(cells) <= self._width else self._joined(cells[: self._width])

    def _with_following(self, line: str, lines: _Lines) -> str | None:
        """The record that starts here and has line ends inside quotes; None where there is none.

        Where most of the lines inside look like rows themselves, the quote was not closed.
        """
        quotes = line.count('"')
        if quotes % 2 == 0:
            return None
        parts, length, alike = [line], len(line), 0
        for part in islice(lines.following(), _LINES_OF_A_RECORD):
            parts.append(part)
            length += len(part)
            inner = part.count('"')
            quotes += inner
            if length > LONGEST_LINE:
                return None
            if inner % 2 == 0:
                alike += self._looks_like_a_row(part)
                continue
            if quotes % 2:
                continue
            # All quotes are closed: what is no record now will not be one with more lines.
            record = self._alone("".join(parts))
            unclosed = alike >= 2 and 2 * alike > len(parts) - 2
            if record is None or unclosed:
                return None
            lines.skip(len(parts) - 1)
            return record
        return None

    def _looks_like_a_row(self, line: str) -> bool:
        return self._width > 1 and self._row.fullmatch(line) is not None

    def _mended(self, line: str) -> str | None:
        """A line with quotes in odd places that still has one cell for each column."""
        if len(line) > LONGEST_LINE:
            return None
        try:
            cells = next(csv.reader([line], delimiter=self._delimiter))
        except csv.Error:
            return None
        if len(cells) != self._width or any("\n" in cell or "\r" in cell for cell in cells):
            return None
        return self._joined(['"' + cell.replace('"', '""') + '"' for cell in cells])

    def _joined(self, cells: Sequence[str]) -> str:
        return self._delimiter.join(cells) + "\n"

    def _cells(self, record: str) -> list[str] | None:
        """The cells of a well-formed record as they are written, else None."""
        cells: list[str] = []
        place = 0
        while (found := self._cell.match(record, place)) is not None:
            cells.append(found[0])
            place = found.end() + 1
            if not record.startswith(self._delimiter, found.end()):
                return cells
        return None


def _skip_header(lines: _Lines, delimiter: str) -> None:
    """Read past the first record, which may have line ends inside quotes."""
    for line in csv.reader(lines, delimiter=delimiter):
        if line:
            return
