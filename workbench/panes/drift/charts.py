"""The charts of the drift pane, as descriptions: each has its sentence and its table."""

from collections.abc import Sequence
from datetime import datetime

from workbench.drift.comparison import ColumnComparison, Comparison, SegmentComparison
from workbench.drift.contest import Outcome
from workbench.drift.control import Chart as ControlChart
from workbench.drift.economics import StalenessCurve
from workbench.drift.monitor import Reading
from workbench.drift.monitor_rules import Rule
from workbench.drift.series import Series as Stream
from workbench.drift.streams import Detection
from workbench.ui.chart.spec import (
    BarChart,
    HeatMap,
    Limit,
    LineChart,
    Series,
    plain_number,
)
from workbench.ui.translate import tr

_BARS_AT_MOST = 24
_SEGMENT_CELLS = 40


def distribution(column: ColumnComparison) -> BarChart | None:
    """Reference and current shares over the bins of the reference."""
    binning, before, after = column.binning, column.reference, column.current
    if binning is None or before is None or after is None:
        return None
    ordinary = list(range(binning.ordinary))
    named = [b for b in range(binning.ordinary, binning.size) if before[b] or after[b]]
    if len(ordinary) > _BARS_AT_MOST:
        ordinary = sorted(
            sorted(ordinary, key=lambda b: -int(before[b] + after[b]))[:_BARS_AT_MOST]
        )
    used = [b for b in ordinary if before[b] or after[b]] + named
    totals = max(int(before.sum()), 1), max(int(after.sum()), 1)
    shares = [[100 * int(side[b]) / total for b in used]
              for side, total in zip((before, after), totals, strict=True)]  # fmt: skip
    moved = max(range(len(used)), key=lambda i: abs(shares[1][i] - shares[0][i]), default=0)
    says = tr(
        "{name} is {state}; {bin} moved most, from {before} % to {after} % of the rows.",
        name=column.name,
        state=column.state.value,
        bin=binning.labels[used[moved]] if used else "",
        before=plain_number(shares[0][moved] if used else None),
        after=plain_number(shares[1][moved] if used else None),
    )
    return BarChart(
        tr("Distribution of {name}", name=column.name),
        tr("Bin ({method})", method=binning.method),
        tr("Share of rows, %"),
        [binning.labels[b] for b in used],
        [(tr("reference"), shares[0]), (tr("current"), shares[1])],
        says=says,
    )


def over_time(found: Comparison, column: ColumnComparison) -> LineChart | None:
    """The measure of one column window by window, with its threshold."""
    rows = [
        (window, one.judged)
        for window in found.windows
        for one in window.columns
        if one.name == column.name
    ]
    if not rows:
        return None
    timed = all(window.start is not None for window, _ in rows)
    x = [_x(window.start, window.number) for window, _ in rows]
    alarms = sum(judged.drifted for _, judged in rows)
    says = tr(
        "{name} alarms in {alarms} of {windows} windows{since}.",
        name=column.name,
        alarms=str(alarms),
        windows=str(len(rows)),
        since=tr(", since {time}", time=f"{column.since:%Y-%m-%d %H:%M}") if column.since else "",
    )
    return LineChart(
        tr("{name} window by window", name=column.name),
        tr("Start of the window") if timed else tr("Window"),
        tr("Distance"),
        [
            Series(tr("distance"), x, [judged.value for _, judged in rows]),
            Series(tr("threshold"), x, [judged.threshold for _, judged in rows]),
        ],
        time_axis=timed,
        says=says,
    )


def heat(found: Comparison) -> HeatMap | None:
    """Columns by windows: the distance in units of its threshold."""
    if not found.windows:
        return None
    names = [c.name for c in sorted(found.columns, key=lambda c: -c.severity) if c.binning]
    lookup = {
        (window.number, one.name): one.judged for window in found.windows for one in window.columns
    }
    values: list[list[float | None]] = [
        [
            judged.ratio if (judged := lookup.get((w.number, name))) and judged.enough else None
            for w in found.windows
        ]
        for name in names
    ]
    drifted = [c.name for c in found.columns if c.drifted and c.binning]
    says = tr(
        "{count} of {total} columns drifted over {windows} windows{names}.",
        count=str(len(drifted)),
        total=str(len(names)),
        windows=str(len(found.windows)),
        names=": " + ", ".join(drifted[:5]) if drifted else "",
    )
    return HeatMap(
        tr("Columns by windows"),
        tr("Window"),
        tr("Column"),
        [_window_words(w.start, w.number) for w in found.windows],
        names,
        values,
        0.0,
        2.0,
        mark=_above,
        value_words=_times_threshold,
        says=says,
    )


