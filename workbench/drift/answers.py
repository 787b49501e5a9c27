"""What the verbs print: the JSON of the contract, and the same for a person."""

import math
from collections.abc import Sequence

from workbench.core.jsontypes import JsonObject, JsonValue
from workbench.core.text import count, table
from workbench.core.time import iso
from workbench.drift.comparison import (
    ColumnComparison,
    Comparison,
    SegmentComparison,
    WindowComparison,
)
from workbench.drift.tally import Tallies


def number(value: float | None) -> float | None:
    """A number for JSON: what is not finite is null."""
    return value if value is not None and math.isfinite(value) else None


def comparison(found: Comparison) -> JsonObject:
    """The JSON of `drift compare`."""
    verdict = found.verdict
    return {
        "rows": {"reference": found.reference_rows, "current": found.current_rows},
        "columns": [_column(column) for column in found.columns],
        "windows": [_window(window) for window in found.windows],
        "segments": [_segment(segment) for segment in found.segments],
        "verdict": {
            "kind": verdict.kind,
            "reasons": list(verdict.reasons),
            "checks": list(verdict.checks),
            "would_change": list(verdict.would_change),
            "columns": list(verdict.columns),
        },
        "notes": list(found.notes),
    }


def _column(column: ColumnComparison) -> JsonValue:
    ks, chi2 = column.ks, column.chi2
    return {
        "name": column.name,
        "type": column.type,
        "role": column.role.value,
        "statistics": {name: number(column.number(name)) for name in column.statistics},
        "psi": number(column.psi),
        "psi_noise": number(column.psi_noise),
        "design_effect": number(column.design),
        "js": number(column.number("js")),
        "hellinger": number(column.number("hellinger")),
        "tv": number(column.number("tv")),
        "ks": ks
        and {
            "statistic": number(ks.statistic),
            "p": number(ks.p),
            "method": ks.method,
            "location": number(ks.location),
        },
        "wasserstein": number(column.number("wasserstein")),
        "chi2": chi2
        and {
            "statistic": number(chi2.statistic),
            "df": chi2.df,
            "p": number(chi2.p),
            "cramers_v": number(chi2.cramers_v),
        },
        "missing": {
            "reference": number(column.missing_reference),
            "current": number(column.missing_current),
        },
        "infinite": {
            "reference": number(column.infinite_reference),
            "current": number(column.infinite_current),
        },
        "unseen": number(column.unseen),
        "aspects": {
            aspect.name: {
                "value": number(aspect.value),
                "threshold": number(aspect.threshold),
                "drifted": aspect.drifted,
                "words": aspect.words,
            }
            for aspect in column.aspects
        },
        "binning": column.binning.method if column.binning else None,
        "statistic": column.statistic,
        "value": number(column.value),
        "threshold": number(column.threshold),
        "calibrated": column.calibrated,
        "season": column.season,
        "since": iso(column.since),
        "drifted": column.drifted,
        "state": column.state.value,
        "notes": list(column.notes),
    }


def _window(window: WindowComparison) -> JsonValue:
    return {
        "from": iso(window.start),
        "to": iso(window.end),
        "rows": window.rows,
        "columns": [
            {
                "name": one.name,
                "statistic": one.judged.measure,
                "value": number(one.judged.value),
                "threshold": number(one.judged.threshold),
                "drifted": one.judged.drifted,
                "state": one.state.value,
            }
            for one in window.columns
        ],
    }


def tallies(found: Tallies) -> JsonObject:
    """The JSON of `drift counts`."""
    return {
        "columns": [
            {
                "name": one.binning.column,
                "kind": one.binning.kind.value,
                "binning": one.binning.method,
                "edges": list(one.binning.edges),
                "bins": list(one.binning.labels),
                "counts": [
                    {
                        "side": cell.side,
                        "window": iso(cell.start) or cell.window,
                        "segment": cell.segment
                        and {"column": cell.segment[0], "value": cell.segment[1]},
                        "bin": cell.bin,
                        "count": cell.count,
                    }
                    for cell in one.cells
                ],
            }
            for one in found.columns
        ],
        "notes": list(found.notes),
    }


def tallies_text(found: Tallies) -> str:
    """The counts as a table for a person, without windows and segments."""
    rows: list[tuple[object, ...]] = []
    for one in found.columns:
        for place, label in enumerate(one.binning.labels):
            sides = [
                sum(c.count for c in one.cells if c.side == side and c.bin == place)
                for side in ("reference", "current")
            ]
            if any(sides):
                rows.append((one.binning.column, label, *sides))
    counts = table(["column", "bin", "reference", "current"], rows)
    return "\n".join([counts, *(f"Note: {note}" for note in found.notes)])


def _segment(segment: SegmentComparison) -> JsonValue:
    return {
        "segment": segment.segment,
        "segment_value": segment.segment_value,
        "column": segment.name,
        "statistic": segment.statistic,
        "value": number(segment.value),
        "threshold": number(segment.threshold),
        "p": number(segment.p),
        "adjusted_p": number(segment.adjusted_p),
        "rows": segment.rows,
        "share": number(segment.share),
        "impact": number(segment.impact),
        "drifted": segment.drifted,
        "hidden": segment.hidden,
        "words": segment.words,
    }


def _aspects(columns: Sequence[ColumnComparison]) -> list[str]:
    rows = [
        (column.name, aspect.name, number(aspect.value), number(aspect.threshold), aspect.words)
        for column in columns
        for aspect in column.aspects
    ]
    heads = ["column", "also compared", "value", "threshold", "in words"]
    return ["", table(heads, rows)] if rows else []


def comparison_text(found: Comparison) -> str:
    """The table and the verdict for a person, worst columns first."""
    ordered = sorted(found.columns, key=lambda column: -column.severity)
    rows = [
        (
            column.name,
            column.state.value,
            column.statistic,
            number(column.value),
            number(column.threshold),
            number(column.psi),
            iso(column.since),
        )
        for column in ordered
    ]
    compared = (
        f"{found.current} ({count(found.current_rows, 'row')}) against"
        f" {found.reference} ({count(found.reference_rows, 'row')})"
    )
    heads = ["column", "state", "measure", "value", "threshold", "psi", "since"]
    lines = [
        compared,
        "",
        table(heads, rows),
        *_aspects(ordered),
        "",
        f"Verdict: {found.verdict.kind}",
    ]
    lines += [f"  - {reason}" for reason in found.verdict.reasons]
    if found.verdict.checks:
        lines += ["Check next:"]
        lines += [f"  {place}. {check}" for place, check in enumerate(found.verdict.checks, 1)]
    if found.verdict.would_change:
        lines += ["What would change this:", *(f"  - {one}" for one in found.verdict.would_change)]
    lines += [f"Note: {note}" for note in found.notes]
    return "\n".join(lines)
