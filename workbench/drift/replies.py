"""What the smaller verbs print: streams, charts, contests, skew and monitors."""

from collections.abc import Sequence

from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import count, table
from workbench.core.time import iso
from workbench.drift.answers import number
from workbench.drift.contest import Outcome, Sequence95
from workbench.drift.control import Chart
from workbench.drift.economics import StalenessCurve
from workbench.drift.monitor import Replay
from workbench.drift.series import Series
from workbench.drift.skew import Skew
from workbench.drift.streams import Detection


def detections(found: Sequence[Detection], series: Series) -> JsonObject:
    """The JSON of `drift stream`."""
    return {
        "rows": len(series.values),
        "skipped": series.skipped,
        "detections": [
            {
                "row": one.row,
                "time": iso(one.time),
                "since_row": one.since_row,
                "since": iso(one.since_time),
                "before": number(one.before),
                "after": number(one.after),
            }
            for one in found
        ],
        "notes": list(series.notes),
    }


def detections_text(found: Sequence[Detection], series: Series) -> str:
    """The changes for a person."""
    rows = [
        (one.row, iso(one.time), one.since_row, iso(one.since_time), one.before, one.after)
        for one in found
    ]
    heads = ["noticed at row", "time", "began at row", "time", "before", "after"]
    said = table(heads, rows) if rows else f"No change in {count(len(series.values), 'row')}."
    return "\n".join([said, *(f"Note: {note}" for note in series.notes)])


def chart(found: Chart) -> JsonObject:
    """The JSON of `drift control`."""
    spread = found.spread
    return {
        "chart": found.chart,
        "center": number(found.center),
        "sigma": number(found.sigma),
        "upper": number(found.upper),
        "lower": number(found.lower),
        "points": [
            {
                "row": point.row,
                "value": number(point.value),
                "lower": number(point.lower),
                "upper": number(point.upper),
                **({} if point.lower_sum is None else {"lower_sum": number(point.lower_sum)}),
            }
            for point in found.points
        ],
        "spread": spread
        and {
            "center": number(spread.center),
            "lower": number(spread.lower),
            "upper": number(spread.upper),
            "points": [number(value) for value in spread.points],
        },
        "signals": [{"row": signal.row, "rule": signal.rule} for signal in found.signals],
        "average_run_length": number(found.run_length),
        "expected_false_alarms": number(found.false_alarms),
        "notes": list(found.notes),
    }


def chart_text(found: Chart) -> str:
    """The limits and signals for a person."""
    lines = [
        f"{found.chart}: {count(len(found.points), 'point')}, center {found.center:.6g},"
        f" limits {_limit(found.lower)} to {_limit(found.upper)}"
    ]
    if found.run_length is not None and found.false_alarms is not None:
        lines.append(
            f"Without any change these rules alarm once in {found.run_length:.0f} points:"
            f" expect {found.false_alarms:.2f} false alarms here."
        )
    values = {point.row: point.value for point in found.points}
    rows = [(signal.row, values.get(signal.row), signal.rule) for signal in found.signals]
    lines += ["", table(["row", "value", "rule"], rows)] if rows else ["No signal."]
    return "\n".join([*lines, *(f"Note: {note}" for note in found.notes)])


def _limit(value: float | None) -> str:
    return "that differ per point" if value is None else f"{value:.6g}"


def outcome(found: Outcome) -> JsonObject:
    """The JSON of `drift contest`."""
    return {
        "decision": found.decision.value,
        "reason": found.reason,
        "champion": found.champion,
        "challenger": found.challenger,
        "rates": {"champion": found.champion_rate, "challenger": found.challenger_rate},
        **_sequence(found.metric),
        "guardrail": found.guardrail and _sequence(found.guardrail),
        "expected_loss": number(found.expected_loss),
        "units": {"champion": found.units[0], "challenger": found.units[1]},
        "alpha": found.alpha,
        "tau": found.tau,
        "looks": [
            {"time": iso(look.time), "units": look.units, **_sequence(look.sequence)}
            for look in found.looks
        ],
        "notes": list(found.notes),
    }


def _sequence(found: Sequence95) -> dict[str, JsonValue]:
    return {
        "difference": number(found.difference),
        "interval": [number(found.lower), number(found.upper)],
        "half_width": number(found.half_width),
        "likelihood_ratio": number(found.likelihood_ratio),
        "always_valid_p": number(found.always_valid_p),
        "fixed_p": number(found.fixed_p),
    }


