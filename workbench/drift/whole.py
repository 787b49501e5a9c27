"""The statistics of one column over the whole of both tables."""

from collections.abc import Sequence

import numpy as np

from workbench.drift import distances
from workbench.drift.columns import Kind
from workbench.drift.comparison import ColumnComparison, Role, Shape, State
from workbench.drift.prepare import Values
from workbench.drift.registered import DriftStatistic, Pair, asked
from workbench.drift.samples import Sample
from workbench.drift.sides import Measured
from workbench.drift.statistic import infinite_share, missing_share, unseen_share

_QUANTILES = np.linspace(0, 1, 101)


def described(
    measured: Measured, role: Role, statistics: Sequence[DriftStatistic], design: float = 1.0
) -> ColumnComparison:
    """All statistics of a column; the alarm is decided later.

    With a design effect above 1, p and the noise of PSI know how few rows are independent.
    """
    binning = measured.binning
    reference, current = measured.reference.total, measured.current.total
    numeric = binning.kind is not Kind.CATEGORICAL
    notes = [measured.column.measured] if measured.column.measured else []
    pair = _pair(measured, design)
    infinite = [
        infinite_share(side, binning) if numeric and side.sum() else None
        for side in (reference, current)
    ]
    if any(infinite):
        notes.append(f"infinite in {infinite[0] or 0:.2%} of the reference and"
                     f" {infinite[1] or 0:.2%} of the current rows")  # fmt: skip
    outcomes, failures = asked(statistics, pair)
    used = int(np.count_nonzero(pair.coarse[0] + pair.coarse[1]))
    both = bool(reference.sum() and current.sum())
    return ColumnComparison(
        name=measured.column.name,
        type=measured.column.kind.value,
        role=role,
        state=State.OK,
        statistics=outcomes,
        psi_noise=design * distances.psi_noise(used, int(reference.sum()), int(current.sum()))
        if both
        else None,
        missing_reference=missing_share(reference, binning) if reference.sum() else None,
        missing_current=missing_share(current, binning) if current.sum() else None,
        infinite_reference=infinite[0],
        infinite_current=infinite[1],
        unseen=unseen_share(current, binning) if not numeric and current.sum() else None,
        design=design,
        notes=(*notes, *failures),
        binning=binning,
        reference=reference,
        current=current,
        reference_shape=shape(measured.reference_values),
        current_shape=shape(measured.current_values),
    )


def _pair(measured: Measured, design: float) -> Pair:
    ours, theirs = measured.reference_values, measured.current_values
    return Pair(
        measured.binning,
        measured.reference.total,
        measured.current.total,
        ours.ascending if ours else None,
        theirs.ascending if theirs else None,
        bool(ours and theirs and ours.exact and theirs.exact),
        design,
    )


def shape(values: Values | None) -> Shape | None:
    """Quantiles and the most frequent value; None without a number."""
    if values is None or not len(values.ascending):
        return None
    ascending = values.ascending
    ranks = np.round(_QUANTILES * (len(ascending) - 1)).astype(np.int64)
    mode, longest, distinct = _most_frequent(ascending)
    return Shape(
        tuple(float(value) for value in ascending[ranks]),
        mode,
        longest / len(ascending),
        distinct,
    )


def _most_frequent(ascending: Sample) -> tuple[float, int, int]:
    """The most frequent value, how often it occurs, and how many different values there are."""
    repeats = ascending[1:] == ascending[:-1]
    if not repeats.any():
        return float(ascending[0]), 1, len(ascending)
    starts = np.concatenate([[0], np.flatnonzero(~repeats) + 1])
    lengths = np.diff(np.append(starts, len(ascending)))
    longest = int(lengths.argmax())
    return float(ascending[starts[longest]]), int(lengths[longest]), len(starts)
