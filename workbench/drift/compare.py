"""Compares two tables: statistics, calibrated windows, segments, and a verdict."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from workbench.core.progress import Progress
from workbench.drift.clusters import clustering, units_of
from workbench.drift.columns import Column, Kind
from workbench.drift.comparison import (
    Aspect,
    ColumnComparison,
    Comparison,
    Role,
    SegmentComparison,
    State,
    WindowComparison,
)
from workbench.drift.diagnosis import Findings, diagnosed
from workbench.drift.embeddings import embedding_aspects
from workbench.drift.engine import Engine, engine
from workbench.drift.estimate import estimated
from workbench.drift.investigate import pipeline_signs
from workbench.drift.performance import performance, relation
from workbench.drift.registered import DriftStatistic
from workbench.drift.seasons import explained_by_season
from workbench.drift.segments import segments_of
from workbench.drift.sides import (
    Question,
    Sides,
    counted_as,
    measured,
    opened,
    segment_values,
)
from workbench.drift.statistic import measures_of
from workbench.drift.statistics_shipped import SHIPPED
from workbench.drift.texts import text_aspects
from workbench.drift.thresholds import by_sample_size
from workbench.drift.whole import described
from workbench.drift.windowed import ColumnCounts, state_of, windowed, worst_of


def compare(
    question: Question,
    progress: Progress | None = None,
    statistics: Sequence[DriftStatistic] = SHIPPED,
) -> Comparison:
    """Compare two tables by these statistics; thresholds and alarms are the same with any.

    Raises UserError for bad input, Cancelled when stopped.
    """
    with engine(progress) as running:
        return _compared(running, opened(running, question), question, statistics)


def _compared(
    running: Engine, sides: Sides, question: Question, statistics: Sequence[DriftStatistic]
) -> Comparison:
    segments = [
        (name, segment_values(running, sides.reference.table, name)) for name in question.segments
    ]
    units = units_of(running, sides, question.unit)
    whole: list[ColumnComparison] = []
    counts: list[ColumnCounts] = []
    for number, (ours, theirs) in enumerate(sides.pairs):
        name = (ours or theirs or sides.reference.columns[0]).name
        running.progress.report(number, len(sides.pairs), f"column {name}")
        aside = set_aside(ours, theirs, sides, question)
        if aside is not None or ours is None or theirs is None:
            whole += [aside] if aside else []
            continue
        done = measured(running, sides, ours, segments)
        design = clustering(running, sides, units, done)
        described_column = described(done, _role(name, question), statistics, design)
        whole.append(replace(described_column, aspects=_aspects(running, sides, done.column)))
        counts.append(
            ColumnCounts(name, done.binning, done.reference, done.current, done.segments, design)
        )
    columns, windows = _whole(whole), list[WindowComparison]()
    if sides.cut:
        columns, windows = windowed(columns, counts, sides.cut)
    columns = [_by_aspect(column) for column in columns]
    found = segments_of(counts, columns) if segments else []
    findings = _findings(running, sides, question, columns, found)
    estimate = estimated(running, sides, question, columns)
    running.progress.report(len(sides.pairs), len(sides.pairs), "done")
    return Comparison(
        sides.reference.table.name,
        sides.current.table.name,
        sides.reference.table.rows,
        sides.current.table.rows,
        tuple(columns),
        tuple(windows),
        tuple(findings.segments),
        diagnosed(findings),
        sides.cut,
        (
            *sides.notes,
            *([estimate.words] if estimate else []),
        ),
    )


def _findings(
    running: Engine,
    sides: Sides,
    question: Question,
    columns: Sequence[ColumnComparison],
    found: Sequence[SegmentComparison],
) -> Findings:
    drifted = [c for c in columns if c.drifted and c.binning is not None and not c.by_aspect]
    features = [
        column
        for column in sides.reference.columns
        for compared in columns
        if compared.name == column.name
        and compared.role is Role.FEATURE
        and column.kind in (Kind.NUMERIC, Kind.CATEGORICAL)
        and compared.current is not None
    ]
    return Findings(
        columns,
        pipeline_signs(running, sides, columns),
        explained_by_season(running, sides, drifted),
        performance(running, sides, question),
        relation(running, sides, question, features),
        found,
    )


def _aspects(running: Engine, sides: Sides, column: Column) -> tuple[Aspect, ...]:
    tables = sides.reference.table, sides.current.table
    if column.kind is Kind.TEXT:
        return text_aspects(running, tables, column)
    if column.kind is Kind.EMBEDDING:
        return embedding_aspects(running, tables, column)
    return ()


def _by_aspect(column: ColumnComparison) -> ColumnComparison:
    """The column with the alarm of its worst aspect, where nothing else alarms."""
    alarms = [aspect for aspect in column.aspects if aspect.drifted]
    if column.drifted or not alarms:
        return column
    worst = max(alarms, key=lambda aspect: aspect.value / (aspect.threshold or 1.0))
    return replace(
        column,
        state=State.DRIFTED,
        statistic=worst.name,
        value=worst.value,
        threshold=worst.threshold,
    )


def _role(name: str, question: Question) -> Role:
    if name == question.target:
        return Role.TARGET
    return Role.PREDICTION if name == question.prediction else Role.FEATURE


def set_aside(
    ours: Column | None, theirs: Column | None, sides: Sides, question: Question
) -> ColumnComparison | None:
    """A column that is not counted, with the reason as its state; None for one that is."""
    column = ours or theirs
    if column is None:
        return None
    role = _role(column.name, question)
    aside = ColumnComparison(column.name, column.kind.value, role, State.OK)
    if theirs is None:
        expected = role is not Role.FEATURE
        state = State.INSUFFICIENT if expected else State.GONE
        return replace(aside, state=state, notes=("the current table does not have this column",))
    if ours is None:
        return replace(aside, state=State.NEW, notes=("the reference does not have this column",))
    if column.name in (sides.time, question.unit) and role is Role.FEATURE:
        return replace(aside, state=State.TIME if column.name == sides.time else State.ID)
    kind = counted_as(ours, theirs)[0].kind
    if kind is Kind.TIME:
        return replace(aside, state=State.TIME)
    if kind is Kind.ID and role is Role.FEATURE:
        return replace(
            aside, state=State.ID, notes=("nearly every row has a value of its own: not compared",)
        )
    if kind is Kind.EMPTY:
        return replace(aside, state=State.INSUFFICIENT, notes=("no value on either side",))
    return None


def _whole(columns: Sequence[ColumnComparison]) -> list[ColumnComparison]:
    """Judge every column by sample size: there are no windows to calibrate on."""
    compared = sum(column.binning is not None for column in columns)
    return [_whole_column(column, compared) for column in columns]


def _whole_column(column: ColumnComparison, compared: int) -> ColumnComparison:
    binning, reference, current = column.binning, column.reference, column.current
    if binning is None or reference is None or current is None:
        return column
    found = [
        by_sample_size(
            measure, binning, (reference, current), checks=compared, design=column.design
        )
        for measure in measures_of(binning, reference)
    ]
    worst = worst_of(found)
    state = state_of(worst, constant=int(np.count_nonzero(reference + current)) == 1)
    return replace(
        column, state=state, statistic=worst.measure, value=worst.value, threshold=worst.threshold
    )