def segment_heat(segments: Sequence[SegmentComparison]) -> HeatMap | None:
    """Segments by columns: the distance in units of the smallest worth an alarm."""
    if not segments:
        return None
    places = list(dict.fromkeys(f"{s.segment} = {s.segment_value}" for s in segments))
    names = list(dict.fromkeys(s.name for s in segments))[:_SEGMENT_CELLS]
    lookup = {(f"{s.segment} = {s.segment_value}", s.name): s for s in segments}
    values: list[list[float | None]] = [
        [
            (
                found.value / found.threshold
                if found.drifted
                else min(found.value / found.threshold, 0.99)
            )
            if (found := lookup.get((place, name)))
            else None
            for name in names
        ]
        for place in places[:_SEGMENT_CELLS]
    ]
    worst = [s for s in segments if s.drifted]
    says = worst[0].words if worst else tr("No segment drifted.")
    return HeatMap(
        tr("Segments by columns"), tr("Column"), tr("Segment"), names, places[:_SEGMENT_CELLS],
        values, 0.0, 2.0, mark=_above, value_words=_times_threshold, says=says,
    )  # fmt: skip


def control(chart: ControlChart, name: str) -> LineChart:
    """A control chart: points, center and limits, with the signals said."""
    x = [float(point.row) for point in chart.points]
    signalled = {signal.row for signal in chart.signals}
    marked = [p.value if p.row in signalled else float("nan") for p in chart.points]
    expected = chart.false_alarms
    says = tr(
        "{name}: {signals} of {points} points signal; {expected} are expected by chance.",
        name=name,
        signals=str(len(signalled)),
        points=str(len(chart.points)),
        expected=plain_number(round(expected, 2)) if expected is not None else tr("unknown"),
    )
    limits = [Limit(chart.center, tr("center {value}", value=plain_number(chart.center)))]
    for value, words in ((chart.lower, tr("lower limit")), (chart.upper, tr("upper limit"))):
        if value is not None:
            limits.append(Limit(value, f"{words} {plain_number(value)}"))
    return LineChart(
        tr("Control chart of {name}", name=name),
        tr("Row"),
        name,
        [Series(name, x, [p.value for p in chart.points]), Series(tr("signals"), x, marked)],
        limits,
        says=says,
    )


