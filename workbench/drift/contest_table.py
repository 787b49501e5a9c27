"""Reads a contest from a table of rows: arms, units, metric, guardrail, looks over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.text import count
from workbench.drift.columns import Column, as_number, columns_of, number_sql
from workbench.drift.contest import (
    Arm,
    Look,
    Outcome,
    Stakes,
    compared,
    decided,
    expected_loss,
    guarded,
    rate,
    usual_tau,
)
from workbench.drift.engine import Engine, engine, identifier
from workbench.drift.tables import Table, open_table
from workbench.drift.windows import LocalTime, Windows, anchored, first_time, time_sql

_CHAMPIONS = (
    "champion", "control", "a", "baseline", "old", "current", "incumbent", "0", "false",
    "holdout", "original", "existing", "production", "prod", "0.0",
)  # fmt: skip
_NO_ARM = ("", "nan", "null", "<na>")
_EVEN = (0.4, 0.6)
_SELDOM = 0.001
"""Arms that were meant to be even are so uneven in one contest of a thousand."""


@dataclass(frozen=True, slots=True)
class ContestTable:
    """Which columns hold what; `champion` names the champion's value of the arm column."""

    path: Path
    arm: str
    unit: str
    metric: str
    guardrail: str | None = None
    time: str | None = None
    champion: str | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class _Source:
    """The opened table of a contest."""

    running: Engine
    table: Table
    known: dict[str, Column]
    asked: ContestTable
    time: LocalTime | None


def contest(asked: ContestTable, stakes: Stakes, progress: Progress | None = None) -> Outcome:
    """Judge a contest. Raises UserError for a table that holds none."""
    with engine(progress) as running:
        table = open_table(running, asked.path)
        known = {column.name: column for column in columns_of(running, table)}
        for name in (asked.arm, asked.unit, asked.metric, asked.guardrail, asked.time):
            if name is not None and name not in known:
                raise UserError(
                    f"{table.name} has no column '{name}'.", f"Columns are: {', '.join(known)}."
                )
        time = time_sql(running, table, known[asked.time], asked.zone) if asked.time else None
        return _judged(_Source(running, table, known, asked, time), stakes)


def _judged(source: _Source, stakes: Stakes) -> Outcome:
    names = _arms(source)
    grouped = _grouped(source)
    arms, notes = _split(grouped, names)
    if not all(arm.units for arm in arms):
        raise UserError(
            f"No unit is in '{names[[arm.units for arm in arms].index(0)]}' alone.",
            "Check the unit column, and that a unit stays in its arm.",
        )
    notes = (*notes, *_unused(source, grouped), *_uneven(arms))
    rows = [arm.rows for arm in arms]
    tau = stakes.tau or usual_tau([arm.metric for arm in arms], rows)
    metric = compared(arms[0], arms[1], tau, stakes.alpha)
    guards = [arm.guardrail for arm in arms if arm.guardrail is not None]
    guardrail = guarded(arms[0], arms[1], usual_tau(guards, rows), stakes.alpha) if guards else None
    units = (arms[0].units, arms[1].units)
    decision, reason = decided(metric, guardrail, stakes, units)
    return Outcome(
        decision,
        reason,
        names[0],
        names[1],
        rate(arms[0].rows, arms[0].metric)[0],
        rate(arms[1].rows, arms[1].metric)[0],
        units,
        metric,
        guardrail,
        expected_loss(metric),
        tau,
        stakes.alpha,
        _looks(source, source.time.sql, names, tau, stakes.alpha) if source.time else (),
        (*source.table.notes, *(source.time.notes if source.time else ()), *notes),
    )


def _arm_sql(asked: ContestTable) -> str:
    """The arm of a row in SQL, null where it has none."""
    name = f"trim({identifier(asked.arm)}::VARCHAR)"
    words = ", ".join(f"'{word}'" for word in _NO_ARM)
    return f"CASE WHEN lower({name}) NOT IN ({words}) THEN {name} END"


def _arms(source: _Source) -> tuple[str, str]:
    running, table, asked = source.running, source.table, source.asked
    rows = running.rows(
        f"SELECT DISTINCT {_arm_sql(asked)} AS a FROM {table.source} WHERE a IS NOT NULL"
        " ORDER BY 1 LIMIT 10"
    )
    names = [str(row[0]) for row in rows]
    if len(names) != 2:
        raise UserError(
            f"Column '{asked.arm}' holds {count(len(names), 'arm')}; a contest has two.",
            f"Keep the rows of two of them: {', '.join(names)}."
            if len(names) > 2
            else "Name another column, or add the rows of the other arm.",
        )
    if asked.champion is not None:
        if asked.champion not in names:
            raise UserError(f"'{asked.champion}' is no arm.", f"Arms are {', '.join(names)}.")
        champion = asked.champion
    else:
        usual = [name for word in _CHAMPIONS for name in names if name.casefold() == word]
        champion = usual[0] if usual else names[0]
    return champion, next(name for name in names if name != champion)


