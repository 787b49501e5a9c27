"""Makes exhibits from what the domain found: comparison, stream, chart, contest, skew, monitor."""

from collections.abc import Sequence
from pathlib import Path

from workbench.drift.comparison import ColumnComparison, Comparison
from workbench.drift.comparison import State as ColumnState
from workbench.drift.contest import Outcome
from workbench.drift.control import Chart as ControlChart
from workbench.drift.monitor import Alert, Replay
from workbench.drift.monitor_rules import RuleBook
from workbench.drift.report import html_report
from workbench.drift.series import Series
from workbench.drift.skew import Skew
from workbench.drift.streams import Detection
from workbench.panes.drift import charts
from workbench.panes.drift.exhibit import Exhibit, Line, Tab
from workbench.ui.states import State
from workbench.ui.translate import tr

_COLUMN_STATES = {
    ColumnState.OK: (State.GOOD, tr("ok")),
    ColumnState.DRIFTED: (State.ERROR, tr("drifted")),
    ColumnState.WATCH: (State.WARNING, tr("to watch")),
    ColumnState.INSUFFICIENT: (State.UNKNOWN, tr("insufficient data")),
    ColumnState.ID: (State.NEUTRAL, tr("identifier, not compared")),
    ColumnState.TIME: (State.NEUTRAL, tr("time, not compared")),
    ColumnState.CONSTANT: (State.NEUTRAL, tr("constant")),
    ColumnState.GONE: (State.ERROR, tr("missing in the current table")),
    ColumnState.NEW: (State.INFO, tr("new in the current table")),
}
_VERDICTS = {
    "none": (State.GOOD, tr("nothing drifted")),
    "insufficient-data": (State.UNKNOWN, tr("insufficient data")),
    "seasonal": (State.INFO, tr("seasonal")),
    "data-drift": (State.WARNING, tr("data drift")),
    "concept-drift": (State.ERROR, tr("concept drift")),
    "pipeline-fault": (State.ERROR, tr("pipeline fault")),
    "latency-spike": (State.ERROR, tr("latency spike")),
}
_ALERTS = {
    "firing": State.ERROR,
    "pending": State.WARNING,
    "unknown": State.UNKNOWN,
    "resolved": State.GOOD,
}
_MEASURES = {
    "ks": tr("KS distance"),
    "tv": tr("share of rows moved"),
    "hellinger": tr("Hellinger distance"),
    "missing": tr("change of missing share"),
    "unseen": tr("share of new categories"),
    "new_words": tr("share of new words"),
    "vocabulary": tr("Hellinger distance of the words"),
    "language": tr("share of texts in another language"),
    "classifier": tr("AUC of telling the sides apart"),
}


def of_comparison(found: Comparison) -> Exhibit:
    """Columns sorted by severity, the verdict, heat maps, and charts per column."""
    state, word = _VERDICTS[found.verdict.kind]
    ordered = sorted(found.columns, key=lambda column: -column.severity)
    by_name = {column.name: column for column in found.columns}
    whole = [
        (tr("Windows"), charts.heat(found)),
        (tr("Segments"), charts.segment_heat(found.segments)),
    ]

    def line_charts(name: str) -> Sequence[Tab]:
        column = by_name.get(name)
        if column is None:
            return ()
        made = (
            (tr("Distribution"), charts.distribution(column)),
            (tr("Over time"), charts.over_time(found, column)),
        )
        return [(title, chart) for title, chart in made if chart is not None]

    sections = [
        (tr("Why"), found.verdict.reasons),
        (tr("Check next, in this order"), found.verdict.checks),
        (tr("What would change this"), found.verdict.would_change),
        (tr("Segments"), tuple(s.words for s in found.segments if s.drifted)[:10]),
        (tr("Notes"), found.notes),
    ]
    return Exhibit(
        "comparison",
        tr("{current} against {reference}", current=found.current, reference=found.reference),
        state,
        word,
        (
            tr("Column"),
            tr("State"),
            tr("Since"),
            tr("Size"),
            tr("Threshold"),
            tr("Measure"),
            tr("PSI"),
            tr("Missing now, %"),
        ),
        tuple(_column_line(column, found) for column in ordered),
        tuple((heading, tuple(lines)) for heading, lines in sections if lines),
        tuple((title, chart) for title, chart in whole if chart is not None),
        line_charts,
        lambda: html_report(found),
        time=min((c.since for c in found.columns if c.since), default=None),
        trend_header=tr("Windows") if found.windows else "",
    )


