"""Draws the bins of every column from the reference and loads exact values where they fit."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.drift.binning import Binning, category_bins, number_bins
from workbench.drift.columns import Column, Kind, number_sql
from workbench.drift.engine import Engine, identifier
from workbench.drift.tables import ROW_NUMBER, Table

EXACT_ROWS = 4_000_000
_SAMPLE_ROWS = 500_000
_KNOWN_CATEGORIES = 100_000
_CENTROID_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Values:
    """The finite numbers of a column, ascending; `exact` is False for an even sample of them."""

    ascending: NDArray[np.float64]
    exact: bool


def values_of(engine: Engine, table: Table, column: Column) -> Values:
    """Load a numeric column's finite values: all up to 4 million rows, else every k-th."""
    stride = 1 if table.rows <= EXACT_ROWS else table.rows // _SAMPLE_ROWS
    where = "" if stride == 1 else f" WHERE {ROW_NUMBER} % {stride} = 0"
    arrays = engine.arrays(f"SELECT {number_sql(column)} AS v FROM {table.source}{where}")
    loaded = arrays["v"]
    if np.ma.isMaskedArray(loaded):
        loaded = loaded.compressed()
    numbers = np.asarray(loaded)
    if numbers.dtype.kind == "f":
        numbers = numbers[np.isfinite(numbers)]
    numbers.sort()
    return Values(numbers.astype(np.float64, copy=False), stride == 1)


def bins_of(engine: Engine, table: Table, column: Column, values: Values | None) -> Binning:
    """The bins of a column, drawn from the reference table."""
    if column.kind is not Kind.CATEGORICAL:
        ascending = values.ascending if values else np.empty(0)
        return number_bins(column.name, ascending)
    text = f"{identifier(column.name)}::VARCHAR"
    rows = engine.rows(
        f"SELECT {text} AS v, count(*) AS n FROM {table.source} WHERE trim({text}) <> ''"
        f" GROUP BY v ORDER BY n DESC, v LIMIT {_KNOWN_CATEGORIES}"
    )
    once = sum(1 for row in rows if row[1] == 1)
    total = sum(int(row[1]) for row in rows)
    return category_bins(column.name, [str(row[0]) for row in rows], once / max(total, 1))


def with_centroid(engine: Engine, table: Table, column: Column) -> Column:
    """An embedding column with the mean vector of the reference's first rows of one length."""
    quoted = identifier(column.name)
    rows = engine.rows(
        f"SELECT {quoted}::DOUBLE[] FROM {table.source} WHERE {quoted} IS NOT NULL"
        f" LIMIT {_CENTROID_ROWS}"
    )
    lengths = [len(row[0]) for row in rows]
    if not lengths:
        return replace(column, kind=Kind.EMPTY)
    usual = max(set(lengths), key=lengths.count)
    vectors = np.array([row[0] for row in rows if len(row[0]) == usual], dtype=np.float64)
    return replace(column, centroid=tuple(float(value) for value in vectors.mean(axis=0)))
