"""Judges every column in every current window against the reference's own windows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workbench.drift.binning import Binning
from workbench.drift.comparison import ColumnComparison, State, WindowColumn, WindowComparison
from workbench.drift.counts import Counted
from workbench.drift.statistic import Ints, Measure, measures_of, window_measures_of
from workbench.drift.thresholds import (
    Calibration,
    Judged,
    by_sample_size,
    calibrated,
    judged,
    steadied,
)
from workbench.drift.windows import Windows, calendars


@dataclass(frozen=True, slots=True)
class ColumnCounts:
    """The counts of one column on both sides, per segment column where there are any."""

    column: str
    binning: Binning
    reference: Counted
    current: Counted
    segments: tuple[tuple[str, Counted, Counted], ...] = ()
    design: float = 1.0


def windowed(
    columns: Sequence[ColumnComparison], counts: Sequence[ColumnCounts], cut: Windows
) -> tuple[list[ColumnComparison], list[WindowComparison]]:
    """The columns with the alarm of their windows, and the current windows."""
    numbers = sorted({number for one in counts for number in one.current.windows})
    calibrations = _calibrations(counts, cut)
    outcomes = {one.column: _outcomes(one, calibrations, cut, len(counts)) for one in counts}
    windows = [
        _window(number, place, counts, outcomes, cut) for place, number in enumerate(numbers)
    ]
    seasons = {key[0]: one.season for key, one in calibrations.items() if one.season}
    known = {key[0] for key in calibrations}
    judged_columns = [
        replace(
            _with_alarm(column, windows),
            calibrated=column.name in known,
            season=seasons.get(column.name),
        )
        if column.name in outcomes
        else column
        for column in columns
    ]
    return judged_columns, windows


def worst_of(found: Sequence[Judged]) -> Judged:
    """The measure that stands out most; an unknown one only where all are."""
    return max(found, key=lambda one: (one.drifted, one.enough, one.ratio))


def state_of(worst: Judged, *, constant: bool = False) -> State:
    """The state in words; too few rows is never 'ok'."""
    if worst.drifted:
        return State.DRIFTED
    if not worst.enough:
        return State.INSUFFICIENT
    if constant:
        return State.CONSTANT
    return State.WATCH if worst.above else State.OK


def _calibrations(
    counts: Sequence[ColumnCounts], cut: Windows
) -> dict[tuple[str, str], Calibration]:
    """Per (column, measure), with the spreads steadied over all columns of one measure."""
    found: dict[str, list[tuple[str, Calibration]]] = {}
    for one in counts:
        seasons = calendars(cut, one.reference.windows)
        for measure in window_measures_of(one.binning, one.reference.total):
            made = calibrated(measure, one.binning, one.reference.by_window(), seasons)
            if made is not None:
                found.setdefault(measure.name, []).append((one.column, made))
    return {
        (column, name): steady
        for name, pairs in found.items()
        for (column, _), steady in zip(pairs, steadied([made for _, made in pairs]), strict=True)
    }


def _outcomes(
    one: ColumnCounts,
    calibrations: dict[tuple[str, str], Calibration],
    cut: Windows,
    columns: int,
) -> dict[int, Judged]:
    """The worst measure of one column in every current window."""
    windows = one.current.by_window()
    seasons = calendars(cut, one.current.windows)
    fallback = measures_of(one.binning, one.reference.total)
    per_measure: list[list[Judged]] = []
    for measure in window_measures_of(one.binning, one.reference.total):
        calibration = calibrations.get((one.column, measure.name))
        if calibration is not None:
            per_measure.append(judged(calibration, windows, seasons))
        elif measure in fallback:
            per_measure.append(_uncalibrated(measure, one, windows, columns))
    return {
        number: worst_of([outcomes[place] for outcomes in per_measure])
        for place, number in enumerate(one.current.windows)
    }


def _uncalibrated(measure: Measure, one: ColumnCounts, windows: Ints, columns: int) -> list[Judged]:
    """Too few reference windows: judged by sample size, over all columns and windows."""
    reference = one.reference.total
    return [
        by_sample_size(
            measure,
            one.binning,
            (reference, window),
            checks=columns * len(windows),
            design=one.design,
        )
        for window in windows
    ]


def _window(
    number: int,
    place: int,
    counts: Sequence[ColumnCounts],
    outcomes: dict[str, dict[int, Judged]],
    cut: Windows,
) -> WindowComparison:
    rows = max(
        (
            int(one.current.cells[one.current.windows.index(number)].sum())
            for one in counts
            if number in one.current.windows
        ),
        default=0,
    )
    columns = [
        WindowColumn(name, found[number], state_of(found[number]))
        for name, found in outcomes.items()
        if number in found
    ]
    return WindowComparison(place, cut.start(number), cut.start(number + 1), rows, tuple(columns))


def _with_alarm(column: ColumnComparison, windows: Sequence[WindowComparison]) -> ColumnComparison:
    """The column with the state of its worst window, and since when it alarms."""
    found = [
        (window, one) for window in windows for one in window.columns if one.name == column.name
    ]
    if not found:
        return replace(column, state=State.INSUFFICIENT)
    alarms = [(window, one) for window, one in found if one.judged.drifted]
    _, worst = max(alarms or found, key=lambda pair: (pair[1].judged.enough, pair[1].judged.ratio))
    constant = column.state is State.CONSTANT
    state = state_of(worst.judged, constant=constant)
    if state is State.WATCH and not found[-1][1].judged.above:
        state = State.OK
    return replace(
        column,
        state=state,
        statistic=worst.judged.measure,
        value=worst.judged.value,
        threshold=worst.judged.threshold,
        since=alarms[0][0].start if alarms else None,
    )
