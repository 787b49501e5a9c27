"""Draws the bins of every column from the reference and loads exact values where they fit."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.drift.binning import (
    NAN,
    NEGATIVE,
    NULL,
    POSITIVE,
    Binning,
    category_bins,
    number_bins,
)
from workbench.drift.columns import Column, Kind, number_sql
from workbench.drift.counts import Counted
from workbench.drift.engine import Engine, identifier
from workbench.drift.tables import Table, even_rows

EXACT_ROWS = 4_000_000
_SAMPLE_ROWS = 500_000
_KNOWN_CATEGORIES = 100_000
_CENTROID_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Values:
    """The finite numbers of a column, ascending; `exact` is False for an even sample of them.

    `named` counts what is no finite number: (null, NaN, -infinity, +infinity).
    """

    ascending: NDArray[np.float64]
    exact: bool
    named: tuple[int, int, int, int] = (0, 0, 0, 0)


def values_of(engine: Engine, table: Table, column: Column) -> Values:
    """Load a numeric column's finite values: all up to 4 million rows, else even stretches."""
    exact = table.rows <= EXACT_ROWS
    where = "" if exact else even_rows(table.rows, _SAMPLE_ROWS, 20)
    arrays = engine.arrays(f"SELECT {number_sql(column)} AS v FROM {table.source}{where}")
    loaded = arrays["v"]
    rows = len(loaded)
    if np.ma.isMaskedArray(loaded):
        loaded = loaded.compressed()
    numbers = np.asarray(loaded)
    named = (rows - len(numbers), 0, 0, 0)
    if numbers.dtype.kind == "f":
        finite = np.isfinite(numbers)
        if not finite.all():
            odd = numbers[~finite]
            nan = int(np.isnan(odd).sum())
            low = int((odd < 0).sum())
            named = (named[0], nan, low, len(odd) - nan - low)
            numbers = numbers[finite]
    numbers.sort()
    return Values(numbers.astype(np.float64, copy=False), exact, named)


def counted_values(values: Values, binning: Binning) -> Counted:
    """The counts that DuckDB would give, from all values of a column of numbers.

    Sorted values are there for the exact statistics anyway; without windows and segments
    this saves a pass over the file.
    """
    cells = np.zeros((1, 1, binning.size), dtype=np.int64)
    places = np.searchsorted(values.ascending, np.array(binning.edges), "left")
    cells[0, 0, : binning.ordinary] = np.diff([0, *places, len(values.ascending)])
    base = binning.ordinary
    for place, count in zip((NULL, NAN, NEGATIVE, POSITIVE), values.named, strict=True):
        cells[0, 0, base + place] = count
    return Counted((0,), ("",), cells)


def bins_of(engine: Engine, table: Table, column: Column, values: Values | None) -> Binning:
    """The bins of a column, drawn from the reference table."""
    if column.kind is not Kind.CATEGORICAL:
        ascending = values.ascending if values else np.empty(0)
        return number_bins(column.name, ascending)
    text = f"{identifier(column.name)}::VARCHAR"
    rows = engine.rows(
        f"SELECT v, count(*) AS n FROM (SELECT {text} AS v FROM {table.source})"
        f" WHERE trim(v) <> '' GROUP BY v ORDER BY n DESC, v LIMIT {_KNOWN_CATEGORIES}"
    )
    return category_bins(column.name, [(str(value), int(count)) for value, count in rows])


def with_centroid(engine: Engine, table: Table, column: Column) -> Column:
    """An embedding column with the mean vector of the reference's first rows of one length."""
    quoted = f"{identifier(column.name)}::DOUBLE[]"
    first = f"(SELECT {quoted} AS v FROM {table.source} LIMIT {_CENTROID_ROWS})"
    usual = engine.rows(f"SELECT mode(len(v)) FROM {first} WHERE len(v) > 0")[0][0]
    if usual is None:
        return replace(column, kind=Kind.EMPTY)
    rows = engine.rows(
        f"SELECT avg(x) FROM (SELECT unnest(v) AS x, generate_subscripts(v, 1) AS i FROM {first}"
        f" WHERE len(v) = {usual}) WHERE isfinite(x) GROUP BY i ORDER BY i"
    )
    vector = tuple(float(row[0]) for row in rows)
    return replace(column, centroid=vector if len(vector) == usual else (0.0,) * usual)
