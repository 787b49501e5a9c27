"""Control charts: individuals, X-bar/R, X-bar/S, p, u, EWMA and CUSUM with frozen limits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.text import count
from workbench.drift import run_length
from workbench.drift.chart_constants import D2_OF_TWO, constants
from workbench.drift.run_rules import Rule, chosen, fired

Floats = NDArray[np.float64]

CHARTS = ("individuals", "xbar-r", "xbar-s", "p", "u", "ewma", "cusum")
_BEYOND = "beyond-limits"
_USUAL_SUBGROUP = 5


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """What to draw: the chart, its reference rows, rules and constants.

    `reference` is the half-open range of rows that freezes the limits, None for all.
    `target` and `sigma` replace what the reference says; `weight` is EWMA's lambda;
    `k` and `h` are CUSUM's slack and decision limit in the column's unit (default: 0.5 and
    4 sigmas). `subgroup` is the number of rows per point; None is 5 for a chart of means, else 1.
    """

    chart: str = "individuals"
    reference: tuple[int, int] | None = None
    rules: str = "western-electric"
    subgroup: int | None = None
    target: float | None = None
    sigma: float | None = None
    weight: float = 0.3
    k: float | None = None
    h: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One point: the first row it stands for, its value and its own limits.

    For CUSUM `value` is the upper sum and `lower_sum` the lower one.
    """

    row: int
    value: float
    lower: float | None
    upper: float | None
    lower_sum: float | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that fired at a point; `row` is the point's first row, counted from 0."""

    row: int
    rule: str


