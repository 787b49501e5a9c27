"""The statistics of one column over the whole of both tables."""

import numpy as np

from workbench.drift import distances
from workbench.drift.binning import BY_VALUE, Binning
from workbench.drift.columns import Kind
from workbench.drift.comparison import ColumnComparison, Role, Shape, State
from workbench.drift.prepare import Values
from workbench.drift.samples import KolmogorovSmirnov, Sample, asymptotic_p, ks_test, wasserstein
from workbench.drift.sides import Measured
from workbench.drift.statistic import Ints, missing_share, unseen_share

_QUANTILES = np.linspace(0, 1, 101)


def described(measured: Measured, role: Role) -> ColumnComparison:
    """All statistics of a column; the alarm is decided later."""
    binning = measured.binning
    reference, current = measured.reference.total, measured.current.total
    coarse = binning.coarsened(reference), binning.coarsened(current)
    numeric = binning.kind is not Kind.CATEGORICAL
    notes = [measured.column.measured] if measured.column.measured else []
    used = int(np.count_nonzero(coarse[0] + coarse[1]))
    both = bool(reference.sum() and current.sum())
    return ColumnComparison(
        name=measured.column.name,
        type=measured.column.kind.value,
        role=role,
        state=State.OK,
        psi=distances.psi(*coarse),
        psi_noise=distances.psi_noise(used, int(reference.sum()), int(current.sum()))
        if both
        else None,
        js=distances.js_distance(*coarse),
        hellinger=distances.hellinger(*coarse),
        tv=distances.total_variation(*coarse),
        ks=_ks(measured) if numeric else None,
        wasserstein=_wasserstein(measured) if numeric else None,
        chi2=distances.chi_square(*coarse) if not numeric or _by_value(binning) else None,
        missing_reference=missing_share(reference, binning) if reference.sum() else None,
        missing_current=missing_share(current, binning) if current.sum() else None,
        unseen=unseen_share(current, binning) if not numeric and current.sum() else None,
        notes=tuple(notes),
        binning=binning,
        reference=reference,
        current=current,
        reference_shape=shape(measured.reference_values),
        current_shape=shape(measured.current_values),
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


def _by_value(binning: Binning) -> bool:
    return binning.method == BY_VALUE


def _ordinary(counts: Ints, binning: Binning) -> Ints:
    return counts[: binning.ordinary]


def _ks(measured: Measured) -> KolmogorovSmirnov | None:
    ours, theirs = measured.reference_values, measured.current_values
    if ours and theirs and ours.exact and theirs.exact:
        return ks_test(ours.ascending, theirs.ascending)
    binning = measured.binning
    reference = _ordinary(measured.reference.total, binning)
    current = _ordinary(measured.current.total, binning)
    statistic = distances.binned_ks(reference, current)
    if statistic is None:
        return None
    p = asymptotic_p(statistic, int(reference.sum()), int(current.sum()))
    return KolmogorovSmirnov(statistic, p, "binned", None)


def _wasserstein(measured: Measured) -> float | None:
    """Exact where both columns fit, else between two even samples."""
    ours, theirs = measured.reference_values, measured.current_values
    if ours is None or theirs is None:
        return None
    return wasserstein(ours.ascending, theirs.ascending)