def _grouped(source: _Source, window: str = "0") -> dict[str, NDArray[Any]]:
    """Rows, metric and guardrail summed per (window, arm, unit); rows without them left out."""
    table, known, asked = source.table, source.known, source.asked
    metric = f"{_number(known[asked.metric])}::DOUBLE"
    guard = _number(known[asked.guardrail]) if asked.guardrail else None
    summed = ", sum(g) AS g" if guard else ""
    return source.running.arrays(
        f"SELECT w, a, u, count(*)::DOUBLE AS n, sum(m) AS m{summed} FROM ("
        f"SELECT {window} AS w, {_arm_sql(asked)} AS a,"
        f" {identifier(asked.unit)}::VARCHAR AS u, {metric} AS m, {guard or 0}::DOUBLE AS g"
        f" FROM {table.source}) WHERE w IS NOT NULL AND a IS NOT NULL AND u IS NOT NULL"
        " AND isfinite(m) AND isfinite(g) GROUP BY ALL ORDER BY w, u, a"
    )


def _number(column: Column) -> str:
    number = as_number(column)
    if number is None:
        raise UserError(f"Column '{column.name}' holds no numbers.", "Name a column of numbers.")
    return number_sql(number)


def _split(
    grouped: dict[str, NDArray[Any]], names: Sequence[str]
) -> tuple[list[Arm], tuple[str, ...]]:
    """The arms; units seen in both are left out of both."""
    arms, units = np.asarray(grouped["a"]), np.asarray(grouped["u"])
    _, codes = np.unique(units.astype(str), return_inverse=True)
    inside = [np.unique(codes[arms == name]) for name in names]
    shared = np.intersect1d(inside[0], inside[1])
    clean = ~np.isin(codes, shared)
    found = [_arm(grouped, codes, (arms == name) & clean) for name in names]
    notes = (f"{len(shared):,} units were in both arms and are left out.",) if len(shared) else ()
    return found, notes


def _unused(source: _Source, grouped: dict[str, NDArray[Any]]) -> list[str]:
    """How many rows are left out because something is missing in them."""
    lost = source.table.rows - int(np.asarray(grouped["n"]).sum())
    wanted = [source.asked.arm, source.asked.unit, source.asked.metric, source.asked.guardrail]
    names = ", ".join(f"'{name}'" for name in wanted if name is not None)
    return [f"{count(lost, 'row')} without a value in one of {names}: left out."] if lost else []


def _uneven(arms: Sequence[Arm]) -> list[str]:
    """A warning where arms that look meant to be even are not so by chance."""
    units = [arm.units for arm in arms]
    share = units[0] / sum(units)
    p = float(stats.chisquare(units).pvalue)
    if not _EVEN[0] < share < _EVEN[1] or p >= _SELDOM:
        return []
    return [
        f"Arms of {units[0]:,} and {units[1]:,} units are no even split (p = {p:.1g}): if half was"
        " meant, units got lost in one arm, and what was found may come from that."
    ]


def _arm(grouped: dict[str, NDArray[Any]], codes: NDArray[np.int64], chosen: Any) -> Arm:
    """Sum the chosen groups per unit."""
    _, places = np.unique(codes[chosen], return_inverse=True)
    sums = [
        np.bincount(places, weights=np.asarray(grouped[name])[chosen]).astype(np.float64)
        for name in ("n", "m", "g")
        if name in grouped
    ]
    return Arm(sums[0], sums[1], sums[2] if len(sums) > 2 else None)


def _looks(
    source: _Source, time: str, names: Sequence[str], tau: float, alpha: float
) -> tuple[Look, ...]:
    """One look per day of data, each on everything seen until then."""
    running, asked = source.running, source.asked
    first = first_time(running, source.table, time)
    if first is None:
        return ()
    cut = anchored(Windows(1, "d", asked.zone), first)
    grouped = _grouped(source, cut.sql(time))
    days = np.asarray(grouped["w"], dtype=np.int64)
    found: list[Look] = []
    for day in np.unique(days):
        running.progress.check()
        until = days <= day
        part = {name: np.asarray(values)[until] for name, values in grouped.items()}
        arms, _ = _split(part, names)
        if not all(arm.units for arm in arms):
            continue
        end = cut.start(int(day))
        found.append(
            Look(
                end + timedelta(days=1) if end else None,
                arms[0].units + arms[1].units,
                compared(arms[0], arms[1], tau, alpha),
            )
        )
    return tuple(found)
