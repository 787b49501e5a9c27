"""Replays data in event time against rules: alerts, proposed actions, and their economics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.core.time import iso
from workbench.drift.columns import Column, as_number, columns_of, number_sql
from workbench.drift.economics import StalenessCurve, staleness
from workbench.drift.engine import Engine, engine, identifier, literal
from workbench.drift.monitor_rules import Costs, Rule, RuleBook
from workbench.drift.registry import ModelRegistry, ModelVersion
from workbench.drift.tables import Table, open_table
from workbench.drift.windows import time_column, time_sql

Floats = NDArray[np.float64]

_SEASON_GAIN = 0.8
_GAP_RESETS = 2.0
_FEWEST_ROWS = 30
_UNEVEN = 2.0
"""By how much the next row may be late before a window counts as one that data do not fill."""
_URGENCY = {"firing": 0, "unknown": 1, "resolved": 2}


@dataclass(frozen=True, slots=True)
class _Clock:
    """The time of the rows in SQL on the clock of a zone, the first and the last of them.

    A row stands for the time until the next one is due.
    """

    time: str
    zone: str
    first: datetime
    last: datetime
    stands_for: timedelta

    @property
    def origin(self) -> datetime:
        """From where windows are cut: midnight."""
        return self.first.replace(hour=0, minute=0, second=0, microsecond=0)

    def instant(self, local: datetime) -> datetime:
        """A local time in UTC."""
        return local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Reading:
    """One window of a rule: its metric (None is unknown), what it may be, and its state.

    States are reference, ok, breach and unknown.
    """

    start: datetime
    rows: int
    value: float | None
    low: float | None
    high: float | None
    state: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A stretch of breaches. `state` is firing (lasted long enough and still does),
    resolved (it did and is over), pending (not long enough yet) or unknown (the data
    stopped while it was firing).

    `breaching` is the event time in breach; unknown windows neither add nor end it.
    `fired` is when it had lasted long enough.
    """

    rule: str
    start: datetime
    end: datetime
    state: str
    breaching: timedelta
    fired: datetime | None
    value: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Action:
    """What is proposed. Nothing is done without confirmation.

    `time` is when the alert fired, and `state` what has become of that alert.
    """

    kind: str
    rule: str
    time: datetime
    state: str
    reason: str
    model: str | None
    target: ModelVersion | None
    economics: StalenessCurve | None
    needs_confirmation: bool = True


@dataclass(frozen=True, slots=True)
class Replay:
    """What a monitor says after all the data.

    There is one action for every alert that fired; those that still do come first.
    """

    alerts: tuple[Alert, ...]
    actions: tuple[Action, ...]
    readings: tuple[tuple[str, tuple[Reading, ...]], ...]
    notes: tuple[str, ...]