def stream(series: Stream, found: Sequence[Detection], name: str) -> LineChart:
    """The mean over stretches of the stream, and the mean between the changes found."""
    size = max(1, len(series.values) // 200)
    starts = range(0, len(series.values), size)
    x = [_x(series.times[s] if series.times else None, s) for s in starts]
    means = [float(series.values[s : s + size].mean()) for s in starts]
    places = {int(row): place for place, row in enumerate(series.rows)}
    cuts = [0, *(places[one.since_row] for one in found), len(series.values)]
    levels: list[float] = []
    for s in starts:
        part = next(i for i in range(len(cuts) - 1) if cuts[i] <= s < cuts[i + 1])
        levels.append(float(series.values[cuts[part] : cuts[part + 1]].mean()))
    if found:
        last = found[-1]
        says = tr(
            "{name} changed {times}; last from {before} to {after}{when}.",
            name=name,
            times=tr("once") if len(found) == 1 else tr("{n} times", n=str(len(found))),
            before=plain_number(last.before),
            after=plain_number(last.after),
            when=tr(", since {time}", time=f"{last.since_time:%Y-%m-%d %H:%M}")
            if last.since_time
            else tr(", since row {row}", row=str(last.since_row)),
        )
    else:
        says = tr("{name} did not change.", name=name)
    return LineChart(
        tr("Stream of {name}", name=name),
        tr("Time") if series.times else tr("Row"),
        tr("Mean of {name}", name=name),
        [Series(tr("mean"), x, means), Series(tr("level between changes"), x, levels)],
        time_axis=series.times is not None,
        says=says,
    )


def contest(outcome: Outcome) -> LineChart | None:
    """The difference and its always-valid band, look by look."""
    looks = [look for look in outcome.looks if look.time is not None]
    if not looks:
        return None
    x = [_x(look.time, 0) for look in looks]
    shares = 0 <= min(outcome.champion_rate, outcome.challenger_rate) <= 1
    scale = 100 if shares else 1
    says = tr(
        "{decision}: the difference is {difference}{unit}, surely between {low} and {high}.",
        decision=outcome.decision.value.capitalize(),
        difference=plain_number(scale * outcome.metric.difference),
        unit=tr(" percentage points") if shares else "",
        low=plain_number(scale * outcome.metric.lower),
        high=plain_number(scale * outcome.metric.upper),
    )
    found = [look.sequence for look in looks]
    return LineChart(
        tr("Challenger minus champion"),
        tr("End of the day looked at"),
        tr("Difference, percentage points") if shares else tr("Difference"),
        [
            Series(tr("difference"), x, [scale * one.difference for one in found]),
            Series(tr("lower end"), x, [scale * one.lower for one in found]),
            Series(tr("upper end"), x, [scale * one.upper for one in found]),
        ],
        [Limit(0.0, tr("no difference"))],
        time_axis=True,
        says=says,
    )


def readings(rule: Rule, found: Sequence[Reading]) -> LineChart:
    """A rule's metric in event time with what it may be; unknown windows are gaps."""
    x = [_x(reading.start, 0) for reading in found]
    nothing = float("nan")
    series = [Series(rule.metric, x, [nothing if r.value is None else r.value for r in found])]
    for words, bounds in (
        (tr("lower threshold"), [r.low for r in found]),
        (tr("upper threshold"), [r.high for r in found]),
    ):
        if any(bound is not None for bound in bounds):
            series.append(Series(words, x, [nothing if b is None else b for b in bounds]))
    breaches = sum(reading.state == "breach" for reading in found)
    unknown = sum(reading.state == "unknown" for reading in found)
    return LineChart(
        tr(
            "{rule}: {metric} of {column}",
            rule=rule.name,
            metric=rule.metric,
            column=rule.column or "",
        ),
        tr("Start of the window"),
        f"{rule.metric} {rule.column or ''}".strip(),
        series,
        time_axis=True,
        says=tr(
            "{rule}: {breaches} of {all} windows breach the threshold, {unknown} are unknown.",
            rule=rule.name,
            breaches=str(breaches),
            all=str(len(found)),
            unknown=str(unknown),
        ),
    )


def economics(curve: StalenessCurve) -> LineChart:
    """What waiting costs against one retraining, with the break-even."""
    moment = curve.break_even or curve.expected
    says = tr(
        "Waiting has cost {cost}; retraining costs {price}; break-even {when}.",
        cost=plain_number(curve.so_far),
        price=plain_number(curve.retraining),
        when=f"{moment:%Y-%m-%d %H:%M}" if moment else tr("is not in sight"),
    )
    return LineChart(
        tr("Staleness against retraining"),
        tr("Time"),
        tr("Cost so far"),
        [
            Series(
                tr("staleness"), [_x(m, 0) for m, _ in curve.points], [c for _, c in curve.points]
            )
        ],
        [Limit(curve.retraining, tr("one retraining"))],
        time_axis=True,
        says=says,
        filled=True,
    )


def _above(value: float) -> bool:
    return value >= 1


def _times_threshold(value: float | None) -> str:
    if value is None:
        return tr("too few rows")
    return tr("{value} times its threshold", value=f"{value:.2f}")


def _x(moment: datetime | None, number: float) -> float:
    return float(number) if moment is None else moment.timestamp()


def _window_words(start: datetime | None, number: int) -> str:
    return (
        str(number + 1)
        if start is None
        else f"{start:%m-%d}"
        if not start.hour
        else f"{start:%m-%d %H:%M}"
    )