def _column_line(column: ColumnComparison, found: Comparison) -> Line:
    state, word = _COLUMN_STATES[column.state]
    trend = tuple(
        one.judged.ratio
        for window in found.windows
        for one in window.columns
        if one.name == column.name
    )
    missing = column.missing_current
    return Line(
        column.name,
        state,
        (
            column.name,
            word,
            f"{column.since:%Y-%m-%d}" if column.since else "",
            column.value,
            column.threshold,
            _MEASURES.get(column.statistic or "", column.statistic or ""),
            column.psi,
            None if missing is None else 100 * missing,
        ),
        trend,
        column.drifted,
    )


def of_stream(found: Sequence[Detection], series: Series, name: str, file: str) -> Exhibit:
    """The changes in order, with the stream."""
    changed = bool(found)
    chart = charts.stream(series, found, name)
    lines = tuple(
        Line(
            str(number),
            State.ERROR if one.after > one.before else State.WARNING,
            (
                tr("change {n}", n=str(number)),
                f"{one.since_time:%Y-%m-%d %H:%M}" if one.since_time else str(one.since_row),
                f"{one.time:%Y-%m-%d %H:%M}" if one.time else str(one.row),
                one.before,
                one.after,
            ),
            notable=True,
        )
        for number, one in enumerate(found, 1)
    )
    return Exhibit(
        "stream",
        tr("{name} in {file}", name=name, file=file),
        State.WARNING if changed else State.GOOD,
        tr("changed") if changed else tr("no change"),
        (tr("Change"), tr("Began"), tr("Noticed"), tr("Before"), tr("After")),
        lines,
        ((tr("What was found"), (chart.summary(), tr("Detector: ADWIN, in event time."))),),
        ((tr("Stream"), chart),),
        time=found[-1].since_time if found else None,
    )


def of_control(found: ControlChart, name: str, file: str) -> Exhibit:
    """The signals in order, with the chart."""
    values = {point.row: point.value for point in found.points}
    chart = charts.control(found, name)
    lines = tuple(
        Line(
            f"{signal.row}:{signal.rule}",
            State.WARNING,
            (tr("row {n}", n=f"{signal.row:,}"), values.get(signal.row), signal.rule),
            notable=True,
        )
        for signal in found.signals
    )
    return Exhibit(
        "control",
        tr("{name} in {file}", name=name, file=file),
        State.WARNING if lines else State.GOOD,
        tr("{n} signals", n=str(len(lines))) if lines else tr("in control"),
        (tr("Where"), tr("Value"), tr("Rule")),
        lines,
        ((tr("What was found"), (chart.summary(), *found.notes)),),
        ((tr("Control chart"), chart),),
    )


def of_contest(found: Outcome, file: str) -> Exhibit:
    """Both arms, the decision, and the band over time."""
    states = {
        "promote": State.GOOD,
        "keep": State.INFO,
        "continue": State.UNKNOWN,
        "stop": State.ERROR,
    }
    arms = (
        (found.champion, found.units[0], found.champion_rate, tr("champion")),
        (found.challenger, found.units[1], found.challenger_rate, tr("challenger")),
    )
    chart = charts.contest(found)
    metric, guard = found.metric, found.guardrail
    why = [
        f"{found.reason[:1].upper()}{found.reason[1:]}.",
        tr(
            "Difference {difference}, always-valid interval {low} to {high}: valid at any"
            " number of looks.",
            difference=f"{metric.difference:+.4f}",
            low=f"{metric.lower:+.4f}",
            high=f"{metric.upper:+.4f}",
        ),
    ]
    if guard is not None:
        why.append(
            tr(
                "Guardrail: between {low} and {high}.",
                low=f"{guard.lower:+.4f}",
                high=f"{guard.upper:+.4f}",
            )
        )
    why.append(
        tr(
            "Expected loss of promoting {loss}; shown, never decides.",
            loss=f"{found.expected_loss:.2g}",
        )
    )
    return Exhibit(
        "contest",
        file,
        states[found.decision.value],
        found.decision.value,
        (tr("Arm"), tr("Role"), tr("Units"), tr("Rate")),
        tuple(Line(name, State.INFO, (name, role, n, rate)) for name, n, rate, role in arms),
        ((tr("Decision"), tuple(why)), *(((tr("Notes"), found.notes),) if found.notes else ())),
        ((tr("Contest"), chart),) if chart else (),
    )