def replay(
    book: RuleBook,
    data: Path,
    registry: ModelRegistry | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Read the data once per rule, in event time. Raises UserError."""
    with engine(progress) as running:
        table = open_table(running, data)
        columns = columns_of(running, table)
        if book.time is not None and not table.has(book.time):
            known = ", ".join(column.name for column in columns[:12])
            raise UserError(f"{table.name} has no column '{book.time}'.", f"Columns are: {known}.")
        moment = time_column(columns, book.time)
        if moment is None:
            raise UserError(f"{table.name}: which column holds the time is not clear.",
                            "Say time = \"COL\" in the rules.")  # fmt: skip
        time = time_sql(running, table, moment, book.zone)
        alerts: list[Alert] = []
        actions: list[Action] = []
        readings: list[tuple[str, tuple[Reading, ...]]] = []
        notes = [*table.notes, *time.notes]
        clock = _clock(running, table, time.sql, book.zone)
        for number, rule in enumerate(book.rules):
            running.progress.report(number, len(book.rules), rule.name)
            read = _readings(running, table, columns, rule, clock) if clock else []
            readings.append((rule.name, tuple(read)))
            notes += _unwatched(rule, read)
            found = alerts_of(rule, read)
            alerts += found
            actions += _actions(rule, found, read, book, registry)
        actions.sort(key=lambda action: _URGENCY[action.state])
        return Replay(tuple(alerts), tuple(actions), tuple(readings), tuple(notes))


def _unwatched(rule: Rule, readings: Sequence[Reading]) -> list[str]:
    """Why a rule could not alarm, whatever happened; nothing where it could."""
    if not any(reading.rows for reading in readings):
        where = f" with {rule.segment[0]} = '{rule.segment[1]}'" if rule.segment else ""
        return [f"rule '{rule.name}': there is no row{where}."]
    if all(reading.state == "reference" for reading in readings):
        return [f"rule '{rule.name}': the reference takes up all of the data, nothing was judged."]
    return []


def alerts_of(rule: Rule, readings: Sequence[Reading]) -> list[Alert]:
    """The stretches of breaches; gaps are unknown, they neither count nor reassure.

    A gap longer than twice what the rule must last ends a stretch.
    """
    found: list[Alert] = []
    streak: list[Reading] = []
    for reading in readings:
        if reading.state == "breach":
            if streak and reading.start - streak[-1].start > _longest_gap(rule):
                found.append(_alert(rule, streak, "unknown"))
                streak = []
            streak.append(reading)
        elif reading.state == "ok" and streak:
            found.append(_alert(rule, streak, "resolved"))
            streak = []
    if streak:
        silent = readings[-1].start - streak[-1].start > rule.window
        found.append(_alert(rule, streak, "unknown" if silent else "firing"))
    # What was over before it lasted long enough is no alert.
    return [one for one in found if one.fired is not None or one.state != "resolved"]


def _longest_gap(rule: Rule) -> timedelta:
    return max(rule.lasting * _GAP_RESETS, rule.window * 2)


def _alert(rule: Rule, streak: Sequence[Reading], ended: str) -> Alert:
    needed = max(1, int(np.ceil(rule.lasting / rule.window)))
    fired = streak[needed - 1].start + rule.window if len(streak) >= needed else None
    worst = max(streak, key=_excess)
    above = worst.high is not None and (worst.value or 0.0) > worst.high
    threshold = worst.high if above else worst.low
    state = ended if fired is not None else ("pending" if ended == "firing" else ended)
    return Alert(
        rule.name,
        streak[0].start,
        streak[-1].start + rule.window,
        state,
        rule.window * len(streak),
        fired,
        worst.value or 0.0,
        threshold or 0.0,
    )


def _excess(reading: Reading) -> float:
    value = reading.value or 0.0
    over = value - reading.high if reading.high is not None else -np.inf
    under = reading.low - value if reading.low is not None else -np.inf
    return float(max(over, under))


def _clock(running: Engine, table: Table, time: str, zone: str) -> _Clock | None:
    """None where no row has a time."""
    first, last, rows = running.rows(
        f"SELECT min({time}), max({time}), count({time}) FROM {table.source}"
    )[0]
    if first is None:
        return None
    return _Clock(time, zone, first, last, (last - first) / max(rows - 1, 1) * _UNEVEN)


def _readings(
    running: Engine, table: Table, columns: Sequence[Column], rule: Rule, clock: _Clock
) -> list[Reading]:
    time, origin = clock.time, clock.origin
    start = (origin - datetime(1970, 1, 1)) // timedelta(microseconds=1)
    width = rule.window // timedelta(microseconds=1)
    where = f"{time} IS NOT NULL"
    if rule.segment is not None:
        if not table.has(rule.segment[0]):
            raise UserError(f"{table.name} has no column '{rule.segment[0]}'.", "See the rules.")
        where += f" AND {identifier(rule.segment[0])}::VARCHAR = {literal(rule.segment[1])}"
    rows = running.rows(
        f"SELECT floor((epoch_us({time}) - {start}) / {width})::BIGINT, count(*),"
        f" {_metric_sql(table, columns, rule)} FROM {table.source} WHERE {where}"
        " GROUP BY 1 ORDER BY 1"
    )
    known = {int(row[0]): (int(row[1]), row[2]) for row in rows}
    # All windows of the table: those in which a segment has no row tell something, too.
    numbers = range((clock.first - origin) // rule.window, (clock.last - origin) // rule.window + 1)
    starts = [origin + rule.window * number for number in numbers]
    counts = [known.get(number, (0, None))[0] for number in numbers]
    if rule.metric == "rows":
        values = [_rows_seen(rule, clock, *seen) for seen in zip(starts, counts, strict=True)]
    else:
        fewest = rule.fewest_rows
        if fewest is None:
            usual = int(np.median([row[1] for row in rows])) if rows else 0
            fewest = min(_FEWEST_ROWS, max(1, usual // 2))
        values = [
            float(value) if count >= fewest and value is not None else None
            for count, value in (known.get(number, (0, None)) for number in numbers)
        ]
    bounds, reference = _bounds(rule, starts, values)
    aware = [clock.instant(one) for one in starts]
    states = [
        _state(value, bound, known=place < reference)
        for place, (value, bound) in enumerate(zip(values, bounds, strict=True))
    ]
    return [
        Reading(aware[i], counts[i], values[i], *bounds[i], states[i]) for i in range(len(starts))
    ]


def _rows_seen(rule: Rule, clock: _Clock, start: datetime, rows: int) -> float | None:
    """The rows of a window; None where the data begin or end within it, or no such hour was.

    What is above a threshold early stays above it.
    """
    end = start + rule.window
    whole = start >= clock.first - clock.stands_for and end <= clock.last + clock.stands_for
    if clock.instant(end) <= clock.instant(start) or not (whole or rule.direction == "above"):
        return None
    return float(rows)


def _state(value: float | None, bounds: tuple[float | None, float | None], *, known: bool) -> str:
    if known:
        return "reference"
    if value is None:
        return "unknown"
    low, high = bounds
    return "breach" if (low is not None and value < low) or (
        high is not None and value > high) else "ok"  # fmt: skip


def _bounds(
    rule: Rule, starts: Sequence[datetime], values: Sequence[float | None]
) -> tuple[list[tuple[float | None, float | None]], int]:
    """What the metric may be in every window, and how many windows are the reference."""
    if rule.threshold is not None:
        center, spread, inside = [rule.threshold] * len(starts), 0.0, 0
    else:
        assert rule.reference is not None, "checked when the rules were read"
        inside = sum(start < starts[0] + rule.reference for start in starts)
        center, spread = _calibrated(rule, starts, values, inside)
    low = [c - rule.spreads * spread if rule.direction != "above" else None for c in center]
    high = [c + rule.spreads * spread if rule.direction != "below" else None for c in center]
    return list(zip(low, high, strict=True)), inside


def _calibrated(
    rule: Rule, starts: Sequence[datetime], values: Sequence[float | None], inside: int
) -> tuple[list[float], float]:
    """Centers per window and their spread, from the reference windows.

    The calendar (hour, weekday, both) with clearly the smallest spread gives the centers.
    """
    known = [i for i in range(inside) if values[i] is not None]
    if len(known) < 3:
        raise UserError(
            f"Rule '{rule.name}': the reference holds {len(known)} windows with enough rows.",
            "Give a longer reference, or a fixed threshold.",
        )
    observed = np.array([values[i] for i in known], dtype=np.float64)
    best = np.zeros(len(starts), dtype=np.int64)
    spread = float(observed.std(ddof=1))
    hours = np.array([start.hour for start in starts])
    days = np.array([start.weekday() for start in starts])
    for marks in (hours, days, hours + 24 * (days >= 5), hours + 24 * days):
        groups = marks[known]
        _, sizes = np.unique(groups, return_counts=True)
        if len(sizes) < 2 or sizes.min() < 2 or not set(marks.tolist()) <= set(groups.tolist()):
            continue
        residuals = observed - _means(observed, groups)[groups]
        left = float(np.sqrt((residuals**2).sum() / max(len(known) - len(sizes), 1)))
        if left < _SEASON_GAIN * spread:
            best, spread = marks, left
    means = _means(observed, best[known])
    return [float(means[mark]) for mark in best], spread


def _means(values: Floats, groups: NDArray[np.int64]) -> Floats:
    counts = np.bincount(groups)
    return np.bincount(groups, weights=values) / np.maximum(counts, 1)


def _metric_sql(table: Table, columns: Sequence[Column], rule: Rule) -> str:
    if rule.metric == "rows":
        return "count(*)"
    column = next((one for one in columns if one.name == rule.column), None)
    if column is None:
        raise UserError(f"{table.name} has no column '{rule.column}'.", f"See rule '{rule.name}'.")
    quoted = identifier(column.name)
    if rule.metric == "missing":
        gone = f"{quoted} IS NULL OR trim({quoted}::VARCHAR) IN ('', 'nan', 'NaN')"
        return f"avg(CASE WHEN {gone} THEN 1.0 ELSE 0.0 END)"
    if rule.metric == "rate" and rule.value is not None:
        return f"avg(CASE WHEN {quoted}::VARCHAR = {literal(rule.value)} THEN 1.0 ELSE 0.0 END)"
    named = as_number(column)
    if named is None:
        raise UserError(
            f"Rule '{rule.name}': column '{column.name}' holds no numbers.",
            'Use metric = "rate" with a value, or another column.',
        )
    number = f"({number_sql(named)})::DOUBLE"
    quantile = {"median": 0.5, "p95": 0.95, "p99": 0.99}.get(rule.metric)
    if quantile is not None:
        return f"quantile_cont({number}, {quantile}) FILTER (WHERE isfinite({number}))"
    return f"avg({number}) FILTER (WHERE isfinite({number}))"


def _actions(
    rule: Rule,
    alerts: Sequence[Alert],
    readings: Sequence[Reading],
    book: RuleBook,
    registry: ModelRegistry | None,
) -> list[Action]:
    return [
        _action(rule, alert, alert.fired, readings, book=book, registry=registry)
        for alert in alerts
        if alert.fired is not None
    ]


def _action(
    rule: Rule,
    alert: Alert,
    fired: datetime,
    readings: Sequence[Reading],
    *,
    book: RuleBook,
    registry: ModelRegistry | None,
) -> Action:
    target = None
    if rule.action == "rollback" and registry is not None and book.model is not None:
        target = registry.last_stable(book.model)
    hours = f"{alert.breaching.total_seconds() / 3600:g}"
    unit = "hour" if hours == "1" else "hours"
    reason = f"'{rule.name}' breached its threshold for {hours} {unit} of event time"
    if alert.state == "resolved":
        reason += f", until {iso(alert.end)}"
    if rule.action == "rollback" and target is None:
        reason += "; no earlier stable version is known"
    curve = _economics(rule, alert, readings, book.costs) if book.costs else None
    return Action(rule.action, rule.name, fired, alert.state, reason, book.model, target, curve)


def _economics(
    rule: Rule, alert: Alert, readings: Sequence[Reading], costs: Costs
) -> StalenessCurve:
    """The loss of every window since the alert began, priced, against one retraining.

    An alert that is over costs nothing more.
    """
    losses: list[tuple[datetime, float]] = []
    for reading in readings:
        if reading.start < alert.start or reading.state in ("reference", "unknown"):
            continue
        if alert.state == "resolved" and reading.start >= alert.end:
            break
        usual = _usual(rule, reading)
        lost = abs((reading.value or 0.0) - usual) * reading.rows if usual is not None else 0.0
        losses.append((reading.start + rule.window, lost * costs.per_unit))
    return staleness(losses, costs.retraining, alert.start)


def _usual(rule: Rule, reading: Reading) -> float | None:
    if rule.direction == "either" and reading.low is not None and reading.high is not None:
        return (reading.low + reading.high) / 2
    return reading.low if rule.direction == "below" else reading.high
