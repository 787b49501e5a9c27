"""The contract of the engines: integer counts per (window, segment, column, bin)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.drift.binning import EMPTY, NULL, OTHER, UNSEEN, Binning, number_bin_sql
from workbench.drift.columns import Column, Kind
from workbench.drift.engine import Engine, identifier
from workbench.drift.tables import Table

SEGMENTS_AT_MOST = 50
OTHER_SEGMENTS = "(others)"


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of one column on one side.

    `cells[w, s, b]` counts the rows of window `windows[w]` and segment `segments[s]` in bin b.
    """

    windows: tuple[int, ...]
    segments: tuple[str, ...]
    cells: NDArray[np.int64]

    @property
    def total(self) -> NDArray[np.int64]:
        """Counts per bin over everything."""
        return self.cells.sum(axis=(0, 1))

    def by_window(self) -> NDArray[np.int64]:
        """Counts per (window, bin)."""
        return self.cells.sum(axis=1)

    def by_segment(self) -> NDArray[np.int64]:
        """Counts per (segment, bin)."""
        return self.cells.sum(axis=0)


class Counter(Protocol):
    """What counts: DuckDB here, Spark through the same contract."""

    def count(
        self,
        column: Column,
        binning: Binning,
        segment: str | None = None,
        kept: Sequence[str] = (),
    ) -> Counted:
        """Count one column of one side, per window and per value of the segment column.

        `kept` are the segments told apart. Rows without a time belong to no window and are
        left out.
        """
        ...


class DuckCounter:
    """Counts one table in DuckDB, one GROUP BY per column."""

    def __init__(self, engine: Engine, table: Table, window: str | None = None) -> None:
        """`window` is the SQL of a window's number."""
        self._engine = engine
        self._table = table
        self._window = window or "0"

    def count(
        self,
        column: Column,
        binning: Binning,
        segment: str | None = None,
        kept: Sequence[str] = (),
    ) -> Counted:
        """See Counter."""
        part = f"coalesce({identifier(segment)}::VARCHAR, 'null')" if segment else "0"
        inner = self.placed(column, binning, part)
        rows = self._engine.rows(
            f"SELECT w, s, b, count(*) FROM ({inner}) WHERE w IS NOT NULL GROUP BY ALL"
        )
        return gathered(rows, binning, kept)

    def placed(self, column: Column, binning: Binning, part: str) -> str:
        """The SQL of each row's window w, part s and bin b; good until the next call."""
        head, tail = (
            f"SELECT {self._window} AS w, {part} AS s, ",
            f" AS b FROM {self._table.source}",
        )
        if binning.kind is Kind.CATEGORICAL:
            return self._categories(f"{head}{identifier(column.name)}::VARCHAR{tail}", binning)
        return f"{head}{number_bin_sql(binning, column)}{tail}"

    def _categories(self, texts: str, binning: Binning) -> str:
        """Window, segment and bin, from the same with the text in place of the bin."""
        base = binning.ordinary
        known = known_categories(binning)
        self._engine.load("kept", {"label": list(known), "bin": list(known.values())})
        return (
            f"SELECT w, s, CASE WHEN b IS NULL THEN {base + NULL} WHEN bin IS NOT NULL THEN bin"
            f" WHEN trim(b) = '' THEN {base + EMPTY} ELSE {base + UNSEEN} END AS b"
            f" FROM ({texts}) LEFT JOIN kept ON label = b"
        )


def known_categories(binning: Binning) -> dict[str, int]:
    """The bin of every category that the reference has."""
    others = dict.fromkeys(binning.others, binning.ordinary + OTHER)
    return {value: place for place, value in enumerate(binning.values)} | others


def gathered(
    rows: Sequence[tuple[Any, ...]], binning: Binning, kept: Sequence[str] = ()
) -> Counted:
    """Put (window, segment, bin, count) rows into an array; unlisted segments are merged."""
    windows = sorted({int(row[0]) for row in rows})
    places = {window: place for place, window in enumerate(windows)}
    segments = (*kept, OTHER_SEGMENTS) if kept else ("",)
    ranks = {segment: rank for rank, segment in enumerate(segments)}
    cells = np.zeros((len(windows), len(segments), binning.size), dtype=np.int64)
    for window, segment, number, count in rows:
        rank = ranks.get(str(segment), len(segments) - 1)
        cells[places[int(window)], rank, int(number)] += count
    return Counted(tuple(windows), segments, cells)