def of_skew(found: Skew, training: str, serving: str) -> Exhibit:
    """Columns by the share of rows in which training and serving differ."""
    differing = [one for one in found.mismatches if one.rows]
    lines = tuple(
        Line(
            one.column,
            State.ERROR if one.share > 0.01 else State.WARNING if one.rows else State.GOOD,
            (
                one.column,
                100 * one.share,
                one.kind,
                "; ".join(f"{k}: {a} / {b}" for k, a, b in one.examples[:2]),
            ),
            notable=bool(one.rows),
        )
        for one in found.mismatches
    )
    counted = tr(
        "{n} keys matched; {a} only in training, {b} only in serving.",
        n=f"{found.rows_matched:,}",
        a=f"{found.only_in_training:,}",
        b=f"{found.only_in_serving:,}",
    )
    return Exhibit(
        "skew",
        tr("{serving} against {training}", serving=serving, training=training),
        State.ERROR if differing else State.GOOD,
        tr("{n} columns differ", n=str(len(differing))) if differing else tr("the same"),
        (tr("Column"), tr("Rows that differ, %"), tr("How"), tr("Examples: training / serving")),
        lines,
        ((tr("What was found"), (counted, *found.notes)),),
    )


def of_monitor(found: Replay, book: RuleBook, rules: Path, data: str) -> Exhibit:
    """Alerts, what is proposed, and every rule's metric in event time."""
    action = found.actions[0] if found.actions else None
    read = dict(found.readings)
    by_name = {rule.name: rule for rule in book.rules}

    def line_charts(key: str) -> Sequence[Tab]:
        name = key.partition("@")[0]
        return (
            [(tr("Metric"), charts.readings(by_name[name], read[name]))] if read.get(name) else []
        )

    proposals = [
        f"{one.reason[:1].upper()}{one.reason[1:]}. "
        + tr(
            "Proposed: {kind}{to}. Nothing is done without your confirmation.",
            kind=one.kind,
            to=tr(" to version {v}", v=one.target.version) if one.target else "",
        )
        for one in found.actions
    ]
    curve = action.economics if action else None
    if curve is not None:
        proposals.append(charts.economics(curve).summary())
    firing = [alert for alert in found.alerts if alert.state == "firing"]
    lines = [_alert_line(alert) for alert in found.alerts]
    quiet = {rule.name for rule in book.rules} - {alert.rule for alert in found.alerts}
    lines += [
        Line(name, State.GOOD, (name, tr("ok"), "", "", None, None, None)) for name in sorted(quiet)
    ]
    return Exhibit(
        "monitor",
        tr("{rules} on {data}", rules=rules.name, data=data),
        State.ERROR if firing else State.GOOD,
        tr("{n} firing", n=str(len(firing))) if firing else tr("nothing is firing"),
        (
            tr("Rule"),
            tr("State"),
            tr("From"),
            tr("To"),
            tr("Hours in breach"),
            tr("Worst"),
            tr("Threshold"),
        ),
        tuple(lines),
        ((tr("Proposal"), tuple(proposals)),)
        if proposals
        else ((tr("Alerts"), (tr("No rule is firing."),)),),
        ((tr("Economics"), charts.economics(curve)),) if curve else (),
        line_charts,
        action=action,
        time=firing[0].start if firing else None,
        rules=rules,
    )


def _alert_line(alert: Alert) -> Line:
    return Line(
        f"{alert.rule}@{alert.start:%Y-%m-%dT%H}",
        _ALERTS[alert.state],
        (
            alert.rule,
            alert.state,
            f"{alert.start:%Y-%m-%d %H:%M}",
            f"{alert.end:%Y-%m-%d %H:%M}",
            alert.breaching.total_seconds() / 3600,
            alert.value,
            alert.threshold,
        ),
        notable=alert.state in ("firing", "pending"),
    )
