"""Loads one or two columns of a table as numbers in order of event time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.drift.columns import Column, Kind, as_number, columns_of, number_sql
from workbench.drift.engine import Engine, engine
from workbench.drift.tables import ROW_NUMBER, Table, open_table
from workbench.drift.windows import time_sql

_LARGEST = 1e150
"""The square of a larger value is no finite number: such a row is skipped, as NaN and null are."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers in order of time, else of rows; `rows` are their rows in the file, from 0.

    `places` are their places in that order, where rows without a number count; `extra` is a
    second column; `skipped` says how many rows had no number.
    """

    values: NDArray[np.float64]
    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    times: tuple[datetime, ...] | None
    extra: NDArray[np.float64] | None
    skipped: int
    notes: tuple[str, ...]

    def with_gaps(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values, or `extra`, one for every row in the order: NaN where there is none."""
        spread = np.full(len(self.values) + self.skipped, np.nan)
        spread[self.places] = numbers
        return spread


def load_series(
    path: Path,
    column: str,
    *,
    time: str | None = None,
    extra: str | None = None,
    zone: str = "UTC",
    progress: Progress | None = None,
) -> Series:
    """Read a column. Raises UserError where it is not there or holds no numbers."""
    with engine(progress) as running:
        table = open_table(running, path)
        wanted = [raw for raw in table.columns if raw.name in (column, time, extra)]
        known = {one.name: one for one in columns_of(running, replace(table, columns=(*wanted,)))}
        numbers = _number(table, known, column)
        picked = [f"{number_sql(numbers)}::DOUBLE AS v", f"{ROW_NUMBER}::BIGINT AS r"]
        order = "r"
        if time is not None:
            moment = time_sql(running, table, _named(table, known, time), zone)
            table = replace(table, notes=(*table.notes, *moment.notes))
            picked.append(f"{moment.sql} AS t")
            order = "t, r"
        if extra is not None:
            picked.append(f"{number_sql(_number(table, known, extra))}::DOUBLE AS e")
        return _loaded(running, table, picked, order, zone)


def _loaded(running: Engine, table: Table, picked: list[str], order: str, zone: str) -> Series:
    inner = (
        f"SELECT *, row_number() OVER (ORDER BY {order}) - 1 AS p"
        f" FROM (SELECT {', '.join(picked)} FROM {table.source})"
    )
    needed = [name for name in ("t", "e") if any(part.endswith(f" AS {name}") for part in picked)]
    where = " AND ".join([f"abs(v) < {_LARGEST}", *(f"{n} IS NOT NULL" for n in needed)])
    arrays = running.arrays(f"SELECT * FROM ({inner}) WHERE {where} ORDER BY p")
    values = np.asarray(arrays["v"], dtype=np.float64)
    times = None
    if "t" in needed:
        local = np.asarray(arrays["t"]).astype("datetime64[us]").tolist()
        times = tuple(stamp.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for stamp in local)
    return Series(
        values,
        np.asarray(arrays["r"], dtype=np.int64),
        np.asarray(arrays["p"], dtype=np.int64),
        times,
        np.asarray(arrays["e"], dtype=np.float64) if "e" in needed else None,
        table.rows - len(values),
        table.notes,
    )


def _named(table: Table, known: dict[str, Column], name: str) -> Column:
    if name not in known:
        columns = ", ".join([raw.name for raw in table.columns][:12])
        raise UserError(f"{table.name} has no column '{name}'.", f"Columns are: {columns}.")
    return known[name]


def _number(table: Table, known: dict[str, Column], name: str) -> Column:
    column = _named(table, known, name)
    number = as_number(column)
    if number is None or column.kind is Kind.EMPTY:
        raise UserError(
            f"{table.name}: column '{name}' holds no numbers ({column.kind.value}).",
            "Name a column of numbers.",
        )
    return number
