"""Reads the records of a CSV; a quote that is never closed does not swallow the rows after it."""

import csv
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

_LONGEST_ID = 40


class Records:
    """The records of a CSV in order.

    A quote is taken for unbalanced where the record breaks the rules of quoting, or has not as
    many cells as the header, and lines inside it are whole rows of the header's width; or where
    every line of the record is such a row, with an id of one form, when quotes are ignored. The
    latter only in a file that is not consistent: else it may be a cell with a table in it.
    """

    def __init__(
        self, lines: Iterator[str], delimiter: str, consistent: Callable[[], bool] = lambda: False
    ) -> None:
        """`consistent` says whether the whole file is as its header when quotes are heeded."""
        self._lines = _Lines(lines)
        self._delimiter = delimiter
        self._consistent = consistent
        self._strict = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self.mended = ""
        """How the last record was mended; empty where it needed none."""
        self.doubted = ""
        """Why the last record, read as it stands, may be several; empty where it is one."""
        self.unread = ""
        """Why the last record cannot be read; empty where it can."""

    def next(self, width: int = 0) -> list[str] | None:
        """The cells of the next record; None at the end. Raises csv.Error for a huge cell.

        `width` is the number of cells that a row should have, 0 for any.
        """
        self.mended = self.doubted = self.unread = ""
        self._lines.taken.clear()
        try:
            cells = next(self._strict, None)
        except csv.Error as error:
            self._lines.give_back(0)
            cells = next(csv.reader(self._lines, delimiter=self._delimiter))
            ended = "end of data" in str(error)
            return self._mended(cells, width, fits=False, ended=ended) if width else cells
        if cells is None or not width or len(self._lines.taken) == 1:
            return cells
        if len(cells) == width:
            if not self._are_rows(width):
                return cells
            if self._consistent():
                self.doubted = f"{self._where()} are one row by their quotes, and rows without"
                return cells
        return self._mended(cells, width, fits=True, ended=False)

    def _mended(self, cells: list[str], width: int, *, fits: bool, ended: bool) -> list[str]:
        """The record without the rows that a quote swallowed.

        `fits`: it keeps the rules of quoting; `ended`: the file ends before its last quote.
        """
        taken = self._lines.taken
        inside = (place for place in range(1, len(taken)) if self._is_row(taken[place], width))
        end = 1 if fits and len(cells) == width else next(inside, None)
        if end is None and (fits or (len(cells) == width and not ended)):
            return cells
        if end is not None:
            self._lines.give_back(end)
        where = self._where()
        alone = self._without_quoting(taken[0]) if len(taken) == 1 else []
        if len(alone) == width:
            self.mended = f"{where} holds a quote that is not closed"
            return alone
        if end is None:
            self.mended = f"a quote in {where} is not closed before the end of the file"
            return cells
        self.unread = f"its quotes do not match ({where})"
        return cells

    def _where(self) -> str:
        """The lines that were taken, by their numbers."""
        last = self._lines.number
        first = last - len(self._lines.taken) + 1
        return f"line {first}" if first == last else f"lines {first} to {last}"

    def _are_rows(self, width: int) -> bool:
        """Whether every line that was taken is a row when quotes are ignored.

        Their first cells, often ids, have to be of one form: text with commas is no row.
        """
        rows = (self._without_quoting(line) for line in self._lines.taken)
        forms = {_form(cells[0]) if len(cells) == width > 1 else "" for cells in rows}
        return len(forms) == 1 and "" not in forms

    def _is_row(self, line: str, width: int) -> bool:
        try:
            cells = next(csv.reader([line], delimiter=self._delimiter, strict=True), [])
        except csv.Error:
            return False
        return len(cells) == width > 1

    def _without_quoting(self, line: str) -> list[str]:
        reader = csv.reader([line], delimiter=self._delimiter, quoting=csv.QUOTE_NONE)
        return [_unquoted(cell) for cell in next(reader, [])]


def is_consistent(lines: Iterable[str], delimiter: str, width: int) -> bool:
    """Whether every record keeps the rules of quoting and has so many cells, or none."""
    try:
        records = csv.reader(lines, delimiter=delimiter, strict=True)
        return all(len(cells) in (0, width) for cells in records)
    except csv.Error:
        return False


def _unquoted(cell: str) -> str:
    if not cell.startswith('"'):
        return cell
    end = len(cell) - 1 if len(cell) > 1 and cell.endswith('"') else len(cell)
    return cell[1:end].replace('""', '"')


def _form(cell: str) -> str:
    """The form of an id: 'a' for letters, '9' for digits ('OPS-12' is 'a-9'); '' with spaces."""
    if " " in cell or len(cell) > _LONGEST_ID:
        return ""
    kinds = ("a" if mark.isalpha() else "9" if mark.isdigit() else mark for mark in cell)
    return "".join(kind for kind, _ in groupby(kinds))


class _Lines:
    """Lines that remember which of them were taken, and take them back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        """The number of the line that was given last; 1 is the first of the file."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._lines)
        self.taken.append(line)
        self.number += 1
        return line

    def give_back(self, start: int) -> None:
        """Take back what was taken last, from this place on."""
        self._waiting.extendleft(reversed(self.taken[start:]))
        self.number -= len(self.taken) - start
        del self.taken[start:]
