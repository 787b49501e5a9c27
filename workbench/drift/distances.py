"""Distances and tests between two count vectors over the same bins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """A two-sample chi-square test of homogeneity, with Cramér's V as its effect size."""

    statistic: float
    df: int
    p: float
    cramers_v: float


def shares(counts: Counts) -> Shares:
    """The share of each bin; all zero where there is nothing to count."""
    total = counts.sum()
    return counts / total if total else np.zeros(len(counts))


def smoothed_shares(counts: Counts) -> Shares:
    """Shares in which an empty bin counts as half a row, so that logarithms stay finite.

    Without an empty bin these are the plain shares.
    """
    return shares_of(np.where(counts == 0, 0.5, counts.astype(np.float64)))


def shares_of(weights: Shares) -> Shares:
    """Non-negative weights scaled to a sum of one."""
    return weights / weights.sum()


def psi(reference: Counts, current: Counts) -> float | None:
    """Population stability index: the sum of (q - p) ln(q / p) over bins used by either side.

    An empty bin counts as half a row. None where a side has no rows.
    """
    p, q = _used(reference, current)
    if p is None or q is None:
        return None
    return float(np.sum((q - p) * np.log(q / p)))


def psi_noise(bins: int, reference_rows: int, current_rows: int) -> float:
    """The PSI expected without any drift: (B - 1)(1/n + 1/m) (Yurdakul and Naranjo, 2020)."""
    return (bins - 1) * (1 / reference_rows + 1 / current_rows)


def kl(p: Shares, q: Shares) -> float:
    """Kullback-Leibler divergence KL(p || q) in nats; infinite where q is zero and p is not."""
    return float(np.sum(special.rel_entr(p, q)))


def js_distance(reference: Counts, current: Counts, base: float = 2.0) -> float | None:
    """Jensen-Shannon distance (the root of the divergence); between 0 and 1 for base 2."""
    if not reference.sum() or not current.sum():
        return None
    p, q = shares(reference), shares(current)
    middle = (p + q) / 2
    divergence = (kl(p, middle) + kl(q, middle)) / (2 * np.log(base))
    return float(np.sqrt(max(divergence, 0.0)))


def hellinger(reference: Counts, current: Counts) -> float | None:
    """Hellinger distance, between 0 and 1."""
    if not reference.sum() or not current.sum():
        return None
    roots = np.sqrt(shares(reference)) - np.sqrt(shares(current))
    return float(np.sqrt(np.sum(roots**2) / 2))


def total_variation(reference: Counts, current: Counts) -> float | None:
    """The share of rows that moved to another bin: half the sum of |p - q|."""
    if not reference.sum() or not current.sum():
        return None
    return float(np.abs(shares(reference) - shares(current)).sum() / 2)


def binned_ks(reference: Counts, current: Counts) -> float | None:
    """The largest gap of the two cumulative shares at the bin edges."""
    if not reference.sum() or not current.sum():
        return None
    return float(np.abs(np.cumsum(shares(reference)) - np.cumsum(shares(current))).max())


def chi_square(reference: Counts, current: Counts) -> ChiSquare | None:
    """Pearson's two-sample test: both sides are samples, neither is taken as the truth.

    Bins empty on both sides are left out. None where a side is empty or one bin remains.
    """
    used = (reference + current) > 0
    table = np.vstack([reference[used], current[used]]).astype(np.float64)
    rows = table.sum(axis=1)
    if table.shape[1] < 2 or not rows.all():
        return None
    expected = np.outer(rows, table.sum(axis=0)) / table.sum()
    statistic = float(((table - expected) ** 2 / expected).sum())
    df = table.shape[1] - 1
    return ChiSquare(
        statistic,
        df,
        float(special.chdtrc(df, statistic)),
        float(np.sqrt(statistic / table.sum())),
    )


def _used(reference: Counts, current: Counts) -> tuple[Shares | None, Shares | None]:
    """Smoothed shares over the bins that hold anything on either side."""
    if not reference.sum() or not current.sum():
        return None, None
    used = (reference + current) > 0
    return smoothed_shares(reference[used]), smoothed_shares(current[used])
