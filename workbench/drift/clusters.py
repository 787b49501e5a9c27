"""Rows of one unit (user, session) resemble each other: how many rows they are worth."""

from dataclasses import dataclass, replace

import numpy as np

from workbench.drift.binning import Binning
from workbench.drift.columns import Column, Kind
from workbench.drift.counts import DuckCounter
from workbench.drift.engine import Engine, identifier
from workbench.drift.sides import Measured, Side, Sides
from workbench.drift.statistic import Ints


@dataclass(frozen=True, slots=True)
class Units:
    """The column that names units, and the sides on which a unit has several rows."""

    name: str
    sides: tuple[Side, ...]


def units_of(engine: Engine, sides: Sides, name: str | None) -> Units | None:
    """Where the column names units of several rows; None where it names rows, or none is named."""
    if name is None:
        return None
    found = [
        side
        for side in (sides.reference, sides.current)
        if side.table.has(name) and _repeats(engine, side, name)
    ]
    return Units(name, tuple(found)) if found else None


def clustering(engine: Engine, sides: Sides, units: Units | None, done: Measured) -> float:
    """The design effect of a column, the larger of both sides'; 1 without units.

    Kish (1965): 1 + (rows per unit - 1) x intraclass correlation, with the rows per unit
    weighted by rows. Chance moves a share as far as if there were so many times fewer rows.
    """
    if units is None:
        return 1.0
    effects = [1.0]
    for side in units.sides:
        column, counts = done.column, done.reference.total
        if side is not sides.reference:
            theirs = side.column(column.name)
            assert theirs is not None, "only columns on both sides are counted"
            column = replace(theirs, kind=column.kind, centroid=column.centroid)
            counts = done.current.total
        effects.append(_effect(engine, side, column, done.binning, counts, unit=units.name))
    return max(effects)


def _repeats(engine: Engine, side: Side, name: str) -> bool:
    quoted = identifier(name)
    sql = f"SELECT count({quoted}), count(DISTINCT {quoted}) FROM {side.table.source}"
    rows, units = engine.rows(sql)[0]
    return 1 < units < rows


def _effect(
    engine: Engine, side: Side, column: Column, binning: Binning, counts: Ints, *, unit: str
) -> float:
    """From the variance between and within units (one-way analysis of variance).

    Of numbers, the bin's number is the value, which is nearly their rank; of categories,
    each bin is a value of 0 or 1, and their variances are added.
    """
    categorical = binning.kind is Kind.CATEGORICAL
    used = binning.size if categorical else binning.ordinary
    placed = DuckCounter(engine, side.table).placed(column, binning, identifier(unit))
    sums = engine.rows(
        "SELECT count(*), sum(n), sum(n * n), sum(t), sum(q), sum(t * t / n), sum(h / n)"
        " FROM (SELECT sum(c)::DOUBLE AS n, sum(c * b)::DOUBLE AS t, sum(c * b * b)::DOUBLE AS q,"
        " sum(c * c)::DOUBLE AS h"
        f" FROM (SELECT s, b, count(*) AS c FROM ({placed})"
        f" WHERE s IS NOT NULL AND b < {used} GROUP BY s, b) GROUP BY s)"
    )[0]
    if not sums[0]:
        return 1.0
    units, rows, squares, total, square, between, matches = (float(value) for value in sums)
    if not 1 < units < rows:
        return 1.0
    if categorical:
        shares = counts / max(int(counts.sum()), 1)
        middle = rows * float(np.sum(shares**2))
        spread, apart = rows - middle, matches - middle
    else:
        middle = total**2 / rows
        spread, apart = square - middle, between - middle
    return design_effect(units, rows, squares, spread, apart)


def design_effect(units: float, rows: float, squares: float, spread: float, apart: float) -> float:
    """1 + (m - 1) x ICC, not below 1.

    `squares` is the sum of the squared rows per unit; `spread` and `apart` are the sums of
    squares in all and between units.
    """
    between = apart / (units - 1)
    within = max(spread - apart, 0.0) / (rows - units)
    usual = (rows - squares / rows) / (units - 1)
    whole = between + (usual - 1) * within
    correlation = (between - within) / whole if whole > 0 else 0.0
    return max(1.0, 1 + (squares / rows - 1) * correlation)
