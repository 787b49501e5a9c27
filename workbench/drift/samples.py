"""Exact Kolmogorov-Smirnov and Wasserstein distances between two sorted samples."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Sample = NDArray[np.float64]
"""Finite values, ascending."""

_EXACT_ROWS = 10_000
_KSTWO_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class KolmogorovSmirnov:
    """A two-sample Kolmogorov-Smirnov test.

    `method` says how p was found: exact (small samples), asymptotic, or binned where the
    statistic was read from counts and p is the asymptotic one. `location` is the value
    at which the two distribution functions are furthest apart.
    """

    statistic: float
    p: float
    method: str
    location: float | None


def ks_test(reference: Sample, current: Sample) -> KolmogorovSmirnov | None:
    """The two-sided test; ties are counted once. None where a side is empty.

    p is exact up to 10,000 rows a side, else asymptotic (see `asymptotic_p`).
    """
    if not len(reference) or not len(current):
        return None
    statistic, location = _largest_gap(reference, current)
    n, m = len(reference), len(current)
    if max(n, m) <= _EXACT_ROWS:
        exact = _exact_p(reference, current)
        if exact is not None:
            return KolmogorovSmirnov(statistic, exact, "exact", location)
    return KolmogorovSmirnov(statistic, asymptotic_p(statistic, n, m), "asymptotic", location)


def asymptotic_p(statistic: float, n: int, m: int) -> float:
    """P(D >= statistic) without drift, for n and m rows.

    The one-sample law at the effective size nm/(n + m); above 20,000 Kolmogorov's limit
    with Vrbik's correction (2018), which is then within 1e-3 of it and 1,000 times faster.
    """
    size = max(round(n * m / (n + m)), 1) if n + m else 1
    if size <= _KSTWO_ROWS:
        from scipy import stats  # a second to import, and only needed for small samples

        return float(stats.kstwo.sf(statistic, size))
    root = float(np.sqrt(size))
    scaled = root * statistic
    return float(special.kolmogorov(scaled + 1 / (6 * root) + (scaled - 1) / (4 * size)))


def wasserstein(reference: Sample, current: Sample) -> float | None:
    """The first Wasserstein distance: the mean move, in the column's unit."""
    n, m = len(reference), len(current)
    if not n or not m:
        return None
    if n == m:
        return float(np.abs(reference - current).mean())
    # The quantile functions are constant between the breakpoints i/n and j/m; in units
    # of 1/(n m) those are whole numbers.
    marks = np.concatenate([np.arange(n + 1) * m, np.arange(1, m) * n])
    marks.sort(kind="stable")
    widths = np.diff(marks)
    starts = marks[:-1]
    gaps = np.abs(
        reference[np.minimum(starts // m, n - 1)] - current[np.minimum(starts // n, m - 1)]
    )
    return float(np.dot(gaps, widths) / (n * m))


def _largest_gap(reference: Sample, current: Sample) -> tuple[float, float]:
    """max |F - G| and where: one merge of the two ascending runs; ties are stepped over."""
    n, m = len(reference), len(current)
    merged = np.concatenate([reference, current])
    order = np.argsort(merged, kind="stable")
    # Whole numbers over the common denominator n m: 67/1000 stays 67/1000. In place: these
    # arrays are as long as both tables.
    gaps = np.cumsum(order < n, dtype=np.int64)
    gaps *= n + m
    gaps -= np.arange(n, n * (n + m) + 1, n)
    high, low = int(gaps.argmax()), int(gaps.argmin())
    best = high if gaps[high] >= -gaps[low] else low
    value = merged[order[best]]
    if best + 1 < n + m and merged[order[best + 1]] == value:
        # Inside a group of equal values, which counts as a whole: look at the ends only.
        values = merged[order]
        ends = np.append(np.flatnonzero(values[1:] != values[:-1]), n + m - 1)
        best = int(ends[np.abs(gaps[ends]).argmax()])
        value = values[best]
    return float(abs(gaps[best]) / (n * m)), float(value)


def _exact_p(reference: Sample, current: Sample) -> float | None:
    """The exact p; None where counting the paths overflows."""
    from scipy import stats

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        result = stats.ks_2samp(reference, current, method="exact")
    if any(issubclass(one.category, RuntimeWarning) for one in said):
        return None
    return float(result.pvalue)  # pyright: ignore[reportAttributeAccessIssue] - scipy's stubs
