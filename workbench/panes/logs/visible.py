"""Which records are shown, in which order, and which row of the view each line of them is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.panes.logs.log_set import LogSet, Longs


@dataclass(frozen=True, slots=True)
class Visible:
    """The rows of the view.

    `records`: int64[m] record numbers in the order shown, None for all of a single file in
    file order (a row is then a line). `first_rows`: int64[m + 1], the row in which each
    begins, and the total; None where a row is a record.
    """

    logs: LogSet
    records: Longs | None
    first_rows: Longs | None

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        if self.records is None:
            return self.logs.files[0].line_count if self.logs.files else 0
        return len(self.records) if self.first_rows is None else int(self.first_rows[-1])

    @property
    def record_count(self) -> int:
        """How many records are shown."""
        return self.logs.count if self.records is None else len(self.records)

    def shown_records(self) -> Longs:
        """Record numbers in the order shown."""
        if self.records is not None:
            return self.records
        return np.arange(self.logs.count, dtype=np.int64)

    def record_of_row(self, row: int) -> int | None:
        """The record shown in a row; None when there are no records."""
        if not self.logs.count:
            return None
        if self.records is None:
            return self.logs.files[0].record_of_line(row)
        return int(self.records[self._place(row)])

    def row_of_record(self, record: int) -> int | None:
        """The row in which a record begins; None when it is not shown."""
        if self.records is None:
            return self.logs.line_of(record) if record < self.logs.count else None
        found = np.flatnonzero(self.records == record)
        return self.row_of_place(int(found[0])) if len(found) else None

    def row_nearest(self, record: int) -> int:
        """The row of a record, or of the next one shown in time."""
        exact = self.row_of_record(record)
        if exact is not None or self.records is None:
            return exact or 0
        later = np.flatnonzero(self.logs.times[self.records] >= self.logs.times[record])
        return self.row_of_place(int(later[0])) if len(later) else max(self.row_count - 1, 0)

    def row_of_place(self, place: int) -> int:
        """The row of the record that stands at a place of the order shown."""
        if self.records is None:
            return self.logs.line_of(place)
        return place if self.first_rows is None else int(self.first_rows[place])

    def rows_of_records(self, records: Longs) -> Longs:
        """The rows in which many records begin; those not shown are left out."""
        if self.records is None:
            return self.logs.files[0].records.lines_of(records) if len(records) else records
        places = np.full(self.logs.count, -1, np.int64)
        places[self.records] = np.arange(len(self.records))
        found = places[records]
        found = np.sort(found[found >= 0])
        return found if self.first_rows is None else self.first_rows[found]

    def _place(self, row: int) -> int:
        if self.first_rows is None:
            return row
        return int(np.searchsorted(self.first_rows, row, side="right")) - 1

    def lines(self, first: int, count: int) -> list[tuple[int, int, int, int]]:
        """For up to `count` rows: (record or -1, file, line in the file, place in the record)."""
        stop = min(first + count, self.row_count)
        if self.records is None:
            return [self._line_of_single(row) for row in range(first, stop)]
        found: list[tuple[int, int, int, int]] = []
        place = self._place(first) if stop > first else 0
        row = first
        while row < stop:
            record = int(self.records[place])
            file, own = self.logs.place(record)
            begin, end = self.logs.files[file].lines_of_record(own)
            within = row - self.row_of_place(place)
            for line in range(begin + within, min(end, begin + within + stop - row)):
                found.append((record, file, line, line - begin))
            row = first + len(found)
            place += 1
        return found

    def _line_of_single(self, row: int) -> tuple[int, int, int, int]:
        log = self.logs.files[0]
        if not self.logs.count:
            return -1, 0, row, 0
        record = log.record_of_line(row)
        begin = log.line_of_record(record)
        return (record, 0, row, row - begin) if begin <= row else (-1, 0, row, 0)


def make_visible(logs: LogSet, mask: NDArray[np.bool_] | None = None) -> Visible:
    """The records that a mask (bool[n] by record number) lets through; None shows all."""
    if mask is None and logs.order is None:
        return Visible(logs, None, None)
    order = logs.order if logs.order is not None else np.arange(logs.count, dtype=np.int64)
    records = order if mask is None else order[mask[order]]
    counts = logs.line_counts()
    if not len(counts) or int(counts.max()) <= 1:
        return Visible(logs, records, None)
    first_rows = np.zeros(len(records) + 1, np.int64)
    np.cumsum(counts[records], out=first_rows[1:])
    return Visible(logs, records, first_rows)