def outcome_text(found: Outcome) -> str:
    """The decision for a person."""
    rows = [
        (found.champion, found.units[0], found.champion_rate),
        (found.challenger, found.units[1], found.challenger_rate),
    ]
    metric = found.metric
    lines = [
        f"Decision: {found.decision.value} - {found.reason}.",
        "",
        table(["arm", "units", "rate"], rows),
        "",
        f"Difference {metric.difference:+.5g}, always-valid interval {metric.lower:+.5g} to"
        f" {metric.upper:+.5g}, always-valid p {metric.always_valid_p:.3g}.",
    ]
    if found.guardrail is not None:
        guard = found.guardrail
        lines.append(
            f"Guardrail {guard.difference:+.5g}, interval {guard.lower:+.5g} to {guard.upper:+.5g}."
        )
    lines.append(f"Expected loss of promoting {found.expected_loss:.3g}; shown, never decides.")
    return "\n".join([*lines, *(f"Note: {note}" for note in found.notes)])


def skewed(found: Skew) -> JsonObject:
    """The JSON of `drift skew`."""
    return {
        "rows_matched": found.rows_matched,
        "only_in_training": found.only_in_training,
        "only_in_serving": found.only_in_serving,
        "repeated_keys": found.repeated_keys,
        "mismatch": [
            {
                "column": one.column,
                "share": number(one.share),
                "kind": one.kind,
                "rows": one.rows,
                "examples": [
                    {"key": key, "training": before, "serving": after}
                    for key, before, after in one.examples
                ],
            }
            for one in found.mismatches
        ],
        "only_on_one_side": list(found.only_columns),
        "notes": list(found.notes),
    }


def skewed_text(found: Skew) -> str:
    """The columns by share of mismatches for a person."""
    rows = [
        (one.column, f"{one.share:.2%}" if found.rows_matched else None, one.kind)
        for one in found.mismatches
    ]
    lines = [
        f"{count(found.rows_matched, 'key')} matched; only in training {found.only_in_training:,},"
        f" only in serving {found.only_in_serving:,}, repeated {found.repeated_keys:,}.",
        "",
        table(["column", "rows that differ", "how"], rows),
    ]
    return "\n".join([*lines, *(f"Note: {note}" for note in found.notes)])


def replayed(found: Replay) -> JsonObject:
    """The JSON of `drift monitor`."""
    return {
        "alerts": [
            {
                "rule": alert.rule,
                "from": iso(alert.start),
                "to": iso(alert.end),
                "state": alert.state,
                "fired": iso(alert.fired),
                "breaching_seconds": alert.breaching.total_seconds(),
                "value": number(alert.value),
                "threshold": number(alert.threshold),
            }
            for alert in found.alerts
        ],
        "actions": [
            {
                "kind": action.kind,
                "rule": action.rule,
                "time": iso(action.time),
                "state": action.state,
                "reason": action.reason,
                "model": action.model,
                "target_version": action.target and action.target.version,
                "economics": action.economics and _economics(action.economics),
                "needs_confirmation": action.needs_confirmation,
            }
            for action in found.actions
        ],
        "notes": list(found.notes),
    }


def _economics(curve: StalenessCurve) -> JsonObject:
    return {
        "retraining_cost": number(curve.retraining),
        "staleness_cost": number(curve.so_far),
        "break_even": iso(curve.break_even),
        "expected_break_even": iso(curve.expected),
        "points": [{"time": iso(moment), "cost": number(cost)} for moment, cost in curve.points],
    }


def replayed_text(found: Replay) -> str:
    """Alerts and proposals for a person."""
    rows = [
        (a.rule, a.state, iso(a.start), iso(a.end), a.breaching.total_seconds() / 3600, a.value)
        for a in found.alerts
    ]
    lines = [
        table(["rule", "state", "from", "to", "hours", "worst"], rows) if rows else "No alert."
    ]
    for action in found.actions:
        to = f" to version {action.target.version}" if action.target else ""
        lines.append(
            f"Proposed at {iso(action.time)}: {action.kind}{to}. {action.reason}."
            " Needs confirmation."
        )
        if action.economics is not None:
            curve = action.economics
            lines.append(
                f"  Waiting has cost {curve.so_far:.0f}, retraining costs {curve.retraining:.0f};"
                f" break-even {iso(curve.break_even or curve.expected) or 'not in sight'}."
            )
    return "\n".join([*lines, *(f"Note: {note}" for note in found.notes)])
