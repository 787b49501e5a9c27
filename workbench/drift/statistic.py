"""The statistic that alarms: D for numbers, total variation for categories, shares for gaps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.drift.binning import (
    INFINITE_BINS,
    MISSING_BINS,
    NEGATIVE,
    POSITIVE,
    UNSEEN,
    Binning,
)
from workbench.drift.columns import Kind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

KS_FLOOR = 0.03
TV_FLOOR = 0.02
SHARE_FLOOR = 0.02
HELLINGER_FLOOR = 0.03
NEW_INFINITE_FLOOR = 0.005
"""Where there was no infinity at all, few of them are a fault; else the floor of shares."""

_SHARES = {"missing": MISSING_BINS, "infinite": INFINITE_BINS, "unseen": (UNSEEN,)}
_RELATIVE_FLOOR = 0.15
_SMALLEST_FLOOR = 0.002


@dataclass(frozen=True, slots=True)
class Measure:
    """One number per pair of count vectors, and the smallest value worth an alarm."""

    name: str
    floor: float

    def between(self, counts: Ints, baseline: Ints, binning: Binning) -> Floats:
        """The value for every pair; both are arrays (..., bins)."""
        if self.name == "unseen":
            fresh = _share(counts, binning, "unseen") - binning.novelty
            return np.maximum(fresh, 0.0)
        if self.name in ("missing", "infinite"):
            return np.abs(_share(counts, binning, self.name) - _share(baseline, binning, self.name))
        p, q = (_shares(self.weighed(side, binning)) for side in (counts, baseline))
        if self.name == "ks":
            return np.abs(np.cumsum(p - q, axis=-1)).max(axis=-1)
        if self.name == "hellinger":
            return np.sqrt(((np.sqrt(p) - np.sqrt(q)) ** 2).sum(axis=-1) / 2)
        return np.abs(p - q).sum(axis=-1) / 2

    def weighed(self, counts: Ints, binning: Binning) -> Ints:
        """The counts of the bins that are compared."""
        return binning.without_tail(counts) if self.name == "tv" else _weighed(counts, binning)

    def bias(self, binning: Binning) -> float:
        """What the value is expected to be without any drift, however many rows there are."""
        return binning.fading if self.name == "tv" else 0.0

    def share(self, counts: Ints, binning: Binning) -> Floats | None:
        """The share of rows that is compared; None for what compares whole distributions."""
        return _share(counts, binning, self.name) if self.name in _SHARES else None

    def rows(self, counts: Ints, binning: Binning) -> Floats:
        """How many rows stand behind the value."""
        if self.name in _SHARES:
            return counts.sum(axis=-1).astype(np.float64)
        return _weighed(counts, binning).sum(axis=-1).astype(np.float64)


def measures_of(binning: Binning, reference: Ints) -> list[Measure]:
    """The measures of a column; the first is its main one."""
    share = Measure("missing", SHARE_FLOOR)
    if binning.kind is Kind.CATEGORICAL:
        floor = _floor(binning, reference, TV_FLOOR)
        return [
            Measure("tv", floor),
            share,
            Measure("unseen", SHARE_FLOOR),
        ]
    infinite = Measure("infinite", infinite_floor(infinite_share(reference, binning)))
    return [Measure("ks", _floor(binning, reference, KS_FLOOR)), share, infinite]


def window_measures_of(binning: Binning, reference: Ints) -> list[Measure]:
    """The measures that the reference's windows can calibrate.

    Hellinger's distance sees a rare category grow, which the share of moved rows hardly
    does; what it reaches by chance depends on the rarest categories, so it needs windows.
    """
    found = measures_of(binning, reference)
    if binning.kind is Kind.CATEGORICAL:
        found.append(Measure("hellinger", HELLINGER_FLOOR))
    return found


def _floor(binning: Binning, reference: Ints, usual: float) -> float:
    """With two values only, a move of 15 % of the rarer one is worth an alarm."""
    counts = reference[: binning.ordinary][reference[: binning.ordinary] > 0]
    if len(counts) != 2:
        return usual
    rarer = float(counts.min() / counts.sum())
    return min(usual, max(_RELATIVE_FLOOR * rarer, _SMALLEST_FLOOR))


def _weighed(counts: Ints, binning: Binning) -> Ints:
    """The bins that count: for numbers in their order with the infinities at the ends."""
    base = binning.ordinary
    if binning.kind is Kind.CATEGORICAL:
        return binning.coarsened(counts)
    low = counts[..., base + NEGATIVE : base + NEGATIVE + 1]
    high = counts[..., base + POSITIVE : base + POSITIVE + 1]
    return np.concatenate([low, counts[..., :base], high], axis=-1)


def _shares(counts: Ints) -> Floats:
    total = counts.sum(axis=-1, keepdims=True)
    return counts / np.maximum(total, 1)


def _share(counts: Ints, binning: Binning, which: str) -> Floats:
    base = binning.ordinary
    bins = [base + number for number in _SHARES[which]]
    return counts[..., bins].sum(axis=-1) / np.maximum(counts.sum(axis=-1), 1)


def missing_share(counts: Ints, binning: Binning) -> float:
    """The share of rows without a usable value."""
    return float(_share(counts, binning, "missing"))


def infinite_share(counts: Ints, binning: Binning) -> float:
    """The share of rows with an infinity, of either sign."""
    return float(_share(counts, binning, "infinite"))


def infinite_floor(before: float) -> float:
    """The smallest change of the infinite share worth an alarm, by the reference's share."""
    return SHARE_FLOOR if before else NEW_INFINITE_FLOOR


def unseen_share(counts: Ints, binning: Binning) -> float:
    """The share of rows with a category that the reference does not have."""
    return float(_share(counts, binning, "unseen"))