@dataclass(frozen=True, slots=True)
class SpreadChart:
    """The limits of the range (R), standard deviation (S) or moving range beside the means."""

    center: float
    lower: float
    upper: float
    points: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its frozen limits, its points and its signals.

    `run_length` is the average number of points between false alarms, `false_alarms` how
    many are expected in as many points as the chart has.
    """

    chart: str
    center: float
    sigma: float
    lower: float | None
    upper: float | None
    points: tuple[Point, ...]
    signals: tuple[Signal, ...]
    run_length: float | None
    spread: SpreadChart | None = None
    notes: tuple[str, ...] = ()

    @property
    def false_alarms(self) -> float | None:
        """Expected false alarms on a process that does not change."""
        return None if self.run_length is None else len(self.points) / self.run_length


def control_chart(values: Floats, plan: ChartPlan, sizes: Floats | None = None) -> Chart:
    """Draw a chart of the values in order. Raises UserError for what cannot be drawn.

    A value is NaN where a row holds none; `sizes` are the sample sizes of a p or u chart, one
    per value and NaN in the same rows.
    """
    if plan.chart not in CHARTS:
        raise UserError(f"'{plan.chart}' is no chart.", f"Say one of {', '.join(CHARTS)}.")
    if len(_present(values)) < 2:
        raise UserError("A chart needs two values at least.", "Give a longer column.")
    _check_rows(plan, len(values))
    _check_subgroup(plan, sizes)
    rules = chosen(plan.rules)
    if plan.chart in ("p", "u"):
        return _of_counts(values, plan, rules, sizes)
    if plan.chart in ("xbar-r", "xbar-s"):
        return _of_means(values, plan, rules)
    if plan.chart == "individuals":
        return _individuals(values, plan, rules)
    return _ewma(values, plan) if plan.chart == "ewma" else _cusum(values, plan)


def _check_rows(plan: ChartPlan, rows: int) -> None:
    if plan.reference is not None and plan.reference[1] > rows:
        first, last = plan.reference
        raise UserError(
            f"--reference {first}:{last} goes beyond the {rows:,} rows of the table.",
            f"Say {rows} for all of them, or fewer.",
        )


def _check_subgroup(plan: ChartPlan, sizes: Floats | None) -> None:
    if plan.subgroup is None:
        return
    if plan.chart in ("xbar-r", "xbar-s"):
        if plan.subgroup < 2:
            raise UserError(
                f"--subgroup {plan.subgroup}: {plan.chart} needs 2 rows per point at least.",
                "Say --subgroup 5, or --chart individuals.",
            )
    elif plan.chart in ("p", "u"):
        if sizes is not None and plan.subgroup > 1:
            raise UserError(
                "--size and --subgroup both give the sample sizes.", "Leave out one of them."
            )
    elif plan.subgroup > 1:
        raise UserError(
            f"--subgroup {plan.subgroup}: {plan.chart} draws one row per point.",
            "Say --chart xbar-r or xbar-s.",
        )


def moving_range_sigma(values: Floats) -> tuple[float, float]:
    """Mean moving range of neighbours, and the sigma it stands for."""
    mean_range = float(np.abs(np.diff(values)).mean())
    return mean_range, mean_range / D2_OF_TWO


def _present(values: Floats) -> NDArray[np.int64]:
    """The places that hold a value."""
    return np.flatnonzero(~np.isnan(values))


def _frozen(values: Floats, plan: ChartPlan, rows_per_point: int = 1) -> Floats:
    """The values of the reference rows; a point counts when all of its rows are among them."""
    first, last = plan.reference or (0, len(values) * rows_per_point)
    chosen_values = values[-(-first // rows_per_point) : last // rows_per_point]
    chosen_values = chosen_values[_present(chosen_values)]
    if plan.reference is not None and len(chosen_values) < 2:
        raise UserError(
            f"Rows {plan.reference[0]} to {plan.reference[1]} hold fewer than two points.",
            "Give a longer --reference.",
        )
    return chosen_values


def _center_and_sigma(values: Floats, plan: ChartPlan) -> tuple[float, float]:
    reference = _frozen(values, plan)
    center = float(reference.mean()) if plan.target is None else plan.target
    sigma = moving_range_sigma(reference)[1] if plan.sigma is None else plan.sigma
    return center, sigma


def _ruled(points: Sequence[Point], z: Floats, rules: Sequence[Rule]) -> tuple[Signal, ...]:
    return tuple(Signal(points[place].row, name) for place, name in fired(z, rules))


def _standardised(values: Floats, center: float, sigma: float | Floats) -> Floats:
    """Distances from the center in sigmas; on a constant reference any move is beyond all."""
    gaps = values - center
    with np.errstate(divide="ignore", invalid="ignore"):
        z = gaps / sigma
    return np.where(gaps == 0, 0.0, z)


def _individuals(values: Floats, plan: ChartPlan, rules: Sequence[Rule]) -> Chart:
    center, sigma = _center_and_sigma(values, plan)
    lower, upper = center - 3 * sigma, center + 3 * sigma
    rows = _present(values)
    present = values[rows]
    points = [Point(int(row), float(values[row]), lower, upper) for row in rows]
    mean_range = moving_range_sigma(_frozen(values, plan))[0]
    spread = SpreadChart(
        mean_range,
        0.0,
        constants(2).range_limits[1] * mean_range,
        tuple(float(gap) for gap in np.abs(np.diff(present))),
    )
    return Chart(
        "individuals",
        center,
        sigma,
        lower,
        upper,
        tuple(points),
        _ruled(points, _standardised(present, center, sigma), rules),
        run_length.of_rules(rules),
        spread,
    )


def _of_means(values: Floats, plan: ChartPlan, rules: Sequence[Rule]) -> Chart:
    n = plan.subgroup or _USUAL_SUBGROUP
    groups = values[: len(values) // n * n].reshape(-1, n)
    means = groups.mean(axis=1)
    full = _present(means)
    if len(full) < 2:
        raise UserError(
            f"{len(values)} rows make fewer than two full subgroups of {n}.", "Use --subgroup."
        )
    known = constants(n)
    by_range = plan.chart == "xbar-r"
    spreads = np.ptp(groups, axis=1) if by_range else groups.std(axis=1, ddof=1)
    usual = float(_frozen(spreads, plan, n).mean())
    sigma = usual / (known.d2 if by_range else known.c4) if plan.sigma is None else plan.sigma
    center = float(_frozen(means, plan, n).mean()) if plan.target is None else plan.target
    error = sigma / math.sqrt(n)
    lower, upper = center - 3 * error, center + 3 * error
    factors = known.range_limits if by_range else known.spread_limits
    limits = (factors[0] * usual, factors[1] * usual)
    points = [Point(int(group) * n, float(means[group]), lower, upper) for group in full]
    name = "range" if by_range else "standard deviation"
    wide = [
        Signal(int(group) * n, f"{name}-{_BEYOND}")
        for group in full
        if not limits[0] <= spreads[group] <= limits[1]
    ]
    signals = [*_ruled(points, _standardised(means[full], center, error), rules), *wide]
    return Chart(
        plan.chart,
        center,
        sigma,
        lower,
        upper,
        tuple(points),
        tuple(sorted(signals, key=lambda signal: signal.row)),
        run_length.together(run_length.of_rules(rules), run_length.of_spread(n, by_range=by_range)),
        SpreadChart(usual, *limits, tuple(float(spreads[group]) for group in full)),
        _left_out(len(values) - len(groups) * n, len(groups) - len(full)),
    )


def _left_out(rows: int, subgroups: int) -> tuple[str, ...]:
    """What of the table is in no point."""
    notes: list[str] = []
    if rows:
        notes.append(f"the last {count(rows, 'row')} make no full subgroup")
    if subgroups:
        notes.append(f"left out: {count(subgroups, 'subgroup')} with a row that holds no value")
    return tuple(notes)


def _of_counts(
    values: Floats, plan: ChartPlan, rules: Sequence[Rule], sizes: Floats | None
) -> Chart:
    counts, behind = _counts_and_sizes(values, plan, sizes)
    if (counts < 0).any():
        raise UserError(f"A {plan.chart} chart needs counts, none below zero.", "Take another.")
    per_row = (plan.subgroup or 1) if sizes is None else 1
    frozen_counts, frozen_sizes = (_frozen(part, plan, per_row) for part in (counts, behind))
    center = float(frozen_counts.sum() / frozen_sizes.sum()) if plan.target is None else plan.target
    share = plan.chart == "p"
    if share and not 0 <= center <= 1:
        raise UserError("A p chart needs counts no larger than their sample sizes.", "See --size.")
    variance = center * (1 - center) if share else center
    places = _present(counts)
    behind = behind[places]
    errors = np.sqrt(variance / behind)
    rates = counts[places] / behind
    points = [
        Point(
            int(place) * per_row,
            float(rate),
            max(0.0, center - 3 * float(error)),
            min(1.0, center + 3 * float(error)) if share else center + 3 * float(error),
        )
        for place, rate, error in zip(places, rates, errors, strict=True)
    ]
    same = bool((behind == behind[0]).all())
    return Chart(
        plan.chart,
        center,
        math.sqrt(variance),
        points[0].lower if same else None,
        points[0].upper if same else None,
        tuple(points),
        _ruled(points, _standardised(rates, center, errors), rules),
        run_length.of_rules(rules),
        notes=() if same else ("sample sizes differ: every point has limits of its own",),
    )


def _counts_and_sizes(
    values: Floats, plan: ChartPlan, sizes: Floats | None
) -> tuple[Floats, Floats]:
    if sizes is not None:
        if (sizes <= 0).any():
            raise UserError("A sample size is zero or less.", "Leave out such rows.")
        present = values[_present(values)]
        proportions = plan.chart == "p" and present.max() <= 1 and (present % 1 != 0).any()
        return (values * sizes if proportions else values), sizes
    n = plan.subgroup or 1
    if n < 2 and plan.chart == "p":
        raise UserError("A p chart needs sample sizes.", "Give --size COL, or --subgroup N.")
    groups = values[: len(values) // n * n].reshape(-1, n)
    held = (~np.isnan(groups)).sum(axis=1).astype(np.float64)
    held[held == 0] = np.nan
    return np.where(np.isnan(held), np.nan, np.nansum(groups, axis=1)), held


def _ewma(values: Floats, plan: ChartPlan) -> Chart:
    if not 0 < plan.weight <= 1:
        raise UserError("EWMA's lambda lies between 0 and 1.", "Usual is 0.1 to 0.3.")
    center, sigma = _center_and_sigma(values, plan)
    width = 3 * sigma * math.sqrt(plan.weight / (2 - plan.weight))
    lower, upper = center - width, center + width
    points: list[Point] = []
    level = center
    for row in _present(values):
        level = plan.weight * float(values[row]) + (1 - plan.weight) * level
        points.append(Point(int(row), level, lower, upper))
    signals = [Signal(p.row, _BEYOND) for p in points if not lower <= p.value <= upper]
    length = run_length.of_ewma(plan.weight, 3.0)
    return Chart("ewma", center, sigma, lower, upper, tuple(points), tuple(signals), length)


def _cusum(values: Floats, plan: ChartPlan) -> Chart:
    center, sigma = _center_and_sigma(values, plan)
    k = 0.5 * sigma if plan.k is None else plan.k
    h = 4 * sigma if plan.h is None else plan.h
    up = down = 0.0
    points: list[Point] = []
    for row in _present(values):
        value = float(values[row])
        up = max(0.0, up + value - center - k)
        down = max(0.0, down + center - k - value)
        points.append(Point(int(row), up, None, h, down))
    signals = [
        Signal(point.row, side)
        for point in points
        for side, total in (("upper-sum", point.value), ("lower-sum", point.lower_sum or 0.0))
        if total > h
    ]
    length = run_length.of_cusum(k / sigma, h / sigma) if sigma > 0 else None
    return Chart("cusum", center, sigma, None, h, tuple(points), tuple(signals), length)
